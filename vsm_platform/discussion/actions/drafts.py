"""Drafts: what somebody types is kept on the server before it is posted."""

import re
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.prepared import Prepared
from vsm_platform.discussion.models import PostDraft
from vsm_platform.discussion.policies import Place

MOST = 60
"""Drafts of one person in one exchange; the oldest goes first."""
_DRAFTS = table_of(PostDraft)
_DROP = Prepared(
    delete(_DRAFTS).where(
        *(_DRAFTS.c[name] == bindparam(name) for name in ("exchange_id", "person_id", "place"))
    )
)
_PLACE = re.compile(r"(?:reply|edit):\d{1,10}:\d{1,10}|new:[a-z]{1,10}:\d{1,10}", re.ASCII)


def edit_place(topic_id: int, number: int) -> str:
    """Where a draft of a change is kept."""
    return f"edit:{topic_id}:{number}"


def new_place(place: Place) -> str:
    """Where a draft of a new topic is kept."""
    return f"new:{place.kind}:{place.ref_id}"


def place_parts(text: str) -> tuple[str, str, int]:
    """What a place names: ``("reply", "7", 12)`` or ``("new", "team", 3)``.

    Raises:
        NotFound: it names none.
    """
    if not is_place(text):
        raise NotFound
    what, where, number = text.split(":")
    if int(number) >= 1 << 31 or (where.isdecimal() and int(where) >= 1 << 31):
        raise NotFound
    return what, where, int(number)


def is_place(text: str) -> bool:
    """Whether a text names a place where a draft can be kept."""
    return bool(_PLACE.fullmatch(text))


def do_keep_draft(
    session: Session, exchange_id: int, person_id: int, place: str, title: str, text: str
) -> datetime:
    """Keep what somebody has typed so far; nobody else sees it. Gives the moment."""
    key = (exchange_id, person_id, place)
    draft = session.get(PostDraft, key)
    if draft is None:
        _make_room(session, exchange_id, person_id)
        draft = PostDraft(exchange_id=exchange_id, person_id=person_id, place=place)
        session.add(draft)
    draft.title, draft.text, draft.saved_at = title, text, clock.now()
    return draft.saved_at


def _make_room(session: Session, exchange_id: int, person_id: int) -> None:
    own = (PostDraft.exchange_id == exchange_id, PostDraft.person_id == person_id)
    kept = select(PostDraft.place).where(*own).order_by(PostDraft.saved_at.desc())
    over = session.scalars(kept.offset(MOST - 1)).all()
    if over:
        session.execute(delete(PostDraft).where(*own, PostDraft.place.in_(over)))


def do_drop_draft(session: Session, exchange_id: int, person_id: int, place: str) -> None:
    """Forget what somebody had typed in a place."""
    session.flush()
    own = {"exchange_id": exchange_id, "person_id": person_id, "place": place}
    _DROP.all(session, own)
