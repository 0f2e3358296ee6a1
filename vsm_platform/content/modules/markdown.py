"""What faculty write becomes a page: Markdown in, HTML that can do no harm out.

CommonMark with tables, strikethrough, footnotes and formulas (``$…$`` becomes MathML). HTML in the
source is text. What the parser makes is cleaned once more against a list of what may stand in a
page, so that a mistake of the parser's or of ours is no hole. Pictures come from this site's own
files alone: one from elsewhere would tell its owner who reads, and becomes a link.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from vsm_platform.content.modules.videos import video_at

KEPT = 512
"""Rendered texts that a process keeps."""
FORMULA, DEPTH = 1_000, 30
"""Characters and open braces that a formula can have; more is shown as it was typed."""
OWN_FILES = re.compile(
    r"/exchanges/\d{1,10}/(?:teams/\d{1,10}/)?files/(?:(?!\.\.)[\w.~%/-])+", re.ASCII
)
"""Addresses of files on this site, which a page may show as pictures."""


def _words(text: str) -> list[str]:
    return text.split()


_MATHML = _words(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced "
    "menclose msub msup msubsup munder mover munderover mmultiscripts mtable mtr mtd"
)
_TAGS = {
    *_words("p br hr h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a img"),
    *_words("table thead tbody tr th td div span section sup"),
    *_MATHML,
}
_MATH_LOOKS = set(
    _words(
        "mathvariant stretchy fence separator form lspace rspace minsize maxsize accent "
        "displaystyle scriptlevel width height depth linethickness columnalign rowspacing "
        "columnspacing columnlines rowlines notation movablelimits symmetric"
    )
)
_ATTRIBUTES = {
    **dict.fromkeys(_MATHML, _MATH_LOOKS),
    "math": {"display", "alttext"},
    "a": {"href", "title", "id", "target", "data-video"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "li": {"id"},
    "th": {"align"},
    "td": {"align"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_BARE = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?'’”)\]}]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML."""

    html: Markup
    frames: frozenset[str] = frozenset()
    """Origins of the videos in it, which the page's policy must allow."""


class _Kept:
    """What was rendered, by the digest of what it came from; the oldest goes first."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._rendered: OrderedDict[bytes, Rendered] = OrderedDict()

    def get(self, digest: bytes) -> Rendered | None:
        with self._guard:
            if digest in self._rendered:
                self._rendered.move_to_end(digest)
            return self._rendered.get(digest)

    def put(self, digest: bytes, rendered: Rendered) -> None:
        with self._guard:
            self._rendered[digest] = rendered
            while len(self._rendered) > KEPT:
                self._rendered.popitem(last=False)


_kept = _Kept()
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
    generic_attribute_prefixes=set(),
)


def render_markdown(
    text: str, *, level: int = 3, peertube_hosts: frozenset[str] = frozenset()
) -> Rendered:
    """A text as HTML; the same text is drawn once.

    Args:
        text: Markdown.
        level: of the highest heading in it, from 2 to 6.
        peertube_hosts: servers whose videos are shown.
    """
    source = f"{level}|{' '.join(sorted(peertube_hosts))}|{text}".encode(errors="replace")
    digest = hashlib.sha256(source).digest()
    rendered = _kept.get(digest)
    if rendered is None:
        rendered = _render(text, level, peertube_hosts, digest.hex()[:8])
        _kept.put(digest, rendered)
    return rendered


def _render(text: str, level: int, hosts: frozenset[str], name: str) -> Rendered:
    # Footnotes are named by the text, so that two texts on a page do not share a name.
    env: MutableMapping[str, Any] = {
        "docId": name,
        "level": level,
        "hosts": hosts,
        "frames": set(),
    }
    html = _PARSER.render(text.replace("\0", ""), env)
    return Rendered(Markup(_CLEANER.clean(html)), frozenset(env["frames"]))  # noqa: S704 (cleaned above)


def _level_headings(state: StateCore) -> None:
    """The highest heading of the text stands one level below what is above it on the page."""
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + state.env['level'], 6)}"


def _align_cells(state: StateCore) -> None:
    """A column's side as an attribute: the page's policy allows no style of its own."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            token.attrs["align"] = str(token.attrs.pop("style")).rpartition(":")[2]


def _find_links(state: StateCore) -> None:
    """Addresses become links; one that is a video, alone in its paragraph, can be played there."""
    for place, token in enumerate(state.tokens):
        if token.type == "inline" and token.children:
            token.children = list(_with_links(token.children))
            if state.tokens[place - 1].type == "paragraph_open":
                _mark_video(token.children, state.env)


def _with_links(tokens: Sequence[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside:
            yield from _split(token)
        else:
            yield token


def _split(token: Token) -> Iterator[Token]:
    place = 0
    for found in _BARE.finditer(token.content):
        if found.start() > place:
            yield _text(token.content[place : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        place = found.end()
    if place < len(token.content):
        yield _text(token.content[place:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _mark_video(tokens: Sequence[Token], env: MutableMapping[str, Any]) -> None:
    kinds = [token.type for token in tokens]
    if kinds[:1] != ["link_open"] or kinds.count("link_open") > 1 or kinds[-1] != "link_close":
        return
    video = video_at(str(tokens[0].attrs["href"]), env["hosts"])
    if video:
        tokens[0].attrs |= {"href": video.url, "data-video": video.embed_url}
        env["frames"].add(video.origin)


def _formula(content: str, options: dict[str, Any]) -> str:
    """A formula as MathML, or as it was typed where it is none."""
    display = "block" if options.get("display_mode") else "inline"
    if len(content) > FORMULA or content.count("{") > DEPTH or content.count("\\left") > DEPTH:
        return f"<code>{escape(content)}</code>"
    from latex2mathml.converter import convert  # noqa: PLC0415 (only where there is a formula)

    try:
        mathml = convert(content, display=display)
    except Exception:  # noqa: BLE001 (whatever the converter trips over is shown as it was typed)
        return f"<code>{escape(content)}</code>"
    return mathml.replace("<math", f'<math alttext="{escape(content.strip())}"', 1)


def _link(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any
) -> str:
    token = tokens[place]
    if str(token.attrs.get("href", "")).startswith(("http://", "https://")):
        # Many sites do not show themselves in an LMS's frame.
        token.attrs["target"] = "_blank"
    return self.renderToken(tokens, place, options, env)


def _image(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: Any
) -> str:
    token = tokens[place]
    source, label = (
        str(token.attrs["src"]),
        escape(self.renderInlineAsText(token.children, options, env)),
    )
    if OWN_FILES.fullmatch(source.partition("?")[0]):
        return f'<img src="{escape(source)}" alt="{label}" loading="lazy">'
    if source.startswith(("http://", "https://")):
        return f'<a href="{escape(source)}" target="_blank">{label or escape(source)}</a>'
    return label


def _fenced(
    _self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: Any
) -> str:
    # What can be scrolled sideways must be reached by the keyboard.
    return f'<pre tabindex="0"><code>{escape(tokens[place].content)}</code></pre>\n'


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_formula)
    parser.core.ruler.after("block", "level_headings", _level_headings)
    parser.core.ruler.after("block", "align_cells", _align_cells)
    parser.core.ruler.after("inline", "find_links", _find_links)
    for name, rule in (("link_open", _link), ("image", _image)):
        parser.add_render_rule(name, rule)
    for name in ("fence", "code_block"):
        parser.add_render_rule(name, _fenced)
    parser.add_render_rule("table_open", lambda *_: '<div tabindex="0"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


_PARSER = _make_parser()
