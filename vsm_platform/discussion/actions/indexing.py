"""What is found of a post, kept in step with it in the same transaction."""

from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text
from sqlalchemy.orm import Session

from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.sessions import Bare
from vsm_platform.discussion.folding import fold, folded_html, trigrams
from vsm_platform.discussion.models import Post, PostBundle, PostFile, PostWords, Topic

_FOUND_VALUES: dict[str, Any] = {
    "post_id": bindparam("post"),
    "space_id": bindparam("space"),
    "words": bindparam("words"),
}
_FOUND = Prepared(insert(table_of(PostWords)).values(_FOUND_VALUES))
_BETWEEN = "\n"
"""Stands in no folded text. The driver takes longer over a list of five hundred texts than over one text."""


def _lexemes(grams: Any) -> Any:
    return func.array_to_tsvector(func.string_to_array(grams, _BETWEEN))


_FOUND_BY_GRAMS = Prepared(
    insert(table_of(PostWords)).values({**_FOUND_VALUES, "grams": _lexemes(bindparam("grams"))})
)


def do_index(session: Session, topic: Topic, post: Post, *, is_new: bool = False) -> None:
    """Let a post be found by the words that it has now, or by none where it cannot be read."""
    session.flush()
    # Others who write wait meanwhile, so a post of this moment is not looked for.
    row = None if is_new else session.get(PostWords, post.id)
    if post.deleted_at or post.hidden_at:
        if row is not None:
            session.delete(row)
        return
    beside = [topic.title] if post.number == 1 else []
    beside += _said_of_files(session, post.id) if post.files else []
    words = " ".join([*map(fold, beside), folded_html(post.html)])
    if row is None:
        row = PostWords(post_id=post.id, space_id=topic.space_id)
    row.words, row.grams = words, _grams(session, words)
    session.add(row)


def do_index_first(
    connection: Connection | Bare, post_id: int, space_id: int, title: str, html: str
) -> None:
    """The same for a post of this moment that has no files, by one prepared statement."""
    words = f"{fold(title)} {folded_html(html)}" if title else folded_html(html)
    values: dict[str, object] = {"post": post_id, "space": space_id, "words": words}
    if connection.dialect.name == "sqlite":
        _FOUND.all(connection, values)
    else:
        _FOUND_BY_GRAMS.all(connection, {**values, "grams": _BETWEEN.join(trigrams(words))})


def _said_of_files(session: Session, post_id: int) -> list[str]:
    query = (
        select(PostFile.words)
        .join(PostBundle, PostBundle.id == PostFile.bundle_id)
        .where(PostBundle.post_id == post_id)
    )
    return list(session.scalars(query))


def _grams(session: Session, words: str) -> Any:
    """What PostgreSQL finds it by; SQLite's triggers see to it by themselves."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return _lexemes(_BETWEEN.join(trigrams(words)))


def do_forget_trigrams(session: Session) -> None:
    """Let SQLite write its index anew: it only marks what was taken out of it until it is merged."""
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("insert into post_grams (post_grams) values ('optimize')"))
