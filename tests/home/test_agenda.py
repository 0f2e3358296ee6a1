"""What the course home says is next: one clear step, what is late, and the coming weeks."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from tests.people import Somebody, University, World, counted_queries
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.core import clock
from vsm_platform.exchanges.api import AgendaItem, ExchangeState, Role
from vsm_platform.home.ahead import look_ahead

NOW = datetime(2026, 9, 16, 23, 30, tzinfo=UTC)
TODAY = NOW.date()


def item(title: str, **more: object) -> AgendaItem:
    return AgendaItem("thing", title, f"/{title}", **more)


def due(title: str, days: int, **more: object) -> AgendaItem:
    return item(title, day=TODAY + timedelta(days=days), is_due=True, **more)


def happens(title: str, hours: float) -> AgendaItem:
    return item(title, at=NOW + timedelta(hours=hours))


def ahead(*items: AgendaItem, zone: str = "UTC") -> tuple[str, list[str], list[str]]:
    """Titles: the next one, those that are late, those that come."""
    found = look_ahead(sorted(items, key=lambda one: one.sort_key), NOW, zone)
    if found is None:
        return "", [], []
    names = [[line.title for line in lines] for lines in (found.late, found.coming)]
    return (found.next.title if found.next else "", *names)


def test_what_is_late_comes_first_and_then_what_is_due_soonest() -> None:
    assert ahead(due("a", 3), due("b", -2), due("c", -1), due("d", 9)) == ("b", ["c"], ["a", "d"])


def test_a_meeting_that_begins_soon_or_has_just_begun_comes_before_everything() -> None:
    assert ahead(due("a", -2), happens("meeting", 2))[0] == "meeting"
    assert ahead(due("a", -2), happens("meeting", -0.5))[0] == "meeting"
    assert ahead(due("a", -2), happens("meeting", 5)) == ("a", [], ["meeting"])
    assert ahead(due("a", 2), happens("over", -2)) == ("a", [], [])


def test_what_has_no_day_comes_after_what_is_due_and_before_what_only_happens() -> None:
    opening = item("opening", day=TODAY + timedelta(days=1))
    assert ahead(opening, item("whenever")) == ("whenever", [], ["opening"])
    assert ahead(opening, item("whenever"), due("a", 5))[0] == "a"
    assert ahead(opening)[0] == "opening"


def test_what_is_done_or_far_away_is_not_shown() -> None:
    assert ahead(due("a", -2, is_done=True)) == ("", [], [])
    assert ahead(due("a", 1), due("b", 30)) == ("a", [], [])


def test_the_day_is_that_of_the_readers_zone() -> None:
    # In Apia it is the next day already, in Honolulu still the same afternoon.
    assert ahead(due("today", 0), due("first", -9), zone="Pacific/Apia")[1] == ["today"]
    assert ahead(due("today", 0), due("first", -9), zone="Pacific/Honolulu")[1] == []


def test_what_opened_yesterday_is_over_and_what_opens_today_is_not() -> None:
    assert ahead(item("a", day=TODAY - timedelta(days=1))) == ("", [], [])
    assert ahead(item("a", day=TODAY))[0] == "a"


def test_long_lists_are_cut() -> None:
    old = [due(f"old {number}", -9) for number in range(20)]
    new = [due(f"new {number}", 2) for number in range(20)]
    _next, late, coming = ahead(*old, *new)
    assert (len(late), len(coming)) == (6, 6)


def today() -> date:
    return clock.now().date()


@pytest.fixture
def samoa(world: World) -> University:
    return world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")


@pytest.fixture
def exchange_id(world: World, samoa: University) -> int:
    first = today() - timedelta(days=8)
    return world.exchange("Climate", [samoa], starts_on=first, ends_on=first + timedelta(days=60))


@pytest.fixture
def page(world: World, exchange_id: int) -> Callable[..., int]:
    def add(title: str, week: int | None = None, module: str = "A module") -> int:
        with world.work() as session:
            module_id = do_add_module(session, exchange_id, module, week=week, actor_id=None)
            return do_add_page(session, module_id, title, "Text", actor_id=None)

    return add


def student(world: World, exchange_id: int, samoa: University, name: str = "Sina") -> Somebody:
    somebody = world.person(samoa, name)
    world.enrol(exchange_id, samoa, somebody)
    return somebody


def home(somebody: Somebody, exchange_id: int) -> BeautifulSoup:
    return BeautifulSoup(somebody.browser.get(f"/exchanges/{exchange_id}/").text, "html.parser")


def words(page: BeautifulSoup, selector: str) -> str:
    return re.sub(r"\s+", " ", " ".join(part.get_text(" ") for part in page.select(selector)))


def test_the_home_leads_to_the_next_page_until_all_is_done(
    world: World, exchange_id: int, samoa: University, page: Callable[..., int]
) -> None:
    late, current = page("Old page", 1), page("New page", 2)
    sina = student(world, exchange_id, samoa)
    shown = home(sina, exchange_id)
    assert "Your next step Old page" in words(shown, ".next")
    assert "late" in words(shown, ".next .tag")
    assert "New page" in words(shown, ".next ol")
    link = shown.select_one(".next a.button")
    assert link
    assert link["href"] == f"/exchanges/{exchange_id}/modules/items/{late}"
    for item_id in (late, current):
        path = f"/exchanges/{exchange_id}/modules/items/{item_id}"
        sina.browser.post(f"{path}/done", data={"done": "yes"})
    assert "What comes next Week 2 of 9" in words(home(sina, exchange_id), ".next")


def test_a_course_that_its_coordinators_let_run_on_still_says_what_is_to_be_done(
    world: World, samoa: University
) -> None:
    first = today() - timedelta(days=80)
    for state, is_said in ((ExchangeState.RUNNING, True), (ExchangeState.OPEN, False)):
        course = world.exchange(
            "Late", [samoa], starts_on=first, ends_on=first + timedelta(days=60), state=state
        )
        with world.work() as session:
            module = do_add_module(session, course, "A module", week=1, actor_id=None)
            do_add_page(session, module, "Last page", "Text", actor_id=None)
        shown = words(home(student(world, course, samoa), course), ".next")
        assert ("Your next step Last page" in shown) == is_said, state


def test_each_reader_has_the_own_next_step(
    world: World, exchange_id: int, samoa: University, page: Callable[..., int]
) -> None:
    item_id = page("First page", 2)
    page("Second page", 2)
    sina, tavita = (student(world, exchange_id, samoa, name) for name in ("Sina", "Tavita"))
    sina.browser.post(f"/exchanges/{exchange_id}/modules/items/{item_id}/done")
    assert "Your next step Second page" in words(home(sina, exchange_id), ".next")
    assert "Your next step First page" in words(home(tavita, exchange_id), ".next")


def test_titles_are_text_and_never_markup_nor_a_seam(
    world: World, exchange_id: int, samoa: University, page: Callable[..., int]
) -> None:
    page("<script>alert(1)</script><!-- what is the reader's own -->", 2)
    shown = home(student(world, exchange_id, samoa), exchange_id)
    assert not shown.select("main script")
    assert "<script>" in words(shown, ".next")
    assert "Who takes part" in words(shown, "main")


def test_those_who_teach_see_what_opens(
    world: World, exchange_id: int, samoa: University, page: Callable[..., int]
) -> None:
    page("A page", 3, module="Third week")
    teacher = world.person(samoa, "Tea")
    world.enrol(exchange_id, samoa, teacher, Role.FACILITATOR)
    assert "Coming up Third week Opens" in words(home(teacher, exchange_id), ".next")


def test_the_agenda_of_modules_costs_one_statement(
    world: World, exchange_id: int, samoa: University, page: Callable[..., int]
) -> None:
    sina = student(world, exchange_id, samoa)
    for week in range(1, 7):
        page(f"Page {week}", week)
    home(sina, exchange_id)
    with counted_queries(world.database) as statements:
        home(sina, exchange_id)
    assert len(statements) <= 12, statements
    assert sum("FROM modules" in statement for statement in statements) == 1
