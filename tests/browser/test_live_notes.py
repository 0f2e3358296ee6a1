"""Two changes of a room's notes become one in the page as they do on the server."""

import random
import re

import pytest

from tests.browser.chromium import as_installed
from tests.browser.conftest import OpenBrowser
from tests.browser.stage import Stage
from vsm_platform.live.merging import merge_notes
from vsm_platform.web.templating import asset

pytestmark = pytest.mark.browser


def test_the_page_merges_notes_as_the_server_does(open_browser: OpenBrowser, stage: Stage) -> None:
    cases = [
        ("hel", "hello", "hel hola"),
        ("", "hola", "hello"),
        ("Plan:", "Plan: film", "Plan: water"),
        ("one two three", "one three", "one two and three"),
        ("a b c", "A b c", "a b C"),
        ("مرحبا", "مرحبا بكم", "أهلا مرحبا"),
    ]
    page = open_browser(as_installed()).new_page()
    page.goto(f"{stage.product}/notice")
    with stage.app.test_request_context():
        address = f"{stage.product}{asset('live-notes.js')}"
    merged = page.evaluate(
        """async ([address, cases]) => {
          const { mergeNotes } = await import(address);
          return cases.map(([base, mine, theirs]) => mergeNotes(base, mine, theirs, mine.length)[0]);
        }""",
        [address, [*cases, *random_edits()]],
    )
    assert merged[: len(cases)] == [merge_notes(*case) for case in cases]
    for (_base, mine, theirs), text in zip(random_edits(), merged[len(cases) :], strict=True):
        typed = re.findall(r"(?:mine|yours)\d+", f"{mine} {theirs}")
        assert [word for word in typed if word not in text] == []


def random_edits() -> list[tuple[str, str, str]]:
    """Texts, and what two people made of each by typing words at several places."""
    dice = random.Random(9)
    found = []
    for _ in range(400):
        base = "\n".join(f"w{number}" for number in range(dice.randrange(8)))
        versions = []
        for who in ("mine", "yours"):
            text = base
            for number in range(dice.randint(1, 4)):
                places = [0, len(text), *(one.start() for one in re.finditer(r"\s", text))]
                place = dice.choice(places)
                text = f"{text[:place]} {who}{number} {text[place:]}"
            versions.append(text)
        found.append((base, *versions))
    return found
