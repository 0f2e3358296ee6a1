"""What was answered, team by team: who has answered, and the figures of it.

Who has left is left out, with what they said and what was said of them; so is whoever joined the
team after the evaluation was over. Each of these asks the database the same few times, however
many teams there are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.errors import NotFound
from vsm_platform.evaluation.figures import TeamFigures, team_figures
from vsm_platform.evaluation.models import EvaluationJudgement, EvaluationSheet
from vsm_platform.evaluation.queries.evaluations import EvaluationView, evaluation_view
from vsm_platform.evaluation.scales import is_complete
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Partner,
    Partnership,
    partners_of,
)
from vsm_platform.institutions.api import Institution
from vsm_platform.teams.api import TeamMember, TeamView, teams_of_set

HERE = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who takes part in an evaluation."""

    enrolment_id: int
    person_id: int
    name: str
    institution: str
    partnership_id: int
    colour: int

    @property
    def shown_name(self) -> str:
        """As lists of people write it."""
        return self.name or gettext("Somebody who has not come in yet")


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote of somebody."""

    by: int
    about: int
    text: str


@dataclass(slots=True)
class TeamResult:
    """One team in an evaluation."""

    team: TeamView
    people: dict[int, Respondent] = field(default_factory=dict)
    """Everybody of whom the figures are: the members, and who was one when somebody answered."""
    members: set[int] = field(default_factory=set)
    given: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)

    @property
    def can_answer(self) -> bool:
        """Whether there is anybody to say something of."""
        return len(self.members) > 1

    def has_answered(self, enrolment_id: int) -> bool:
        """Whether this person has said something of everybody who is there."""
        return all(is_complete(self.given.get((enrolment_id, one), {})) for one in self.members)

    def has_begun(self, enrolment_id: int) -> bool:
        return any(by == enrolment_id for by, _about in self.given)

    @property
    def missing(self) -> list[Respondent]:
        """Those who have not answered, or not about everybody."""
        if not self.can_answer:
            return []
        people = ((key, self.people[key]) for key in self.people if key in self.members)
        return [one for key, one in people if not self.has_answered(key)]

    @property
    def answered(self) -> int:
        return len(self.members) - len(self.missing) if self.can_answer else 0

    def figures(self) -> TeamFigures:
        return team_figures(list(self.people), self.given)


def results_of(
    session: Session, evaluation: EvaluationView, ends_at: datetime
) -> dict[int, TeamResult]:
    """Every team of an evaluation with its answers, by team; four statements.

    Args:
        session: the unit of work.
        evaluation: the evaluation.
        ends_at: when it is over everywhere; who joined a team later has nothing to do with it.
    """
    if evaluation.team_set_id is None:
        return {}
    found = {team.id: TeamResult(team) for team in teams_of_set(session, evaluation.team_set_id)}
    for row in session.execute(_members(evaluation.team_set_id, ends_at)):
        found[row.team_id].people[row.enrolment_id] = _respondent(row)
        found[row.team_id].members.add(row.enrolment_id)
    answers = session.execute(_answers(evaluation.id)).all()
    _add_former(session, found, answers)
    for row in answers:
        _add_answer(found, row)
    return found


def _people() -> Any:
    return (
        select(
            Enrolment.id.label("enrolment_id"),
            Person.id.label("person_id"),
            Person.display_name,
            Institution.name.label("institution"),
            Enrolment.partnership_id,
            Partnership.colour,
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Partnership, Partnership.id == Enrolment.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(Enrolment.state.in_(HERE))
        .order_by(
            Partnership.is_lead.desc(),
            Partnership.id,
            func.lower(Person.display_name),
            Enrolment.id,
        )
    )


def _members(team_set_id: int, ends_at: datetime) -> Any:
    return (
        _people()
        .add_columns(TeamMember.team_id)
        .join(TeamMember, TeamMember.enrolment_id == Enrolment.id)
        .where(TeamMember.team_set_id == team_set_id, TeamMember.joined_at < ends_at)
    )


def _answers(evaluation_id: int) -> Any:
    return (
        select(
            EvaluationSheet.team_id,
            EvaluationSheet.enrolment_id.label("by"),
            EvaluationJudgement.enrolment_id.label("about"),
            EvaluationJudgement.ratings,
            EvaluationJudgement.comment,
        )
        .join(EvaluationJudgement, EvaluationJudgement.sheet_id == EvaluationSheet.id)
        .where(EvaluationSheet.evaluation_id == evaluation_id)
    )


def _respondent(row: Any) -> Respondent:
    return Respondent(
        row.enrolment_id,
        row.person_id,
        row.display_name,
        row.institution,
        row.partnership_id,
        row.colour,
    )


def _add_former(
    session: Session, found: Mapping[int, TeamResult], answers: Collection[Any]
) -> None:
    """Add whoever was in a team when somebody answered, and is in another one now."""
    former: dict[int, set[int]] = defaultdict(set)
    for row in answers:
        inside = found[row.team_id].people if row.team_id in found else {}
        for one in {row.by, row.about} - inside.keys():
            former[one].add(row.team_id)
    query = _people().where(Enrolment.id.in_(former))
    for row in session.execute(query):
        for team_id in former[row.enrolment_id] & found.keys():
            found[team_id].people[row.enrolment_id] = _respondent(row)


def _add_answer(found: Mapping[int, TeamResult], row: Any) -> None:
    result = found.get(row.team_id)
    if result is None or row.by not in result.people or row.about not in result.people:
        return
    result.given[row.by, row.about] = row.ratings
    if row.comment:
        result.comments.append(Comment(row.by, row.about, row.comment))


def missing_now(
    session: Session, evaluation: EvaluationView, partners: Collection[Partner]
) -> list[Respondent]:
    """Those who could answer at this moment, by their own calendar, and have not."""
    open_at = {one.partnership_id for one in partners if evaluation.is_open(one.timezone)}
    results = results_of(session, evaluation, evaluation.ends_at(partners))
    return [
        one
        for result in results.values()
        for one in result.missing
        if one.partnership_id in open_at
    ]


def who_answered(session: Session, exchange_id: int, evaluation_id: int) -> set[int]:
    """The enrolments that have said something of everybody in their team, of one evaluation."""
    try:
        evaluation = evaluation_view(session, exchange_id, evaluation_id)
    except NotFound:
        return set()
    partners = partners_of(session, exchange_id)
    results = results_of(session, evaluation, evaluation.ends_at(partners))
    return {
        one for result in results.values() for one in result.members if result.has_answered(one)
    }
