"""Works are marked one after another, released together, and read by those for whom they are."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.content.assignments.conftest import Room, words
from tests.people import counted_queries
from tests.teams.conftest import enrol_students
from vsm_platform.content.assignments.api import Readers


def test_the_list_says_how_each_work_stands(room: Room) -> None:
    assignment = room.add()
    room.write("Sina", assignment, "Only a draft.")
    room.hand_in("Aiko", assignment)
    teacher = room.course.facilitator
    page = words(teacher.browser.get(f"{room.page(assignment)}/works").text)
    assert "Sina Apia draft" in page
    assert re.search(r"Aiko Osaka \w+ \d+ \w+ \d+ [\d:]+ handed in", page)
    assert "Haru Osaka nothing yet" in page
    new = words(teacher.browser.get(f"{room.page(assignment)}/works?show=new").text)
    assert "Aiko" in new
    assert "Haru" not in new
    of_osaka = words(
        teacher.browser.get(f"{room.page(assignment)}/works?partner={room.partner(1)}").text
    )
    assert "Sina" not in of_osaka
    assert "1 to mark" in words(teacher.browser.get(room.assignments).text)


def test_marks_are_seen_by_nobody_before_they_are_released(room: Room) -> None:
    assignment = room.add()
    room.hand_in("Sina", assignment)
    sina = room.course.enrolment(room.course.students["Sina"])
    saved = room.mark(
        room.course.facilitator, assignment, sina, "17.5", feedback="Clear and brave."
    )
    assert "Students see it when you release the marks." in saved.text
    assert "17.5" not in room.said("Sina", assignment)
    room.course.coordinator.browser.post(f"{room.page(assignment)}/release")
    said = room.said("Sina", assignment)
    assert "17.5 of 20" in said
    assert "Clear and brave." in said
    assert "has no column for it" in said
    assert "Save the draft" not in said, "what is marked and released is closed"
    assert "17.5" not in room.said("Tavita", assignment)


def test_marks_can_be_released_once_something_was_handed_in(room: Room) -> None:
    assignment = room.add()
    pages = (room.page(assignment), f"{room.page(assignment)}/works")
    for offered in (False, True):
        if offered:
            room.hand_in("Sina", assignment)
        for page in pages:
            shown = words(room.course.coordinator.browser.get(page).text)
            assert ("Release the marks" in shown) == offered, page


def test_a_team_has_one_mark_and_exceptions(room: Room) -> None:
    assignment = room.add_for_teams()
    room.hand_in("Sina", assignment)
    aiko = room.course.enrolment(room.course.students["Aiko"])
    room.mark(
        room.course.coordinator,
        assignment,
        room.teams[0],
        "15",
        feedback="To all.",
        **{f"value_{aiko}": "18", f"feedback_{aiko}": "You led it."},
    )
    room.course.coordinator.browser.post(f"{room.page(assignment)}/release")
    assert "15 of 20" in room.said("Sina", assignment)
    assert "You led it." not in room.said("Sina", assignment)
    said = room.said("Aiko", assignment)
    assert "18 of 20 You led it. To all." in said


def test_two_markers_do_not_overwrite_each_other_unseen(room: Room) -> None:
    assignment = room.add()
    room.hand_in("Sina", assignment)
    sina = room.course.enrolment(room.course.students["Sina"])
    room.mark(room.course.facilitator, assignment, sina, "12")
    stale = room.mark(room.course.coordinator, assignment, sina, "9", seen="0")
    assert "Somebody else has marked this meanwhile" in stale.text
    assert "They gave 12" in words(stale.text)
    page = room.course.coordinator.browser.get(room.mark_page(assignment, sina)).text
    field = BeautifulSoup(page, "lxml").select_one("#value")
    assert field is not None
    assert field["value"] == "12"


@pytest.mark.parametrize("typed", ["21", "-1", "a lot", "nan", "1e1"])
def test_what_is_no_mark_is_refused_beside_the_field(room: Room, typed: str) -> None:
    assignment = room.add()
    room.hand_in("Sina", assignment)
    sina = room.course.enrolment(room.course.students["Sina"])
    refused = room.mark(room.course.facilitator, assignment, sina, typed, feedback="Kept.")
    assert 'id="value-error"' in refused.text
    assert "Kept." in refused.text


def test_saving_goes_on_to_the_next_in_the_list(room: Room) -> None:
    assignment = room.add()
    first, second = (room.course.enrolment(room.course.students[name]) for name in ("Lani", "Sina"))
    teacher = room.course.facilitator.browser
    answer = teacher.post(
        room.mark_page(assignment, first),
        data={"value": "3", "feedback": "", "seen": "0", "step": "next"},
    )
    assert answer.location == room.mark_page(assignment, second)


def test_a_mark_after_the_release_is_shown_at_once(room: Room) -> None:
    assignment = room.add()
    room.course.coordinator.browser.post(f"{room.page(assignment)}/release")
    room.hand_in("Sina", assignment)
    sina = room.course.enrolment(room.course.students["Sina"])
    room.mark(room.course.facilitator, assignment, sina, "11")
    assert "11 of 20" in room.said("Sina", assignment)


def test_work_that_was_handed_in_again_waits_for_a_mark_again(room: Room) -> None:
    assignment = room.add()
    room.hand_in("Sina", assignment, "First.")
    sina = room.course.enrolment(room.course.students["Sina"])
    room.mark(room.course.facilitator, assignment, sina, "11")
    room.hand_in("Sina", assignment, "Second.")
    page = words(room.course.facilitator.browser.get(f"{room.page(assignment)}/works").text)
    assert "handed in again" in page


def test_nobody_but_teachers_marks_and_nobody_reads_anothers_work(room: Room) -> None:
    assignment, of_teams = room.add(), room.add_for_teams()
    room.hand_in("Aiko", assignment, "Aiko's own.")
    room.hand_in("Tavita", of_teams, "The second team's.")
    aiko, sina = (room.course.enrolment(room.course.students[name]) for name in ("Aiko", "Sina"))
    browser = room.browser("Sina")
    marked = {"value": "20", "feedback": "", "seen": "0"}
    for address, status in (
        (room.mark_page(assignment, aiko), 404),
        (room.mark_page(of_teams, room.teams[1]), 404),
        (room.mark_page(assignment, 999_999), 404),
        (room.mark_page(of_teams, aiko), 404),
    ):
        assert browser.get(address).status_code == status, address
        assert browser.post(address, data=marked).status_code == status, address
    assert browser.post(room.mark_page(assignment, sina), data=marked).status_code == 403
    assert browser.get(f"{room.page(assignment)}/works").status_code == 404
    assert browser.get(f"{room.page(of_teams)}/versions/1").status_code == 404
    for path in ("release", "edit", "publish", "delete"):
        for method in ("GET", "POST"):
            answer = browser.open(f"{room.page(assignment)}/{path}", method=method)
            assert answer.status_code == 403, path
    assert browser.post(f"{room.assignments}/new").status_code == 403


def test_who_is_in_no_team_cannot_hand_in_for_one(room: Room) -> None:
    assignment = room.add_for_teams()
    said = room.said("Lani", assignment)
    assert "you are in none of them yet" in said
    answer = room.browser("Lani").post(
        room.page(assignment),
        data={"text": "For them.", "key": "k" * 20, "base": "0", "step": "hand_in"},
    )
    assert answer.status_code == 403
    assert "For them." not in room.said("Sina", assignment)


def test_who_has_left_reads_and_writes_nothing(room: Room) -> None:
    assignment = room.add_for_teams()
    room.hand_in("Sina", assignment, "Before.")
    form = room.form("Sina", assignment)
    room.course.leave(room.course.students["Sina"])
    assert "Before." in room.said("Sina", assignment)
    answer = room.browser("Sina").post(
        room.page(assignment), data=form | {"text": "After.", "step": "save", "key": "k" * 20}
    )
    assert answer.status_code == 403
    assert "After." not in room.said("Aiko", assignment)


def test_teachers_and_administrators_hand_nothing_in(room: Room) -> None:
    assignment = room.add()
    administrator = room.course.world.administrator()
    for somebody in (room.course.facilitator, administrator):
        answer = somebody.browser.post(
            room.page(assignment), data={"text": "x", "key": "k" * 20, "base": "0"}
        )
        assert answer.status_code == 403
    sina = room.course.enrolment(room.course.students["Sina"])
    assert administrator.browser.get(room.page(assignment)).status_code == 200
    assert administrator.browser.get(room.mark_page(assignment, sina)).status_code == 404
    assert administrator.browser.get(f"{room.page(assignment)}/works").status_code == 404
    assert administrator.browser.get(f"{room.page(assignment)}/release").status_code == 403


def test_drafts_and_other_exchanges_assignments_do_not_exist_for_students(room: Room) -> None:
    draft, assignment = room.add(is_published=False), room.add()
    assert room.browser("Sina").get(room.page(draft)).status_code == 404
    other = room.course.world.exchange("Another", room.course.partners)
    student = room.course.world.person(room.course.partners[0], "Oki Other")
    room.course.world.enrol(other, room.course.partners[0], student)
    assert student.browser.get(room.page(assignment)).status_code == 404
    foreign = f"/exchanges/{other}/assignments/{assignment}"
    for path in ("", "/works", "/edit", "/release", "/works/1"):
        assert student.browser.get(foreign + path).status_code == 404
    client = room.course.client("Kofi Client")
    for path in ("", f"/{assignment}", f"/{assignment}/works"):
        assert client.browser.get(room.assignments + path).status_code == 404


def test_where_all_may_read_they_do_once_they_have_handed_in_their_own(room: Room) -> None:
    assignment = room.add(readers=Readers.EVERYBODY)
    room.hand_in("Aiko", assignment, "Aiko's work.")
    aiko = room.course.enrolment(room.course.students["Aiko"])
    browser = room.browser("Sina")
    assert browser.get(f"{room.page(assignment)}/works").status_code == 404
    assert browser.get(room.mark_page(assignment, aiko)).status_code == 404
    room.hand_in("Sina", assignment)
    assert "Aiko" in browser.get(f"{room.page(assignment)}/works").text
    assert "Aiko&#39;s work." in browser.get(room.mark_page(assignment, aiko)).text
    haru = room.course.enrolment(room.course.students["Haru"])
    assert browser.get(room.mark_page(assignment, haru)).status_code == 404, "nothing handed in"


def test_lists_cost_the_same_for_few_and_for_many(room: Room) -> None:
    alone, of_teams = room.add(), room.add_for_teams()
    room.hand_in("Sina", alone)
    room.hand_in("Sina", of_teams)
    pages = (
        room.assignments,
        f"{room.page(alone)}/works",
        f"{room.page(of_teams)}/works",
    )

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            for browser in (room.course.coordinator.browser, room.browser("Sina")):
                with counted_queries(room.course.world.database) as statements:
                    browser.get(page)
                numbers.append(len(statements))
        return numbers

    asked()
    before = asked()
    enrol_students(room.course, room.course.partners[0], *(f"More {n}" for n in range(5)))
    for name in ("More 0", "More 1", "Aiko"):
        room.hand_in(name, alone)
    room.hand_in("Tavita", of_teams)
    room.add_for_teams()
    assert asked() == before
    assert max(before) <= 12
