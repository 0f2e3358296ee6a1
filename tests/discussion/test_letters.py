"""Letters: whom they reach, in which words, and the one click that stops them."""

import re

from flask import Flask
from sqlalchemy import update

from tests import letters
from tests.discussion.conftest import Course, words
from tests.forms import submit
from vsm_platform.accounts.api import Identity
from vsm_platform.mail.models import Letter
from vsm_platform.mail.post_office import LyingLetter, as_message


def sent(app: Flask) -> list[LyingLetter]:
    """The letters of discussions, without those about teams."""
    return [one for one in letters.sent(app) if "mentions you" in one.subject]


def give_address(course: Course, name: str) -> str:
    address = f"{name.lower()}@post.example"
    with course.world.work() as session:
        query = update(Identity).where(Identity.person_id == course[name].id)
        session.execute(query.values(email=address))
    return address


def test_whoever_is_named_gets_a_letter_once_with_the_words_and_the_way(course: Course) -> None:
    address = give_address(course, "Diana")
    topic = course.open(course["Anna"], "Film night", "@Diana, do you come?")
    found = sent(course.world.app)
    assert [letter.recipient for letter in found] == [address]
    assert "Film night" in found[0].subject
    assert "Anna Abel mentions you" in found[0].body
    assert "do you come?" in found[0].body
    assert f"https://exchange.test{topic}/posts/1/place" in found[0].body
    assert len(sent(course.world.app)) == 1


def test_one_click_stops_the_letters_without_signing_in(course: Course) -> None:
    give_address(course, "Diana")
    topic = course.open(course["Anna"], text="@Diana?")
    body = sent(course.world.app)[0].body
    path = re.findall(r"https://exchange\.test(/discussion/stop/\S+)", body)[0]
    stranger = course.world.browser()
    assert "Stop these e-mails" in words(stranger.get(path))
    # As mail programs do it: no cookie, no token of a form (RFC 8058).
    course.world.app.config["WTF_CSRF_ENABLED"] = True
    answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    course.world.app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 303
    course.reply(course["Ben"], topic, "@Diana again")
    assert len(sent(course.world.app)) == 1
    assert stranger.post(f"{path}x").status_code == 404


def test_letters_can_be_switched_on_again(course: Course) -> None:
    give_address(course, "Diana")
    browser = course["Diana"].browser
    browser.post(f"{course.path}/letters", data={"rhythm": "never"})
    course.open(course["Anna"], text="@Diana?")
    assert sent(course.world.app) == []
    submit(browser, f"{course.path}/letters", mentions="y")
    course.open(course["Anna"], text="@Diana?")
    assert len(sent(course.world.app)) == 1


def test_nobody_is_told_of_what_is_gone_or_was_written_without_a_name(course: Course) -> None:
    give_address(course, "Diana")
    topic = course.open(course.teacher, may_be_anonymous="y")
    course.reply(course["Anna"], topic, "@Diana first")
    course["Anna"].browser.post(f"{topic}/posts/2/delete")
    assert sent(course.world.app) == []
    course.reply(course["Anna"], topic, "@Diana second", is_anonymous="y")
    (letter,) = sent(course.world.app)
    assert "Anna" not in letter.body + letter.subject


def test_a_letter_says_how_it_is_stopped_and_that_nobody_wrote_it(course: Course) -> None:
    with course.world.app.app_context():
        message = as_message(
            Letter(id=1, recipient="a@b.example", subject="s", body="b", language="",
                   reply_to="", attachment="", stop_url="https://exchange.test/x")
        )  # fmt: skip
    assert message["List-Unsubscribe"] == "<https://exchange.test/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    assert message["X-Auto-Response-Suppress"] == "All"
