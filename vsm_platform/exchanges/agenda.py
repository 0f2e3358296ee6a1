"""What lies before one person in an exchange: each room says what it has for them, in time's order.

What is due for whom is computed when it is asked for, from the dates of the person's own
institution; nothing of it is stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.policies import Access


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing that is to be done, or that happens; it has an instant or a whole day, or neither."""

    kind: str
    """What it is, such as ``page``, ``assignment`` or ``meeting``; one word a room."""
    title: str
    """As people wrote it, in whichever language."""
    path: str
    """The page where it is done, below our own address."""
    note: LazyString | str = ""
    """A few words beside the title, such as ``for your team``."""
    at: datetime | None = None
    """When it happens or is due; aware."""
    day: date | None = None
    """The day by whose end it is due, on the reader's calendar, where no hour is set."""
    is_due: bool = False
    """Whether ``at`` or ``day`` is a deadline; else it is when the thing begins."""
    is_done: bool = False

    @property
    def sort_key(self) -> datetime:
        """Whole days stand at their end, and what has no date comes last."""
        if self.at:
            return self.at
        day = self.day or date.max
        return datetime.combine(day, time(23, 59), UTC)


AgendaSource = Callable[[Session, Access, Viewer], Iterable[AgendaItem]]
"""Gives what a room has for the viewer in an exchange, whether done or not."""

_sources: dict[str, AgendaSource] = {}


def offer_agenda(room: str, source: AgendaSource) -> None:
    """Let a room put things on people's agendas; called once, when the room is imported."""
    _sources[room] = source


def agenda(session: Session, access: Access, viewer: Viewer) -> list[AgendaItem]:
    """Everything that the rooms have for this person, in its order in time."""
    items = [item for source in _sources.values() for item in source(session, access, viewer)]
    return sorted(items, key=lambda item: item.sort_key)
