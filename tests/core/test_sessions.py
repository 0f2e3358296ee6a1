"""Prepared statements and mapped classes are one transaction in a unit of work."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import Person
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared, insertion
from vsm_platform.core.sessions import WorkSession
from vsm_platform.core.unit_of_work import Database
from vsm_platform.core.unit_of_work import writes as is_writing

_PEOPLE = table_of(Person)
_ADD = Prepared(insertion(_PEOPLE, "display_name", "created_at", "institution_id"))
_NAMED = Prepared(select(_PEOPLE.c.id).where(_PEOPLE.c.display_name == bindparam("name")))
NOW = datetime(2026, 11, 26, tzinfo=UTC)
SINA = {"display_name": "Sina", "created_at": NOW, "institution_id": None}


def _number(database: Database) -> int:
    with database.unit_of_work(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_an_insertion_gives_the_columns_that_it_does_not_name_their_defaults(
    database: Database,
) -> None:
    with database.unit_of_work(writes=True) as session:
        _ADD.all(session, SINA)
    with database.unit_of_work(writes=False) as session:
        sina = session.scalars(select(Person)).one()
        assert (sina.timezone, sina.is_administrator, sina.created_at) == ("", False, NOW)


@pytest.mark.parametrize("prepared_first", [True, False])
def test_each_sees_what_the_other_has_done(database: Database, prepared_first: bool) -> None:
    with database.unit_of_work(writes=True) as session:
        if prepared_first:
            _ADD.all(session, SINA)
        session.add(Person(display_name="Haruto", created_at=NOW))
        session.flush()
        if not prepared_first:
            _ADD.all(session, SINA)
        assert len(_NAMED.all(session, {"name": "Haruto"})) == 1
        assert {person.display_name for person in session.scalars(select(Person))} == {
            "Sina",
            "Haruto",
        }
    assert _number(database) == 2


@pytest.mark.parametrize("uses_classes", [True, False])
def test_what_fails_leaves_nothing_of_either(database: Database, uses_classes: bool) -> None:
    def fail() -> None:
        with database.unit_of_work(writes=True) as session:
            _ADD.all(session, SINA)
            if uses_classes:
                session.add(Person(display_name="Haruto", created_at=NOW))
                session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _number(database) == 0


def test_a_savepoint_that_is_rolled_back_keeps_what_came_before(database: Database) -> None:
    def fail(session: Session) -> None:
        with session.begin_nested():
            _ADD.all(session, SINA)
            session.add(Person(institution_id=999, created_at=NOW))

    with database.unit_of_work(writes=True) as session:
        _ADD.all(session, SINA)
        with pytest.raises(IntegrityError):
            fail(session)
        _ADD.all(session, SINA)
    assert _number(database) == 2


def test_after_a_rollback_a_new_transaction_begins(database: Database) -> None:
    with database.unit_of_work(writes=True) as session:
        _ADD.all(session, SINA)
        session.rollback()
        _ADD.all(session, SINA | {"display_name": "Haruto"})
        assert isinstance(session, WorkSession)
        assert session.bare.connection.driver_connection is not None
    with database.unit_of_work(writes=False) as session:
        assert session.scalars(select(Person.display_name)).all() == ["Haruto"]


def test_a_unit_of_work_knows_whether_it_was_begun_to_write(database: Database) -> None:
    for wanted in (True, False):
        with database.unit_of_work(writes=wanted) as session:
            assert is_writing(session) is wanted


def test_the_connection_goes_back_to_the_pool(database: Database) -> None:
    for writes in (True, False):
        with database.unit_of_work(writes=writes) as session:
            _NAMED.all(session, {"name": "Sina"})
            session.scalars(select(Person)).all()
        with database.unit_of_work(writes=writes) as session:
            _NAMED.all(session, {"name": "Sina"})
        assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
