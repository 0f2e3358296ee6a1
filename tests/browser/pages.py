"""Every page of the product: its endpoint, who looks at it, and what its address needs.

``test_accessibility`` fails for a page that is missing here, so that none is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from flask import url_for
from playwright.sync_api import Page as BrowserPage

from tests.browser.stage import Stage
from vsm_platform.accounts.api import SignIn, do_make_new_tab_code

Visitor = Literal["stranger", "newcomer", "student", "coordinator", "undecided", "administrator"]


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

    def address(self, stage: Stage) -> str:
        rule = next(rule for rule in stage.app.url_map.iter_rules(self.endpoint))
        known = _known_values(stage)
        values = {name: known[name] for name in rule.arguments} | self.values
        if self.endpoint == "launch.arrived":
            values["code"] = new_tab_code(stage)
        if "code" in rule.arguments:
            return stage.invitation()
        with stage.app.test_request_context(base_url=stage.product):
            return stage.product + url_for(self.endpoint, _external=False, **values)


def _known_values(stage: Stage) -> dict[str, str | int]:
    return {
        "exchange_id": stage.exchange_id,
        "institution_id": stage.universities["moodle"].institution_id,
        "registration_id": 1,
        "deployment_key": 1,
        "link_id": 1,
        "platform": "moodle",
        "code": "",
    }


def new_tab_code(stage: Stage) -> str:
    """A code of the first visit that there was."""
    with stage.database.unit_of_work(writes=True) as session:
        return do_make_new_tab_code(session, session.get_one(SignIn, 1), "/")


def send_empty(page: BrowserPage) -> None:
    """Send the page's form as it is, to see what it says of what is missing."""
    form = page.locator("main form[method=post]").first
    for control in form.locator("input[type=text]").all():
        control.fill("")
    form.locator("button:not([type=button])").last.click()
    page.locator("[data-error-summary]").wait_for()


def test_connection(page: BrowserPage) -> None:
    """Press "Test now", to see what a test finds."""
    page.locator("main form[method=post] button").first.click()
    page.locator("main ul.lines").first.wait_for()


SITE = {"site": "https://moodle.example.edu"}

PAGES = (
    Page("front-stranger", "home.front", "stranger"),
    Page("error", "home.course", "stranger", status=401),
    Page("notice", "accounts.notice", "stranger"),
    Page("styleguide", "web.styleguide", "stranger"),
    Page("new-tab", "launch.arrived", "stranger"),
    Page("cookies-blocked", "launch.settled", "stranger", status=403),
    Page("invitation", "accounts.invitation", "stranger"),
    Page("welcome", "accounts.welcome", "newcomer"),
    Page("welcome-wrong", "accounts.welcome", "newcomer", step=send_empty),
    Page("course-home", "home.course", "student"),
    Page("people", "exchanges.people", "student"),
    Page("profile", "accounts.profile", "student"),
    Page("error-not-found", "home.course", "student", {"exchange_id": 4711}, status=404),
    Page("chooser", "launch.course", "undecided"),
    Page("chooser-wrong", "launch.course", "undecided", step=send_empty),
    Page("course-home-coordinator", "home.course", "coordinator"),
    Page("people-coordinator", "exchanges.people", "coordinator"),
    Page("settings", "exchanges.settings", "coordinator"),
    Page("settings-wrong", "exchanges.settings", "coordinator", step=send_empty),
    Page("unlink", "exchanges.unlink", "coordinator"),
    Page("admin-overview", "institutions.overview", "administrator"),
    Page("admin-institutions", "institutions.list_of_institutions", "administrator"),
    Page("admin-institution", "institutions.institution", "administrator"),
    Page("admin-institution-new", "institutions.add_institution", "administrator"),
    Page(
        "admin-institution-wrong", "institutions.add_institution", "administrator", step=send_empty
    ),
    Page("admin-institution-edit", "institutions.edit_institution", "administrator"),
    Page("admin-institution-suspend", "institutions.suspend_institution", "administrator"),
    Page("admin-institution-reactivate", "institutions.reactivate_institution", "administrator"),
    Page("admin-connect", "institutions.choose_platform", "administrator"),
    Page("admin-connect-site", "institutions.connect_platform", "administrator"),
    Page("admin-connect-form", "institutions.connect_platform", "administrator", dict(SITE)),
    Page(
        "admin-connect-wrong",
        "institutions.connect_platform",
        "administrator",
        dict(SITE),
        step=send_empty,
    ),
    Page("admin-platforms", "institutions.list_of_registrations", "administrator"),
    Page("admin-platform", "institutions.registration", "administrator"),
    Page("admin-platform-edit", "institutions.edit_registration", "administrator"),
    Page("admin-platform-disable", "institutions.disable_registration", "administrator"),
    Page("admin-platform-enable", "institutions.enable_registration", "administrator"),
    Page("admin-deployment-new", "institutions.add_deployment", "administrator"),
    Page(
        "admin-deployment-approve",
        "institutions.approve_deployment",
        "administrator",
        {"deployment_key": 4},
    ),
    Page("admin-deployment-suspend", "institutions.suspend_deployment", "administrator"),
    Page("admin-deployment-reactivate", "institutions.reactivate_deployment", "administrator"),
    Page("admin-health", "health.connections", "administrator"),
    Page("admin-health-tested", "health.connections", "administrator", step=test_connection),
    Page("admin-keys", "institutions.tool_keys", "administrator"),
    Page("admin-keys-rotate", "institutions.rotate_keys", "administrator"),
    Page("admin-log", "institutions.audit_log", "administrator"),
    Page("admin-exchanges", "exchanges.index", "administrator"),
    Page("admin-exchange-new", "exchanges.new", "administrator"),
    Page("admin-exchange", "exchanges.administer", "administrator"),
)

NO_PAGES = {
    "static": "files",
    "web.health": "JSON for monitoring",
    "web.favicon": "leads to a file",
    "health.text": "a text to save",
    "institutions.key_set": "JSON for the LMSs",
    "launch.login": "leads to the LMS; its page is a hop that goes on by itself",
}
"""Endpoints that answer GET and are nothing to look at, and why."""
