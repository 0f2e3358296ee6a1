"""Two programmes of "Moving minds" that talk: the rows of the mission, walked by plain forms.

Intercultural Learning: 12 and 12, in German, without an LMS, in six teams of two and two, at 50
kbit/s. Digital Storytelling: students of a university and an NGO's youth who come in by a link.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import brotli
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.discussion.conftest import words
from tests.discussion.translators import pretend_translator
from tests.forms import submit
from tests.invitations.conftest import Scene, institution, scene
from tests.people import University, World
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange, Role
from vsm_platform.institutions.api import InstitutionKind
from vsm_platform.invitations.api import Invited, do_invite
from vsm_platform.teams.api import do_make_set, do_place, do_publish_set, teams_of_set

__all__ = ["scene"]
KBIT = 50
STATIC = Path(__file__).parents[2] / "vsm_platform" / "static"
OVERHEAD = 600
"""Bytes of a request and of an answer's head, which travel too."""


@dataclass
class Line:
    """A weak line: counts what travels, as a browser asks for it."""

    browser: FlaskClient
    kept: set[str] = field(default_factory=set)
    """Addresses that the browser has and does not ask for again."""
    bytes: int = 0
    requests: int = 0

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> TestResponse:
        headers = {"Accept-Encoding": "br", "Accept-Language": "de"}
        answer = self.browser.open(path, method=method, data=data, headers=headers)
        self.requests += 1
        self.bytes += len(answer.get_data()) + OVERHEAD
        answer.close()
        return answer

    def open(self, path: str) -> BeautifulSoup:
        """A page and everything that it loads by itself."""
        compressed = self._ask("GET", path)
        assert compressed.status_code == 200, path
        page = BeautifulSoup(self.browser.get(path).get_data(as_text=True), "lxml")
        assets = [one.get("href") for one in page.select("link[rel=stylesheet], link[rel=icon]")]
        assets += [one.get("src") for one in page.select("script[src], img[src]")]
        for address in filter(None, assets):
            if not str(address).startswith("data:") and address not in self.kept:
                self.kept.add(str(address))
                self.requests += 1
                self.bytes += _asset_bytes(str(address)) + OVERHEAD
        return page

    def send(self, path: str, **values: str) -> BeautifulSoup:
        """Send a form, and open where it leads."""
        answer = self._ask("POST", path, values)
        assert answer.status_code == 303, words(answer)
        return self.open(answer.headers["Location"].partition("#")[0])

    def seconds(self) -> float:
        """How long all of this has taken on the line; begins anew."""
        seconds = self.bytes * 8 / (KBIT * 1000)
        self.bytes = self.requests = 0
        return seconds


def _asset_bytes(address: str) -> int:
    """What a file of ours is on its way, compressed no better than the server does it."""
    name = urlsplit(address).path.rpartition("/static/")[2]
    return len(brotli.compress((STATIC / name).read_bytes(), quality=4))


@dataclass
class GermanCourse:
    """Bremen and Puebla without an LMS; twelve students each, who came in by links."""

    world: World
    exchange_id: int
    sides: list[University]
    browsers: dict[str, FlaskClient]
    teams: list[int]

    @property
    def path(self) -> str:
        return f"/exchanges/{self.exchange_id}/discussion"


@pytest.fixture
def german(world: World) -> GermanCourse:
    sides = [
        institution(world, "Hochschule Bremen", InstitutionKind.UNIVERSITY, "Europe/Berlin"),
        institution(world, "BUAP", InstitutionKind.UNIVERSITY, "America/Mexico_City"),
    ]
    exchange_id = world.exchange("Interkulturelles Lernen", sides)
    with world.work() as session:
        session.execute(update(Exchange).values(languages=["de"]))
    browsers, actor_id = {}, world.administrator().id
    for side, town in zip(sides, ("Bremen", "Puebla"), strict=True):
        for number in range(12):
            name = f"{town} {number}"
            browsers[name] = _come_in(world, exchange_id, side, name, Role.STUDENT, actor_id)
    browsers["Lehrerin"] = _come_in(
        world, exchange_id, sides[0], "Lehrerin", Role.FACILITATOR, actor_id
    )
    return GermanCourse(world, exchange_id, sides, browsers, _six_teams(world, exchange_id))


def _come_in(
    world: World, exchange_id: int, side: University, name: str, role: Role, actor_id: int
) -> FlaskClient:
    """Invite somebody, and let the link be opened and its form be filled in."""
    with world.work() as session:
        partnership_id = world.partnership(exchange_id, side)
        invited = Invited(exchange_id, partnership_id, role, name, "", "de")
        link = do_invite(session, invited, actor_id=actor_id).link.removeprefix(
            "https://exchange.test"
        )
    browser = world.browser()
    browser.post("/language", data={"language": "en"})
    asked = {"display_name": name, "timezone": "Europe/Berlin"}
    if role == Role.STUDENT:
        asked["age"] = "adult"
    answer = submit(browser, link, **asked)
    assert answer.status_code == 303, words(answer)
    return browser


