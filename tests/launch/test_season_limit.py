"""APRU: a launch into a third exchange of one season is refused with the reason."""

from sqlalchemy import select, update

from tests.alliances.leagues import APRU_RULES
from tests.launch.refusals import assert_refused
from tests.launch.universities import TOOL, Universities, University, walk, welcome
from vsm_platform.accounts.api import Identity
from vsm_platform.alliances.api import (
    AllianceDetails,
    do_add_alliance,
    do_add_members,
)
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Exchange,
    Partnership,
    Role,
    do_enrol,
    do_set_alliance,
)
from vsm_platform.practice import Visit


def in_apru(universities: Universities, samoa: University, exchange_ids: list[int]) -> None:
    with universities.work() as session:
        alliance_id = do_add_alliance(
            session, AllianceDetails("APRU", "", APRU_RULES), actor_id=None
        )
        institution_id = session.scalars(select(Partnership.institution_id)).first()
        do_add_members(session, alliance_id, [institution_id], joined_in=2019, actor_id=None)
        for exchange_id in exchange_ids:
            session.get_one(Exchange, exchange_id).season = "Fall 2026"
            do_set_alliance(session, exchange_id, alliance_id, actor_id=None)


def take(universities: Universities, samoa: University, exchange_id: int) -> None:
    with universities.work() as session:
        person_id = session.scalars(
            select(Identity.person_id).where(Identity.subject == samoa.student.sub)
        ).one()
        partnership_id = session.scalars(
            select(Partnership.id).where(Partnership.exchange_id == exchange_id)
        ).one()
        do_enrol(session, partnership_id=partnership_id, person_id=person_id, role=Role.STUDENT)


def launch(universities: Universities, samoa: University) -> Visit:
    return walk(universities.robot(), samoa, samoa.student)


def test_a_third_exchange_of_one_season_is_refused_and_the_first_two_stay_open(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    others = [universities.exchange(samoa, title=title) for title in ("Two", "Three")]
    in_apru(universities, samoa, [exchange_id, *others])
    robot = universities.robot()
    assert welcome(robot, walk(robot, samoa, samoa.student)).status == 200
    with universities.work() as session:
        session.execute(update(Enrolment).values(state=EnrolmentState.LEFT))
    for other in others:
        take(universities, samoa, other)
    page = assert_refused(launch(universities, samoa), "season_limit_reached", 409)
    assert "at most 2 exchanges of APRU" in page.texts[0]
    query = select(Enrolment.state).where(Enrolment.exchange_id == exchange_id)
    assert universities.rows(query) == [("left",)], "a refusal changes nothing"
    with universities.work() as session:
        gives_up = update(Enrolment).where(Enrolment.exchange_id == others[0])
        session.execute(gives_up.values(state=EnrolmentState.LEFT))
    assert launch(universities, samoa).url == f"{TOOL}/exchanges/{exchange_id}/"


def test_whoever_is_in_already_comes_in_whatever_the_rules_have_become(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    others = [universities.exchange(samoa, title=title) for title in ("Two", "Three")]
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    for other in others:
        take(universities, samoa, other)
    in_apru(universities, samoa, [exchange_id, *others])
    assert launch(universities, samoa).url == f"{TOOL}/exchanges/{exchange_id}/"
