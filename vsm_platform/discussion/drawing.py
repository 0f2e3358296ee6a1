"""Posts and topics as HTML, drawn once for all who would see the same.

To draw fifty posts costs more than all the rest of their page, and they are the same for everybody
of one language, zone and role until something changes in their topic. Nothing of the viewer is in
them: what is one's own stands on each post's own page, and the page around them is drawn with gaps
(``web.fragments``) for the few things that differ.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import current_app
from markupsafe import Markup
from sqlalchemy.orm import Session

from vsm_platform.web.fragments import Drawing, gap
from vsm_platform.web.languages import current_language

KEPT = 256
"""Pages of posts that a process keeps, of some 40 kB each."""
FOLDED_FROM = 12
"""Where so many posts of a page were read and the topic has new ones, those read are one line each."""
EXCERPT = 90
"""Characters of a folded post."""
_CUT = gap("cut")
"""After each post of a drawing: what nobody can write."""

Row = Any
"""Of ``queries.posts``."""
Below = Callable[[Session, int, Sequence[Row]], Mapping[int, Markup]]
"""What stands below posts of a topic, by their numbers."""
_BELOW: dict[str, Below] = {}
Value = TypeVar("Value")


def offer_below_posts(name: str, source: Below) -> None:
    """Let something stand below posts, such as what is attached to them.

    The source is asked once for all who see the same: it must not depend on the viewer but for the
    language and whether the viewer teaches, and what changes it must note an event of the topic.
    """
    _BELOW[name] = source


def below_posts(session: Session, topic_id: int, rows: Sequence[Row]) -> dict[int, Markup]:
    """What stands below these posts."""
    found: dict[int, Markup] = {}
    for source in _BELOW.values():
        for number, html in source(session, topic_id, rows).items():
            found[number] = found.get(number, Markup()) + html
    return found


@dataclass(frozen=True, slots=True)
class PostsOfPage:
    """The posts of one page in the order of reading, each whole and as one line."""

    numbers: tuple[int, ...]
    parents: tuple[int, ...]
    authors: tuple[int | None, ...]
    is_there: tuple[bool, ...]
    """Whether it can be read: neither deleted nor hidden."""
    whole: tuple[str, ...]
    folded: tuple[str, ...]
    has_reactions: bool

    def is_folded_to(self, seen: int) -> bool:
        """Whether so much was read that, with something new in the topic, it is folded."""
        return sum(number <= seen for number in self.numbers) >= FOLDED_FROM

    def shown_to(self, person_id: int, seen: int, *, folded: bool) -> Markup:
        """What one person sees.

        Folded, the prompt, one's own posts, and what the new ones answer stay whole.
        """
        if not folded:
            return Markup("".join(self.whole))  # noqa: S704 (the template has escaped it)
        new = [number for number in self.numbers if number > seen]
        kept = {1, *new, *self._above(new)}
        pieces = [
            whole if number in kept or author == person_id else line
            for number, author, whole, line in zip(
                self.numbers, self.authors, self.whole, self.folded, strict=True
            )
        ]
        return Markup("".join(pieces))  # noqa: S704 (the template has escaped it)

    def new_to(self, person_id: int, seen: int) -> list[int]:
        """Posts of others that somebody has not seen, in the order of their arrival."""
        return sorted(
            number
            for number, author, there in zip(self.numbers, self.authors, self.is_there, strict=True)
            if number > seen and there and author != person_id
        )

    def changed(self, numbers: Collection[int]) -> list[dict[str, object]]:
        """Some posts in the order of reading, each with the one above it, for the script."""
        return [
            {
                "number": number,
                "after": self.numbers[place - 1] if place else 0,
                "html": self.whole[place],
            }
            for place, number in enumerate(self.numbers)
            if number in numbers
        ]

    def _above(self, numbers: Collection[int]) -> set[int]:
        parents = dict(zip(self.numbers, self.parents, strict=True))
        return {parents[number] for number in numbers}


class Kept(Generic[Value]):
    """Drawings, the latest used last; the oldest goes first."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._drawings: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        with self._guard:
            if key in self._drawings:
                self._drawings.move_to_end(key)
            return self._drawings.get(key)

    def put(self, key: Hashable, drawing: Value) -> None:
        with self._guard:
            self._drawings[key] = drawing
            while len(self._drawings) > KEPT:
                self._drawings.popitem(last=False)


def drawn_posts() -> Kept[PostsOfPage]:
    """The posts that this application has drawn."""
    kept: Kept[PostsOfPage] = current_app.extensions.setdefault("vsm_drawn_posts", Kept())
    return kept


def drawn_topics() -> Kept[Drawing]:
    """The pages around them."""
    kept: Kept[Drawing] = current_app.extensions.setdefault("vsm_drawn_topics", Kept())
    return kept


def draw_posts(
    rows: Sequence[Row],
    *,
    base: str,
    zone: str,
    names: Mapping[int, str],
    teaches: bool,
    can_write: bool,
    below: Mapping[int, Markup],
) -> Markup:
    """The posts, with everything that all who see the same see.

    Args:
        rows: of ``queries.posts``.
        base: the topic's address.
        zone: IANA name.
        names: of universities, short, by partnership.
        teaches: whether the reader sees what is hidden, and names that are not shown.
        can_write: whether answers can be written.
        below: what stands below them, by their numbers.
    """
    return Markup("").join(  # each of them was escaped by the template
        Markup(html)  # noqa: S704
        for html in _drawn(
            "discussion/_posts.html",
            rows,
            base=base,
            zone=zone,
            names=names,
            teaches=teaches,
            can_write=can_write,
            below=below,
        )
    )


def draw_page(rows: Sequence[Row], *, teaches: bool, **values: Any) -> PostsOfPage:
    """The posts of a page, to be kept; the values are those of ``draw_posts``."""
    hidden = [bool(row.deleted_at or (row.hidden_at and not teaches)) for row in rows]
    whole = _drawn("discussion/_posts.html", rows, teaches=teaches, **values)
    folded = whole
    if len(rows) >= FOLDED_FROM:
        lines = _drawn("discussion/_folded.html", rows, teaches=teaches, excerpt=excerpt, **values)
        folded = [
            html if is_hidden or len(line) > len(html) else line
            for html, line, is_hidden in zip(whole, lines, hidden, strict=True)
        ]
    return PostsOfPage(
        numbers=tuple(row.number for row in rows),
        parents=tuple(row.parent for row in rows),
        authors=tuple(row.author_id for row in rows),
        is_there=tuple(not one for one in hidden),
        whole=tuple(whole),
        folded=tuple(folded),
        has_reactions=any(row.reactions for row in rows),
    )


def excerpt(html: str) -> str:
    """The first words of a post."""
    text = Markup(html[: 8 * EXCERPT]).striptags()  # noqa: S704 (only to take the tags away)
    return (
        text if len(text) <= EXCERPT else f"{text[:EXCERPT].rpartition(' ')[0] or text[:EXCERPT]} …"
    )


def _drawn(template: str, rows: Sequence[Row], **values: Any) -> list[str]:
    drawing = current_app.jinja_env.get_template(template)
    html = drawing.render(rows=rows, cut=_CUT, locale=current_language(), **values)
    return html.split(_CUT)[:-1]
