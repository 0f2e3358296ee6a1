"""What can still be changed where an exchange is over, or a partner has left: one rule everywhere.

Asked of every address of the rooms that hold what people make, so that a new one cannot forget it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.policies.matrix import ROLES, Crowd, standing_crowd
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange, ExchangeState, Partnership

ROOMS = (
    "modules.",
    "files.",
    "assignments.",
    "meetings.",
    "cartridges.",
    "teams.",
    "availability.",
    "formation.",
    "scheduling.",
    "evaluation.",
    "live.",
)
OWN = {
    "meetings.calendar",
    # A person's own hours, for whatever exchange.
    "availability.own",
    "availability.week",
    "availability.forget",
    # Results that are taken away; it is a POST because the audit log notes it.
    "evaluation.export",
}
"""Changes nothing of the exchange: the address of a person's own calendar, and the like."""
MARKS = {"assignments.work", "assignments.release", "evaluation.release"}
"""Marks are given after the end too, and results released, until the exchange is archived."""
ONCE_LEFT = ("student of a partner", "facilitator of a partner", "coordinator of a partner")
READ_TOO = {
    "assignments.assignment",
    "assignments.work",
    "modules.dates",
    "availability.asking",
    "formation.overview",
    "formation.wishes",
    "formation.attributes",
    "scheduling.vote",
}
"""The same address shows something to read, for which it stays open."""


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    with standing_crowd() as made:
        yield made


@contextmanager
def changed(crowd: Crowd, model: type, key: int, **columns: object) -> Iterator[None]:
    """A row that is different for a while."""
    before = {}
    with crowd.world.work() as session:
        row = session.get_one(model, key)
        for name, value in columns.items():
            before[name] = getattr(row, name)
            setattr(row, name, value)
    yield
    with crowd.world.work() as session:
        for name, value in before.items():
            setattr(session.get_one(model, key), name, value)


def changes(crowd: Crowd) -> dict[str, set[str]]:
    """Who gets into which page that changes something."""
    found = {
        route: {role for role, is_in in zip(ROLES, row, strict=True) if is_in}
        for route, row in crowd.ask(ROOMS).items()
    }
    posted = {route.removesuffix(" POST") for route in found if route.endswith("POST")}
    return {
        route: who
        for route, who in found.items()
        if who
        and route.split()[0] in posted - OWN
        and not (route.endswith("GET") and route.split()[0] in READ_TOO)
    }


def test_a_partner_that_left_reads_and_changes_nothing(crowd: Crowd) -> None:
    samoa, hawaii = list(crowd.stage.universities.values())[:2]
    with crowd.world.work() as session:
        partnership = (
            session.query(Partnership)
            .filter_by(exchange_id=crowd.stage.exchange_id, institution_id=hawaii.institution_id)
            .one()
        )
        key = partnership.id
    assert samoa.institution_id != hawaii.institution_id
    before = changes(crowd)
    assert any(set(ONCE_LEFT) & who for who in before.values())
    yesterday = clock.now().date() - timedelta(days=2)
    with changed(crowd, Partnership, key, left_on=yesterday):
        after = changes(crowd)
    assert {
        route: who & set(ONCE_LEFT) for route, who in after.items() if who & set(ONCE_LEFT)
    } == {}
    # Everybody else goes on as before.
    assert {route: who - set(ONCE_LEFT) for route, who in before.items()} == after


def test_in_a_finished_exchange_marks_can_be_given_and_nothing_else_changed(crowd: Crowd) -> None:
    with changed(crowd, Exchange, crowd.stage.exchange_id, state=ExchangeState.FINISHED):
        after = changes(crowd)
    assert {route.split()[0] for route in after} == MARKS
    teachers = {
        "facilitator",
        "coordinator",
        "facilitator of a partner",
        "coordinator of a partner",
    }
    assert set().union(*after.values()) == teachers


def test_in_an_archived_exchange_nothing_can_be_changed(crowd: Crowd) -> None:
    with changed(crowd, Exchange, crowd.stage.exchange_id, state=ExchangeState.ARCHIVED):
        assert changes(crowd) == {}
