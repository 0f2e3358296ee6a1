"""What a decision could be: by the partnership's terms, and by both universities' grading tables.

A proposal is shown with its reckoning and decides nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.alliances.api import credit_of
from vsm_platform.credentials.models import (
    Achievement,
    AchievementKind,
    AchievementVersion,
    Credential,
    CredentialRevision,
    Issuer,
)
from vsm_platform.credentials.recognition.decisions import Decision
from vsm_platform.credentials.recognition.grading import Conversion, convert
from vsm_platform.credentials.recognition.models import GradingTable
from vsm_platform.credentials.recognition.words import no_credit_by_terms
from vsm_platform.exchanges.api import Exchange, Partnership
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the terms and the tables say of one credential."""

    scheme: str
    amount: float | None
    """Credit by the terms; none where they give none."""
    scale: str
    """The home university's grade scale, as its terms name it."""
    is_whole_course: bool
    """The terms are about the whole course, and not about parts of it."""
    grade: str
    """Proposed in the home university's scale; empty where nothing is proposed."""
    conversion: Conversion | None
    source: str
    """Whose grading table the grade was found in: name of the scale and university."""
    target: str

    def decision(self, *, with_grade: bool = True) -> Decision:
        """The decision that says just this."""
        if self.amount is None:
            return Decision(is_recognised=False, reason=no_credit_by_terms())
        return Decision(True, self.scheme, self.amount, self.grade if with_grade else "")


def proposals(
    session: Session, institution_id: int, credential_ids: Collection[int]
) -> dict[int, Proposal]:
    """What is proposed for these credentials of an institution's students; two statements."""
    rows = session.execute(_facts(institution_id, credential_ids)).all()
    hosts = {host for row in rows for host in (row.signer, row.lead) if host is not None}
    tables = _tables(session, hosts | {institution_id})
    return {row.id: _proposal(row, institution_id, tables) for row in rows}


def _facts(institution_id: int, credential_ids: Collection[int]) -> Any:
    own, lead = aliased(Partnership), aliased(Partnership)
    return (
        select(
            Credential.id,
            Issuer.institution_id.label("signer"),
            lead.institution_id.label("lead"),
            own.credit_scheme,
            own.credit_amount,
            own.grade_scale,
            Exchange.ects,
            AchievementVersion.isced,
            CredentialRevision.grade,
            Achievement.kind,
        )
        .join(Issuer, Issuer.id == Credential.issuer_id)
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Exchange, Exchange.id == Achievement.exchange_id)
        .outerjoin(own, and_(own.exchange_id == Exchange.id, own.institution_id == institution_id))
        .outerjoin(lead, and_(lead.exchange_id == Exchange.id, lead.is_lead.is_(True)))
        .where(Credential.id.in_(credential_ids))
    )


_Tables = dict[int, list[tuple[GradingTable, str]]]


def _tables(session: Session, institution_ids: Iterable[int]) -> _Tables:
    """Grading tables by institution, each with the institution's name."""
    query = (
        select(GradingTable, Institution.name)
        .join(Institution, Institution.id == GradingTable.institution_id)
        .where(GradingTable.institution_id.in_(list(institution_ids)))
        .order_by(GradingTable.name)
    )
    found: _Tables = {}
    for table, name in session.execute(query):
        found.setdefault(table.institution_id, []).append((table, name))
    return found


def _proposal(row: Any, institution_id: int, tables: _Tables) -> Proposal:
    scheme, amount, scale = "", None, ""
    if row.credit_scheme is not None:
        scheme, amount = credit_of(row.credit_scheme, row.credit_amount, row.ects)
        scale = row.grade_scale
    grade, conversion, source, target = "", None, "", ""
    if institution_id == row.signer:
        # It was graded at home.
        grade = row.grade
    elif row.grade:
        found = _converted(row, institution_id, scale, tables)
        if found:
            conversion, source, target = found
            grade = conversion.proposed.grade
    return Proposal(
        scheme=scheme if amount is not None else "",
        amount=amount,
        scale=scale,
        is_whole_course=row.kind == AchievementKind.COURSE,
        grade=grade,
        conversion=conversion,
        source=source,
        target=target,
    )


def _converted(
    row: Any, institution_id: int, scale: str, tables: _Tables
) -> tuple[Conversion, str, str] | None:
    """By the first pair of tables that know the grade: of who signed, else of who leads."""
    goals = sorted(tables.get(institution_id, ()), key=lambda one: _order(one[0], row.isced, scale))
    for host in dict.fromkeys((row.signer, row.lead)):
        if host in (None, institution_id):
            continue
        sources = sorted(tables.get(host, ()), key=lambda one: _order(one[0], row.isced, ""))
        for source, source_name in sources:
            for target, target_name in goals:
                found = convert(row.grade, source.rows, target.rows)
                if found:
                    return (
                        found,
                        f"{source_name}: {source.name}",
                        f"{target_name}: {target.name}",
                    )
    return None


def _order(table: GradingTable, isced: str, scale: str) -> tuple[bool, bool, bool]:
    """Tables of the named scale come first, then those of the field, then those for all fields."""
    return (
        not (scale and table.name.casefold() == scale.casefold()),
        not (table.isced and isced.startswith(table.isced)),
        table.isced != "",
    )