def _six_teams(world: World, exchange_id: int) -> list[int]:
    """Two of either side in each."""
    with world.app.test_request_context(), world.work() as session:
        made = do_make_set(session, exchange_id, title="Teams", teams=6, actor_id=None)
        ids = [team.id for team in teams_of_set(session, made)]
        query = select(Enrolment.id, Enrolment.partnership_id).where(
            Enrolment.exchange_id == exchange_id, Enrolment.role == Role.STUDENT
        )
        by_side: dict[int, list[int]] = {}
        for enrolment, side in session.execute(query.order_by(Enrolment.id)):
            by_side.setdefault(side, []).append(enrolment)
        assert [len(side) for side in by_side.values()] == [12, 12]
        places = {
            enrolment: ids[number // 2]
            for side in by_side.values()
            for number, enrolment in enumerate(side)
        }
        do_place(session, exchange_id, made, dict(places), actor_id=None)
        do_publish_set(session, exchange_id, made, is_published=True, actor_id=None)
        return ids


def test_intercultural_learning_talks_in_german_in_its_teams_without_an_lms_at_50_kbit(
    german: GermanCourse,
) -> None:
    space = f"{german.path}/team/{german.teams[0]}"
    bremen, puebla = Line(german.browsers["Bremen 0"]), Line(german.browsers["Puebla 0"])

    # The first visit loads style and scripts; every later page is its HTML alone.
    bremen.open(german.path)
    assert bremen.seconds() <= 30_000 * 8 / (KBIT * 1000) + 1
    bremen.open(space)
    assert bremen.seconds() <= 2

    question = "Was habt ihr in eurer ersten Woche an der Universität nicht verstanden?"
    values = {"title": "Die erste Woche", "text": question, "client_key": uuid4().hex}
    bremen.open(f"{space}/new")
    topic_page = bremen.send(f"{space}/new", **values)
    assert bremen.seconds() <= 5
    assert topic_page.select_one("#p1 .text[lang=de]") is not None

    # The other side sees it as new and unanswered, and answers.
    puebla.open(german.path)
    puebla.seconds()
    listed = puebla.open(space)
    assert "Die erste Woche" in listed.get_text()
    assert "no answer yet" in listed.get_text()
    topic = str(listed.select_one(".tasks a")["href"])  # type: ignore[index]
    puebla.open(topic)
    reply = "Niemand hat mir gesagt, wo man sich einschreibt, und alle waren schon dort."
    page = puebla.send(f"{topic}/reply", text=reply, to="0", client_key=uuid4().hex)
    assert "einschreibt" in page.get_text()
    assert puebla.seconds() <= 7
    assert "1 new" in bremen.open(space).get_text()

    # What a team says is its own: nobody of the five others reads it, and the teacher does.
    other = german.browsers["Bremen 2"]
    assert other.get(topic).status_code == 404
    assert other.get(space).status_code == 404
    assert german.browsers["Lehrerin"].get(topic).status_code == 200


def test_intercultural_learning_goes_on_talking_when_two_students_drop_out(
    german: GermanCourse,
) -> None:
    space = f"{german.path}/team/{german.teams[0]}"
    values = {"title": "Hallo", "text": "Wer ist da?", "client_key": uuid4().hex}
    leaver = german.browsers["Bremen 0"]
    topic = leaver.post(f"{space}/new", data=values).headers["Location"]
    with german.world.work() as session:
        query = select(Enrolment).where(Enrolment.role == Role.STUDENT).order_by(Enrolment.id)
        for enrolment in session.scalars(query.limit(2)).all():
            enrolment.state = EnrolmentState.LEFT
    # Who has left reads and writes nothing more there; the words stay for those who go on.
    answer = {"text": "Ich", "to": "0", "client_key": uuid4().hex}
    assert leaver.post(f"{topic}/reply", data=answer).status_code in {403, 404, 409}
    for name in ("Puebla 0", "Puebla 1"):
        assert "Wer ist da?" in words(german.browsers[name].get(topic))
        assert german.browsers[name].post(f"{topic}/reply", data=answer).status_code == 303
        answer["client_key"] = uuid4().hex
    elsewhere = f"{german.path}/team/{german.teams[3]}"
    assert german.browsers["Puebla 6"].get(elsewhere).status_code == 200


def _told_in_spanish(scene: Scene, path: str, story: str) -> tuple[FlaskClient, str]:
    """Lupe opens her link on a phone, is in without an LMS, and tells; gives the topic's address."""
    asked = {"display_name": "Lupe Xoc", "timezone": "America/Guatemala", "age": "adult"}
    lupe = scene.come_in(scene.invite(name="Lupe", language="es"), language="es", **asked)
    assert '<html lang="es"' in lupe.get(path).text
    posted = submit(lupe, f"{path}/course/0/new", title="Mi abuela", text=story)
    return lupe, str(posted.headers["Location"])


def test_digital_storytelling_reads_in_english_what_was_written_in_spanish(scene: Scene) -> None:
    students = [scene.world.person(scene.zurich, f"Student {number}") for number in range(16)]
    for student in students:
        scene.world.enrol(scene.exchange_id, scene.zurich, student)
    path = f"/exchanges/{scene.exchange_id}/discussion"
    story = "Mi abuela cruzó el río con una maleta."
    with pretend_translator() as server:
        app = scene.world.app
        url = f"libretranslate+http://{server.address}"
        app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"translate_url": url})
        submit(scene.coordinator.browser, f"{path}/translating", translates="y")
        lupe, topic = _told_in_spanish(scene, path, story)

        # A student in Zürich reads it: the original, and below it what a machine made of it.
        reader = students[7].browser
        shown = BeautifulSoup(reader.get(topic).text, "lxml")
        assert shown.select_one("#p1 .text[lang=es]") is not None
        link = shown.select_one("#p1 a[href$='/in/en']")
        assert link is not None
        answer = submit(reader, str(link["href"]))
        text = words(reader.get(answer.headers["Location"]))
        assert text.index(story) < text.index("My grandmother crossed the river with a suitcase.")
        assert "made by a machine LibreTranslate" in text

        # The next reader asks nobody, and what was sent holds no name.
        assert "My grandmother" in words(students[3].browser.get(str(link["href"])))
        assert len(server.asked) == 1
        assert "Lupe" not in str(server.asked)
        # Lupe’s own page offers her no translation of her own language.
        assert "/in/es" not in lupe.get(topic).text
