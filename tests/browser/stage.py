"""What stands there before a browser comes: the product, an LMS, three universities, one exchange.

The product is at http://localhost, the practice LMS at http://127.0.0.1: to a browser these are
two sites (ports do not separate cookies, host names do), and both count as secure.
"""

import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html import escape
from itertools import count
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from sqlalchemy import select

from config import Settings
from tests.browser.graded import set_up_grades
from tests.browser.registering import set_up_registrations
from vsm_platform import schema
from vsm_platform.accounts.api import Person, do_invite_administrator, do_invite_office
from vsm_platform.app import create_app
from vsm_platform.core.outbox import Delivery
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import ExchangeFacts, do_create_exchange, do_set_coordinator
from vsm_platform.exchanges.models import CourseRoster
from vsm_platform.institutions.api import (
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
    do_note_unknown_deployment,
)
from vsm_platform.practice import (
    HttpTransport,
    Robot,
    Visit,
    World,
    add_course,
    build_university,
    enrol,
    serve_in_thread,
    serve_world,
    unenrol,
)
from vsm_platform.practice.flavours import fill
from vsm_platform.practice.model import Account, Course, ResourceLink, Tenant, ToolRegistration

COURSE_TITLE = "Climate Change: Science and Solutions"
TITLE = "Climate Change across the Pacific"
STUDENTS = 40
"""In each university's course at first."""


@dataclass(frozen=True)
class University:
    """One university of the stage: who is there, and the LMS courses that lead here."""

    tenant: Tenant
    registration: ToolRegistration
    linked: tuple[Course, ResourceLink]
    """The course that belongs to the exchange, with our link in it."""
    unlinked: tuple[Course, ResourceLink]
    """A course in which no teacher has chosen an exchange yet."""
    institution_id: int
    newcomers: Iterator[int] = field(default_factory=count)
    """Numbers of the students who have not come yet."""

    def student(self, number: int) -> Account:
        return self.tenant.people("student")[number]

    @property
    def teacher(self) -> Account:
        return self.tenant.people("teacher")[0]


