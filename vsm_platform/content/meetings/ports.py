"""What this room asks of rooms that stand elsewhere; the application points these at them.

Until then nobody is hindered from recording, and no exchange has teams.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy.orm import Session

RecordingHindrance = Callable[[Session, int], LazyString | str | None]
"""Why meetings of the exchange with this id must not be recorded, or None where they may be."""


def _nothing_hinders(_session: Session, _exchange_id: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Teams:
    """What meetings need to know of teams."""

    choices: Callable[[Session, int], Sequence[tuple[int, str]]]
    """The teams of an exchange: id and name."""
    of_enrolments: Callable[[Session, Collection[int]], Collection[tuple[int, int]]]
    """Which of these enrolments are in which teams: pairs of enrolment and team."""
    members: Callable[[Session, int], Collection[int]]
    """The enrolments in a team."""


NO_TEAMS = Teams(
    choices=lambda _session, _exchange_id: (),
    of_enrolments=lambda _session, _enrolment_ids: (),
    members=lambda _session, _team_id: (),
)


class _Ports:
    recording: RecordingHindrance = staticmethod(_nothing_hinders)
    teams: Teams = NO_TEAMS


_ports = _Ports()


def offer_recording_hindrance(source: RecordingHindrance) -> None:
    """Say where to ask whether an exchange may be recorded; called once, at the start."""
    _ports.recording = source


def offer_teams(teams: Teams) -> None:
    """Say who knows the teams; called once, at the start."""
    _ports.teams = teams


def recording_hindrance(session: Session, exchange_id: int) -> LazyString | str | None:
    """Why nothing of the exchange may be recorded, or None."""
    return _ports.recording(session, exchange_id)


def teams() -> Teams:
    """Who knows the teams."""
    return _ports.teams
