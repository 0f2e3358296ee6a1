"""A space, a topic or a post with the viewer's part in it: what every page begins with."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import course_modules
from vsm_platform.core.db import table_of
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.discussion.models import Post, PostDraft, Space, SpaceKind, Topic, TopicRead
from vsm_platform.discussion.policies import Place, require_part
from vsm_platform.discussion.spaces import reply_place
from vsm_platform.exchanges.api import Access, access_exchange, access_to_read
from vsm_platform.teams.api import may_see_team, team_view
from vsm_platform.web.room import database

_SPACES, _TOPICS = table_of(Space), table_of(Topic)
_READS, _DRAFTS = table_of(TopicRead), table_of(PostDraft)
# One select, compiled once: this is asked at every view of a topic, unchanged or not.
_TOPIC = Prepared(
    select(
        *(column for column in _TOPICS.c if column.name not in {"client_key", "created_at"}),
        _SPACES.c.kind,
        _SPACES.c.ref_id,
        _SPACES.c.slow_minutes,
        _READS.c.seen,
        _DRAFTS.c.text.label("draft"),
        _DRAFTS.c.saved_at.label("draft_at"),
    )
    .join(_SPACES, _SPACES.c.id == _TOPICS.c.space_id)
    .outerjoin(
        _READS,
        and_(_READS.c.topic_id == _TOPICS.c.id, _READS.c.person_id == bindparam("person")),
    )
    .outerjoin(
        _DRAFTS,
        and_(
            _DRAFTS.c.exchange_id == _TOPICS.c.exchange_id,
            _DRAFTS.c.person_id == bindparam("person"),
            _DRAFTS.c.place == bindparam("draft_place"),
        ),
    )
    .where(_TOPICS.c.id == bindparam("topic"), _TOPICS.c.exchange_id == bindparam("exchange"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The viewer's part in an exchange where something is discussed."""

    access: Access
    person_id: int

    @property
    def teaches(self) -> bool:
        return self.access.teaches


@dataclass(frozen=True, slots=True)
class SpaceView:
    """A space as one person sees it."""

    place: Place
    name: str
    """Of the module or the team; empty for the spaces that each exchange has once."""
    space_id: int | None = None
    students_open: bool = True
    slow_minutes: int = 0


def standing_in(session: Session, viewer: Viewer, exchange_id: int) -> Standing:
    """The viewer's part in the exchange, if discussions are for the viewer.

    Raises:
        NotFound, NotAllowed: they are not.
    """
    access = require_part(access_exchange(session, viewer, exchange_id))
    return Standing(access, viewer.person_id)


def access_space(
    session: Session, viewer: Viewer, exchange_id: int, kind: str, ref_id: int
) -> tuple[Standing, SpaceView]:
    """A space, used or not.

    Raises:
        NotFound: there is none, or it is not for the viewer.
    """
    standing = standing_in(session, viewer, exchange_id)
    if kind not in set(SpaceKind):
        raise NotFound
    place = Place(SpaceKind(kind), ref_id)
    name = require_place(session, viewer, standing.access, place)
    query = select(_SPACES.c.id, _SPACES.c.students_open, _SPACES.c.slow_minutes).where(
        _SPACES.c.exchange_id == exchange_id, _SPACES.c.kind == kind, _SPACES.c.ref_id == ref_id
    )
    row = session.connection().execute(query).one_or_none()
    return standing, SpaceView(place, name, *(row or ()))


def require_place(session: Session, viewer: Viewer, access: Access, place: Place) -> str:
    """The name of a space's module or team, if the space is for the viewer.

    Raises:
        NotFound: it is not, or there is none such.
    """
    if place.is_whole and place.ref_id == 0:
        return ""
    if place.kind == SpaceKind.TEAM and may_see_team(session, access, place.ref_id):
        team = team_view(session, access.exchange_id, place.ref_id)
        return team.title if team else ""
    if place.kind == SpaceKind.MODULE:
        for module in course_modules(session, access, viewer, with_others=False):
            if module.module_id == place.ref_id and (module.is_open or access.teaches):
                return module.title
    raise NotFound


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic as one person sees it.

    ``row`` holds its columns, those of its space, and the person's draft of an answer.
    """

    row: Any
    place: Place
    place_name: str

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def seen(self) -> int:
        """Posts up to this number are not new to the viewer."""
        return int(self.row.seen or 0)

    @property
    def has_new(self) -> bool:
        """Whether there may be posts that the viewer has not seen."""
        return bool(self.row.last_number > self.seen)


def access_topic(
    session: Session, viewer: Viewer, exchange_id: int, topic_id: int
) -> tuple[Standing, TopicView]:
    """A topic.

    Raises:
        NotFound: there is none, or it is not for the viewer.
    """
    standing = standing_in(session, viewer, exchange_id)
    row = _TOPIC.one_or_none(session, _of_topic(viewer, exchange_id, topic_id))
    if row is None:
        raise NotFound
    place = Place(SpaceKind(row.kind), row.ref_id)
    name = require_place(session, viewer, standing.access, place)
    return standing, TopicView(row, place, name)


def glance_at_topic(viewer: Viewer, exchange_id: int, topic_id: int) -> tuple[Standing, TopicView]:
    """The same by two prepared statements, for the page that is asked for most.

    Raises:
        NotFound: as ``access_topic``.
    """
    if viewer.sees_as or viewer.office_of is not None:
        with database().unit_of_work(writes=False) as session:
            return access_topic(session, viewer, exchange_id, topic_id)
    with database().prepared(writes=False) as connection:
        access = require_part(access_to_read(connection, viewer, exchange_id))
        row = _TOPIC.one_or_none(connection, _of_topic(viewer, exchange_id, topic_id))
    if row is None:
        raise NotFound
    place, name = Place(SpaceKind(row.kind), row.ref_id), ""
    if not place.is_whole:
        with database().unit_of_work(writes=False) as session:
            name = require_place(session, viewer, access, place)
    return Standing(access, viewer.person_id), TopicView(row, place, name)


def _of_topic(viewer: Viewer, exchange_id: int, topic_id: int) -> dict[str, object]:
    return {
        "topic": topic_id,
        "exchange": exchange_id,
        "person": viewer.person_id,
        "draft_place": reply_place(topic_id, 0),
    }


def access_post(
    session: Session, viewer: Viewer, exchange_id: int, topic_id: int, number: int
) -> tuple[Standing, TopicView, Post]:
    """A post.

    Raises:
        NotFound: there is none, or it is not for the viewer.
    """
    standing, topic = access_topic(session, viewer, exchange_id, topic_id)
    query = select(Post).where(Post.topic_id == topic_id, Post.number == number)
    post = session.scalars(query).one_or_none()
    if post is None:
        raise NotFound
    return standing, topic, post
