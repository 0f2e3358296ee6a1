"""Who comes in has taken part, and each university's gradebook hears of its own students."""

from datetime import datetime

import pytest

from tests.grading.conftest import OpenGradebooks
from tests.grading.gradebooks import FLAVOURS, Gradebooks, numbers
from tests.launch.universities import University
from tests.queries import counted_queries


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_column_is_made_and_every_student_who_came_has_full_marks_there(
    open_gradebooks: OpenGradebooks, flavour: str
) -> None:
    books = open_gradebooks(flavour)
    (university,) = books.partners
    books.everybody_arrives()

    item = books.with_column(university, maximum="10")

    assert (item.label, item.score_maximum) == ("Exchange", 10)
    assert (item.resource_id, item.tag) == (
        f"exchange-{books.exchange_id}-participation",
        "participation",
    )
    for student in university.students:
        (score,) = books.scores(university, student)
        assert numbers([score]) == [(10, 10)]
        assert (score.activity_progress, score.grading_progress) == ("Completed", "FullyGraded")
        assert datetime.fromisoformat(score.timestamp).tzinfo is not None
    assert books.scores(university, university.teacher) == []


def test_each_score_goes_to_the_student_s_own_gradebook_on_its_own_scale(
    books: Gradebooks, samoa: University, bogota: University
) -> None:
    books.everybody_arrives()

    books.with_column(samoa, maximum="20")
    books.with_column(bogota, maximum="5")

    assert numbers(books.scores(samoa, samoa.student)) == [(20, 20)]
    assert numbers(books.scores(bogota, bogota.student)) == [(5, 5)]


def test_who_comes_after_the_column_is_there_follows(books: Gradebooks, samoa: University) -> None:
    item = books.with_column(samoa)
    assert item.scores == []

    books.arrive(samoa, samoa.student)
    books.deliver()

    assert [score.user_id for score in item.scores] == [samoa.student.sub]


def test_a_test_user_is_scored_nowhere(open_gradebooks: OpenGradebooks) -> None:
    books = open_gradebooks("canvas")
    (university,) = books.partners
    books.arrive(university, university.test_user)

    item = books.with_column(university)

    assert item.scores == []
    assert books.outcomes() == []


def test_a_launch_that_changes_nothing_asks_nothing_more(
    books: Gradebooks, samoa: University
) -> None:
    books.with_column(samoa)
    books.arrive(samoa, samoa.student)
    database = books.app.extensions["vsm_database"]

    with counted_queries(database) as first:
        books.arrive(samoa, samoa.student)
    with counted_queries(database) as second:
        books.arrive(samoa, samoa.student)

    assert not [line for line in first if "measures" in line or "grade_columns" in line]
    assert len(first) == len(second)
