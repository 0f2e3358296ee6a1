"""People whom the roster of an LMS names, known or made before they ever launch.

A whole page of a roster is recognised by a few statements. A person is (registration, institution,
subject) as at a launch, and never an e-mail address.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.gone_subjects import kept_away
from vsm_platform.accounts.models import Identity, Person
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.institutions.api import RosterMember, RosterSource

_IDENTITIES, _PEOPLE = table_of(Identity), table_of(Person)
_FROM_THE_LMS = ("name", "given_name", "family_name", "email")
_RENAME = (
    update(_IDENTITIES)
    .where(_IDENTITIES.c.id == bindparam("identity"))
    .values({field: bindparam(field) for field in _FROM_THE_LMS})
)
_CALL = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id == bindparam("person"))
    .values(display_name=bindparam("called"))
)


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """The person whom a member of a roster is."""

    id: int
    is_test_user: bool


def do_recognise_roster(
    session: Session, source: RosterSource, members: Sequence[RosterMember]
) -> dict[str, RosterPerson]:
    """The people whom a page of a roster names, by subject; learners are made where unknown.

    Others than learners, and whoever is gone, are found but never made; nor is who was erased here
    (``gone_subjects``). What a roster says of a name changes nothing for a person who has launched:
    then the launches speak.
    """
    by_subject = {member.subject: member for member in members}
    known = _known(session, source, by_subject)
    _rename(session, known, by_subject)
    people = {
        subject: RosterPerson(row.person_id, row.is_test_user) for subject, row in known.items()
    }
    unknown = {
        subject: member
        for subject, member in by_subject.items()
        if member.is_learner and not member.is_gone and subject not in known
    }
    if unknown:
        registration, institution = source.registration_id, source.institution_id
        for subject in kept_away(session, registration, institution, unknown):
            del unknown[subject]
    return people | _make(session, source, unknown.values())


def _known(
    session: Session, source: RosterSource, subjects: Collection[str]
) -> Mapping[str, Row[*tuple[Any, ...]]]:
    query = (
        select(
            _IDENTITIES.c.subject,
            _IDENTITIES.c.id,
            _IDENTITIES.c.person_id,
            _IDENTITIES.c.last_launch_at,
            *(_IDENTITIES.c[field] for field in _FROM_THE_LMS),
            _PEOPLE.c.is_test_user,
        )
        .join(_PEOPLE, _PEOPLE.c.id == _IDENTITIES.c.person_id)
        .where(
            _IDENTITIES.c.registration_id == source.registration_id,
            _IDENTITIES.c.institution_id == source.institution_id,
            _IDENTITIES.c.subject.in_(subjects),
        )
    )
    return {row.subject: row for row in session.connection().execute(query)}


def _rename(
    session: Session,
    known: Mapping[str, Row[*tuple[Any, ...]]],
    members: Mapping[str, RosterMember],
) -> None:
    """Follow the roster for those who have never been here."""
    changed = [
        (row, members[subject])
        for subject, row in known.items()
        if row.last_launch_at is None
        and any(getattr(row, field) != getattr(members[subject], field) for field in _FROM_THE_LMS)
    ]
    if not changed:
        return
    connection = session.connection()
    renamed = [{"identity": row.id, **_said_of(member)} for row, member in changed]
    connection.execute(_RENAME, renamed)
    called = [{"person": row.person_id, "called": _called(member)} for row, member in changed]
    connection.execute(_CALL, called)


def _make(
    session: Session, source: RosterSource, members: Iterable[RosterMember]
) -> dict[str, RosterPerson]:
    members, present = list(members), clock.now()
    if not members:
        return {}
    people = [
        {
            "institution_id": source.institution_id,
            "display_name": _called(member),
            "created_at": present,
        }
        for member in members
    ]
    made = insert(_PEOPLE).returning(_PEOPLE.c.id, _PEOPLE.c.display_name)
    # The rows come back in any order; those of one name are alike but for their ids.
    ids: dict[str, list[int]] = {}
    for person_id, name in session.connection().execute(made, people):
        ids.setdefault(name, []).append(person_id)
    by_subject = {member.subject: ids[_called(member)].pop() for member in members}
    identities = [
        {
            "person_id": by_subject[member.subject],
            "registration_id": source.registration_id,
            "institution_id": source.institution_id,
            "subject": member.subject,
            **_said_of(member),
        }
        for member in members
    ]
    session.connection().execute(insert(_IDENTITIES), identities)
    return {
        subject: RosterPerson(person_id, is_test_user=False)
        for subject, person_id in by_subject.items()
    }


def _said_of(member: RosterMember) -> dict[str, str]:
    return {field: getattr(member, field) for field in _FROM_THE_LMS}


def _called(member: RosterMember) -> str:
    return (member.name or f"{member.given_name} {member.family_name}".strip())[:120]
