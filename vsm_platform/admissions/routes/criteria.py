"""The pages on which a partner says how it chooses, and sees whom its rules exclude."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.criteria import (
    MANY,
    do_add_criterion,
    do_change_criterion,
    do_remove_criterion,
    do_set_admission,
)
from vsm_platform.admissions.criteria import Asked, grades_decide_alone
from vsm_platform.admissions.forms.criteria import (
    CriterionForm,
    admission_form,
    criterion_form,
)
from vsm_platform.admissions.models import Criterion, CriterionKind
from vsm_platform.admissions.queries.desks import Desk, as_asked, criteria_of
from vsm_platform.admissions.queries.effects import effect_of, numbers_by_partner, rule_effects
from vsm_platform.admissions.routes.common import (
    EXCHANGE,
    GET_AND_POST,
    ROW,
    desk_page,
    kept_desk,
    own_desk,
    room,
)
from vsm_platform.admissions.words import KINDS
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

CRITERIA = f"{EXCHANGE}/applications/criteria"
ONE = f"{CRITERIA}/<{ROW}:criterion_id>"


def _to_criteria(access: Access, desk: Desk) -> ResponseReturnValue:
    partner = desk.partnership_id if access.is_administrator else None
    address = url_for("admissions.criteria", exchange_id=access.exchange_id, partner=partner)
    return redirect(address, 303)


def _say_changed(form: Form) -> None:
    """What somebody typed stays in the form; saving again then replaces what the other wrote."""
    message = gettext(
        "Somebody else has changed this meanwhile. Load the page again in another tab, compare, and "
        "take over what you need."
    )
    form.form_errors = [*form.form_errors, message]


@room.page(CRITERIA, policy=SIGNED_IN, methods=GET_AND_POST)
def criteria(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is asked, and what surrounds it."""
    access, desk = own_desk(session, exchange_id)
    form = admission_form(desk)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        try:
            do_set_admission(
                session, desk, form.facts(), seen_version=form.seen_version, actor_id=actor_id
            )
        except Conflict:
            _say_changed(form)
        else:
            flash(gettext("Saved."), "success")
            return _to_criteria(access, desk)
    asked = criteria_of(session, desk.partnership_id)
    return desk_page(
        session,
        "criteria",
        access,
        desk,
        form=form,
        criteria=asked,
        kinds=KINDS,
        is_full=len(asked) >= MANY,
        grades_alone=grades_decide_alone(asked, has_interview=desk.admission.has_interview),
    )


@room.page(f"{CRITERIA}/new/<kind>", policy=SIGNED_IN, methods=GET_AND_POST)
def new_criterion(session: Session, exchange_id: int, kind: str) -> ResponseReturnValue:
    access, desk = own_desk(session, exchange_id)
    if kind not in set(CriterionKind):
        raise NotFound
    form = criterion_form(CriterionKind(kind), None)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_add_criterion(session, desk, form.wanted(None), actor_id=actor_id)
        flash(gettext("Added."), "success")
        return _to_criteria(access, desk)
    return desk_page(
        session, "criterion", access, desk, form=form, asked=None, kind=kind, kinds=KINDS
    )


def _kept_criterion(
    session: Session, exchange_id: int, criterion_id: int
) -> tuple[Access, Desk, Asked]:
    own_desk(session, exchange_id)
    criterion = session.get(Criterion, criterion_id)
    if criterion is None or criterion.removed_at is not None:
        raise NotFound
    access, desk = kept_desk(session, exchange_id, criterion.partnership_id)
    return access, desk, as_asked(criterion)


@room.page(ONE, policy=SIGNED_IN, methods=GET_AND_POST)
def criterion(session: Session, exchange_id: int, criterion_id: int) -> ResponseReturnValue:
    """Change one; where that changes whom it excludes, look at them before."""
    access, desk, asked = _kept_criterion(session, exchange_id, criterion_id)
    form = criterion_form(asked.kind, asked)
    if form.validate_on_submit():
        wanted = form.wanted(asked)
        preview = None if form.confirmed.data else _preview(session, access, desk, asked, form)
        if preview:
            return preview
        try:
            do_change_criterion(session, desk, wanted, actor_id=signed_in_viewer().person_id)
        except Conflict:
            _say_changed(form)
        else:
            flash(gettext("Saved."), "success")
            return _to_criteria(access, desk)
    return desk_page(
        session, "criterion", access, desk, form=form, asked=asked, kind=asked.kind, kinds=KINDS
    )


def _preview(
    session: Session, access: Access, desk: Desk, asked: Asked, form: CriterionForm
) -> str | None:
    """Whom the rule as it is wanted would exclude; None where nobody is touched by it."""
    wanted = form.wanted(asked)
    if not wanted.is_rule or wanted.same_bar(asked):
        return None
    stored = criteria_of(session, desk.partnership_id)
    effect = effect_of(session, desk.partnership_id, stored, wanted)
    if not effect.answered:
        return None
    return desk_page(
        session, "rule", access, desk, asked=asked, wanted=wanted, effect=effect, form=form
    )


@room.page(f"{ONE}/remove", policy=SIGNED_IN, methods=GET_AND_POST)
def remove_criterion(session: Session, exchange_id: int, criterion_id: int) -> ResponseReturnValue:
    """Ask something no longer, after a question."""
    access, desk, asked = _kept_criterion(session, exchange_id, criterion_id)
    if Form().validate_on_submit():
        do_remove_criterion(session, desk, criterion_id, actor_id=signed_in_viewer().person_id)
        flash(gettext("It is asked no longer."), "success")
        return _to_criteria(access, desk)
    return desk_page(session, "remove", access, desk, asked=asked)


@room.page(f"{EXCHANGE}/applications/excluded", policy=SIGNED_IN)
def excluded(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Whom the rules have excluded so far."""
    access, desk = own_desk(session, exchange_id)
    by_partner = numbers_by_partner(session, exchange_id) if access.is_administrator else {}
    return desk_page(
        session,
        "excluded",
        access,
        desk,
        rules=rule_effects(session, desk.partnership_id),
        by_partner=by_partner,
        shown=request.args.get("rule", type=int),
    )
