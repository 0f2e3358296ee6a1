"""What modules offer to other rooms' pages: links to place, and a step of the set-up path."""

from collections.abc import Iterator

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.models import Kind, Module, ModuleItem
from vsm_platform.content.modules.queries.course import item_path, module_path
from vsm_platform.exchanges.api import Access, PlaceablePage, SetUpState, SetUpTask


def placeable_modules(session: Session, exchange_id: int) -> Iterator[PlaceablePage]:
    """The list, each module, and each page in it, as far as students see them."""
    query = (
        select(Module.id, Module.title, ModuleItem.id, ModuleItem.kind, ModuleItem.title)
        .outerjoin(
            ModuleItem,
            (ModuleItem.module_id == Module.id)
            & ModuleItem.deleted_at.is_(None)
            & ModuleItem.is_published
            & ModuleItem.kind.in_([Kind.PAGE, Kind.ACTIVITY]),
        )
        .where(Module.exchange_id == exchange_id, Module.deleted_at.is_(None), Module.is_published)
        .order_by(Module.position, Module.id, ModuleItem.position, ModuleItem.id)
    )
    rows = session.execute(query).all()
    if rows:
        text = _l("What is taught, week by week.")
        yield PlaceablePage("modules", f"/exchanges/{exchange_id}/modules", _l("Modules"), text)
    seen = None
    for module_id, module, item_id, _kind, title in rows:
        if module_id != seen:
            seen = module_id
            yield PlaceablePage(f"module-{module_id}", module_path(exchange_id, module_id), module)
        if item_id is not None:
            path = item_path(exchange_id, item_id)
            yield PlaceablePage(f"item-{item_id}", path, title, module)


def content_tasks(session: Session, access: Access) -> Iterator[SetUpTask]:
    """Whether there is something to learn from."""
    modules, items = session.execute(
        select(func.count(Module.id.distinct()), func.count(ModuleItem.id))
        .select_from(Module)
        .outerjoin(
            ModuleItem,
            (ModuleItem.module_id == Module.id)
            & ModuleItem.deleted_at.is_(None)
            & ModuleItem.is_published,
        )
        .where(
            Module.exchange_id == access.exchange_id,
            Module.deleted_at.is_(None),
            Module.is_published,
        )
    ).one()
    yield SetUpTask(
        "content",
        _l("Modules and pages"),
        _content_text(modules, items),
        f"/exchanges/{access.exchange_id}/modules",
        SetUpState.DONE if modules and items else SetUpState.TO_DO,
        40,
    )


def _content_text(modules: int, items: int) -> str:
    if not modules:
        return str(gettext("There is no module yet that students see."))
    if not items:
        return str(gettext("The modules are still empty for students."))
    shown = ngettext("%(num)d module", "%(num)d modules", modules)
    words = gettext(
        "Students see %(modules)s; things in them: %(items)d.", modules=shown, items=items
    )
    return str(words)
