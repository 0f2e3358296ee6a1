"""What must be in order before an exchange opens for registration: each room says what is not.

A port: whoever opens an exchange asks ``opening_problems`` first, and rooms that know a reason
against it offer a check.
"""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

OpeningCheck = Callable[[Session, int], Iterable[str]]
"""Gives the reasons why the exchange of this id cannot open, in the reader's language."""

_checks: dict[str, OpeningCheck] = {}


def offer_opening_check(room: str, check: OpeningCheck) -> None:
    """Let a room say what stands against opening; called once, when the room is imported."""
    _checks[room] = check


def opening_problems(session: Session, exchange_id: int) -> list[str]:
    """Every reason why an exchange cannot open now; none where it can."""
    return [reason for check in _checks.values() for reason in check(session, exchange_id)]
