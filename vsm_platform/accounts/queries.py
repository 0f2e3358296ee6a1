"""Who is behind a visit, and what a person's profile shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from flask import current_app
from flask import session as cookie
from flask_login import login_user
from itsdangerous import BadSignature
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.errors import CodeNotUsable
from vsm_platform.accounts.models import (
    NOTICE_DATE,
    CodePurpose,
    EmailAddress,
    Identity,
    OneTimeCode,
    Passkey,
    Person,
    ReturnCode,
    SignIn,
    notice_version,
)
from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.secrets import digest
from vsm_platform.institutions.api import Deployment, Institution, Registration, State
from vsm_platform.web.cookies import KeptKeys
from vsm_platform.web.room import reading

LAUNCH_TOKEN_LIFE = 4 * 3600
"""Seconds for which a per-launch token opens the visit that it was made for."""


_VISITS = table_of(SignIn)
_PEOPLE = table_of(Person)
_INSTITUTIONS = table_of(Institution)
_DEPLOYMENTS = table_of(Deployment)
_REGISTRATIONS = table_of(Registration)

# Asked at every request, so it is built once, on tables instead of mapped classes.
_VIEWER = Prepared(
    select(
        _VISITS.c.id,
        _VISITS.c.person_id,
        _PEOPLE.c.display_name,
        _PEOPLE.c.institution_id,
        _INSTITUTIONS.c.name,
        _INSTITUTIONS.c.notice_revision,
        _DEPLOYMENTS.c.registration_id,
        _PEOPLE.c.timezone,
        _INSTITUTIONS.c.timezone,
        _PEOPLE.c.locale,
        _VISITS.c.launch_locale,
        _PEOPLE.c.is_administrator,
        _PEOPLE.c.is_test_user,
        _PEOPLE.c.notice_version,
        _VISITS.c.sees_as_id,
        _PEOPLE.c.is_office,
    )
    .join(_PEOPLE, _PEOPLE.c.id == _VISITS.c.person_id)
    .outerjoin(_INSTITUTIONS, _INSTITUTIONS.c.id == _PEOPLE.c.institution_id)
    .outerjoin(_DEPLOYMENTS, _DEPLOYMENTS.c.id == _VISITS.c.deployment_id)
    .outerjoin(_REGISTRATIONS, _REGISTRATIONS.c.id == _DEPLOYMENTS.c.registration_id)
    .where(
        _VISITS.c.id == bindparam("visit"),
        _VISITS.c.ended_at.is_(None),
        _VISITS.c.expires_at > bindparam("present"),
        *[
            table.c.state.is_(None) | (table.c.state == State.ACTIVE.value)
            for table in (_INSTITUTIONS, _DEPLOYMENTS, _REGISTRATIONS)
        ],
    )
)


def _as_viewer(row: Any) -> Viewer:
    (sign_in, person, name, institution, institution_name, revision, registration, zone,
     home_zone, locale, launch_locale, administrator, test_user, acknowledged, sees_as,
     office) = row  # fmt: skip
    return Viewer(
        sign_in_id=sign_in,
        person_id=person,
        display_name=name,
        institution_id=institution,
        institution_name=institution_name or "",
        registration_id=registration,
        timezone=clock.known_zone(zone, home_zone),
        locale=locale,
        launch_locale=launch_locale,
        is_administrator=administrator,
        is_test_user=test_user,
        is_ready=bool(name) and acknowledged == notice_version(revision or 0),
        sees_as=sees_as,
        office_of=institution if office else None,
    )


def load_viewer(sign_in_id: str) -> Viewer | None:
    """Flask-Login's user loader: the person of a visit that is still open.

    The institution, the deployment and the registration that it came through must be active
    still. The cookie holds the visit's id, signed.
    """
    if not sign_in_id.isdigit():
        return None
    values = {"visit": int(sign_in_id), "present": clock.now()}
    with reading() as connection:
        row = _VIEWER.one_or_none(connection, values)
    return _as_viewer(row) if row else None


def viewer_without_a_visit(session: Session, person_id: int) -> Viewer | None:
    """Somebody who reads by letters, feeds or calendars, and sees there what they would on a page.

    None for who is gone, or whose institution is suspended. An administrator is one nowhere here.
    """
    zone = func.coalesce(func.nullif(Person.timezone, ""), Institution.timezone, "UTC")
    query = (
        select(Person.display_name, Person.locale, Person.institution_id, Institution.state, zone)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Person.id == person_id)
    )
    row = session.execute(query).one_or_none()
    if row is None or row.state not in {None, State.ACTIVE}:
        return None
    return Viewer(
        sign_in_id=0,
        person_id=person_id,
        display_name=row.display_name,
        institution_id=row.institution_id,
        institution_name="",
        registration_id=None,
        timezone=clock.known_zone(row[-1]),
        locale=row.locale,
        launch_locale="",
        is_administrator=False,
        is_test_user=False,
        is_ready=True,
    )


@cache
def _launch_tokens(secret_key: str) -> KeptKeys:
    return KeptKeys(secret_key, salt="launch token", digest_method=sha256)


def make_launch_token(viewer: Viewer) -> str:
    """A short-lived token of this visit for scripts and sockets, which rely on no cookie."""
    signer = _launch_tokens(current_app.config["SECRET_KEY"])
    return signer.sign(str(viewer.sign_in_id)).decode()


def load_viewer_by_launch_token(authorization: str) -> Viewer | None:
    """Flask-Login's request loader: a script's request shows the token that its page got."""
    kind, _, token = authorization.partition(" ")
    if kind != "Launch" or not token:
        return None
    try:
        signer = _launch_tokens(current_app.config["SECRET_KEY"])
        sign_in_id = signer.unsign(token, max_age=LAUNCH_TOKEN_LIFE).decode()
    except BadSignature:
        return None
    return load_viewer(sign_in_id)


@dataclass(frozen=True, slots=True)
class _Visit:
    """What Flask-Login needs to know of somebody whom it lets in.

    Who it is will be asked at the next request; for the rest of this one it is nobody yet.
    """

    sign_in_id: int
    is_active = True
    is_authenticated = False

    def get_id(self) -> str:
        return str(self.sign_in_id)


def enter_visit(sign_in_id: int, *, stays: bool = False) -> None:
    """Make this browser the visit's: from now on its cookie opens the visit.

    Whether the visit is open still is asked at each request, of the visit itself. With ``stays``
    the browser keeps the cookie when it is closed.
    """
    # Nothing of the person who used this browser before may stay with the next one.
    cookie.clear()
    cookie.permanent = stays
    login_user(_Visit(sign_in_id))


def invited_administrator(session: Session, code: str) -> Person | None:
    """The administrator whom an unused invitation brings back; none where it makes a new one.

    Raises:
        CodeNotUsable: the invitation was used, has expired, or never was one.
    """
    invitation = unused_code(session, code, CodePurpose.ADMINISTRATOR)
    return session.get(Person, invitation.person_id) if invitation.person_id else None


def unused_code(session: Session, code: str, purpose: CodePurpose) -> OneTimeCode:
    """A code that still opens what it is for, without using it up.

    Raises:
        CodeNotUsable: it was used, has expired, or never was one.
    """
    found = session.get(OneTimeCode, digest(code))
    usable = (
        found is not None
        and found.purpose == purpose
        and found.used_at is None
        and found.expires_at > clock.now()
    )
    if found is None or not usable:
        raise CodeNotUsable
    return found


@dataclass(frozen=True, slots=True)
class NewTabVisitor:
    """Whom a new tab will belong to, and where it goes."""

    display_name: str
    institution_name: str
    path: str


def new_tab_visitor(session: Session, code: str) -> NewTabVisitor:
    """Who will be let in by an unused code, without using it up.

    Raises:
        CodeNotUsable: the code was used, has expired, or never was one.
    """
    query = (
        select(Person.display_name, Institution.name, OneTimeCode.path)
        .join(SignIn, SignIn.id == OneTimeCode.sign_in_id)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(
            OneTimeCode.digest == digest(code),
            OneTimeCode.purpose == CodePurpose.NEW_TAB,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > clock.now(),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise CodeNotUsable
    return NewTabVisitor(row[0], row[1] or "", row[2])


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice of data processing needs to know of the reader's institution."""

    valid_from: date
    institution_name: str
    institution_text: str
    from_lms: bool
    """Whether an LMS sends something of the reader; else the reader came by an invitation."""


