"""The spaces that somebody sees, and the topics in them with what is new."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.content.modules.api import course_modules
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.discussion.models import Post, Space, SpaceKind, Topic, TopicRead
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.queries.access import SpaceView
from vsm_platform.exchanges.api import Access
from vsm_platform.teams.api import own_teams, teams_of_exchange

PAGE = 30
"""Topics on a page of a list."""


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """A space in a list, with its numbers."""

    place: Place
    name: str
    """Of the module or the team."""
    space_id: int | None
    """None where nobody has used it yet."""
    topics: int = 0
    new: int = 0
    """Topics in it with something new for the viewer."""


def visible_places(session: Session, access: Access, viewer: Viewer) -> dict[Place, str]:
    """Every space that is for the viewer, with the name of its module or team."""
    places = {Place(SpaceKind.COURSE): "", Place(SpaceKind.SOCIAL): ""}
    teams = (
        teams_of_exchange(session, access.exchange_id)
        if access.teaches
        else own_teams(session, access)
    )
    places |= {Place(SpaceKind.TEAM, team.id): team.title for team in teams}
    places |= {
        Place(SpaceKind.MODULE, module.module_id): module.title
        for module in course_modules(session, access, viewer, with_others=False)
        if module.is_open or access.teaches
    }
    return places


def used_spaces(
    session: Session, exchange_id: int, places: Collection[Place]
) -> dict[Place, SpaceView]:
    """Those of the places that have a row, without names."""
    session.flush()
    found = {}
    for kind, ref_id, *columns in _USED.all(session, {"exchange": exchange_id}):
        place = Place(SpaceKind(kind), ref_id)
        if place in places:
            found[place] = SpaceView(place, "", *columns)
    return found


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in a list, as one person sees it."""

    id: int
    space_id: int
    title: str
    opener: str
    by_faculty: bool
    is_pinned: bool
    is_closed: bool
    is_resolved: bool
    is_answered: bool
    replies: int
    last_post_at: datetime
    last_number: int
    seen: int

    @property
    def new(self) -> int:
        """Posts that the viewer has not seen."""
        return max(0, self.last_number - self.seen)

    @property
    def waits(self) -> bool:
        """Somebody began it and nobody has answered."""
        return not (self.is_answered or self.is_closed or self.is_resolved)


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a list of topics."""

    lines: list[TopicLine]
    page: int
    pages: int


_SEEN = func.coalesce(TopicRead.seen, 0)
_WAITS = and_(
    Topic.is_answered.is_(False), Topic.is_closed.is_(False), Topic.is_resolved.is_(False)
)
# What a course home asks for everybody is written once, so that only its values differ.
_USED = Prepared(
    select(Space.kind, Space.ref_id, Space.id, Space.students_open, Space.slow_minutes).where(
        Space.exchange_id == bindparam("exchange")
    )
)
_NUMBERS = (
    select(
        Topic.space_id,
        func.count(),
        func.count().filter(or_(TopicRead.seen.is_(None), TopicRead.seen < Topic.last_number)),
    )
    .outerjoin(
        TopicRead,
        and_(TopicRead.topic_id == Topic.id, TopicRead.person_id == bindparam("person")),
    )
    .where(Topic.space_id.in_(bindparam("spaces", expanding=True)))
    .group_by(Topic.space_id)
)


def topics_in(
    session: Session,
    person_id: int,
    space_ids: Collection[int],
    *,
    page: int = 1,
    new_only: bool = False,
    unanswered_only: bool = False,
) -> TopicPage:
    """Topics of these spaces: pinned, then those that wait for an answer, then the newest."""
    wanted: list[Any] = [Topic.space_id.in_(space_ids), Topic.last_number > 0]
    if new_only:
        wanted.append(Topic.last_number > _SEEN)
    if unanswered_only:
        wanted.append(_WAITS)
    reads = and_(TopicRead.topic_id == Topic.id, TopicRead.person_id == person_id)
    numbers = select(func.count()).select_from(Topic).outerjoin(TopicRead, reads).where(*wanted)
    pages = max(1, -(-(session.scalar(numbers) or 0) // PAGE))
    page = min(max(page, 1), pages)
    query = (
        _lines()
        .outerjoin(TopicRead, reads)
        .where(*wanted)
        .order_by(Topic.is_pinned.desc(), _WAITS.desc(), Topic.last_post_at.desc(), Topic.id.desc())
    )
    rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE))
    return TopicPage([TopicLine(*row) for row in rows], page, pages)


def _lines() -> Select[*tuple[Any, ...]]:
    """The columns of a ``TopicLine``, in its order."""
    prompt = and_(Post.topic_id == Topic.id, Post.number == 1)
    return (
        select(
            Topic.id,
            Topic.space_id,
            Topic.title,
            func.coalesce(Person.display_name, ""),
            Topic.by_faculty,
            Topic.is_pinned,
            Topic.is_closed,
            Topic.is_resolved,
            Topic.is_answered,
            Topic.replies,
            Topic.last_post_at,
            Topic.last_number,
            _SEEN,
        )
        .outerjoin(Post, prompt)
        # A name that its bearer does not show to the others is in no list.
        .outerjoin(Person, and_(Person.id == Topic.opener_id, Post.is_anonymous.is_(False)))
    )


def numbers_by_space(
    session: Session, person_id: int, space_ids: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """Topics, and topics with something new, by space."""
    session.flush()
    asked = {"person": person_id, "spaces": list(space_ids)}
    rows = session.connection().execute(_NUMBERS, asked)
    return {space_id: (topics, new) for space_id, topics, new in rows}
