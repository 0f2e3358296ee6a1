"""The list of places for one's clock: by continent, in the page's language, each place once."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.forms import soup_of
from tests.people import Somebody, World


@pytest.fixture
def somebody(app: Flask) -> Somebody:
    world = World(app)
    return world.person(world.university("University of Samoa"), "Sina")


def zone_list(page: BeautifulSoup) -> Tag:
    found = page.select_one("select[name=timezone]")
    assert found is not None
    return found


def save(somebody: Somebody, zone: str, language: str = "") -> None:
    values = {"display_name": "Sina", "timezone": zone, "locale": language}
    assert somebody.browser.post("/profile", data=values).status_code == 303


def chosen(somebody: Somebody) -> list[tuple[str, str]]:
    options = zone_list(soup_of(somebody.browser.get("/profile"))).select("option[selected]")
    return [(str(option["value"]), option.text) for option in options]


@pytest.mark.parametrize(
    ("language", "continent", "first", "others"),
    [
        ("en", "America", "Adak", ["Buenos Aires, Argentina", "New York", "St. John’s"]),
        ("es", "Europa", "Ámsterdam", ["Bruselas", "Madrid", "Zúrich"]),
    ],
)
def test_places_stand_below_their_continent_in_the_page_s_language(
    somebody: Somebody, language: str, continent: str, first: str, others: list[str]
) -> None:
    save(somebody, "Pacific/Apia", language)
    group = zone_list(soup_of(somebody.browser.get("/profile"))).select_one(
        f"optgroup[label={continent}]"
    )
    assert group is not None
    places = [option.text for option in group.select("option")]
    assert places[0] == first, "accents do not count in the order"
    assert set(others) <= set(places)


def test_each_place_stands_there_once_and_none_by_its_technical_name(somebody: Somebody) -> None:
    options = zone_list(soup_of(somebody.browser.get("/profile"))).select("option")
    places = [option.text for option in options]
    assert len(set(places)) == len(places) > 400
    assert not [place for place in places if "/" in place or "_" in place]
    assert options[-1].text == "UTC"


@pytest.mark.parametrize(
    ("saved", "shown"),
    [
        ("Pacific/Honolulu", ("Pacific/Honolulu", "Honolulu")),
        ("Asia/Calcutta", ("Asia/Kolkata", "Kolkata")),
        ("America/Buenos_Aires", ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina")),
        ("UTC", ("UTC", "UTC")),
    ],
)
def test_the_saved_place_is_chosen_also_by_a_name_of_former_times(
    somebody: Somebody, saved: str, shown: tuple[str, str]
) -> None:
    save(somebody, saved)
    assert chosen(somebody) == [shown]


def test_a_browser_s_own_name_for_a_zone_finds_its_place(somebody: Somebody) -> None:
    """Chrome says Asia/Calcutta to this day; a script looks for it among these."""
    kolkata = zone_list(soup_of(somebody.browser.get("/profile"))).select_one(
        'option[value="Asia/Kolkata"]'
    )
    assert kolkata is not None
    assert str(kolkata["data-also"]).split() == ["Asia/Calcutta"]


def test_a_place_that_nobody_offered_is_refused_and_not_drawn(somebody: Somebody) -> None:
    values = {"display_name": "Sina", "timezone": '"><b>', "locale": ""}
    answer = somebody.browser.post("/profile", data=values)
    assert "Choose a place from the list." in answer.text
    assert '"><b>' not in answer.text
