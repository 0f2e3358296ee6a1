"""What everybody reads: the list of modules, a module, an item; and saying to be done with one."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from sqlalchemy.orm import Session

from vsm_platform.content.modules.actions.done import do_mark_done
from vsm_platform.content.modules.errors import NotOpenYet
from vsm_platform.content.modules.forms import DoneForm
from vsm_platform.content.modules.models import Kind, ModuleItem
from vsm_platform.content.modules.policies import may_write, require_learner
from vsm_platform.content.modules.queries.course import (
    ItemView,
    ModuleView,
    course_modules,
    item_path,
    module_of,
)
from vsm_platform.content.modules.queries.items import (
    deleted_items,
    deleted_modules,
    item_row,
    module_row,
)
from vsm_platform.content.modules.routes.pages import (
    ITEM,
    KIND_LABELS,
    MODULE,
    MODULES,
    access_of,
    course_page,
    drawn,
    peertube_hosts,
    room,
)
from vsm_platform.content.modules.videos import Video, video_at
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.headers import allow_frames_from
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.routes import own_path


def modules_of(session: Session, access: Access) -> list[ModuleView]:
    """The modules as the viewer sees them."""
    return course_modules(session, access, signed_in_viewer())


@room.page(MODULES, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = access_of(session, exchange_id)
    modules = modules_of(session, access)
    deleted: list[object] = []
    if may_write(access):
        deleted = [*deleted_modules(session, exchange_id), *deleted_items(session, exchange_id)]
    return course_page(
        session,
        "overview",
        access,
        modules=modules,
        current=current_module(modules, teaches=access.teaches),
        deleted=len(deleted),
        opened=request.args.get("open", type=int),
    )


def current_module(modules: list[ModuleView], *, teaches: bool) -> int | None:
    """The module to begin with: the first open one in which something is still to be done.

    For whoever teaches, nothing is to be done, and it is the newest that has opened.
    """
    is_open = [module for module in modules if module.is_open]
    waiting = [module for module in is_open if module.next_item and not teaches]
    chosen = waiting[0] if waiting else is_open[-1] if is_open else None
    return chosen.module_id if chosen else None


@room.page(MODULE, policy=SIGNED_IN)
def module(session: Session, exchange_id: int, module_id: int) -> ResponseReturnValue:
    access = access_of(session, exchange_id)
    shown = module_of(modules_of(session, access), module_id)
    row = module_row(session, exchange_id, module_id)
    intro = drawn(row.intro) if may_see_into(shown, access) else None
    return course_page(session, "module", access, module=shown, intro=intro, opened=None)


def may_see_into(module: ModuleView, access: Access) -> bool:
    """Whether what is in a module is shown to this reader on this day."""
    return module.is_open or access.teaches or access.is_administrator


@room.page(ITEM, policy=SIGNED_IN)
def item(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    access = access_of(session, exchange_id)
    row = item_row(session, exchange_id, item_id)
    module, shown = visible_item(session, access, row)
    if row.ref_id is not None or row.kind == Kind.HEADING:
        return redirect(shown.path or f"/exchanges/{exchange_id}/modules", 303)
    before, after = _neighbours(module, item_id)
    return course_page(
        session,
        "item",
        access,
        module=module,
        item=row,
        shown=shown,
        text=drawn(row.text),
        video=_video(row),
        before=before,
        after=after,
        kind_labels=KIND_LABELS,
    )


def visible_item(session: Session, access: Access, row: ModuleItem) -> tuple[ModuleView, ItemView]:
    """An item as the viewer sees it, with its module.

    Raises:
        NotFound: the viewer may not know of it.
        NotOpenYet: it is in a module that opens later for the viewer's university.
    """
    module = module_of(modules_of(session, access), row.module_id)
    found = next((one for one in module.items if one.item_id == row.id), None)
    if found:
        return module, found
    if module.is_open or not row.is_published or module.days.opens_on is None:
        raise NotFound
    day = format_date(module.days.opens_on, "full")
    raise NotOpenYet(module=module.title, day=day)


def _neighbours(module: ModuleView, item_id: int) -> tuple[ItemView | None, ItemView | None]:
    """What stands before and after an item in its module, headings left out."""
    items = [one for one in module.items if one.path]
    here = next(place for place, one in enumerate(items) if one.item_id == item_id)
    before = items[here - 1] if here else None
    return before, items[here + 1] if here + 1 < len(items) else None


def _video(row: ModuleItem) -> Video | None:
    """The video of an item; the page may then show its frame."""
    if row.kind not in {Kind.VIDEO, Kind.RECORDING}:
        return None
    video = video_at(row.url, peertube_hosts())
    if video:
        allow_frames_from([video.origin])
    return video


@room.page(f"{ITEM}/done", policy=SIGNED_IN, methods=("POST",))
def mark_done(session: Session, exchange_id: int, item_id: int) -> ResponseReturnValue:
    """A student is done with an item, or says that it is not done after all."""
    access = access_of(session, exchange_id)
    enrolment_id = require_learner(access)
    row = item_row(session, exchange_id, item_id)
    _module, shown = visible_item(session, access, row)
    if shown.is_ref or not shown.counts:
        raise NotFound
    form = DoneForm()
    do_mark_done(session, enrolment_id, item_id, is_done=form.done.data != "no")
    return redirect(own_path(request.form.get("next"), item_path(exchange_id, item_id)), 303)
