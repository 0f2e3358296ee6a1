"""What a test of a connection found. Codes and numbers are kept, never texts of an LMS or names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.core.db import Base
from vsm_platform.institutions.api import Deployment


class Check(StrEnum):
    """What is looked at, in the order in which it is read: an earlier one explains a later one."""

    CONNECTION = "connection"
    KEYS = "keys"
    ACCESS = "access"
    ROSTER = "roster"
    GRADES = "grades"
    CLOCK = "clock"
    PERSONAL_DATA = "personal_data"


class Standing(StrEnum):
    """How something stands, from good to bad."""

    WORKS = "works"
    NOT_KNOWN = "not_known"
    NOT_OFFERED = "not_offered"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; ``health.words`` has the words for its code.

    ``facts`` holds plain numbers and short codes by name, such as ``keys`` or ``status``.
    """

    check: Check
    standing: Standing
    code: str
    facts: Mapping[str, float | str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "check": self.check.value,
            "standing": self.standing.value,
            "code": self.code,
            "facts": dict(self.facts),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Finding":
        """The stored finding again."""
        standing = Standing(document["standing"])
        return cls(Check(document["check"]), standing, document["code"], document["facts"])


class ConnectionTest(Base):
    """A test of one deployment. Only the last finished one is kept, beside one that runs."""

    __tablename__ = "connection_tests"

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id), index=True)
    tested_at: Mapped[datetime]
    tested_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """None while the test runs."""
    requests: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was asked: method, host, HTTP status, seconds."""
