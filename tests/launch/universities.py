"""Pretend universities whose people walk real launches into the product.

The practice LMS is served over HTTP, because the product fetches its key sets itself; the robot's
own requests go straight into the two applications, which is faster.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import jwt
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Identity, LaunchedPerson, Person, do_recognise
from vsm_platform.exchanges.api import (
    Enrolment,
    ExchangeFacts,
    ExchangeState,
    Role,
    do_create_exchange,
    do_link_course,
)
from vsm_platform.exchanges.api import partnerships_of_institution as exchanges_of
from vsm_platform.institutions.api import (
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
    find_deployment,
)
from vsm_platform.practice import Robot, Switchboard, World, WsgiTransport, build_university
from vsm_platform.practice.cookies import CookiePolicy
from vsm_platform.practice.model import (
    Account,
    Course,
    Platform,
    ResourceLink,
    Tenant,
    ToolRegistration,
)
from vsm_platform.practice.robot import Step, Visit

TOOL = "https://exchange.test"
COURSE = "Climate Change"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SHARED_ISSUERS = ("blackboard", "canvas")
INSTRUCTOR, LEARNER = f"{MEMBERSHIP}Instructor", f"{MEMBERSHIP}Learner"


def build_world(base_url: str) -> World:
    """Samoa and Hawaii with an LMS each; two universities on one Blackboard, two on one Canvas."""
    world = World(base_url)
    for name, country, zone, locale, flavour, platform in (
        ("National University of Samoa", "WS", "Pacific/Apia", "en", "moodle", "samoa"),
        ("University of Hawaii", "US", "Pacific/Honolulu", "en", "moodle", "hawaii"),
        ("University of Madrid", "ES", "Europe/Madrid", "es", "blackboard", "blackboard"),
        ("University of Manila", "PH", "Asia/Manila", "en", "blackboard", "blackboard"),
        ("University of Bogota", "CO", "America/Bogota", "es", "canvas", "canvas"),
        ("University of Tokyo", "JP", "Asia/Tokyo", "en", "canvas", "canvas"),
        ("University of Guelph", "CA", "America/Toronto", "en", "brightspace", "guelph"),
    ):
        tenant = build_university(
            world,
            name=name,
            country=country,
            timezone=zone,
            locale=locale,
            flavour=flavour,
            students=3,
            teachers=1,
            course_title=COURSE,
            platform_key=platform,
            issuer=f"https://{flavour}.example" if flavour in SHARED_ISSUERS else "",
        )
        use_common_identifiers(tenant)
    for platform in world.platforms.values():
        register_tool(world, platform)
    return world


def use_common_identifiers(tenant: Tenant) -> None:
    """Let every university have the same subjects and the same course id: the worst case."""
    accounts = list(tenant.accounts.values())
    course = next(iter(tenant.courses.values()))
    members = list(course.memberships.values())
    for number, (account, member) in enumerate(zip(accounts, members, strict=False), 1):
        account.sub = member.sub = "test-user" if account.is_test_user else f"person-{number}"
    course.id = "course-1"
    tenant.accounts = {account.sub: account for account in accounts}
    tenant.courses = {course.id: course}
    course.memberships = {member.sub: member for member in members}


def register_tool(world: World, platform: Platform) -> None:
    tool = world.register_tool(
        platform,
        name="Virtual exchange",
        login_initiation_url=f"{TOOL}/lti/login",
        redirect_uris=[f"{TOOL}/lti/launch"],
        target_link_uri=f"{TOOL}/lti/launch",
        jwks_uri=f"{TOOL}/lti/keys",
        privacy_level="public",
    )
    for tenant in platform.tenants.values():
        course = tenant.courses["course-1"]
        link = world.place_link(tenant, course, tool, "Open the exchange")
        course.links = {"link-1": replace(link, id="link-1")}


@dataclass(frozen=True)
class University:
    """A university as the practice LMS and the product know it.

    What the LMS knows is looked up at each use, so that a test sees its own changes.
    """

    world: World
    platform_key: str
    tenant_key: str
    institution_id: int
    registration_id: int

    @property
    def platform(self) -> Platform:
        return self.world.platform(self.platform_key)

    @property
    def tenant(self) -> Tenant:
        return self.world.tenant(self.platform_key, self.tenant_key)

    @property
    def tool(self) -> ToolRegistration:
        return next(iter(self.platform.registrations.values()))

    @property
    def deployment_id(self) -> str:
        return self.world.deployment(self.tool, self.tenant).id

    @property
    def course(self) -> Course:
        return next(iter(self.tenant.courses.values()))

    @property
    def link(self) -> ResourceLink:
        return next(iter(self.course.links.values()))

    @property
    def teacher(self) -> Account:
        return self.tenant.people("teacher")[0]

    @property
    def students(self) -> list[Account]:
        return self.tenant.people("student")

    @property
    def student(self) -> Account:
        return self.students[0]

    @property
    def test_user(self) -> Account:
        return self.tenant.people("student", is_test_user=True)[0]

    def address(self, account: Account, course: Course | None = None) -> str:
        """Where this person clicks the link to the tool."""
        course = course or self.course
        link = next(iter(course.links.values()))
        return self.world.launch_address(self.tenant, course, link, account)

    def sign(self, claims: object, headers: Mapping[str, Any] | None = None) -> str:
        """A token of the university's LMS; see the practice LMS's ``keys.sign`` for headers."""
        return self.world.sign(self.platform, claims, headers)


def walk(robot: Robot, university: University, account: Account) -> Visit:
    """From a click in the university's course to the product's page."""
    return robot.launch(university.address(account))


def claims_of(launch: Step) -> dict[str, Any]:
    """The payload of a launch's id_token."""
    token = launch.form["id_token"]
    return dict(jwt.decode(token, options={"verify_signature": False}))


