"""From the invitation to the first visit, with each kind of LMS, over HTTP."""

from collections.abc import Callable

import pytest

from tests.forms import soup_of
from tests.registration.sides import FLAVOURS, TOOL, Exchange, Lms
from vsm_platform.institutions.api import State

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = [
    f"{AGS}lineitem",
    f"{AGS}result.readonly",
    f"{AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
]
TOLD = {"moodle", "brightspace"}
"""Kinds of LMS that tell their deployment when they register."""


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_an_lms_registers_itself_and_its_people_come_in(
    exchange: Exchange, lms_of: Callable[[str], Lms], flavour: str
) -> None:
    lms = lms_of(flavour)
    university = exchange.institution("Meridian University")
    link = exchange.invite(university, FLAVOURS[flavour])

    done = lms.register(link)
    assert done.status_code == 200
    assert "Your LMS is registered" in done.text
    assert lms.tool.client_id in done.text
    registration = exchange.registrations[0]
    assert registration.state == State.PENDING
    assert registration.platform == FLAVOURS[flavour]
    assert set(SCOPES) <= set(registration.scopes)

    lms.activate()
    assert "not connected yet" in lms.launch().body
    assert exchange.approve().status_code == 303
    if flavour in TOLD:
        assert [row.institution_id for row in exchange.deployments] == [university]
    else:
        assert "not connected yet" in lms.launch().body
        approve_deployment(exchange, university)
    visit = lms.launch()
    assert visit.status == 200
    assert "/welcome" in visit.url or visit.url == f"{TOOL}/launch/course"


def approve_deployment(exchange: Exchange, university: int) -> None:
    """The deployment that showed itself is offered with the invited institution chosen."""
    waiting = exchange.deployments[-1]
    page = f"/admin/platforms/1/deployments/{waiting.id}/approve"
    chosen = soup_of(exchange.browser.get(page)).select_one("select option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(university)
    sent = exchange.browser.post(page, data=form_of(exchange, page))
    assert sent.status_code == 303
    assert exchange.deployments[-1].institution_id == university


def form_of(exchange: Exchange, page: str) -> dict[str, str]:
    from tests.forms import values_of

    form = soup_of(exchange.browser.get(page)).select_one("main form[method=post]")
    assert form is not None
    return values_of(form)


def test_what_each_lms_was_asked_for(exchange: Exchange, lms_of: Callable[[str], Lms]) -> None:
    university = exchange.institution("Meridian University")
    for flavour in FLAVOURS:
        lms = lms_of(flavour)
        assert lms.register(exchange.invite(university)).status_code == 200
        tool = lms.tool
        assert tool.redirect_uris == [f"{TOOL}/lti/launch"]
        assert tool.login_initiation_url == f"{TOOL}/lti/login"
        assert tool.jwks_uri == f"{TOOL}/lti/keys"
        assert "LtiDeepLinkingRequest" in tool.messages
        assert {"name", "given_name", "family_name", "email"} <= set(tool.claims)
        assert not tool.custom
    # Canvas tells nobody's name by default, so its own member asks for it.
    assert lms_of("canvas").tool.privacy_level == "public"


def test_brightspace_s_token_audience_and_blackboard_s_key_set_are_known(
    exchange: Exchange, lms_of: Callable[[str], Lms]
) -> None:
    university = exchange.institution("Meridian University")
    for flavour in ("brightspace", "blackboard", "moodle"):
        lms_of(flavour).register(exchange.invite(university))
    brightspace, blackboard, moodle = exchange.registrations
    assert brightspace.token_audience.endswith("/brightspace/auth/token")
    client = lms_of("blackboard").tool.client_id
    assert blackboard.jwks_uri.endswith(f"/management/applications/{client}/jwks.json")
    assert moodle.token_audience == ""


def test_the_registered_lms_may_frame_our_pages_once_it_is_approved(
    exchange: Exchange, moodle: Lms
) -> None:
    def policy() -> str:
        return exchange.app.test_client().get("/notice").headers["Content-Security-Policy"]

    moodle.register(exchange.invite(exchange.institution("Meridian University")))
    assert moodle.origin not in policy()
    exchange.approve()
    assert moodle.origin in policy()


def test_the_log_tells_the_whole_way(exchange: Exchange, moodle: Lms) -> None:
    university = exchange.institution("Meridian University")
    moodle.register(exchange.invite(university, "moodle"))
    exchange.approve()
    assert exchange.log()[-5:] == [
        "lms_invited",
        "invitation_opened",
        "lms_registered",
        "lms_approved",
        "deployment_added",
    ]
    page = exchange.browser.get(f"/admin/log?institution={university}").text
    for words in ("LMS invited", "registered itself", "LMS approved", moodle.tool.client_id):
        assert words in page


def test_a_second_university_s_invitation_gives_a_registration_of_its_own(
    exchange: Exchange, lms_of: Callable[[str], Lms]
) -> None:
    first, second = exchange.institution("First"), exchange.institution("Second")
    lms_of("moodle").register(exchange.invite(first))
    lms_of("canvas").register(exchange.invite(second))
    exchange.approve(1)
    exchange.approve(2)
    assert [row.institution_id for row in exchange.deployments] == [first]
    assert "Second" not in exchange.browser.get("/admin/platforms/1/").text
