"""Files of posts: chosen for a draft, taken along when it is posted, gone when the post is."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, exists, func, select
from sqlalchemy.orm import Session

from vsm_platform.content.files.api import File, do_forget_files
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.sessions import Bare
from vsm_platform.discussion.actions.common import locked_topic, note_event
from vsm_platform.discussion.actions.indexing import do_index
from vsm_platform.discussion.attachments import MOST, Facts
from vsm_platform.discussion.errors import TooManyFiles
from vsm_platform.discussion.models import (
    TIDY,
    WORDS,
    EventKind,
    Post,
    PostBundle,
    PostDraft,
    PostFile,
    Topic,
)
from vsm_platform.discussion.queries.access import Standing

KEPT = timedelta(days=30)
"""How long files wait for a post whose draft is gone."""
_BUNDLES = table_of(PostBundle)
_CHOSEN = Prepared(
    select(_BUNDLES.c.id).where(
        *(_BUNDLES.c[name] == bindparam(name) for name in ("exchange_id", "person_id", "place"))
    )
)


def do_open_bundle(session: Session, exchange_id: int, person_id: int, place: str) -> PostBundle:
    """Where the files of a draft are put; made where there is none yet."""
    found = bundle_at(session, exchange_id, person_id, place)
    if found is not None:
        return found
    made = PostBundle(
        exchange_id=exchange_id, person_id=person_id, place=place, changed_at=clock.now()
    )
    session.add(made)
    session.flush()
    _ensure_tidying(session)
    return made


def bundle_at(session: Session, exchange_id: int, person_id: int, place: str) -> PostBundle | None:
    """The files that somebody has chosen for a draft."""
    query = select(PostBundle).where(
        PostBundle.exchange_id == exchange_id,
        PostBundle.person_id == person_id,
        PostBundle.place == place,
    )
    return session.scalars(query).one_or_none()


def bundle_id_at(
    connection: Connection | Bare, exchange_id: int, person_id: int, place: str
) -> int | None:
    """The same by its id alone, for each post that is added."""
    own = {"exchange_id": exchange_id, "person_id": person_id, "place": place}
    found = _CHOSEN.one_or_none(connection, own)
    return found.id if found else None


def _ensure_tidying(session: Session) -> None:
    waits = exists().where(Delivery.kind == TIDY, Delivery.state == DeliveryState.WAITING)
    if not session.scalar(select(waits)):
        due_at = clock.now() + timedelta(days=1)
        enqueue(session, TIDY, {}, lane=TIDY, channel="discussion", due_at=due_at)


def note_file(session: Session, bundle_id: int, file_id: int, facts: object) -> None:
    """Take note of a file that has arrived for a draft (``files.offer_intake``).

    Raises:
        NotFound: the draft is gone.
        TooManyFiles: it has as many as a post can have.
    """
    bundle = session.get(PostBundle, bundle_id, with_for_update=True)
    if bundle is None or not isinstance(facts, Facts):
        raise NotFound
    row = session.get(PostFile, file_id)
    if row is None:
        if files_in(session, bundle_id) >= MOST:
            raise TooManyFiles(most=MOST)
        row = PostFile(file_id=file_id, bundle_id=bundle_id)
        session.add(row)
    row.kind, row.preview = facts.kind, facts.preview
    row.width, row.height = facts.width, facts.height
    do_touch_draft(session, bundle)


def note_checked(session: Session, file_ids: Collection[int]) -> None:
    """Let those who read posts see that the scanner has looked at their files."""
    posts = (
        select(Post, Topic.exchange_id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(PostBundle, PostBundle.post_id == Post.id)
        .join(PostFile, PostFile.bundle_id == PostBundle.id)
        .where(PostFile.file_id.in_(file_ids))
        .order_by(Post.topic_id, Post.number)
    )
    for post, exchange_id in session.execute(posts).all():
        topic = locked_topic(session, exchange_id, post.topic_id)
        note_event(session, topic, EventKind.EDITED, post.number)


def files_in(session: Session, bundle_id: int) -> int:
    """How many files somebody has chosen."""
    query = (
        select(func.count())
        .select_from(PostFile)
        .join(File, File.id == PostFile.file_id)
        .where(PostFile.bundle_id == bundle_id, File.deleted_at.is_(None))
    )
    return session.scalar(query) or 0


def do_touch_draft(session: Session, bundle: PostBundle) -> None:
    """Let the draft count as changed, so that its page shows what is now with it."""
    bundle.changed_at = clock.now()
    if bundle.place is None or bundle.person_id is None:
        return
    key = (bundle.exchange_id, bundle.person_id, bundle.place)
    draft = session.get(PostDraft, key)
    if draft is None:
        exchange_id, person_id, place = key
        draft = PostDraft(
            exchange_id=exchange_id, person_id=person_id, place=place, title="", text=""
        )
        session.add(draft)
    draft.saved_at = bundle.changed_at


def do_say_words(session: Session, standing: Standing, words: Mapping[int, str]) -> None:
    """What the pictures show, and what is said in the recordings, by the files' ids."""
    rows = session.scalars(select(PostFile).where(PostFile.file_id.in_(words))).all()
    changed = [row for row in rows if row.words != words[row.file_id].strip()[:WORDS]]
    for row in changed:
        row.words = words[row.file_id].strip()[:WORDS]
    for bundle_id in {row.bundle_id for row in changed}:
        _note_change(session, standing, session.get_one(PostBundle, bundle_id))


