"""A Chromium of our own making, with the settings that a person could have made.

Playwright's own start switches Chromium's storage partitioning off, and with it the very thing
that is tested here. So the browser is started as a person's desktop would start it, and
Playwright connects over the DevTools protocol. What a person chooses in the settings is written
into the profile before the start.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

ALLOW, BLOCK = 1, 2
"""Chromium's numbers for what a site may do (content settings)."""

START_SECONDS = 30
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)

PRETENDED_DEVICES = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
"""A microphone and a camera that hum and draw by themselves, and peers on one machine."""
Preferences = dict[str, Any]


def find_chromium() -> str | None:
    """The program to start: VSM_CHROMIUM, else Debian's; None where there is neither."""
    for candidate in (os.environ.get("VSM_CHROMIUM"), "/usr/bin/chromium"):
        if candidate and shutil.which(candidate):
            return candidate
    return None


def as_installed() -> Preferences:
    """Nothing changed: a person who never opened the settings."""
    return {}


def without_third_party_cookies() -> Preferences:
    """“Block third-party cookies”: only partitioned ones stay in frames of another site."""
    return {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}


def without_cookies_in_frames(own_address: str) -> Preferences:
    """All cookies and storage blocked, but for the site where it is the page itself."""
    pair = f"{own_address},{own_address}"
    exceptions = {"cookies": {pair: {"setting": ALLOW}}}
    blocked = without_cookies()
    blocked["profile"]["content_settings"] = {"exceptions": exceptions}
    return blocked


def without_cookies() -> Preferences:
    """All cookies and storage blocked, everywhere."""
    return {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}


def without_scripts() -> Preferences:
    """JavaScript off, and third-party cookies blocked as well."""
    settings = without_third_party_cookies()
    settings["profile"]["default_content_setting_values"] = {"javascript": BLOCK}
    return settings


@contextmanager
def started_chromium(
    playwright: Playwright, preferences: Preferences, *more: str
) -> Iterator[Browser]:
    """A new Chromium with a new profile; its first context has the preferences."""
    program = find_chromium()
    if program is None:
        raise RuntimeError("no Chromium: install Debian's, or set VSM_CHROMIUM")
    with tempfile.TemporaryDirectory(prefix="vsm-chromium-", ignore_cleanup_errors=True) as folder:
        _write_preferences(Path(folder), preferences)
        process = subprocess.Popen(
            [program, *ARGUMENTS, *more, f"--user-data-dir={folder}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            browser = playwright.chromium.connect_over_cdp(
                _debugging_address(Path(folder), process)
            )
            yield browser
            browser.close()
        finally:
            _stop(process)


def _write_preferences(folder: Path, preferences: Preferences) -> None:
    profile = folder / "Default"
    profile.mkdir()
    (profile / "Preferences").write_text(json.dumps(preferences))


def _debugging_address(folder: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the browser listens; it writes the port into its folder when it is ready."""
    file, until = folder / "DevToolsActivePort", time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) == 2:
            return f"http://127.0.0.1:{lines[0]}"
        time.sleep(0.05)
    raise RuntimeError("Chromium did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
