"""The pages of an exchange that faculty can place as links in their LMS, and their columns there.

Each room says which pages it has for an exchange; a link keeps the page's path, so a path must
stay what it is for as long as the page exists. Faculty choose in ``launch.deep_linking``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

PARTICIPATION_TAG = "participation"
"""The ``tag`` of a line item that collects participation (Assignment and Grade Services, 3.2.9)."""


@dataclass(frozen=True, slots=True)
class PlaceablePage:
    """One page of one exchange."""

    key: str
    """Names the page within its exchange, in forms: ``home``, ``module-7``."""
    path: str
    """Its address below our own, such as ``/exchanges/7/people``."""
    label: LazyString | str
    text: LazyString | str = ""
    """One sentence that stands under the link in the LMS."""
    is_home: bool = False
    """The course home: its link bears the exchange's title alone."""


PageSource = Callable[[Session, int], Iterable[PlaceablePage]]
"""Gives a room's pages of the exchange with this id, in the order in which to show them."""


@dataclass(frozen=True, slots=True)
class _Offer:
    order: int
    source: PageSource
    below: str


_sources: dict[str, _Offer] = {}


def offer_pages(room: str, source: PageSource, *, order: int, below: str = "") -> None:
    """Let a room's pages be placed; called once, when the room is imported.

    Args:
        room: the room's name; a room that offers again replaces what it offered.
        source: gives its pages of an exchange.
        order: where they stand in the list: the course home 0, the people 90, others between.
        below: what all its paths have behind the exchange's own, such as ``modules``; a launch to
            any other page then does not ask this room.
    """
    _sources[room] = _Offer(order, source, below)


def placeable_pages(session: Session, exchange_id: int) -> list[PlaceablePage]:
    """All pages of an exchange that can be placed, in their order."""
    offers = sorted(_sources.values(), key=lambda one: one.order)
    return [page for offer in offers for page in offer.source(session, exchange_id)]


def is_placeable(session: Session, exchange_id: int, path: str) -> bool:
    """Whether there is such a page; only the room to which it would belong is asked."""
    return any(
        page.path == path
        for offer in _sources.values()
        if path.startswith(f"/exchanges/{exchange_id}/{offer.below}")
        for page in offer.source(session, exchange_id)
    )


def participation_resource_id(exchange_id: int) -> str:
    """The ``resourceId`` of the line item that collects participation in an exchange."""
    return f"exchange-{exchange_id}-participation"


def _people(_session: Session, exchange_id: int) -> list[PlaceablePage]:
    return [
        PlaceablePage(
            "people",
            f"/exchanges/{exchange_id}/people",
            _l("Who takes part"),
            _l("The universities, teachers and students of the exchange."),
        )
    ]


offer_pages("exchanges", _people, order=90)
