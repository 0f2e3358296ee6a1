"""A student says to be done with something."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import ItemDone
from vsm_platform.core import clock


def do_mark_done(session: Session, enrolment_id: int, item_id: int, *, is_done: bool) -> None:
    """Say that somebody is done with an item, or is not; saying it twice changes nothing.

    The caller knows that the item is open to them.
    """
    row = (ItemDone.enrolment_id == enrolment_id, ItemDone.item_id == item_id)
    if not is_done:
        session.execute(delete(ItemDone).where(*row))
        return
    if session.scalar(select(ItemDone.item_id).where(*row)) is not None:
        return
    # On PostgreSQL another of their tabs may be faster; then it is done, which is the aim.
    try:
        with session.begin_nested():
            session.add(ItemDone(enrolment_id=enrolment_id, item_id=item_id, done_at=clock.now()))
    except IntegrityError:
        return
