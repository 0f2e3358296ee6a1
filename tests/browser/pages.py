"""Every page of the product: its endpoint, who looks at it, and what its address needs.

``test_accessibility`` fails for a page that is missing here, so that none is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from flask import url_for
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import func, select

from tests.browser.registering import connect, make_link, opened_link
from tests.browser.stage import Stage
from vsm_platform.accounts.api import SignIn, do_make_new_tab_code
from vsm_platform.launch.deep_linking.models import DeepLinkingRequest

Visitor = Literal[
    "stranger",
    "newcomer",
    "student",
    "coordinator",
    "undecided",
    "placer",
    "misled",
    "administrator",
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

    def address(self, stage: Stage) -> str:
        rule = next(rule for rule in stage.app.url_map.iter_rules(self.endpoint))
        if self.endpoint == "institutions.registration_link":
            return opened_link(stage)
        known = _known_values(stage)
        values = {name: known[name] for name in rule.arguments} | self.values
        if self.endpoint == "launch.arrived":
            values["code"] = new_tab_code(stage)
        if "request_id" in values:
            values["request_id"] = content_request(stage, self.visitor)
        if "code" in rule.arguments:
            return stage.invitation()
        with stage.app.test_request_context(base_url=stage.product):
            return stage.product + url_for(self.endpoint, _external=False, **values)


def _known_values(stage: Stage) -> dict[str, str | int]:
    return {
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
    form.locator("button:not([type=button])").last.click()
    page.locator("[data-error-summary]").wait_for()


def test_connection(page: BrowserPage) -> None:
    """Press "Test now", to see what a test finds."""
    page.locator("main form[method=post] button").first.click()
    page.locator("main ul.lines").first.wait_for()


def place_nameless_column(page: BrowserPage) -> None:
    """Ask for a column, and leave its name empty."""
    page.locator("summary").click()
    page.locator("#with_column").check()
    page.locator("#column_label").fill("")
    page.locator("main form .button:not(.plain)").first.click()
    page.locator("[data-error-summary]").wait_for()


UNDER_WAY, WAITING = 4, 4
"""The institution and the LMS that ``registering`` makes after the stage's three."""
SITE = {"site": "https://moodle.example.edu"}
ONE_EXCHANGE = {"exchange": 1}

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
    Page("content-exchange", "deep_linking.choose", "placer"),
    Page("content-pages", "deep_linking.choose", "placer", dict(ONE_EXCHANGE)),
    Page(
        "content-pages-wrong",
        "deep_linking.choose",
        "placer",
        dict(ONE_EXCHANGE),
        step=place_nameless_column,
    ),
    Page("content-closed", "deep_linking.choose", "misled", status=403),
    Page("course-home-coordinator", "home.course", "coordinator"),
    Page("people-coordinator", "exchanges.people", "coordinator"),
    Page("people-expected", "exchanges.people", "coordinator", {"show": "expected"}),
    Page("people-left", "exchanges.people", "coordinator", {"show": "left"}),
    Page("settings", "exchanges.settings", "coordinator"),
    Page("settings-wrong", "exchanges.settings", "coordinator", step=send_empty),
    Page("unlink", "exchanges.unlink", "coordinator"),
    Page("grades", "grading.overview", "coordinator"),
    Page("grades-own", "grading.overview", "student"),
    Page("grades-new", "grading.new_mark", "coordinator"),
    Page("grades-new-wrong", "grading.new_mark", "coordinator", step=send_empty),
    Page("marks", "grading.marks", "coordinator"),
    Page("column", "grading.column", "coordinator"),
    Page("column-wrong", "grading.column", "coordinator", step=send_empty),
    Page("column-stop", "grading.stop", "coordinator"),
    Page("deliveries", "grading.deliveries", "coordinator"),
    Page("admin-deliveries", "grading.all_deliveries", "administrator"),
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
    Page("admin-invite", "institutions.invite_lms", "administrator"),
    Page("admin-invited", "institutions.invite_lms", "administrator", step=make_link),
    Page(
        "admin-institution-under-way",
        "institutions.institution",
        "administrator",
        {"institution_id": UNDER_WAY},
    ),
    Page(
        "admin-invitation-revoke",
        "institutions.revoke_invitation",
        "administrator",
        {"institution_id": UNDER_WAY},
    ),
    Page(
        "admin-platform-waiting",
        "institutions.registration",
        "administrator",
        {"registration_id": WAITING},
    ),
    Page("admin-platform-renew", "institutions.renew_registration", "administrator"),
    Page(
        "admin-answer",
        "institutions.approve_answer",
        "administrator",
        {"registration_id": WAITING},
    ),
    Page("admin-answer-changes", "institutions.approve_answer", "administrator"),
    Page(
        "admin-answer-refuse",
        "institutions.refuse_answer",
        "administrator",
        {"registration_id": WAITING},
    ),
    Page("registration-link", "institutions.registration_link", "stranger"),
    Page("registration-done", "institutions.registration_link", "stranger", step=connect),
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
