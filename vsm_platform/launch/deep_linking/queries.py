"""An open request, and the exchanges that it can be answered with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import SignIn
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    ExchangeChoice,
    course_link,
    partnerships_of_institution,
)
from vsm_platform.institutions.api import Deployment, Registration
from vsm_platform.launch.deep_linking.errors import RequestAnswered, RequestExpired
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits for its answer, with the visit that it began and the LMS that asks."""

    request: DeepLinkingRequest
    visit: SignIn
    deployment: Deployment
    registration: Registration

    @property
    def institution_id(self) -> int:
        return self.deployment.institution_id or 0


def access_request(session: Session, viewer: Viewer, request_id: int) -> OpenRequest:
    """A request of this person's that is still open, whichever of the person's visits began it.

    Raises:
        NotFound: there is none, or it is another person's.
        RequestAnswered: it had its answer.
        RequestExpired: the LMS does not wait any more.
    """
    query = (
        select(DeepLinkingRequest, SignIn, Deployment, Registration)
        .join(SignIn, SignIn.id == DeepLinkingRequest.sign_in_id)
        .join(Deployment, Deployment.id == DeepLinkingRequest.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .where(DeepLinkingRequest.id == request_id, SignIn.person_id == viewer.person_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    request, visit, deployment, registration = found
    if request.answered_at is not None:
        raise RequestAnswered
    if request.expires_at <= clock.now():
        raise RequestExpired
    return OpenRequest(request, visit, deployment, registration)


@dataclass(frozen=True, slots=True)
class Offer:
    """The exchanges that can be placed into a course, and the one that it belongs to, if any."""

    choices: Sequence[ExchangeChoice]
    linked: ExchangeChoice | None

    def choice(self, exchange_id: int | None) -> ExchangeChoice | None:
        """The exchange to place pages of; None where it is still to be chosen.

        Raises:
            NotFound: the one that was asked for is not among them.
        """
        if exchange_id is not None:
            asked = [one for one in self.choices if one.exchange_id == exchange_id]
            if not asked:
                raise NotFound
            return asked[0]
        return self.choices[0] if len(self.choices) == 1 else None


def offer_for(session: Session, asked: OpenRequest) -> Offer:
    """What can be placed: of a course that belongs to an exchange only this one."""
    choices = partnerships_of_institution(session, asked.institution_id)
    link = course_link(session, asked.deployment.id, asked.visit.course_key)
    linked = [one for one in choices if link and one.partnership_id == link.partnership_id]
    return Offer(linked or choices, linked[0] if linked else None)
