"""What a course home shows, composed of what the rooms below offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    Participant,
    Partner,
    Progress,
    access_exchange,
    partners_of,
    progress_for,
    staff_of,
)
from vsm_platform.invitations.api import partners_with_a_way_in


@dataclass(frozen=True, slots=True)
class CourseHome:
    """A course home for one reader; equal ones look the same in the same minute and language."""

    access: Access
    progress: Progress
    partners: tuple[Partner, ...]
    staff: tuple[Participant, ...]
    not_linked: tuple[Partner, ...]
    """For whoever may change the exchange: partners whose students have no way in yet."""


def course_home(session: Session, viewer: Viewer, exchange_id: int) -> CourseHome:
    """The course home of an exchange.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    access = access_exchange(session, viewer, exchange_id)
    partners = partners_of(session, exchange_id)
    return CourseHome(
        access=access,
        progress=progress_for(access, viewer),
        partners=tuple(partners),
        staff=tuple(staff_of(session, exchange_id)),
        not_linked=_not_linked(session, exchange_id, partners) if access.may_edit else (),
    )


def _not_linked(
    session: Session, exchange_id: int, partners: Sequence[Partner]
) -> tuple[Partner, ...]:
    open_to = partners_with_a_way_in(session, exchange_id)
    return tuple(partner for partner in partners if partner.partnership_id not in open_to)
