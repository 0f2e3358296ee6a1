"""What meetings offer elsewhere: agenda, set-up path, a new season, items of modules, teams."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.content.meetings.conftest import Programme, enrolment_of
from tests.forms import soup_of
from tests.people import Somebody, counted_queries
from vsm_platform.accounts.api import Person
from vsm_platform.accounts.queries import load_viewer
from vsm_platform.content.meetings.api import (
    Teams,
    do_copy_meetings,
    meeting_choices,
    meeting_path,
    meeting_titles,
    offer_teams,
)
from vsm_platform.content.meetings.links import is_safe_link, service_of
from vsm_platform.content.meetings.offers import agenda_items, set_up
from vsm_platform.content.meetings.ports import NO_TEAMS
from vsm_platform.exchanges.api import (
    AgendaItem,
    SetUpState,
    access_exchange,
    placeable_pages,
)
from vsm_platform.institutions.api import Institution, InstitutionKind


def agenda_of(made: Programme, somebody: Somebody) -> list[AgendaItem]:
    with made.world.work() as session:
        viewer = load_viewer(str(somebody.visit_id))
        assert viewer is not None
        access = access_exchange(session, viewer, made.exchange_id)
        return list(agenda_items(session, access, viewer))


def state_of(made: Programme) -> tuple[SetUpState, str]:
    with made.world.app.test_request_context("/"), made.world.work() as session:
        viewer = load_viewer(str(made.teachers["Apia"].visit_id))
        assert viewer is not None
        access = access_exchange(session, viewer, made.exchange_id)
        (task,) = set_up(session, access)
        return task.state, str(task.text)


def test_ones_own_meetings_stand_on_the_agenda(climate: Programme) -> None:
    (meeting, *_rest) = climate.plan(every="1", until="2026-10-09")
    teacher = climate.teachers["Apia"].browser
    teacher.post(f"{climate.path}/{meeting.id}/cancel", data={"seen": "0"})
    items = agenda_of(climate, climate.students["Apia"])
    assert len(items) == 7
    assert items[0].kind == "meeting"
    assert items[0].path == meeting_path(climate.exchange_id, meeting.id + 1)
    assert not items[0].is_due
    assert len(agenda_of(climate, climate.students["Osaka"])) == 2


def test_the_agenda_of_meetings_costs_one_statement(climate: Programme) -> None:
    climate.plan(every="1", until="2026-10-09")
    climate.plan(partners=[str(climate.key("Apia")), str(climate.key("Honolulu"))])
    climate.plan(partners=str(climate.key("Honolulu")))
    student = climate.students["Apia"]
    home = f"/exchanges/{climate.exchange_id}/"
    student.browser.get(home)
    with counted_queries(climate.world.database) as statements:
        page = student.browser.get(home)
    assert "Live class" in page.text
    assert len(statements) <= 12, statements
    assert sum("FROM meetings" in statement for statement in statements) == 1
    # Eight weekly ones and the one for Samoa and Hawaii.
    assert len(agenda_of(climate, student)) == 9


def test_who_leads_a_meeting_of_others_has_it_on_the_own_agenda(climate: Programme) -> None:
    teacher = climate.teachers["Honolulu"]
    climate.plan(partners=str(climate.key("Apia")), leader=str(teacher.id))
    assert len(agenda_of(climate, teacher)) == 1
    assert agenda_of(climate, climate.teachers["Osaka"]) == []


def test_the_set_up_path_knows_of_meetings(climate: Programme) -> None:
    assert state_of(climate)[0] == SetUpState.OPTIONAL
    climate.plan()
    assert state_of(climate) == (SetUpState.DONE, "1 is planned.")
    climate.plan(day="2027-03-05", title="Too late")
    state, text = state_of(climate)
    assert state == SetUpState.PROBLEM
    assert "Too late" in text


def test_the_list_of_meetings_can_be_placed_in_an_lms(climate: Programme) -> None:
    with climate.world.work() as session:
        pages = placeable_pages(session, climate.exchange_id)
    assert climate.path in [page.path for page in pages]


def test_a_new_season_keeps_weekday_and_time_and_takes_no_links(climate: Programme) -> None:
    climate.plan(every="1", until="2026-11-06", title="Weekly")
    climate.plan(partners=str(climate.key("Honolulu")), title="Hawaii only")
    partners = [climate.universities[place] for place in ("Apia", "Osaka")]
    season = climate.world.exchange(
        "Next year", partners, starts_on=date(2027, 8, 16), ends_on=date(2027, 11, 28)
    )
    with climate.world.work() as session:
        copied = do_copy_meetings(session, climate.exchange_id, season, 363)
    assert len(copied.meetings) == 12
    assert copied.left_out == ["Hawaii only"]
    again = Programme(climate.world, season, climate.universities).meetings()
    assert [one.wall_start for one in again[:2]] == ["2027-08-20T13:00", "2027-08-27T13:00"]
    assert {one.zone for one in again} == {"Asia/Tokyo"}
    assert {one.link for one in again} == {""}
    assert {one.sequence for one in again} == {0}
    assert len({one.series for one in again}) == 1
    assert {one.uid for one in again}.isdisjoint(one.uid for one in climate.meetings())


def test_a_module_can_hold_meetings(climate: Programme) -> None:
    (meeting,) = climate.plan()
    with climate.world.work() as session:
        assert meeting_choices(session, climate.exchange_id) == [(meeting.id, "Live class")]
        assert meeting_titles(session, climate.exchange_id, [meeting.id, 9]) == {
            meeting.id: "Live class"
        }
        assert meeting_titles(session, climate.exchange_id + 1, [meeting.id]) == {}


@pytest.fixture
def team(climate: Programme) -> Iterator[int]:
    """One team, of the student in Honolulu, as the teams room would tell of it."""
    with climate.world.work() as session:
        member = enrolment_of(session, climate.exchange_id, climate.students["Honolulu"]).id
    offer_teams(
        Teams(
            choices=lambda _session, key: [(7, "Team Coral")] if key == climate.exchange_id else [],
            of_enrolments=lambda _session, ids: [(member, 7)] if member in ids else [],
            members=lambda _session, key: [member] if key == 7 else [],
        )
    )
    yield 7
    offer_teams(NO_TEAMS)


def test_a_meeting_for_one_team_is_for_its_members(climate: Programme, team: int) -> None:
    (meeting,) = climate.plan(team=str(team))
    page = f"{climate.path}/{meeting.id}"
    shown = climate.students["Honolulu"].browser.get(page)
    assert "only for" in shown.text
    assert "Team Coral" in shown.text
    clocks = soup_of(shown).select("#clocks-title ~ ul li")
    assert len(clocks) == 1
    assert climate.students["Apia"].browser.get(page).status_code == 404
    assert len(agenda_of(climate, climate.students["Honolulu"])) == 1
    assert agenda_of(climate, climate.students["Apia"]) == []


def test_a_team_of_another_exchange_cannot_be_chosen(climate: Programme, team: int) -> None:
    answer = climate.teachers["Apia"].browser.get(
        f"{climate.path}/new",
        query_string={
            "day": "2026-08-21", "time": "13:00", "zone": "UTC", "minutes": "60", "team": "8",
        },
    )  # fmt: skip
    assert soup_of(answer).select("#preview a.button") == []


def test_of_partners_who_live_anywhere_each_ones_zone_counts(climate: Programme) -> None:
    with climate.world.work() as session:
        key = climate.universities["Apia"].id
        session.get_one(Institution, key).kind = InstitutionKind.INDIVIDUALS
        session.get_one(Person, climate.students["Apia"].id).timezone = "America/Lima"
    (meeting,) = climate.plan()
    page = soup_of(climate.teachers["Apia"].browser.get(f"{climate.path}/{meeting.id}"))
    assert "Lima" in page.select("#clocks-title ~ ul")[0].get_text()


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://uni.zoom.us/j/1", "Zoom"),
        ("https://zoom.us/j/1", "Zoom"),
        ("https://teams.microsoft.com/l/meetup-join/1", "Microsoft Teams"),
        ("https://bbb.uni.example/b/abc", "BigBlueButton"),
        ("https://video.uni.example/rooms/abc/join", "BigBlueButton"),
        ("https://meet.jit.si/Climate", "Jitsi"),
        ("https://jitsi.uni.example/Climate", "Jitsi"),
        ("https://zoom.us.evil.example/j/1", "zoom.us.evil.example"),
        ("https://evilzoom.us/j/1", "evilzoom.us"),
        ("https://live.uni.example/x", "live.uni.example"),
    ],
)
def test_links_are_named_after_where_they_lead(link: str, name: str) -> None:
    assert is_safe_link(link)
    assert service_of(link) == name
