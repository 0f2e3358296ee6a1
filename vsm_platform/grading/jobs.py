"""Carries deliveries into the gradebooks, outside of any transaction.

Each handler may be killed at any point and is then run again: a score has its moment in time, so
a platform refuses it the second time, and a column is looked for before it is made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from lti.errors import ServiceError
from lti.services.grades import (
    ActivityProgress,
    Column,
    GradeService,
    GradingProgress,
    NewScore,
)
from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, Verdict, again, delivered
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.unit_of_work import Database
from vsm_platform.grading.actions.columns import (
    KEEP,
    SEEK,
    do_activate,
    do_forget_address,
    do_note_removed,
)
from vsm_platform.grading.actions.comparing import do_note_results
from vsm_platform.grading.actions.sending import (
    do_note_delivered,
    do_note_refused,
    do_renew,
)
from vsm_platform.grading.models import COLUMN, COMPARISON, SCORE, ColumnState
from vsm_platform.grading.outcomes import outcome, outcome_of
from vsm_platform.grading.queries.parcels import Parcel, Target, parcel_of, target_of
from vsm_platform.institutions.api import lms_connections

Then = Callable[[Session], None]
CLOSE_ENOUGH = 1e-4
"""Share of full marks by which a gradebook may have rounded."""


def _service(target: Target) -> GradeService:
    connector = lms_connections().connector(target.registration_id)
    return GradeService(connector, line_items=target.line_items_url, scopes=target.scopes)


def deliver_score(database: Database, claimed: Claimed) -> Outcome:
    """Put one score into its column (``grading.score``)."""
    payload = claimed.payload
    column_id, enrolment_id = payload["column"], payload["enrolment"]
    with database.statements(writes=False) as connection:
        parcel = parcel_of(connection, column_id, enrolment_id)
    came_out = _try_score(claimed, parcel) if parcel else outcome("service_not_found", claimed)
    if came_out.verdict is not Verdict.REFUSED:
        return came_out
    return _also(came_out, lambda session: do_note_refused(session, column_id, enrolment_id))


def _also(came_out: Outcome, more: Then) -> Outcome:
    before = came_out.then

    def both(session: Session) -> None:
        if before:
            before(session)
        more(session)

    return replace(came_out, then=both)


def _try_score(claimed: Claimed, parcel: Parcel) -> Outcome:
    hindrance = _hindrance(parcel)
    if hindrance:
        return outcome(hindrance, claimed)
    attempt = ScoreAttempt(claimed, parcel, _service(parcel.target))
    try:
        return attempt.run()
    except ServiceError as error:
        return outcome_of(error, claimed)


def _hindrance(parcel: Parcel) -> str:
    """Why there is no use in asking the platform, or nothing."""
    if not parcel.target.is_connected:
        return "connection_suspended"
    if parcel.target.state == ColumnState.REMOVED:
        return "column_removed"
    if parcel.target.state != ColumnState.ACTIVE:
        return "column_off"
    return "" if parcel.subject else "person_unknown"


@dataclass(frozen=True, slots=True)
class ScoreAttempt:
    """One try to give one score, and what its failure means."""

    claimed: Claimed
    parcel: Parcel
    service: GradeService

    @property
    def payload(self) -> dict[str, Any]:
        return self.claimed.payload

    @property
    def timestamp(self) -> datetime:
        return datetime.fromisoformat(self.payload["timestamp"])

    @property
    def address(self) -> str:
        return self.parcel.target.line_item_url

    def run(self) -> Outcome:
        """Give it.

        Raises:
            ServiceError: for what the table of outcomes decides alone.
        """
        try:
            self.service.give(self.address, self.score())
        except ServiceError as error:
            if error.code == "service_conflict":
                return self.after_conflict(error)
            if error.code == "service_not_found":
                return self.after_not_found(error)
            raise
        return self.is_delivered()

    def score(self) -> NewScore:
        submitted = self.payload["submitted_at"]
        return NewScore(
            user_id=self.parcel.subject or "",
            timestamp=self.timestamp,
            activity=ActivityProgress(self.payload["activity"]),
            grading=GradingProgress(self.payload["grading"]),
            given=self.payload["value"],
            maximum=self.payload["maximum"],
            comment=self.parcel.comment,
            submitted_at=datetime.fromisoformat(submitted) if submitted else None,
        )

    def is_delivered(self) -> Outcome:
        key = self.payload["column"], self.payload["enrolment"]
        return delivered(lambda session: do_note_delivered(session, *key, self.timestamp))

    def after_conflict(self, error: ServiceError) -> Outcome:
        """The gradebook has a score that is as new: ours, from an earlier try, or another's."""
        stands_there = self.stands_there()
        may_have_arrived = self.claimed.was_interrupted or self.claimed.attempts > 0
        if stands_there or (stands_there is None and may_have_arrived):
            return self.is_delivered()
        if self.payload.get("is_renewed"):
            raise error
        reason = f"service_conflict {error.answered}"
        renew = partial(do_renew, delivery_id=self.claimed.id)
        return again(clock.now(), reason, then=renew)

    def stands_there(self) -> bool | None:
        """Whether the gradebook shows what is to be sent; None where it may not be read."""
        if not self.service.can_read_results:
            return None
        sent, maximum = self.payload["value"], self.payload["maximum"]
        for result in self.service.results(self.address, self.parcel.subject or ""):
            if sent is None or result.score is None:
                return sent is result.score
            return bool(abs(result.score / result.maximum - sent / maximum) < CLOSE_ENOUGH)
        return sent is None

    def after_not_found(self, error: ServiceError) -> Outcome:
        """Is it the column that is gone, or has the student no place there?"""
        if not self.service.can_read_columns:
            raise error
        try:
            self.service.read(self.address)
        except ServiceError as other:
            if other.code != "service_not_found":
                raise
            gone = partial(
                do_note_removed, column_id=self.parcel.target.column_id, address=self.address
            )
            return replace(outcome("column_removed", self.claimed), then=gone)
        return outcome("student_not_there", self.claimed)


