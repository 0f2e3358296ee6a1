"""A page of an LMS, written in HTML, as Markdown; what has no place there is named.

Only what a text is made of is kept: headings, paragraphs, lists, tables, links, pictures, code,
quotes and emphasis. Looks go without a word; forms, frames of other sites, sound and the like go
into ``lost``, and a frame leaves a link to what it showed, so that nobody has to guess what stood
there.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

Follow = Callable[[str], str]
"""Gives the address that a link or picture has here; empty where it leads nowhere."""

_SILENT = {"script", "style", "head", "template", "noscript"}
_BLOCKS = {
    *(
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "figure",
        "figcaption",
    ),
    *("address", "center", "dl", "dt", "dd", "details", "summary", "fieldset", "nav"),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_FRAMES = {"iframe", "embed", "object", "video", "audio"}
_LOST = {*_FRAMES, "form", "input", "select", "textarea", "button", "canvas", "svg", "applet"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>$|~]|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([#+.)-])(?=\s)")
_URL = re.compile(r"(https?://[^\s<>\"]+)")
_ADDRESS_UNSAFE = re.compile(r"[\s<>()\\]")
BROKEN = 100
"""Signs of tags that never end, which a page may have."""
DEPTH = 60
"""Elements within elements; what lies deeper is read as text of the element above."""


@dataclass(frozen=True, slots=True)
class Words:
    """A page in Markdown."""

    text: str
    lost: dict[str, int]
    """What was left out, by the name of its element."""
    title: str = ""


@dataclass(slots=True)
class _Frame:
    """An element that is being read, with what has been written of its inside."""

    tag: str
    parts: list[str] = field(default_factory=list)
    href: str = ""
    mark: str = ""
    number: int = 0
    rows: list[list[str]] = field(default_factory=list)


def to_markdown(html: str, follow: Follow = str) -> Words:
    """A page as Markdown.

    Args:
        html: the page; whatever is wrong with it, something is made of it.
        follow: gives the addresses that links and pictures have here.
    """
    reader = _Reader(follow)
    reader.feed(_mended(html.replace("\0", "")))
    reader.close()
    return Words(reader.finished(), dict(reader.lost), _tidy_line(reader.title))


def _mended(html: str) -> str:
    """A page that the parser of the standard library reads in a time that grows with its length.

    From each sign of a tag that never ends that parser looks through all that follows; so where
    a page has many of them, they become text.
    """
    parts = _without_comments(html).split("<")
    broken = [place for place, part in enumerate(parts) if place and ">" not in part]
    if len(broken) <= BROKEN:
        return html
    marks = ["<"] * len(parts)
    for place in broken:
        marks[place] = "&lt;"
    return parts[0] + "".join(mark + part for mark, part in zip(marks[1:], parts[1:], strict=True))


def _without_comments(html: str) -> str:
    kept, place = [], 0
    while (begin := html.find("<!--", place)) >= 0 and (end := html.find("-->", begin + 4)) >= 0:
        kept.append(html[place:begin])
        place = end + 3
    return "".join([*kept, html[place:]])


def escaped(text: str) -> str:
    """Text that stands in Markdown as it is."""
    parts = _URL.split(text)
    # Addresses become links by themselves, and only as they are.
    parts[::2] = [_SPECIAL.sub(r"\\\1", part) for part in parts[::2]]
    return _LINE_START.sub(r"\1\\\2", "".join(parts))


def _tidy_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class _Reader(HTMLParser):
    def __init__(self, follow: Follow) -> None:
        super().__init__(convert_charrefs=True)
        self._follow = follow
        self._stack = [_Frame("")]
        self._silent = self._pre = 0
        self._in_title = False
        self.title = ""
        self.lost: Counter[str] = Counter()

    def finished(self) -> str:
        while len(self._stack) > 1:
            self._close_top()
        text = "".join(self._stack[0].parts)
        # Line by line: a pattern for blanks before an end takes the square of their number.
        text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    # What begins.

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "title":
            self._in_title = True
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif tag in _LOST:
            self._lose(tag, values)
        elif tag in {"br", "hr", "img"}:
            self._write(self._single(tag, values))
        else:
            self._open(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # "<iframe/>" and "<p/>" are beginnings in HTML; these tools write XHTML and mean both.
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "hr", "img"}:
            self.handle_endtag(tag)

    def _single(self, tag: str, values: dict[str, str]) -> str:
        if tag == "br":
            return " " if self._is_inside("table") or self._is_inside("a") else "\\\n"
        if tag == "hr":
            return "\n\n---\n\n"
        formula = values.get("data-equation-content") or ""
        if formula:
            return f"${formula.strip()}$"
        source = self._address(values.get("src", ""))
        alt = escaped(_tidy_line(values.get("alt", "")))
        return f"![{alt}]({source})" if source else alt

    def _open(self, tag: str, values: dict[str, str]) -> None:
        if len(self._stack) > DEPTH:
            return
        if tag == "li":
            self._close_open("li", within={"ul", "ol"})
        elif tag in {"tr", "td", "th"}:
            self._close_open(tag, within={"table", "tr"} if tag != "tr" else {"table"})
        elif tag == "p":
            self._close_open("p", within=_BLOCKS - {"p"} | {"li", "td", "th", "blockquote"})
        frame = _Frame(tag, href=self._address(values.get("href", "")) if tag == "a" else "")
        frame.mark = _EMPHASIS.get(tag, "")
        if tag == "ol" and values.get("start", "").isdecimal():
            frame.number = min(int(values["start"][:6]), 99_999) - 1
        table = next((one for one in reversed(self._stack) if one.tag == "table"), None)
        if tag == "tr" and table is not None:
            table.rows.append([])
        self._pre += tag == "pre"
        self._stack.append(frame)

    def _close_open(self, tag: str, within: set[str]) -> None:
        """End an element that the page left open where the next one begins."""
        for place in range(len(self._stack) - 1, 0, -1):
            if self._stack[place].tag == tag:
                while len(self._stack) > place:
                    self._close_top()
                return
            if self._stack[place].tag in within:
                return

    def _lose(self, tag: str, values: dict[str, str]) -> None:
        self.lost[tag] += 1
        source = values.get("src") or values.get("data") or ""
        address = self._address(source) if tag in _FRAMES and source else ""
        if address:
            title = escaped(_tidy_line(values.get("title", "")))
            self._write(f"\n\n[{title}]({address})\n\n" if title else f"\n\n<{address}>\n\n")

    # What ends.

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
            return
        if self._silent or not any(frame.tag == tag for frame in self._stack[1:]):
            return
        while self._stack[-1].tag != tag:
            self._close_top()
        self._close_top()

    def _close_top(self) -> None:
        frame = self._stack.pop()
        inside = "".join(frame.parts)
        if frame.tag == "pre":
            self._pre -= 1
        self._write(self._closed(frame, inside))

    def _closed(self, frame: _Frame, inside: str) -> str:
        tag = frame.tag
        if tag in _HEADINGS:
            line = _tidy_line(inside)
            return f"\n\n{'#' * int(tag[1])} {line}\n\n" if line else ""
        if frame.mark:
            return _marked(inside, frame.mark)
        if tag == "a":
            return _linked(inside, frame.href)
        if tag in {"code", "kbd", "samp", "tt"} and not self._pre:
            return _code(inside)
        if tag in {"td", "th", "tr", "table", "li"}:
            return self._closed_part(frame, inside)
        return _closed_block(tag, inside)

    def _closed_part(self, frame: _Frame, inside: str) -> str:
        """Cells, rows and points belong to the element around them."""
        if frame.tag == "table":
            return _table(frame.rows)
        around = next((one for one in reversed(self._stack) if one.tag == "table"), None)
        if frame.tag == "li":
            return self._point(inside)
        if around is None:
            return f"{inside} "
        if frame.tag == "tr":
            return ""
        if not around.rows:
            around.rows.append([])
        around.rows[-1].append(_tidy_line(inside.replace("\\\n", " ")))
        return ""

    def _point(self, inside: str) -> str:
        around = next((one for one in reversed(self._stack) if one.tag in {"ul", "ol"}), None)
        if around is not None and around.tag == "ol":
            around.number += 1
            mark = f"{around.number}. "
        else:
            mark = "- "
        text = re.sub(r"\n{3,}", "\n\n", inside.strip())
        return f"\n{mark}" + text.replace("\n", "\n" + " " * len(mark))

    # What stands between.

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._silent:
            return
        if self._pre or self._is_code():
            self._write(data)
        else:
            self._write(escaped(re.sub(r"\s+", " ", data)))

    def _is_code(self) -> bool:
        return self._stack[-1].tag in {"code", "kbd", "samp", "tt"}

    def _is_inside(self, tag: str) -> bool:
        return any(frame.tag == tag for frame in self._stack)

    def _write(self, text: str) -> None:
        self._stack[-1].parts.append(text)

    def _address(self, given: str) -> str:
        found = self._follow(given.strip()) if given.strip() else ""
        return _ADDRESS_UNSAFE.sub(lambda hit: f"%{ord(hit[0]):02X}", found)


def _closed_block(tag: str, inside: str) -> str:
    if tag == "pre":
        fence = "`" * max(3, max(map(len, re.findall(r"`+", inside)), default=0) + 1)
        return f"\n\n{fence}\n{inside.strip(chr(10))}\n{fence}\n\n"
    if tag == "blockquote":
        text = re.sub(r"\n{3,}", "\n\n", inside.strip())
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"
    if tag in {"ul", "ol"}:
        return f"\n\n{inside.strip(chr(10))}\n\n" if inside.strip() else ""
    if tag in _BLOCKS:
        return f"\n\n{inside.strip()}\n\n" if inside.strip() else ""
    return inside


def _marked(inside: str, mark: str) -> str:
    """Emphasis hugs its words (CommonMark, section 6.2), and never runs over a paragraph's end."""
    words = inside.strip()
    if not words or "\n\n" in words:
        return inside
    before = inside[: len(inside) - len(inside.lstrip())]
    return f"{before}{mark}{words}{mark}{inside[len(inside.rstrip()) :]}"


def _linked(inside: str, address: str) -> str:
    words = inside.strip()
    if not address or "\n\n" in words:
        return inside
    return f"[{_tidy_line(words)}]({address})" if words else ""


def _code(inside: str) -> str:
    words = _tidy_line(inside)
    fence = "`" * (max(map(len, re.findall(r"`+", words)), default=0) + 1)
    return f"{fence}{words}{fence}" if words else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table of pipes; the first row is its head, as Markdown knows no other."""
    kept = [row for row in rows if any(row)]
    if not kept:
        return ""
    width = max(map(len, kept))
    lines = [_row(row, width) for row in kept]
    lines.insert(1, "|" + "---|" * width)
    return "\n\n" + "\n".join(lines) + "\n\n"


def _row(cells: Sequence[str], width: int) -> str:
    return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"
