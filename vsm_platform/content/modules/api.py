"""What other rooms may use of modules."""

from vsm_platform.content.modules.actions.copying import do_copy_items, do_copy_modules
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
    do_set_counting,
    do_set_dates,
)
from vsm_platform.content.modules.kinds import ItemKind, Placed, offer_item_kind
from vsm_platform.content.modules.models import Completion, Kind
from vsm_platform.content.modules.weeks import Break, Calendar, Counting, Days, module_days

__all__ = [
    "Break",
    "Calendar",
    "Completion",
    "Counting",
    "Days",
    "ItemKind",
    "Kind",
    "ModuleFacts",
    "Placed",
    "do_add_heading",
    "do_add_item",
    "do_add_link",
    "do_add_module",
    "do_add_page",
    "do_copy_items",
    "do_copy_modules",
    "do_remove_things",
    "do_set_counting",
    "do_set_dates",
    "module_days",
    "offer_item_kind",
]