class Portal:
    """A site beside the LMS's own that may frame us too, as universities' portals do."""

    def __init__(self) -> None:
        self.address = ""
        self._page = b""

    def __call__(self, _environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [self._page]

    def show(self, **frames: str) -> str:
        """Make a page with these frames, by name; gives the page's address."""
        tags = [
            f'<iframe name="{name}" width="600" height="900" src="{escape(address)}"></iframe>'
            for name, address in frames.items()
        ]
        self._page = "".join(tags).encode()
        return self.address


@dataclass
class Stage:
    """The running product and LMS; ``universities`` by their LMS's flavour."""

    app: Flask
    product: str
    """The product's address, on localhost."""
    world: World
    portal: "Portal"
    exchange_id: int = 0
    measure_id: int = 0
    """Something that is marked there, with a column in this LMS course:"""
    lms_course_id: int = 0
    universities: dict[str, University] = field(default_factory=dict)
    values: dict[str, str | int] = field(default_factory=dict)
    """What the addresses of the newer rooms' pages need."""

    def newcomer(self, flavour: str) -> Account:
        """A student who has not been here yet; nobody is given out twice, however many are wanted."""
        home = self.universities[flavour]
        number = next(home.newcomers)
        return home.student(number) if number < STUDENTS - 2 else self._late(home, number)

    def _late(self, home: University, number: int) -> Account:
        """Somebody who joins the class after everybody else."""
        name, sub = f"Late {number}", f"late-{number}"
        account = replace(
            home.student(0), sub=sub, username=sub, name=name, email=f"{sub}@example.org"
        )
        with self.world.writing():
            home.tenant.accounts[sub] = account
            for course, _link in (home.linked, home.unlinked):
                enrol(self.world, course, account)
        return account

    @property
    def applicant(self) -> Account:
        """The student who applies to other exchanges; nobody's newcomer."""
        return self.universities["moodle"].student(STUDENTS - 2)

    @property
    def database(self) -> Database:
        return self.app.extensions["vsm_database"]

    def launch_address(
        self, flavour: str, account: Account, *, linked: bool = True, framed: bool = False
    ) -> str:
        """Where a browser opens our link: the LMS's page with the frame, or the launch itself."""
        home = self.universities[flavour]
        course, link = home.linked if linked else home.unlinked
        address = self.world.launch_address(home.tenant, course, link, account)
        return address.replace("/launch?", "?") if framed else address

    def content_address(
        self, flavour: str, account: Account, *, linked: bool = False, framed: bool = False
    ) -> str:
        """Where a browser begins to choose content for one of the two courses."""
        home = self.universities[flavour]
        course, _link = home.linked if linked else home.unlinked
        address = self.world.deep_linking_address(home.tenant, course, home.registration, account)
        return address.replace("/deep-linking?", "/content?") if framed else address

    def invitation(self) -> str:
        """A new administrator's one-time link."""
        with self.database.unit_of_work(writes=True) as session:
            return f"{self.product}/invitation/{do_invite_administrator(session)}"

    def office_link(self) -> str:
        """A new one-time link for the International Office of the Moodle university."""
        institution_id = self.universities["moodle"].institution_id
        with self.database.unit_of_work(writes=True) as session:
            code = do_invite_office(session, institution_id, actor_id=None)
        return f"{self.product}/office/invitation/{code}"


UNIVERSITIES = (
    ("moodle", "National University of Samoa", "WS", "Pacific/Apia", "Apia"),
    ("canvas", "University of Hawaii", "US", "Pacific/Honolulu", "Honolulu"),
    ("blackboard", "Osaka University", "JP", "Asia/Tokyo", "Osaka"),
)


@contextmanager
def standing_stage(folder: Path, database_url: str = "") -> Iterator[Stage]:
    """Serve both sides until the context ends; the database is in the folder, or where it is said."""
    port = _free_port()
    settings = Settings(
        environment="test",
        public_url=f"http://localhost:{port}",
        database_url=database_url or f"sqlite:///{folder / 'vsm.sqlite3'}",
        data_folder=folder,
        secret_key="a secret key for tests only, 32 characters and more",
        contact="help@exchange.test",
        preview_languages=["ar"],
    )
    schema.upgrade(settings.database_address())
    app = create_app(settings)
    world, portal = World(), Portal()
    with (
        serve_in_thread(app, "localhost", port) as product,
        serve_in_thread(portal, "127.0.0.1") as portal_server,
        serve_world(world),
    ):
        portal.address = portal_server.base_url
        stage = Stage(app, product.base_url, world, portal)
        _set_up(stage)
        set_up_registrations(stage)
        yield stage
    app.extensions["vsm_database"].engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _set_up(stage: Stage) -> None:
    """Register the product with each LMS and each LMS here, then let the teachers link a course."""
    for flavour, name, country, timezone, place in UNIVERSITIES:
        tenant = build_university(
            stage.world,
            name=name,
            country=country,
            timezone=timezone,
            locale="en",
            flavour=flavour,
            students=STUDENTS,
            teachers=2,
            course_title=COURSE_TITLE,
        )
        stage.universities[flavour] = _university(stage, tenant, place)
    with stage.database.unit_of_work(writes=True) as session:
        stage.exchange_id = do_create_exchange(
            session,
            _facts(),
            institution_ids=[each.institution_id for each in stage.universities.values()],
            lead_id=stage.universities["moodle"].institution_id,
            actor_id=None,
        )
    for flavour, home in stage.universities.items():
        _link_course(stage, flavour, home)
    with stage.database.unit_of_work(writes=True) as session:
        # A second exchange, so that one university has a choice.
        osaka = stage.universities["blackboard"].institution_id
        facts = replace(_facts(), title="Stories of the Sea")
        do_create_exchange(session, facts, institution_ids=[osaka], lead_id=osaka, actor_id=None)
    _appoint_and_wait(stage)
    _read_rosters(stage)
    _come_in(stage)
    set_up_grades(stage)


def _read_rosters(stage: Stage) -> None:
    """One LMS forbids it; of another's course somebody has left, and many are said to be missing."""
    courier, home = stage.app.extensions["vsm_courier"], stage.universities["moodle"]
    world = stage.world
    world.platform(stage.universities["canvas"].tenant.platform_key).faults.roster = "forbidden"
    courier.run_due()
    unenrol(world, home.linked[0], home.student(39))
    with stage.database.unit_of_work(writes=True) as session:
        for delivery in session.scalars(select(Delivery)):
            delivery.due_at = delivery.created_at
    courier.run_due()
    with stage.database.unit_of_work(writes=True) as session:
        session.get_one(CourseRoster, 1).missing = 25


def _come_in(stage: Stage) -> None:
    """A few students, so that there is somebody to mark."""
    for flavour in ("moodle", "moodle", "moodle", "canvas", "canvas"):
        home = stage.universities[flavour]
        address = stage.launch_address(flavour, stage.newcomer(flavour))
        arrive(Robot(HttpTransport()), address, home.tenant.timezone)


def _appoint_and_wait(stage: Stage) -> None:
    """The first teacher becomes coordinator; a second Moodle site waits to be approved."""
    with stage.database.unit_of_work(writes=True) as session:
        name = stage.universities["moodle"].teacher.name
        teacher = session.scalars(select(Person).where(Person.display_name == name)).one()
        do_set_coordinator(
            session, stage.exchange_id, teacher.id, is_coordinator=True, actor_id=None
        )
        do_note_unknown_deployment(session, 1, "second-deployment", "Moodle of the School of Arts")


def _facts() -> ExchangeFacts:
    today = date.today()  # noqa: DTZ011 (any day near the present one will do)
    return ExchangeFacts(
        title=TITLE,
        description="What the ocean does to us, seen from three shores.\n\nFour weeks in teams.",
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=40),
        languages=["en", "ja"],
    )


