"""What happens to people: recognised at a launch, welcomed, signed in and out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.errors import CodeNotUsable
from vsm_platform.accounts.gone_subjects import do_let_back
from vsm_platform.accounts.models import (
    CodePurpose,
    Identity,
    NoticeAcknowledgement,
    OneTimeCode,
    Person,
    SignIn,
    notice_version,
)
from vsm_platform.core import audit, clock
from vsm_platform.core.db import table_of
from vsm_platform.core.prepared import Prepared, insertion
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.institutions.api import Institution

VISIT = timedelta(hours=12)
LONG_VISIT = timedelta(days=30)
"""On a device of one's own, for people whom no LMS brings back."""
NEW_TAB_CODE = timedelta(minutes=5)
INVITATION = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class LaunchedPerson:
    """What a launch says of the person; names and address are empty where it says nothing."""

    registration_id: int
    institution_id: int
    subject: str
    name: str
    given_name: str
    family_name: str
    email: str
    is_test_user: bool


@dataclass(frozen=True, slots=True)
class RecognisedPerson:
    """The person behind a launch."""

    id: int
    is_test_user: bool
    is_new: bool = False


_IDENTITIES = table_of(Identity)
_PEOPLE = table_of(Person)
_VISITS = table_of(SignIn)
_OF_A_LAUNCH = {
    "deployment_id": None,
    "launch_locale": "",
    "return_url": "",
    "course_key": "",
    "course_title": "",
    "is_instructor": False,
}
_TIMES = ("started_at", "expires_at")
_FROM_THE_LMS = ("name", "given_name", "family_name", "email")

# Every launch comes through here, so these are built once, on tables.
_KNOWN = Prepared(
    select(
        _IDENTITIES.c.id,
        _IDENTITIES.c.person_id,
        _PEOPLE.c.display_name,
        _PEOPLE.c.is_test_user,
    )
    .join(_PEOPLE, _PEOPLE.c.id == _IDENTITIES.c.person_id)
    .where(
        _IDENTITIES.c.registration_id == bindparam("registration"),
        _IDENTITIES.c.institution_id == bindparam("institution"),
        _IDENTITIES.c.subject == bindparam("sought"),
    )
)
_REFRESH = Prepared(
    update(_IDENTITIES)
    .where(_IDENTITIES.c.id == bindparam("identity"))
    .values({field: bindparam(field) for field in (*_FROM_THE_LMS, "last_launch_at")})
)
_ADD_PERSON = Prepared(
    insertion(_PEOPLE, "institution_id", "display_name", "is_test_user", "created_at").returning(
        _PEOPLE.c.id
    )
)
_ADD_IDENTITY = Prepared(
    insertion(
        _IDENTITIES,
        *(*_FROM_THE_LMS, "person_id", "registration_id", "institution_id", "subject"),
        "last_launch_at",
    )
    .on_conflict_do_nothing()
    .returning(_IDENTITIES.c.id)
)
_DROP_PERSON = Prepared(delete(_PEOPLE).where(_PEOPLE.c.id == bindparam("superfluous")))
_BEGIN_VISIT = Prepared(
    insert(_VISITS)
    .values({name: bindparam(name) for name in (*_OF_A_LAUNCH, "person_id", *_TIMES)})
    .returning(_VISITS.c.id)
)


def do_recognise(session: Session, launched: LaunchedPerson) -> RecognisedPerson:
    """The person whom an LMS means, made at the first launch; what it sends is kept up to date."""
    sought = {
        "registration": launched.registration_id,
        "institution": launched.institution_id,
        "sought": launched.subject,
    }
    known = _KNOWN.one_or_none(session, sought)
    if known is None:
        return _new_person(session, launched)
    present = {field: getattr(launched, field) for field in _FROM_THE_LMS}
    values = {"identity": known.id, "last_launch_at": clock.now(), **present}
    _REFRESH.all(session, values)
    if not known.display_name and _display_name(launched):
        session.get_one(Person, known.person_id).display_name = _display_name(launched)
    return RecognisedPerson(known.person_id, known.is_test_user)


def _new_person(session: Session, launched: LaunchedPerson) -> RecognisedPerson:
    connection, present = session, clock.now()
    person = {
        "institution_id": launched.institution_id,
        "display_name": _display_name(launched),
        "is_test_user": launched.is_test_user,
        "created_at": present,
    }
    (person_id,) = _ADD_PERSON.one_or_none(connection, person)
    from_lms = {field: getattr(launched, field) for field in _FROM_THE_LMS}
    identity = {
        "person_id": person_id,
        "registration_id": launched.registration_id,
        "institution_id": launched.institution_id,
        "subject": launched.subject,
        "last_launch_at": present,
        **from_lms,
    }
    # On PostgreSQL a second click may be faster; then the person is there, which is the aim.
    if not _ADD_IDENTITY.all(connection, identity):
        _DROP_PERSON.all(connection, {"superfluous": person_id})
        return do_recognise(session, launched)
    do_let_back(session, launched.registration_id, launched.institution_id, launched.subject)
    return RecognisedPerson(person_id, launched.is_test_user, is_new=True)


