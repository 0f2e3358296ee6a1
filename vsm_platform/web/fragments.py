"""Pieces of pages, and whole pages, that are drawn once for all who would see the same.

Drawing is most of what a page costs, and the header and the foot of a course's pages are the same
for nearly everybody in it. A fragment knows neither the viewer nor the request, only the values
that it is given and the page's language, so nobody can be shown what is another's.

Where a page differs for each reader in a few places only, it is drawn with gaps there, and each
reader's own is put into them.
"""

import re
from collections.abc import Hashable
from functools import lru_cache
from secrets import token_hex

from flask import current_app, g
from markupsafe import Markup, escape

from vsm_platform.web.languages import current_language, is_right_to_left

KEPT = 512
"""Fragments that a process keeps, of some 2 kB each."""
_MARK = token_hex(8)
"""What nobody can write into a text that a page shows."""
_GAPS = re.compile(rf"gap-{_MARK}-(\w+?)-end")


def fragment(template: str, **values: Hashable) -> Markup:
    """A template drawn with these values, ``locale`` and ``direction``, and nothing else."""
    return _drawn(template, **_language(), **values)


def gap(name: str) -> str:
    """A value for a drawing that stands for each reader's own."""
    return f"gap-{_MARK}-{name}-end"


class Drawing:
    """A page with gaps."""

    def __init__(self, html: str) -> None:
        self._pieces = _GAPS.split(html)

    def filled(self, **values: object) -> Markup:
        """The page of one reader; what is no ``Markup`` is escaped."""
        pieces = list(self._pieces)
        pieces[1::2] = [escape(values[name]) for name in pieces[1::2]]
        return Markup("".join(pieces))  # noqa: S704 (the template has escaped the rest)


def draw(template: str, **values: object) -> str:
    """Draw with these values, ``locale`` and ``direction``, and nothing else; keep it yourself.

    What belongs to a reader's session fails here, so that it cannot get into what others see,
    unless a gap is given for it.
    """
    drawn = current_app.jinja_env.get_template(template)
    html = drawn.render({**_language(), **_NOBODYS, **values})
    # Macros that a template imports see what is global, and so could ask for a form's token.
    token = g.get("csrf_token")
    if token and token in html:
        raise RuntimeError(f"{template}, drawn for many, holds one reader's token")
    return html


def with_gaps(template: str, **values: object) -> Markup:
    """A template of which nothing but these values differs, drawn once for each language."""
    return _with_gaps(template, *_language().values(), tuple(values)).filled(**values)


_NOBODYS = {"csrf_token": None, "get_flashed_messages": None, "session": None, "g": None}


def _language() -> dict[str, str]:
    return {"locale": current_language(), "direction": "rtl" if is_right_to_left() else "ltr"}


@lru_cache(maxsize=KEPT)
def _drawn(template: str, **values: Hashable) -> Markup:
    html = current_app.jinja_env.get_template(template).render(values)
    return Markup(html)  # noqa: S704 (the template has escaped it)


@lru_cache(maxsize=KEPT)
def _with_gaps(template: str, _locale: str, _direction: str, names: tuple[str, ...]) -> Drawing:
    return Drawing(draw(template, **{name: gap(name) for name in names}))
