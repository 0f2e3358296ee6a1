"""What was answered, for those who teach; and how students come to see what concerns them."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.evaluation.actions.evaluations import (
    do_release_results,
    locked_evaluation,
    record,
)
from vsm_platform.evaluation.errors import StillOpen
from vsm_platform.evaluation.policies import FEWEST_SHOWN
from vsm_platform.evaluation.queries.evaluations import EvaluationView, asked_evaluation
from vsm_platform.evaluation.queries.results import TeamResult, results_of
from vsm_platform.evaluation.routes.pages import (
    EVALUATION,
    GET_AND_POST,
    ROW,
    actor_id,
    course_page,
    question,
    room,
    to_evaluation,
)
from vsm_platform.evaluation.spreadsheet import header, rows
from vsm_platform.exchanges.api import Access, Partner, partners_of, require_not_archived
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

TEAMS_ON_A_PAGE = 40


def _finished(
    session: Session, exchange_id: int, evaluation_id: int, *, releases: bool = False
) -> tuple[Access, EvaluationView, tuple[Partner, ...], dict[int, TeamResult]]:
    """An evaluation whose answers change no more, with its results.

    Raises:
        StillOpen: they still may.
        ExchangeClosed: they are to be released, and the exchange is archived.
    """
    access, shown = asked_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    if releases:
        require_not_archived(access)
    partners = partners_of(session, exchange_id)
    if not shown.is_over_everywhere(partners):
        raise StillOpen
    found = results_of(session, shown, shown.ends_at(partners))
    return access, shown, partners, {key: one for key, one in found.items() if one.people}


@room.page(f"{EVALUATION}/results", policy=SIGNED_IN)
def results(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """All teams with their means and the hints; those with hints can be shown alone."""
    access, shown, partners, found = _finished(session, exchange_id, evaluation_id)
    lines = [(one, one.figures()) for one in found.values()]
    with_hints = [line for line in lines if line[1].has_hints]
    only_hints = request.args.get("show") == "hints"
    listed = with_hints if only_hints else lines
    pages = max(-(-len(listed) // TEAMS_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return course_page(
        "results",
        access,
        partners,
        evaluation=shown,
        lines=listed[(page - 1) * TEAMS_ON_A_PAGE : page * TEAMS_ON_A_PAGE],
        only_hints=only_hints,
        number=len(lines),
        with_hints=len(with_hints),
        page=page,
        pages=pages,
    )


@room.page(f"{EVALUATION}/results/<{ROW}:team_id>", policy=SIGNED_IN)
def team(
    session: Session, exchange_id: int, evaluation_id: int, team_id: int
) -> ResponseReturnValue:
    """One team: each person's figures, who rated whom, and the comments."""
    access, shown, partners, found = _finished(session, exchange_id, evaluation_id)
    if team_id not in found:
        raise NotFound
    return course_page(
        "team",
        access,
        partners,
        evaluation=shown,
        result=found[team_id],
        figures=found[team_id].figures(),
    )


@room.page(f"{EVALUATION}/results.csv", policy=SIGNED_IN, methods=("POST",))
def export(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """The figures of everybody as a table; that it was taken is noted in the audit log."""
    _access, _shown, _partners, found = _finished(session, exchange_id, evaluation_id)
    evaluation = locked_evaluation(session, exchange_id, evaluation_id)
    record(session, "results_exported", evaluation, actor_id())
    return csv_response("peer-evaluation", header(), rows(found))


@room.page(f"{EVALUATION}/release", policy=SIGNED_IN, methods=GET_AND_POST)
def release(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """Show students what concerns them, after a question: it cannot be taken back."""
    access, shown, _partners, _found = _finished(session, exchange_id, evaluation_id, releases=True)
    if Form().validate_on_submit():
        do_release_results(session, exchange_id, evaluation_id, actor_id=actor_id())
        flash(gettext("Students now see what the others said of them on average."), "success")
        return to_evaluation(exchange_id, evaluation_id)
    return question("release", access, evaluation=shown, fewest=FEWEST_SHOWN)
