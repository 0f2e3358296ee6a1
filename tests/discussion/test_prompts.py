"""The library of prompts, from which faculty begin a topic."""

import pytest

from tests.discussion.conftest import Course, soup_of, words
from vsm_platform.discussion.prompts import LANGUAGES, find_prompt, language_of_library, prompts


def test_every_language_has_the_same_prompts_in_the_same_order() -> None:
    keys = {language: [one.key for one in prompts(language)] for language in LANGUAGES}
    assert keys["en"] == keys["es"]
    assert len(keys["en"]) >= 20
    for english, spanish in zip(prompts("en"), prompts("es"), strict=True):
        assert english.title != spanish.title
        assert english.text.count("\n\n") == spanish.text.count("\n\n")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(("es_CO",), "es"), (("", "es"), "es"), (("ja", "ar"), "en"), (("../en",), "en"), ((), "en")],
)
def test_the_library_speaks_the_readers_language_or_english(
    wanted: tuple[str, ...], found: str
) -> None:
    assert language_of_library(*wanted) == found


def test_a_teacher_begins_a_topic_from_a_prompt(course: Course) -> None:
    space = f"{course.path}/course/0"
    browser = course.teacher.browser
    page = soup_of(browser.get(f"{space}/new"))
    library = page.select_one(f"a[href='{space}/prompts']")
    assert library is not None
    listed = soup_of(browser.get(f"{library['href']}?in=es"))
    prompt = find_prompt("window", "es")
    assert prompt is not None
    assert prompt.title in listed.get_text()
    (link,) = listed.select("a[href*='prompt=window']")
    form = soup_of(browser.get(str(link["href"])))
    title, text = form.select_one("#title"), form.select_one("#text")
    assert title is not None
    assert text is not None
    assert title["value"] == prompt.title
    assert text.get_text().strip() == prompt.text
    topic = course.open(course.teacher, str(title["value"]), text.get_text())
    shown = soup_of(course["Ben"].browser.get(topic)).select_one("#p1 .text")
    assert shown is not None
    assert shown["lang"] == "es"


def test_a_draft_outlives_a_look_at_a_prompt(course: Course) -> None:
    space, browser = f"{course.path}/course/0", course.teacher.browser
    data = {"place": "new:course:0", "title": "Mine", "text": "My own words"}
    assert browser.post(f"{course.path}/draft", data=data).status_code == 200
    looked = browser.get(f"{space}/new?prompt=window&in=en")
    assert "There is a draft of yours" in words(looked)
    assert "My own words" not in looked.get_data(as_text=True)
    assert "My own words" in browser.get(f"{space}/new").get_data(as_text=True)


def test_prompts_are_for_those_who_teach(course: Course) -> None:
    space = f"{course.path}/course/0"
    assert course["Anna"].browser.get(f"{space}/prompts").status_code == 403
    assert "prompts" not in course["Anna"].browser.get(f"{space}/new").get_data(as_text=True)
    given = course["Anna"].browser.get(f"{space}/new?prompt=window").get_data(as_text=True)
    assert "from your window" not in given
    for wrong in ("nothing", "", "../window", "a\0b"):
        answer = course.teacher.browser.get(f"{space}/new", query_string={"prompt": wrong})
        assert answer.status_code == 200
    team = f"{course.path}/team/999/prompts"
    assert course.teacher.browser.get(team).status_code == 404
