"""Talking through a TURN server: no other way is allowed, so that what is heard has gone through it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.live_meeting import Meeting
from tests.browser.test_live_calls import come, context, receives, talk
from tests.browser.turn_server import SERVERS, turn_server

__all__ = ["context"]
pytestmark = pytest.mark.browser
SECRET = "shared by us and the server"
ONLY_BY_RELAY = """
const Plain = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Plain {
  constructor(ways) { super({ ...ways, iceTransportPolicy: "relay" }); }
};
"""
KINDS = """async () => {
  const kinds = [];
  for (const line of window.lines) {
    const told = await line.getStats();
    for (const [, one] of told) if (one.type === "transport" && one.selectedCandidatePairId) {
      const pair = told.get(one.selectedCandidatePairId);
      kinds.push(told.get(pair.localCandidateId).candidateType);
    }
  }
  return kinds;
}"""


@contextmanager
def knowing(meeting: Meeting, server: str, secret: str) -> Iterator[None]:
    """The operator has named this server."""
    config = meeting.stage.app.config
    before = config["SETTINGS"]
    changes = {"call_servers": [server], "turn_secret": secret}
    config["SETTINGS"] = before.model_copy(update=changes)
    try:
        yield
    finally:
        config["SETTINGS"] = before


def two(context: BrowserContext, meeting: Meeting) -> list[Page]:
    """Two who can reach each other by a relay only."""
    pages = come(context, meeting, 2)
    for page in pages:
        page.add_init_script(ONLY_BY_RELAY)
        page.reload()
        talk(page)
    return pages


@pytest.mark.parametrize("name", SERVERS)
def test_two_hear_and_see_each_other_through_the_operator_s_server(
    name: str, context: BrowserContext, meeting: Meeting
) -> None:
    with turn_server(name, SECRET) as server, knowing(meeting, server, SECRET):
        first, second = pages = two(context, meeting)
        for page in pages:
            expect(page.locator(".call [role=status]")).to_have_text(
                re.compile(r"^You talk with [^,]+\.$"), timeout=40_000
            )
            receives(page, "audio", 1)
            assert page.evaluate(KINDS) == ["relay"]
        first.get_by_role("button", name="Camera on").click()
        expect(second.locator(".faces video:not(.unseen)")).to_have_count(1, timeout=20_000)
        receives(second, "video", 1)


@pytest.mark.parametrize("name", SERVERS)
def test_with_another_secret_the_server_lets_nobody_in_and_the_page_says_so(
    name: str, context: BrowserContext, meeting: Meeting
) -> None:
    with turn_server(name, SECRET) as server, knowing(meeting, server, "another"):
        for page in two(context, meeting):
            expect(page.locator(".call [role=status]")).to_contain_text(
                "No way leads to", timeout=60_000
            )
