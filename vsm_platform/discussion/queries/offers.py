"""What discussion shows in other rooms: what waits for somebody, a team's talk, a page to place."""

from collections.abc import Collection, Iterator

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.discussion.models import Mention, Post, Space, SpaceKind, Topic, TopicRead
from vsm_platform.discussion.policies import Place, takes_part
from vsm_platform.discussion.queries.lists import (
    numbers_by_space,
    topics_in,
    used_spaces,
    visible_places,
)
from vsm_platform.discussion.spaces import discussion_path, post_path, space_path, topic_path
from vsm_platform.exchanges.api import Access, AgendaItem, PlaceablePage
from vsm_platform.teams.api import CardLine, TeamCard, TeamView

LINES = 3
# What a course home asks for everybody is written once, so that only its values differ. These are
# posts that name somebody, and that this person has not read.
_NAMED = (
    select(Topic.title, Topic.id, Post.number)
    .join(Post, Post.topic_id == Topic.id)
    .join(Mention, Mention.post_id == Post.id)
    .outerjoin(
        TopicRead,
        and_(TopicRead.topic_id == Topic.id, TopicRead.person_id == bindparam("person")),
    )
    .where(
        Mention.person_id == bindparam("person"),
        Topic.space_id.in_(bindparam("spaces", expanding=True)),
        or_(TopicRead.seen.is_(None), TopicRead.seen < Post.number),
        Post.deleted_at.is_(None),
        Post.hidden_at.is_(None),
    )
    .order_by(Post.created_at)
    .limit(LINES)
)


def talk_ahead(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """Where somebody was named, and how much is new."""
    if not takes_part(access):
        return
    spaces = used_spaces(
        session, access.exchange_id, visible_places(session, access, viewer)
    ).values()
    ids = [view.space_id for view in spaces if view.space_id]
    if not ids:
        return
    named = {"person": viewer.person_id, "spaces": ids}
    for title, topic_id, number in session.connection().execute(_NAMED, named):
        path = f"{post_path(access.exchange_id, topic_id, number)}/place"
        yield AgendaItem("mention", title, path, _l("Somebody mentions you here."))
    new = sum(numbers[1] for numbers in numbers_by_space(session, viewer.person_id, ids).values())
    if new:
        path = f"{discussion_path(access.exchange_id)}?show=new"
        note = ngettext(
            "%(num)d topic with something new", "%(num)d topics with something new", new
        )
        yield AgendaItem("discussion", gettext("Discussion"), path, note)


def team_talk(
    session: Session, access: Access, viewer: Viewer, team: TeamView
) -> Iterator[TeamCard]:
    """A team's newest topics, on its page."""
    if not takes_part(access):
        return
    place = Place(SpaceKind.TEAM, team.id)
    query = select(Space.id).where(
        Space.exchange_id == access.exchange_id,
        Space.kind == SpaceKind.TEAM,
        Space.ref_id == team.id,
    )
    space_id = session.scalar(query)
    topics = topics_in(session, viewer.person_id, [space_id]).lines if space_id else []
    lines = [
        CardLine(
            topic.title,
            topic_path(access.exchange_id, topic.id),
            tag=ngettext("%(num)d new", "%(num)d new", topic.new) if topic.new else "",
            tone="sea",
        )
        for topic in topics[:LINES]
    ]
    lines.append(CardLine(_l("All topics of the team"), space_path(access.exchange_id, place)))
    text = "" if topics else _l("Only the team and your teachers read what you write there.")
    yield TeamCard("talk", _l("Talk"), order=40, text=text, lines=lines)


def used_by_teams(session: Session, team_ids: Collection[int]) -> set[int]:
    """Of these teams, those that have begun to talk."""
    query = (
        select(Space.ref_id)
        .join(Topic, Topic.space_id == Space.id)
        .where(Space.kind == SpaceKind.TEAM, Space.ref_id.in_(team_ids))
    )
    return set(session.scalars(query.distinct()))


def placeable_talk(session: Session, exchange_id: int) -> Iterator[PlaceablePage]:
    """The list of topics, and each topic that faculty began for all, as links in an LMS."""
    text = _l("What people talk about between the meetings.")
    yield PlaceablePage("discussion", discussion_path(exchange_id), _l("Discussion"), text)
    query = (
        select(Topic.id, Topic.title)
        .join(Space, Space.id == Topic.space_id)
        .where(
            Topic.exchange_id == exchange_id,
            Topic.by_faculty,
            Space.kind.in_([SpaceKind.COURSE, SpaceKind.SOCIAL]),
        )
        .order_by(Topic.id)
        .limit(50)
    )
    for topic_id, title in session.execute(query):
        yield PlaceablePage(f"topic:{topic_id}", topic_path(exchange_id, topic_id), title, text)
