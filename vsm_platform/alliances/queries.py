"""What is known of alliances: their members and chairs, and whose catalogue somebody may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.alliances.models import Alliance, AllianceChair, AllianceMember
from vsm_platform.alliances.rotation import Seat, Term
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.api import Institution, State


def alliance_day() -> date:
    """The day it is for alliances: UTC's, so that a chair's turn ends everywhere at one moment."""
    return clock.today(UTC)


@dataclass(frozen=True, slots=True)
class AllianceLine:
    """An alliance in a list."""

    id: int
    name: str
    members: int
    chair: str
    """Name of the institution that chairs now; empty where none does."""


def list_alliances(session: Session) -> list[AllianceLine]:
    """All alliances by name, in one query."""
    today = alliance_day()
    members = (
        select(func.count())
        .where(AllianceMember.alliance_id == Alliance.id, *_belongs_in(today.year))
        .correlate(Alliance)
        .scalar_subquery()
    )
    query = (
        select(Alliance.id, Alliance.name, members, Institution.name)
        .outerjoin(
            AllianceChair, and_(AllianceChair.alliance_id == Alliance.id, *_chairs_on(today))
        )
        .outerjoin(Institution, Institution.id == AllianceChair.institution_id)
        .order_by(func.lower(Alliance.name))
    )
    rows = session.execute(query)
    return [AllianceLine(key, name, count, chair or "") for key, name, count, chair in rows]


def access_alliance(session: Session, alliance_id: int) -> Alliance:
    """The alliance, for an administrator.

    Raises:
        NotFound: there is none.
    """
    alliance = session.get(Alliance, alliance_id)
    if alliance is None:
        raise NotFound
    return alliance


def access_as_member(session: Session, alliance_id: int, institution_id: int | None) -> Alliance:
    """The alliance, for people of an institution that is a member this year.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    if institution_id is None or institution_id not in member_ids(session, alliance_id):
        raise NotFound
    return access_alliance(session, alliance_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an alliance, present or past."""

    id: int
    institution_id: int
    name: str
    joined_in: int
    left_in: int | None

    @property
    def seat(self) -> Seat:
        return Seat(self.institution_id, self.joined_in, self.left_in)

    @property
    def is_past(self) -> bool:
        """Whether it has left, and has not just yet to join."""
        return self.left_in is not None and self.left_in <= alliance_day().year

    def belongs_in(self, year: int) -> bool:
        return self.seat.holds_in(year)


def members_of(session: Session, alliance_id: int) -> list[Member]:
    """Members of all years, in the order in which they joined."""
    query = (
        select(
            AllianceMember.id,
            AllianceMember.institution_id,
            Institution.name,
            AllianceMember.joined_in,
            AllianceMember.left_in,
        )
        .join(Institution, Institution.id == AllianceMember.institution_id)
        .where(AllianceMember.alliance_id == alliance_id)
        .order_by(AllianceMember.joined_in, AllianceMember.id)
    )
    return [Member(*row) for row in session.execute(query)]


def member_ids(session: Session, alliance_id: int) -> set[int]:
    """The institutions that are members this year."""
    query = select(AllianceMember.institution_id).where(
        AllianceMember.alliance_id == alliance_id, *_belongs_in(alliance_day().year)
    )
    return set(session.scalars(query))


def _belongs_in(year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        AllianceMember.joined_in <= year,
        or_(AllianceMember.left_in.is_(None), AllianceMember.left_in > year),
    )


def outsiders(session: Session, alliance_id: int | None = None) -> Sequence[tuple[int, str]]:
    """Institutions, id and name, that take part here and were never members, by name."""
    known = select(AllianceMember.institution_id).where(AllianceMember.alliance_id == alliance_id)
    query = (
        select(Institution.id, Institution.name)
        .where(Institution.state == State.ACTIVE, Institution.id.not_in(known))
        .order_by(func.lower(Institution.name))
    )
    return [(institution_id, name) for institution_id, name in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Turn:
    """An institution's turn as chair."""

    id: int
    institution_id: int
    name: str
    starts_on: date
    ends_on: date

    @property
    def term(self) -> Term:
        return Term(self.institution_id, self.starts_on, self.ends_on)


_TURNS = select(
    AllianceChair.id,
    AllianceChair.institution_id,
    Institution.name,
    AllianceChair.starts_on,
    AllianceChair.ends_on,
).join(Institution, Institution.id == AllianceChair.institution_id)


def turns_of(session: Session, alliance_id: int) -> list[Turn]:
    """Every turn as chair, the earliest first."""
    query = _TURNS.where(AllianceChair.alliance_id == alliance_id)
    return [Turn(*row) for row in session.execute(query.order_by(AllianceChair.starts_on))]


def access_turn(session: Session, alliance_id: int, chair_id: int) -> Turn:
    """One turn of an alliance, for an administrator.

    Raises:
        NotFound: the alliance has no such turn.
    """
    query = _TURNS.where(AllianceChair.alliance_id == alliance_id, AllianceChair.id == chair_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Turn(*row)


def chair_today(session: Session, alliance_id: int) -> Turn | None:
    """Who chairs an alliance on the present day; none where nobody's turn is."""
    query = _TURNS.where(AllianceChair.alliance_id == alliance_id, *_chairs_on(alliance_day()))
    row = session.execute(query).first()
    return Turn(*row) if row else None


def chaired_by(session: Session, institution_id: int) -> set[int]:
    """The alliances that an institution chairs today."""
    query = select(AllianceChair.alliance_id).where(
        AllianceChair.institution_id == institution_id, *_chairs_on(alliance_day())
    )
    return set(session.scalars(query))


def _chairs_on(day: date) -> tuple[ColumnElement[bool], ...]:
    return (AllianceChair.starts_on <= day, AllianceChair.ends_on >= day)


def alliances_of(session: Session, institution_id: int) -> list[Alliance]:
    """The alliances of which an institution is a member this year, by name."""
    query = (
        select(Alliance)
        .join(AllianceMember, AllianceMember.alliance_id == Alliance.id)
        .where(AllianceMember.institution_id == institution_id, *_belongs_in(alliance_day().year))
        .order_by(func.lower(Alliance.name))
    )
    return list(session.scalars(query))


def alliance_choices(session: Session) -> list[tuple[int, str]]:
    """All alliances, id and name, by name."""
    query = select(Alliance.id, Alliance.name).order_by(func.lower(Alliance.name))
    return [(alliance_id, name) for alliance_id, name in session.execute(query)]
