"""Members of a course as a platform may send them, right and wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from lti.errors import ServiceError
from lti.services.connector import ServiceAnswer
from lti.services.groups import read_group_sets, read_groups
from lti.services.roster import Member, MemberStatus, RosterPage, RosterQuery, roster_pages

CONTEXT_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"
FIRST = "https://lms.example/members"


class Pages:
    """A connector whose platform answers these documents, one after the other."""

    def __init__(self, *documents: Any, differences: str | None = None) -> None:
        self.documents = documents
        self.differences = differences
        self.asked: list[str] = []

    def pages(self, address: str, **_wanted: object) -> Iterator[ServiceAnswer]:
        self.asked.append(address)
        for number, document in enumerate(self.documents, 1):
            last = number == len(self.documents)
            following = None if last else f"{FIRST}?page={number}"
            yield ServiceAnswer(200, {}, document, following, self.differences if last else None)


def pages_of(*documents: Any, **more: Any) -> list[RosterPage]:
    return list(roster_pages(Pages(*documents, **more), FIRST))


def member_of(values: Mapping[str, Any]) -> Member:
    page = pages_of({"members": [{"user_id": "7", "roles": ["Learner"], **values}]})[0]
    assert page.skipped == 0, values
    return page.members[0]


def test_a_member_with_everything_is_read() -> None:
    member = member_of(
        {
            "status": "Inactive",
            "name": "Sina Student",
            "given_name": "Sina",
            "family_name": "Student",
            "email": "sina@samoa.example",
            "roles": [CONTEXT_ROLE + "Learner"],
            "message": [{CUSTOM: {"section": "A", "unknown": "$Person.nothing"}}],
            "group_enrollments": [{"group_id": "g1"}, {"group_id": 2}, {}],
        }
    )
    assert member.status is MemberStatus.INACTIVE
    assert (member.name, member.given_name, member.family_name) == (
        "Sina Student",
        "Sina",
        "Student",
    )
    assert member.email == "sina@samoa.example"
    assert member.roles.is_learner
    assert member.custom == {"section": "A"}
    assert member.group_ids == ("g1", "2")


def test_a_member_with_only_what_is_required_is_active_and_nameless() -> None:
    member = member_of({})
    assert (member.status, member.name, member.email) == (MemberStatus.ACTIVE, "", "")
    assert member.group_ids is None
    assert member.custom == {}


@pytest.mark.parametrize(
    "values",
    [
        {"user_id": 7},
        {"name": None},
        {"status": None},
        {"status": "active"},
        {"roles": []},
        {"message": {CUSTOM: {"a": "b"}}},
        {"message": "nonsense"},
        {"group_enrollments": "nonsense"},
        {"picture": 7},
    ],
)
def test_what_some_platforms_write_is_borne(values: dict[str, Any]) -> None:
    assert member_of(values).user_id == "7"


@pytest.mark.parametrize(
    "values",
    [
        {"user_id": ""},
        {"user_id": None},
        {"user_id": True},
        {"user_id": "x" * 256},
        {"user_id": "null\x00byte"},
        {"user_id": ["7"]},
        {"roles": None},
        {"roles": "Learner"},
        {"roles": [7]},
        {"status": "Whatever"},
        {"status": 1},
        {"name": 7},
        {"email": {}},
    ],
)
def test_a_malformed_member_is_skipped_and_counted(values: dict[str, Any]) -> None:
    good = {"user_id": "8", "roles": ["Learner"]}
    page = pages_of({"members": [{"user_id": "7", "roles": ["Learner"], **values}, good, "x"]})[0]
    assert [member.user_id for member in page.members] == ["8"]
    assert page.skipped == 2


def test_texts_are_cut_and_cleaned() -> None:
    member = member_of({"name": "a\x00\u202e" + "b" * 1_000, "email": "c" * 1_000})
    assert member.name == "a" + "b" * 199
    assert len(member.email) == 320


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"members": {}}, {"members": None}, "x", 7, {"members": [{}] * 10_001}],
)
def test_a_page_that_is_none_is_an_error(document: Any) -> None:
    with pytest.raises(ServiceError) as caught:
        pages_of(document)
    assert caught.value.code == "service_malformed"


def test_only_the_last_page_says_where_the_differences_are() -> None:
    first, last = pages_of({"members": []}, {"members": []}, differences=f"{FIRST}?since=1")
    assert (first.next_address, first.differences_address) == (f"{FIRST}?page=1", None)
    assert (last.next_address, last.differences_address) == (None, f"{FIRST}?since=1")


def test_what_is_asked_stands_in_the_address_beside_the_services_own_query() -> None:
    query = RosterQuery(
        limit=50, role=CONTEXT_ROLE + "Learner", resource_link_id="link/1", with_groups=True
    )
    assert query.address(f"{FIRST}?own=1") == (
        f"{FIRST}?own=1&limit=50&role=http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2F"
        "membership%23Learner&rlid=link%2F1&groups=true"
    )
    assert RosterQuery().address(f"{FIRST}?own=1") == f"{FIRST}?own=1"


def test_groups_and_sets_are_read_and_nonsense_among_them_is_left_out() -> None:
    groups = {
        "groups": [
            {"id": 1, "name": "Tuesday", "set_id": "s"},
            {"id": "2"},
            "x",
            {"id": "3", "name": 7},
        ]
    }
    more = {"groups": [{"id": "4", "name": "Wind"}]}
    read = read_groups(Pages(groups, more), FIRST)
    assert [(group.id, group.name, group.set_id) for group in read] == [
        ("1", "Tuesday", "s"),
        ("4", "Wind", ""),
    ]
    sets = read_group_sets(Pages({"sets": [{"id": "s", "name": "Days"}]}), FIRST)
    assert [(each.id, each.name) for each in sets] == [("s", "Days")]


@pytest.mark.parametrize("document", [None, [], {}, {"groups": 7}])
def test_a_page_that_holds_no_groups_is_an_error(document: Any) -> None:
    with pytest.raises(ServiceError):
        read_groups(Pages(document), FIRST)


def test_more_groups_than_anybody_has_are_not_read() -> None:
    endless = ({"groups": [{"id": str(n), "name": "x"} for n in range(3_000)]} for _ in range(9))
    assert len(read_groups(Pages(*endless), FIRST)) == 5_000