def _university(stage: Stage, tenant: Tenant, place: str) -> University:
    world, platform = stage.world, stage.world.platform(tenant.platform_key)
    registration = world.register_tool(
        platform,
        name="Virtual exchange",
        login_initiation_url=f"{stage.product}/lti/login",
        redirect_uris=[f"{stage.product}/lti/launch"],
        target_link_uri=f"{stage.product}/",
        jwks_uri=f"{stage.product}/lti/keys",
        privacy_level="public",
    )
    linked = next(iter(tenant.courses.values()))
    unlinked = add_course(world, tenant, "Ocean and People")
    for account in tenant.accounts.values():
        enrol(world, unlinked, account)
    return University(
        tenant=tenant,
        registration=registration,
        linked=(linked, world.place_link(tenant, linked, registration, "Virtual exchange")),
        unlinked=(unlinked, world.place_link(tenant, unlinked, registration, "Virtual exchange")),
        institution_id=_connect(stage, tenant, registration, place),
    )


def _connect(stage: Stage, tenant: Tenant, registration: ToolRegistration, place: str) -> int:
    world, platform = stage.world, stage.world.platform(tenant.platform_key)
    paths = world.flavour(platform).paths
    details = InstitutionDetails(
        tenant.name, country=tenant.country, timezone=tenant.timezone, place=place
    )
    connection = LmsConnection(
        platform=platform.flavour,
        name=f"{world.flavour(platform).title} of {tenant.name}",
        issuer=world.issuer(platform),
        client_id=registration.client_id,
        authorization_endpoint=world.platform_address(platform, paths.authorization),
        token_endpoint=world.platform_address(platform, paths.tokens),
        token_audience="",
        jwks_uri=world.platform_address(
            platform, fill(paths.key_set, client_id=registration.client_id)
        ),
        frame_origins=[world.base_url, stage.portal.address],
    )
    deployment_id = world.deployment(registration, tenant).id
    with stage.database.unit_of_work(writes=True) as session:
        institution = do_add_institution(session, details, actor_id=None)
        do_connect_lms(session, institution, connection, deployment_id, actor_id=None)
        return institution.id


def _link_course(stage: Stage, flavour: str, home: University) -> None:
    robot = Robot(HttpTransport())
    chooser = robot.launch(stage.launch_address(flavour, home.teacher))
    welcome = submit(robot, chooser, "partnership", partnership=_only_choice(chooser))
    arrived = submit(robot, welcome, "display_name", timezone=home.tenant.timezone)
    assert arrived.url == f"{stage.product}/exchanges/{stage.exchange_id}/", arrived.body


def arrive(robot: Robot, launch_address: str, timezone: str, name: str = "") -> Visit:
    """Launch, and answer the welcome page where this is a first visit."""
    visit = robot.launch(launch_address)
    if "/welcome" not in visit.url:
        return visit
    answers = {"timezone": timezone} | ({"display_name": name} if name else {})
    return submit(robot, visit, "display_name", **answers)


def submit(robot: Robot, visit: Visit, field_name: str, **values: str) -> Visit:
    """Fill in and send the form of the page that has a field of this name."""
    numbers = [n for n, form in enumerate(visit.forms) if field_name in form.fields]
    number = numbers[0] if numbers else 0
    return robot.submit(visit, number, **values)


def _only_choice(chooser: Visit) -> str:
    found = re.search(r'name="partnership"[^>]*value="(\d+)"', chooser.body)
    assert found, chooser.body
    return found[1]
