"""What planning shows before anything is planned: everybody's clock, warnings, kinder hours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vsm_platform.content.meetings.hours import (
    Clock,
    Hour,
    Row,
    Share,
    Turn,
    are_far_apart,
    better_hours,
    clocks,
    rows,
    shares,
    turns,
)
from vsm_platform.content.meetings.policies import Invitation
from vsm_platform.content.meetings.queries.company import Company, Holiday


@dataclass(frozen=True, slots=True)
class Preview:
    """One meeting or a series on everybody's clock."""

    starts: list[datetime]
    """Of each occurrence."""
    minutes: int
    zone: str
    rows: list[Row]
    """The clocks of those who come to the first one."""
    hard: list[Clock]
    """For whom it is early or late."""
    far_apart: bool
    holidays: list[Holiday]
    hours: list[Hour] = field(default_factory=list)
    """Kinder ones in the same week."""
    shares: list[Share] = field(default_factory=list)
    """In a series: who bears the early and late hours."""
    turns: list[Turn] = field(default_factory=list)
    """In a series: where the clocks are changed meanwhile."""

    @property
    def ends_at(self) -> datetime:
        """When the first one is over."""
        return self.starts[0] + timedelta(minutes=self.minutes)

    @property
    def is_shared_fairly(self) -> bool:
        """Whether several places bear the hard hours of a series, and not one alone."""
        return sum(share.times > 0 for share in self.shares) > 1


def clocks_at(company: Company, invitation: Invitation, minutes: int, reader_zone: str) -> Preview:
    """A meeting that is planned already, on everybody's clock."""
    places = company.places(invitation)
    there = clocks(places, invitation.starts_at, minutes, reader_zone)
    return Preview(
        starts=[invitation.starts_at],
        minutes=minutes,
        zone=reader_zone,
        rows=rows(there),
        hard=[clock for clock in there if clock.is_hard],
        far_apart=are_far_apart(places, invitation.starts_at),
        holidays=company.holidays(invitation),
    )


def preview_of(
    company: Company, invitations: Sequence[Invitation], minutes: int, zone: str
) -> Preview:
    """A meeting, or all occurrences of a series, before it is planned.

    Args:
        company: the exchange's partners.
        invitations: each occurrence in time's order, at least one.
        minutes: how long each takes.
        zone: the planner's.
    """
    first = invitations[0]
    shown = clocks_at(company, first, minutes, zone)
    each = [(one.starts_at, company.places(one)) for one in invitations]
    borne = shares([(start, minutes, places) for start, places in each])
    is_hard = any(share.times for share in borne)
    return Preview(
        starts=[start for start, _places in each],
        minutes=minutes,
        zone=zone,
        rows=shown.rows,
        hard=shown.hard,
        far_apart=shown.far_apart,
        # A break of two weeks is said once, however many meetings fall into it.
        holidays=list(
            dict.fromkeys(pause for one in invitations for pause in company.holidays(one))
        ),
        hours=better_hours(each[0][1], first.starts_at, minutes, zone),
        shares=borne if len(each) > 1 and is_hard else [],
        turns=turns(each),
    )
