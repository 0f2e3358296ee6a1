"""Course groups, and the page that changes who is in a course."""

import json

import pytest

from tests.practice.test_services import ROSTER_SCOPE, links, roster_address
from vsm_platform.practice import add_group_member

GROUPS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
GROUP_SCOPE = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"


@pytest.fixture
def blackboard(theatre):
    stage = theatre.stage("blackboard")
    add_group_member(stage.world, stage.course, "Tuesday", stage.student)
    return stage


def call(stage, address, scope=GROUP_SCOPE):
    return stage.tool.call("GET", address, stage.tool.token(stage.known, scope))


def test_only_an_lms_that_has_groups_announces_them(every_flavour):
    offered = GROUPS in every_flavour.claims()
    assert offered == (every_flavour.platform.flavour == "blackboard")


def test_groups_and_their_sets_are_listed_and_members_stand_in_the_roster(blackboard):
    claim = blackboard.claims()[GROUPS]
    assert claim["scope"] == [GROUP_SCOPE]
    answer = call(blackboard, claim["context_groups_url"])
    assert answer.header("content-type").endswith("contextgroupcontainer+json")
    assert json.loads(answer.body)["groups"] == [
        {"id": "group-1", "name": "Tuesday", "set_id": "Groups"}
    ]
    sets = json.loads(call(blackboard, claim["context_group_sets_url"]).body)["sets"]
    assert sets == [{"id": "Groups", "name": "Groups"}]
    of_others = f"{claim['context_groups_url']}?user_id={blackboard.teacher.sub}"
    assert json.loads(call(blackboard, of_others).body)["groups"] == []

    roster = call(blackboard, f"{roster_address(blackboard)}?groups=true", ROSTER_SCOPE)
    by_id = {each["user_id"]: each for each in json.loads(roster.body)["members"]}
    assert by_id[blackboard.student.sub]["group_enrollments"] == [{"group_id": "group-1"}]
    assert by_id[blackboard.teacher.sub]["group_enrollments"] == []


def test_groups_need_their_own_scope(blackboard):
    address = blackboard.claims()[GROUPS]["context_groups_url"]
    assert call(blackboard, address, ROSTER_SCOPE).status == 403


@pytest.mark.parametrize(
    ("fault", "status"), [("forbidden", 403), ("not_found", 404), ("broken_json", 200)]
)
def test_a_roster_can_be_forbidden_gone_or_broken(blackboard, fault, status):
    blackboard.platform.faults.roster = fault
    answer = call(blackboard, roster_address(blackboard), ROSTER_SCOPE)
    assert answer.status == status
    if status == 200:
        with pytest.raises(ValueError, match="Unterminated"):
            json.loads(answer.body)


@pytest.mark.parametrize(("fault", "times"), [("repeats", 2), ("changes", 0), ("ok", 1)])
def test_pages_can_repeat_a_member_or_lose_one(blackboard, fault, times):
    blackboard.platform.faults.roster = fault
    address, seen = f"{roster_address(blackboard)}?limit=2", []
    while address:
        answer = call(blackboard, address, ROSTER_SCOPE)
        seen += [each["user_id"] for each in json.loads(answer.body)["members"]]
        address = links(answer).get("next")
    second, third = list(blackboard.course.memberships)[1:3]
    assert seen.count(third if fault == "changes" else second) == times


def test_a_page_puts_students_in_and_out(blackboard, theatre):
    client, tenant = theatre.app.test_client(), blackboard.tenant
    path = f"/{tenant.platform_key}/at/{tenant.key}/courses/{blackboard.course.id}/members"
    sub = blackboard.student.sub
    assert blackboard.student.name in client.get(path).text
    for step, status in (("remove", "Deleted"), ("restore", "Active")):
        assert client.post(path, data={"step": step, "sub": sub}).status_code == 303
        assert blackboard.course.memberships[sub].status == status
    before = len(tenant.people("student"))
    assert client.post(path, data={"step": "new"}).status_code == 303
    assert len(tenant.people("student")) == before + 1
    for wrong in ({}, {"step": "remove"}, {"step": "remove", "sub": "nobody"}, {"step": "x"}):
        assert client.post(path, data=wrong).status_code == 400


def test_other_sites_change_nobody(blackboard, theatre):
    tenant = blackboard.tenant
    path = f"/{tenant.platform_key}/at/{tenant.key}/courses/{blackboard.course.id}/members"
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = theatre.app.test_client().post(path, data={"step": "new"}, headers=headers)
    assert answer.status_code == 403
