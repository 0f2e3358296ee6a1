"""People, how their LMSs know them, their visits, and what they acknowledged.

A person is (registration, sub) within one institution, and is never matched by e-mail address:
addresses change, may be absent, and prove nothing.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Deployment, Institution, Registration

NOTICE_DATE = date(2026, 11, 22)
"""The date from which the product's present text of the notice holds."""


def notice_version(institution_revision: int) -> str:
    """The version of the notice that people of an institution are shown now."""
    return f"{NOTICE_DATE.isoformat()}.{institution_revision}"


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id), index=True)
    """The home institution; none for the platform's own administrators, for guests and clients."""
    display_name: Mapped[str] = mapped_column(String(120), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="")
    """IANA name; empty until the browser or the person has said it."""
    locale: Mapped[str] = mapped_column(String(20), default="")
    """The language that the person chose; empty means as the browser wishes."""
    is_test_user: Mapped[bool] = mapped_column(default=False)
    """A student preview of an LMS: may look, and is counted nowhere."""
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_office: Mapped[bool] = mapped_column(default=False)
    """Works for the International Office of the home institution (``offices``)."""
    notice_version: Mapped[str] = mapped_column(String(30), default="")
    """The version of the notice that the person acknowledged last."""
    created_at: Mapped[datetime]


class Identity(Base):
    """How one LMS knows a person, with what it sent at the last launch or, before one, on a roster."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("registration_id", "institution_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id))
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id))
    """Tenants can share a registration, and then use the same subjects for other people."""
    subject: Mapped[str] = mapped_column(String(255))
    """The ``sub`` claim (OpenID Connect core, 2)."""
    name: Mapped[str] = mapped_column(String(200), default="")
    given_name: Mapped[str] = mapped_column(String(200), default="")
    family_name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    last_launch_at: Mapped[datetime | None]
    """None for a person whom only a roster has named yet."""


class SignIn(Base):
    """One visit: the session's server side. Ended or expired, its cookie opens nothing."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "deployment_id", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    deployment_id: Mapped[int | None] = mapped_column(ForeignKey(Deployment.id))
    """The deployment that the launch came through; none for an invitation link."""
    launch_locale: Mapped[str] = mapped_column(String(20), default="")
    return_url: Mapped[str] = mapped_column(Text, default="")
    course_key: Mapped[str] = mapped_column(String(300), default="")
    """The LMS course that the launch came from, as ``exchanges.CourseLink`` keys it."""
    course_title: Mapped[str] = mapped_column(String(200), default="")
    is_instructor: Mapped[bool] = mapped_column(default=False)
    """Whether the LMS called the person an instructor of that course."""
    sees_as_id: Mapped[int | None]
    """The partnership as whose student somebody who teaches looks at an exchange for now."""
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CodePurpose(StrEnum):
    NEW_TAB = "new-tab"
    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    PASSKEY = "passkey"
    """A challenge that was answered, so that the same answer opens nothing twice."""


class OneTimeCode(Base):
    """A code that opens one thing once; only its digest is kept."""

    __tablename__ = "one_time_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[CodePurpose] = mapped_column(String(20))
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey(SignIn.id))
    """The visit that a new tab takes over."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The administrator or the person of an office who comes back; none makes a new one."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))
    """The institution whose office the new person will work for."""
    path: Mapped[str] = mapped_column(Text, default="/")
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class NoticeAcknowledgement(Base):
    """That a person was shown the notice: which version, in which language, when."""

    __tablename__ = "notice_acknowledgements"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    version: Mapped[str] = mapped_column(String(30))
    """Date of the product's text and revision of the institution's, as ``notice_version`` makes it."""
    language: Mapped[str] = mapped_column(String(20))
    acknowledged_at: Mapped[datetime]


class EmailAddress(Base):
    """An address that its bearer has shown to read: codes to come back are sent there.

    Only people without an LMS have one here. It opens the account that it belongs to and is never
    compared with what an LMS says of its people.
    """

    __tablename__ = "email_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    address: Mapped[str] = mapped_column(String(320), unique=True)
    """In the form that ``accounts.addresses`` gives it."""
    verified_at: Mapped[datetime]


class SignInCode(Base):
    """Six digits that are sent to an address: to come back, or to show that one reads it.

    A row is made for every address that somebody enters, known or not, so that nobody can tell the
    one from the other.
    """

    __tablename__ = "sign_in_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(320))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who wants to show that the address is theirs; none to come back."""
    language: Mapped[str] = mapped_column(String(20), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    """A keyed digest; empty until the letter is written, and for an unknown address for ever."""
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A passkey of a person's device (Web Authentication Level 3, 4)."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    """In base64url, at most 1,023 bytes."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """A COSE key."""
    user_handle: Mapped[str] = mapped_column(String(90))
    """What the device calls the person; random, and the same for all passkeys of one person."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class ReturnCode(Base):
    """The one code that a person without an e-mail address keeps, on paper, to come back."""

    __tablename__ = "return_codes"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """A keyed digest."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who had it made; the person, or the faculty who invited them."""


class Erasure(Base):
    """That a person's data is to be erased, or was; taking it back deletes the row."""

    __tablename__ = "erasures"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """The person, or whoever asked on the person's behalf."""
    due_at: Mapped[datetime] = mapped_column(index=True)
    """Until then it can be taken back."""
    begun_at: Mapped[datetime | None]
    closed_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """While rooms are at work: by which words the person was known, encrypted; none afterwards."""
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The rooms that have let the person be gone."""
    finished_at: Mapped[datetime | None]


class GoneSubject(Base):
    """That an LMS's roster must not bring somebody back who was erased and has not launched since."""

    __tablename__ = "gone_subjects"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed digest of registration, institution and subject: it names nobody."""
    gone_at: Mapped[datetime]
