"""What there is to set up in an exchange: each room says what is done and what is still to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.exchanges.policies import Access


class SetUpState(StrEnum):
    DONE = "done"
    TO_DO = "to_do"
    OPTIONAL = "optional"
    PROBLEM = "problem"
    """Something contradicts something else; the text says what."""


@dataclass(frozen=True, slots=True)
class SetUpTask:
    """One step of the path on which faculty prepare an exchange."""

    key: str
    title: LazyString | str
    text: LazyString | str
    """One sentence: what is there, what is missing, or what is wrong."""
    path: str
    """Where it is done, below our own address."""
    state: SetUpState
    order: int
    """Where it stands on the path: partners 10, dates 20, ways in 30, content 40, meetings 50,
    teams 60, and so on."""


SetUpSource = Callable[[Session, Access], Iterable[SetUpTask]]

_sources: dict[str, SetUpSource] = {}


def offer_set_up_tasks(room: str, source: SetUpSource) -> None:
    """Let a room add steps to the path; called once, when the room is imported."""
    _sources[room] = source


def set_up_tasks(session: Session, access: Access) -> list[SetUpTask]:
    """All steps of an exchange's path, in their order."""
    tasks = [task for source in _sources.values() for task in source(session, access)]
    return sorted(tasks, key=lambda task: task.order)
