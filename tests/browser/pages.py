"""Every page of the product.

``test_accessibility`` fails for a page that is missing here, so that none is forgotten. Newer
rooms list theirs in ``tests/browser/rooms``.
"""

from playwright.sync_api import Page as BrowserPage

from tests.browser.page import Page, send_empty
from tests.browser.registering import connect, make_link
from tests.browser.rooms import (
    accounts,
    admissions,
    agreement,
    alliances,
    assignments,
    availability,
    cartridges,
    credentials,
    discussion,
    evaluation,
    faculty,
    files,
    formation,
    invitations,
    live,
    meetings,
    modules,
    recognition,
    scheduling,
    survey_results,
    surveys,
    teams,
)
from tests.browser.stage import Stage

# Invitations last: once somebody is under age, nothing is recorded any more.
ROOMS = (
    accounts,
    agreement,
    alliances,
    teams,
    admissions,
    modules,
    files,
    assignments,
    meetings,
    cartridges,
    scheduling,
    availability,
    formation,
    evaluation,
    discussion,
    surveys,
    credentials,
    recognition,
    survey_results,
    live,
    faculty,
    invitations,
)


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


def set_up_rooms(stage: Stage) -> None:
    """Let each of the newer rooms make what its pages show."""
    for room in ROOMS:
        stage.values |= room.set_up(stage)


UNDER_WAY, WAITING = 4, 4
"""The institution and the LMS that ``registering`` makes after the stage's three."""
SITE = {"site": "https://moodle.example.edu"}
ONE_EXCHANGE = {"exchange": 1}

PAGES: tuple[Page, ...] = (
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
    *(page for room in ROOMS for page in room.PAGES),
)

NO_PAGES: dict[str, str] = {
    "static": "files",
    "web.health": "JSON for monitoring",
    "web.favicon": "leads to a file",
    "health.text": "a text to save",
    "institutions.key_set": "JSON for the LMSs",
    "launch.login": "leads to the LMS; its page is a hop that goes on by itself",
} | {name: why for room in ROOMS for name, why in room.NO_PAGES.items()}
"""Endpoints that answer GET and are nothing to look at, and why."""
