"""Somebody has used everything, and is erased: no table and no file names the person any more.

What a person's row refers to is found in the tables themselves, so that a new room is asked too.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    event,
    func,
    select,
    update,
)  # fmt: skip
from sqlalchemy.orm import Session

from tests.accounts.using_everything import User
from tests.browser.pages import set_up_rooms
from tests.browser.stage import Stage, standing_stage
from tests.conftest import _run_sql
from tests.people import World
from vsm_platform.accounts.api import SignIn, do_ask_erasure, holdings
from vsm_platform.accounts.erasure import WAITING
from vsm_platform.accounts.field_words import FIELDS, ROOMS
from vsm_platform.core import clock
from vsm_platform.core.db import Base, UtcDateTime
from vsm_platform.core.outbox import Delivery, DeliveryState

STUDENT, TEACHER = 84, 1
"""The stage's own: a student with a team, whom Canvas knows by a long identifier; the coordinator."""
TABLES = Base.metadata.tables
NOT_EXPORTED = {
    "achievement_versions": "the words of a course's credential, which belong to the course",
    "availability_requests": "that faculty asked a whole course for its hours",
    "column_entries": "",
    "connection_tests": "a test of an LMS's connection, which holds nothing of who pressed the button",
    "credential_run_items": "the list of an issuing; what came of it is among the credentials",
    "credential_runs": "who decided on an issuing to a whole course",
    "discussion_digests": "how far letters have told what is new: nothing that the person said",
    "formation_proposals": "numbers of enrolments",
    "invitation_batches": "lists of other people",
    "grading_tables": "a university's own table, and who changed it last",
    "one_time_codes": "codes of minutes, of which only digests are kept",
    "open_links": "a link for many others",
    "post_bundles": "which files belong to which post; they are among the person's files",
    "post_mentions": "that others named the person, in the words of others",
    "recognition_runs": "who decided about a whole list",
    "set_up_set_aside": "a step of the course's set-up",
    "sign_in_codes": "codes of minutes, of which only digests are kept",
    "survey_drafts": "",
    "survey_letters": "that a letter went out, so that none goes twice",
    "survey_responses": "",
}
"""Tables that refer to people and are in nobody's export, each with its reason."""
NOT_EXPORTED = {table: reason for table, reason in NOT_EXPORTED.items() if reason}
OF_THE_COURSE = {
    "achievement_versions", "availability_requests", "cartridge_imports", "course_links",
    "credential_revisions", "credential_runs", "grading_tables", "invitation_batches",
    "item_versions", "live_rooms", "meetings", "messages", "module_items", "recognition_runs",
    "set_up_set_aside", "survey_actions",
}  # fmt: skip
"""Whose words are the course's, and stay with it: they are filled with other words."""
PLAIN_WORDS = {"name", "label", "address", "reason", "comment", "guardian", "text", "lms_groups"}


def references(table: Table) -> list[tuple[Column[Any], str]]:
    """The columns of a table that refer to people, and to which table they do."""
    found = [
        (column, key.column.table.name)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in {"people", "enrolments"}
    ]
    return [(column, target) for column, target in found if column.table.name != "erasures"]


PEOPLES = [table for table in Base.metadata.sorted_tables if references(table)]


@dataclass
class Known:
    """By what the person was known."""

    name: str
    address: str
    subject: str
    enrolments: list[int]


@dataclass
class Story:
    """What was there before, and what is left."""

    stage: Stage
    folder: Path
    student: Known
    teacher: Known
    sent: dict[str, int]
    had: dict[str, int]
    """Rows of the student, by table, before."""
    exported: set[str]
    """Tables that were read for the export."""
    fields: set[str]
    rooms: set[str]
    data: str = ""
    others: dict[str, list[Any]] = field(default_factory=dict)


def known(stage: Stage, person_id: int) -> Known:
    identity, enrolment = TABLES["identities"], TABLES["enrolments"]
    with stage.database.unit_of_work(writes=False) as session:
        columns = (identity.c.name, identity.c.email, identity.c.subject)
        row = session.execute(select(*columns).where(identity.c.person_id == person_id)).one()
        own = select(enrolment.c.id).where(enrolment.c.person_id == person_id)
        return Known(*row, list(session.scalars(own)))


def rows_of(stage: Stage, person_id: int, enrolments: list[int]) -> dict[str, int]:
    found = {}
    with stage.database.unit_of_work(writes=False) as session:
        for table in PEOPLES:
            found[table.name] = sum(
                session.scalar(
                    select(func.count()).select_from(table).where(
                        column == person_id if target == "people" else column.in_(enrolments)
                    )
                ) or 0
                for column, target in references(table)
            )  # fmt: skip
    return found


