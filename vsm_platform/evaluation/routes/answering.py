"""The list of evaluations, an evaluation's own page, and the steps on which a student answers."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.evaluation.actions.answering import do_judge
from vsm_platform.evaluation.errors import EvaluationNotOpen
from vsm_platform.evaluation.forms import JudgementForm, judgement_form
from vsm_platform.evaluation.policies import FEWEST_SHOWN, may_ask
from vsm_platform.evaluation.queries.answering import Desk, desk_of, desks_of, own_outcome
from vsm_platform.evaluation.queries.evaluations import (
    EvaluationView,
    access_evaluation,
    evaluations_of,
)
from vsm_platform.evaluation.queries.results import results_of
from vsm_platform.evaluation.routes.pages import (
    EVALUATION,
    EVALUATIONS,
    GET_AND_POST,
    ROW,
    course_page,
    room,
    to_evaluation,
)
from vsm_platform.exchanges.api import (
    Access,
    Partner,
    access_exchange,
    partners_of,
    require_open,
)
from vsm_platform.teams.api import Member, sets_of
from vsm_platform.web.room import signed_in_viewer


@room.page(EVALUATIONS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All evaluations for those who teach; for students, those in which they are asked."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    partners = partners_of(session, exchange_id)
    if may_ask(access):
        found = evaluations_of(session, exchange_id, published_only=False)
        titles = {one.id: one.title for one in sets_of(session, exchange_id)}
        return course_page("overview", access, partners, evaluations=found, titles=titles)
    found = evaluations_of(session, exchange_id)
    desks = desks_of(session, access, found, partners)
    asked = [one for one in found if one.id in desks]
    return course_page("own_overview", access, partners, evaluations=asked, desks=desks)


@room.page(EVALUATION, policy=SIGNED_IN)
def evaluation(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """For a student what is asked and, later, what came of it; for faculty how it stands."""
    access, shown = access_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    partners = partners_of(session, exchange_id)
    if may_ask(access):
        return _standing(session, access, shown, partners)
    desk = desk_of(session, access, shown, partners)
    outcome = own_outcome(session, access, shown)
    if desk is None and outcome is None:
        raise NotFound
    return course_page(
        "own", access, partners, evaluation=shown, desk=desk, outcome=outcome, fewest=FEWEST_SHOWN
    )


def _standing(
    session: Session, access: Access, shown: EvaluationView, partners: tuple[Partner, ...]
) -> str:
    results = list(results_of(session, shown, shown.ends_at(partners)).values())
    titles = {one.id: one.title for one in sets_of(session, shown.exchange_id)}
    return course_page(
        "standing",
        access,
        partners,
        evaluation=shown,
        titles=titles,
        people_asked=sum(len(one.members) for one in results if one.can_answer),
        answered=sum(one.answered for one in results),
        missing=[(one.team, one.missing) for one in results if one.missing],
        alone=[one.team for one in results if one.members and not one.can_answer],
        is_over=shown.is_over_everywhere(partners),
        is_open=any(shown.is_open(one.timezone) for one in partners),
        windows=[
            (one, shown.opens_at(one.timezone), shown.closes_at(one.timezone))
            for one in partners
            if not one.has_left
        ],
    )


@room.page(f"{EVALUATION}/about/<{ROW}:about>", policy=SIGNED_IN, methods=GET_AND_POST)
def about(
    session: Session, exchange_id: int, evaluation_id: int, about: int
) -> ResponseReturnValue:
    """One step: what the viewer says of one member."""
    access, shown = access_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    partners = partners_of(session, exchange_id)
    desk = desk_of(session, access, shown, partners)
    member = desk.member(about) if desk else None
    if desk is None or member is None:
        raise NotFound
    if not desk.may_write:
        require_open(access)
        raise EvaluationNotOpen
    goes_on_later = "later" in request.form
    saved = desk.saved.get(about)
    form = judgement_form(saved, is_own=about == desk.me, must_be_complete=not goes_on_later)
    is_stale = False
    if form.validate_on_submit():
        if _save(session, shown, desk, about, form):
            return _onwards(session, access, shown, partners, goes_on_later=goes_on_later)
        is_stale = True
        form.version.data = str(saved.version if saved else 0)
    return course_page(
        "about", access, partners, evaluation=shown, desk=desk, member=member, form=form,
        saved=saved, is_stale=is_stale, place=_place(desk, member),
    )  # fmt: skip


def _save(
    session: Session, shown: EvaluationView, desk: Desk, about: int, form: JudgementForm
) -> bool:
    return do_judge(
        session,
        shown.id,
        desk,
        about,
        ratings=form.ratings(),
        comment=form.comment.data or "",
        seen_version=form.seen_version,
    )


def _place(desk: Desk, member: Member) -> int:
    return desk.members.index(member) + 1


def _onwards(
    session: Session,
    access: Access,
    shown: EvaluationView,
    partners: tuple[Partner, ...],
    *,
    goes_on_later: bool,
) -> ResponseReturnValue:
    """To the next member of whom something is to be said, or back where nothing is."""
    desk = desk_of(session, access, shown, partners)
    following = desk.next_member if desk else None
    if goes_on_later or following is None:
        done = gettext("Thank you. You have said something of everybody.")
        kept = gettext("Saved. You can go on whenever you like, on any device.")
        flash(done if following is None else kept, "success")
        return to_evaluation(shown.exchange_id, shown.id)
    flash(gettext("Saved."), "success")
    address = url_for(
        "evaluation.about",
        exchange_id=shown.exchange_id,
        evaluation_id=shown.id,
        about=following.enrolment_id,
    )
    return redirect(address, 303)
