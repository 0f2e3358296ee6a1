"""A partner leaves: its people are no longer counted or planned with, and still read what was theirs."""

from datetime import timedelta

import pytest

from tests.teams.conftest import Course, words
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Partnership


@pytest.fixture
def left(course: Course) -> Course:
    """Two published teams of three; then Osaka, a partner with half of the students, leaves."""
    team_set = course.make_set(2)
    first, second = course.team_ids(team_set)
    course.place(team_set, first, "Sina", "Aiko", "Haru")
    course.place(team_set, second, "Tavita", "Yuki")
    course.publish(team_set)
    leave(course)
    return course


def leave(course: Course, days_ago: int = 0) -> None:
    key = course.world.partnership(course.exchange_id, course.partners[1])
    day = clock.now().date() - timedelta(days=days_ago)
    with course.world.work() as session:
        session.get_one(Partnership, key).left_on = day


def shown(course: Course, path: str) -> str:
    answer = course.coordinator.browser.get(f"/exchanges/{course.exchange_id}/{path}")
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def test_teams_count_only_those_who_still_take_part(left: Course) -> None:
    assert "2 teams, 2 people" in shown(left, "teams").replace(" · ", ", ")


def test_nobody_of_it_waits_for_a_team_or_is_dealt_to_one(course: Course) -> None:
    team_set = course.make_set(2)
    leave(course)
    page = f"{course.teams}/sets/{team_set}"
    assert "Aiko" not in words(course.coordinator.browser.get(f"{page}/people").text)
    course.coordinator.browser.post(f"{page}/deal")
    people = [name for names in course.mix(team_set).values() for name in names]
    assert sorted(people) == ["Lani", "Sina", "Tavita"]


def test_faculty_see_in_a_team_whose_university_left(left: Course) -> None:
    first = left.team_ids(1)[0]
    assert shown(left, f"teams/{first}").count("left the course") == 2


def test_its_student_still_reads_the_team_and_what_was_theirs(left: Course) -> None:
    first = left.team_ids(1)[0]
    aiko = left.students["Aiko"].browser
    for path in ("/", f"/teams/{first}", "/modules", "/files", "/meetings", "/assignments"):
        assert aiko.get(f"/exchanges/{left.exchange_id}{path}").status_code == 200, path


def test_a_student_who_left_alone_reads_and_writes_nothing(course: Course) -> None:
    course.leave(course.students["Aiko"])
    aiko = course.students["Aiko"].browser
    assert aiko.get(f"/exchanges/{course.exchange_id}/files").status_code == 200
    refused = aiko.post(f"/exchanges/{course.exchange_id}/files/add")
    assert refused.status_code == 403
    assert "You are no longer in “Climate Change”" in refused.text


def test_the_list_of_everybody_is_of_those_who_take_part(left: Course) -> None:
    students = shown(left, "students")
    assert "Sina" in students
    assert "Aiko" not in students
    key = left.world.partnership(left.exchange_id, left.partners[1])
    assert "Aiko" in shown(left, f"students?partner={key}")


def test_its_teachers_write_to_nobody_any_more(left: Course) -> None:
    answer = left.facilitator.browser.post(f"/exchanges/{left.exchange_id}/messages/new")
    assert answer.status_code == 403
    assert "no longer takes part" in answer.text


def test_a_meeting_is_planned_without_its_clock(left: Course) -> None:
    # 22:00 UTC is early morning in Osaka, and noon in Samoa.
    when = {"day": "2027-03-01", "time": "22:00", "zone": "UTC", "minutes": "60", "every": "0"}
    page = left.coordinator.browser.get(
        f"/exchanges/{left.exchange_id}/meetings/new", query_string=when
    )
    said = words(page.text)
    assert "Apia" in said
    assert "Osaka" not in said
    assert page.text.count('name="partners"') == 1


def test_on_the_day_on_which_it_leaves_it_is_out_already(left: Course) -> None:
    today = clock.now().date()
    when = {"day": str(today), "time": "12:00", "zone": "Asia/Tokyo", "minutes": "60", "every": "0"}
    page = left.coordinator.browser.get(
        f"/exchanges/{left.exchange_id}/meetings/new", query_string=when
    )
    assert "Osaka" not in words(page.text)


def test_a_meeting_of_a_team_counts_only_those_of_it_who_still_come(left: Course) -> None:
    first = left.team_ids(1)[0]
    when = {
        "day": "2027-03-01",
        "time": "22:00",
        "zone": "UTC",
        "minutes": "60",
        "every": "0",
        "team": str(first),
    }
    page = left.coordinator.browser.get(
        f"/exchanges/{left.exchange_id}/meetings/new", query_string=when
    )
    assert "Osaka" not in words(page.text)
    with left.world.work() as session:
        assert session.query(Meeting).count() == 0


def test_dates_are_set_for_those_who_take_part(left: Course) -> None:
    left.coordinator.browser.post(
        f"/exchanges/{left.exchange_id}/modules/new", data={"title": "Oceans", "week": "1"}
    )
    assert "Osaka" not in shown(left, "modules/dates")
    assert "Osaka" not in shown(left, "assignments/new")
