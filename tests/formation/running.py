"""Exchanges of the report's programmes, whose students are made many at once."""

from collections import Counter
from collections.abc import Sequence

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.formation.conftest import Forming
from tests.people import University, World
from vsm_platform.accounts.api import Person, do_begin_visit
from vsm_platform.accounts.models import notice_version
from vsm_platform.core import clock
from vsm_platform.demo.programmes import Partner, programmes
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.institutions.api import InstitutionDetails, do_add_institution
from vsm_platform.teams.api import Team, TeamMember


def run_programme(world: World, key: str, numbers: Sequence[int] | None = None) -> Forming:
    """The programme with its universities, two teachers, and so many students of each partner."""
    programme = programmes()[key]
    partners = [_university(world, partner) for partner in programme.partners]
    exchange_id = world.exchange(programme.title[:100], partners)
    teaching = [one for one in partners if one.registration_id] or [world.university("Office")]
    coordinator = world.person(teaching[0], "Cora Coordinator")
    facilitator = world.person(teaching[-1], "Fumi Facilitator")
    forming = Forming(world, exchange_id, partners, coordinator, facilitator)
    _appoint(forming)
    enrol(forming, programme.partners, numbers)
    return forming


def _university(world: World, partner: Partner) -> University:
    """As the data say: with an LMS, or without any."""
    if partner.has_lms:
        place = partner.place or partner.name
        return world.university(partner.name, place, partner.timezone, partner.country)
    details = InstitutionDetails(
        partner.name, place=partner.place, timezone=partner.timezone, country=partner.country
    )
    with world.work() as session:
        institution = do_add_institution(session, details, actor_id=None)
        session.flush()
        return University(institution.id, partner.name, 0, 0)


def _appoint(forming: Forming) -> None:
    with forming.world.work() as session:
        for somebody, university, role in (
            (forming.coordinator, forming.partners[0], Role.COORDINATOR),
            (forming.facilitator, forming.partners[-1], Role.FACILITATOR),
        ):
            partnership_id = forming.world.partnership(forming.exchange_id, university)
            session.add(_enrolment(forming.exchange_id, partnership_id, somebody.id, role))


def enrol(
    forming: Forming, partners: Sequence[Partner], numbers: Sequence[int] | None = None
) -> None:
    """So many students of each partner, or as many as the data say, in one unit of work."""
    sizes = numbers or [partner.students for partner in partners]
    places = [forming.world.partnership(forming.exchange_id, one) for one in forming.partners]
    with forming.world.work() as session:
        for partner, university, place, size in zip(
            partners, forming.partners, places, sizes, strict=True
        ):
            people = [
                Person(
                    institution_id=university.id,
                    display_name=f"{partner.place or partner.name} {number}",
                    timezone=partner.timezone,
                    locale="en",
                    notice_version=notice_version(0),
                    created_at=clock.now(),
                )
                for number in range(1, size + 1)
            ]
            session.add_all(people)
            session.flush()
            session.add_all(
                _enrolment(forming.exchange_id, place, one.id, Role.STUDENT) for one in people
            )


def _enrolment(exchange_id: int, partnership_id: int, person_id: int, role: Role) -> Enrolment:
    return Enrolment(
        exchange_id=exchange_id,
        partnership_id=partnership_id,
        person_id=person_id,
        role=role,
        state=EnrolmentState.ENROLLED,
        enrolled_at=clock.now(),
        arrived_at=clock.now(),
    )


def browser_of(forming: Forming, enrolment_id: int) -> FlaskClient:
    """A browser in which this student is signed in."""
    with forming.world.work() as session:
        person = session.get_one(Person, session.get_one(Enrolment, enrolment_id).person_id)
        visit = do_begin_visit(session, person)
    return forming.world.browser(visit.id)


def mixes(forming: Forming, teams: Sequence[Sequence[int]]) -> Counter[tuple[int, ...]]:
    """How many teams have so many of the first partner, of the second, and so on."""
    places = [forming.world.partnership(forming.exchange_id, one) for one in forming.partners]
    with forming.world.work() as session:
        query = select(Enrolment.id, Enrolment.partnership_id)
        home = dict(
            session.execute(query.where(Enrolment.exchange_id == forming.exchange_id)).all()
        )
    return Counter(
        tuple(sum(home[one] == place for one in team) for place in places) for team in teams
    )


def team_ids(forming: Forming, team_set_id: int) -> dict[int, list[int]]:
    """The enrolments of each team of a set, by the team's id."""
    with forming.world.work() as session:
        query = (
            select(Team.id, TeamMember.enrolment_id)
            .join(TeamMember, TeamMember.team_id == Team.id)
            .where(Team.team_set_id == team_set_id)
            .order_by(Team.number, TeamMember.enrolment_id)
        )
        found: dict[int, list[int]] = {}
        for team_id, enrolment_id in session.execute(query):
            found.setdefault(team_id, []).append(enrolment_id)
    return found
