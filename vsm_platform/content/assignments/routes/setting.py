"""Faculty write assignments, and look at what came of them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.actions.assignments import (
    do_add_assignment,
    do_delete_assignment,
    do_publish_assignment,
    do_update_assignment,
)
from vsm_platform.content.assignments.forms import AssignmentForm, assignment_form
from vsm_platform.content.assignments.policies import may_set, require_setter
from vsm_platform.content.assignments.ports import own_assignments
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    access_assignment,
    assignments_of,
    zones_of,
)
from vsm_platform.content.assignments.queries.owners import sets_published
from vsm_platform.content.assignments.queries.work import handed_in_by, numbers_of
from vsm_platform.content.assignments.routes.pages import (
    ASSIGNMENT,
    ASSIGNMENTS,
    GET_AND_POST,
    actor_id,
    course_page,
    room,
    to_assignment,
)
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, access_exchange, partners_of, present_partners
from vsm_platform.teams.api import sets_of
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer


@room.page(ASSIGNMENTS, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For a student, what is due and what is done; for those who teach, what came in."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    if may_set(access):
        return course_page(
            session,
            "overview",
            access,
            assignments=assignments_of(session, exchange_id, published_only=False),
            numbers=numbers_of(session, exchange_id),
        )
    own = own_assignments(session, access)
    zones = zones_of(partners_of(session, exchange_id))
    partnership_id = access.partnership_id or 0
    due = {
        one.id: one.timing.due_at(partnership_id, zones.get(partnership_id, "UTC")) for one in own
    }
    done = handed_in_by(session, access)
    return course_page(session, "own", access, assignments=own, due=due, done=done)


def _form_page(
    session: Session,
    access: Access,
    form: AssignmentForm,
    present: AssignmentView | None,
    **more: bool,
) -> str:
    return course_page(session, "edit", access, form=form, assignment=present, **more)


def _form(
    session: Session, exchange_id: int, present: AssignmentView | None = None
) -> AssignmentForm:
    return assignment_form(
        present_partners(partners_of(session, exchange_id)), sets_of(session, exchange_id), present
    )


@room.page(f"{ASSIGNMENTS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_setter(access_exchange(session, signed_in_viewer(), exchange_id))
    form = _form(session, exchange_id)
    if form.validate_on_submit():
        made = do_add_assignment(session, exchange_id, form.facts(), actor_id=actor_id())
        flash(gettext("Saved as a draft. Students do not see it yet."), "success")
        return to_assignment(exchange_id, made)
    return _form_page(session, access, form, None, is_stale=False)


@room.page(f"{ASSIGNMENT}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    access, shown = _set(session, exchange_id, assignment_id)
    form = _form(session, exchange_id, shown)
    is_stale = False
    if form.validate_on_submit():
        saved = do_update_assignment(
            session,
            exchange_id,
            assignment_id,
            form.facts(),
            seen_version=form.seen_version,
            actor_id=actor_id(),
        )
        if saved:
            flash(gettext("Saved."), "success")
            return to_assignment(exchange_id, assignment_id)
        is_stale, form.version.data = True, str(shown.version)
    return _form_page(session, access, form, shown, is_stale=is_stale)


def _set(session: Session, exchange_id: int, assignment_id: int) -> tuple[Access, AssignmentView]:
    """An assignment, for those who may write it."""
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    return require_setter(access), shown


@room.page(f"{ASSIGNMENT}/publish", policy=SIGNED_IN, methods=GET_AND_POST)
def publish(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    """Let students see an assignment, or take it back, after a question."""
    access, shown = _set(session, exchange_id, assignment_id)
    if Form().validate_on_submit():
        publishes = not shown.is_published
        do_publish_assignment(
            session, exchange_id, assignment_id, is_published=publishes, actor_id=actor_id()
        )
        said = gettext("Published. Each university can now choose a column for its marks.")
        flash(said if publishes else gettext("It is a draft again."), "success")
        return to_assignment(exchange_id, assignment_id)
    is_hidden = shown.is_for_teams and shown.team_set_id not in sets_published(session, exchange_id)
    return render_template(
        "assignments/publish.html", access=access, assignment=shown, are_teams_hidden=is_hidden
    )


@room.page(f"{ASSIGNMENT}/delete", policy=SIGNED_IN, methods=GET_AND_POST)
def delete(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    access, shown = _set(session, exchange_id, assignment_id)
    if Form().validate_on_submit():
        do_delete_assignment(session, exchange_id, assignment_id, actor_id=actor_id())
        flash(gettext("The assignment is deleted."), "success")
        return redirect(url_for("assignments.overview", exchange_id=exchange_id), 303)
    return render_template("assignments/delete.html", access=access, assignment=shown)