def notice_of(session: Session, institution_id: int | None, *, from_lms: bool = True) -> Notice:
    """The notice for people of an institution, or the product's own for anybody else."""
    home = {"home": institution_id}
    found = _NOTICE.one_or_none(session, home) if institution_id else None
    name, text = found or ("", "")
    return Notice(NOTICE_DATE, name, text, from_lms)


_NOTICE = Prepared(
    select(_INSTITUTIONS.c.name, _INSTITUTIONS.c.notice).where(
        _INSTITUTIONS.c.id == bindparam("home")
    )
)


def first_visits(session: Session, deployment_ids: Collection[int]) -> dict[int, datetime]:
    """When somebody first came through each of these deployments, for those with a visit."""
    query = select(SignIn.deployment_id, func.min(SignIn.started_at))
    rows = session.execute(
        query.where(SignIn.deployment_id.in_(deployment_ids)).group_by(SignIn.deployment_id)
    )
    return {key: first for key, first in rows if key is not None}


def person_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """How these people are called, for the audit log, which holds only their ids."""
    rows = session.execute(select(Person.id, Person.display_name).where(Person.id.in_(ids)))
    return {person_id: name for person_id, name in rows if name}


@dataclass(frozen=True, slots=True)
class WaysBack:
    """How a person without an LMS can come back."""

    address: str
    """Where codes are sent; empty for nowhere."""
    passkeys: list[Passkey]
    return_code_at: datetime | None
    """When the present return code was made."""

    @property
    def any(self) -> bool:
        return bool(self.address or self.passkeys or self.return_code_at)


def ways_back(session: Session, person_id: int) -> WaysBack:
    """How a person can come back without an LMS."""
    address = select(EmailAddress.address).where(EmailAddress.person_id == person_id)
    passkeys = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    code = session.get(ReturnCode, person_id)
    return WaysBack(
        session.scalar(address) or "",
        list(session.scalars(passkeys)),
        code.made_at if code else None,
    )


def identities_of(session: Session, person_id: int) -> list[tuple[Identity, str]]:
    """What each LMS sent of a person, with the LMS's name."""
    query = (
        select(Identity, Registration.name)
        .join(Registration, Registration.id == Identity.registration_id)
        .where(Identity.person_id == person_id)
        .order_by(Identity.id)
    )
    return [(identity, name) for identity, name in session.execute(query)]
