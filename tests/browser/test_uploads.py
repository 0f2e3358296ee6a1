"""Adding files in a real browser: without scripts, by choosing, and over a line that breaks."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from sqlalchemy import select

from tests.browser.chromium import Preferences, as_installed, without_scripts
from tests.browser.conftest import OpenBrowser
from tests.browser.journeys import PATIENCE, read_welcome, stand_in_course
from tests.browser.stage import Stage
from vsm_platform.content.files.api import File, do_make_folder, exchange_owner, open_file

pytestmark = pytest.mark.browser

KIB = 1 << 10
SIZE = 700 * KIB


@pytest.fixture
def folder(stage: Stage, request: pytest.FixtureRequest) -> int:
    """A folder of this test's own, in which students may add."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        made = do_make_folder(
            session,
            stage.exchange_id,
            exchange_owner(stage.exchange_id),
            request.node.name[:100],
            is_open=True,
            actor_id=None,
        )
        return made.id


def come_in(
    open_browser: OpenBrowser, stage: Stage, folder: int, preferences: Preferences | None = None
) -> tuple[BrowserContext, Page]:
    """A student of Samoa in the folder."""
    context = open_browser(as_installed() if preferences is None else preferences)
    page = context.new_page()
    page.goto(stage.launch_address("moodle", stage.newcomer("moodle")))
    for _hop in ("login initiation", "form_post") if preferences else ():
        page.get_by_role("button", name="Go on").click()
    read_welcome(page)
    stand_in_course(page)
    page.goto(f"{stage.product}/exchanges/{stage.exchange_id}/files/folders/{folder}")
    return context, page


def content_of(stage: Stage, name: str) -> bytes:
    with stage.app.app_context(), stage.database.unit_of_work(writes=False) as session:
        file = session.scalars(select(File).where(File.name == name)).one()
        with open_file(session, file.id).stream as stream:
            return stream.read()


def made(folder: Path, name: str, size: int = SIZE) -> tuple[Path, bytes]:
    content = os.urandom(size)
    path = folder / name
    path.write_bytes(content)
    return path, content


def listed(page: Page, name: str) -> None:
    link = page.locator("ul.people").get_by_role("link", name=name, exact=True)
    expect(link).to_be_visible(timeout=PATIENCE)


def test_a_plain_form_adds_a_file_where_no_script_runs(
    open_browser: OpenBrowser, stage: Stage, folder: int, tmp_path: Path
) -> None:
    path, content = made(tmp_path, "plain form.bin")
    _context, page = come_in(open_browser, stage, folder, without_scripts())
    expect(page.get_by_text("At most 25\u00a0MB at once.")).to_be_visible()
    page.get_by_label("Choose files").set_input_files(path)
    page.get_by_role("button", name="Add", exact=True).click()
    listed(page, "plain form.bin")
    assert content_of(stage, "plain form.bin") == content


def test_choosing_files_sends_them_and_shows_them(
    open_browser: OpenBrowser, stage: Stage, folder: int, tmp_path: Path
) -> None:
    first, one = made(tmp_path, "chosen first.bin")
    second, two = made(tmp_path, "chosen second.bin", 3)
    _context, page = come_in(open_browser, stage, folder)
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_hidden()
    page.get_by_label("Choose files").set_input_files([first, second])
    for name, content in (("chosen first.bin", one), ("chosen second.bin", two)):
        listed(page, name)
        assert content_of(stage, name) == content


