"""The badge of an achievement, drawn from its words: an SVG in every script, and a PNG without words.

The PNG is for programs that take no SVG. It has no text because a server knows no fonts; the
credential that is baked into it says everything.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from babel import Locale, UnknownLocaleError
from markupsafe import escape

COLOURS = (
    ("#073842", "#0b7285"),
    ("#5c2606", "#b8500f"),
    ("#3b1f5b", "#7546a8"),
    ("#0f3d28", "#24774f"),
    ("#5e1b31", "#b23a5e"),
    ("#16306b", "#2f5fc4"),
    ("#3f3405", "#7a6410"),
    ("#561c54", "#a33aa0"),
    ("#283238", "#50606b"),
    ("#4a2513", "#8a4b2a"),
)
"""The dark and the light end of each colour; white is readable on both."""
SUN, SIZE, LINES = "#ffc766", 480, 3
FONTS = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', 'Noto Sans Sinhala', sans-serif"


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on a badge."""

    title: str
    kind: str
    issuer: str
    partners: Sequence[str]
    more: str
    """What is said of partners for whom there is no room, such as ``and 9 more``."""
    language: str
    colour: int


def badge_svg(badge: Badge) -> str:
    """The badge as a picture that stands alone: no script, no font and nothing from elsewhere."""
    dark, light = COLOURS[badge.colour % len(COLOURS)]
    title = wrapped(badge.title, 19, LINES)
    partners = _partners(badge)
    # In the middle of what kind and partners leave free.
    top = (132 + 346 - 19 * len(partners)) / 2 - 20 * len(title) - 8
    parts = [
        _text(escape(badge.kind), 118, 15, SUN, 600),
        *(_text(escape(line), top + 40 * n, 33, "#fff", 700) for n, line in enumerate(title, 1)),
        *partners,
        _text(escape(_short(badge.issuer, 40)), 396, 15, "#fff", 600),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" '
        f'height="{SIZE}" role="img" xml:lang="{escape(badge.language)}" '
        f'direction="{_direction(badge.language)}" font-family="{FONTS}" text-anchor="middle">'
        f"<title>{escape(clean(badge.title))}</title>"
        f"{_ground(dark, light)}{_mark('translate(204 44) scale(1.6)')}"
        f'<path d="M150 370h180" stroke="{SUN}" stroke-width="3" stroke-linecap="round"/>'
        f"{''.join(parts)}</svg>"
    )


def _ground(dark: str, light: str) -> str:
    rings = "".join(
        f'<circle cx="{SIZE}" cy="{SIZE}" r="{radius}" fill="none" stroke="#fff" '
        f'stroke-opacity=".07" stroke-width="2"/>'
        for radius in range(60, 640, 54)
    )
    return (
        f'<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="{dark}"/>'
        f'<stop offset="1" stop-color="{light}"/></linearGradient><clipPath id="c">'
        f'<rect width="{SIZE}" height="{SIZE}" rx="72"/></clipPath></defs>'
        f'<g clip-path="url(#c)"><rect width="{SIZE}" height="{SIZE}" fill="url(#g)"/>{rings}'
        f'<path d="M0 436h{SIZE}v44H0z" fill="#000" fill-opacity=".14"/></g>'
    )


def _mark(place: str) -> str:
    """Two circles that share a part: the mark of the product."""
    return (
        f'<g transform="{place}"><circle cx="16" cy="16" r="12" fill="#fff" '
        f'fill-opacity=".85"/><circle cx="28" cy="16" r="12" fill="#fff" fill-opacity=".45"/>'
        f'<path d="M22 5.6a12 12 0 0 1 0 20.8 12 12 0 0 1 0-20.8z" fill="{SUN}"/></g>'
    )


