"""The deep linking requests that wait for an answer, or had theirs."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import SignIn
from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Deployment

REQUEST_LIFE = timedelta(hours=4)
"""How long faculty may think; LMSs' own sessions seldom last longer."""
MEMORY = timedelta(days=7)
"""How long an expired request is remembered, so that a late answer is told why it is refused."""


class DeepLinkingRequest(Base):
    """What must be known of a request until its answer (Deep Linking 2.0, 4.4)."""

    __tablename__ = "deep_linking_requests"
    __table_args__ = (Index(None, "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey(SignIn.id), index=True)
    """The visit that the request began: whose it is, from which course, as an instructor or not."""
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id))
    may_choose: Mapped[bool]
    """Whether the LMS gives the person a role in the course that places content."""
    return_url: Mapped[str] = mapped_column(Text)
    return_origin: Mapped[str] = mapped_column(Text)
    """Scheme, host and port of ``return_url``, found to be the LMS's, in safe characters."""
    data: Mapped[str | None] = mapped_column(JSON(none_as_null=True))
    """The platform's opaque text; as JSON, because it may hold what no text column takes."""
    accepts_several: Mapped[bool]
    accepts_column: Mapped[bool]
    targets: Mapped[list[str]] = mapped_column(JSON)
    """Of ``iframe`` and ``window``, those in which the platform shows links."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
