"""Who may open an exchange for registration, and what stands against it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from vsm_platform.alliances.api import Alliance, Publishers, chair_today
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.errors import NobodyPublishes, NotThePublisher
from vsm_platform.exchanges.life_checks import opening_problems
from vsm_platform.exchanges.models import Exchange, ExchangeState, Role
from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.access import access_exchange


@dataclass(frozen=True, slots=True)
class Publishing:
    """How an exchange stands on its way to being open."""

    exchange_id: int
    title: str
    state: ExchangeState
    alliance: str
    """Name of its alliance; empty where it belongs to none."""
    chair_publishes: bool
    chair: str
    """Name of the institution that chairs the alliance today; empty where none does."""
    may_publish: bool
    problems: tuple[str, ...]
    """What stands against opening it; looked for only while it is a draft."""


def access_publishing(session: Session, viewer: Viewer, exchange_id: int) -> Publishing:
    """The way of an exchange to being open, for those whose business it is.

    Those are whoever coordinates it, the offices of its partners, the office of the institution
    that chairs its alliance today, and administrators.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: the viewer takes part in it, and does not run it.
    """
    exchange = session.get(Exchange, exchange_id)
    if exchange is None:
        raise NotFound
    alliance = session.get(Alliance, exchange.alliance_id) if exchange.alliance_id else None
    turn = chair_today(session, alliance.id) if alliance else None
    chair_publishes = bool(alliance and alliance.publishers == Publishers.CHAIR)
    chair_id = turn.institution_id if turn else None
    is_chairs_office = chair_publishes and chair_id in {viewer.office_of} - {None}
    access = _access(session, viewer, exchange_id, is_chairs_office=is_chairs_office)
    is_draft = exchange.state == ExchangeState.DRAFT
    return Publishing(
        exchange_id=exchange_id,
        title=exchange.title,
        state=ExchangeState(exchange.state),
        alliance=alliance.name if alliance else "",
        chair_publishes=chair_publishes,
        chair=turn.name if turn else "",
        may_publish=is_chairs_office
        or _may_publish(access, viewer, chair_id if chair_publishes else viewer.institution_id),
        problems=tuple(opening_problems(session, exchange_id)) if is_draft else (),
    )


def alliance_of(session: Session, exchange_id: int) -> int:
    """The alliance of an exchange; 0 where it belongs to none."""
    return session.get_one(Exchange, exchange_id).alliance_id or 0


def _access(
    session: Session, viewer: Viewer, exchange_id: int, *, is_chairs_office: bool
) -> Access | None:
    try:
        access = access_exchange(session, viewer, exchange_id, offices=True)
    except NotFound:
        if is_chairs_office:
            return None
        raise
    if not access.may_edit and access.office_partnership_id is None:
        raise NotAllowed
    return access


def _may_publish(access: Access | None, viewer: Viewer, publisher_id: int | None) -> bool:
    """Whether the viewer coordinates the exchange for the institution that publishes."""
    if access is None:
        return False
    if access.is_administrator:
        return True
    return access.role == Role.COORDINATOR and viewer.institution_id == publisher_id


def require_publisher(session: Session, viewer: Viewer, exchange_id: int) -> Publishing:
    """The same, for whoever may open the exchange.

    Raises:
        NotThePublisher: another institution chairs the alliance today.
        NobodyPublishes: nobody chairs it today.
        NotAllowed: the viewer does not coordinate the exchange.
        NotFound: there is none, or the viewer may not know of it.
    """
    publishing = access_publishing(session, viewer, exchange_id)
    if publishing.may_publish:
        return publishing
    if publishing.chair_publishes and publishing.chair:
        raise NotThePublisher(alliance=publishing.alliance, chair=publishing.chair)
    if publishing.chair_publishes:
        raise NobodyPublishes(alliance=publishing.alliance)
    raise NotAllowed
