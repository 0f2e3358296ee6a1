"""Prepared statements give what SQLAlchemy's own way gives, on either database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError

from tests.people import counted_queries
from vsm_platform.accounts.models import Person, SignIn
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.unit_of_work import Database

_PEOPLE, _VISITS = table_of(Person), table_of(SignIn)
_ADD = Prepared(
    insert(_PEOPLE)
    .values({column.name: bindparam(column.name) for column in _PEOPLE.c if column.name != "id"})
    .returning(_PEOPLE.c.id)
)
_ALL = select(*_PEOPLE.c).order_by(_PEOPLE.c.id)
SOMEBODY: dict[str, object] = {
    "institution_id": None,
    "display_name": "Sina",
    "timezone": "Pacific/Apia",
    "locale": "",
    "is_test_user": False,
    "is_administrator": True,
    "is_office": False,
    "notice_version": "",
    "created_at": datetime(2026, 11, 26, 1, 2, 3, 456, tzinfo=UTC),
}


def _add(database: Database, **values: object) -> int:
    with database.prepared(writes=True) as connection:
        return int(_ADD.one_or_none(connection, {**SOMEBODY, **values}).id)


def test_rows_are_those_of_sqlalchemy_with_their_types(database: Database) -> None:
    _add(database)
    _add(database, display_name="Haruto", is_administrator=False)
    with database.statements(writes=False) as connection:
        expected = [tuple(row) for row in connection.execute(_ALL)]
        found = Prepared(_ALL).all(connection, {})
    assert [tuple(row) for row in found] == expected
    assert found[0].created_at == SOMEBODY["created_at"]
    assert found[0].created_at.tzinfo is UTC
    assert found[1].is_administrator is False


def test_a_list_of_fixed_values_and_a_name_that_stands_twice(database: Database) -> None:
    person_id = _add(database)
    statement = select(_PEOPLE.c.id, _VISITS.c.id, _PEOPLE.c.locale).outerjoin(_VISITS)
    prepared = Prepared(
        statement.where(
            _PEOPLE.c.display_name.in_(["Sina", "Haruto"]), _PEOPLE.c.timezone == bindparam("zone")
        )
    )
    with database.prepared(writes=False) as connection:
        row = prepared.one_or_none(connection, {"zone": "Pacific/Apia"})
        assert prepared.one_or_none(connection, {"zone": "Asia/Tokyo"}) is None
    assert tuple(row) == (person_id, None, "")
    assert row.locale == ""


def test_what_is_not_given_is_noticed(database: Database) -> None:
    one = Prepared(select(_PEOPLE.c.id).where(_PEOPLE.c.id == bindparam("person")))
    with database.prepared(writes=False) as connection, pytest.raises(KeyError):
        one.all(connection, {})


def test_a_statement_that_would_need_defaults_is_refused(database: Database) -> None:
    lacking = Prepared(insert(_PEOPLE).values(created_at=bindparam("created_at")))
    with database.prepared(writes=True) as connection, pytest.raises(ValueError, match="defaults"):
        lacking.all(connection, {"created_at": clock.now()})


def test_several_rows_where_one_is_expected_are_noticed(database: Database) -> None:
    _add(database)
    _add(database)
    with database.prepared(writes=False) as connection, pytest.raises(RuntimeError):
        Prepared(_ALL).one_or_none(connection, {})


def test_an_error_says_nothing_of_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        _add(database, created_at=None, timezone="Secret/Place")
    assert caught.value.params is None
    assert "[SQL:" in str(caught.value)


def test_whatever_is_raised_takes_everything_back(database: Database) -> None:
    def fail() -> None:
        with database.prepared(writes=True) as connection:
            _ADD.all(connection, SOMEBODY)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.prepared(writes=False) as connection:
        assert Prepared(_ALL).all(connection, {}) == []


def test_prepared_statements_are_counted_like_all_others(database: Database) -> None:
    with counted_queries(database) as statements, database.prepared(writes=False) as connection:
        Prepared(_ALL).all(connection, {})
    with counted_queries(database) as in_a_session, database.unit_of_work(writes=True) as session:
        Prepared(_ALL).all(session.connection(), {})
    assert len(statements) == len(in_a_session) == 1


def test_instants_are_written_in_utc(database: Database) -> None:
    person_id = _add(database)
    later = datetime.now().astimezone() + timedelta(days=1)
    change = Prepared(
        update(_PEOPLE)
        .where(_PEOPLE.c.id == bindparam("person"))
        .values({"created_at": bindparam("created_at")})
    )
    with database.prepared(writes=True) as connection:
        assert change.all(connection, {"person": person_id, "created_at": later}) == []
    with database.unit_of_work(writes=False) as session:
        assert session.get_one(Person, person_id).created_at == later


def test_who_has_read_takes_everything_back_afterwards_as_before(database: Database) -> None:
    with database.prepared(writes=False) as connection:
        assert Prepared(_ALL).all(connection, {}) == []

    def fail() -> None:
        with database.prepared(writes=True) as connection:
            _ADD.one_or_none(connection, SOMEBODY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.prepared(writes=False) as connection:
        assert Prepared(_ALL).all(connection, {}) == []
