"""When an assignment opens and is due, for people whose calendars and clocks differ.

What faculty say is a day and a time on somebody's clock: on each partner's own, or in one zone
for all. The instant is computed here, at each use, as ``exchanges.instants`` reads such words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from vsm_platform.exchanges.api import MINUTE, earliest_instant, latest_instant


@dataclass(frozen=True, slots=True)
class Timing:
    """The dates of one assignment, as faculty said them."""

    opens_on: date | None
    due_on: date | None
    due_time: time
    due_zone: str
    """Empty for each partner's own clock."""
    own: Mapping[int, tuple[date, time]]
    """By partnership, another day and time on that partner's own clock."""

    def due_local(self, partnership_id: int, zone: str) -> tuple[date, time, str] | None:
        """Day, time and zone of the due date for a partner whose zone is given; None for none."""
        if partnership_id in self.own:
            return (*self.own[partnership_id], zone)
        if self.due_on is None:
            return None
        return self.due_on, self.due_time, self.due_zone or zone

    def due_at(self, partnership_id: int, zone: str) -> datetime | None:
        """The instant of the due date for a partner."""
        said = self.due_local(partnership_id, zone)
        return latest_instant(*said) if said else None

    def opens_at(self, zone: str) -> datetime | None:
        """The instant at which it opens for a partner whose zone is given; None for at once."""
        if self.opens_on is None:
            return None
        return earliest_instant(self.opens_on, time(0), zone)

    def due_for_all(
        self, partnership_ids: Collection[int], zones: Mapping[int, str]
    ) -> datetime | None:
        """For a team: the last of its members' due dates; None where one of them has none."""
        dates = [self.due_at(one, zones[one]) for one in set(partnership_ids)]
        known = [one for one in dates if one is not None]
        return max(known) if known and len(known) == len(dates) else None


def seconds_late(handed_in_at: datetime, due_at: datetime | None) -> int:
    """How long after its due date something came; 0 within the minute in which it is due."""
    if due_at is None or handed_in_at < due_at + MINUTE:
        return 0
    return int((handed_in_at - due_at).total_seconds())
