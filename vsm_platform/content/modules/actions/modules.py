"""Modules come, change, move, go, and come back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.common import (
    Direction,
    locked_module,
    next_position,
    record,
    swap,
)
from vsm_platform.content.modules.models import Module, PartnerDates, PartnerWeeks
from vsm_platform.content.modules.weeks import Counting
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Exchange, partners_of


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What faculty say of a module."""

    title: str
    intro: str = ""
    first_week: int | None = None
    last_week: int | None = None
    """None for the same as the first."""
    is_published: bool = True


def do_add_module(
    session: Session,
    exchange_id: int,
    title: str,
    *,
    week: int | None = None,
    last_week: int | None = None,
    intro: str = "",
    is_published: bool = True,
    actor_id: int | None,
    client_key: str | None = None,
) -> int:
    """A new module behind all others; the same ``client_key`` again gives the same module.

    ``week`` is the week of the exchange, from 1, and ``last_week`` is for one that takes several;
    without a week it is always open. ``intro`` is Markdown.

    Returns:
        The module's id.
    """
    # The exchange's row keeps two who add at once from taking the same place.
    if session.get(Exchange, exchange_id, with_for_update=True) is None:
        raise NotFound
    known = _by_key(session, exchange_id, client_key)
    if known is not None:
        return known
    facts = ModuleFacts(title, intro, week, last_week if week else None, is_published)
    places = select(Module.position).where(Module.exchange_id == exchange_id)
    module = Module(**asdict(facts), exchange_id=exchange_id, client_key=client_key)
    module.position, module.created_at = next_position(session, places), clock.now()
    session.add(module)
    session.flush()
    record(session, "module_added", exchange_id, actor_id, name=title)
    return module.id


def _by_key(session: Session, exchange_id: int, client_key: str | None) -> int | None:
    if not client_key:
        return None
    query = select(Module.id).where(
        Module.exchange_id == exchange_id, Module.client_key == client_key
    )
    return session.scalar(query)


def do_change_module(
    session: Session, exchange_id: int, module_id: int, facts: ModuleFacts, *, actor_id: int | None
) -> None:
    """Set title, intro, weeks, and whether students see it."""
    module = locked_module(session, exchange_id, module_id)
    changed = [name for name, value in asdict(facts).items() if getattr(module, name) != value]
    for name in changed:
        setattr(module, name, getattr(facts, name))
    if changed:
        record(session, "module_changed", exchange_id, actor_id, name=facts.title)


def do_move_module(
    session: Session, exchange_id: int, module_id: int, direction: Direction
) -> None:
    """One place up or down."""
    locked_module(session, exchange_id, module_id)
    query = (
        select(Module)
        .where(Module.exchange_id == exchange_id, Module.deleted_at.is_(None))
        .order_by(Module.position, Module.id)
    )
    modules = session.scalars(query).all()
    if module_id in {module.id for module in modules}:
        swap(modules, module_id, direction)


def do_delete_module(
    session: Session, exchange_id: int, module_id: int, *, actor_id: int | None
) -> None:
    """Take a module out, with all that is in it; it can be put back."""
    module = locked_module(session, exchange_id, module_id)
    if module.deleted_at is None:
        module.deleted_at = clock.now()
        record(session, "module_deleted", exchange_id, actor_id, name=module.title)


def do_restore_module(
    session: Session, exchange_id: int, module_id: int, *, actor_id: int | None
) -> None:
    """Put a module back where it stood."""
    module = locked_module(session, exchange_id, module_id)
    if module.deleted_at is not None:
        module.deleted_at = None
        record(session, "module_restored", exchange_id, actor_id, name=module.title)


Dates = tuple[date | None, date | None]
"""Opening day and last day in time; None for what the partner's calendar says."""


def do_set_dates(
    session: Session,
    exchange_id: int,
    module_id: int,
    dates: Mapping[int, Dates],
    *,
    actor_id: int | None,
) -> None:
    """Set a module's days for partners, by partnership; others keep theirs."""
    module = locked_module(session, exchange_id, module_id)
    own = {partner.partnership_id for partner in partners_of(session, exchange_id)}
    session.execute(
        delete(PartnerDates).where(
            PartnerDates.module_id == module_id, PartnerDates.partnership_id.in_(own & dates.keys())
        )
    )
    for partnership_id in sorted(own & dates.keys()):
        opens_on, closes_on = dates[partnership_id]
        if opens_on or closes_on:
            session.add(
                PartnerDates(
                    module_id=module_id,
                    partnership_id=partnership_id,
                    opens_on=opens_on,
                    closes_on=closes_on,
                )
            )
    record(session, "dates_changed", exchange_id, actor_id, name=module.title)


def do_set_counting(
    session: Session, exchange_id: int, counting: Mapping[int, Counting], *, actor_id: int | None
) -> None:
    """Say for partners whether they join the exchange's weeks or count their own."""
    names = {partner.partnership_id: partner.name for partner in partners_of(session, exchange_id)}
    query = select(PartnerWeeks).where(PartnerWeeks.partnership_id.in_(names.keys()))
    rows = {row.partnership_id: row for row in session.scalars(query)}
    for partnership_id in sorted(names.keys() & counting.keys()):
        wanted, row = counting[partnership_id], rows.get(partnership_id)
        if wanted == (row.counting if row else Counting.EXCHANGE):
            continue
        if row is None:
            session.add(PartnerWeeks(partnership_id=partnership_id, counting=wanted))
        else:
            row.counting = wanted
        record(session, "weeks_changed", exchange_id, actor_id, name=names[partnership_id])
