"""The pages of modules, and what stands there before a browser looks at them."""

from datetime import timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person
from vsm_platform.content.modules.actions.items import do_delete_item
from vsm_platform.content.modules.actions.words import ItemWords, do_save_words
from vsm_platform.content.modules.api import (
    Completion,
    Kind,
    do_add_heading,
    do_add_link,
    do_add_module,
    do_add_page,
    do_set_dates,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import partners_of

TEXT = """
## What the ocean takes up

The ocean has taken up **more than nine tenths** of the heat that we have added. Where does it go?

- into the upper 700 metres, within years;
- into the deep, within centuries.

| Basin | Warming per decade | Measured since |
|---|--:|---|
| Pacific | 0.11 °C | 1955 |
| Atlantic | 0.14 °C | 1955 |
| Indian Ocean | 0.12 °C | 1960 |

The heat in a column of water is $Q = \\rho c_p \\int_0^{h} T \\, dz$, as in [Levitus](https://example.org/x)[^1].

> Ask your grandparents what the reef looked like.

https://youtu.be/dQw4w9WgXcQ

[^1]: Levitus and others measured it first.
"""


def clash(page: BrowserPage) -> None:
    """Save on a version that is no longer the newest."""
    page.locator("[name=base_version]").evaluate("field => field.value = '1'")
    page.locator("#text").fill("Quite another text.")
    page.locator("button[value=save]").click()
    page.locator(".notice.warning").wait_for()


PAGES: tuple[Page, ...] = (
    Page("modules", "modules.overview", "student"),
    Page("module", "modules.module", "student"),
    Page("module-closed", "modules.module", "student", {"module_id": 4}),
    Page("module-page", "modules.item", "student"),
    Page("module-link", "modules.item", "student", {"item_id": 4}),
    Page("module-video", "modules.item", "student", {"item_id": 3}),
    Page("module-not-open", "modules.item", "student", {"item_id": 8}, status=403),
    Page("modules-faculty", "modules.overview", "coordinator", {"open": 2}),
    Page("module-page-faculty", "modules.item", "coordinator"),
    Page("module-new", "modules.new_module", "coordinator"),
    Page("module-new-wrong", "modules.new_module", "coordinator", step=send_empty),
    Page("module-edit", "modules.edit_module", "coordinator"),
    Page("module-delete", "modules.delete_module", "coordinator"),
    Page("module-dates", "modules.module_dates", "coordinator"),
    Page("modules-dates", "modules.dates", "coordinator"),
    Page("modules-deleted", "modules.deleted", "coordinator"),
    Page("item-add-page", "modules.add_item", "coordinator", {"kind": "page"}),
    Page("item-add-video", "modules.add_item", "coordinator", {"kind": "video"}),
    Page("item-add-wrong", "modules.add_item", "coordinator", {"kind": "link"}, step=send_empty),
    Page("item-edit", "modules.edit_item", "coordinator"),
    Page("item-edit-clash", "modules.edit_item", "coordinator", step=clash),
    Page("item-delete", "modules.delete_item", "coordinator"),
    Page("item-versions", "modules.versions", "coordinator"),
    Page("item-version", "modules.version", "coordinator"),
    Page("activities", "modules.library", "coordinator"),
    Page("activity", "modules.activity", "coordinator"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    with stage.database.unit_of_work(writes=True) as session:
        exchange_id = stage.exchange_id
        first = do_add_module(
            session,
            exchange_id,
            "The ocean warms",
            week=1,
            last_week=2,
            intro="Where the heat goes, and *who notices first*.",
            actor_id=None,
        )
        item_id = _fill(session, exchange_id, first)
        second = do_add_module(session, exchange_id, "قبل أن نبدأ", actor_id=None)
        do_add_page(session, second, "The story of my name", "…", kind=Kind.ACTIVITY, actor_id=None)
        do_add_module(session, exchange_id, "An empty draft", is_published=False, actor_id=None)
        last = do_add_module(session, exchange_id, "What we can do", week=14, actor_id=None)
        do_add_page(session, last, "Your plan", "…", actor_id=None)
        later = clock.now().date() + timedelta(days=30)
        osaka = partners_of(session, exchange_id)[-1].partnership_id
        do_set_dates(session, exchange_id, first, {osaka: (later, None)}, actor_id=None)
    keys: dict[str, str | int] = {"number": 1, "kind": "page", "key": "kitchen-drawer"}
    return {"module_id": first, "item_id": item_id, **keys}


def _fill(session: Session, exchange_id: int, module_id: int) -> int:
    """A module with one thing of each kind; gives the page that is looked at."""
    writer = session.query(Person).first()
    assert writer
    item_id = do_add_page(session, module_id, "Heat and water", "Old.", minutes=20, actor_id=None)
    words = ItemWords("Heat and water", TEXT, "", "en", 20, Completion.MARK)
    do_save_words(session, exchange_id, item_id, words, base_version=1, actor_id=writer.id)
    do_add_heading(session, module_id, "Before we meet", actor_id=None)
    do_add_link(
        session,
        module_id,
        "A reef in ten years",
        "https://vimeo.com/76979871",
        kind=Kind.VIDEO,
        text="What changes between minute 2 and minute 4?",
        minutes=12,
        actor_id=None,
    )
    do_add_link(
        session,
        module_id,
        "Our pinboard",
        "https://pins.example.org/boards/ocean",
        text="Post **one picture** of water near you, and one sentence.",
        completion=Completion.VIEW,
        actor_id=None,
    )
    gone = do_add_page(session, module_id, "A page that was too long", "…", actor_id=None)
    do_delete_item(session, exchange_id, gone, actor_id=writer.id)
    do_add_page(session, module_id, "Homework", "…", is_published=False, actor_id=None)
    return item_id
