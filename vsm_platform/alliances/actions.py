"""Alliances are made and changed: rules, members, turns as chair. Each change is in the log."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.alliances.errors import (
    AllianceNameTaken,
    NotAMember,
    TurnEndsEarly,
    TurnIsOver,
    TurnsOverlap,
)
from vsm_platform.alliances.models import Alliance, AllianceChair, AllianceMember
from vsm_platform.alliances.queries import alliance_day, members_of, turns_of
from vsm_platform.alliances.rotation import Term, overlapping
from vsm_platform.alliances.rules import Rules
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class AllianceDetails:
    """What an administrator says of an alliance."""

    name: str
    about: str = ""
    rules: Rules = field(default_factory=Rules)


def do_add_alliance(session: Session, details: AllianceDetails, *, actor_id: int | None) -> int:
    """A new alliance, without members yet.

    Returns:
        Its id.

    Raises:
        AllianceNameTaken: another one has this name.
    """
    alliance = Alliance(created_at=clock.now())
    with _name_is_free(session):
        _take_over(alliance, details)
        session.add(alliance)
    _record(session, "alliance_added", alliance.id, actor_id, name=alliance.name)
    return alliance.id


def do_change_alliance(
    session: Session, alliance_id: int, details: AllianceDetails, *, actor_id: int | None
) -> None:
    """Change what is said of an alliance and the rules it sets; exchanges keep standing as they do.

    Raises:
        AllianceNameTaken: another one has this name.
        NotFound: there is no such alliance.
    """
    alliance = _locked(session, alliance_id)
    with _name_is_free(session):
        changed = _take_over(alliance, details)
    if changed:
        _record(session, "alliance_changed", alliance_id, actor_id, changed=", ".join(changed))


@contextmanager
def _name_is_free(session: Session) -> Iterator[None]:
    # The constraint decides, not a look beforehand: two administrators may save at once.
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise AllianceNameTaken from None


def _take_over(alliance: Alliance, details: AllianceDetails) -> list[str]:
    rules = details.rules
    values = {
        "name": details.name,
        "about": details.about,
        "minimum_partners": rules.minimum_partners,
        "credit_ranges": {kind.value: list(ends) for kind, ends in rules.credits.items()},
        "same_credit": rules.same_credit,
        "season_limit": rules.season_limit,
        "publishers": rules.publishers,
    }
    changed = [name for name, value in values.items() if getattr(alliance, name) != value]
    for name in changed:
        setattr(alliance, name, values[name])
    return changed


def do_add_members(
    session: Session,
    alliance_id: int,
    institution_ids: Sequence[int],
    *,
    joined_in: int,
    actor_id: int | None,
) -> None:
    """Let institutions join; those that were members before are left as they are.

    Raises:
        NotFound: there is no such alliance or institution.
    """
    _locked(session, alliance_id)
    known = {member.institution_id for member in members_of(session, alliance_id)}
    for institution_id in dict.fromkeys(institution_ids):
        if institution_id in known:
            continue
        if session.get(Institution, institution_id) is None:
            raise NotFound
        session.add(
            AllianceMember(
                alliance_id=alliance_id, institution_id=institution_id, joined_in=joined_in
            )
        )
        # One by one: the order in which they stand is the order of the rotation.
        session.flush()
        _record(
            session,
            "member_added",
            alliance_id,
            actor_id,
            institution_id=institution_id,
            joined_in=joined_in,
        )


@dataclass(frozen=True, slots=True)
class Years:
    """From which year an institution is a member, and from which no longer."""

    joined_in: int
    left_in: int | None


def do_set_membership(
    session: Session, alliance_id: int, years: Mapping[int, Years], *, actor_id: int | None
) -> None:
    """Set the years of members, by the number of the membership; others stay as they are."""
    _locked(session, alliance_id)
    query = select(AllianceMember).where(AllianceMember.alliance_id == alliance_id)
    for member in session.scalars(query):
        wanted = years.get(member.id)
        if wanted is None or wanted == Years(member.joined_in, member.left_in):
            continue
        member.joined_in, member.left_in = wanted.joined_in, wanted.left_in
        _record(
            session,
            "member_changed",
            alliance_id,
            actor_id,
            institution_id=member.institution_id,
            joined_in=wanted.joined_in,
            left_in=wanted.left_in or "",
        )


def do_add_turns(
    session: Session, alliance_id: int, terms: Sequence[Term], *, actor_id: int | None
) -> None:
    """Let institutions chair, one after the other.

    Raises:
        TurnEndsEarly: a turn ends before it begins.
        NotAMember: an institution is no member in the year in which its turn begins.
        TurnsOverlap: somebody chairs on one of these days already.
        NotFound: there is no such alliance.
    """
    _locked(session, alliance_id)
    members = members_of(session, alliance_id)
    names = {member.institution_id: member.name for member in members}
    for term in terms:
        if term.ends_on < term.starts_on:
            raise TurnEndsEarly
        year = term.starts_on.year
        able = {member.institution_id for member in members if member.belongs_in(year)}
        if term.institution_id not in able:
            name = names.get(term.institution_id)
            raise NotAMember(institution=name or "?", year=year)
    _refuse_overlap(session, alliance_id, terms)
    for term in terms:
        session.add(
            AllianceChair(
                alliance_id=alliance_id,
                institution_id=term.institution_id,
                starts_on=term.starts_on,
                ends_on=term.ends_on,
            )
        )
        _record_turn(session, "chair_added", alliance_id, term, actor_id)
    session.flush()


def _refuse_overlap(session: Session, alliance_id: int, terms: Sequence[Term]) -> None:
    turns = turns_of(session, alliance_id)
    both = overlapping([*(turn.term for turn in turns), *terms])
    if both:
        earlier = both[0]
        institution = session.get_one(Institution, earlier.institution_id)
        raise TurnsOverlap(
            institution=institution.name,
            starts_on=earlier.starts_on,
            ends_on=earlier.ends_on,
        )


def do_remove_turn(
    session: Session, alliance_id: int, chair_id: int, *, actor_id: int | None
) -> None:
    """Take back a turn that is under way or still to come.

    Raises:
        TurnIsOver: it has ended already.
        NotFound: the alliance has no such turn.
    """
    _locked(session, alliance_id)
    turn = session.get(AllianceChair, chair_id)
    if turn is None or turn.alliance_id != alliance_id:
        raise NotFound
    if turn.ends_on < alliance_day():
        raise TurnIsOver
    term = Term(turn.institution_id, turn.starts_on, turn.ends_on)
    session.delete(turn)
    _record_turn(session, "chair_removed", alliance_id, term, actor_id)


def _locked(session: Session, alliance_id: int) -> Alliance:
    alliance = session.get(Alliance, alliance_id, with_for_update=True)
    if alliance is None:
        raise NotFound
    return alliance


def _record_turn(
    session: Session, verb: str, alliance_id: int, term: Term, actor_id: int | None
) -> None:
    _record(
        session,
        verb,
        alliance_id,
        actor_id,
        institution_id=term.institution_id,
        starts_on=term.starts_on.isoformat(),
        ends_on=term.ends_on.isoformat(),
    )


def _record(
    session: Session,
    verb: str,
    alliance_id: int,
    actor_id: int | None,
    *,
    institution_id: int | None = None,
    **details: str | int,
) -> None:
    audit.record(
        session,
        f"alliances.{verb}",
        f"alliance:{alliance_id}",
        actor_id=actor_id,
        institution_id=institution_id,
        **details,
    )
