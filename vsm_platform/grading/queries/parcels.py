"""What a delivery needs to know at the moment at which it is tried; by one select each."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, bindparam, select

from vsm_platform.accounts.api import Identity
from vsm_platform.core.db import table_of
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.grading.models import (
    ColumnState,
    GradeColumn,
    Measure,
    Score,
    kind_of,
    resource_id_of,
)
from vsm_platform.institutions.api import Deployment, Institution, LmsCourse, Registration, State

_COLUMNS, _MEASURES, _SCORES = table_of(GradeColumn), table_of(Measure), table_of(Score)
_ENROLMENTS, _IDENTITIES = table_of(Enrolment), table_of(Identity)
_COURSES, _DEPLOYMENTS = table_of(LmsCourse), table_of(Deployment)
_INSTITUTIONS, _REGISTRATIONS = table_of(Institution), table_of(Registration)


@dataclass(frozen=True, slots=True)
class Target:
    """A column and the gradebook that it is in."""

    column_id: int
    state: ColumnState
    line_item_url: str
    label: str
    maximum: float
    exchange_id: int
    source: str
    line_items_url: str
    given_line_item_url: str
    """The one column that an LMS offers that lets us make none."""
    scopes: tuple[str, ...]
    registration_id: int
    is_connected: bool
    """Institution, registration and deployment are all active."""

    @property
    def kind(self) -> str:
        return kind_of(self.source)

    @property
    def resource_id(self) -> str:
        return resource_id_of(self.exchange_id, self.source)


_TARGET_COLUMNS = (
    _COLUMNS.c.id,
    _COLUMNS.c.state,
    _COLUMNS.c.line_item_url,
    _COLUMNS.c.label,
    _COLUMNS.c.maximum,
    _MEASURES.c.exchange_id,
    _MEASURES.c.source,
    _COURSES.c.line_items_url,
    _COURSES.c.line_item_url.label("given_line_item_url"),
    _COURSES.c.grade_scopes,
    _DEPLOYMENTS.c.registration_id,
    _DEPLOYMENTS.c.state.label("deployment_state"),
    _REGISTRATIONS.c.state.label("registration_state"),
    _INSTITUTIONS.c.state.label("institution_state"),
)
_TARGET_TABLES = (
    _COLUMNS.join(_MEASURES, _MEASURES.c.id == _COLUMNS.c.measure_id)
    .join(_COURSES, _COURSES.c.id == _COLUMNS.c.lms_course_id)
    .join(_DEPLOYMENTS, _DEPLOYMENTS.c.id == _COURSES.c.deployment_id)
    .join(_REGISTRATIONS, _REGISTRATIONS.c.id == _DEPLOYMENTS.c.registration_id)
    .join(_INSTITUTIONS, _INSTITUTIONS.c.id == _DEPLOYMENTS.c.institution_id)
)
# Built once, because they are asked for every delivery.
_TARGET = (
    select(*_TARGET_COLUMNS).select_from(_TARGET_TABLES).where(_COLUMNS.c.id == bindparam("column"))
)
_PARCEL = (
    select(*_TARGET_COLUMNS, _IDENTITIES.c.subject, _SCORES.c.comment)
    .select_from(
        _TARGET_TABLES.join(_ENROLMENTS, _ENROLMENTS.c.id == bindparam("enrolment"))
        .outerjoin(
            _IDENTITIES,
            and_(
                _IDENTITIES.c.person_id == _ENROLMENTS.c.person_id,
                _IDENTITIES.c.registration_id == _DEPLOYMENTS.c.registration_id,
                _IDENTITIES.c.institution_id == _DEPLOYMENTS.c.institution_id,
            ),
        )
        .outerjoin(
            _SCORES,
            and_(
                _SCORES.c.measure_id == _COLUMNS.c.measure_id,
                _SCORES.c.enrolment_id == _ENROLMENTS.c.id,
            ),
        )
    )
    .where(_COLUMNS.c.id == bindparam("column"))
    # Somebody who was joined from two accounts of one LMS is known there by the last one used.
    .order_by(_IDENTITIES.c.last_launch_at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One person's score on its way into a column."""

    target: Target
    subject: str | None
    """How that LMS knows the person; None where it does not."""
    comment: str = field(repr=False)


def target_of(connection: Connection, column_id: int) -> Target | None:
    """A column and its gradebook; None where it is gone."""
    row = connection.execute(_TARGET, {"column": column_id}).one_or_none()
    return _target(row) if row else None


def parcel_of(connection: Connection, column_id: int, enrolment_id: int) -> Parcel | None:
    """What is to be sent into a column for one person; None where either is gone."""
    values = {"column": column_id, "enrolment": enrolment_id}
    row = connection.execute(_PARCEL, values).one_or_none()
    return Parcel(_target(row), row.subject, row.comment or "") if row else None


def _target(row) -> Target:  # type: ignore[no-untyped-def]
    states = row.deployment_state, row.registration_state, row.institution_state
    return Target(
        column_id=row.id,
        state=ColumnState(row.state),
        line_item_url=row.line_item_url,
        label=row.label,
        maximum=row.maximum,
        exchange_id=row.exchange_id,
        source=row.source,
        line_items_url=row.line_items_url,
        given_line_item_url=row.given_line_item_url,
        scopes=tuple(row.grade_scopes or ()),
        registration_id=row.registration_id,
        is_connected=all(state == State.ACTIVE for state in states),
    )


_PEOPLE_OF_COLUMN = (
    select(_IDENTITIES.c.subject, _ENROLMENTS.c.id)
    .select_from(
        _COLUMNS.join(_COURSES, _COURSES.c.id == _COLUMNS.c.lms_course_id)
        .join(_DEPLOYMENTS, _DEPLOYMENTS.c.id == _COURSES.c.deployment_id)
        .join(_ENROLMENTS, _ENROLMENTS.c.lms_course_id == _COURSES.c.id)
        .join(
            _IDENTITIES,
            and_(
                _IDENTITIES.c.person_id == _ENROLMENTS.c.person_id,
                _IDENTITIES.c.registration_id == _DEPLOYMENTS.c.registration_id,
                _IDENTITIES.c.institution_id == _DEPLOYMENTS.c.institution_id,
            ),
        )
    )
    .where(_COLUMNS.c.id == bindparam("column"))
)


def enrolments_by_subject(connection: Connection, column_id: int) -> dict[str, int]:
    """Enrolments of a column's LMS course, by how the LMS knows the people."""
    rows = connection.execute(_PEOPLE_OF_COLUMN, {"column": column_id})
    return {row.subject: row.id for row in rows}
