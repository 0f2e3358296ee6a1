"""Markdown becomes a page that can do no harm, whoever wrote it and however hard they tried."""

import re
import time

import pytest
from bs4 import BeautifulSoup

from vsm_platform.content.modules.markdown import render_markdown

CANARY = "alert(1)"
HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><script>alert(1)</script>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://evil.example><input name=password></form>",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--><script>alert(1)</script>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x"onerror="alert(1)](/exchanges/1/files/1/a.png)',
    '![x](/exchanges/1/files/1/a.png"onerror="alert(1))',
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "    <script>alert(1)</script>",
    "$\\text{<script>alert(1)</script>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\style{background:url(https://evil.example)}{x}$",
    "$\\class{x}{y} \\data{onclick=alert(1)}{z}$",
    "$$</math><script>alert(1)</script>$$",
    '$x" onmouseover="alert(1)$',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "| a |\n|:-:|\n| x |\n",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    'x[^"onclick="alert(1)]\n\n[^"onclick="alert(1)]: y',
    "# <script>alert(1)</script>",
    'https://youtu.be/dQw4w9WgXcQ?"onclick="alert(1)',
    'https://www.youtube.com/watch?v="><script>alert(1)</script>',
    "[x](https://youtu.be/dQw4w9WgXcQ'onclick='alert(1))",
    "<https://a.example/<script>alert(1)</script>>",
    "\u202ehttps://a.example/\u202c",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]
TAGS = frozenset(
    re.findall(
        r"\w+",
        "p br hr h2 h3 h4 h5 h6 strong em s code pre blockquote ul ol li a img table thead tbody "
        "tr th td div span section sup math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle "
        "merror mpadded mphantom mfenced menclose msub msup msubsup munder mover munderover "
        "mmultiscripts mtable mtr mtd",
    )
)


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(str(render_markdown(text).html), "html.parser")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_is_inert(text: str) -> None:
    for element in soup(text).find_all(True):
        assert element.name in TAGS
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc", "formaction", "class", "background"}
            if name in {"href", "src", "data-video"}:
                assert re.match(r"(https?://|mailto:|tel:|/|#)", str(value)), value
    for picture in soup(text).find_all("img"):
        assert str(picture["src"]).startswith("/exchanges/")


@pytest.mark.parametrize("text", HOSTILE[:16], ids=range(16))
def test_html_in_the_source_is_shown_as_it_was_typed(text: str) -> None:
    shown = soup(text).get_text()
    assert text[:8] in shown or text.startswith("[")


BIG = [
    "[" * 20_000,
    "![" * 20_000,
    "*a_ " * 15_000,
    "> " * 20_000,
    "- " * 20_000,
    "`" * 30_000,
    "~~" * 20_000,
    "$$" * 20_000,
    "$a$ " * 10_000,
    "${" + "{" * 900 + "$",
    "$" + "\\frac{" * 30 + "$",
    "$" + "\\left(" * 25 + "x" + "\\right)" * 25 + "$",
    "a\n" * 30_000,
    "|" * 5_000 + "\n" + "|-" * 5_000,
    "[^1]" * 10_000,
    "<" * 50_000,
    "[a](<" * 10_000,
    "https://" * 7_000,
    "&#x0;" * 10_000,
    "#" * 60_000,
    "1. " * 15_000,
    "語" * 60_000,
]


@pytest.mark.parametrize("text", BIG, ids=range(len(BIG)))
def test_no_text_keeps_the_server_busy(text: str) -> None:
    begun = time.process_time()
    render_markdown(text)
    assert time.process_time() - begun < 5


def test_tables_lists_quotations_and_strikethrough() -> None:
    page = soup("| a | b |\n|---|--:|\n| 1 | 2 |\n\n~~old~~\n\n> said\n\n1. x\n2. y")
    assert page.select_one('[tabindex="0"] > table td[align=right]').get_text() == "2"
    assert page.s.get_text() == "old"
    assert page.blockquote
    assert len(page.select("ol li")) == 2


def test_the_highest_heading_stands_at_the_level_that_the_page_gives() -> None:
    html = str(render_markdown("## A\n\n### B\n\n###### C", level=4).html)
    assert re.findall(r"<h(\d)>", html) == ["4", "5", "6"]
    assert re.findall(r"<h(\d)>", str(render_markdown("# A\n\n## B").html)) == ["3", "4"]


def test_a_formula_becomes_mathml_with_its_source_beside_it() -> None:
    math = soup("So $x^2$.").math
    assert math["alttext"] == "x^2"
    assert math.msup
    assert soup("$$\n\\frac{a}{b}\n$$").math["display"] == "block"


def test_money_is_no_formula() -> None:
    assert soup("It costs $5 here and $10 there.").math is None


def test_a_formula_that_makes_no_sense_is_shown_as_it_was_typed() -> None:
    assert soup("$\\frac{$").get_text().strip("\n")
    assert soup("$" + "x" * 2000 + "$").code


def test_footnotes_lead_there_and_back_and_two_texts_share_no_name() -> None:
    page = soup("A[^1]\n\n[^1]: Note one")
    assert page.select_one(page.sup.a["href"]).get_text().startswith("Note one")
    names = {one["id"] for one in page.select("[id]")}
    others = {one["id"] for one in soup("B[^1]\n\n[^1]: Note two").select("[id]")}
    assert names
    assert not names & others


def test_links_elsewhere_open_in_a_window_of_their_own_and_say_nothing() -> None:
    link = soup("[a](https://a.example/x)").a
    assert (link["target"], set(link["rel"])) == ("_blank", {"noopener", "noreferrer"})
    assert "target" not in soup("[a](/exchanges/1/people)").a.attrs


def test_a_bare_address_becomes_a_link_without_the_full_stop() -> None:
    page = soup("See https://a.example/x?y=1&z=2, and (https://b.example/).")
    assert [link["href"] for link in page.find_all("a")] == [
        "https://a.example/x?y=1&z=2",
        "https://b.example/",
    ]
    assert not soup("`https://a.example`").a


def test_pictures_come_from_own_files_and_others_become_links() -> None:
    picture = soup("![A reef](/exchanges/3/files/7/reef.png)").img
    assert (picture["alt"], picture["loading"]) == ("A reef", "lazy")
    assert soup("![A reef](/exchanges/3/teams/4/files/7/reef.png)").img
    for address in (
        "https://tracker.example/pixel.gif",
        "//tracker.example/files/pixel.gif",
        "/exchanges/3/files/../../../launch/x",
        "/exchanges/3/modules/items/1",
        "/logout",
    ):
        assert soup(f"![A reef]({address})").img is None
    link = soup("![A reef](https://pictures.example/reef.png)").a
    assert link.get_text() == "A reef"


def test_a_video_alone_in_its_paragraph_can_be_played_and_within_a_sentence_is_a_link() -> None:
    alone = render_markdown("https://youtu.be/dQw4w9WgXcQ\n\n[Look](https://vimeo.com/12345)")
    assert alone.frames == {"https://www.youtube-nocookie.com", "https://player.vimeo.com"}
    assert render_markdown("See https://youtu.be/dQw4w9WgXcQ there.").frames == frozenset()


def test_videos_of_a_peertube_server_are_shown_where_the_operator_named_it() -> None:
    text = "https://tube.example.org/w/abcdefghij1234567890"
    assert render_markdown(text).frames == frozenset()
    allowed = render_markdown(text, peertube_hosts=frozenset({"tube.example.org"}))
    assert allowed.frames == {"https://tube.example.org"}


def test_the_same_text_is_drawn_once() -> None:
    assert render_markdown("Drawn *once*") is render_markdown("Drawn *once*")
