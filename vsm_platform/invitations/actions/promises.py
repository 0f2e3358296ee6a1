"""An invitation to take part promises one of the partner's places, until it is used or too old."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.exchanges.api import Partnership, Role, locked_partnership, places_left
from vsm_platform.institutions.api import Institution
from vsm_platform.invitations.errors import PlacesPromised
from vsm_platform.invitations.models import Invitation


def do_promise_places(session: Session, partnership_id: int, role: Role, people: int) -> None:
    """Hold the partner's places until the end of the transaction, if there are so many.

    Raises:
        PlacesPromised: there are fewer.
    """
    if role != Role.STUDENT:
        return
    objection = places_objection(session, locked_partnership(session, partnership_id), people)
    if objection:
        raise objection


def places_objection(
    session: Session, partnership: Partnership, people: int
) -> PlacesPromised | None:
    """Why so many more students cannot be invited; None where nothing is in the way."""
    left = places_left(session, partnership)
    if left is None or partnership.places is None:
        return None
    promised = _promised(session, partnership.id)
    if people <= left - promised:
        return None
    return PlacesPromised(
        institution=session.get_one(Institution, partnership.institution_id).name,
        places=partnership.places,
        taken=partnership.places - left,
        promised=promised,
    )


def _promised(session: Session, partnership_id: int) -> int:
    query = select(func.count(Invitation.id)).where(
        Invitation.partnership_id == partnership_id,
        Invitation.role == Role.STUDENT,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return session.scalar(query) or 0
