"""An exchange whose partners choose among applicants, and people who apply."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.forms import soup_of, values_of
from tests.people import Somebody, University, World
from vsm_platform.accounts.api import Identity, SignIn
from vsm_platform.admissions.models import Application, Criterion
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Participation,
    Partnership,
    Role,
    do_link_course,
    withdraw_entry_check,
)

GOOD_TEXT = "I want to work with people from elsewhere. " * 8
STARTS = date(2027, 3, 1)
COURSE = "context:1"


@dataclass
class Admissions:
    """Makes what a test of admissions needs, and walks its pages."""

    world: World
    exchange_id: int
    home: University
    other: University
    faculty: Somebody
    """Teaches at home."""
    foreign_faculty: Somebody
    """Coordinates the exchange, for the other partner."""

    def path(self, page: str = "") -> str:
        return f"/exchanges/{self.exchange_id}{page}"

    def terms(self, university: University | None = None, **columns: Any) -> None:
        """Change what a partner agreed; by default the home university's."""
        partnership = self.world.partnership(self.exchange_id, university or self.home)
        with self.world.work() as session:
            statement = update(Partnership).where(Partnership.id == partnership)
            session.execute(statement.values(**columns))

    def launched(
        self,
        name: str,
        university: University | None = None,
        *,
        email: str = "",
        timezone: str = "UTC",
    ) -> Somebody:
        """A student who has clicked the link in the home LMS's course and read the welcome."""
        person = self.world.person(university or self.home, name, timezone=timezone)
        with self.world.work() as session:
            visit = update(SignIn).where(SignIn.id == person.visit_id)
            session.execute(visit.values(course_key=COURSE))
            identity = update(Identity).where(Identity.person_id == person.id)
            session.execute(identity.values(email=email))
        return person

    def criterion(self, kind: str, **fields: str) -> int:
        """Ask something, through the faculty's form; gives the criterion's id."""
        page = self.path(f"/applications/criteria/new/{kind}")
        answer = fill(self.faculty.browser, page, **fields)
        assert answer.status_code == 303, soup_of(answer).select("p.error")
        with self.world.work() as session:
            return session.scalars(select(Criterion.id).order_by(Criterion.id.desc())).first() or 0

    def english(self, level: str = "B2", *, is_rule: bool = True) -> int:
        return self.criterion(
            "language", language="English", level=level, is_rule="yes" if is_rule else "no"
        )

    def settings(self, **fields: str) -> None:
        answer = fill(self.faculty.browser, self.path("/applications/criteria"), **fields)
        assert answer.status_code == 303

    def answer(self, who: Somebody, criterion_id: int, **fields: str) -> TestResponse:
        """Answer one question and see what follows."""
        return who.browser.post(
            self.path(f"/apply/{criterion_id}"), data=fields, follow_redirects=True
        )

    def send(self, who: Somebody) -> TestResponse:
        return who.browser.post(self.path("/apply/send"), data={}, follow_redirects=True)

    def applied(
        self, name: str, answers: dict[int, dict[str, str]] | None = None, **about: Any
    ) -> Somebody:
        """Somebody who has sent an application with these answers."""
        person = self.launched(name, **about)
        for criterion_id, fields in (answers or {}).items():
            self.answer(person, criterion_id, **fields)
        assert "Your application is sent" in text_of(self.send(person))
        return person

    def decide(
        self, decision: str, *people: Somebody, by: Somebody | None = None, **words: str
    ) -> TestResponse:
        """Decide about people, past the page that asks for the words."""
        fields = {"decision": decision, "confirmed": "yes", "reason_text": "", **words}
        data = {"applications": [str(self.key(one)) for one in people], **fields}
        browser = (by or self.faculty).browser
        return browser.post(self.path("/applications/decide"), data=data, follow_redirects=True)

    def key(self, who: Somebody) -> int:
        return self.application(who).id

    def application(self, who: Somebody) -> Application:
        with self.world.database.unit_of_work(writes=False) as session:
            query = select(Application).where(Application.person_id == who.id)
            found = session.scalars(query).one()
            session.expunge(found)
            return found

    def state(self, who: Somebody) -> str:
        return self.application(who).state

    def enrolment(self, who: Somebody) -> EnrolmentState | None:
        with self.world.database.unit_of_work(writes=False) as session:
            query = select(Enrolment.state).where(
                Enrolment.person_id == who.id, Enrolment.exchange_id == self.exchange_id
            )
            found = session.scalars(query).one_or_none()
            return EnrolmentState(found) if found else None

    def page(self, who: Somebody, page: str = "/apply") -> str:
        return text_of(who.browser.get(self.path(page), follow_redirects=True))

    def care(self) -> None:
        """Let what happens by itself happen now."""
        with self.world.work() as session:
            for delivery in session.scalars(select(Delivery)):
                delivery.due_at = clock.now() - timedelta(seconds=1)
        self.world.app.extensions["vsm_courier"].run_due()

    def letters(self) -> list[Message]:
        """The letters that have left so far, sent now."""
        self.world.app.extensions["vsm_courier"].run_due()
        folder = Path(self.world.app.config["SETTINGS"].data_folder) / "mail"
        paths = sorted(folder.glob("*.eml")) if folder.exists() else []
        return [message_from_bytes(path.read_bytes(), policy=default) for path in paths]


def fill(browser: FlaskClient, page: str, **fields: str | list[str]) -> TestResponse:
    """Send a page's form as it stands, boxes that are ticked among it, with these fields changed."""
    opened = browser.get(page)
    assert opened.status_code == 200, (page, opened.status)
    form = soup_of(opened).select("main form[method=post]")[-1]
    ticked: dict[str, list[str]] = {}
    for box in form.select("input[type=checkbox][checked]"):
        ticked.setdefault(str(box["name"]), []).append(str(box["value"]))
    return browser.post(str(form.get("action") or page), data=values_of(form) | ticked | fields)


def text_of(answer: TestResponse) -> str:
    """The words of a page's main part, with single spaces."""
    main = soup_of(answer).select_one("main")
    assert main is not None, answer.get_data(as_text=True)[:300]
    return " ".join(main.get_text(" ", strip=True).split())


def until(instant: datetime) -> timedelta:
    """By how much to move the clock so that it is then."""
    return instant - clock.now()


def noon(day: date, zone: str = "UTC") -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))


@pytest.fixture
def admissions(app: Flask) -> Iterator[Admissions]:
    """Madrid's students apply until the end of January; Osaka's come as they like."""
    world = World(app)
    home = world.university("University of Madrid", "Madrid", "Europe/Madrid", "ES")
    other = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    exchange_id = world.exchange(
        "Innovation", [home, other], starts_on=STARTS, ends_on=date(2027, 6, 30)
    )
    faculty, foreign = world.person(home, "Fina Faculty"), world.person(other, "Cho Coordinator")
    world.enrol(exchange_id, home, faculty, Role.FACILITATOR)
    world.enrol(exchange_id, other, foreign, Role.COORDINATOR)
    for university, teacher in ((home, faculty), (other, foreign)):
        with world.work() as session:
            do_link_course(
                session,
                deployment_id=university.deployment_id,
                course_key=COURSE,
                course_title="Innovation",
                partnership_id=world.partnership(exchange_id, university),
                institution_id=university.id,
                actor_id=teacher.id,
            )
    made = Admissions(world, exchange_id, home, other, faculty, foreign)
    made.terms(participation=Participation.APPLICATION, registers_until=date(2027, 1, 31))
    yield made
    withdraw_entry_check("test")
