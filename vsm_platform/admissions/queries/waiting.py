"""The waiting list's order: as faculty ranked it, then as people applied."""

from typing import Any

from sqlalchemy import Select

from vsm_platform.admissions.models import Application


def in_waiting_order(query: Select[Any]) -> Select[Any]:
    """The select, in the order in which places are offered."""
    return query.order_by(
        Application.rank.is_(None), Application.rank, Application.sent_at, Application.id
    )