def _display_name(launched: LaunchedPerson) -> str:
    return (launched.name or f"{launched.given_name} {launched.family_name}".strip())[:120]


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that has just begun."""

    id: int


def do_begin_visit(
    session: Session, person: RecognisedPerson | Person, **launch_facts: str | int | bool | datetime
) -> Visit:
    """A new visit of this person; ``launch_facts`` are the columns that a launch fills."""
    present = clock.now()
    times = {"started_at": present, "expires_at": present + VISIT}
    values = {**_OF_A_LAUNCH, "person_id": person.id, **times, **launch_facts}
    return Visit(*_BEGIN_VISIT.one_or_none(session, values))


def do_add_person(session: Session, *, institution_id: int | None, locale: str) -> Person:
    """A person whom an invitation has brought here, and whom no LMS knows."""
    person = Person(institution_id=institution_id, locale=locale, created_at=clock.now())
    session.add(person)
    session.flush()
    return person


def do_come_back(session: Session, person_id: int, *, stays: bool) -> Visit:
    """A visit of somebody without an LMS; ``stays`` lets it last on a device of their own."""
    person = session.get_one(Person, person_id)
    life = LONG_VISIT if stays and not person.is_administrator else VISIT
    return do_begin_visit(session, person, expires_at=clock.now() + life)


def do_end_visit(session: Session, sign_in_id: int) -> None:
    """Close a visit: its cookie and its tokens open nothing from now on."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=clock.now()))


def do_see_as(session: Session, sign_in_id: int, partnership_id: int | None) -> None:
    """For the rest of this visit look as a student of this partner does; None ends it."""
    changed = update(SignIn).where(SignIn.id == sign_in_id)
    session.execute(changed.values(sees_as_id=partnership_id))


def do_make_new_tab_code(session: Session, visit: Visit, path: str) -> str:
    """A code with which another tab of the same person takes this visit over, once."""
    return make_code(
        session, NEW_TAB_CODE, purpose=CodePurpose.NEW_TAB, sign_in_id=visit.id, path=path
    )


def do_invite_administrator(session: Session, person_id: int | None = None) -> str:
    """A one-time code for an administrator: a new one, or one who comes back."""
    if person_id is not None:
        person = session.get(Person, person_id)
        if person is None or not person.is_administrator:
            raise CodeNotUsable
    code = make_code(
        session,
        INVITATION,
        purpose=CodePurpose.ADMINISTRATOR,
        person_id=person_id,
        path="/admin/",
    )
    audit.record(
        session, "accounts.administrator_invited", f"person:{person_id or 'new'}", actor_id=None
    )
    return code


def make_code(session: Session, life: timedelta, **columns: object) -> str:
    """A new one-time code, to be shown once: only its digest is kept."""
    code = new_code()
    session.add(OneTimeCode(digest=digest(code), expires_at=clock.now() + life, **columns))
    return code


def do_use_code(session: Session, code: str, purpose: CodePurpose) -> OneTimeCode:
    """Use a one-time code up.

    Raises:
        CodeNotUsable: it does not exist, is for something else, was used or has expired.
    """
    present = clock.now()
    used = session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.digest == digest(code),
            OneTimeCode.purpose == purpose,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > present,
        )
        .values(used_at=present)
        .returning(OneTimeCode)
    ).scalar_one_or_none()
    if used is None:
        raise CodeNotUsable
    return used


def do_admit_administrator(session: Session, used: OneTimeCode, display_name: str) -> Visit:
    """Sign in the administrator whom a used invitation is for, made now where it names nobody."""
    person = session.get(Person, used.person_id) if used.person_id else None
    if person is None:
        person = Person(display_name=display_name, is_administrator=True, created_at=clock.now())
        person.notice_version = notice_version(0)
        session.add(person)
        session.flush()
    audit.record(
        session, "accounts.administrator_came_in", f"person:{person.id}", actor_id=person.id
    )
    return do_begin_visit(session, person)


def do_welcome(
    session: Session, person_id: int, *, display_name: str, timezone: str, language: str
) -> None:
    """The first visit: how the person is called, where the clock stands, the notice read."""
    person = session.get_one(Person, person_id)
    do_update_profile(session, person_id, display_name=display_name, timezone=timezone)
    institution = session.get(Institution, person.institution_id) if person.institution_id else None
    version = notice_version(institution.notice_revision if institution else 0)
    if person.notice_version == version:
        return
    person.notice_version = version
    session.add(
        NoticeAcknowledgement(
            person_id=person_id,
            version=version,
            language=language,
            acknowledged_at=clock.now(),
        )
    )


def do_choose_language(session: Session, person_id: int, language: str) -> None:
    """From now on this person's pages are in this language, in every visit."""
    session.execute(update(Person).where(Person.id == person_id).values(locale=language))


def do_update_profile(
    session: Session,
    person_id: int,
    *,
    display_name: str,
    timezone: str,
    locale: str | None = None,
) -> None:
    """Change what a person may change; ``locale`` empty means as the browser wishes."""
    person = session.get_one(Person, person_id)
    person.display_name = display_name
    person.timezone = timezone
    if locale is not None:
        person.locale = locale
