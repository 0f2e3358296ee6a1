"""What is known of a connection without asking its LMS, and the last test of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Identity, Person, SignIn
from vsm_platform.core.errors import NotFound
from vsm_platform.health.models import ConnectionTest, Finding, Standing
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse, Registration, State

PEOPLE_LOOKED_AT = 50
_GRAVITY = list(Standing)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """How many of the people who came last arrived with a name, and with an e-mail address."""

    people: int
    names: int
    emails: int


@dataclass(frozen=True, slots=True)
class Course:
    """The services that the last course of a deployment to launch has announced."""

    memberships_url: str
    line_items_url: str
    line_item_url: str
    grade_scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested: one institution's use of an LMS, as plain values that outlive the session."""

    deployment_key: int
    registration_id: int
    platform: str
    jwks_uri: str
    institution_state: State
    registration_state: State
    deployment_state: State
    last_launch_at: datetime | None
    course: Course | None
    personal_data: PersonalData


@dataclass(frozen=True, slots=True)
class Connection:
    """One deployment on the page, with its last finished test."""

    registration: Registration
    deployment: Deployment
    last_launch_at: datetime | None
    test: ConnectionTest | None
    findings: Sequence[Finding]

    @property
    def standing(self) -> Standing:
        """The worst of what was found."""
        found = [finding.standing for finding in self.findings]
        bad = [each for each in found if each in {Standing.LOOK, Standing.BROKEN}]
        if bad:
            return max(bad, key=_GRAVITY.index)
        return Standing.WORKS if found else Standing.NOT_KNOWN


def access_institution(session: Session, institution_id: int) -> Institution:
    """The institution, for an administrator.

    Raises:
        NotFound: there is none.
    """
    institution = session.get(Institution, institution_id)
    if institution is None:
        raise NotFound
    return institution


def connections_of(session: Session, institution: Institution) -> list[Connection]:
    """An institution's deployments by the name of their LMS, in one query."""
    last = (
        select(func.max(ConnectionTest.id))
        .where(
            ConnectionTest.deployment_id == Deployment.id,
            ConnectionTest.findings.is_not(None),
        )
        .correlate(Deployment)
        .scalar_subquery()
    )
    launched = (
        select(func.max(SignIn.started_at))
        .where(SignIn.deployment_id == Deployment.id)
        .correlate(Deployment)
        .scalar_subquery()
    )
    query = (
        select(Registration, Deployment, launched, ConnectionTest)
        .join(Deployment, Deployment.registration_id == Registration.id)
        .outerjoin(ConnectionTest, ConnectionTest.id == last)
        .where(Deployment.institution_id == institution.id)
        .order_by(func.lower(Registration.name), Deployment.id)
    )
    return [_connection(*row) for row in session.execute(query)]


def _connection(
    registration: Registration,
    deployment: Deployment,
    launched: datetime | None,
    test: ConnectionTest | None,
) -> Connection:
    findings = [Finding.of(each) for each in (test.findings or [])] if test else []
    return Connection(registration, deployment, launched, test, findings)


def access_subject(session: Session, institution_id: int, deployment_key: int) -> Subject:
    """What a test of one of the institution's deployments needs to know.

    Raises:
        NotFound: the institution has no such deployment.
    """
    query = (
        select(Deployment, Registration, Institution)
        .join(Registration, Registration.id == Deployment.registration_id)
        .join(Institution, Institution.id == Deployment.institution_id)
        .where(Deployment.id == deployment_key, Institution.id == institution_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    deployment, registration, institution = row
    return Subject(
        deployment_key=deployment.id,
        registration_id=registration.id,
        platform=registration.platform,
        jwks_uri=registration.jwks_uri,
        institution_state=institution.state,
        registration_state=registration.state,
        deployment_state=deployment.state,
        last_launch_at=session.scalar(
            select(func.max(SignIn.started_at)).where(SignIn.deployment_id == deployment.id)
        ),
        course=_last_course(session, deployment.id),
        personal_data=_personal_data(session, registration.id, institution.id),
    )


def _last_course(session: Session, deployment_id: int) -> Course | None:
    query = (
        select(LmsCourse)
        .outerjoin(
            SignIn,
            (SignIn.deployment_id == LmsCourse.deployment_id)
            & (SignIn.course_key == LmsCourse.course_key),
        )
        .where(LmsCourse.deployment_id == deployment_id)
        .group_by(LmsCourse.id)
        .order_by(
            func.coalesce(func.max(SignIn.started_at), LmsCourse.noted_at).desc(),
            LmsCourse.id.desc(),
        )
        .limit(1)
    )
    course = session.scalars(query).first()
    if course is None:
        return None
    return Course(
        memberships_url=course.memberships_url,
        line_items_url=course.line_items_url,
        line_item_url=course.line_item_url,
        grade_scopes=tuple(course.grade_scopes),
    )


def _personal_data(session: Session, registration_id: int, institution_id: int) -> PersonalData:
    """Counted in the database: names and addresses themselves are not read."""
    last = (
        select(
            case(((Identity.name != "") | (Identity.given_name != ""), 1), else_=0).label("named"),
            case((Identity.email != "", 1), else_=0).label("mailed"),
        )
        .join(Person, Person.id == Identity.person_id)
        .where(
            Identity.registration_id == registration_id,
            Identity.institution_id == institution_id,
            Identity.last_launch_at.is_not(None),
            Person.is_test_user.is_(False),
        )
        .order_by(Identity.last_launch_at.desc())
        .limit(PEOPLE_LOOKED_AT)
        .subquery()
    )
    counted = select(func.count(), func.sum(last.c.named), func.sum(last.c.mailed))
    people, names, emails = session.execute(counted.select_from(last)).one()
    return PersonalData(people, names or 0, emails or 0)
