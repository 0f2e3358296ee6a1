"""What modules put on a person's agenda: the next thing to do in each, and what opens when."""

from collections.abc import Iterator

from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.modules.queries.course import (
    ModuleView,
    course_modules,
    module_path,
)
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, AgendaItem, Role


def modules_ahead(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """One line for each module, by one statement; other rooms speak for their own things."""
    for module in course_modules(session, access, viewer, with_others=False):
        line = _line(module, access)
        if line:
            yield line


def _line(module: ModuleView, access: Access) -> AgendaItem | None:
    path = module_path(access.exchange_id, module.module_id)
    if not module.is_open:
        return AgendaItem("opening", module.title, path, gettext("Opens"), day=module.days.opens_on)
    if access.role != Role.STUDENT or not module.total:
        return None
    due_on, item = module.days.due_on, module.next_item
    counted = gettext("%(done)d of %(total)d done", done=module.done, total=module.total)
    if item is None:
        return AgendaItem(
            "module", module.title, path, counted, day=due_on, is_due=bool(due_on), is_done=True
        )
    note = f"{module.title} · {counted}" if item.title != module.title else counted
    return AgendaItem("module", item.title, item.path, note, day=due_on, is_due=bool(due_on))
