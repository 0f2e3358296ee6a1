"""What somebody's own calendar holds beside meetings: what the rooms of their exchanges want by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.accounts.api import viewer_without_a_visit
from vsm_platform.core.errors import AppError
from vsm_platform.exchanges.api import AgendaItem, access_exchange, agenda


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is still to be done, with its last moment or day."""

    exchange_id: int
    exchange_title: str
    item: AgendaItem


def deadlines_of(
    session: Session, person_id: int, exchange_ids: Iterable[int]
) -> Iterator[Deadline]:
    """What is still to be done by when; as on the course homes, so in the language of the moment."""
    viewer = viewer_without_a_visit(session, person_id)
    if viewer is None:
        return
    for exchange_id in sorted(exchange_ids):
        try:
            access = access_exchange(session, viewer, exchange_id)
        except AppError:
            # A draft, or the reader is a guest: whose course home has none of this either.
            continue
        for item in agenda(session, access, viewer):
            if item.is_due and not item.is_done:
                yield Deadline(exchange_id, access.title, item)
