"""Where nobody talks: topics without an answer, quiet teams, people who have not been heard yet.

Counted from posts alone. What people open, when and for how long is neither known nor asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.discussion.models import Post, Space, SpaceKind, Topic
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partnership,
    Role,
    is_of_present_partner,
)
from vsm_platform.teams.api import TeamView, members_of, teams_of_exchange

WAITED = timedelta(days=1)
"""A topic that nobody has answered for so long waits."""
QUIET = timedelta(days=7)
"""A team in which nobody has posted for so long is quiet."""
SHOWN = 20
NAMES = 100


@dataclass(frozen=True, slots=True)
class WaitingTopic:
    """A topic that nobody has answered."""

    id: int
    title: str
    since: datetime


def waiting_topics(session: Session, exchange_id: int) -> tuple[list[WaitingTopic], int]:
    """Those that students began and nobody has answered, the oldest first, and how many there are."""
    waits = (
        Topic.exchange_id == exchange_id,
        Topic.last_number > 0,
        Topic.by_faculty.is_(False),
        Topic.is_answered.is_(False),
        Topic.is_closed.is_(False),
        Topic.is_resolved.is_(False),
        Topic.created_at < clock.now() - WAITED,
    )
    gone = and_(Post.topic_id == Topic.id, Post.number == 1)
    query = (
        select(Topic.id, Topic.title, Topic.created_at, func.count().over())
        .join(Post, gone)
        .where(*waits, Post.deleted_at.is_(None), Post.hidden_at.is_(None))
        .order_by(Topic.created_at, Topic.id)
        .limit(SHOWN)
    )
    rows = session.execute(query).all()
    return [WaitingTopic(*row[:3]) for row in rows], rows[0][3] if rows else 0


@dataclass(frozen=True, slots=True)
class QuietTeam:
    """A team in whose space none of its members has posted lately."""

    team: TeamView
    last_at: datetime | None
    """When one of them posted last; None for never."""
    enrolment_ids: list[int]
    """Of its members who are here."""


def quiet_teams(session: Session, exchange_id: int) -> list[QuietTeam]:
    """Published teams that do not talk here, those that never did first; three statements."""
    teams = [team for team in teams_of_exchange(session, exchange_id) if team.is_published]
    members = members_of(session, [team.id for team in teams]) if teams else {}
    last = _last_by_team(session, exchange_id)
    limit = clock.now() - QUIET
    quiet = []
    for team in teams:
        present = [one.enrolment_id for one in members.get(team.id, []) if not one.has_left]
        moment = last.get(team.id)
        if present and (moment is None or moment < limit):
            quiet.append(QuietTeam(team, moment, present))
    return sorted(quiet, key=lambda one: (one.last_at is not None, one.last_at or limit))


def _last_by_team(session: Session, exchange_id: int) -> dict[int, datetime]:
    query = (
        select(Space.ref_id, func.max(Post.created_at))
        .join(Topic, Topic.space_id == Space.id)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            Space.exchange_id == exchange_id,
            Space.kind == SpaceKind.TEAM,
            Post.by_faculty.is_(False),
            Post.deleted_at.is_(None),
        )
        .group_by(Space.ref_id)
    )
    return dict(session.execute(query).all())


@dataclass(frozen=True, slots=True)
class Unheard:
    """A student who has posted nothing that still stands."""

    enrolment_id: int
    partnership_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Voices:
    """How many of one partner's students have been heard."""

    partnership_id: int
    students: int
    lately: int
    """Have posted within ``QUIET``."""
    never: int


def voices(session: Session, exchange_id: int) -> tuple[list[Voices], list[Unheard]]:
    """By partner, how many have been heard; and who has not been at all: one statement.

    Names are shown where the page of progress shows them too: to those who teach in the exchange.
    """
    posted = (
        select(Post.author_id, func.max(Post.created_at).label("last_at"))
        .join(Topic, Topic.id == Post.topic_id)
        .where(
            Topic.exchange_id == exchange_id,
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
        )
        .group_by(Post.author_id)
        .subquery()
    )
    query = (
        select(Enrolment.id, Enrolment.partnership_id, Person.display_name, posted.c.last_at)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .outerjoin(posted, posted.c.author_id == Enrolment.person_id)
        .where(
            Enrolment.exchange_id == exchange_id,
            Enrolment.role == Role.STUDENT,
            Enrolment.is_test.is_(False),
            Enrolment.state == EnrolmentState.ENROLLED,
            is_of_present_partner(),
        )
        .order_by(Partnership.is_lead.desc(), Partnership.id, func.lower(Person.display_name))
    )
    rows = session.execute(query).all()
    limit, found = clock.now() - QUIET, dict[int, list[datetime | None]]()
    for row in rows:
        found.setdefault(row.partnership_id, []).append(row.last_at)
    counts = [_voices(part, moments, limit) for part, moments in found.items()]
    return counts, [Unheard(*row[:3]) for row in rows if row.last_at is None]


def _voices(part: int, moments: Sequence[datetime | None], limit: datetime) -> Voices:
    lately = sum(one is not None and one >= limit for one in moments)
    return Voices(part, len(moments), lately, sum(one is None for one in moments))
