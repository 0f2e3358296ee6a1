"""What is still to do, and on which side, until people come in through an LMS.

Derived from what is there: the invitation, the registration, its deployments and the first visit.
Nothing of it is stored.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from lti.platforms import preset_for
from vsm_platform.core import clock
from vsm_platform.institutions.models import (
    Deployment,
    Registration,
    RegistrationInvitation,
    State,
)

FirstVisits = Callable[[Session, Collection[int]], Mapping[int, datetime]]
"""Tells when somebody first came through each deployment; given by the room above that knows."""


def no_visits(_session: Session, _ids: Collection[int]) -> Mapping[int, datetime]:
    """Stands in where no room knows of visits."""
    return {}


class StepKind(StrEnum):
    """What has to be done, in this order."""

    INVITE = "invite"
    OPEN = "open"
    REGISTER = "register"
    APPROVE = "approve"
    APPROVE_CHANGES = "approve_changes"
    ACTIVATE = "activate"
    APPROVE_DEPLOYMENT = "approve_deployment"
    VISIT = "visit"


HERE = frozenset(
    {
        StepKind.INVITE,
        StepKind.APPROVE,
        StepKind.APPROVE_CHANGES,
        StepKind.APPROVE_DEPLOYMENT,
    }
)
"""Steps of this site's administrators; the others are the LMS's administrator's and teachers'."""


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    done_at: datetime | None = None
    is_done: bool = False
    is_next: bool = False

    @property
    def is_here(self) -> bool:
        """Whether it is for this site's administrators to do."""
        return self.kind in HERE


@dataclass(frozen=True, slots=True)
class Connection:
    """One way in of one institution, from the invitation to the first visit.

    Without a registration it is an invitation that no LMS has used yet; without an invitation
    the registration was made by hand.
    """

    invitation: RegistrationInvitation | None
    registration: Registration | None
    deployments: Sequence[Deployment] = ()
    """The institution's own, and those of the registration that are nobody's yet."""
    visits: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def waiting_deployment(self) -> Deployment | None:
        """A deployment that showed itself and is nobody's yet."""
        waiting = (each for each in self.deployments if each.state == State.PENDING)
        return next(waiting, None)

    @property
    def first_visit(self) -> datetime | None:
        return min(self.visits.values(), default=None)

    @property
    def is_refused(self) -> bool:
        return self.registration is not None and self.registration.state == State.SUSPENDED

    @property
    def has_expired(self) -> bool:
        """Whether an unused invitation came to its end."""
        invitation = self.invitation
        is_open = invitation is not None and invitation.used_at is None
        return is_open and invitation is not None and clock.now() >= invitation.expires_at

    def steps(self) -> list[Step]:
        """All steps with what is done, and the first that is not marked as next."""
        found = [*self._of_invitation(), *self._of_registration()]
        following = next((step for step in found if not step.is_done), None)
        return [
            Step(each.kind, each.done_at, each.is_done, each is following and not self.is_refused)
            for each in found
        ]

    @property
    def is_complete(self) -> bool:
        return all(step.is_done for step in self.steps())

    def _of_invitation(self) -> list[Step]:
        invitation = self.invitation
        if invitation is None:
            return []
        return [
            _step(StepKind.INVITE, invitation.made_at),
            _step(StepKind.OPEN, invitation.opened_at),
            _step(StepKind.REGISTER, invitation.used_at),
        ]

    def _of_registration(self) -> list[Step]:
        registration = self.registration
        invitation = self.invitation
        is_approved = registration is not None and registration.state == State.ACTIVE
        decided_at = invitation.decided_at if invitation else None
        approval = []
        if invitation:
            approval = [Step(StepKind.APPROVE, decided_at if is_approved else None, is_approved)]
            if is_approved and decided_at is None and invitation.answer:
                approval.append(Step(StepKind.APPROVE_CHANGES))
        kind = registration.platform if registration else invitation.platform if invitation else ""
        ways = preset_for(kind).registration
        activation = []
        if invitation and ways and ways.waits_for_activation:
            activation = [Step(StepKind.ACTIVATE, None, self._has_launched())]
        return [
            *approval,
            *activation,
            Step(StepKind.APPROVE_DEPLOYMENT, None, self._has_deployment()),
            _step(StepKind.VISIT, self.first_visit),
        ]

    def _has_launched(self) -> bool:
        """The LMS has sent somebody, if only to a page that says that it is not approved yet."""
        return bool(self.visits) or any(each.platform_name for each in self.deployments)

    def _has_deployment(self) -> bool:
        return any(each.state == State.ACTIVE for each in self.deployments)


def _step(kind: StepKind, done_at: datetime | None) -> Step:
    return Step(kind, done_at, done_at is not None)