def do_remove_file(session: Session, standing: Standing, file_id: int) -> None:
    """Take a file away for good."""
    row = session.get_one(PostFile, file_id)
    bundle = session.get_one(PostBundle, row.bundle_id)
    session.expunge(row)
    _forget(session, [file_id])
    do_touch_draft(session, bundle)
    _note_change(session, standing, bundle)


def _note_change(session: Session, standing: Standing, bundle: PostBundle) -> None:
    """Let those who read the post learn of it, where it is posted."""
    if bundle.post_id is None:
        return
    post = session.get_one(Post, bundle.post_id)
    topic = locked_topic(session, standing.access.exchange_id, post.topic_id)
    count_files(session, post)
    do_index(session, topic, post)
    note_event(session, topic, EventKind.EDITED, post.number)


def do_take_files(
    session: Session, exchange_id: int, person_id: int, place: str, post: Post
) -> bool:
    """Let the files of a draft belong to the post that it has become; gives whether there are any."""
    bundle = bundle_at(session, exchange_id, person_id, place)
    if bundle is None:
        return False
    bundle.post_id, bundle.place = post.id, None
    count_files(session, post)
    return True


def count_files(session: Session, post: Post) -> None:
    """Count anew what a post has."""
    session.flush()
    query = (
        select(func.count())
        .select_from(PostFile)
        .join(PostBundle, PostBundle.id == PostFile.bundle_id)
        .join(File, File.id == PostFile.file_id)
        .where(PostBundle.post_id == post.id, File.deleted_at.is_(None))
    )
    post.files = session.scalar(query) or 0


def do_forget_files_of(session: Session, post: Post) -> None:
    """Remove all files of a post for good, as its words are."""
    bundles = select(PostBundle.id).where(PostBundle.post_id == post.id)
    _forget_bundles(session, session.scalars(bundles).all())
    post.files = 0


def do_forget_drafts_of(session: Session, person_id: int) -> None:
    """Remove what somebody has chosen and not posted."""
    query = select(PostBundle.id).where(
        PostBundle.person_id == person_id, PostBundle.post_id.is_(None)
    )
    _forget_bundles(session, session.scalars(query).all())


def do_forget_left_files(session: Session) -> int:
    """Remove files whose draft is gone, after a while; gives how many bundles that were."""
    draft = exists().where(
        PostDraft.exchange_id == PostBundle.exchange_id,
        PostDraft.person_id == PostBundle.person_id,
        PostDraft.place == PostBundle.place,
    )
    query = select(PostBundle.id).where(
        PostBundle.post_id.is_(None), PostBundle.changed_at < clock.now() - KEPT, ~draft
    )
    left = session.scalars(query).all()
    _forget_bundles(session, left)
    return len(left)


def _forget_bundles(session: Session, ids: Collection[int]) -> None:
    if not ids:
        return
    session.flush()
    files = select(PostFile.file_id).where(PostFile.bundle_id.in_(ids))
    _forget(session, session.scalars(files).all())
    session.execute(delete(PostBundle).where(PostBundle.id.in_(ids)))


def _forget(session: Session, file_ids: Collection[int]) -> None:
    session.execute(delete(PostFile).where(PostFile.file_id.in_(file_ids)))
    do_forget_files(session, file_ids)
