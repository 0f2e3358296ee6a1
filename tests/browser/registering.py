"""What the registration pages need: a university with an LMS under way, one that waits, changes."""

from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import Page as BrowserPage

from vsm_platform.institutions.actions import do_invite_lms, do_note_opened, do_take_answer
from vsm_platform.institutions.api import Institution, InstitutionDetails, do_add_institution
from vsm_platform.institutions.models import Registration, RegistrationInvitation
from vsm_platform.institutions.registering import Answer

if TYPE_CHECKING:
    from tests.browser.stage import Stage

MANILA = "University of the Philippines Manila"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_SCOPES = [
    f"{_AGS}lineitem",
    f"{_AGS}result.readonly",
    f"{_AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
]
_CANVAS = Answer(
    platform="canvas",
    name="Canvas (manila.instructure.com)",
    issuer="https://canvas.instructure.com",
    client_id="10000000000042",
    authorization_endpoint="https://sso.canvaslms.com/api/lti/authorize_redirect",
    token_endpoint="https://sso.canvaslms.com/login/oauth2/token",
    token_audience="",
    jwks_uri="https://sso.canvaslms.com/api/lti/security/jwks",
    frame_origins=["https://manila.instructure.com", "https://*.instructure.com"],
    scopes=_SCOPES[:3],
    asked=_SCOPES,
    deployment_id="",
    family="canvas cloud",
)


def set_up_registrations(stage: "Stage") -> None:
    """Make them: institution 4 with invitation 1 and LMS 4, and what LMS 1 says anew."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        details = InstitutionDetails(MANILA, country="PH", timezone="Asia/Manila", place="Manila")
        manila = do_add_institution(session, details, actor_id=None)
        do_invite_lms(session, manila, "moodle", actor_id=None)
        invitation = session.get_one(RegistrationInvitation, 1)
        do_note_opened(session, invitation, "https://moodle.manila.example")
        invitation.outcome = "registration_platform_too_slow"
        do_invite_lms(session, manila, "moodle", actor_id=None)
        second = session.get_one(RegistrationInvitation, 2)
        do_note_opened(session, second, "https://manila.instructure.com")
        do_take_answer(session, 2, _CANVAS)
        samoa = session.get_one(Institution, stage.universities["moodle"].institution_id)
        known = session.get_one(Registration, 1)
        do_invite_lms(session, samoa, "moodle", renews=known, actor_id=None)
        do_take_answer(session, 3, _changed(known))


def _changed(known: Registration) -> Answer:
    """What the first Moodle says when it registers again."""
    return replace(
        _CANVAS,
        platform="moodle",
        name=known.name,
        issuer=known.issuer,
        client_id=known.client_id,
        authorization_endpoint=known.authorization_endpoint,
        token_endpoint=known.token_endpoint,
        jwks_uri=f"{known.issuer}/mod/lti/new-certs.php",
        frame_origins=known.frame_origins,
        scopes=_SCOPES,
        deployment_id="1",
        family="moodle 5.0",
    )


def opened_link(stage: "Stage") -> str:
    """A new invitation's page as the practice LMS of Samoa opens it."""
    home = stage.universities["moodle"]
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        institution = session.get_one(Institution, home.institution_id)
        code = do_invite_lms(session, institution, "moodle", actor_id=None)
    sent = httpx.post(
        f"{stage.world.base_url}/{home.tenant.platform_key}/tools/dynamic",
        data={
            "registration_url": f"{stage.product}/lti/register/{code}",
            "tenants": home.tenant.key,
        },
    )
    return sent.headers["location"]


def connect(page: BrowserPage) -> None:
    """Press the page's button, and wait for what it says when it is done."""
    page.locator("main form[method=post] button").last.click()
    page.locator(".tasks").wait_for()


def make_link(page: BrowserPage) -> None:
    page.locator("main form[method=post] button").last.click()
    page.locator("#link").wait_for()
