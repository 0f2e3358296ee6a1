"""What live sessions need of rooms that they do not know; ``wiring.py`` introduces them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from vsm_platform.live.models import LiveSession


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said before somebody else did."""

    person_id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said in a team's room, once the session is over."""

    live: LiveSession
    team_id: int
    made_path: str
    """Where all that was made in the room stands."""
    said: Sequence[Said]
    present: Collection[int]
    """The people who were there, and so have read it."""


KeepTalk = Callable[[Session, Talk], str]
"""Keeps a talk where the team goes on talking, and gives the address of it."""

_keepers: list[KeepTalk] = []


def use_talk_keeper(keep: KeepTalk) -> None:
    """Say who keeps what teams said; called once, when the application is made."""
    _keepers[:] = [keep]


def do_keep_talk(session: Session, talk: Talk) -> str:
    """Let a talk be kept; gives its address, or nothing where nobody keeps it."""
    return _keepers[0](session, talk) if _keepers else ""
