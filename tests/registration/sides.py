"""The two administrators of a registration: of the exchange, and of a pretend university's LMS."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.forms import soup_of, submit, values_of
from vsm_platform.core.audit import AuditEntry
from vsm_platform.institutions.api import (
    Institution,
    InstitutionDetails,
    Registration,
    do_add_institution,
)
from vsm_platform.institutions.models import Deployment, RegistrationInvitation
from vsm_platform.practice import Robot, Switchboard, World, WsgiTransport
from vsm_platform.practice.model import Account, Platform, Tenant, ToolRegistration
from vsm_platform.practice.robot import Visit

TOOL = "https://exchange.test"
FLAVOURS = {
    "moodle": "moodle",
    "canvas": "canvas",
    "blackboard": "BlackboardLearn",
    "brightspace": "desire2learn",
}
"""Product family codes of the practice LMS's flavours."""
_FRAME = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "iframe"}


@dataclass
class Exchange:
    """The product, with an administrator signed in."""

    app: Flask
    browser: FlaskClient

    def work(self) -> Any:
        return self.app.extensions["vsm_database"].unit_of_work(writes=True)

    def institution(self, name: str) -> int:
        with self.app.app_context(), self.work() as session:
            return do_add_institution(session, InstitutionDetails(name), actor_id=None).id

    def invite(self, institution_id: int, platform: str = "") -> str:
        """Make an invitation on the pages; gives the path of its link."""
        page = f"/admin/institutions/{institution_id}/invite"
        made = submit(self.browser, page, platform=platform)
        return link_of(made)

    def renew(self, registration_id: int, **fields: str) -> str:
        """Invite a registration's LMS to register again."""
        return link_of(submit(self.browser, f"/admin/platforms/{registration_id}/invite", **fields))

    def approve(self, registration_id: int = 1) -> TestResponse:
        return submit(self.browser, f"/admin/platforms/{registration_id}/answer/approve")

    def refuse(self, registration_id: int = 1, reason: str = "Not theirs") -> TestResponse:
        return submit(
            self.browser, f"/admin/platforms/{registration_id}/answer/refuse", reason=reason
        )

    def steps(self, page: str) -> dict[str, str]:
        """What a page says is done, next or later, by step."""
        items = soup_of(self.browser.get(page)).select("main ol.tasks > li")
        return {
            step_text(item): str(item.select(".tag")[-1].get_text(strip=True)) for item in items
        }

    def rows(self, model: Any) -> list[Any]:
        with self.work() as session:
            found = session.scalars(select(model).order_by(model.id)).all()
            session.expunge_all()
            return list(found)

    @property
    def registrations(self) -> list[Registration]:
        return self.rows(Registration)

    @property
    def deployments(self) -> list[Deployment]:
        return self.rows(Deployment)

    @property
    def invitations(self) -> list[RegistrationInvitation]:
        return self.rows(RegistrationInvitation)

    def log(self) -> list[str]:
        return [entry.action.removeprefix("institutions.") for entry in self.rows(AuditEntry)]

    def suspend_institution(self, institution_id: int) -> None:
        page = f"/admin/institutions/{institution_id}/suspend"
        assert submit(self.browser, page, reason="Left").status_code == 303

    def name_of(self, session: Session, institution_id: int) -> str:
        return session.get_one(Institution, institution_id).name


def step_text(item: Any) -> str:
    hint = item.select_one(".hint")
    hint.extract()
    return " ".join(item.select_one("span").get_text(" ", strip=True).split())


def link_of(made: TestResponse) -> str:
    assert made.status_code == 200, made.text
    shown = soup_of(made).select_one("#link")
    assert shown is not None, made.text
    link = shown.get_text(strip=True)
    assert link.startswith(f"{TOOL}/lti/register/")
    return link.removeprefix(TOOL)


@dataclass
class Lms:
    """A pretend university's LMS, and its administrator's browser."""

    world: World
    practice: Flask
    product: FlaskClient
    platform_key: str

    @property
    def platform(self) -> Platform:
        return self.world.platform(self.platform_key)

    @property
    def tenant(self) -> Tenant:
        return next(iter(self.platform.tenants.values()))

    @property
    def tool(self) -> ToolRegistration:
        return list(self.platform.registrations.values())[-1]

    @property
    def origin(self) -> str:
        return self.world.base_url

    def open(self, link: str) -> str:
        """Paste the link into the LMS; gives the path of the page that it opens."""
        sent = self.practice.test_client().post(
            f"/{self.platform_key}/tools/dynamic",
            data={"registration_url": TOOL + link, "tenants": list(self.platform.tenants)},
        )
        assert sent.status_code == 303, sent.text
        return sent.location.removeprefix(TOOL)

    def press(self, page: str) -> TestResponse:
        """Open the page in the LMS's frame, and press its button."""
        opened = self.product.get(page, headers=_FRAME)
        assert opened.status_code == 200, opened.text
        return self.send(soup_of(opened))

    def send(self, page: BeautifulSoup, **changes: str) -> TestResponse:
        form = page.select_one("main form[method=post]")
        assert form is not None, page.get_text()
        values = values_of(form) | changes
        return self.product.post(str(form["action"]), data=values, headers=_FRAME)

    def register(self, link: str) -> TestResponse:
        return self.press(self.open(link))

    def activate(self) -> None:
        """Switch the tool on, let it learn names, and put it into each course."""
        data = {
            "active": "on",
            "privacy_level": "public",
            "scopes": self.tool.scopes,
            "place_link": "on",
        }
        path = f"/{self.platform_key}/tools/{self.tool.client_id}"
        assert self.practice.test_client().post(path, data=data).status_code == 303

    def launch(self, account: Account | None = None) -> Visit:
        """Click the link in the LMS's course."""
        course = next(iter(self.tenant.courses.values()))
        link = list(course.links.values())[-1]
        person = account or self.tenant.people("teacher")[0]
        address = self.world.launch_address(self.tenant, course, link, person)
        return self._robot().launch(address)

    def _robot(self) -> Robot:
        way = Switchboard(
            {
                TOOL: WsgiTransport(self.product.application, TOOL),
                self.world.base_url: WsgiTransport(self.practice, self.world.base_url),
            }
        )
        return Robot(way, cookies="all")


def code_of(page: TestResponse) -> str:
    """The code on an error's page."""
    found = re.search(r'class="code"[^>]*>([a-z_0-9]+)<', page.text)
    assert found, page.text
    return found[1]


def host_of(address: str) -> str:
    return urlsplit(address).netloc
