"""APRU: at most two exchanges of the alliance in one season."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.alliances.leagues import APRU_RULES, League, league, offer, universities
from tests.people import Somebody, World
from vsm_platform.alliances.api import ExchangeKind
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Role,
    SeasonCount,
    refuse_beyond_season_limit,
    season_count,
    season_limit_reached,
)
from vsm_platform.exchanges.errors import SeasonLimitReached


@pytest.fixture
def apru(world: World) -> League:
    return league(world, "APRU", universities(world, ["Keio", "Queensland"]), APRU_RULES)


def reached(world: World, somebody: Somebody, exchange_id: int) -> bool:
    with world.work() as session:
        return season_limit_reached(session, somebody.id, exchange_id)


def set_state(world: World, exchange_id: int, state: EnrolmentState) -> None:
    with world.work() as session:
        session.execute(
            update(Enrolment).where(Enrolment.exchange_id == exchange_id).values(state=state)
        )


def test_apru_a_third_enrolment_in_one_season_is_refused(world: World, apru: League) -> None:
    keio = apru.members[0]
    one, two, three = (offer(world, apru, title, apru.members) for title in ("One", "Two", "Three"))
    student = world.person(keio, "Kenji")
    world.enrol(one, keio, student)
    assert not reached(world, student, three)
    world.enrol(two, keio, student)
    assert reached(world, student, three)
    assert not reached(world, student, two), "who is in stays in"
    with world.work() as session:
        assert season_count(session, student.id, three) == SeasonCount("APRU", 2, 2)
    with pytest.raises(SeasonLimitReached) as refusal:
        world.enrol(three, keio, student)
    assert refusal.value.data == {"limit": 2, "alliance": "APRU", "present": 2}
    with pytest.raises(SeasonLimitReached), world.work() as session:
        refuse_beyond_season_limit(session, student.id, three)
    assert student.browser.get(f"/exchanges/{three}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (EnrolmentState.APPLIED, True),
        (EnrolmentState.WAITLISTED, True),
        (EnrolmentState.COMPLETED, True),
        (EnrolmentState.REFUSED, False),
        (EnrolmentState.LEFT, False),
        (EnrolmentState.EXPECTED, False),
    ],
)
def test_apru_an_application_counts_and_what_was_given_up_does_not(
    world: World, apru: League, state: EnrolmentState, counts: bool
) -> None:
    keio = apru.members[0]
    one, two, three = (offer(world, apru, title, apru.members) for title in ("One", "Two", "Three"))
    student = world.person(keio, "Kenji")
    for exchange_id in (one, two):
        world.enrol(exchange_id, keio, student)
    set_state(world, two, state)
    assert reached(world, student, three) == counts


def test_apru_other_seasons_cultural_exchanges_and_other_alliances_are_free(
    world: World, apru: League
) -> None:
    keio = apru.members[0]
    student = world.person(keio, "Kenji")
    for title in ("One", "Two"):
        world.enrol(offer(world, apru, title, apru.members), keio, student)
    spring = offer(world, apru, "Three", apru.members, season="Spring 2027")
    tour = offer(world, apru, "Tour", apru.members, kind=ExchangeKind.CULTURAL)
    alone = world.exchange("Alone", apru.members)
    other = league(world, "Other", apru.members, APRU_RULES)
    elsewhere = offer(world, other, "Elsewhere", apru.members)
    same = offer(world, apru, "Same", apru.members, season="FALL 2026")
    for exchange_id in (spring, tour, alone, elsewhere):
        assert not reached(world, student, exchange_id)
        world.enrol(exchange_id, keio, student)
    assert reached(world, student, same)


def test_apru_without_a_name_a_season_is_what_overlaps(world: World, apru: League) -> None:
    keio = apru.members[0]
    student = world.person(keio, "Kenji")
    for title in ("One", "Two"):
        world.enrol(offer(world, apru, title, apru.members, season=""), keio, student)
    meanwhile = offer(world, apru, "Three", apru.members, season="")
    next_year = clock.now().date() + timedelta(days=300)
    later = offer(world, apru, "Four", apru.members, season="", starts_on=next_year)
    assert reached(world, student, meanwhile)
    assert not reached(world, student, later)


def test_apru_teachers_and_test_users_are_not_counted(world: World, apru: League) -> None:
    keio = apru.members[0]
    teacher = world.person(keio, "Tea Teacher")
    robot = world.person(keio, "Robot", is_test_user=True)
    for title in ("One", "Two", "Three"):
        exchange_id = offer(world, apru, title, apru.members)
        world.enrol(exchange_id, keio, teacher, Role.FACILITATOR)
        world.enrol(exchange_id, keio, robot, is_test=True)
    with world.work() as session:
        query = select(Enrolment.id).where(Enrolment.state == EnrolmentState.ENROLLED)
        assert len(session.scalars(query).all()) == 6
