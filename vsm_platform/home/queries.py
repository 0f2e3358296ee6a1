"""What a course home shows, composed of what the rooms below offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    ExchangeState,
    Participant,
    Partner,
    Phase,
    Progress,
    access_exchange,
    agenda,
    partners_of,
    present_partners,
    progress_for,
    staff_of,
)
from vsm_platform.home.ahead import Ahead, look_ahead
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
    present = present_partners(partners)
    return CourseHome(
        access=access,
        progress=progress_for(access, viewer),
        partners=partners,
        staff=tuple(staff_of(session, exchange_id)),
        not_linked=_not_linked(session, exchange_id, present) if access.may_edit else (),
    )


def agenda_ahead(session: Session, home: CourseHome, viewer: Viewer) -> Ahead | None:
    """What the rooms have for this person from now on; nothing once the course is over.

    It is not over after its last day where its coordinators let it run on.
    """
    if home.progress.phase == Phase.OVER and home.access.state != ExchangeState.RUNNING:
        return None
    return look_ahead(agenda(session, home.access, viewer), clock.now(), viewer.timezone)


def _not_linked(
    session: Session, exchange_id: int, partners: Sequence[Partner]
) -> tuple[Partner, ...]:
    open_to = partners_with_a_way_in(session, exchange_id)
    return tuple(partner for partner in partners if partner.partnership_id not in open_to)
