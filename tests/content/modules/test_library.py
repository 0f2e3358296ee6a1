"""The library of activities: complete in both languages, found by time and group, taken as copies."""

import pytest
from bs4 import BeautifulSoup

from tests.content.modules.conftest import Scene, words
from tests.forms import values_of
from vsm_platform.content.modules.library import FOLDER, Mode, activities, find_activity
from vsm_platform.content.modules.markdown import render_markdown

KEYS = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.md")})


def test_there_are_enough_for_beginning_middle_and_end() -> None:
    found = activities("en")
    assert len(found) >= 12
    assert {one.when for one in found} == {"beginning", "middle", "end"}
    assert {one.mode for one in found} == set(Mode)


@pytest.mark.parametrize("key", KEYS)
def test_an_activity_is_there_in_both_languages_with_the_same_facts(key: str) -> None:
    english, spanish = (find_activity(key, language) for language in ("en", "es"))
    assert english
    assert spanish
    assert (english.language, spanish.language) == ("en", "es")
    assert english.title != spanish.title
    for one in (english, spanish):
        assert 5 <= one.minutes <= 120
        assert 1 <= one.smallest < one.largest
        assert len(BeautifulSoup(str(render_markdown(one.markdown).html), "html.parser")("h3")) == 3
        assert one.markdown.count("\n1. ") == 1
    facts = ("minutes", "smallest", "largest", "mode", "when")
    assert all(getattr(english, name) == getattr(spanish, name) for name in facts)
    steps = [one.markdown.count(f"\n{number}. ") for one in (english, spanish) for number in (4,)]
    assert steps == [1, 1]


def test_they_are_found_by_time_group_and_way() -> None:
    assert {one.minutes <= 20 for one in activities("en", minutes=20)} == {True}
    assert all(one.smallest <= 2 for one in activities("en", people=2))
    own_time = activities("en", mode=Mode.OWN_TIME)
    assert {one.mode for one in own_time} == {Mode.OWN_TIME, Mode.BOTH}
    assert activities("en", minutes=1) == []


def test_a_language_that_is_not_there_is_given_in_english() -> None:
    assert {one.language for one in activities("si")} == {"en"}
    assert {one.language for one in activities("es-MX")} == {"es"}
    assert {one.language for one in activities("../..")} == {"en"}


def test_faculty_filter_the_list(scene: Scene) -> None:
    everything = scene.get(scene.coordinator, "/activities")
    some = scene.get(scene.coordinator, "/activities?minutes=20&people=3&mode=")
    assert len(everything.select("article")) == len(activities("en"))
    assert 0 < len(some.select("article")) < len(everything.select("article"))
    assert scene.get(scene.coordinator, "/activities?minutes=x&people=-1&mode=<b>")


def test_a_copy_is_taken_into_a_module_as_a_draft_that_can_be_changed(scene: Scene) -> None:
    module_id = scene.module()
    page = scene.get(scene.coordinator, f"/activities/kitchen-drawer?module={module_id}")
    data = values_of(page.select_one("main form[method=post]"))
    assert data["module"] == str(module_id)
    first, second = (
        scene.post(scene.coordinator, "/activities/kitchen-drawer", **data) for _time in range(2)
    )
    assert first.location == second.location
    editor = BeautifulSoup(scene.coordinator.browser.get(first.location).text, "html.parser")
    assert "Everyday things start talk" in editor.select_one("textarea#text").get_text()
    assert "The kitchen drawer" not in words(scene.get(scene.student))
    assert "The kitchen drawer Activity · about 25 minutes Draft" in words(
        scene.get(scene.coordinator)
    )


def test_in_spanish_the_spanish_copy_is_taken(scene: Scene) -> None:
    module_id = scene.module()
    scene.coordinator.browser.post("/language", data={"language": "es", "next": "/"})
    answer = scene.coordinator.browser.get(
        scene.path("/activities/kitchen-drawer"), headers={"Accept-Language": "es"}
    )
    assert "El cajón de la cocina" in answer.text
    scene.coordinator.browser.post(
        scene.path("/activities/kitchen-drawer"),
        data={"module": module_id},
        headers={"Accept-Language": "es"},
    )
    assert "El cajón de la cocina" in words(scene.get(scene.facilitator))


def test_no_copy_goes_into_another_exchange(scene: Scene) -> None:
    scene.module()
    other = scene.world.exchange("Other", [scene.samoa])
    here, scene.exchange_id = scene.exchange_id, other
    foreign = scene.module("Foreign")
    scene.exchange_id = here
    answer = scene.post(scene.coordinator, "/activities/kitchen-drawer", module=foreign)
    assert answer.status_code == 200
    assert "Not a valid choice" in answer.text


@pytest.mark.parametrize("key", ["unknown", "..%2f..%2fapp", "kitchen-drawer.en"])
def test_what_is_not_in_the_library_is_no_page(scene: Scene, key: str) -> None:
    scene.get(scene.coordinator, f"/activities/{key}", 404)
