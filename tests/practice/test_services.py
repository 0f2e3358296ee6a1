"""Access tokens and the roster, asked for by a tool that shares nothing with the practice LMS."""

import json
import time

import pytest

from tests.practice.stand_in_tool import AGS, ROSTER_SCOPE
from vsm_platform.practice import enrol, unenrol

NAMES_AND_ROLES = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"


def roster_address(stage):
    return stage.claims()[NAMES_AND_ROLES]["context_memberships_url"]


def read(stage, address):
    answer = stage.tool.call("GET", address, stage.tool.token(stage.known, ROSTER_SCOPE))
    assert answer.status == 200, answer.text
    return answer


def links(answer):
    """The `Link` header's relations."""
    parts = [part.split(";") for part in answer.header("link").split(", ") if part]
    return {relation.strip()[5:-1]: address.strip()[1:-1] for address, relation in parts}


def members(stage, address):
    return json.loads(read(stage, address).body)["members"]


def test_a_signed_assertion_gives_a_token(every_flavour):
    answer = every_flavour.tool.ask_token(every_flavour.known, ROSTER_SCOPE)
    document = json.loads(answer.body)
    assert document["token_type"] == "Bearer"
    assert document["expires_in"] == 3600
    assert document["scope"] == ROSTER_SCOPE


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example/token"},
        {"exp": 1},
        {"sub": "somebody-else"},
        {"iss": "nobody"},
    ],
)
def test_a_wrong_assertion_gives_none(moodle, changes):
    assertion = moodle.tool.assertion(moodle.known, **changes)
    answer = moodle.tool.ask_token(moodle.known, ROSTER_SCOPE, assertion=assertion)
    assert answer.status == 401
    assert json.loads(answer.body)["error"] == "invalid_client"


def test_brightspace_refuses_its_token_address_as_audience(theatre):
    stage = theatre.stage("brightspace")
    assertion = theatre.tool.assertion(stage.known, aud=stage.known["token_endpoint"])
    assert theatre.tool.ask_token(stage.known, ROSTER_SCOPE, assertion=assertion).status == 401


def test_an_assertion_is_good_for_one_use(moodle):
    assertion = moodle.tool.assertion(moodle.known)
    first = moodle.tool.ask_token(moodle.known, ROSTER_SCOPE, assertion=assertion)
    second = moodle.tool.ask_token(moodle.known, ROSTER_SCOPE, assertion=assertion)
    assert (first.status, second.status) == (200, 401)


def test_an_assertion_by_a_key_that_is_not_published_gives_no_token(moodle):
    now = int(time.time())
    known = moodle.known
    claims = {
        "iss": known["client_id"],
        "sub": known["client_id"],
        "aud": known["token_audience"],
        "iat": now,
        "exp": now + 60,
        "jti": "x",
    }
    assertion = moodle.tool.sign(claims, kid="another")
    answer = moodle.tool.ask_token(known, ROSTER_SCOPE, assertion=assertion)
    assert answer.status == 401
    assert "no key" in json.loads(answer.body)["error_description"]


def test_a_scope_that_was_not_granted_is_cut_by_moodle_and_fails_elsewhere(theatre):
    both = f"{ROSTER_SCOPE} {AGS}score"
    for flavour, status in (("moodle", 200), ("canvas", 400)):
        stage = theatre.stage(flavour, f"University of {flavour}")
        stage.platform.registrations[stage.known["client_id"]].scopes = [ROSTER_SCOPE]
        answer = theatre.tool.ask_token(stage.known, both)
        assert answer.status == status
        assert theatre.tool.ask_token(stage.known, f"{AGS}score").status == 400


def test_other_grant_types_are_refused(moodle):
    answer = moodle.transport.send("POST", moodle.known["token_endpoint"], {}, b"")
    assert json.loads(answer.body)["error"] == "unsupported_grant_type"


