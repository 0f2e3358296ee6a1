"""Administrators make alliances: members over the years, rules, and turns as chair."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.alliances.leagues import League, chaired, league, universities
from tests.people import World, counted_queries
from vsm_platform.alliances.api import Alliance, AllianceChair, CreditRange, ExchangeKind, Rules
from vsm_platform.alliances.models import AllianceMember
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.institutions.log_texts import _ACTIONS

THIS_YEAR = clock.now().year


@pytest.fixture
def p2a(world: World) -> League:
    return league(world, "P2A", universities(world, ["Hanoi", "Malaya", "Sunway"]), Rules())


def rules_form(**changes: str) -> dict[str, str]:
    return {
        "name": "P2A",
        "about": "",
        "minimum_partners": "3",
        "publishers": "chair",
        "season_limit": "",
        "least_open_course": "1",
        "most_open_course": "10",
        **changes,
    }


def actions(world: World) -> list[str]:
    with world.work() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_new_alliance_has_its_members_and_goes_on_to_its_rules(world: World) -> None:
    members = universities(world, ["Madrid", "Rome", "Tübingen"])
    data = {
        "name": "CIVIS",
        "about": "Nine universities.",
        "joined_in": "2019",
        "institutions": [str(member.id) for member in members],
    }
    browser = world.administrator().browser
    answer = browser.post("/admin/alliances/new", data=data)
    assert answer.location == "/admin/alliances/1/rules"
    page = browser.get("/admin/alliances/1/").text
    assert "3 members" in page
    assert "since 2019" in page
    assert {"alliances.alliance_added", "alliances.member_added"} <= set(actions(world))
    again = browser.post("/admin/alliances/new", data={**data, "name": "civis"})
    assert again.status_code == 303, "names that differ are two"
    again = browser.post("/admin/alliances/new", data=data)
    assert "Another alliance has this name." in again.text
    with world.work() as session:
        assert len(session.scalars(select(Alliance)).all()) == 2, "nothing half-made stays"


def test_rules_are_saved_as_they_are_written_and_read_in_words(world: World, p2a: League) -> None:
    browser = world.administrator().browser
    data = rules_form(same_credit="y", season_limit="2", least_module="5", most_module="7,5")
    assert browser.post(f"/admin/alliances/{p2a.id}/rules", data=data).status_code == 303
    with world.work() as session:
        rules = session.get_one(Alliance, p2a.id).rules
    assert rules.minimum_partners == 3
    assert rules.credits == {
        ExchangeKind.OPEN_COURSE: CreditRange(1, 10),
        ExchangeKind.MODULE: CreditRange(5, 7.5),
    }
    assert (rules.same_credit, rules.season_limit, rules.publishers) == (True, 2, "chair")
    page = browser.get(f"/admin/alliances/{p2a.id}/").text
    assert "5 to 7.5 ECTS: module." in page
    assert "Nobody chairs today, so that no exchange can be opened" in page
    form = browser.get(f"/admin/alliances/{p2a.id}/rules").text
    assert 'value="7.5"' in form


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Enter the alliance’s name."),
        ({"minimum_partners": "0"}, "Enter a number from 1 to 100."),
        ({"minimum_partners": "many"}, "Not a valid integer value."),
        ({"most_open_course": ""}, "Enter both numbers, or neither."),
        ({"least_open_course": "11"}, "The most must not be less than the least."),
        ({"least_open_course": "-1"}, "Enter a number, such as 8.5."),
        ({"least_open_course": "nan"}, "Enter a number, such as 8.5."),
        ({"least_open_course": "1e9"}, "Enter a number, such as 8.5."),
        ({"season_limit": "0"}, "Enter a number from 1 to 100."),
        ({"publishers": "everybody"}, "Not a valid choice"),
    ],
)
def test_rules_that_make_no_sense_are_refused_at_their_field(
    world: World, p2a: League, changes: dict[str, str], said: str
) -> None:
    answer = world.administrator().browser.post(
        f"/admin/alliances/{p2a.id}/rules", data=rules_form(**changes)
    )
    assert answer.status_code == 200
    assert answer.text.count(said) == 2, "in the summary and at the field"


def test_a_member_that_leaves_is_one_until_the_year_in_which_it_no_longer_is(
    world: World, p2a: League
) -> None:
    browser = world.administrator().browser
    with world.work() as session:
        ids = list(session.scalars(select(AllianceMember.id).order_by(AllianceMember.id)))
    data = {f"joined_{key}": "2019" for key in ids} | {f"left_{key}": "" for key in ids}
    page = browser.post(
        f"/admin/alliances/{p2a.id}/members", data={**data, f"left_{ids[0]}": "2018"}
    )
    assert "This must be later than the year of joining." in page.text
    leaving = {**data, f"left_{ids[0]}": str(THIS_YEAR), f"left_{ids[1]}": str(THIS_YEAR + 1)}
    assert browser.post(f"/admin/alliances/{p2a.id}/members", data=leaving).status_code == 303
    page = browser.get(f"/admin/alliances/{p2a.id}/").text
    assert "2 members" in page
    assert page.count("no member today") == 1
    assert actions(world).count("alliances.member_changed") == 2


def test_an_institution_joins_later(world: World, p2a: League) -> None:
    hamka = world.university("Hamka")
    browser = world.administrator().browser
    assert "Malaya" not in browser.get(f"/admin/alliances/{p2a.id}/join").text
    data = {"institutions": [str(hamka.id)], "joined_in": str(THIS_YEAR)}
    assert browser.post(f"/admin/alliances/{p2a.id}/join", data=data).status_code == 303
    assert "4 members" in browser.get(f"/admin/alliances/{p2a.id}/").text
    refused = browser.post(
        f"/admin/alliances/{p2a.id}/join", data={"institutions": ["4711"], "joined_in": "2026"}
    )
    assert refused.status_code == 200


def turns(world: World) -> list[tuple[int, date, date]]:
    with world.work() as session:
        found = session.scalars(select(AllianceChair).order_by(AllianceChair.starts_on))
        return [(turn.institution_id, turn.starts_on, turn.ends_on) for turn in found]


def test_the_rotation_is_proposed_in_order_and_saved_as_it_was_changed(
    world: World, p2a: League
) -> None:
    hanoi, malaya, sunway = p2a.members
    browser = world.administrator().browser
    address = f"/admin/alliances/{p2a.id}/chairs?first={THIS_YEAR}-08-01&years=3"
    page = browser.get(address).text
    assert page.count("<select") == 3
    data = {"turn_0": str(hanoi.id), "turn_1": str(sunway.id), "turn_2": "0"}
    assert browser.post(address, data=data).status_code == 303
    assert turns(world) == [
        (hanoi.id, date(THIS_YEAR, 8, 1), date(THIS_YEAR + 1, 7, 31)),
        (sunway.id, date(THIS_YEAR + 1, 8, 1), date(THIS_YEAR + 2, 7, 31)),
    ]
    following = browser.get(f"/admin/alliances/{p2a.id}/chairs").text
    first = following.index(f'selected value="{malaya.id}"')
    assert first < following.index(f'selected value="{hanoi.id}"')
    assert f'datetime="{THIS_YEAR + 2}-08-01"' in following, "it goes on after the last turn"


def test_two_institutions_never_chair_on_the_same_day(world: World, p2a: League) -> None:
    hanoi, malaya, _sunway = p2a.members
    chaired(world, p2a, hanoi, date(2026, 1, 1), date(2026, 12, 31))
    browser = world.administrator().browser
    data = {"institution": str(malaya.id), "starts_on": "2026-12-31", "ends_on": "2027-12-30"}
    page = browser.post(f"/admin/alliances/{p2a.id}/chairs/add", data=data).text
    assert page.count("Hanoi already chairs from Jan 1, 2026 to Dec 31, 2026.") == 2
    early = {**data, "starts_on": "2027-12-31"}
    page = browser.post(f"/admin/alliances/{p2a.id}/chairs/add", data=early).text
    assert "The last day must not be before the first day." in page
    before = {**data, "starts_on": "2001-01-01", "ends_on": "2001-12-31"}
    page = browser.post(f"/admin/alliances/{p2a.id}/chairs/add", data=before).text
    assert "Malaya is no member of the alliance in 2001." in page
    assert len(turns(world)) == 1
    again = browser.post(
        f"/admin/alliances/{p2a.id}/chairs?first=2026-06-01&years=1",
        data={"turn_0": str(malaya.id)},
    )
    assert again.status_code == 200
    assert "Hanoi already chairs" in again.text


def test_a_turn_is_taken_back_unless_it_is_over(world: World, p2a: League) -> None:
    today = clock.now().date()
    hanoi, malaya, _sunway = p2a.members
    chaired(world, p2a, hanoi, today - timedelta(days=400), today - timedelta(days=40))
    chaired(world, p2a, malaya, today, today + timedelta(days=364))
    browser = world.administrator().browser
    assert browser.post(f"/admin/alliances/{p2a.id}/chairs/1/remove").status_code == 409
    assert browser.post(f"/admin/alliances/{p2a.id}/chairs/2/remove").status_code == 303
    assert [turn[0] for turn in turns(world)] == [hanoi.id]
    assert browser.get(f"/admin/alliances/{p2a.id}/chairs/2/remove").status_code == 404


def test_a_turn_of_another_alliance_is_not_found(world: World, p2a: League) -> None:
    today = clock.now().date()
    other = league(world, "Other", p2a.members, Rules())
    chaired(world, other, p2a.members[0], today, today)
    browser = world.administrator().browser
    assert browser.post(f"/admin/alliances/{p2a.id}/chairs/1/remove").status_code == 404


ADDRESSES = [
    "/admin/alliances/",
    "/admin/alliances/new",
    "/admin/alliances/1/",
    "/admin/alliances/1/rules",
    "/admin/alliances/1/members",
    "/admin/alliances/1/join",
    "/admin/alliances/1/chairs",
    "/admin/alliances/1/chairs/add",
    "/admin/alliances/1/chairs/1/remove",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_alliances_are_looked_after_by_administrators_alone(
    world: World, p2a: League, address: str
) -> None:
    today = clock.now().date()
    chaired(world, p2a, p2a.members[0], today, today)
    student = world.person(p2a.members[0], "Sita").browser
    office = world.office(p2a.members[0]).browser
    for method in ("GET", "POST"):
        assert student.open(address, method=method).status_code in {403, 405}
        assert office.open(address, method=method).status_code in {403, 405}
        assert world.browser().open(address, method=method).status_code in {401, 405}
    assert world.administrator().browser.get(address).status_code == 200


def test_an_alliance_that_does_not_exist_is_not_found(world: World) -> None:
    browser = world.administrator().browser
    for address in ADDRESSES[2:]:
        assert browser.get(address).status_code == 404


def test_the_list_costs_the_same_however_many_alliances_there_are(
    world: World, p2a: League
) -> None:
    browser = world.administrator().browser
    browser.get("/admin/alliances/")
    with counted_queries(world.database) as few:
        browser.get("/admin/alliances/")
    for number in range(5):
        league(world, f"Alliance {number}", p2a.members, Rules())
    with counted_queries(world.database) as many:
        browser.get("/admin/alliances/")
    assert len(many) == len(few) <= 2


def test_every_line_of_the_log_about_alliances_has_words(world: World, p2a: League) -> None:
    chaired(world, p2a, p2a.members[0], date(2026, 1, 1), date(2026, 12, 31))
    page = world.administrator().browser.get("/admin/log").text
    assert "Member added to an alliance" in page
    assert {action for action in actions(world) if action.startswith("alliances.")} <= set(_ACTIONS)
