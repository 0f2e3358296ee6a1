"""Translating posts: over real HTTP, only where it is allowed, and marked as made by a machine."""

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from config import Settings
from tests.discussion.conftest import Course, soup_of, words
from tests.discussion.translators import KEY, PretendTranslator, pretend_translator
from tests.people import Somebody
from vsm_platform.core.audit import AuditEntry
from vsm_platform.discussion import translating
from vsm_platform.discussion.actions.translations import OWN
from vsm_platform.discussion.models import Translation
from vsm_platform.discussion.translating import translator_at

SPANISH = "Mi abuela cruzó el río con una maleta."
ENGLISH = "My grandmother crossed the river with a suitcase."


@pytest.fixture
def server() -> Iterator[PretendTranslator]:
    with pretend_translator() as running:
        yield running


def use(course: Course, url: str) -> None:
    """Let the installation have this translator."""
    app = course.world.app
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"translate_url": url})
    app.extensions.pop("vsm_translator", None)


def allow(course: Course, *, on: bool = True) -> None:
    data = {"translates": "y"} if on else {"sent": "1"}
    answer = course.teacher.browser.post(f"{course.path}/translating", data=data)
    assert answer.status_code == 303


def ask(somebody: Somebody, topic: str, number: int = 1, target: str = "en") -> TestResponse:
    return somebody.browser.post(f"{topic}/posts/{number}/translate", data={"target": target})


def read(somebody: Somebody, topic: str, number: int = 1, target: str = "en") -> TestResponse:
    return somebody.browser.get(f"{topic}/posts/{number}/in/{target}")


@pytest.mark.parametrize("kind", ["libretranslate+http", "deepl+http"])
def test_a_post_is_read_in_another_language_with_the_original_above(
    course: Course, server: PretendTranslator, kind: str
) -> None:
    use(course, f"{kind}://{KEY}@{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", f"**Hola**\n\n{SPANISH}")
    link = soup_of(course["Anna"].browser.get(topic)).select_one("#p1 a[href$='/in/en']")
    assert link is not None
    path = str(link["href"])
    assert "Nobody has had this post translated yet" in words(course["Anna"].browser.get(path))
    assert server.asked == []
    answer = ask(course["Anna"], topic)
    assert urlsplit(answer.headers["Location"]).path == path
    page = course["Anna"].browser.get(path)
    assert SPANISH in words(page)
    shown = soup_of(page).select_one("#translation .text")
    assert shown is not None
    assert shown["lang"] == "en"
    assert shown["dir"] == "ltr"
    assert ENGLISH in shown.get_text()
    assert shown.select_one("strong") is not None
    assert "made by a machine" in words(page)
    assert ("DeepL" if kind.startswith("deepl") else "LibreTranslate (127.0.0.1)") in words(page)
    assert server.keys == [KEY]
    # Names stay here.
    assert "Diana" not in str(server.asked)


def test_what_is_translated_once_is_asked_for_no_more(
    course: Course, server: PretendTranslator
) -> None:
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    for name in ("Anna", "Ben", "Cem"):
        assert ask(course[name], topic).status_code == 303
    assert len(server.asked) == 1
    course["Diana"].browser.post(f"{topic}/posts/1/delete")
    assert kept(course) == 0


def kept(course: Course) -> int:
    with course.world.work() as session:
        return session.scalar(select(func.count()).select_from(Translation)) or 0


def test_a_changed_post_is_translated_anew(course: Course, server: PretendTranslator) -> None:
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    ask(course["Anna"], topic)
    edit = {"title": "Historia", "text": f"{SPANISH} Y más.", "base_version": "1"}
    course["Diana"].browser.post(f"{topic}/posts/1/edit", data=edit)
    assert kept(course) == 0
    assert ENGLISH not in words(read(course["Anna"], topic))


def test_no_text_is_sent_unless_the_course_has_switched_it_on(
    course: Course, server: PretendTranslator
) -> None:
    topic = course.open(course["Diana"], "Historia", SPANISH)
    assert "no translator" in words(course.teacher.browser.get(f"{course.path}/translating"))
    assert ask(course["Anna"], topic).status_code == 403
    use(course, f"libretranslate+http://{server.address}")
    assert ask(course["Anna"], topic).status_code == 403
    assert "/in/en" not in course["Anna"].browser.get(topic).get_data(as_text=True)
    allow(course)
    assert "/in/en" in course["Anna"].browser.get(topic).get_data(as_text=True)
    allow(course, on=False)
    assert ask(course["Anna"], topic).status_code == 403
    assert "/in/en" not in course["Anna"].browser.get(topic).get_data(as_text=True)
    assert server.asked == []
    for somebody in (course["Anna"], course.colleague):
        answer = somebody.browser.post(f"{course.path}/translating", data={"translates": "y"})
        assert answer.status_code == 403
    with course.world.work() as session:
        noted = select(AuditEntry).where(AuditEntry.action == "discussion.translating_changed")
        entries = session.scalars(noted.order_by(AuditEntry.id))
        assert [one.details["on"] for one in entries] == [1, 0]


