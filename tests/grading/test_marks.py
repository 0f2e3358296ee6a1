"""Entering marks: for the students of all partners, without overwriting each other."""

import pytest
from bs4 import BeautifulSoup

from tests.grading.gradebooks import Gradebooks, send
from tests.launch.universities import University
from tests.queries import counted_queries
from vsm_platform.core.errors import NotFound
from vsm_platform.grading.api import (
    ActivityProgress,
    GradingProgress,
    Mark,
    do_ensure_measure,
    do_give_score,
)
from vsm_platform.practice import Robot, Visit


@pytest.fixture
def coordinator(books: Gradebooks, samoa: University) -> Robot:
    books.everybody_arrives()
    return books.appoint(samoa)


@pytest.fixture
def essay(books: Gradebooks, coordinator: Robot) -> int:
    return books.add_mark(coordinator)


def values(page: Visit) -> dict[str, str]:
    return {name: value for form in page.forms for name, value in form.fields.items()}


def test_a_facilitator_of_any_partner_marks_every_student(
    books: Gradebooks, samoa: University, bogota: University, essay: int
) -> None:
    theirs, ours = (
        books.enrolment(university, university.student) for university in (samoa, bogota)
    )

    given = books.give(books.teacher(bogota), essay, {theirs: "12", ours: "8.5"}, "Good.")

    assert "2 marks saved. No university has a column" in given.text
    shown = values(books.teacher(samoa).open(f"{books.grades}/{essay}/marks"))
    assert (shown[f"value_{theirs}"], shown[f"value_{ours}"]) == ("12", "8.5")
    assert shown[f"comment_{ours}"] == "Good."


@pytest.mark.parametrize("typed", ["21", "-1", "a lot", "nan", "1e1", "infinity", "8.5.1"])
def test_what_is_no_mark_stays_as_it_was_typed_with_the_mistake_beside_it(
    books: Gradebooks, samoa: University, coordinator: Robot, essay: int, typed: str
) -> None:
    enrolment = books.enrolment(samoa, samoa.student)

    refused = books.give(coordinator, essay, {enrolment: typed}, "Kept.")

    assert values(refused)[f"value_{enrolment}"] == typed
    assert values(refused)[f"comment_{enrolment}"] == "Kept."
    errors = BeautifulSoup(refused.body, "html.parser").select(f"#value_{enrolment}-error")
    assert len(errors) == 1
    page = coordinator.open(f"{books.grades}/{essay}/marks")
    assert values(page)[f"value_{enrolment}"] == ""


def test_two_teachers_do_not_overwrite_each_other_unseen(
    books: Gradebooks, samoa: University, bogota: University, coordinator: Robot, essay: int
) -> None:
    first, second = (books.enrolment(samoa, student) for student in samoa.students[:2])
    other = books.teacher(bogota)
    opened = other.open(f"{books.grades}/{essay}/marks")
    books.give(coordinator, essay, {first: "15"})

    clash = send(other, opened, f"value_{first}", **{f"value_{first}": "9", f"value_{second}": "4"})

    assert "Somebody else has entered 15 meanwhile" in clash.text
    assert values(clash)[f"value_{first}"] == "9"
    assert values(coordinator.open(opened.url))[f"value_{first}"] == "15"
    assert values(coordinator.open(opened.url))[f"value_{second}"] == "", "nothing was saved"

    again = send(other, clash, f"value_{first}")

    assert "2 marks saved" in again.text
    assert values(coordinator.open(opened.url))[f"value_{first}"] == "9"


def test_an_old_page_changes_only_what_was_changed_on_it(
    books: Gradebooks, samoa: University, bogota: University, coordinator: Robot, essay: int
) -> None:
    first, second = (books.enrolment(samoa, student) for student in samoa.students[:2])
    other = books.teacher(bogota)
    opened = other.open(f"{books.grades}/{essay}/marks")
    books.give(coordinator, essay, {first: "15"})

    saved = send(other, opened, f"value_{second}", **{f"value_{second}": "4"})

    assert "1 mark saved" in saved.text
    shown = values(coordinator.open(opened.url))
    assert (shown[f"value_{first}"], shown[f"value_{second}"]) == ("15", "4")


def test_saving_without_a_change_says_so(
    books: Gradebooks, samoa: University, coordinator: Robot, essay: int
) -> None:
    saved = books.give(coordinator, essay, {books.enrolment(samoa, samoa.student): ""})
    assert "Nothing was changed" in saved.text


def test_marks_of_a_partner_are_shown_alone(
    books: Gradebooks, samoa: University, bogota: University, coordinator: Robot, essay: int
) -> None:
    partner = books.universities.partnership_of(bogota)
    page = coordinator.open(f"{books.grades}/{essay}/marks?partner={partner}")
    assert bogota.student.name in page.body
    assert samoa.student.name not in page.body


