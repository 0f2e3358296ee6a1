"""Evaluations are made, changed, published, taken away, copied into the next season, and released."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.evaluation.actions.waking import do_remind_later
from vsm_platform.evaluation.errors import (
    EvaluationInUse,
    EvaluationReleased,
    StillOpen,
    TeamsNotPublished,
)
from vsm_platform.evaluation.models import Evaluation, EvaluationOutcome
from vsm_platform.evaluation.policies import FEWEST_SHOWN
from vsm_platform.evaluation.queries.evaluations import (
    evaluation_view,
    evaluations_of,
    has_answers,
)
from vsm_platform.evaluation.queries.results import TeamResult, results_of
from vsm_platform.exchanges.api import Exchange, partners_of
from vsm_platform.teams.api import published_sets, sets_of


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """What faculty say of an evaluation."""

    title: str
    note: str
    team_set_id: int | None
    opens_on: date
    closes_on: date


def locked_evaluation(session: Session, exchange_id: int, evaluation_id: int) -> Evaluation:
    """An evaluation of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such evaluation.
    """
    query = select(Evaluation).where(
        Evaluation.id == evaluation_id, Evaluation.exchange_id == exchange_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def record(
    session: Session,
    verb: str,
    evaluation: Evaluation,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about an evaluation into the audit log."""
    audit.record(
        session,
        f"evaluation.{verb}",
        f"evaluation:{evaluation.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=evaluation.exchange_id,
        name=evaluation.title,
        **details,
    )


def do_add_evaluation(
    session: Session, exchange_id: int, facts: EvaluationFacts, *, actor_id: int | None
) -> int:
    """A new evaluation, as a draft; gives its id.

    Raises:
        NotFound: there is no such exchange, or the set of teams is not of it.
    """
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    made = Evaluation(exchange_id=exchange_id, created_at=clock.now())
    _write(session, made, facts)
    session.add(made)
    session.flush()
    record(session, "evaluation_made", made, actor_id)
    return made.id


def _write(session: Session, evaluation: Evaluation, facts: EvaluationFacts) -> None:
    sets = {one.id for one in sets_of(session, evaluation.exchange_id)}
    if facts.team_set_id is not None and facts.team_set_id not in sets:
        raise NotFound
    evaluation.title, evaluation.note = facts.title, facts.note
    evaluation.team_set_id = facts.team_set_id
    evaluation.opens_on, evaluation.closes_on = facts.opens_on, facts.closes_on


def do_change_evaluation(
    session: Session,
    exchange_id: int,
    evaluation_id: int,
    facts: EvaluationFacts,
    *,
    actor_id: int | None,
) -> None:
    """Change an evaluation; its teams stay once somebody has answered.

    Raises:
        EvaluationReleased: its results are released.
        EvaluationInUse: another set of teams was chosen, and somebody has answered.
        TeamsNotPublished: it is published, and no published set of teams was chosen.
    """
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    if evaluation.released_at:
        raise EvaluationReleased
    if facts.team_set_id != evaluation.team_set_id:
        if has_answers(session, evaluation_id):
            raise EvaluationInUse
        if evaluation.published_at:
            _require_published(session, exchange_id, facts.team_set_id)
    _write(session, evaluation, facts)
    if evaluation.published_at:
        do_remind_later(session, evaluation)
    record(session, "evaluation_changed", evaluation, actor_id)


def _require_published(session: Session, exchange_id: int, team_set_id: int | None) -> None:
    if team_set_id not in {one.id for one in published_sets(session, exchange_id)}:
        raise TeamsNotPublished


def do_publish_evaluation(
    session: Session,
    exchange_id: int,
    evaluation_id: int,
    *,
    is_published: bool,
    actor_id: int | None,
) -> None:
    """Let students see an evaluation, or make it a draft again; answers stay.

    Raises:
        TeamsNotPublished: its set of teams is not chosen, or not published.
        EvaluationReleased: its results are released, so it cannot be a draft again.
    """
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    if (evaluation.published_at is not None) == is_published:
        return
    if evaluation.released_at:
        raise EvaluationReleased
    if is_published:
        _require_published(session, exchange_id, evaluation.team_set_id)
    evaluation.published_at = clock.now() if is_published else None
    if is_published:
        do_remind_later(session, evaluation)
    verb = "evaluation_published" if is_published else "evaluation_hidden"
    record(session, verb, evaluation, actor_id)


def do_delete_evaluation(
    session: Session, exchange_id: int, evaluation_id: int, *, actor_id: int | None
) -> None:
    """Take an evaluation away.

    Raises:
        EvaluationInUse: somebody has answered.
    """
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    if has_answers(session, evaluation_id):
        raise EvaluationInUse
    record(session, "evaluation_deleted", evaluation, actor_id)
    session.execute(delete(Evaluation).where(Evaluation.id == evaluation_id))


def do_copy_evaluations(
    session: Session, from_exchange_id: int, to_exchange_id: int, days: int
) -> None:
    """Copy the evaluations of one exchange into another, as drafts, so many days later.

    Questions and phases are copied; teams, answers and results never are.
    """
    by = timedelta(days=days)
    for one in evaluations_of(session, from_exchange_id, published_only=False):
        facts = EvaluationFacts(one.title, one.note, None, one.opens_on + by, one.closes_on + by)
        do_add_evaluation(session, to_exchange_id, facts, actor_id=None)


def do_release_results(
    session: Session, exchange_id: int, evaluation_id: int, *, actor_id: int | None
) -> None:
    """Show each student what the others said, on average; what they see is fixed from now on.

    Raises:
        StillOpen: answers still come in somewhere, or it was never published.
    """
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    view = evaluation_view(session, exchange_id, evaluation_id)
    partners = partners_of(session, exchange_id)
    if not view.is_published or not view.is_over_everywhere(partners):
        raise StillOpen
    if view.is_released:
        return
    outcomes: dict[int, EvaluationOutcome] = {}
    for result in results_of(session, view, view.ends_at(partners)).values():
        for outcome in _outcomes(evaluation_id, result):
            # Who was moved meanwhile counts where they are now.
            if outcome.enrolment_id in result.members or outcome.enrolment_id not in outcomes:
                outcomes[outcome.enrolment_id] = outcome
    session.add_all(outcomes.values())
    evaluation.released_at = clock.now()
    record(session, "results_released", evaluation, actor_id, people=len(outcomes))


def _outcomes(evaluation_id: int, result: TeamResult) -> list[EvaluationOutcome]:
    return [
        EvaluationOutcome(
            evaluation_id=evaluation_id,
            enrolment_id=one.person,
            own=dict(one.own_by_scale),
            others={
                key: round(mean, 1)
                for key, mean in one.by_scale.items()
                if one.raters_by_scale[key] >= FEWEST_SHOWN
            },
        )
        for one in result.figures().people
    ]
