"""Rosters in tests: courses that are linked, read now, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.launch.universities import TOOL, Universities, University, choose_exchange, welcome
from vsm_platform.accounts.api import Identity, Person, SignIn
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.db import Base
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import (
    ROSTER_DELIVERIES,
    CourseLink,
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
)
from vsm_platform.exchanges.models import GONE, CourseRoster, RosterEntry
from vsm_platform.practice import Robot, Visit, add_course, add_student, enrol, unenrol
from vsm_platform.practice.model import Account, Course

_MOMENTS: dict[type[Base], list[str]] = {
    CourseRoster: ["run_at", "read_at", "full_at", "asked_at"],
    RosterEntry: ["seen_at"],
    Delivery: ["due_at", "created_at"],
    SignIn: ["started_at"],
}


@dataclass(frozen=True)
class Rosters:
    """One exchange whose universities' teachers have launched, and so shown where rosters are."""

    universities: Universities
    exchange_id: int

    @property
    def app(self) -> Flask:
        return self.universities.app

    def read(self) -> None:
        """Let the jobs do what is due."""
        self.app.extensions["vsm_courier"].run_due()

    def pass_time(self, hours: float) -> None:
        """Let everything that rosters go by be so much older, and do what is due then.

        The clock itself stays: the LMS has its own, and believes no token from the future.
        """
        by = timedelta(hours=hours)
        with self.universities.work() as session:
            for kind, names in _MOMENTS.items():
                for row in session.scalars(select(kind)):
                    for name in names:
                        moment = getattr(row, name)
                        if moment and moment != GONE:
                            setattr(row, name, moment - by)
        self.read()

    def read_now(self) -> None:
        """Have everything be read now, whatever the plan says."""
        with self.universities.work() as session:
            for delivery in session.scalars(select(Delivery)):
                delivery.due_at = delivery.created_at
        self.read()

    def states(self, university: University) -> dict[str, str]:
        """By subject, where each of the university's enrolments stands."""
        query = (
            select(Identity.subject, Enrolment.state)
            .join(Enrolment, Enrolment.person_id == Identity.person_id)
            .where(
                Identity.institution_id == university.institution_id,
                Enrolment.exchange_id == self.exchange_id,
            )
        )
        return dict(self.universities.rows(query))

    def counts(self, university: University) -> dict[str, int]:
        return dict(Counter(self.states(university).values()))

    def enrolled_roles(self, university: University) -> dict[Role, int]:
        query = (
            select(Enrolment.role)
            .join(Partnership, Partnership.id == Enrolment.partnership_id)
            .where(
                Partnership.institution_id == university.institution_id,
                Enrolment.state != EnrolmentState.LEFT,
            )
        )
        return dict(Counter(role for (role,) in self.universities.rows(query)))

    def names(self, university: University) -> dict[str, str]:
        query = select(Identity.subject, Person.display_name).join(Person)
        chosen = query.where(Identity.institution_id == university.institution_id)
        return dict(self.universities.rows(chosen))

    def groups(self, university: University) -> dict[str, list[str]]:
        query = select(Identity.subject, Enrolment.lms_groups).join(
            Enrolment, Enrolment.person_id == Identity.person_id
        )
        chosen = query.where(Identity.institution_id == university.institution_id)
        return dict(self.universities.rows(chosen))

    def roster(self, university: University) -> CourseRoster:
        """How the reading of the university's (only) course stands."""
        query = (
            select(CourseRoster)
            .join(CourseLink, CourseLink.id == CourseRoster.link_id)
            .join(Partnership, Partnership.id == CourseLink.partnership_id)
            .where(Partnership.institution_id == university.institution_id)
        )
        with self.universities.work() as session:
            roster = session.scalars(query).one()
            session.expunge(roster)
            return roster

    def delivery(self, university: University) -> Delivery:
        with self.universities.work() as session:
            query = select(Delivery).where(
                Delivery.institution_id == university.institution_id,
                Delivery.kind == ROSTER_DELIVERIES,
            )
            delivery = session.scalars(query.order_by(Delivery.id.desc())).first()
            assert delivery is not None
            session.expunge(delivery)
            return delivery

    def log(self, action: str) -> list[int]:
        """How many people each line of this action in the audit log speaks of."""
        query = select(AuditEntry.details).where(AuditEntry.action == f"exchanges.{action}")
        return [details["people"] for (details,) in self.universities.rows(query)]

    def arrive(
        self, university: University, account: Account, course: Course | None = None
    ) -> tuple[Robot, Visit]:
        """Let somebody launch and, for the first time, read the notice."""
        robot = self.universities.robot()
        visit = robot.launch(university.address(account, course))
        if "/welcome" in visit.url:
            visit = welcome(robot, visit)
        if visit.url == f"{TOOL}/launch/course":
            visit = choose_exchange(robot, visit, self.universities.partnership_of(university))
        assert visit.status == 200, visit.body
        return robot, visit


def open_exchange(universities: Universities, *partners: University) -> Rosters:
    """An exchange that the partners' courses are linked to, and that their teachers have opened."""
    exchange_id = universities.exchange(*partners)
    rosters = Rosters(universities, exchange_id)
    for partner in partners:
        universities.link_course(partner, exchange_id)
        rosters.arrive(partner, partner.teacher)
    return rosters


def fill(university: University, students: int) -> list[Account]:
    """Let so many more students enrol in the university's course."""
    return [
        add_student(university.world, university.tenant, university.course) for _ in range(students)
    ]


def second_course(university: University) -> Course:
    """Another course of the university, with its teacher and the tool's link."""
    world, tenant = university.world, university.tenant
    course = add_course(world, tenant, "Oceans")
    enrol(world, course, university.teacher)
    world.place_link(tenant, course, university.tool, "Open the exchange")
    return course


def remove(university: University, *accounts: Account) -> None:
    for account in accounts:
        unenrol(university.world, university.course, account)


@contextmanager
def fault(university: University, answer: str) -> Iterator[None]:
    """Let the university's LMS give its rosters like this meanwhile."""
    faults = university.platform.faults
    faults.roster = answer
    try:
        yield
    finally:
        university.platform.faults.roster = "ok"