def test_the_roster_lists_everybody(every_flavour):
    answer = read(every_flavour, roster_address(every_flavour))
    assert answer.header("content-type") == (
        "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    )
    document = json.loads(answer.body)
    assert document["context"]["id"] == every_flavour.course.id
    assert {each["user_id"] for each in document["members"]} == set(
        every_flavour.course.memberships
    )


def test_moodle_s_roster_has_short_role_names_and_the_others_full_ones(theatre):
    moodle = theatre.stage("moodle", "One")
    assert members(moodle, roster_address(moodle))[0]["roles"] == ["Instructor"]
    blackboard = theatre.stage("blackboard", "Two")
    assert members(blackboard, roster_address(blackboard))[0]["roles"][0].startswith("http")


def test_canvas_s_roster_is_anonymous_by_default(theatre):
    stage = theatre.stage("canvas")
    member = members(stage, roster_address(stage))[0]
    assert set(member) == {"status", "user_id", "roles"}


def test_pages_follow_by_addresses_whose_case_matters(theatre):
    stage = theatre.stage("canvas", students=120)
    address, seen, sizes = roster_address(stage), [], []
    while address:
        answer = read(stage, address)
        page = json.loads(answer.body)["members"]
        seen += [each["user_id"] for each in page]
        sizes.append(len(page))
        address = links(answer).get("next", "")
        assert not address or address != address.lower()
    assert sizes == [50, 50, 22]
    assert len(set(seen)) == 122


def test_an_address_in_the_wrong_case_is_refused(theatre):
    stage = theatre.stage("moodle", students=5)
    token = theatre.tool.token(stage.known, ROSTER_SCOPE)
    first = theatre.tool.call("GET", f"{roster_address(stage)}?limit=2", token)
    following = links(first)["next"]
    assert theatre.tool.call("GET", following, token).status == 200
    assert theatre.tool.call("GET", following.lower(), token).status in {400, 404}


def test_a_thousand_members_come_from_moodle_as_one_page(theatre):
    stage = theatre.stage("moodle", students=1000)
    answer = read(stage, roster_address(stage))
    assert len(json.loads(answer.body)["members"]) == 1001
    assert "next" not in links(answer)


def test_limit_and_role_are_followed(moodle):
    address = roster_address(moodle)
    assert len(members(moodle, f"{address}?limit=2")) == 2
    assert len(members(moodle, f"{address}?role=Instructor")) == 1
    full = "http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Learner"
    assert len(members(moodle, f"{address}?role={full}")) == 3
    token = moodle.tool.token(moodle.known, ROSTER_SCOPE)
    assert moodle.tool.call("GET", f"{address}?limit=none", token).status == 400


def test_a_resource_link_s_roster_has_its_messages(moodle):
    address = roster_address(moodle)
    assert "message" in members(moodle, f"{address}?rlid={moodle.link.id}")[0]
    token = moodle.tool.token(moodle.known, ROSTER_SCOPE)
    assert moodle.tool.call("GET", f"{address}?rlid=none", token).status == 404


def test_differences_show_who_came_and_who_left(moodle):
    differences = links(read(moodle, roster_address(moodle)))["differences"]
    assert members(moodle, differences) == []
    leaving, returning = moodle.tenant.people("student")[:2]
    unenrol(moodle.world, moodle.course, leaving)
    enrol(moodle.world, moodle.course, returning, "teacher")
    changed = {each["user_id"]: each for each in members(moodle, differences)}
    assert changed[leaving.sub]["status"] == "Deleted"
    assert changed[returning.sub]["roles"] == ["Instructor"]
    assert leaving.sub not in {each["user_id"] for each in members(moodle, roster_address(moodle))}


def test_the_roster_needs_a_token_of_its_scope(moodle):
    address = roster_address(moodle)
    score_token = moodle.tool.token(moodle.known, f"{AGS}score")
    assert moodle.tool.call("GET", address, "wrong").status == 401
    assert moodle.tool.call("GET", address, score_token).status == 403


def test_a_token_of_one_platform_opens_nothing_at_another(theatre):
    first = theatre.stage("moodle", "One")
    second = theatre.stage("moodle", "Two")
    token = theatre.tool.token(first.known, ROSTER_SCOPE)
    assert theatre.tool.call("GET", roster_address(second), token).status == 401


def test_a_university_without_the_tool_is_closed_to_it(theatre):
    stage = theatre.stage("blackboard", "One", platform_key="cloud")
    address = roster_address(stage)
    other = theatre.university("blackboard", "Two", platform_key="cloud")
    course = next(iter(other.courses.values()))
    foreign = address.replace("/at/one/", "/at/two/").replace(stage.course.id, course.id)
    token = theatre.tool.token(stage.known, ROSTER_SCOPE)
    assert theatre.tool.call("GET", foreign, token).status == 404