def test_a_student_sees_the_own_marks_and_nobody_else_s(
    books: Gradebooks, samoa: University, coordinator: Robot, essay: int
) -> None:
    mine, other = (books.enrolment(samoa, student) for student in samoa.students[:2])
    books.give(coordinator, essay, {mine: "17"}, "Only for me.")
    books.give(coordinator, essay, {other: "3"}, "For another.")

    page = books.arrive(samoa, samoa.student).open(books.grades)

    assert "17 of 20" in page.text
    assert "Only for me." in page.text
    assert "Participation" in page.text
    assert "For another." not in page.text
    assert "3 of 20" not in page.text


def test_hostile_forms_change_nothing(
    books: Gradebooks, samoa: University, coordinator: Robot, essay: int
) -> None:
    """Foreign enrolments, forged tokens, thousands of fields."""
    enrolment = books.enrolment(samoa, samoa.student)
    teacher = books.enrolment(samoa, samoa.teacher)
    page = coordinator.open(f"{books.grades}/{essay}/marks")
    forged = {
        f"seen_{teacher}": "0-",
        f"value_{teacher}": "20",
        "seen_999999999": "0-",
        "value_999999999": "20",
        "seen_x": "0-",
        f"seen_{enrolment}": "99999999999999-x",
        f"value_{enrolment}": "20",
    }

    answer = send(coordinator, page, f"value_{enrolment}", **forged)

    assert answer.status == 200
    assert "Somebody else has entered nothing meanwhile" in answer.text
    assert values(coordinator.open(page.url))[f"value_{enrolment}"] == ""


def test_a_new_mark_needs_a_title_and_a_maximum(books: Gradebooks, coordinator: Robot) -> None:
    form = coordinator.open(f"{books.grades}/new")
    refused = send(coordinator, form, "maximum", title=" ", maximum="0")
    assert "Enter what is marked." in refused.text
    assert "Enter a number above 0" in refused.text


def test_the_pages_ask_the_same_number_of_queries_for_few_and_for_many(
    books: Gradebooks, samoa: University, bogota: University, coordinator: Robot, essay: int
) -> None:
    database = books.app.extensions["vsm_database"]
    pages = (books.grades, f"{books.grades}/{essay}/marks", f"{books.grades}/deliveries")

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with counted_queries(database) as statements:
                assert coordinator.open(page).status == 200
            numbers.append(len(statements))
        return numbers

    books.with_column(samoa)
    before = asked()
    books.with_column(bogota)
    for university in (samoa, bogota):
        for student in university.students:
            books.give(coordinator, essay, {books.enrolment(university, student): "7"})
    books.choose_column(samoa, essay)
    books.deliver()
    after = asked()

    assert before == after
    assert max(after) <= 16


def test_participation_is_not_marked_by_hand(books: Gradebooks, coordinator: Robot) -> None:
    assert coordinator.open(f"{books.grades}/{books.measure()}/marks").status == 404


def test_what_another_room_gives_is_sent_like_a_mark(books: Gradebooks, samoa: University) -> None:
    """Surveys and assignments use ``grading.api``."""
    books.everybody_arrives()
    enrolment = books.enrolment(samoa, samoa.student)
    with books.universities.work() as session:
        measure = do_ensure_measure(
            session, books.exchange_id, "survey:5", title="Survey", maximum=1
        )
        measure_id = measure.id
    books.choose_column(samoa, measure_id, maximum="5")
    books.deliver()
    mark = Mark(
        enrolment, 1, activity=ActivityProgress.SUBMITTED, grading=GradingProgress.FULLY_GRADED
    )
    with books.universities.work() as session:
        assert do_give_score(session, measure_id, mark).queued == 1
        assert do_give_score(session, measure_id, mark).queued == 0, "the same costs nothing"
        again = do_ensure_measure(session, books.exchange_id, "survey:5")
        assert again.id == measure_id
    books.deliver()

    (item,) = books.line_items(samoa)
    assert (item.tag, item.resource_id) == ("survey", f"exchange-{books.exchange_id}-survey-5")
    assert [score.activity_progress for score in item.scores] == ["Submitted"]


def test_a_value_outside_of_the_scale_is_a_mistake_of_the_room_that_gives_it(
    books: Gradebooks, samoa: University, essay: int
) -> None:
    enrolment = books.enrolment(samoa, samoa.student)
    of_teacher = books.enrolment(samoa, samoa.teacher)
    with pytest.raises(ValueError, match="scale"), books.universities.work() as session:
        do_give_score(session, essay, Mark(enrolment, 21))
    with pytest.raises(NotFound), books.universities.work() as session:
        do_give_score(session, essay, Mark(of_teacher, 1))
    with pytest.raises(NotFound), books.universities.work() as session:
        do_give_score(session, 999, Mark(enrolment, 1))
