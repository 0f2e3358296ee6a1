"""An exchange whose people talk, for the benchmarks of discussions: its posts, and a signed-in browser.

Posts are distinct words out of a vocabulary of 6,000 invented ones, about 560 characters each, so
that compression finds in them what it would find in what people write, and not more.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session

from benchmarks.house import free_port
from config import Settings
from vsm_platform import schema
from vsm_platform.accounts.api import (
    LaunchedPerson,
    do_begin_visit,
    do_recognise,
    do_welcome,
    make_launch_token,
)
from vsm_platform.app import create_app
from vsm_platform.core import clock
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.house import House
from vsm_platform.discussion.actions.adding import Words, do_reply
from vsm_platform.discussion.actions.posts import TopicFacts, do_open_topic
from vsm_platform.discussion.actions.reading import do_mark_read
from vsm_platform.discussion.models import SpaceKind, Topic
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.queries.access import Standing, standing_in
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    ExchangeState,
    Role,
    do_create_exchange,
    do_enrol,
    partners_of,
)
from vsm_platform.institutions.api import (
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
)
from vsm_platform.launch.queries import form_token

LENGTH = 560
COOKIE = "__Host-vsm"


def vocabulary(words: int = 6_000) -> list[str]:
    """Invented words that can be spoken, always the same."""
    chance = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    made: set[str] = set()
    while len(made) < words:
        made.add("".join(chance.choices(syllables, k=chance.randint(1, 4))))
    return sorted(made)


def texts(seed: int = 1) -> Iterator[str]:
    """Posts without end."""
    words, chance = vocabulary(), random.Random(seed)
    while True:
        text = ""
        while len(text) < LENGTH:
            text += f"{chance.choice(words)} "
        yield text.strip().capitalize() + "."


@dataclass(frozen=True)
class OtherHouse(House):
    """A house on another database."""

    database_url: str = ""

    @property
    def settings(self) -> Settings:
        own = House(self.folder, self.port, self.practice_port).settings
        return own.model_copy(update={"database_url": self.database_url})


def _viewer(person_id: int, visit_id: int) -> Viewer:
    return Viewer(visit_id, person_id, "", None, "", None, "UTC", "", "", False, False, True)


@dataclass(frozen=True)
class Talk:
    """The application with an exchange of two universities."""

    house: House
    app: Flask
    exchange_id: int
    people: list[tuple[int, int]]
    """Person and visit."""

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["vsm_database"]
        return found

    def cookie(self, person: int = 0) -> str:
        """What the browser of one of the people holds."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        person_id, visit_id = self.people[person]
        with self.app.app_context():
            # As a launch leaves it.
            kept = {"_user_id": str(visit_id), "_fresh": True, "csrf_token": form_token(person_id)}
        return str(serializer.dumps(kept))

    def headers(self, person: int = 0) -> dict[str, str]:
        """What a page's script sends where the LMS's frame keeps no cookie."""
        with self.app.test_request_context():
            return {"Authorization": f"Launch {make_launch_token(_viewer(*self.people[person]))}"}

    def standing(self, session: Session, person: int) -> Standing:
        viewer = _viewer(*self.people[person])
        return standing_in(session, viewer, self.exchange_id)

    def topic(self, title: str, posts: int, seed: int = 1) -> str:
        """A topic with so many posts below its prompt; gives its address."""
        written = texts(seed)
        with self.app.test_request_context(), self.database.unit_of_work(writes=True) as session:
            stands = [self.standing(session, one) for one in range(len(self.people))]
            topic = do_open_topic(
                session,
                stands[0],
                Place(SpaceKind.COURSE),
                TopicFacts(title),
                Words(next(written), "en"),
            )
            chance = random.Random(seed)
            for number in range(2, posts + 2):
                to = chance.choice([0, 0, chance.randint(1, number - 1)])
                who = chance.choice(stands)
                do_reply(
                    session,
                    who,
                    topic,
                    Words(next(written), "en"),
                    parent=to,
                    client_key=uuid4().hex,
                )
        return f"/exchanges/{self.exchange_id}/discussion/topics/{topic}"

    def come_back_to(self, topic: str) -> None:
        """The first student has read a topic to its end; then somebody posts once more."""
        topic_id = int(topic.rpartition("/")[2])
        with self.app.test_request_context(), self.database.unit_of_work(writes=True) as session:
            row = session.get_one(Topic, topic_id)
            do_mark_read(session, row, self.people[0][0], row.last_number)
            words = Words(next(texts(77)), "en")
            do_reply(session, self.standing(session, 1), topic_id, words, client_key=uuid4().hex)


@contextmanager
def talk(students: int = 20, database_url: str = "") -> Iterator[Talk]:
    """Set up an exchange of two universities with so many students."""
    with TemporaryDirectory() as folder:
        house = OtherHouse(Path(folder), free_port(), free_port(), database_url)
        schema.upgrade(house.settings.database_address())
        app = create_app(house.settings)
        made = _people(app, students)
        yield Talk(house, app, *made)
        app.extensions["vsm_database"].engine.dispose()


def _homes(session):  # type: ignore[no-untyped-def]
    homes = []
    for number, (name, zone) in enumerate((("Samoa", "Pacific/Apia"), ("Osaka", "Asia/Tokyo"))):
        home = do_add_institution(
            session,
            InstitutionDetails(name, place=name, timezone=zone, country=""),
            actor_id=None,
        )
        registration = do_connect_lms(session, home, _connection(number), "1", actor_id=None)
        session.flush()
        homes.append((home, registration))
    return homes


def _people(app: Flask, students: int) -> tuple[int, list[tuple[int, int]]]:
    today = clock.now().date()
    facts = ExchangeFacts("Climate", "", today - timedelta(7), today + timedelta(70), ["en"])
    database: Database = app.extensions["vsm_database"]
    with app.test_request_context(), database.unit_of_work(writes=True) as session:
        homes = _homes(session)
        exchange_id = do_create_exchange(
            session, facts, institution_ids=[home.id for home, _ in homes], lead_id=homes[0][0].id,
            actor_id=None, state=ExchangeState.RUNNING,
        )  # fmt: skip
        partners = partners_of(session, exchange_id)
        people = []
        for number in range(students):
            home, registration = homes[number % 2]
            launched = LaunchedPerson(
                registration.id, home.id, f"s{number}", f"Student {number}", "", "", "", False
            )
            person = do_recognise(session, launched)
            do_welcome(
                session,
                person.id,
                display_name=f"Student {number}",
                timezone="Pacific/Apia",
                language="en",
            )
            do_enrol(
                session, partnership_id=partners[number % 2].partnership_id, person_id=person.id,
                role=Role.STUDENT, is_test=False, is_admitted=True,
            )  # fmt: skip
            visit = do_begin_visit(session, person, deployment_id=None)
            session.flush()
            people.append((person.id, visit.id))
    return exchange_id, people


def _connection(number: int) -> LmsConnection:
    origin = f"https://lms{number}.example"
    return LmsConnection(
        "moodle",
        f"Moodle {number}",
        origin,
        "client",
        f"{origin}/auth",
        f"{origin}/token",
        "",
        f"{origin}/keys",
        [origin],
    )
