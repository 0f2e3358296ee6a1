"""The course home, as each reader sees it before, during and after the course."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from tests.people import Somebody, University, World, counted_queries
from vsm_platform.core import clock
from vsm_platform.exchanges.api import ExchangeState, Role, do_set_partner_starts

PLACES = [
    ("University of Samoa", "Apia", "Pacific/Apia", "WS"),
    ("Osaka University", "Osaka", "Asia/Tokyo", "JP"),
    ("University of Tsukuba", "Tsukuba", "Asia/Tokyo", "JP"),
    ("Keio University", "Tokyo", "Asia/Tokyo", "JP"),
    ("University of Hawaii", "Honolulu", "Pacific/Honolulu", "US"),
]


def today() -> date:
    return clock.now().date()


@pytest.fixture
def partners(world: World) -> list[University]:
    return [world.university(*place) for place in PLACES]


def exchange(world: World, partners: list[University], starts_in: int, lasts: int = 105) -> int:
    first = today() + timedelta(days=starts_in)
    return world.exchange(
        "Climate Change",
        partners,
        starts_on=first,
        ends_on=first + timedelta(days=lasts - 1),
        description="One ocean.\n\n<script>Two</script> islands.",
        state=ExchangeState.OPEN,
    )


def student(world: World, exchange_id: int, university: University) -> Somebody:
    somebody = world.person(university, "Sina Student")
    world.enrol(exchange_id, university, somebody)
    return somebody


def home(somebody: Somebody, exchange_id: int) -> BeautifulSoup:
    answer = somebody.browser.get(f"/exchanges/{exchange_id}/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def words(page: BeautifulSoup, selector: str) -> str:
    return re.sub(r"\s+", " ", " ".join(part.get_text(" ") for part in page.select(selector)))


def test_the_band_greets_and_counts(world: World, partners: list[University]) -> None:
    exchange_id = exchange(world, partners, starts_in=-8)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    band = words(page, "header.hero")
    assert "Sina Student" in band
    assert "University of Samoa" in band
    assert "Week 2 of 15 · 5 universities, 1 student, 3 countries" in band


def test_before_the_start_the_first_day_comes_next(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=12)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    assert "Starts in 12 days" in words(page, "header.hero")
    assert "The course starts in 12 days." in words(page, ".next")


def test_a_university_that_begins_later_is_told_its_own_day(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=-8)
    later = today() + timedelta(days=41)
    with world.work() as session:
        do_set_partner_starts(
            session,
            exchange_id,
            {world.partnership(exchange_id, partners[1]): later},
            actor_id=None,
        )
    osaka = words(home(student(world, exchange_id, partners[1]), exchange_id), ".next")
    assert "The course starts in 41 days." in osaka
    assert "Your first day" in osaka
    samoa = words(home(student(world, exchange_id, partners[0]), exchange_id), ".next")
    assert "Week 2 of 15" in samoa
    assert "More partners begin Osaka University" in samoa


def test_after_the_last_day_the_course_is_over(world: World, partners: list[University]) -> None:
    exchange_id = exchange(world, partners, starts_in=-106)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    assert "Finished" in words(page, "header.hero")
    assert "This course is over" in words(page, ".next")


def test_the_last_day_itself_is_still_the_course(world: World, partners: list[University]) -> None:
    exchange_id = exchange(world, partners, starts_in=-104)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    assert "Week 15 of 15" in words(page, "header.hero")


def test_every_university_stands_there_with_its_clock(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=0)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    shown = [row.b.get_text() for row in page.select("[aria-labelledby=who-title] li") if row.b]
    assert shown == [place[0] for place in PLACES]
    zones = {clock_["data-zone"] for clock_ in page.select("time[data-clock]")}
    assert zones == {"Pacific/Apia", "Asia/Tokyo", "Pacific/Honolulu"}


def test_the_shared_day_says_in_words_what_it_draws(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=0)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    assert "Everybody is awake together for 9 hours a day" in words(page, "#day")


def test_what_people_wrote_is_text_and_never_markup(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=0)
    page = home(student(world, exchange_id, partners[0]), exchange_id)
    assert [part.get_text() for part in page.select("#about p[dir=auto]")] == [
        "One ocean.",
        "<script>Two</script> islands.",
    ]


def test_coordinators_see_who_has_no_way_in_yet(world: World, partners: list[University]) -> None:
    exchange_id = exchange(world, partners, starts_in=0)
    coordinator = world.person(partners[0], "Cora")
    world.enrol(exchange_id, partners[0], coordinator, Role.COORDINATOR)
    assert "Osaka University" in words(
        home(coordinator, exchange_id), "[aria-labelledby=open-title]"
    )
    reader = student(world, exchange_id, partners[0])
    assert not home(reader, exchange_id).select("[aria-labelledby=open-title]")


def test_the_page_shows_nothing_that_does_not_work_yet(
    world: World, partners: list[University]
) -> None:
    exchange_id = exchange(world, partners, starts_in=0)
    reader = student(world, exchange_id, partners[0])
    page = home(reader, exchange_id)
    addresses = {link["href"] for link in page.select("header a[href], main a[href]")}
    for address in addresses:
        if address.startswith("/"):
            assert reader.browser.get(address).status_code in {200, 303}, address


def test_the_page_costs_twelve_queries_however_many_take_part(
    world: World, partners: list[University]
) -> None:
    """Four of its own (viewer, access, partners, staff), the own teams, seven rooms with an agenda."""
    exchange_id = exchange(world, partners, starts_in=-8)
    reader = student(world, exchange_id, partners[0])
    for number in range(8):
        university = partners[number % 5]
        role = Role.FACILITATOR if number < 4 else Role.STUDENT
        world.enrol(exchange_id, university, world.person(university, f"P {number}"), role)
    home(reader, exchange_id)
    with counted_queries(world.database) as statements:
        home(reader, exchange_id)
    assert len(statements) <= 12, statements
