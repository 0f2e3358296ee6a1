"""Finding a time for a team, for each team of a set and for the course, without a script."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.content.scheduling.conftest import Finder, meetings_in
from tests.forms import soup_of
from tests.people import counted_queries
from tests.teams.conftest import Course, enrol_students, make_course, words
from vsm_platform.exchanges.api import ExchangeState, do_decide_state

ZURICH, BOGOTA = ZoneInfo("Europe/Zurich"), ZoneInfo("America/Bogota")
TERM = {"first_on": "2026-08-17", "until": "2026-11-29"}


def team_of(course: Course, name: str) -> str:
    """The choice that stands for the team of somebody."""
    page = soup_of(course.students[name].browser.get(f"{course.teams}"))
    address = next(
        link["href"]
        for link in page.select("main a[href]")
        if link["href"].rsplit("/", 1)[0] == course.teams and link["href"][-1].isdecimal()
    )
    return f"team-{address.rsplit('/', 1)[1]}"


def test_a_student_finds_the_times_of_the_own_team_on_each_members_clock(course: Course) -> None:
    anna = Finder(course, course.students["Anna"])
    page = anna.look(**TERM)
    options = page.select("main section[aria-labelledby^=slot-]")
    assert len(options) >= 2
    first = options[0].get_text(" ", strip=True)
    assert "suits everybody" in first
    assert "Anna" in first
    assert "Camila" in first
    assert "15 meetings" in first
    # Each clock bears its weekday, and what becomes of it when Europe changes its clocks.
    clocks = [one.get_text(strip=True) for one in options[0].select(".lines b time")]
    assert len(clocks) == 2
    assert all(words_.split()[0] in {"Mon", "Tue", "Wed", "Thu", "Fri"} for words_ in clocks)
    assert "Clocks are changed meanwhile" in first
    assert "Beat" not in page.get_text()


def test_faculty_plan_a_team_s_meetings_for_the_whole_term(course: Course) -> None:
    coordinator = Finder(course, course.coordinator)
    page = coordinator.look(whom=team_of(course, "Anna"), title="Team hour", **TERM)
    answer = coordinator.press(page, "Plan this")
    assert answer.status_code == 303, words(answer.text)
    planned = meetings_in(course)
    assert len(planned) == 15
    assert {one.title for one in planned} == {"Team hour"}
    assert {one.audience for one in planned} == {"team"}
    assert len({one.series for one in planned}) == 1
    assert len({one.uid for one in planned}) == 15
    # The coordinator's clock is UTC, where nothing is ever changed; everybody is awake each time.
    assert len({one.wall_start[11:] for one in planned}) == 1
    for one in planned:
        for zone in (ZURICH, BOGOTA):
            local = one.starts_at.astimezone(zone)
            assert 8 <= local.hour < 21
    beat = course.students["Beat"].browser.get(f"/exchanges/{course.exchange_id}/meetings")
    assert "Team hour" not in beat.text
    calendar = course.students["Anna"].browser.get(f"/exchanges/{course.exchange_id}/meetings")
    assert "Team hour" in calendar.text


def test_faculty_plan_for_each_team_of_a_set_at_once(course: Course) -> None:
    coordinator = Finder(course, course.coordinator)
    page = coordinator.look(whom="set-1", every="2", **TERM)
    assert page.get_text().count("suits everybody") == 2
    answer = coordinator.press(page, "Plan the meetings of all ticked teams")
    assert answer.status_code == 303
    planned = meetings_in(course)
    assert len(planned) == 16
    assert len({one.team_id for one in planned}) == 2
    again = coordinator.look(whom="set-1", **TERM)
    assert again.select("main input[name=team][checked]") == []
    assert "planned already" in again.get_text()


def test_a_time_for_the_whole_course_shows_each_university(course: Course) -> None:
    coordinator = Finder(course, course.coordinator)
    page = coordinator.look(whom="course", minutes="90", **TERM)
    shown = page.select_one("main section[aria-labelledby^=slot-]").get_text(" ", strip=True)
    assert "ZHAW" in shown
    assert "Universidad EAN" in shown
    assert "Anna" not in page.select_one("main").get_text()
    assert coordinator.press(page, "Plan this").status_code == 303
    assert {one.audience for one in meetings_in(course)} == {"everybody"}


def test_bad_hours_are_shared_where_there_is_no_good_one(course: Course) -> None:
    angeles = course.world.university("UCLA", "Los Angeles", "America/Los_Angeles", "US")
    tokyo = course.world.university("Keio", "Tokyo", "Asia/Tokyo", "JP")
    other = make_course(course.world, angeles, tokyo, "Far apart")
    enrol_students(other, angeles, "Lee", zone="America/Los_Angeles")
    enrol_students(other, angeles, "Marta", zone="Europe/Madrid")
    enrol_students(other, tokyo, "Taro", zone="Asia/Tokyo")
    for name, student in other.students.items():
        hours = {f"can_{day}": "6-24" for day in range(7)}
        zone = {"Lee": "America/Los_Angeles", "Marta": "Europe/Madrid", "Taro": "Asia/Tokyo"}[name]
        assert student.browser.post("/my-hours", data={"zone": zone} | hours).status_code == 303
    team_set = other.make_set(1)
    other.place(team_set, other.team_ids(team_set)[0], "Lee", "Marta", "Taro")
    other.publish(team_set)
    coordinator = Finder(other, other.coordinator)
    page = coordinator.look(
        whom=f"team-{other.team_ids(team_set)[0]}", first_on="2026-11-02", until="2027-01-10"
    )
    turns = page.select_one("section[aria-labelledby=turns-title]").get_text(" ", strip=True)
    assert "30% easier" in turns
    answer = coordinator.press(page, "Plan these turns")
    assert answer.status_code == 303
    planned = meetings_in(other)
    assert len(planned) == 10
    assert len({one.wall_start[11:] for one in planned}) > 1
    assert {one.series for one in planned} == {""}
    weeks = [(one.starts_at - planned[0].starts_at) // timedelta(weeks=1) for one in planned]
    assert weeks == sorted(weeks)


def test_nobody_learns_from_the_page_who_cannot(course: Course) -> None:
    camila = course.students["Camila"]
    hours = {"zone": "America/Bogota", "can_1": "9-10", "rather_1": "9-10"}
    assert camila.browser.post("/my-hours", data=hours).status_code == 303
    page = Finder(course, course.students["Anna"]).look(**TERM)
    options = page.select("main section[aria-labelledby^=slot-]")
    # Tuesday at nine in Bogotá is all that is left, on a clock that is never changed; in a team of
    # two nothing is counted.
    first = options[0].get_text(" ", strip=True)
    assert "Tue 16:00 suits everybody" in first
    assert "Tue 09:00" in first
    assert "It stays at the same hour in Bogota" in first
    assert len(options) == 1
    assert page.select("td[data-number]") == []
    marked = page.select("td[data-level='2']")
    assert len(marked) <= 1
    assert "rather" not in page.select_one("main").get_text()


def test_numbers_are_shown_of_five_and_more(course: Course) -> None:
    enrol_students(course, course.partners[0], "Emil", "Frieda", zone="Europe/Zurich")
    page = Finder(course, course.coordinator).look(whom="course", **TERM)
    assert {cell.get_text(strip=True) for cell in page.select("td[data-number]")} >= {"6", "4"}


@pytest.mark.parametrize(
    "forged",
    [
        {"slots": "17"},
        {"slots": "-30"},
        {"slots": "99999999"},
        {"slots": "30,60"},
        {"slots": "x"},
        {"slots": ""},
        {"slots": "٣٠"},
        {"whom": "team-999"},
        {"whom": "set-1"},
        {"whom": "planet-1"},
        {"minutes": "7"},
        {"every": "-1"},
        {"first_on": "2026-13-01"},
        {"until": "2126-01-01"},
        {"until": "2020-01-01"},
        {"title": ""},
        {"title": "x" * 201},
    ],
)
def test_forged_choices_are_refused(course: Course, forged: dict[str, str]) -> None:
    values = {"whom": "course", "title": "Hour", "minutes": "60", "every": "1", "slots": "540"}
    path = f"/exchanges/{course.exchange_id}/meeting-times/plan"
    answer = course.coordinator.browser.post(path, data=values | TERM | forged)
    assert answer.status_code == 400
    assert meetings_in(course) == []


@pytest.mark.parametrize("team", ["1:17", "999:540", "1", "x:y", ":", "1:540:3"])
def test_forged_teams_of_a_set_are_refused(course: Course, team: str) -> None:
    values = {"whom": "set-1", "title": "Hour", "minutes": "60", "every": "1", "team": team}
    path = f"/exchanges/{course.exchange_id}/meeting-times/plan-teams"
    assert course.coordinator.browser.post(path, data=values | TERM).status_code == 400
    assert meetings_in(course) == []


def test_a_student_plans_nothing_and_sees_no_other_team(course: Course) -> None:
    anna = course.students["Anna"].browser
    path = f"/exchanges/{course.exchange_id}/meeting-times"
    values = {"title": "Hour", "minutes": "60", "every": "1", "slots": "540"} | TERM
    own, other = team_of(course, "Anna"), team_of(course, "Beat")
    for whom in ("course", "set-1", own, other):
        assert anna.post(f"{path}/plan", data=values | {"whom": whom}).status_code == 403
    for whom in ("course", "set-1", other):
        page = anna.get(path, query_string=values | {"whom": whom})
        assert 'section aria-labelledby="slot-' not in page.text
        assert "Beat" not in page.text
        forged = values | {"whom": whom, "slot": ["540", "600"], "days": "3"}
        assert anna.post(f"{path}/votes", data=forged).status_code in {400, 403}
    assert meetings_in(course) == []


def test_a_team_of_another_exchange_cannot_be_chosen(course: Course) -> None:
    other = make_course(course.world, *course.partners, "Other")
    enrol_students(other, course.partners[0], "Xaver")
    team_set = other.make_set(1)
    foreign = other.team_ids(team_set)[0]
    other.place(team_set, foreign, "Xaver")
    other.publish(team_set)
    path = f"/exchanges/{course.exchange_id}/meeting-times"
    values = {"title": "Hour", "minutes": "60", "every": "1", "slots": "540"} | TERM
    answer = course.coordinator.browser.post(
        f"{path}/plan", data=values | {"whom": f"team-{foreign}"}
    )
    assert answer.status_code == 400
    stranger = other.students["Xaver"].browser
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/plan", data=values | {"whom": "course"}).status_code == 404


def test_a_student_without_a_team_is_told_so(course: Course) -> None:
    enrol_students(course, course.partners[0], "Nele")
    path = f"/exchanges/{course.exchange_id}/meeting-times"
    assert "You are in no team yet" in course.students["Nele"].browser.get(path).text


def test_a_finished_exchange_is_read_only(course: Course) -> None:
    with course.world.work() as session:
        do_decide_state(session, course.exchange_id, ExchangeState.FINISHED, actor_id=None)
    coordinator = Finder(course, course.coordinator)
    page = coordinator.look(whom="course", **TERM)
    assert "Plan this" not in page.get_text()
    values = {"whom": "course", "title": "H", "minutes": "60", "every": "1", "slots": "540"} | TERM
    answer = coordinator.browser.post(f"{coordinator.path}/plan", data=values)
    assert answer.status_code == 403
    assert meetings_in(course) == []


def test_what_is_wrong_in_the_form_is_said(course: Course) -> None:
    page = Finder(course, course.coordinator).look(
        whom="course", first_on="2026-10-01", until="2026-09-01"
    )
    assert "The last day lies before the first." in page.get_text()
    assert page.select_one("#first_on")["value"] == "2026-10-01"


def test_more_teams_cost_no_more_queries(course: Course) -> None:
    path = f"/exchanges/{course.exchange_id}/meeting-times"
    values = {"whom": "set-1", "title": "Hour", "minutes": "60", "every": "1"} | TERM

    def count() -> int:
        with counted_queries(course.world.database) as statements:
            assert course.coordinator.browser.get(path, query_string=values).status_code == 200
        return len(statements)

    count()
    few = count()
    team_set = course.make_set(6, "Small groups")
    for number, team_id in enumerate(course.team_ids(team_set)):
        enrol_students(course, course.partners[number % 2], f"Student {number}")
        course.place(team_set, team_id, f"Student {number}")
    course.publish(team_set)
    values["whom"] = f"set-{team_set}"
    assert count() == few
