"""What a new season takes over from the one before: each room copies what it owns.

Copied is what people prepared: modules, meetings, tasks. Never copied is what belongs to people or
came from them: enrolments, links with courses, teams, posts, marks, files that students handed in.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

Copier = Callable[[Session, int, int, int], None]
"""Called with the session, the id of the exchange that was, the id of the new one, and by how many
days everything moves. The new exchange, its partners and their terms are there already; the new
partnership of an institution is the one with its ``institution_id``, if it takes part again."""

_copiers: dict[str, Copier] = {}


def offer_copy(room: str, copier: Copier) -> None:
    """Let a room copy what it owns into a new season; called once, when the room is imported."""
    _copiers[room] = copier


def copy_all(session: Session, from_exchange_id: int, to_exchange_id: int, days: int) -> None:
    """Let every room copy what it owns, within the caller's transaction."""
    for copier in _copiers.values():
        copier(session, from_exchange_id, to_exchange_id, days)