def look_after_column(database: Database, claimed: Claimed) -> Outcome:
    """Let a column stand in the gradebook as it is wanted here (``grading.column``)."""
    with database.statements(writes=False) as connection:
        target = target_of(connection, claimed.payload["column"])
    if target is None:
        return delivered()
    if not target.is_connected:
        return outcome("connection_suspended", claimed)
    service, what = _service(target), claimed.payload["what"]
    try:
        if what == SEEK:
            return _seek(service, target, claimed)
        if what == KEEP:
            return _keep(service, target, claimed)
        return _remove(service, target, claimed.payload["address"])
    except ServiceError as error:
        return outcome_of(error, claimed)


def _seek(service: GradeService, target: Target, claimed: Claimed) -> Outcome:
    """Look for a column that deep linking has made; not to be allowed to look is no fault."""
    if target.state != ColumnState.SOUGHT or not service.can_list_columns:
        return delivered()
    try:
        found = service.find(target.resource_id, target.kind)
    except ServiceError as error:
        return outcome_of(error, claimed) if error.is_temporary else delivered()
    return _activated(target, found) if found else delivered()


def _keep(service: GradeService, target: Target, claimed: Claimed) -> Outcome:
    if target.state not in {ColumnState.PENDING, ColumnState.ACTIVE}:
        return delivered()
    if target.state == ColumnState.ACTIVE:
        return _change(service, target, claimed)
    found = service.find(target.resource_id, target.kind) if service.can_list_columns else None
    if found:
        return _activated(target, _as_wanted(service, target, found))
    if service.can_make_columns:
        return _activated(target, _made(service, target))
    if target.given_line_item_url:
        return _activated(target, _given(service, target))
    return outcome("no_column_possible", claimed)


def _made(service: GradeService, target: Target) -> Column:
    return service.create(
        label=target.label,
        maximum=target.maximum,
        resource_id=target.resource_id,
        tag=target.kind,
    )


def _change(service: GradeService, target: Target, claimed: Claimed) -> Outcome:
    try:
        present = service.read(target.line_item_url)
    except ServiceError as error:
        if error.code != "service_not_found":
            raise
        gone = partial(do_note_removed, column_id=target.column_id, address=target.line_item_url)
        return replace(outcome("column_removed", claimed), then=gone)
    return _activated(target, _as_wanted(service, target, present))


def _as_wanted(service: GradeService, target: Target, present: Column) -> Column:
    """With our label and maximum; as the platform has it where we may change nothing there."""
    is_right = (present.label, present.maximum) == (target.label, target.maximum)
    if is_right or not service.can_make_columns:
        return present
    return service.update(present, label=target.label, maximum=target.maximum)


def _given(service: GradeService, target: Target) -> Column:
    """The column that the platform made for its link; unread where it may not be read."""
    address = target.given_line_item_url
    if service.can_read_columns:
        return service.read(address)
    return Column(address, target.label, target.maximum, "", "", "", {})


def _remove(service: GradeService, target: Target, address: str) -> Outcome:
    try:
        service.remove(address)
    except ServiceError as error:
        if error.code != "service_not_found":
            raise
    forget = partial(do_forget_address, column_id=target.column_id, address=address)
    return delivered(forget)


def _activated(target: Target, found: Column) -> Outcome:
    return delivered(partial(do_activate, column_id=target.column_id, found=found))


def compare(database: Database, claimed: Claimed) -> Outcome:
    """Read what the gradebook shows, beside what was sent (``grading.comparison``)."""
    column_id = claimed.payload["column"]
    with database.statements(writes=False) as connection:
        target = target_of(connection, column_id)
    if target is None or target.state != ColumnState.ACTIVE:
        return delivered()
    try:
        shown = {
            result.user_id: (result.score, result.maximum)
            for result in _service(target).results(target.line_item_url)
        }
    except ServiceError as error:
        return outcome_of(error, claimed)
    return delivered(partial(do_note_results, column_id=column_id, shown=shown))


HANDLERS: dict[str, Handler] = {
    SCORE: deliver_score,
    COLUMN: look_after_column,
    COMPARISON: compare,
}
