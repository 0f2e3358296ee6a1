"""Whose pages may show ours in a frame: the LMSs that are registered here (CSP 3, frame-ancestors)."""

from collections.abc import Iterable

from flask import g, has_app_context
from sqlalchemy import select

from vsm_platform.institutions.models import Registration, State
from vsm_platform.web.room import current_viewer, database

_ORIGINS = "frame origins"


def frame_ancestors() -> Iterable[str]:
    """Origins that may frame the present page: the viewer's LMS, or any LMS for a stranger."""
    by_registration = _frame_origins()
    viewer = current_viewer()
    invited = g.get("vsm_invited_origins", ())
    if viewer is not None:
        return [*by_registration.get(viewer.registration_id or 0, ()), *invited]
    return [*(origin for origins in by_registration.values() for origin in origins), *invited]


def allow_frame_once(origin: str) -> None:
    """Let one more origin frame the page that is being answered, and no other page.

    An LMS that is about to register itself is not in the list yet.
    """
    g.vsm_invited_origins = (origin,)


def _frame_origins() -> dict[int, list[str]]:
    kept: dict[int, list[str]] | None = database().memory.recall(_ORIGINS)
    if kept is not None:
        return kept
    with database().unit_of_work(writes=False) as session:
        query = select(Registration.id, Registration.frame_origins)
        rows = session.execute(query.where(Registration.state == State.ACTIVE))
        found = dict(iter(rows))
    database().memory.keep(_ORIGINS, found)
    return found


def forget_registrations() -> None:
    """Read registrations anew, for pages and logins; called when one of them changes."""
    if has_app_context():
        database().memory.forget_all()