def fill(stage: Stage, person_id: int, who: Known) -> None:
    """A row in each table in which the person has none yet, with the person's name in its words.

    Where others have rows, one of theirs becomes the person's; else there is a new one.
    """
    had = rows_of(stage, person_id, who.enrolments)
    closed = stage.app.extensions["vsm_vault"].close(json.dumps({"said": who.name}))
    with stage.database.unit_of_work(writes=True) as session:
        for table in PEOPLES:
            if had[table.name]:
                continue
            keys = list(table.primary_key.columns)
            last = session.execute(select(*keys).order_by(*(key.desc() for key in keys))).first()
            values = _references(table, person_id, who) | _words(table, who)
            if last is None:
                rest = {
                    one.name: _plain(session, one, closed)
                    for one in table.columns
                    if one.name not in values
                }
                values |= {name: value for name, value in rest.items() if value is not None}
                session.execute(table.insert().values(values))
            else:
                here = [key == value for key, value in zip(keys, last, strict=True)]
                session.execute(table.update().where(*here).values(values))


def _references(table: Table, person_id: int, who: Known) -> dict[str, Any]:
    return {
        column.name: person_id if target == "people" else who.enrolments[0]
        for column, target in references(table)
    }


def _words(table: Table, who: Known) -> dict[str, Any]:
    """What the person would have written there."""
    if table.name in OF_THE_COURSE:
        return {}
    said = {
        column.name: f"{who.name} said"
        for column in table.columns
        if isinstance(column.type, Text)
        or (isinstance(column.type, String) and column.name in PLAIN_WORDS)
    }
    return said | ({"address": who.address} if "address" in table.columns else {})


def _plain(session: Session, column: Column[Any], closed: bytes) -> Any:
    """Something for a column that must have something."""
    if column.nullable or (column.name == "id" and isinstance(column.type, Integer)):
        return None
    for key in column.foreign_keys:
        return session.scalar(select(func.max(key.column)))
    if isinstance(column.type, UtcDateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    kinds: tuple[tuple[Any, Any], ...] = (
        (Boolean, False), (Integer, 1), (Float, 1.0), (Date, date(2026, 1, 1)), (JSON, []),
        (LargeBinary, closed), (String, "x"),
    )  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column.type, kind))


@contextmanager
def tables_read(stage: Stage) -> Iterator[set[str]]:
    """The tables that statements name while the block runs."""
    read: set[str] = set()

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        read.update(re.findall(r"(?:FROM|JOIN) \"?(\w+)", statement))

    event.listen(stage.database.engine, "before_cursor_execute", note)
    yield read
    event.remove(stage.database.engine, "before_cursor_execute", note)


def everything(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each value of the database as text, with its table and column."""
    with stage.database.unit_of_work(writes=False) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for column, value in row.items():
                    if isinstance(value, bytes):
                        yield f"{table.name}.{column}", value.decode("latin-1")
                    elif isinstance(value, dict | list):
                        yield f"{table.name}.{column}", json.dumps(value, ensure_ascii=False)
                    elif value is not None:
                        yield f"{table.name}.{column}", str(value)


def others_words(stage: Stage, person_ids: list[int]) -> list[Any]:
    """What others wrote in discussions and were marked with."""
    posts, scores, enrolments = TABLES["posts"], TABLES["scores"], TABLES["enrolments"]
    topics = TABLES["discussion_topics"]
    own = select(enrolments.c.id).where(enrolments.c.person_id.in_(person_ids))
    with stage.database.unit_of_work(writes=False) as session:
        # Meanwhile live sessions end, and what was said in them becomes threads.
        live = select(topics.c.id).where(topics.c.was_live)
        wrote = select(posts.c.id, posts.c.text).where(
            posts.c.author_id.not_in(person_ids), posts.c.topic_id.not_in(live)
        )
        # Values of participation fall while the days of this test pass.
        marked = select(scores.c.id).where(scores.c.enrolment_id.not_in(own))
        return [
            [tuple(row) for row in session.execute(wrote.order_by(posts.c.id))],
            [tuple(row) for row in session.execute(marked.order_by(scores.c.id))],
        ]


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the stage's own."""
    if os.environ.get("VSM_TEST_DATABASE") != "postgresql":
        yield ""
        return
    server = request.getfixturevalue("postgresql")
    _run_sql(server("postgres"), "create database vsm_everything")
    yield server("vsm_everything")
    _run_sql(server("postgres"), "drop database vsm_everything with (force)")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, address: str) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("everything")
    with standing_stage(folder, address) as stage:
        set_up_rooms(stage)
        student, teacher = known(stage, STUDENT), known(stage, TEACHER)
        sent = use_everything(stage, student)
        fill(stage, STUDENT, student)
        had = rows_of(stage, STUDENT, student.enrolments)
        with (
            tables_read(stage) as read,
            stage.app.test_request_context(),
            stage.database.unit_of_work(writes=False) as session,
        ):
            found = list(holdings(session, STUDENT))
        story = Story(stage, folder, student, teacher, sent, had, read, set(), set())
        story.rooms = {one.room for one in found}
        story.fields = {
            key for one in found for part in one.parts for row in part.rows for key in row
        }
        story.data = str(found)
        story.others["before"] = others_words(stage, [STUDENT, TEACHER])
        erase(stage, STUDENT, TEACHER)
        story.others["after"] = others_words(stage, [STUDENT, TEACHER])
        yield story


