"""Rooms say which of their pages can be placed; nothing else is offered."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.launch.placing import Chooser, launch_link, page_of
from tests.launch.universities import Universities, University
from vsm_platform.exchanges import placing
from vsm_platform.exchanges.api import PlaceablePage, offer_pages, placeable_pages


def source(*numbers: int) -> Callable[[Session, int], list[PlaceablePage]]:
    """Modules with these numbers, as a room of later days would offer them."""

    def pages(_session: Session, exchange_id: int) -> list[PlaceablePage]:
        return [
            PlaceablePage(f"module-{number}", f"/exchanges/{exchange_id}/people/{number}", "Module")
            for number in numbers
        ]

    return pages


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    # What other rooms offer is their own tests' business.
    own = {room: placing._sources[room] for room in ("home", "exchanges")}
    monkeypatch.setattr(placing, "_sources", own)


def keys(universities: Universities) -> list[str]:
    with universities.work() as session:
        return [page.key for page in placeable_pages(session, 1)]


def test_pages_stand_in_the_order_of_their_rooms(universities: Universities) -> None:
    assert keys(universities) == ["home", "people"]

    offer_pages("content", source(3, 1), order=10)

    assert keys(universities) == ["home", "module-3", "module-1", "people"]


def test_a_room_that_offers_again_replaces_what_it_offered(universities: Universities) -> None:
    offer_pages("content", source(3), order=10)
    offer_pages("content", source(4), order=10)
    assert keys(universities) == ["home", "module-4", "people"]


def test_a_new_room_s_page_is_offered_placed_and_reached_until_it_is_gone(
    universities: Universities, samoa: University
) -> None:
    universities.exchange(samoa)
    chooser = Chooser(universities, samoa)
    offer_pages("content", source(3), order=10)
    chooser.place(chooser.open(), "module-3")
    [link] = chooser.new_links
    assert (link.title, link.url) == ("Climate Change: Module", page_of(1, "people/3"))

    there = launch_link(chooser.robot, samoa, link, samoa.teacher)
    offer_pages("content", source(), order=10)
    gone = launch_link(chooser.robot, samoa, link, samoa.teacher)

    assert (there.url, gone.url) == (page_of(1, "people/3"), page_of(1))