def test_a_teams_words_are_sent_only_when_each_member_has_allowed_it(
    course: Course, server: PretendTranslator
) -> None:
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    space = f"{course.path}/team/{course.team_ids[0]}"
    topic = course.open(course["Diana"], "Nuestra", SPANISH, space=f"team/{course.team_ids[0]}")
    assert ask(course["Anna"], topic).status_code == 403
    agree = {"step": "yes"}
    assert course["Anna"].browser.post(f"{space}/translating", data=agree).status_code == 303
    assert "not yet allowed by all" in words(course["Diana"].browser.get(space))
    assert ask(course["Anna"], topic).status_code == 403
    # Neither a teacher nor a member of another team can agree for them.
    assert course.teacher.browser.post(f"{space}/translating", data=agree).status_code == 403
    assert course["Ben"].browser.post(f"{space}/translating", data=agree).status_code == 404
    assert server.asked == []
    course["Diana"].browser.post(f"{space}/translating", data=agree)
    assert ask(course["Anna"], topic).status_code == 303
    assert ENGLISH in words(read(course["Anna"], topic))
    assert read(course["Ben"], topic).status_code == 404
    course["Diana"].browser.post(f"{space}/translating", data={"step": "no"})
    assert ENGLISH not in words(read(course["Anna"], topic))
    assert ask(course["Anna"], topic, target="de").status_code == 403


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (403, None), (456, None), (200, b"<html>"), (200, b"[]"), (200, b"{}")],
)
def test_a_translator_that_fails_is_told_of_in_words_and_nothing_is_kept(
    course: Course, server: PretendTranslator, status: int, body: bytes | None
) -> None:
    use(course, f"deepl+http://{KEY}@{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    server.status, server.body = status, body
    answer = ask(course["Anna"], topic)
    assert answer.status_code == 503
    assert "DeepL does not answer at the moment" in words(answer)
    assert kept(course) == 0


def test_a_translator_that_is_not_there_is_told_of_without_its_key(
    course: Course, capfd: pytest.CaptureFixture[str]
) -> None:
    with pretend_translator() as server:
        address = server.address
    use(course, f"libretranslate+http://{KEY}@{address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    answer = ask(course["Anna"], topic)
    assert answer.status_code == 503
    logged = "".join(capfd.readouterr())
    assert "translator_failed" in logged
    assert KEY not in logged + answer.get_data(as_text=True)
    assert "abuela" not in logged


def test_a_slow_translator_is_given_up_and_holds_no_more_than_a_few_threads(
    course: Course, server: PretendTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translating, "SECONDS", 0.4)
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    server.wait = threading.Event()
    assert ask(course["Anna"], topic).status_code == 503
    places = course.world.app.extensions["vsm_translating"]
    for _each in range(translating.AT_ONCE):
        assert places.acquire(blocking=False)
    asked = len(server.asked)
    assert ask(course["Ben"], topic).status_code == 503
    assert len(server.asked) == asked


def test_what_a_translator_sends_can_do_no_harm(course: Course, server: PretendTranslator) -> None:
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    server.body = (
        b'{"translatedText": "<script>alert(1)</script><p onclick=x>Hi <img src=//evil.example/p>'
        b'<a href=\\"javascript:x\\">l</a></p>"}'
    )
    ask(course["Anna"], topic)
    shown = soup_of(read(course["Anna"], topic)).select_one("#translation .text")
    assert shown is not None
    assert "Hi" in shown.get_text()
    assert shown.select("script, img, [onclick], a[href]") == []


def test_one_person_cannot_have_everything_translated(
    course: Course, server: PretendTranslator
) -> None:
    use(course, f"libretranslate+http://{server.address}")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    for number in range(2, OWN.tries + 2):
        course.reply(course["Diana"], topic, f"{SPANISH} {number}")
        assert ask(course["Anna"], topic, number).status_code == 303
    answer = ask(course["Anna"], topic, 1)
    assert answer.status_code == 429
    assert len(server.asked) == OWN.tries
    # What is there already can be read.
    assert ask(course["Anna"], topic, 2).status_code == 303


def test_arabic_runs_from_right_to_left(course: Course) -> None:
    use(course, "pretend://here")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    assert ask(course["Anna"], topic, target="ar").status_code == 303
    page = read(course["Anna"], topic, target="ar")
    shown = soup_of(page).select_one("#translation .text")
    assert shown is not None
    assert (shown["lang"], shown["dir"]) == ("ar", "rtl")
    assert "a pretended translator, which translates nothing" in words(page)


def test_only_a_language_and_a_post_that_there_are(course: Course) -> None:
    use(course, "pretend://here")
    allow(course)
    topic = course.open(course["Diana"], "Historia", SPANISH)
    for target in ("xx", "", "en/../x"):
        assert ask(course["Anna"], topic, target=target).status_code == 404
    assert ask(course["Anna"], topic, 9).status_code == 404
    assert read(course["Anna"], topic, target="xx").status_code == 404
    course.teacher.browser.post(f"{topic}/posts/1/hide", data={"reason": "Rude"})
    assert read(course["Anna"], topic).status_code == 404
    assert ask(course["Anna"], topic).status_code == 404


@pytest.mark.parametrize(
    "url",
    ["https://translate.example", "deepl+https://api.example", "libretranslate+https://", "x"],
)
def test_a_wrong_setting_is_told_of_when_the_server_starts(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(translate_url=url)


def test_production_takes_no_pretended_translator(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    values = {**settings.model_dump(), "environment": "production"}
    for url in ("pretend://here", "deepl+http://k@api.example"):
        with pytest.raises(ValidationError, match="VSM_TRANSLATE_URL"):
            Settings(**{**values, "translate_url": url})
    assert Settings(**{**values, "translate_url": "deepl+https://k@api.example"}).translate_url
    found = translator_at("libretranslate+https://k@t.example/api/")
    assert found is not None
    assert found.name == "LibreTranslate (t.example)"
    assert translator_at("") is None