def signed_again(
    launch: Step, university: University, change: Callable[[dict[str, Any]], object]
) -> Step:
    """The launch with a changed payload, signed by its own platform."""
    claims = claims_of(launch)
    change(claims)
    launch.form["id_token"] = university.sign(claims)
    return launch


@dataclass(frozen=True)
class Universities:
    """Connects pretend universities with one application under test."""

    app: Flask
    world: World
    practice: Flask

    def robot(self, *, cookies: CookiePolicy = "all", language: str = "") -> Robot:
        """A person's browser, which knows nobody yet."""
        way = Switchboard(
            {
                TOOL: WsgiTransport(self.app, TOOL),
                self.world.base_url: WsgiTransport(self.practice, self.world.base_url),
            }
        )
        return Robot(way, cookies=cookies, language=language)

    def work(self) -> Any:
        """One unit of work on the product's database."""
        return self.app.extensions["vsm_database"].unit_of_work(writes=True)

    def connect(self, name: str, *, deployed: bool = True) -> University:
        """Add a university to the product and connect its LMS.

        Without ``deployed`` its deployment is left to show itself at the first launch.
        """
        tenant = next(each for each in self.world.tenants() if each.name.endswith(name))
        platform = self.world.platform(tenant.platform_key)
        tool = next(iter(platform.registrations.values()))
        deployment = self.world.deployment(tool, tenant).id if deployed else ""
        details = InstitutionDetails(
            tenant.name, country=tenant.country, timezone=tenant.timezone, place=name
        )
        with self.app.app_context(), self.work() as session:
            institution = do_add_institution(session, details, actor_id=None)
            connection = connection_of(self.world, platform, tool)
            registration = do_connect_lms(
                session, institution, connection, deployment, actor_id=None
            )
            keys = institution.id, registration.id
        return University(self.world, platform.key, tenant.key, *keys)

    def exchange(self, *partners: University, title: str = COURSE) -> int:
        """An exchange of these partners, the first of which leads it."""
        facts = ExchangeFacts(title, "", date(2026, 8, 24), date(2027, 6, 30), ["en"])
        ids = [partner.institution_id for partner in partners]
        with self.work() as session:
            return do_create_exchange(
                session,
                facts,
                institution_ids=ids,
                lead_id=ids[0],
                actor_id=None,
                state=ExchangeState.RUNNING,
            )

    def link_course(self, university: University, exchange_id: int) -> None:
        """Let the university's teacher have chosen the exchange for the course."""
        with self.work() as session:
            _link_course(session, university, exchange_id)

    def rows(self, query: Any) -> list[Any]:
        """What a query finds in the product's database."""
        with self.work() as session:
            return [tuple(row) for row in session.execute(query)]

    def rows_changed(self, statement: str) -> None:
        """Change the product's database past the product."""
        with self.work() as session:
            session.execute(text(statement))

    def enrolments(self, subject: str) -> list[tuple[str, Role]]:
        """Display name and role of each enrolment of the people with this subject."""
        query = (
            select(Person.display_name, Enrolment.role)
            .join(Identity, Identity.person_id == Person.id)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(Identity.subject == subject)
            .order_by(Enrolment.id)
        )
        return self.rows(query)

    def partnership_of(self, university: University) -> int:
        """The university's part in its latest exchange."""
        with self.work() as session:
            return exchanges_of(session, university.institution_id)[0].partnership_id

    def change(self, kind: Any, key: int, action: Callable[..., Any], *arguments: Any) -> None:
        """Let an administrator do something with one row."""
        with self.app.app_context(), self.work() as session:
            action(session, session.get_one(kind, key), *arguments, actor_id=None)


