"""What an office sees: its own institution's part in exchanges, and its alliances."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.alliances.api import (
    Alliance,
    access_alliance,
    access_as_member,
    alliances_of,
    chaired_by,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Offer,
    OwnPart,
    Partner,
    drafts_to_publish,
    exchanges_of_office,
    own_numbers,
    partners_of,
)


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office's front page."""

    exchanges: list[Offer]
    numbers: dict[int, dict[str, int]]
    """Its own students by partnership and state."""
    alliances: list[Alliance]
    chaired: set[int]
    """Which of them its institution chairs today."""
    to_publish: list[tuple[int, str]]
    """Drafts, id and title, that only the chair can open."""


def office_view(session: Session, institution_id: int) -> OfficeView:
    """Everything of an institution that its office sees at a glance."""
    exchanges = exchanges_of_office(session, institution_id)
    chaired = chaired_by(session, institution_id)
    return OfficeView(
        exchanges=exchanges,
        numbers=own_numbers(session, [one.own.partnership_id for one in exchanges if one.own]),
        alliances=alliances_of(session, institution_id),
        chaired=chaired,
        to_publish=drafts_to_publish(session, chaired),
    )


@dataclass(frozen=True, slots=True)
class OfficeExchange:
    """One exchange with the terms of the office's own institution."""

    offer: Offer
    own: OwnPart
    numbers: dict[str, int]
    partners: Sequence[Partner]


def access_office_exchange(
    session: Session, institution_id: int, exchange_id: int
) -> OfficeExchange:
    """An exchange for the office of one of its partners.

    Raises:
        NotFound: there is none, or the institution has no part in it.
    """
    offer = next(iter(exchanges_of_office(session, institution_id, exchange_id)), None)
    if offer is None or offer.own is None:
        raise NotFound
    partnership_id = offer.own.partnership_id
    numbers = own_numbers(session, [partnership_id]).get(partnership_id, {})
    return OfficeExchange(offer, offer.own, numbers, partners_of(session, exchange_id))


def access_catalogue(session: Session, viewer: Viewer, alliance_id: int) -> Alliance:
    """An alliance whose catalogue the viewer may read: as a member's person, or an administrator.

    Raises:
        NotFound: there is none, or the viewer's institution is no member this year.
    """
    if viewer.is_administrator:
        return access_alliance(session, alliance_id)
    return access_as_member(session, alliance_id, viewer.institution_id)
