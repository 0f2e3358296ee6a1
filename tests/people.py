"""People for tests: institutions, exchanges and signed-in browsers, made by the rooms' own actions."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.queries import nothing_runs_out
from vsm_platform.accounts.actions import do_admit_administrator, do_welcome
from vsm_platform.accounts.api import (
    CodePurpose,
    LaunchedPerson,
    SignIn,
    do_admit_office,
    do_begin_visit,
    do_invite_administrator,
    do_invite_office,
    do_recognise,
    do_use_code,
)
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    ExchangeState,
    Role,
    do_create_exchange,
    do_enrol,
    do_set_coordinator,
    partners_of,
)
from vsm_platform.institutions.api import (
    Deployment,
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
)

HOST = "exchange.test"


@dataclass(frozen=True, slots=True)
class University:
    """An institution with its LMS."""

    id: int
    name: str
    registration_id: int
    deployment_id: int


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with a browser in which the person is signed in."""

    id: int
    visit_id: int
    browser: FlaskClient


class World:
    """Makes what a test needs; every method is a unit of work of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.database: Database = app.extensions["vsm_database"]
        self._number = 0

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A unit of work that writes, inside the application's context."""
        with self.app.app_context(), self.database.unit_of_work(writes=True) as session:
            yield session

    def _next(self) -> int:
        self._number += 1
        return self._number

    def university(
        self, name: str, place: str = "", timezone: str = "UTC", country: str = ""
    ) -> University:
        number = self._next()
        with self.work() as session:
            details = InstitutionDetails(name, place=place, timezone=timezone, country=country)
            institution = do_add_institution(session, details, actor_id=None)
            registration = do_connect_lms(
                session, institution, _connection(number), "1", actor_id=None
            )
            session.flush()
            deployment = session.scalars(
                select(Deployment).where(Deployment.registration_id == registration.id)
            ).one()
            return University(institution.id, name, registration.id, deployment.id)

    def person(
        self,
        university: University,
        name: str,
        *,
        timezone: str = "UTC",
        is_test_user: bool = False,
        is_welcomed: bool = True,
    ) -> Somebody:
        """A person who has launched once and, by default, read the welcome page."""
        subject = f"subject-{self._next()}"
        launched = LaunchedPerson(
            university.registration_id, university.id, subject, name, "", "", "", is_test_user
        )
        with self.work() as session:
            person = do_recognise(session, launched)
            if is_welcomed:
                do_welcome(session, person.id, display_name=name, timezone=timezone, language="en")
            visit = do_begin_visit(session, person, deployment_id=university.deployment_id)
            return Somebody(person.id, visit.id, self.browser(visit.id))

    def administrator(self) -> Somebody:
        """An administrator who came in by an invitation."""
        with self.work() as session:
            used = do_use_code(session, do_invite_administrator(session), CodePurpose.ADMINISTRATOR)
            visit = do_admit_administrator(session, used, "Ada Admin")
            person_id = session.get_one(SignIn, visit.id).person_id
            return Somebody(person_id, visit.id, self.browser(visit.id))

    def office(self, university: University, name: str = "Olga Office") -> Somebody:
        """Somebody of the university's International Office who came in by a link."""
        with self.work() as session:
            code = do_invite_office(session, university.id, actor_id=None)
            visit = do_admit_office(session, code)
            person_id = session.get_one(SignIn, visit.id).person_id
            do_welcome(session, person_id, display_name=name, timezone="UTC", language="en")
            return Somebody(person_id, visit.id, self.browser(visit.id))

    def browser(self, visit_id: int | None = None) -> FlaskClient:
        """A browser at the product's address, signed in where a visit is given."""
        self.app.config["WTF_CSRF_ENABLED"] = False
        browser = self.app.test_client()
        browser.environ_base["wsgi.url_scheme"] = "https"
        browser.environ_base["HTTP_HOST"] = HOST
        if visit_id is not None:
            with browser.session_transaction() as cookie:
                cookie["_user_id"] = str(visit_id)
                cookie["_fresh"] = True
        return browser

    def exchange(
        self,
        title: str,
        partners: Sequence[University],
        *,
        starts_on: date = date(2026, 8, 17),
        ends_on: date = date(2026, 11, 29),
        description: str = "",
        state: ExchangeState = ExchangeState.RUNNING,
    ) -> int:
        """An exchange that runs whatever day it is, unless ``state`` lets its dates decide."""
        facts = ExchangeFacts(title, description, starts_on, ends_on, ["en"])
        ids = [partner.id for partner in partners]
        with self.work() as session:
            return do_create_exchange(
                session, facts, institution_ids=ids, lead_id=ids[0], actor_id=None, state=state
            )

    def partnership(self, exchange_id: int, university: University) -> int:
        with self.database.unit_of_work(writes=False) as session:
            return next(
                partner.partnership_id
                for partner in partners_of(session, exchange_id)
                if partner.institution_id == university.id
            )

    def enrol(
        self,
        exchange_id: int,
        university: University,
        somebody: Somebody,
        role: Role = Role.STUDENT,
        *,
        is_test: bool = False,
    ) -> None:
        """Let a person in, whatever the dates say; a coordinator is a facilitator who is then appointed."""
        partnership_id = self.partnership(exchange_id, university)
        launched = Role.STUDENT if role == Role.STUDENT else Role.FACILITATOR
        with self.work() as session:
            do_enrol(
                session,
                partnership_id=partnership_id,
                person_id=somebody.id,
                role=launched,
                is_test=is_test,
                is_admitted=True,
            )
        if role == Role.COORDINATOR:
            with self.work() as session:
                do_set_coordinator(
                    session, exchange_id, somebody.id, is_coordinator=True, actor_id=None
                )


def _connection(number: int) -> LmsConnection:
    origin = f"https://lms{number}.test"
    return LmsConnection(
        platform="moodle",
        name=f"Moodle {number}",
        issuer=origin,
        client_id="client",
        authorization_endpoint=f"{origin}/auth",
        token_endpoint=f"{origin}/token",
        token_audience="",
        jwks_uri=f"{origin}/keys",
        frame_origins=[origin],
    )


@contextmanager
def counted_queries(database: Database) -> Iterator[list[str]]:
    """The statements that this thread sends to the database inside the block.

    Others may deliver something meanwhile, which is no part of what is counted; and what the process
    remembers does not run out meanwhile.
    """
    statements: list[str] = []
    counted = threading.get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        is_own = threading.get_ident() == counted
        if is_own and not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with nothing_runs_out():
            yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
