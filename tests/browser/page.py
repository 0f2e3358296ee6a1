"""A page to look at: its endpoint, who looks at it, and what its address needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from flask import url_for
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import func, select

from tests.browser.registering import opened_link
from tests.browser.stage import Stage
from vsm_platform.accounts.api import SignIn, do_make_new_tab_code
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest

Visitor = Literal[
    "stranger",
    "newcomer",
    "student",
    "applicant",
    "coordinator",
    "looker",
    "undecided",
    "placer",
    "misled",
    "administrator",
    "guest",
    "minor",
    "office",
]


@dataclass(frozen=True)
class Page:
    """One page to look at; ``values`` go into its address, beside what the stage knows."""

    name: str
    endpoint: str
    visitor: Visitor
    values: dict[str, str | int] = field(default_factory=dict)
    status: int = 200
    step: Callable[[BrowserPage], None] | None = None
    """What to do once the page is there, to see what follows."""
    find: Callable[[Stage], str] | None = None
    """Gives the address of a page that is reached by a link which is good once."""

    def address(self, stage: Stage) -> str:
        rule = next(rule for rule in stage.app.url_map.iter_rules(self.endpoint))
        if self.find:
            return self.find(stage)
        if self.endpoint == "institutions.registration_link":
            return opened_link(stage)
        known = known_values(stage)
        values = {name: known[name] for name in rule.arguments} | self.values
        if self.endpoint == "launch.arrived":
            values["code"] = new_tab_code(stage)
        if "request_id" in values:
            values["request_id"] = content_request(stage, self.visitor)
        if self.endpoint == "accounts.office_invitation":
            return stage.office_link()
        if self.endpoint == "accounts.invitation":
            return stage.invitation()
        with stage.app.test_request_context(base_url=stage.product):
            return stage.product + url_for(self.endpoint, _external=False, **values)


def known_values(stage: Stage) -> dict[str, str | int]:
    return stage.values | {
        "exchange_id": stage.exchange_id,
        "institution_id": stage.universities["moodle"].institution_id,
        "registration_id": 1,
        "invitation_id": 1,
        "deployment_key": 1,
        "link_id": 1,
        "measure_id": stage.measure_id,
        "lms_course_id": stage.lms_course_id,
        "platform": "moodle",
        "code": "",
        "request_id": 0,
    }


def content_request(stage: Stage, visitor: Visitor) -> int:
    """The last deep linking request of the teacher who places, or of the student who may not."""
    query = select(func.max(DeepLinkingRequest.id))
    with stage.database.unit_of_work(writes=False) as session:
        may_choose = DeepLinkingRequest.may_choose.is_(visitor == "placer")
        return session.scalars(query.where(may_choose)).one() or 0


def new_tab_code(stage: Stage) -> str:
    """A code of the first visit that there was."""
    with stage.database.unit_of_work(writes=True) as session:
        return do_make_new_tab_code(session, session.get_one(SignIn, 1), "/")


def send_empty(page: BrowserPage) -> None:
    """Send the page's form as it is, to see what it says of what is missing."""
    form = page.locator("main form[method=post]").first
    for control in form.locator("input[type=text]").all():
        control.fill("")
    form.locator("button:not([type=button]):not([formaction])").last.click()
    page.locator("[data-error-summary]").wait_for()
