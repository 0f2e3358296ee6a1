"""How faculty make an evaluation, change it, let students see it, and take it away."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.evaluation.actions.evaluations import (
    do_add_evaluation,
    do_change_evaluation,
    do_delete_evaluation,
    do_publish_evaluation,
)
from vsm_platform.evaluation.actions.reminding import do_remind
from vsm_platform.evaluation.forms import evaluation_form
from vsm_platform.evaluation.policies import require_asker
from vsm_platform.evaluation.queries.evaluations import asked_evaluation
from vsm_platform.evaluation.routes.pages import (
    EVALUATION,
    EVALUATIONS,
    GET_AND_POST,
    actor_id,
    course_page,
    question,
    room,
    to_evaluation,
)
from vsm_platform.exchanges.api import (
    access_exchange,
    partners_of,
    require_open,
)
from vsm_platform.teams.api import sets_of
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{EVALUATIONS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    require_open(access)
    form = evaluation_form(sets_of(session, exchange_id))
    if form.validate_on_submit():
        made = do_add_evaluation(session, exchange_id, form.facts(), actor_id=actor_id())
        flash(gettext("It is there, as a draft. Publish it when you are ready."), "success")
        return to_evaluation(exchange_id, made)
    partners = partners_of(session, exchange_id)
    return course_page("edit", access, partners, form=form, evaluation=None)


@room.page(f"{EVALUATION}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    access, shown = asked_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    require_open(access)
    form = evaluation_form(sets_of(session, exchange_id), shown)
    if form.validate_on_submit():
        do_change_evaluation(session, exchange_id, evaluation_id, form.facts(), actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return to_evaluation(exchange_id, evaluation_id)
    partners = partners_of(session, exchange_id)
    return course_page("edit", access, partners, form=form, evaluation=shown)


@room.page(f"{EVALUATION}/publish", policy=SIGNED_IN, methods=GET_AND_POST)
def publish(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """Let students see it, or with ``draft`` in the address hide it again, after a question."""
    access, shown = asked_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    require_open(access)
    if Form().validate_on_submit():
        publishes = "draft" not in request.args
        do_publish_evaluation(
            session, exchange_id, evaluation_id, is_published=publishes, actor_id=actor_id()
        )
        said = gettext("Students now see the peer evaluation.")
        hidden = gettext("It is a draft again. Students do not see it; their answers are kept.")
        flash(said if publishes else hidden, "success")
        return to_evaluation(exchange_id, evaluation_id)
    return question("publish", access, evaluation=shown, hides="draft" in request.args)


@room.page(f"{EVALUATION}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    access, shown = asked_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    require_open(access)
    if Form().validate_on_submit():
        do_delete_evaluation(session, exchange_id, evaluation_id, actor_id=actor_id())
        flash(gettext("The peer evaluation is deleted."), "success")
        return redirect(url_for("evaluation.overview", exchange_id=exchange_id), 303)
    return question("delete", access, evaluation=shown)


@room.page(f"{EVALUATION}/remind", policy=SIGNED_IN, methods=("POST",))
def remind(session: Session, exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    """Write to those who have not answered."""
    access, _shown = asked_evaluation(session, signed_in_viewer(), exchange_id, evaluation_id)
    require_open(access)
    number = do_remind(session, exchange_id, evaluation_id, actor_id=actor_id())
    flash(
        ngettext(
            "%(num)d person is reminded, by e-mail where we know an address.",
            "%(num)d people are reminded, by e-mail where we know an address.",
            number,
        )
        if number
        else gettext("Everybody who can answer now has answered."),
        "success",
    )
    return to_evaluation(exchange_id, evaluation_id)
