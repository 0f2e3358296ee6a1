"""What was issued and recognised in numbers, by exchange, year or partner: for administrators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, and_, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.credentials.models import Achievement, Credential, CredentialState
from vsm_platform.credentials.recognition.models import Recognition, RecognitionState
from vsm_platform.credentials.recognition.words import credits_text
from vsm_platform.exchanges.api import Exchange
from vsm_platform.institutions.api import Institution

GROUPS = ("exchange", "year", "partner")


@dataclass(slots=True)
class Figures:
    """One line of the table."""

    key: int
    name: str
    issued: int
    """Valid today."""
    expired: int
    revoked: int
    people: int
    ects: float
    recognised: int = 0
    without_credit: int = 0
    credits: list[str] = field(default_factory=list)
    """What the home universities gave, one text for each scheme."""

    @property
    def undecided(self) -> int:
        """Valid ones about which no home university has said anything."""
        return max(self.issued - self.recognised - self.without_credit, 0)


def _group(by: str) -> tuple[Any, Any, Callable[[Any], Any]]:
    """By what is grouped, what a group is called, and how the query comes to both."""
    if by == "year":
        year = cast(extract("year", Credential.awarded_at), Integer)
        return year, year, lambda query: query
    if by == "partner":
        name = func.coalesce(Institution.name, "")
        return (
            func.coalesce(Credential.institution_id, 0),
            name,
            lambda query: query.outerjoin(Institution, Institution.id == Credential.institution_id),
        )
    return (
        Exchange.id,
        Exchange.title,
        lambda query: query.join(Achievement, Achievement.id == Credential.achievement_id).join(
            Exchange, Exchange.id == Achievement.exchange_id
        ),
    )


def figures(session: Session, by: str) -> list[Figures]:
    """Numbers over everything, by one of ``GROUPS``; two statements."""
    key, name, joined = _group(by)
    present = clock.now()
    good = Credential.state == CredentialState.ISSUED
    over = and_(good, Credential.expires_at <= present)
    holds = and_(good, or_(Credential.expires_at.is_(None), Credential.expires_at > present))
    query = joined(
        select(
            key,
            name,
            func.count().filter(holds),
            func.count().filter(over),
            func.count().filter(Credential.state == CredentialState.REVOKED),
            func.count(func.distinct(Credential.person_id)).filter(holds),
            func.coalesce(func.sum(Credential.ects).filter(holds), 0),
        ).select_from(Credential)
    )
    rows = session.execute(query.group_by(key, name).order_by(key.desc()))
    found = {row[0]: Figures(row[0], str(row[1] or "–"), *row[2:]) for row in rows}
    for group, scheme, recognised, without, credit in _recognised(session, key, joined):
        one = found[group]
        one.recognised += recognised
        one.without_credit += without
        if credit:
            one.credits.append(credits_text(credit, scheme))
    return list(found.values())


def _recognised(session: Session, key: Any, joined: Callable[[Any], Any]) -> Sequence[Any]:
    query = joined(
        select(
            key,
            Recognition.scheme,
            func.count().filter(Recognition.is_recognised.is_(True)),
            func.count().filter(Recognition.is_recognised.is_(False)),
            func.sum(Recognition.credits),
        )
        .select_from(Credential)
        .join(Recognition, Recognition.credential_id == Credential.id)
    ).where(Recognition.state == RecognitionState.VALID, Credential.state == CredentialState.ISSUED)
    return session.execute(
        query.group_by(key, Recognition.scheme).order_by(Recognition.scheme)
    ).all()
