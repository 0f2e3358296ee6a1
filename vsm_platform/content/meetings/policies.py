"""Who may plan meetings, and whose a meeting is.

Those who teach in an exchange have equal rights whichever partner they come from, and see every
meeting. A student's meetings are those for everybody, for the own institution or team, from the
day on which the own institution begins to the day on which it ends. A guest's are those that the
guest was invited to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vsm_platform.content.meetings.models import Audience
from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import (
    TEACHERS,
    VISITORS,
    Access,
    EnrolmentState,
    Role,
    require_open,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's part in an exchange, as far as it says which meetings are theirs."""

    enrolment_id: int
    exchange_id: int
    partnership_id: int
    role: Role
    state: EnrolmentState
    zone: str
    """Of the institution: its days decide when it begins and ends."""
    first_day: date
    last_day: date
    """Of the institution, where it begins or ends on a day of its own; else there is no limit."""
    left_on: date | None
    """When the institution left the exchange."""

    @property
    def is_active(self) -> bool:
        """Takes part now: neither merely expected nor gone."""
        return self.state in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a meeting says of whom it is for."""

    audience: Audience
    partnerships: Collection[int]
    team_id: int | None
    starts_at: datetime


def is_theirs(
    standing: Standing,
    invitation: Invitation,
    *,
    teams: Collection[int] = (),
    is_guest: bool = False,
) -> bool:
    """Whether a meeting is one of a person's own."""
    if standing.role in VISITORS:
        return is_guest
    day = invitation.starts_at.astimezone(ZoneInfo(standing.zone)).date()
    is_inside = standing.first_day <= day <= standing.last_day
    if (standing.left_on and day >= standing.left_on) or not (
        is_inside or standing.role in TEACHERS
    ):
        return False
    if invitation.audience == Audience.TEAM:
        return invitation.team_id in teams
    if invitation.audience == Audience.PARTNERS:
        return standing.partnership_id in invitation.partnerships
    return True


def plans(access: Access) -> bool:
    """Whether the viewer is one of those who plan meetings, and sees all of them."""
    return access.role in TEACHERS or access.may_edit


def require_planner(access: Access) -> Access:
    """The access, if the viewer may plan, change and cancel meetings now.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: it is over, or the viewer's institution has left.
    """
    if not plans(access):
        raise NotAllowed
    return require_open(access)
