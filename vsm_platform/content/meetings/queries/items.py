"""Meetings as items of a module: which there are to choose, and what they are called now."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.models import Meeting


def meeting_choices(session: Session, exchange_id: int) -> list[tuple[int, str]]:
    """The meetings of an exchange that can stand in a module, by time: id and title."""
    query = select(Meeting.id, Meeting.title).where(
        Meeting.exchange_id == exchange_id, Meeting.cancelled_at.is_(None)
    )
    rows = session.execute(query.order_by(Meeting.starts_at, Meeting.id))
    return [(key, title) for key, title in rows]


def meeting_titles(session: Session, exchange_id: int, ids: Collection[int]) -> dict[int, str]:
    """What these meetings are called, as far as they are of the exchange; by one select.

    Their pages are at ``meeting_path``.
    """
    query = select(Meeting.id, Meeting.title).where(
        Meeting.exchange_id == exchange_id, Meeting.id.in_(ids)
    )
    return {row.id: row.title for row in session.execute(query)}
