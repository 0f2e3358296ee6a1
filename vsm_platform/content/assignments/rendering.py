"""How instructions become HTML: a port, so that the room of modules draws them as it draws pages.

Until that room is connected (``use_markdown``), a text is shown as plain paragraphs.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

Renderer = Callable[[str], Markup]


def plain_paragraphs(text: str) -> Markup:
    """The text as it stands, an empty line beginning a new paragraph."""
    blocks = [block.strip() for block in text.split("\n\n")]
    line_end = Markup("<br>")
    return Markup("").join(
        Markup('<p dir="auto">%s</p>') % line_end.join(escape(line) for line in block.split("\n"))
        for block in blocks
        if block
    )


_renderers: list[Renderer] = [plain_paragraphs]


def use_markdown(renderer: Renderer) -> None:
    """Let instructions be drawn by this from now on; called once, when the rooms are wired."""
    _renderers[:] = [renderer]


def render_instructions(text: str) -> Markup:
    """Safe HTML of an assignment's instructions."""
    return _renderers[0](text)
