"""The style sheet: logical properties, contrast of its colours, weight, nothing from elsewhere."""

import re
from itertools import product

import brotli
import pytest

from tests.look.stage import ROOT
from vsm_platform.web.compression import BEST, without_comments

STATIC = ROOT / "vsm_platform" / "static"
SHEETS = ("app.css", "text.css", "week.css")
SHEET = re.sub(
    r"/\*.*?\*/",
    "",
    "".join((STATIC / name).read_text(encoding="utf-8") for name in SHEETS),
    flags=re.DOTALL,
)

PHYSICAL = re.compile(
    r"^(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b.*"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|left|right|top|bottom|float|clear"
    r"|(?:min-|max-)?(?:width|height))$"
)


def declarations() -> list[tuple[str, str]]:
    inside = re.findall(r"\{([^{}]*)\}", SHEET)
    pairs = [part.split(":", 1) for block in inside for part in block.split(";") if ":" in part]
    return [(name.strip(), value.strip()) for name, value in pairs]


def test_every_property_is_logical() -> None:
    assert [name for name, _ in declarations() if PHYSICAL.match(name)] == []


def test_no_text_is_aligned_to_a_physical_side() -> None:
    assert [v for n, v in declarations() if n == "text-align" and v in {"left", "right"}] == []


def test_no_shorthand_treats_left_and_right_differently() -> None:
    sides = {"margin", "padding", "inset", "border-width", "border-style", "border-color"}
    four = [value.split() for name, value in declarations() if name in sides]
    assert [values for values in four if len(values) == 4 and values[1] != values[3]] == []


def test_nothing_comes_from_elsewhere() -> None:
    assert "@import" not in SHEET
    assert "url(" not in SHEET


def tokens(dark: bool) -> dict[str, str]:
    light_block, dark_block = re.findall(r":root\s*\{([^}]*)\}", SHEET)
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", light_block))
    return found | (
        dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", dark_block)) if dark else {}
    )


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


UNIVERSITIES = [f"u{number}" for number in range(10)]
TEXTS = [
    *product(["ink", "soft", "sea", "leaf", "rose", *UNIVERSITIES], ["paper", "wash"]),
    *product(["ink", "sea"], ["sea-wash", "sun-wash", "leaf-wash", "rose-wash"]),
    *[("on-u", university) for university in UNIVERSITIES],
    ("on-sea", "sea"),
    ("on-rose", "rose"),
    ("ink", "line"),
    ("sea-deep", "sea-wash"),
    ("sun-ink", "sun-wash"),
    ("leaf-ink", "leaf-wash"),
    ("rose-ink", "rose-wash"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS, ids=["-on-".join(pair) for pair in TEXTS])
def test_text_can_be_read_on_its_ground(text: str, ground: str, dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_edges_of_inputs_can_be_seen(dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours["edge"], colours["paper"]) >= 3


def test_the_course_header_can_be_read_over_its_whole_gradient() -> None:
    gradient = re.search(r"linear-gradient\(120deg, (#\w+), (#\w+) 60%, (#\w+)\)", SHEET)
    assert gradient
    assert min(contrast("#dcecee", stop) for stop in gradient.groups()) >= 4.5


def as_sent(name: str) -> int:
    """Bytes as the server sends them."""
    return len(brotli.compress(without_comments(STATIC / name), quality=BEST))


def test_the_files_stay_within_their_budgets() -> None:
    assert as_sent("app.css") <= 6_000
    assert as_sent("app.js") <= 2_000
    assert as_sent("platform-storage.js") <= 2_000
    assert as_sent("text.css") <= 1_500
    assert as_sent("week.css") <= 800
    assert as_sent("week.js") <= 3_300
    assert as_sent("modules.js") <= 1_000
    assert as_sent("editor.js") <= 1_700
    assert as_sent("discussion.js") <= 3_200
