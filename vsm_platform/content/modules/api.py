"""What other rooms may use of modules."""

import vsm_platform.content.modules.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.content.modules.actions.copying import (
    do_copy_items,
    do_copy_modules,
    do_rewrite_module_texts,
)
from vsm_platform.content.modules.actions.items import (
    do_add_heading,
    do_add_item,
    do_add_link,
    do_add_page,
    do_remove_things,
)
from vsm_platform.content.modules.actions.modules import (
    ModuleFacts,
    do_add_module,
    do_delete_module,
    do_set_counting,
    do_set_dates,
)
from vsm_platform.content.modules.actions.words import ItemWords, do_save_words
from vsm_platform.content.modules.kinds import ItemKind, Placed, offer_item_kind
from vsm_platform.content.modules.library import Activity, find_activity
from vsm_platform.content.modules.markdown import Rendered, render_markdown
from vsm_platform.content.modules.merging import Merge, merge, merge_lists
from vsm_platform.content.modules.models import Completion, Kind, Module, ModuleItem
from vsm_platform.content.modules.policies import may_write, require_writer, sees_all
from vsm_platform.content.modules.queries.course import (
    ItemView,
    ModuleView,
    course_modules,
    item_path,
    module_path,
)
from vsm_platform.content.modules.queries.dates import calendars_in, calendars_of
from vsm_platform.content.modules.queries.export import modules_with_items
from vsm_platform.content.modules.queries.progress import CourseProgress, progress_of
from vsm_platform.content.modules.videos import Video, video_at
from vsm_platform.content.modules.weeks import Break, Calendar, Counting, Days, module_days

__all__ = [
    "Activity",
    "Break",
    "Calendar",
    "Completion",
    "Counting",
    "CourseProgress",
    "Days",
    "ItemKind",
    "ItemView",
    "ItemWords",
    "Kind",
    "Merge",
    "Module",
    "ModuleFacts",
    "ModuleItem",
    "ModuleView",
    "Placed",
    "Rendered",
    "Video",
    "calendars_in",
    "calendars_of",
    "course_modules",
    "do_add_heading",
    "do_add_item",
    "do_add_link",
    "do_add_module",
    "do_add_page",
    "do_copy_items",
    "do_copy_modules",
    "do_delete_module",
    "do_remove_things",
    "do_rewrite_module_texts",
    "do_save_words",
    "do_set_counting",
    "do_set_dates",
    "find_activity",
    "item_path",
    "may_write",
    "merge",
    "merge_lists",
    "module_days",
    "module_path",
    "modules_with_items",
    "offer_item_kind",
    "progress_of",
    "render_markdown",
    "require_writer",
    "sees_all",
    "video_at",
]
