"""Nothing in the database joins an anonymous answer to who gave it: tried in every way we know."""

import json
import random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.surveys.conftest import Course
from vsm_platform.surveys.actions import laying
from vsm_platform.surveys.actions.laying import told_partners
from vsm_platform.surveys.api import Anonymity, do_erase_answers, own_answers


def answer_all(course: Course, survey_id: int, number: int = 12) -> None:
    for at, student in enumerate(course.students[:number]):
        words = {"going": str(at % 5 + 1), "change": f"secret words {at}"}
        assert course.send(student, survey_id, words).status_code == 303


def rows(course: Course, statement: str) -> list[tuple[object, ...]]:
    with course.world.work() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def everything(course: Course) -> str:
    """All rows of all tables as text."""
    with course.world.work() as session:
        from vsm_platform.tables import METADATA

        found = {
            table.name: [list(map(str, row)) for row in session.execute(table.select())]
            for table in METADATA.sorted_tables
        }
    return json.dumps(found)


def test_an_answer_is_kept_without_person_time_university_or_number(course: Course) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id)
    found = rows(course, "SELECT enrolment_id, answered_on, partnership_id FROM survey_responses")
    assert found == [(None, None, None)] * 5


def test_answers_that_are_not_on_the_table_can_be_read_nowhere_in_the_database(
    course: Course,
) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id, 9)
    course.students[9].browser.post(
        f"{course.path(survey_id)}/answer/week/draft", data={"q.change": "secret draft"}
    )
    dump = everything(course)
    assert "secret words" not in dump
    assert "secret draft" not in dump
    # Nor do they come five without being mixed with others.
    assert rows(course, "SELECT count(*) FROM survey_responses") == [(0,)]


def test_those_who_came_first_are_not_those_whose_answers_come_first(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five of ten are drawn: else whoever saw who answered first would know whose the five are."""
    monkeypatch.setattr(laying, "_CHANCE", random.Random(7))
    survey_id = course.ask()
    answer_all(course, survey_id, 10)
    answers = rows(course, "SELECT answers FROM survey_responses")
    drawn = {at for at in range(10) if f"secret words {at}" in str(answers)}
    assert len(drawn) == 5
    assert drawn not in ({0, 1, 2, 3, 4}, {5, 6, 7, 8, 9})


def test_no_order_of_storage_joins_the_two_tables(course: Course) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id)
    if course.world.database.engine.dialect.name == "sqlite":
        for table in ("survey_responses", "survey_participations", "survey_boxes"):
            with pytest.raises(DBAPIError), course.world.work() as session:
                session.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608
        return
    joined = """SELECT p.enrolment_id, r.id FROM survey_participations p
                JOIN survey_responses r ON r.xmin = p.xmin"""
    # Five answers were drawn out of ten when the tenth person came: one to five, never one to one.
    assert len({response for _person, response in rows(course, joined)}) in {0, 5}
    # They lie in the order of their ids, which are random.
    lying = rows(course, "SELECT id FROM survey_responses ORDER BY ctid")
    assert lying == sorted(lying)
    course.settle(survey_id)
    assert rows(course, joined) == []
    assert len(rows(course, "SELECT DISTINCT xmin::text FROM survey_responses")) == 1


def test_at_the_end_all_answers_are_there_and_small_universities_are_not_told(
    course: Course,
) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id)
    course.settle(survey_id)
    found = rows(
        course,
        "SELECT partnership_id, count(*) FROM survey_responses GROUP BY partnership_id",
    )
    # Nine of one university and three of the other: to hide three, all are hidden.
    assert found == [(None, 12)]
    assert rows(course, "SELECT count(*) FROM survey_boxes") == [(0,)]
    assert rows(course, "SELECT count(*) FROM survey_drafts") == [(0,)]


def test_fewer_than_five_answers_are_destroyed(course: Course) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id, 4)
    course.settle(survey_id)
    assert rows(course, "SELECT count(*) FROM survey_responses") == [(0,)]
    assert rows(course, "SELECT count(*) FROM survey_boxes") == [(0,)]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({1: 9, 2: 7}, {1, 2}),
        ({1: 9, 2: 5, 3: 1}, {1}),
        ({1: 9, 2: 3, 3: 2}, {1}),
        ({1: 9, 2: 3}, set()),
        ({}, set()),
    ],
)
def test_who_is_not_told_is_five_or_nobody(numbers: dict[int, int], told: set[int]) -> None:
    assert told_partners(numbers) == told


def test_neither_the_log_nor_the_outbox_nor_the_audit_says_what_was_answered(
    course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    survey_id = course.ask(is_scored=True)
    answer_all(course, survey_id)
    assert "secret words" not in "".join(capfd.readouterr())
    for table in ("deliveries", "audit_entries", "scores"):
        assert "secret" not in json.dumps(rows(course, f"SELECT * FROM {table}"), default=str)  # noqa: S608


def test_a_person_takes_away_and_erases_named_answers_and_finds_no_anonymous_ones(
    course: Course,
) -> None:
    named, anonymous = course.ask(Anonymity.NAMED), course.ask()
    student = course.students[0]
    for survey_id in (named, anonymous):
        course.send(student, survey_id, {"going": "4", "change": "More music"})
    with course.world.work() as session:
        vault = course.world.app.extensions["vsm_vault"]
        [own] = own_answers(session, vault, student.id)
        assert own["answers"] == {"going": 4, "change": "More music"}
        do_erase_answers(session, student.id)
        assert own_answers(session, vault, student.id) == []