def use_everything(stage: Stage, who: Known) -> dict[str, int]:
    with stage.database.unit_of_work(writes=True) as session:
        visit = select(func.max(SignIn.id)).where(SignIn.person_id == STUDENT)
        visit_id = session.scalar(visit)
        later = {"expires_at": clock.now() + timedelta(hours=5)}
        session.execute(update(SignIn).where(SignIn.id == visit_id).values(later))
    user = User(World(stage.app).browser(visit_id), who.name, who.address)
    user.use(f"/exchanges/{stage.exchange_id}/", "/profile", "/calendar", "/hours")
    stage.app.extensions["vsm_courier"].run_due()
    return user.sent


def erase(stage: Stage, *person_ids: int) -> None:
    courier = stage.app.extensions["vsm_courier"]
    with stage.app.test_request_context():
        for person_id in person_ids:
            with stage.database.unit_of_work(writes=True) as session:
                do_ask_erasure(session, person_id, actor_id=person_id)
    courier.run_due()
    for day in (1, WAITING.days, WAITING.days + 2, WAITING.days + 4):
        with clock.moved(timedelta(days=day, minutes=5)):
            courier.run_due()


def test_the_erasures_came_to_their_end(story: Story) -> None:
    erasures = TABLES["erasures"]
    with story.stage.database.unit_of_work(writes=False) as session:
        failed = select(Delivery.error).where(
            Delivery.kind == "accounts.erasure", Delivery.state != DeliveryState.DELIVERED
        )
        assert list(session.scalars(failed)) == []
        ended = select(erasures.c.person_id).where(erasures.c.finished_at.is_not(None))
        assert set(session.scalars(ended)) >= {STUDENT, TEACHER}


def test_the_student_has_really_used_a_lot(story: Story) -> None:
    done = [address for address, status in story.sent.items() if status == 303]
    assert len(done) > 30, story.sent
    empty = {table for table, rows in story.had.items() if not rows}
    assert empty == set()


@pytest.mark.parametrize("who", ["student", "teacher"])
def test_no_table_names_the_person(story: Story, who: str) -> None:
    gone: Known = getattr(story, who)
    needles = {gone.name.casefold(), gone.address.casefold()}
    if who == "student":
        # The teacher's Moodle counts its people: such a number stands everywhere.
        assert len(gone.subject) > 12
        needles.add(gone.subject.casefold())
    left = {
        place for place, text in everything(story.stage)
        if any(needle in text.casefold() for needle in needles)
    }  # fmt: skip
    assert left == set()


def test_no_file_names_the_person(story: Story) -> None:
    """Beside the mailbox, which stands for the letters that others have got."""
    own = [story.student.name, story.student.address, story.student.subject]
    left = [
        path
        for path in story.folder.rglob("*")
        if path.is_file()
        and "mail" not in path.parts
        and ".sqlite3" not in path.name
        and any(word.encode() in path.read_bytes() for word in own)
    ]
    assert left == []


def test_what_others_wrote_and_were_given_is_untouched(story: Story) -> None:
    assert story.others["before"] == story.others["after"]


def test_every_table_with_people_is_exported_or_has_its_reason(story: Story) -> None:
    tables = {table.name for table in PEOPLES}
    assert tables - story.exported - NOT_EXPORTED.keys() == set()
    assert NOT_EXPORTED.keys() & story.exported == set(), "a reason that is none any more"
    assert NOT_EXPORTED.keys() <= TABLES.keys()


def test_the_export_holds_what_the_student_wrote(story: Story) -> None:
    assert f"{story.student.name} says so" in story.data
    assert story.student.subject in story.data
    assert story.rooms <= set(ROOMS)
    assert story.fields - set(FIELDS) == set()
