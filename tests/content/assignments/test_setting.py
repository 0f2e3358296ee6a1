"""Faculty set assignments: their form, their dates, their life, and copies for the next season."""

import re
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.content.assignments.conftest import Room, in_days, words
from tests.forms import errors_of, submit
from vsm_platform.content.assignments.api import (
    assignments_of,
    do_copy_assignments,
    done_items,
    item_titles,
    progress_of_students,
)
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import access_exchange, agenda, placeable_pages, set_up_tasks
from vsm_platform.grading.api import Measure


def viewer(person_id: int) -> Viewer:
    return Viewer(1, person_id, "", None, "", None, "UTC", "", "", False, False, True)


def test_an_assignment_is_written_published_and_worked_on(room: Room) -> None:
    browser = room.course.facilitator.browser
    made = submit(
        browser,
        f"{room.assignments}/new",
        title="Reef report",
        instructions="Look.\n\nWrite.",
        who=f"set-{room.set_id}",
        points="20",
        due_on=in_days(5).isoformat(),
    )
    assert made.status_code == 303, errors_of(made)
    assert "draft" in words(browser.get(made.location).text)
    assert room.browser("Sina").get(made.location).status_code == 404
    browser.post(f"{made.location}/publish")
    page = words(room.browser("Sina").get(made.location).text)
    assert "For your team: Team 1" in page
    assert "20 points" in page
    with room.course.world.work() as session:
        measure = session.scalars(select(Measure)).one()
        assert (measure.source, measure.title, measure.maximum) == (
            "assignment:1",
            "Reef report",
            20,
        )


def test_the_night_the_clocks_go_forward_is_said_to_faculty(room: Room) -> None:
    """Due at half past two on 28 March 2027, by the clock of Warsaw."""
    assignment = room.add(due_on=date(2027, 3, 28), due_time=time(2, 30), due_zone="Europe/Warsaw")
    said = words(room.course.coordinator.browser.get(room.page(assignment)).text)
    assert "The clocks jump over 02:30 in this night" in said
    assert "Sunday 28 March 2027 14:30 in Apia" in said, "01:30 in UTC, which is 03:30 in Warsaw"
    assert "10:30 in Tokyo" in said


def test_partners_dates_stand_in_the_form_and_on_the_page(room: Room) -> None:
    assignment = room.add(due_on=in_days(5))
    own = f"due_day_{room.partner(1)}"
    browser = room.course.coordinator.browser
    saved = submit(browser, f"{room.page(assignment)}/edit", **{own: in_days(9).isoformat()})
    assert saved.status_code == 303, errors_of(saved)
    said = words(browser.get(room.page(assignment)).text)
    assert "Osaka own date" in said
    assert re.search(rf"{in_days(9).day} \w+ \d+ 23:59 in Tokyo", said)


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("title", " ", "title"),
        ("points", "0", "points"),
        ("points", "-3", "points"),
        ("points", "99999", "points"),
        ("due_on", "2026-02-31", "due_on"),
        ("due_on", "0001-01-01", "due_on"),
        ("due_time", "25:00", "due_time"),
        ("who", "set-999", "who"),
        ("readers", "nobody", "readers"),
        ("instructions", "x" * 20_001, "instructions"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    room: Room, field: str, value: str, wrong: str
) -> None:
    data = {"title": "T", "who": "person", "clock": "own", "readers": "own"} | {field: value}
    refused = room.course.coordinator.browser.post(f"{room.assignments}/new", data=data)
    assert refused.status_code == 200
    assert wrong in errors_of(refused)


def test_it_is_not_due_before_it_opens_and_a_place_must_be_one(room: Room) -> None:
    data = {"title": "T", "who": "person", "clock": "zone", "zone": "Mars/Phobos", "readers": "own"}
    data |= {"opens_on": in_days(5).isoformat(), "due_on": in_days(2).isoformat()}
    refused = room.course.coordinator.browser.post(f"{room.assignments}/new", data=data)
    assert errors_of(refused).keys() == {"due_on", "zone"}


def test_two_who_change_it_at_once_do_not_overwrite_each_other_unseen(room: Room) -> None:
    assignment = room.add()
    page = f"{room.page(assignment)}/edit"
    submit(room.course.facilitator.browser, page, instructions="Theirs.")
    clash = submit(room.course.coordinator.browser, page, instructions="Mine.", version="1")
    assert "Somebody else has changed this assignment meanwhile" in clash.text
    assert "Theirs." in clash.text
    assert "Mine." in clash.text


def test_points_and_owners_stay_once_students_see_it(room: Room) -> None:
    assignment = room.add()
    browser = room.course.coordinator.browser
    data = {"title": "New title", "who": f"set-{room.set_id}", "points": "7", "version": "1"}
    data |= {"clock": "own", "readers": "own"}
    assert browser.post(f"{room.page(assignment)}/edit", data=data).status_code == 303
    said = words(browser.get(room.page(assignment)).text)
    assert "New title" in said
    assert "each student · 20 points" in said
    with room.course.world.work() as session:
        assert session.scalars(select(Measure.title)).all() == ["New title"]


