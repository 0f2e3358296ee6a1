"""Posts as HTML, drawn once for all who would see the same.

To draw fifty posts costs more than all the rest of their page, and they are the same for everybody
of one language and zone until something changes in their topic. Nothing of the viewer is in them:
what is one's own stands on each post's own page.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from threading import Lock
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Row

from vsm_platform.discussion.queries.attachments import Attached
from vsm_platform.web.languages import current_language

KEPT = 256
"""Pages of posts that a process keeps, of some 40 kB each."""


class Drawn:
    """Pages of posts, the latest used last; the oldest goes first."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._pages: OrderedDict[Hashable, Markup] = OrderedDict()

    def get(self, key: Hashable) -> Markup | None:
        with self._guard:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: Hashable, html: Markup) -> None:
        with self._guard:
            self._pages[key] = html
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)


def drawn() -> Drawn:
    """What this application has drawn."""
    pages: Drawn = current_app.extensions.setdefault("vsm_drawn_posts", Drawn())
    return pages


def draw_posts(
    rows: Sequence[Row[*tuple[Any, ...]]],
    *,
    base: str,
    zone: str,
    names: Mapping[int, str],
    teaches: bool,
    can_write: bool,
    attached: Mapping[int, Sequence[Attached]],
) -> Markup:
    """The posts, with everything that all who see the same see.

    Args:
        rows: of ``queries.posts``.
        base: the topic's address.
        zone: IANA name.
        names: of universities, short, by partnership.
        teaches: whether the reader sees what is hidden, and names that are not shown.
        can_write: whether answers can be written.
        attached: files of these posts, by the posts' ids.
    """
    template = current_app.jinja_env.get_template("discussion/_posts.html")
    html = template.render(
        rows=rows,
        base=base,
        zone=zone,
        names=names,
        teaches=teaches,
        can_write=can_write,
        attached=attached,
        locale=current_language(),
    )
    return Markup(html)  # noqa: S704 (the template has escaped it)
