"""Posts that hold the words that somebody looks for, in the spaces that are for that person.

A row of ``post_words`` is there only while a post may be read by all who see its space, so that
nothing is asked here but which spaces these are. The index of trigrams finds candidates, and what
it knows nothing of (a word of two letters, which in Japanese is much) the words themselves; both
databases so find the same.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, func, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.discussion.folding import fold, fold_with_places, plain_text, trigrams
from vsm_platform.discussion.models import Post, PostBundle, PostFile, PostWords, Topic

PAGE = 20
"""Posts on a page of what was found."""
LONGEST = 200
"""Characters that are looked for."""
MOST_WORDS = 8
SHORTEST = 3
"""Letters that a word has at least to be in an index of trigrams."""
BEFORE, AROUND = 60, 240
"""Characters shown before the first hit, and in all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, as it stands there."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found."""

    topic_id: int
    space_id: int
    number: int
    title: list[Piece]
    context: list[Piece]
    language: str
    author: str
    """Empty where the others may not see who wrote it, or the person is gone."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    hits: list[Hit]
    total: int
    page: int
    pages: int


def wanted_words(typed: str) -> list[str]:
    """The words that somebody looks for, as they are in the index; nothing in them is a command."""
    return list(dict.fromkeys(fold(typed[:LONGEST]).split()))[:MOST_WORDS]


def found_posts(
    session: Session, space_ids: Collection[int], words: Sequence[str], *, page: int = 1
) -> Found:
    """The posts in these spaces in which each of the words stands, the newest first."""
    if not words or not space_ids:
        return Found([], 0, 1, 1)
    wanted = [PostWords.space_id.in_(space_ids), *_holding(session, words)]
    total = session.scalar(select(func.count()).select_from(PostWords).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    query = _rows().where(*wanted).limit(PAGE).offset((page - 1) * PAGE)
    rows = session.execute(query).all()
    said = _said_of_files(session, [row.id for row in rows if row.files])
    hits = [_hit(row, " ".join(said.get(row.id, [])), words) for row in rows]
    return Found(hits, total, page, pages)


def _holding(session: Session, words: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    long = [word for word in words if len(word) >= SHORTEST]
    if long and session.get_bind().dialect.name == "sqlite":
        yield _in_sqlite(long)
    elif long:
        yield _in_postgresql(long)
    for word in words:
        yield PostWords.words.contains(word, autoescape=True)


def _in_sqlite(words: Sequence[str]) -> ColumnElement[bool]:
    """Each word as a string of FTS5, in which nothing but a quotation mark means anything."""
    match = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    found = text("select rowid from post_grams where post_grams match :match")
    return PostWords.post_id.in_(found.bindparams(match=match).columns(PostWords.post_id))


def _in_postgresql(words: Sequence[str]) -> ColumnElement[bool]:
    """Each trigram as a quoted lexeme of a tsquery."""
    grams = dict.fromkeys(gram for word in words for gram in trigrams(word))
    quoted = (gram.replace("\\", "\\\\").replace("'", "''") for gram in grams)
    query = " & ".join(f"'{gram}'" for gram in quoted)
    return PostWords.grams.bool_op("@@")(cast(query, TSQUERY))


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id,
            Post.number,
            Post.html,
            Post.language,
            Post.files,
            Post.created_at,
            Topic.id.label("topic_id"),
            Topic.space_id,
            Topic.title,
            func.coalesce(Person.display_name, "").label("author"),
        )
        .select_from(PostWords)
        .join(Post, Post.id == PostWords.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        # A name that its bearer does not show to the others is in no list.
        .outerjoin(Person, and_(Person.id == Post.author_id, Post.is_anonymous.is_(False)))
        .order_by(Post.created_at.desc(), Post.id.desc())
    )


def _said_of_files(session: Session, post_ids: Collection[int]) -> dict[int, list[str]]:
    query = (
        select(PostBundle.post_id, PostFile.words)
        .join(PostFile, PostFile.bundle_id == PostBundle.id)
        .where(PostBundle.post_id.in_(post_ids), PostFile.words != "")
    )
    found: dict[int, list[str]] = {}
    for post_id, words in session.execute(query):
        if post_id is not None:
            found.setdefault(post_id, []).append(words)
    return found


def _hit(row: Any, said: str, words: Sequence[str]) -> Hit:
    return Hit(
        row.topic_id,
        row.space_id,
        row.number,
        pieces(row.title, words),
        context(f"{plain_text(row.html)} {said}".strip(), words),
        row.language,
        row.author,
        row.created_at,
    )


def context(whole: str, words: Sequence[str]) -> list[Piece]:
    """What stands around the first hit, or the beginning where the hit is in the title."""
    first = next(iter(_places(whole, words)), (0, 0))[0]
    begin = max(0, first - BEFORE)
    if begin:
        # From the beginning of a word, where the script has spaces.
        begin = whole.find(" ", begin, first) + 1 or begin
    shown = pieces(whole[begin : begin + AROUND], words)
    before = [Piece("… ")] if begin else []
    after = [Piece(" …")] if begin + AROUND < len(whole) else []
    return before + shown + after


def pieces(shown: str, words: Sequence[str]) -> list[Piece]:
    """A text in parts, those that were looked for marked."""
    parts, last = [], 0
    for begin, end in _places(shown, words):
        if begin >= last:
            parts += [Piece(shown[last:begin]), Piece(shown[begin:end], is_hit=True)]
            last = end
    return [part for part in (*parts, Piece(shown[last:])) if part.text]


def _places(shown: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, with the accents on their last letters."""
    folded, places = fold_with_places(shown)
    places.append(len(shown))
    found = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            begin = places[at]
            found.append((begin, max(places[at + len(word)], begin + 1)))
            at = folded.find(word, at + len(word))
    return sorted(found, key=lambda one: (one[0], -one[1]))