def test_a_dropped_file_is_sent_too(open_browser: OpenBrowser, stage: Stage, folder: int) -> None:
    _context, page = come_in(open_browser, stage, folder)
    expect(page.locator("form[data-ready]")).to_be_visible()
    page.locator("#add").evaluate(
        """(card) => {
            const data = new DataTransfer();
            data.items.add(new File(["from the desktop"], "dropped.txt"));
            card.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    listed(page, "dropped.txt")
    assert content_of(stage, "dropped.txt") == b"from the desktop"


def test_a_line_that_breaks_is_waited_for_and_sending_goes_on(
    open_browser: OpenBrowser, stage: Stage, folder: int, tmp_path: Path
) -> None:
    path, content = made(tmp_path, "broken line.bin")
    context, page = come_in(open_browser, stage, folder)
    pieces: list[int] = []

    def break_after_two(route: Route, request: Request) -> None:
        if request.method == "PATCH":
            pieces.append(int(request.headers["upload-offset"]))
            if len(pieces) == 3:
                context.set_offline(True)
                return route.abort("internetdisconnected")
        return route.continue_()

    page.route("**/uploads/*", break_after_two)
    page.get_by_label("Choose files").set_input_files(path)
    waiting = page.get_by_text("Waiting for the line. It goes on by itself from 192\u00a0kB.")
    expect(waiting).to_be_visible(timeout=PATIENCE)
    context.set_offline(False)
    listed(page, "broken line.bin")
    assert content_of(stage, "broken line.bin") == content
    # Small at first, larger while the line is good, smaller after it broke; nothing was sent twice.
    assert pieces[:3] == [0, 64 * KIB, 192 * KIB]
    assert pieces == sorted(pieces)
    assert pieces[4] - pieces[3] < 256 * KIB


def test_after_the_page_was_closed_the_same_file_goes_on_from_where_it_was(
    open_browser: OpenBrowser, stage: Stage, folder: int, tmp_path: Path
) -> None:
    path, content = made(tmp_path, "closed page.bin")
    _context, page = come_in(open_browser, stage, folder)
    page.route("**/uploads/*", _let_only_the_first_piece_pass())
    page.get_by_label("Choose files").set_input_files(path)
    expect(page.get_by_text("Waiting for the line")).to_be_visible(timeout=PATIENCE)
    page.unroute_all()
    page.reload()
    unfinished = page.locator("[data-list]").get_by_text("64\u00a0kB of 700\u00a0kB are here.")
    expect(unfinished).to_be_visible(timeout=PATIENCE)
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        page.get_by_label("Choose files").set_input_files(path)
    assert first.value.headers["upload-offset"] == str(64 * KIB)
    listed(page, "closed page.bin")
    assert content_of(stage, "closed page.bin") == content


def _let_only_the_first_piece_pass():  # type: ignore[no-untyped-def]
    seen: list[str] = []

    def handle(route: Route, request: Request) -> None:
        if request.method != "POST":
            seen.append(request.method)
        if len(seen) > 1:
            return route.abort("connectionreset")
        return route.continue_()

    return handle


def test_a_paused_upload_waits_and_one_that_is_given_up_is_gone(
    open_browser: OpenBrowser, stage: Stage, folder: int, tmp_path: Path
) -> None:
    path, content = made(tmp_path, "paused.bin")
    _context, page = come_in(open_browser, stage, folder)
    page.route("**/uploads/*", _let_only_the_first_piece_pass())
    page.get_by_label("Choose files").set_input_files(path)
    expect(page.get_by_text("Waiting for the line")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused at 64\u00a0kB of 700\u00a0kB.")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Go on").click()
    listed(page, "paused.bin")
    assert content_of(stage, "paused.bin") == content


def test_too_large_a_file_is_refused_before_it_is_sent(
    open_browser: OpenBrowser, stage: Stage, folder: int
) -> None:
    _context, page = come_in(open_browser, stage, folder)
    expect(page.locator("form[data-ready]")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("#add").evaluate(
        """(card) => {
            const file = new File(["x"], "huge.bin");
            Object.defineProperty(file, "size", { value: 2 ** 31 + 1 });
            const drop = new Event("drop", { bubbles: true, cancelable: true });
            card.dispatchEvent(Object.assign(drop, { dataTransfer: { files: [file] } }));
        }"""
    )
    expect(page.get_by_text("A file here can have at most 2\u00a0GB.")).to_be_visible()
    assert "POST" not in sent