def mark_svg(colour: int) -> str:
    """The badge without words, for the certificate, whose page has them already."""
    dark, light = COLOURS[colour % len(COLOURS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
        f"{_ground(dark, light)}{_mark('translate(86 128) scale(7)')}</svg>"
    )


def _partners(badge: Badge) -> list[str]:
    shown = [_short(name, 46) for name in badge.partners[:5]]
    if badge.more:
        shown.append(badge.more)
    top = 352 - 19 * len(shown)
    return [_text(escape(name), top + 19 * n, 14, "#fff", 400) for n, name in enumerate(shown, 1)]


def _text(words: object, y: float, size: int, colour: str, weight: int) -> str:
    return (
        f'<text x="240" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{words}</text>"
    )


def clean(text: str) -> str:
    """A text without control characters, which no picture may hold."""
    return "".join(
        sign for sign in text if sign == "\u200d" or unicodedata.category(sign)[0] != "C"
    )


def _width(text: str) -> float:
    """About how many Latin letters wide it is."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    marks = sum(unicodedata.combining(sign) > 0 for sign in text)
    return len(text) + wide * 0.8 - marks


def _short(text: str, width: float) -> str:
    text = clean(text)
    if _width(text) <= width:
        return text
    while text and _width(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, width: float, lines: int) -> list[str]:
    """A text in so many lines at most; broken at spaces, or anywhere where there are none."""
    found, line = list[str](), ""
    for word in _words(clean(text), width):
        joined = f"{line} {word}".strip() if not line.endswith("\0") else line[:-1] + word
        if line and _width(joined) > width:
            found.append(line.rstrip("\0"))
            line = word
        else:
            line = joined
    found.append(line.rstrip("\0"))
    if len(found) > lines:
        found = [*found[: lines - 1], _short(" ".join(found[lines - 1 :]), width)]
    return found


def _words(text: str, width: float) -> list[str]:
    """Words; those that are too long are cut, and the cut is marked by a zero at the end."""
    found = []
    for word in text.split():
        rest = word
        while _width(rest) > width:
            at = next(n for n in range(len(rest), 0, -1) if _width(rest[:n]) <= width)
            found.append(rest[:at] + "\0")
            rest = rest[at:]
        found.append(rest)
    return found


def _direction(language: str) -> str:
    try:
        direction: str = Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return direction


def badge_png(colour: int) -> bytes:
    """The badge's ground and mark as a PNG, into which a credential can be baked."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (only whoever downloads a PNG waits for it)

    dark, light = (_rgb(one) for one in COLOURS[colour % len(COLOURS)])
    scale = 2
    size = SIZE * scale
    ramp = Image.linear_gradient("L").resize((size * 2, size * 2)).rotate(45)
    ramp = ramp.crop((size // 2, size // 2, size + size // 2, size + size // 2))
    ground = Image.composite(
        Image.new("RGB", (size, size), light), Image.new("RGB", (size, size), dark), ramp
    )
    draw = ImageDraw.Draw(ground, "RGBA")
    for radius in range(60 * scale, 640 * scale, 54 * scale):
        box = (size - radius, size - radius, size + radius, size + radius)
        draw.ellipse(box, outline=(255, 255, 255, 18), width=2 * scale)
    _draw_mark(draw, scale)
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size, size), 72 * scale, fill=255)
    ground.putalpha(mask)
    out = BytesIO()
    ground.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_mark(draw: object, scale: int) -> None:
    """Two circles that share a part: the mark of the product."""
    left, right, y, r = 195 * scale, 285 * scale, 240 * scale, 90 * scale
    draw.ellipse((left - r, y - r, left + r, y + r), fill=(255, 255, 255, 217))  # type: ignore[attr-defined]
    draw.ellipse((right - r, y - r, right + r, y + r), fill=(255, 255, 255, 115))  # type: ignore[attr-defined]
    # The lens is half as wide as a circle.
    half = (r * r - (45 * scale) ** 2) ** 0.5
    points = [
        (240 * scale + side * ((r * r - dy * dy) ** 0.5 - 45 * scale), y + dy)
        for side, steps in ((1, range(-100, 101)), (-1, range(100, -101, -1)))
        for dy in (step / 100 * half for step in steps)
    ]
    draw.polygon(points, fill=SUN)  # type: ignore[attr-defined]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
