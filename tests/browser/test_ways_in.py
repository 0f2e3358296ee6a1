"""Coming in without an LMS in a real browser: from a phone without scripts, and by passkey."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import heading, stand_in_course
from tests.browser.rooms.invitations import invited_link
from tests.browser.stage import Stage
from tests.letters import digits_for

pytestmark = pytest.mark.browser


def _phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def _fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth") if page.url else 0
    assert wide <= 360


def _come_in(page: Page, stage: Stage, name: str) -> None:
    page.goto(invited_link(stage, "student"))
    heading(page, "You are invited")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("18 or older").check()
    page.get_by_role("button", name="come in").click()
    heading(page, "How will you come back?")


def test_a_phone_without_scripts_comes_in_leaves_and_comes_back(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = _phone(open_browser(without_scripts()).new_page())
    _come_in(page, stage, "Lupe of the phone")
    page.get_by_label("Your e-mail address").fill("lupe.phone@example.org")
    page.get_by_role("button", name="Use this address").click()
    page.get_by_label("The six digits").fill(digits_for(stage.app, "lupe.phone@example.org"))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("We send codes to")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    stand_in_course(page)
    page.goto(f"{stage.product}/profile")
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You are signed out")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Your e-mail address").fill("lupe.phone@example.org")
    expect(page.get_by_role("button", name="Use this device’s lock")).to_be_hidden()
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The six digits").fill(digits_for(stage.app, "lupe.phone@example.org"))
    page.get_by_role("button", name="Go on").click()
    stand_in_course(page)
    assert "Lupe of the phone" in page.locator("body").inner_text()


def test_no_page_of_the_way_in_is_wider_than_a_phone(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = _phone(open_browser(as_installed()).new_page())
    page.goto(invited_link(stage, "student"))
    _fits(page)
    _come_in(page, stage, "A rather long name, as some people have them, of one NGO")
    _fits(page)


def test_a_passkey_of_the_device_brings_a_person_back(
    open_browser: OpenBrowser, stage: Stage
) -> None:
    page = open_browser(as_installed()).new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _come_in(page, stage, "Lupe of the passkey")
    page.get_by_role("button", name="Use this device’s lock").click()
    expect(page.get_by_text("come in with this device’s lock")).to_be_visible()
    found = session.send("WebAuthn.getCredentials", {"authenticatorId": device["authenticatorId"]})
    assert len(found["credentials"]) == 1
    page.get_by_role("button", name="Use this device’s lock").click()
    expect(page.get_by_role("alert").last).to_contain_text("made no passkey")
    page.goto(f"{stage.product}/profile")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Use this device’s lock").click()
    stand_in_course(page)
    assert "Lupe of the passkey" in page.locator("body").inner_text()