def test_what_was_begun_is_neither_hidden_nor_deleted(room: Room) -> None:
    assignment, other = room.add(), room.add()
    room.write("Sina", assignment, "Begun.")
    browser = room.course.coordinator.browser
    for path in ("publish", "delete"):
        assert browser.post(f"{room.page(assignment)}/{path}").status_code == 409
        assert browser.post(f"{room.page(other)}/{path}").status_code == 303
    assert browser.get(room.page(other)).status_code == 404
    with room.course.world.work() as session:
        assert len(session.scalars(select(Measure)).all()) == 1


def test_for_teams_that_are_not_chosen_it_is_not_published(room: Room) -> None:
    assignment = room.add(is_for_teams=True, is_published=False)
    answer = room.course.coordinator.browser.post(f"{room.page(assignment)}/publish")
    assert answer.status_code == 409


def test_teams_with_work_are_not_deleted_and_others_are(room: Room) -> None:
    assignment = room.add_for_teams()
    room.write("Sina", assignment, "Begun.")
    browser, teams = room.course.coordinator.browser, room.course.teams
    assert browser.post(f"{teams}/{room.teams[0]}/delete").status_code == 409
    assert browser.post(f"{teams}/sets/{room.set_id}/delete").status_code == 409
    assert browser.post(f"{teams}/{room.teams[1]}/delete").status_code == 303
    card = words(room.browser("Sina").get(f"{teams}/{room.teams[0]}").text)
    assert "Assignments of this team Reef report to do" in card


def test_the_agenda_is_each_persons_own(room: Room) -> None:
    alone = room.add(due_on=date(2026, 11, 30), title="Alone")
    for_teams = room.add_for_teams(due_on=date(2026, 12, 1), title="Together")
    room.hand_in("Sina", alone)

    def agenda_of(name: str) -> list[tuple[str, str, bool]]:
        somebody = room.course.students[name]
        with room.course.world.app.test_request_context(), room.course.world.work() as session:
            access = access_exchange(session, viewer(somebody.id), room.course.exchange_id)
            return [
                (item.title, item.at.isoformat() if item.at else "", item.is_done)
                for item in agenda(session, access, viewer(somebody.id))
                if item.kind == "assignment"
            ]

    assert agenda_of("Sina") == [
        ("Alone", "2026-11-30T10:59:00+00:00", True),
        ("Together", "2026-12-01T10:59:00+00:00", False),
    ]
    assert agenda_of("Haru")[0] == ("Alone", "2026-11-30T14:59:00+00:00", False)
    assert [title for title, *_rest in agenda_of("Lani")] == ["Alone"], "Lani is in no team"
    assert for_teams


def test_what_other_rooms_ask(room: Room) -> None:
    assignment = room.add(due_on=in_days(-3))
    room.add_for_teams()
    room.hand_in("Sina", assignment)
    exchange = room.course.exchange_id
    sina, lani = room.course.students["Sina"], room.course.students["Lani"]
    enrolments = {room.course.enrolment(one): room.partner(0) for one in (sina, lani)}
    with room.course.world.app.test_request_context(), room.course.world.work() as session:
        access = access_exchange(session, viewer(sina.id), exchange)
        assert done_items(session, access) == {assignment}
        assert item_titles(session, exchange, [assignment, 999]) == {assignment: "Reef report"}
        assert item_titles(session, exchange + 1, [assignment]) == {}
        progress = progress_of_students(session, exchange, enrolments)
        assert list(progress.values()) == [(1, 1), (0, 1)]
        pages = [page.key for page in placeable_pages(session, exchange)]
        assert {"teams", "assignments", f"assignment-{assignment}"} <= set(pages)
        coordinator = access_exchange(session, viewer(room.course.coordinator.id), exchange)
        tasks = {task.key: task.state for task in set_up_tasks(session, coordinator)}
        assert (tasks["teams"], tasks["assignments"]) == ("done", "done")
    room.course.coordinator.browser.post(f"{room.course.teams}/sets/{room.set_id}/publish")
    with room.course.world.app.test_request_context(), room.course.world.work() as session:
        tasks = {task.key: task.state for task in set_up_tasks(session, coordinator)}
        assert (tasks["teams"], tasks["assignments"]) == ("to_do", "problem")


def test_the_next_season_gets_the_texts_and_later_dates_and_no_people(room: Room) -> None:
    own = {room.partner(1): (date(2026, 12, 4), time(18, 0))}
    room.add_for_teams(due_on=date(2026, 11, 30), own_dues=own)
    room.hand_in("Sina", 1)
    osaka = room.course.partners[1]
    following = room.course.world.exchange("Next year", [osaka])
    with room.course.world.work() as session:
        copies = do_copy_assignments(session, room.course.exchange_id, following, 364)
        (copy,) = assignments_of(session, following, published_only=False)
    assert copies == {1: copy.id}
    assert not copy.is_published
    assert copy.is_for_teams
    assert copy.team_set_id is None
    partner = room.course.world.partnership(following, osaka)
    assert copy.timing.own == {partner: (date(2026, 12, 4) + timedelta(days=364), time(18, 0))}
    assert copy.timing.due_on == date(2026, 11, 30) + timedelta(days=364)
