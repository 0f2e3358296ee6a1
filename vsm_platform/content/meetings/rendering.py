"""What people write about a meeting becomes HTML, drawn as pages are."""

import re

from markupsafe import Markup

from vsm_platform.content.modules.api import render_markdown

_LINE_END = re.compile(r"(?<=[^\n])\n(?=[^\n])")


def render_words(text: str, level: int = 3) -> Markup:
    """Safe HTML of a purpose, an agenda or a transcript.

    Lines stay lines: an agenda is often typed as one line for each hour, with no sign of a list.

    Args:
        text: Markdown.
        level: of its largest headings.
    """
    lines = text.replace("\r\n", "\n")
    return render_markdown(_LINE_END.sub("  \n", lines), level=level).html
