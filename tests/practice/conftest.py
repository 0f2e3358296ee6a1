"""A small practice world and a tool stand-in, joined in one process without sockets."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask

from tests.practice.stand_in_tool import Tool, create_tool_app
from vsm_platform.practice import (
    Robot,
    Switchboard,
    Visit,
    World,
    WsgiTransport,
    build_university,
    create_practice_app,
    keys,
)
from vsm_platform.practice.cookies import CookiePolicy
from vsm_platform.practice.model import Account, Course, Platform, ResourceLink, SigningKey, Tenant

PRACTICE_URL = "http://127.0.0.1:9000"
TOOL_URL = "http://localhost:9001"


@dataclass
class Stage:
    """One university with the tool's link in its course."""

    world: World
    tool: Tool
    transport: Switchboard
    tenant: Tenant

    @property
    def platform(self) -> Platform:
        return self.world.platform(self.tenant.platform_key)

    @property
    def course(self) -> Course:
        return next(iter(self.tenant.courses.values()))

    @property
    def link(self) -> ResourceLink:
        return next(iter(self.course.links.values()))

    @property
    def student(self) -> Account:
        return self.tenant.people("student")[0]

    @property
    def teacher(self) -> Account:
        return self.tenant.people("teacher")[0]

    @property
    def known(self) -> dict[str, str]:
        """What the tool knows of this platform."""
        return self.tool.platforms[self.world.issuer(self.platform)]

    def address(self, account: Account | None = None) -> str:
        return self.world.launch_address(
            self.tenant, self.course, self.link, account or self.student
        )

    def robot(self, cookies: CookiePolicy = "all") -> Robot:
        return Robot(self.transport, cookies=cookies)

    def launch(self, account: Account | None = None) -> Visit:
        return self.robot().launch(self.address(account))

    def claims(self, account: Account | None = None) -> dict[str, Any]:
        """Launch, expect success, and return what the tool understood."""
        visit = self.launch(account)
        assert visit.status == 200, visit.body
        return self.tool.launches[-1]


class Theatre:
    """Makes stages: universities of a flavour with the tool registered and linked."""

    def __init__(self) -> None:
        self.world = World(base_url=PRACTICE_URL)
        self.transport = Switchboard({})
        self.tool = Tool(TOOL_URL, self.transport)
        self.transport.transports = {
            PRACTICE_URL: WsgiTransport(self._answer, PRACTICE_URL),
            TOOL_URL: WsgiTransport(create_tool_app(self.tool), TOOL_URL),
        }

    @cached_property
    def app(self) -> Flask:
        """Made when the first request needs it."""
        return create_practice_app(self.world, transport=self.transport)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.app(environ, start_response)

    def university(self, flavour: str, name: str = "Test University", **changes: Any) -> Tenant:
        settings = {
            "country": "JP",
            "timezone": "Asia/Tokyo",
            "locale": "ja",
            "students": 3,
            "teachers": 1,
            "course_title": "Climate Change",
        }
        return build_university(self.world, name=name, flavour=flavour, **{**settings, **changes})

    def stage(self, flavour: str, name: str = "Test University", **changes: Any) -> Stage:
        tenant = self.university(flavour, name, **changes)
        self.register(tenant)
        return Stage(self.world, self.tool, self.transport, tenant)

    def register(self, tenant: Tenant, **changes: Any) -> None:
        platform = self.world.platform(tenant.platform_key)
        registration = self.world.register_tool(
            platform, name="Exchange", **{**self.tool.addresses, **changes}
        )
        self.learn(platform, registration.client_id)
        for deployment in registration.deployments:
            at = platform.tenants[deployment.tenant_key]
            for course in at.courses.values():
                self.world.place_link(at, course, registration, "Shared course")

    def learn(self, platform: Platform, client_id: str) -> None:
        """Tell the tool what the administrator's page says."""
        answer = self.app.test_client().get(f"/{platform.key}/tools/{client_id}.json")
        assert answer.json is not None
        self.tool.platforms[answer.json["issuer"]] = answer.json


@pytest.fixture(scope="session")
def key_material() -> list[str]:
    """A few RSA keys for all tests, since making keys takes longer than using them."""
    return [keys.new_signing_key().private_key_pem for _ in range(4)]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch, key_material: list[str]) -> None:
    """New keys get new key ids, and take turns with the material."""
    turns = cycle(key_material)
    monkeypatch.setattr(
        keys, "new_signing_key", lambda: SigningKey(secrets.token_hex(8), next(turns))
    )


@pytest.fixture
def theatre() -> Theatre:
    return Theatre()


@pytest.fixture
def moodle(theatre: Theatre) -> Stage:
    return theatre.stage("moodle")


@pytest.fixture(params=["moodle", "canvas", "blackboard", "brightspace"])
def every_flavour(request: pytest.FixtureRequest, theatre: Theatre) -> Stage:
    return theatre.stage(request.param)
