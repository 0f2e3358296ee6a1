"""The hours that a team shares count what its members have said of their own week, today's weekday."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from tests.people import World, counted_queries
from tests.teams.conftest import Course, enrol_students, make_course, words
from vsm_platform.availability.actions import do_paint_week
from vsm_platform.core import clock
from vsm_platform.teams.api import Team

NEVER = "0" * 48
AWAKE = "0" * 16 + "2" * 28 + "0" * 4
EVENING = "0" * 36 + "2" * 8 + "0" * 4


@pytest.fixture
def on_monday() -> Iterator[None]:
    """Monday 2026-11-02, 08:00 in UTC: 17:00 in Tokyo."""
    with clock.moved(datetime(2026, 11, 2, 8, tzinfo=UTC) - clock.now()):
        yield


@pytest.fixture
def team(world: World, on_monday: None) -> tuple[Course, str]:
    """A team of Osaka and Kathmandu, three hours and a quarter apart; gives its page."""
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    nepal = world.university("Kathmandu University", "Kathmandu", "Asia/Kathmandu", "NP")
    course = make_course(world, osaka, nepal, "Climate Change")
    enrol_students(course, osaka, "Aiko", zone="Asia/Tokyo")
    enrol_students(course, nepal, "Sunita", zone="Asia/Kathmandu")
    team_set = course.make_set(1)
    (team_id,) = course.team_ids(team_set)
    course.place(team_set, team_id, "Aiko", "Sunita")
    course.publish(team_set)
    return course, f"{course.teams}/{team_id}"


def paint(course: Course, name: str, zone: str, *days: str) -> None:
    with course.world.work() as session:
        do_paint_week(session, course.students[name].id, zone=zone, hours="".join(days))


def seen(course: Course, page: str, name: str = "Aiko") -> str:
    return words(course.students[name].browser.get(page).text)


def test_waking_hours_hold_for_those_who_have_said_nothing(team: tuple[Course, str]) -> None:
    course, page = team
    assert (
        "Everybody is awake together for 10 hours 45 minutes a day: 11:15 to 22:00 in Tokyo."
        in seen(course, page)
    )


def test_what_somebody_has_said_of_today_counts_on_each_readers_own_clock(
    team: tuple[Course, str],
) -> None:
    course, page = team
    paint(course, "Aiko", "Asia/Tokyo", EVENING, *[AWAKE] * 6)
    said = seen(course, page)
    assert "Today all of you can meet for 4 hours: 18:00 to 22:00 in Tokyo." in said
    assert "It counts the hours that each of you has said." in said
    assert "4 hours: 14:45 to 18:45 in Kathmandu." in seen(course, page, "Sunita")


def test_only_todays_weekday_counts(team: tuple[Course, str]) -> None:
    course, page = team
    paint(course, "Aiko", "Asia/Tokyo", NEVER, *[EVENING] * 6)
    assert "Today there is no hour at which all of you can meet" in seen(course, page)
    paint(course, "Aiko", "Asia/Tokyo", AWAKE, *[EVENING] * 6)
    assert "Everybody is awake together for 10 hours 45 minutes a day" in seen(course, page)


def test_a_week_is_meant_on_the_clock_on_which_it_was_painted(team: tuple[Course, str]) -> None:
    course, page = team
    # Sunday evening in Honolulu is Monday afternoon in Tokyo.
    paint(course, "Aiko", "Pacific/Honolulu", *[NEVER] * 6, EVENING)
    assert "for 4 hours: 13:00 to 17:00 in Tokyo." in seen(course, page)
    paint(course, "Aiko", "Pacific/Honolulu", EVENING, *[NEVER] * 6)
    assert "Today there is no hour" in seen(course, page)


def test_nobody_reads_from_the_page_what_somebody_else_has_said(team: tuple[Course, str]) -> None:
    course, page = team
    before = rows(course, page)
    paint(course, "Sunita", "Asia/Kathmandu", EVENING, *[AWAKE] * 6)
    assert rows(course, page) == before


def rows(course: Course, page: str) -> list[str]:
    """The rows of the drawing and of its table: one for each place."""
    main = BeautifulSoup(course.students["Aiko"].browser.get(page).text, "lxml")
    return [str(one) for one in main.select("#day .day-bar, #day tbody tr")]


def test_the_page_asks_the_database_no_more_for_larger_teams(team: tuple[Course, str]) -> None:
    course, page = team
    team_id, counts = int(page.rsplit("/", 1)[-1]), []
    with course.world.work() as session:
        team_set = session.get_one(Team, team_id).team_set_id
    for names in ((), ("Haru", "Yuki", "Ren")):
        enrol_students(course, course.partners[0], *names, zone="Asia/Tokyo")
        for name in names:
            course.place(team_set, team_id, name)
            paint(course, name, "Asia/Tokyo", *[AWAKE] * 7)
        course.students["Aiko"].browser.get(page)
        with counted_queries(course.world.database) as statements:
            assert course.students["Aiko"].browser.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
