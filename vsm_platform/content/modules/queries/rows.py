"""Everything in an exchange's modules, as one person stands to it: one statement.

The course home asks it too, at every launch; so it is built once and goes past the mapped classes.
"""

from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import (
    ItemDone,
    Module,
    ModuleItem,
    PartnerDates,
    PartnerWeeks,
)
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.unit_of_work import asked_once
from vsm_platform.exchanges.api import Access, Partnership

_MODULES, _ITEMS, _DONE = table_of(Module), table_of(ModuleItem), table_of(ItemDone)
_DATES, _WEEKS = table_of(PartnerDates), table_of(PartnerWeeks)
_PARTNERSHIPS = table_of(Partnership)
_ROWS = Prepared(
    select(
        _MODULES.c.id.label("module_id"),
        _MODULES.c.title.label("module_title"),
        (_MODULES.c.intro != "").label("has_intro"),
        _MODULES.c.first_week,
        _MODULES.c.last_week,
        _MODULES.c.is_published.label("module_is_published"),
        _ITEMS.c.id.label("item_id"),
        _ITEMS.c.kind,
        _ITEMS.c.ref_id,
        _ITEMS.c.title,
        _ITEMS.c.minutes,
        _ITEMS.c.completion,
        _ITEMS.c.is_published,
        _DONE.c.done_at,
        _DATES.c.opens_on,
        _DATES.c.closes_on,
        _PARTNERSHIPS.c.breaks,
        _WEEKS.c.counting,
    )
    .select_from(_MODULES)
    .outerjoin(_ITEMS, and_(_ITEMS.c.module_id == _MODULES.c.id, _ITEMS.c.deleted_at.is_(None)))
    .outerjoin(
        _DONE, and_(_DONE.c.item_id == _ITEMS.c.id, _DONE.c.enrolment_id == bindparam("enrolment"))
    )
    .outerjoin(_PARTNERSHIPS, _PARTNERSHIPS.c.id == bindparam("partnership"))
    .outerjoin(_WEEKS, _WEEKS.c.partnership_id == _PARTNERSHIPS.c.id)
    .outerjoin(
        _DATES,
        and_(_DATES.c.module_id == _MODULES.c.id, _DATES.c.partnership_id == _PARTNERSHIPS.c.id),
    )
    .where(_MODULES.c.exchange_id == bindparam("exchange"), _MODULES.c.deleted_at.is_(None))
    .order_by(_MODULES.c.position, _MODULES.c.id, _ITEMS.c.position, _ITEMS.c.id)
)


def module_rows(session: Session, access: Access) -> list[Any]:
    """A row for each item, in order, and one for a module without items."""
    values = {
        "exchange": access.exchange_id,
        # There is no enrolment and no partnership with the number 0.
        "enrolment": access.enrolment_id or 0,
        "partnership": access.partnership_id or 0,
    }
    key = ("modules", *values.values())
    return asked_once(session, key, lambda: _ROWS.all(session, values))