def connection_of(world: World, platform: Platform, tool: ToolRegistration) -> LmsConnection:
    """What the LMS's administrator tells the product's."""
    paths = world.flavour(platform).paths
    key_set = paths.key_set.replace("<client_id>", tool.client_id)
    token_address = world.platform_address(platform, paths.tokens)
    audiences = world.flavour(platform).token_audience(token_address, world.issuer(platform))
    return LmsConnection(
        platform=platform.flavour,
        name=f"{platform.key} LMS",
        issuer=world.issuer(platform),
        client_id=tool.client_id,
        authorization_endpoint=world.platform_address(platform, paths.authorization),
        token_endpoint=token_address,
        token_audience="" if token_address in audiences else audiences[0],
        jwks_uri=world.platform_address(platform, key_set),
        frame_origins=[f"https://{platform.key}.example"],
    )


def _link_course(session: Session, university: University, exchange_id: int) -> None:
    teacher = do_recognise(
        session,
        LaunchedPerson(
            registration_id=university.registration_id,
            institution_id=university.institution_id,
            subject=university.teacher.sub,
            name=university.teacher.name,
            given_name="",
            family_name="",
            email="",
            is_test_user=False,
        ),
    )
    deployment = find_deployment(session, university.registration_id, university.deployment_id)
    assert deployment is not None
    partnership = next(
        choice.partnership_id
        for choice in exchanges_of(session, university.institution_id)
        if choice.exchange_id == exchange_id
    )
    do_link_course(
        session,
        deployment_id=deployment.id,
        course_key=f"context:{university.course.id}",
        course_title=university.course.title,
        partnership_id=partnership,
        institution_id=university.institution_id,
        actor_id=teacher.id,
    )


def welcome(robot: Robot, visit: Visit, **values: str) -> Visit:
    """Read the notice on the welcome page and go on."""
    assert "/welcome" in visit.url, visit.url
    number = next(n for n, form in enumerate(visit.forms) if "display_name" in form.fields)
    return robot.submit(visit, number, **{"timezone": "Pacific/Apia", **values})


def choose_exchange(robot: Robot, visit: Visit, partnership_id: int) -> Visit:
    """Choose one of the offered exchanges for the course."""
    assert visit.url == f"{TOOL}/launch/course", visit.url
    number = next(n for n, form in enumerate(visit.forms) if "csrf_token" in form.fields)
    return robot.submit(visit, number, partnership=str(partnership_id))
