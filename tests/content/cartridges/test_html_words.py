"""Pages of an LMS as Markdown: what a text is made of stays, and what has no place is named."""

import pytest

from vsm_platform.content.cartridges.html_words import to_markdown
from vsm_platform.content.modules.api import render_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A <b>b</b></h2><p>c</p>", "## A **b**\n\nc"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<p>one</p>\n  <p>two <em>three</em> four</p>", "one\n\ntwo *three* four"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n\n  - c"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<a href='https://x.example.org/a b'>x</a>", "[x](https://x.example.org/a%20b)"),
        ("<p>2 * 3 * 4 and $5 [x] a_b</p>", "2 \\* 3 \\* 4 and \\$5 \\[x\\] a\\_b"),
        ("<p># no heading</p><p>1. no list</p>", "\\# no heading\n\n1\\. no list"),
        ("<p>https://x.example.org/a_b</p>", "https://x.example.org/a_b"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<p>Use <code>a`b</code></p>", "Use ``a`b``"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>",
            "| a | b |\n|---|---|\n| 1\\|2 |  |",
        ),
        ("<p>&amp;lt;b&amp;gt; &lt;i&gt;</p>", "\\&lt;b\\&gt; \\<i\\>"),
        ("<img class='equation_image' data-equation-content='x^2' alt='x'>", "$x^2$"),
        ("<style>p{}</style><script>x</script><p>a</p>", "a"),
        ("<p>a<!-- secret --></p><![CDATA[x]]>", "a"),
        ("", ""),
    ],
)
def test_a_text_stays_what_it_is(html: str, markdown: str) -> None:
    assert to_markdown(html).text == markdown


def test_what_was_written_looks_the_same_here() -> None:
    html = "<p>5 &lt; 6 &amp;amp; *not* _this_ `or` ~~that~~ | pipe \\ slash</p>"
    shown = render_markdown(to_markdown(html).text).html
    assert "<p>5 &lt; 6 &amp;amp; *not* _this_ `or` ~~that~~ | pipe \\ slash</p>" in shown


def test_what_is_lost_is_named() -> None:
    words = to_markdown("<form><input></form><video src='https://x.example.org/v'></video>")
    assert words.lost == {"form": 1, "input": 1, "video": 1}
    assert words.text == "<https://x.example.org/v>"


@pytest.mark.parametrize(
    "html",
    ["<div>" * 20_000, "<li>" * 20_000, "<b>" * 20_000 + "x", "<table>" * 5_000, "<a" * 9_999],
)
def test_whatever_is_wrong_with_a_page_it_ends(html: str) -> None:
    to_markdown(html)
