"""What no tool knows of the house: where things may stand, and how large they may be."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOM_FILES = {
    "routes",
    "sockets",
    "jobs",
    "cli",
    "api",
    "forms",
    "actions",
    "queries",
    "policies",
    "models",
    "errors",
    "events",
    "personal_data",
}
"""``personal_data``: what a room holds of a person, and how it lets a person be gone."""
KNOWLEDGE = {
    "institutions": {
        "addresses",
        "connections",
        "guides",
        "log_texts",
        "platforms",
        "progress",
        "registering",
        "rosters",
        "stores",
    },
    "accounts": {
        "addresses",
        "correspondence",
        "erasure",
        "field_words",
        "gone_subjects",
        "offices",
        "own_data",
        "passkeys",
        "profile_links",
        "requests",
        "return_codes",
        "rosters",
        "sign_in_codes",
        "takeout",
        "welcome_page",
    },
    "alliances": {"rotation", "rule_words", "rules"},
    "invitations": {"spreadsheets", "visits"},
    "mail": {"post_office", "writing"},
    "exchanges": {
        "agenda",
        "alliance_rules",
        "calendar",
        "coming_in",
        "course_pages",
        "date_words",
        "entry",
        "instants",
        "languages",
        "life",
        "life_checks",
        "navigation",
        "placing",
        "readdressing",
        "roster_words",
        "running_again",
        "setting_up",
        "shared_day",
        "terms",
    },
    "admissions": {"criteria", "setting_up", "words"},
    "content/modules": {"kinds", "library", "markdown", "merging", "videos", "weeks"},
    "grading": {"outcomes", "scale"},
    "home": {"ahead", "dates", "drawing"},
    "faculty": {"progress"},
    "credentials": {
        "badges",
        "certificates",
        "conditions",
        "counting",
        "fields",
        "letters",
        "offers",
        "publishing",
        "records",
        "rows",
        "signing",
        "words",
    },
    "live": {
        "agenda_text",
        "calling",
        "icebreakers",
        "merging",
        "offers",
        "places",
        "ports",
        "quiz_text",
        "videos",
        "wonders_data",
    },
    "discussion": {
        "atom",
        "attachments",
        "drawing",
        "folding",
        "languages",
        "mentions",
        "pictures",
        "prompts",
        "rhythm",
        "scoring",
        "spaces",
        "stopping",
        "translating",
    },
    "content/files": {
        "intake",
        "kinds",
        "limits",
        "names",
        "owners",
        "places",
        "s3",
        "scanning",
        "sending",
        "storage",
        "uses",
    },
    "availability": {"spans", "week"},
    "teams": {"cards", "dealing", "drawing", "hints", "letters", "pasting", "ports", "uses"},
    "evaluation": {"figures", "offers", "scales", "spreadsheet", "words"},
    "surveys": {
        "figures",
        "instrument_forms",
        "instruments",
        "letters",
        "offers",
        "questions",
        "result_forms",
        "sealing",
        "windows",
        "words",
    },
    "content/assignments": {"attachments", "deadlines", "ports", "rendering"},
    "formation": {
        "columns",
        "engine",
        "explaining",
        "findings",
        "listing",
        "prices",
        "problems",
        "repairing",
        "reports",
        "wishes",
    },
    "health": {"checks", "report", "words"},
    "content/cartridges": {
        "addresses",
        "converting",
        "html_words",
        "manifests",
        "plans",
        "reading",
        "words",
        "writing",
        "zips",
    },
    "content/scheduling": {"letters", "offers", "pain", "rotation", "slots"},
    "content/meetings": {
        "calendar_entries",
        "calendars",
        "hours",
        "links",
        "offers",
        "ports",
        "rendering",
        "time_words",
        "wall_clock",
    },
}
"""What a room knows beside its actions and queries, in a file that is named after it."""
ROOMS = (
    "institutions",
    "mail",
    "accounts",
    "alliances",
    "exchanges",
    "admissions",
    "invitations",
    "grading",
    "teams",
    "content/files",
    "content/modules",
    "content/assignments",
    "content/meetings",
    "content/cartridges",
    "content/scheduling",
    "availability",
    "formation",
    "evaluation",
    "discussion",
    "live",
    "surveys",
    "credentials",
    "launch",
    "home",
    "health",
    "faculty",
    "offices",
)


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    paths = [ROOT / line for line in listed.splitlines() if line.endswith(suffixes)]
    return [path for path in paths if path.exists()]


PYTHON = [path for path in tracked(".py") if "migrations/versions" not in str(path)]
PRODUCT = [
    path for path in PYTHON if {"lti", "vsm_platform"} & set(path.relative_to(ROOT).parts[:1])
]
TEMPLATES = [path for path in tracked(".html") if "templates" in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    long = [
        p for p in tracked(".py", ".html", ".css", ".js") if len(p.read_text().splitlines()) > 400
    ]
    assert long == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in PYTHON
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > 40
    ]
    assert long == []


def test_only_the_unit_of_work_commits() -> None:
    committing = [p for p in PRODUCT if ".commit(" in p.read_text()]
    # The unit of work, and how its session does what it is told.
    assert {path.stem for path in committing} == {"unit_of_work", "sessions"}
    assert {path.parent for path in committing} == {ROOT / "vsm_platform/core"}


def test_only_the_settings_read_the_environment() -> None:
    reading = [p for p in PRODUCT if re.search(r"os\.(environ|getenv)", p.read_text())]
    assert reading == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_only_files_of_known_purpose(room: str) -> None:
    names = {path.stem for path in (ROOT / "vsm_platform" / room).glob("*.py")} - {"__init__"}
    assert names <= ROOM_FILES | KNOWLEDGE.get(room, set())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_entered_only_through_its_api_errors_and_events(room: str) -> None:
    dotted = room.replace("/", r"\.")
    inner = re.compile(rf"from vsm_platform\.{dotted}\.(?!api\b|errors\b|events\b|routes\b)(\w+)")
    outside = [p for p in PRODUCT if (ROOT / "vsm_platform" / room) not in p.parents]
    allowed = {ROOT / "vsm_platform/tables.py"}
    assert [p for p in outside if p not in allowed and inner.search(p.read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_script_and_no_style_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_fewer_than_150_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 150
