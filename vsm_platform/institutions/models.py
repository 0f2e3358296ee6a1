"""Universities and partners, and how their LMSs are connected.

A registration is an LMS's (issuer, client_id); a deployment is one institution's use of it.
All tenants of some LMS vendors share issuer and client_id, so an institution is always found
by all three of issuer, client_id and deployment_id (LTI 1.3 core, 3.1.3).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.core.db import Base


class InstitutionKind(StrEnum):
    UNIVERSITY = "university"
    NGO = "ngo"
    COMPANY = "company"
    INDIVIDUALS = "individuals"


class State(StrEnum):
    """Where an institution, a registration or a deployment stands."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class KeyState(StrEnum):
    """A tool key is published before it signs, and goes on being published after."""

    NEXT = "next"
    SIGNING = "signing"
    RETIRED = "retired"


RETIRED_LIFE = timedelta(days=7)
"""How long a tool key goes on being published after it signed for the last time."""
NEXT_KEY_AGE = timedelta(hours=1)
"""How long a tool key is published before it may sign, so that every LMS can have fetched it."""


class Institution(Base):
    __tablename__ = "institutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[InstitutionKind] = mapped_column(String(20), default=InstitutionKind.UNIVERSITY)
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166-1 alpha-2, or empty."""
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    """IANA name of the main campus's zone."""
    place: Mapped[str] = mapped_column(String(80), default="")
    """The town by which people know it, such as ``Apia``."""
    notice: Mapped[str] = mapped_column(Text, default="")
    """What this institution adds to the notice of who processes what."""
    notice_revision: Mapped[int] = mapped_column(default=0)
    """Grows with every change of ``notice``; people are then shown it again."""
    state: Mapped[State] = mapped_column(String(12), default=State.ACTIVE)
    created_at: Mapped[datetime]


class Registration(Base):
    """An LMS that we and its administrator have registered with each other."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(40))
    """Product family code, which chooses the preset in ``lti.platforms``."""
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    authorization_endpoint: Mapped[str] = mapped_column(String(500))
    token_endpoint: Mapped[str] = mapped_column(String(500))
    token_audience: Mapped[str] = mapped_column(String(500), default="")
    """Audience of token requests where it is not the token address (D2L)."""
    jwks_uri: Mapped[str] = mapped_column(String(500))
    frame_origins: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Origins whose pages may show us in a frame, in the syntax of ``frame-ancestors``."""
    state: Mapped[State] = mapped_column(String(12), default=State.ACTIVE)
    created_at: Mapped[datetime]


class Deployment(Base):
    """One institution's use of a registration; unknown ones wait for an administrator."""

    __tablename__ = "deployments"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id))
    deployment_id: Mapped[str] = mapped_column(String(255))
    """The LMS's own identifier, at most 255 characters (LTI 1.3 core, 5.3.3)."""
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id), index=True)
    state: Mapped[State] = mapped_column(String(12))
    first_seen_at: Mapped[datetime]
    platform_name: Mapped[str] = mapped_column(String(200), default="")
    """How the LMS called itself at the first launch, to tell one tenant from another."""


class LmsCourse(Base):
    """A course of an LMS, with the services that its launches announce for it.

    Addresses come signed by the LMS and are ``""`` where it offers no such service.
    """

    __tablename__ = "lms_courses"
    __table_args__ = (UniqueConstraint("deployment_id", "course_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id))
    course_key: Mapped[str] = mapped_column(String(300))
    """``context:`` or, where the LMS names no course, ``link:``, and the LMS's own identifier."""
    memberships_url: Mapped[str] = mapped_column(Text, default="")
    """Names and Role Provisioning Services 2.0, ``context_memberships_url``."""
    line_items_url: Mapped[str] = mapped_column(Text, default="")
    """Assignment and Grade Services 2.0, ``lineitems``."""
    line_item_url: Mapped[str] = mapped_column(Text, default="")
    """The one column that the LMS itself has made, where it lets us make none."""
    grade_scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The scopes that the launch's grade claim allows; a subset of ``GRADE_SCOPES``."""
    groups_url: Mapped[str] = mapped_column(Text, default="")
    """Course Groups Service 1.0, ``context_groups_url``."""
    noted_at: Mapped[datetime]


class CachedAccessToken(Base):
    """An access token for an LMS's services, stored encrypted, shared by all processes."""

    __tablename__ = "access_tokens"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of token address, client_id and scopes (``lti.services.tokens.token_key``)."""
    closed_token: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]


class ToolKey(Base):
    """One of our own key pairs; the private half is stored encrypted.

    At most one key is next and at most one signs, even when two processes start at once.
    """

    __tablename__ = "tool_keys"
    __table_args__ = (
        Index(
            "uq_tool_keys_state",
            "state",
            unique=True,
            sqlite_where=text("state IN ('next', 'signing')"),
            postgresql_where=text("state IN ('next', 'signing')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(String(64), unique=True)
    closed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[KeyState] = mapped_column(String(12))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PlatformKeySet(Base):
    """The last key set that an LMS published, kept for when it is down or slow."""

    __tablename__ = "platform_key_sets"

    jwks_uri: Mapped[str] = mapped_column(String(500), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime]
    fresh_until: Mapped[datetime]


class Login(Base):
    """A login that an LMS began and whose launch is still to come; used once."""

    __tablename__ = "lti_logins"
    __table_args__ = (Index(None, "expires_at"),)

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id, ondelete="CASCADE"))
    target_link_uri: Mapped[str] = mapped_column(Text)
    storage_target: Mapped[str | None] = mapped_column(String(255))
    deployment_id_hint: Mapped[str | None] = mapped_column(String(255))
    expires_at: Mapped[datetime]
