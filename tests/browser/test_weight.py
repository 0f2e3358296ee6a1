"""What a page weighs on the line, in bytes of brotli: for students on weak lines.

Bytes are counted as they travel, without headers. No browser is needed to count them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.browser.stage import Stage, arrive
from vsm_platform.practice import HttpTransport, Robot

HTML_AND_CSS = 14_000
FIRST_VIEW = 30_000
REQUESTS = 4
SMALL = 500
"""Bytes below which compression only costs."""
THIRD_PARTY = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//|from ['\"]https?:")
"""How styles and scripts fetch more."""
FIRST_VIEWS = ("course home", "welcome", "chooser", "content")


@dataclass(frozen=True)
class View:
    """One first view: each address with its answer and what came over the line."""

    answers: dict[str, tuple[httpx.Response, bytes]]
    page: str

    def weight(self, *mimetypes: str) -> int:
        return sum(
            len(body)
            for answer, body in self.answers.values()
            if not mimetypes or answer.headers["Content-Type"].split(";")[0] in mimetypes
        )

    @property
    def static(self) -> list[httpx.Response]:
        return [answer for address, (answer, _body) in self.answers.items() if address != self.page]


@pytest.fixture(scope="module")
def robots(stage: Stage) -> dict[str, tuple[Robot, str]]:
    """Who has arrived where: a student, a newcomer, and a teacher of a course not linked yet."""
    student, newcomer, teacher, placer = (Robot(HttpTransport()) for _ in range(4))
    colleague = stage.universities["canvas"].teacher
    return {
        "course home": _arrived(student, stage, "Pacific/Apia"),
        "welcome": _arrived(newcomer, stage, ""),
        "chooser": (
            teacher,
            arrive(teacher, stage.launch_address("canvas", colleague, linked=False), "UTC").url,
        ),
        "content": (
            placer,
            arrive(placer, stage.content_address("canvas", colleague), "UTC").url,
        ),
    }


def _arrived(robot: Robot, stage: Stage, timezone: str) -> tuple[Robot, str]:
    address = stage.launch_address("moodle", stage.newcomer("moodle"))
    return robot, (arrive(robot, address, timezone) if timezone else robot.launch(address)).url


@pytest.fixture(params=FIRST_VIEWS)
def view(request: pytest.FixtureRequest, robots: dict[str, tuple[Robot, str]]) -> View:
    robot, address = robots[request.param]
    return first_view(robot, address)


def first_view(robot: Robot, address: str) -> View:
    """Fetch a page and everything that it asks for, as a browser with an empty cache does."""
    with httpx.Client(trust_env=False) as client:
        page = _fetch(client, address, robot.jar.header(address))
        html = BeautifulSoup(page[0].text, "lxml")
        answers = {address: page}
        for reference in _references(html):
            asset = urljoin(address, reference)
            answers.setdefault(asset, _fetch(client, asset))
    return View(answers, address)


def _fetch(client: httpx.Client, address: str, cookie: str = "") -> tuple[httpx.Response, bytes]:
    headers = {"Accept-Encoding": "br"} | ({"Cookie": cookie} if cookie else {})
    with client.stream("GET", address, headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.status_code == 200, (address, answer.status_code)
    whole = httpx.Response(200, headers=answer.headers, content=raw)
    return whole, raw


def _references(html: BeautifulSoup) -> Iterator[str]:
    """What a browser fetches by itself; inline SVG and data: addresses cost no request."""
    for tag, attribute in (("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src")):
        for element in html.find_all(tag, attrs={attribute: True}):
            if not str(element[attribute]).startswith("data:"):
                yield str(element[attribute])


def test_html_and_styles_of_a_first_view_fit_into_14_kb(view: View) -> None:
    assert view.weight("text/html", "text/css") <= HTML_AND_CSS


def test_everything_of_a_first_view_fits_into_30_kb(view: View) -> None:
    assert view.weight() <= FIRST_VIEW


def test_a_first_view_makes_few_requests(view: View) -> None:
    assert len(view.answers) <= REQUESTS


def test_nothing_comes_from_a_third_party(view: View, stage: Stage) -> None:
    own = urlsplit(stage.product).netloc
    assert {urlsplit(address).netloc for address in view.answers} == {own}
    for answer in view.static:
        assert THIRD_PARTY.findall(answer.text) == []


def test_a_repeat_view_fetches_only_its_html(view: View) -> None:
    for answer in view.static:
        caching = answer.headers["Cache-Control"]
        assert "immutable" in caching
        assert "max-age=31536000" in caching
        assert "Set-Cookie" not in answer.headers


def test_texts_travel_as_brotli(view: View) -> None:
    for address, (answer, body) in view.answers.items():
        assert answer.headers.get("Content-Encoding") == "br" or len(body) < SMALL, address
