"""Where one student answers: about whom, until when, and what is saved already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.evaluation.models import (
    EvaluationJudgement,
    EvaluationOutcome,
    EvaluationSheet,
)
from vsm_platform.evaluation.queries.evaluations import EvaluationView
from vsm_platform.evaluation.scales import is_complete
from vsm_platform.exchanges.api import Access, Partner
from vsm_platform.teams.api import Member, TeamView, members_of, own_teams


@dataclass(frozen=True, slots=True)
class Judged:
    """What is saved of one member."""

    ratings: dict[str, int]
    comment: str
    version: int

    @property
    def is_complete(self) -> bool:
        return is_complete(self.ratings)


@dataclass(frozen=True, slots=True)
class Desk:
    """The own team in an evaluation, with what the viewer has said of it."""

    team: TeamView
    me: int
    """The viewer's enrolment."""
    members: tuple[Member, ...]
    """Those who are there now: the viewer first, then the team mates."""
    saved: dict[int, Judged]
    opens_at: datetime
    closes_at: datetime
    may_write: bool

    @property
    def has_mates(self) -> bool:
        return len(self.members) > 1

    @property
    def is_done(self) -> bool:
        """Whether something is said of everybody who is there."""
        return self.has_mates and self.next_member is None

    @property
    def is_begun(self) -> bool:
        return bool(self.saved)

    @property
    def next_member(self) -> Member | None:
        """The first of whom something is still to be said."""
        return next((one for one in self.members if not self.is_said(one.enrolment_id)), None)

    def is_said(self, enrolment_id: int) -> bool:
        judged = self.saved.get(enrolment_id)
        return judged is not None and judged.is_complete

    def member(self, enrolment_id: int) -> Member | None:
        return next((one for one in self.members if one.enrolment_id == enrolment_id), None)

    @property
    def waits(self) -> bool:
        """Whether its first day has not begun at the viewer's university."""
        return self.opens_at > clock.now()


def desk_of(
    session: Session, access: Access, evaluation: EvaluationView, partners: Collection[Partner]
) -> Desk | None:
    """The viewer's own place to answer; None for whoever is in none of the teams."""
    return desks_of(session, access, [evaluation], partners).get(evaluation.id)


def desks_of(
    session: Session,
    access: Access,
    evaluations: Collection[EvaluationView],
    partners: Collection[Partner],
) -> dict[int, Desk]:
    """The viewer's places to answer in these evaluations, by evaluation; in three statements."""
    me = access.enrolment_id
    zone = next((p.timezone for p in partners if p.partnership_id == access.partnership_id), None)
    if me is None or zone is None or not evaluations:
        return {}
    teams = {team.team_set_id: team for team in own_teams(session, access)}
    members = members_of(session, [team.id for team in teams.values()])
    saved = _saved(session, me, [one.id for one in evaluations])
    desks = {}
    for one in evaluations:
        team = teams.get(one.team_set_id or 0)
        if team is None:
            continue
        here = sorted(
            (member for member in members[team.id] if member.is_here),
            key=lambda member: member.enrolment_id != me,
        )
        desks[one.id] = Desk(
            team,
            me,
            tuple(here),
            saved.get((one.id, team.id), {}),
            one.opens_at(zone),
            one.closes_at(zone),
            may_write=one.is_open(zone) and access.may_write and len(here) > 1,
        )
    return desks


def _saved(
    session: Session, me: int, evaluation_ids: Collection[int]
) -> dict[tuple[int, int], dict[int, Judged]]:
    """By evaluation and team, what this person has said of whom."""
    query = (
        select(
            EvaluationSheet.evaluation_id,
            EvaluationSheet.team_id,
            EvaluationJudgement.enrolment_id,
            EvaluationJudgement.ratings,
            EvaluationJudgement.comment,
            EvaluationJudgement.version,
        )
        .join(EvaluationSheet, EvaluationSheet.id == EvaluationJudgement.sheet_id)
        .where(
            EvaluationSheet.enrolment_id == me, EvaluationSheet.evaluation_id.in_(evaluation_ids)
        )
    )
    found: dict[tuple[int, int], dict[int, Judged]] = {}
    for evaluation_id, team_id, about, ratings, comment, version in session.execute(query):
        found.setdefault((evaluation_id, team_id), {})[about] = Judged(ratings, comment, version)
    return found


def own_outcome(
    session: Session, access: Access, evaluation: EvaluationView
) -> EvaluationOutcome | None:
    """What the viewer is shown of the results; None before they are released."""
    if not evaluation.is_released or access.enrolment_id is None:
        return None
    return session.get(EvaluationOutcome, (evaluation.id, access.enrolment_id))
