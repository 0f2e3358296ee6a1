"""The practice LMS in real Chromium: cross-site frames and platform storage."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.practice.stand_in_tool import Tool, create_tool_app
from vsm_platform.practice import (
    HttpTransport,
    World,
    build_university,
    serve_in_thread,
    serve_world,
)
from vsm_platform.practice.model import Tenant

pytestmark = pytest.mark.browser
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ],
}
#: A tool's page that asks for capabilities, stores a value where it is told to, and reads it.
STORAGE_PAGE = """<!doctype html><title>Tool</title><output></output><script>
const ask = (frame, message) => new Promise((resolve) => {
  message.message_id = Math.random().toString(36);
  addEventListener("message", ({data}) => {
    if (data.message_id === message.message_id) resolve(data);
  });
  setTimeout(() => resolve("silence"), 1000);
  frame.postMessage(message, "*");
});
(async () => {
  const found = await ask(parent, {subject: "lti.capabilities"});
  const put = (found.supported_messages || []).find((each) => each.subject === "lti.put_data");
  const named = put && (put.frame === "_parent" ? parent : parent.frames[put.frame]);
  const said = [found];
  if (named) {
    said.push(await ask(named, {subject: "lti.put_data", key: "state", value: "s1"}));
    said.push(await ask(named, {subject: "lti.get_data", key: "state"}));
    said.push(await ask(named, {subject: "lti.get_data", key: "other"}));
    said.push(await ask(named, {subject: "lti.put_data", key: "x", value: "y".repeat(5000)}));
    said.push(await ask(named, {subject: "lti.put_data"}));
  }
  document.querySelector("output").textContent = JSON.stringify(said);
})();
</script>"""


@dataclass
class Served:
    tool: Tool
    tenant: Tenant
    address: str
    page: Page


@contextmanager
def served(flavour: str, *, javascript: bool = True) -> Iterator[Served]:
    """A university and a tool on two sites, and a browser with a blank page."""
    world = World()
    tenant = build_university(
        world, name="Test", country="JP", timezone="Asia/Tokyo", locale="ja",
        flavour=flavour, students=2, teachers=1, course_title="Climate Change",
    )  # fmt: skip
    with HttpTransport() as transport:
        tool = Tool("", transport)
        tool_app = create_tool_app(tool)
        with serve_in_thread(tool_app, "localhost") as tool_server, serve_world(world) as server:
            tool.base_url = tool_server.base_url
            platform = world.platforms["test"]
            registration = world.register_tool(platform, name="Exchange", **tool.addresses)
            details = f"{server.base_url}/test/tools/{registration.client_id}.json"
            tool.platforms[world.issuer(platform)] = json.loads(transport.send("GET", details).body)
            course = next(iter(tenant.courses.values()))
            world.place_link(tenant, course, registration, "Shared course")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(**CHROMIUM)
                context = browser.new_context(java_script_enabled=javascript)
                yield Served(tool, tenant, f"{server.base_url}/", context.new_page())
                browser.close()


def open_in_frame(stage: Served) -> None:
    """Go from the first page to the tool's frame as the first student."""
    stage.page.goto(stage.address)
    stage.page.get_by_role("link", name=stage.tenant.name, exact=True).click()
    somebody = stage.tenant.people("student")[0]
    stage.page.get_by_role("link", name=somebody.name, exact=True).click()
    stage.page.get_by_role("link", name="Open", exact=False).first.click()


def test_without_scripts_every_step_has_a_button() -> None:
    with served("moodle", javascript=False) as stage:
        open_in_frame(stage)
        frame = stage.page.frame_locator("iframe.tool")
        for place in ("login", "launch"):
            frame.locator(f"form[action$='/lti/{place}']").get_by_role("button").click()
        frame.get_by_text("Hello").wait_for()
        assert len(stage.tool.launches) == 1


@pytest.mark.parametrize(
    ("flavour", "frame"), [("canvas", "_parent"), ("blackboard", "lti_storage_frame")]
)
def test_the_tool_stores_where_the_platform_says(flavour: str, frame: str) -> None:
    with served(flavour) as stage:
        stage.tool.page = STORAGE_PAGE
        open_in_frame(stage)
        output = stage.page.frame_locator("iframe.tool").locator("output:not(:empty)")
        found, stored, read, other, too_long, without_key = json.loads(output.inner_text())
        assert found["subject"] == "lti.capabilities.response"
        assert {"subject": "lti.get_data", "frame": frame} in found["supported_messages"]
        assert (stored["key"], stored["value"]) == ("state", "s1")
        assert (read["subject"], read["value"]) == ("lti.get_data.response", "s1")
        assert other["value"] is None
        assert too_long["error"]["code"] == "storage_exhaustion"
        assert without_key["error"]["code"] == "bad_request"


def test_moodle_offers_no_storage() -> None:
    with served("moodle") as stage:
        stage.tool.page = STORAGE_PAGE
        open_in_frame(stage)
        output = stage.page.frame_locator("iframe.tool").locator("output:not(:empty)")
        assert json.loads(output.inner_text()) == ["silence"]


def test_a_tool_that_closes_itself_gives_the_course_back() -> None:
    with served("canvas") as stage:
        stage.tool.page = (
            "<script>parent.postMessage({subject: 'org.imsglobal.lti.close'}, '*')</script>"
        )
        open_in_frame(stage)
        stage.page.wait_for_url("**/courses/*?account=*")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_window(width: int) -> None:
    with served("canvas") as stage:
        stage.page.set_viewport_size({"width": width, "height": 800})
        at = f"{stage.address}test"
        course = next(iter(stage.tenant.courses))
        account = stage.tenant.people("teacher")[0].sub
        for address in (
            stage.address,
            f"{at}/at/test/",
            f"{at}/at/test/courses/{course}?account={account}",
            f"{at}/at/test/courses/{course}/gradebook",
            f"{at}/tools",
            f"{at}/faults",
        ):
            stage.page.goto(address)
            wide = stage.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, address
