"""What guests and clients find: each room that knows something they came for offers it here.

An invitation may name what somebody comes for: a *subject*, such as ``("meeting", 7)``. Rooms
above say which subjects there are in an exchange, and what one enrolment's visit shows.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import LazyString
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Role


@dataclass(frozen=True, slots=True)
class VisitCard:
    """One thing that a guest or a client came for."""

    title: str
    """As people wrote it."""
    text: LazyString | str
    """One sentence: what it is, or what to do."""
    path: str
    """Its page, which says ``visitors=True``; empty where the card says all."""
    at: datetime | None = None
    """When it happens; aware."""


VisitSource = Callable[[Session, Access, Viewer], Iterable[VisitCard]]
"""Gives what a room has for this visitor; ``visitor_subjects`` says what they were invited to."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that somebody can be invited to."""

    id: int
    title: str


SubjectSource = Callable[[Session, int], Iterable[Subject]]
"""Gives what there is in an exchange, by its id."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of subjects, and for whom they are."""

    kind: str
    label: LazyString | str
    """What one is called, such as “Meeting”."""
    roles: frozenset[Role]
    source: SubjectSource


class Joining(Protocol):
    """Lets somebody who has just come in see the subject that they were invited to."""

    def __call__(
        self,
        session: Session,
        exchange_id: int,
        subject_id: int,
        enrolment_id: int,
        /,
        *,
        actor_id: int,
    ) -> None: ...


_visits: dict[str, VisitSource] = {}
_joinings: dict[str, Joining] = {}
_subjects: dict[str, SubjectKind] = {}


def offer_visit(room: str, source: VisitSource) -> None:
    """Let a room show things to visitors; called once, when the room is imported."""
    _visits[room] = source


def offer_subjects(
    kind: str, label: LazyString | str, source: SubjectSource, *, roles: Iterable[Role]
) -> None:
    """Let people be invited to a room's things; called once, when the room is imported."""
    _subjects[kind] = SubjectKind(kind, label, frozenset(roles), source)


def offer_joining(kind: str, joining: Joining) -> None:
    """Let a room open one of its things to whoever was invited to it and came."""
    _joinings[kind] = joining


def open_subject(
    session: Session,
    exchange_id: int,
    subject: tuple[str, int],
    enrolment_id: int,
    *,
    actor_id: int,
) -> None:
    """Open what somebody was invited to; what is gone meanwhile stays closed."""
    kind, subject_id = subject
    joining = _joinings.get(kind)
    if joining is not None:
        with suppress(NotFound):
            joining(session, exchange_id, subject_id, enrolment_id, actor_id=actor_id)


def visit_cards(session: Session, access: Access, viewer: Viewer) -> list[VisitCard]:
    """Everything that the rooms have for this visitor: what happens first comes first."""
    cards = [card for source in _visits.values() for card in source(session, access, viewer)]
    return sorted(cards, key=lambda card: (card.at is None, card.at.timestamp() if card.at else 0))


def subject_choices(session: Session, exchange_id: int, role: Role) -> list[tuple[str, str]]:
    """What somebody in this role can be invited to, as ``meeting:7`` with its name."""
    return [
        (f"{kind.kind}:{subject.id}", f"{kind.label}: {subject.title}")
        for kind in _subjects.values()
        if role in kind.roles
        for subject in kind.source(session, exchange_id)
    ]


def subject_names(session: Session, exchange_id: int) -> dict[tuple[str, int], str]:
    """How everything is called that somebody can be invited to."""
    return {
        (kind.kind, subject.id): f"{kind.label}: {subject.title}"
        for kind in _subjects.values()
        for subject in kind.source(session, exchange_id)
    }
