"""Files of posts and of drafts, and who may fetch one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from vsm_platform.content.files.api import (
    OPEN_STATES,
    Blob,
    File,
    FileVersion,
    FolderRights,
    ScanState,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.models import FileKind, Post, PostBundle, PostFile
from vsm_platform.discussion.queries.access import access_topic, standing_in
from vsm_platform.discussion.spaces import discussion_path
from vsm_platform.exchanges.api import Access, Enrolment


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a post or of a draft."""

    file_id: int
    bundle_id: int
    exchange_id: int
    kind: FileKind
    name: str
    size: int
    words: str
    width: int
    height: int
    scan_state: ScanState
    """What the virus scanner said of it."""

    @property
    def is_open(self) -> bool:
        """Whether all who may read the post may have it."""
        return self.scan_state in OPEN_STATES

    @property
    def is_infected(self) -> bool:
        return self.scan_state == ScanState.INFECTED

    @property
    def path(self) -> str:
        """Where its content is."""
        name = quote(self.name, safe="")
        return f"{discussion_path(self.exchange_id)}/attached/{self.file_id}/{name}"

    @property
    def preview_path(self) -> str:
        return f"{discussion_path(self.exchange_id)}/previews/{self.file_id}"


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            PostBundle.post_id,
            PostFile.file_id,
            PostFile.bundle_id,
            PostBundle.exchange_id,
            PostFile.kind,
            File.name,
            Blob.size,
            PostFile.words,
            PostFile.width,
            PostFile.height,
            Blob.scan_state,
        )
        .join(PostBundle, PostBundle.id == PostFile.bundle_id)
        .join(File, File.id == PostFile.file_id)
        .join(FileVersion, (FileVersion.file_id == File.id) & (FileVersion.number == File.number))
        .join(Blob, Blob.digest == FileVersion.digest)
        .where(File.deleted_at.is_(None))
        .order_by(PostFile.file_id)
    )


def files_of_posts(session: Session, post_ids: Collection[int]) -> dict[int, list[Attached]]:
    """The files of these posts, in the order in which they came."""
    found: dict[int, list[Attached]] = {}
    if not post_ids:
        return found
    for post_id, *columns in session.execute(_rows().where(PostBundle.post_id.in_(post_ids))):
        found.setdefault(post_id, []).append(Attached(*columns))
    return found


def previews_of(session: Session, file_ids: Collection[int]) -> dict[int, bytes]:
    """The small pictures of those of these files that are pictures."""
    query = select(PostFile.file_id, PostFile.preview).where(
        PostFile.file_id.in_(file_ids), PostFile.preview.is_not(None)
    )
    return {file_id: preview for file_id, preview in session.execute(query) if preview}


def files_of_draft(
    session: Session, exchange_id: int, person_id: int, place: str
) -> list[Attached]:
    """What somebody has chosen for a draft."""
    query = _rows().where(
        PostBundle.exchange_id == exchange_id,
        PostBundle.person_id == person_id,
        PostBundle.place == place,
    )
    return [Attached(*columns) for _post, *columns in session.execute(query)]


def files_of_bundle(session: Session, bundle: PostBundle, post_id: int | None) -> list[Attached]:
    """The files of a draft; of a draft that changes a post also those that the post has."""
    mine = PostFile.bundle_id == bundle.id
    wanted = or_(mine, PostBundle.post_id == post_id) if post_id else mine
    return [Attached(*columns) for _post, *columns in session.execute(_rows().where(wanted))]


def files_of_person(session: Session, person_id: int) -> Iterator[tuple[int | None, Attached]]:
    """Everything that somebody has put into posts and drafts, each with its post's id."""
    query = _rows().where(PostBundle.person_id == person_id)
    for post_id, *columns in session.execute(query):
        yield post_id, Attached(*columns)


def own_bundle(session: Session, person_id: int, exchange_id: int, bundle_id: int) -> PostBundle:
    """The files of the person's own draft.

    Raises:
        NotFound: there is none such, or it is posted.
    """
    bundle = session.get(PostBundle, bundle_id)
    whose = bundle and (bundle.exchange_id, bundle.person_id, bundle.post_id)
    if bundle is None or whose != (exchange_id, person_id, None):
        raise NotFound
    return bundle


def draft_folder(session: Session, access: Access, bundle_id: int) -> FolderRights | None:
    """Who may put files to a draft: its writer alone (``files.offer_folder_owner``).

    Files of posts are fetched from the room of discussions, which knows who may read the post.
    """
    bundle = session.get(PostBundle, bundle_id)
    enrolment = session.get(Enrolment, access.enrolment_id) if access.enrolment_id else None
    if bundle is None or bundle.post_id is not None or bundle.exchange_id != access.exchange_id:
        return None
    if enrolment is None or enrolment.person_id != bundle.person_id or access.is_visitor:
        return None
    return FolderRights("", may_write=True)


def access_attached(session: Session, viewer: Viewer, exchange_id: int, file_id: int) -> PostFile:
    """A file, if the viewer may read the post that it belongs to, or writes the draft.

    Raises:
        NotFound: there is none, or not for the viewer.
    """
    standing_in(session, viewer, exchange_id)
    query = (
        select(PostFile, PostBundle, Post)
        .join(PostBundle, PostBundle.id == PostFile.bundle_id)
        .outerjoin(Post, Post.id == PostBundle.post_id)
        .where(PostFile.file_id == file_id, PostBundle.exchange_id == exchange_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    found, bundle = row[0], row[1]
    post: Post | None = row[2]
    if post is None:
        if bundle.person_id != viewer.person_id:
            raise NotFound
        return found
    standing, _topic = access_topic(session, viewer, exchange_id, post.topic_id)
    if post.deleted_at or (post.hidden_at and not standing.teaches):
        raise NotFound
    return found
