"""Issuing: whom to, the dry run, a second person, how far it is, and taking all of it back."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.credentials.actions.holding import do_undo_run
from vsm_platform.credentials.actions.planning import (
    do_confirm,
    do_decide,
    do_drop_draft,
    do_map_columns,
    do_plan_by_hand,
    do_plan_by_list,
    do_plan_by_rule,
    do_resume,
    locked_run,
)
from vsm_platform.credentials.conditions import progress_of
from vsm_platform.credentials.forms.issuing import (
    ConfirmForm,
    DecideForm,
    ListForm,
    PeopleForm,
    PlacesForm,
    ReasonForm,
)
from vsm_platform.credentials.models import CredentialState, Run, RunState
from vsm_platform.credentials.queries.achievements import achievement_view, issuers
from vsm_platform.credentials.queries.people import candidates_for, credentials_by_person
from vsm_platform.credentials.queries.runs import names_of, run_numbers, run_of, run_people
from vsm_platform.credentials.routes.pages import (
    ACHIEVEMENT,
    GET_AND_POST,
    RUN,
    actor_id,
    course_page,
    managed,
    manager,
    reader,
    room,
    to_achievement,
    to_run,
)
from vsm_platform.credentials.words import PROBLEMS, RUN_SOURCES, RUN_STATES, STOPS
from vsm_platform.exchanges.api import Access
from vsm_platform.invitations.api import BYTES_LIMIT, read_table
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form

LARGEST_REQUEST = 2 * BYTES_LIMIT + 64 * 1024
"""Bytes: the file, the pasted text, and what a form adds."""
PROBLEMS_SHOWN = 100


@room.url_value_preprocessor
def _take_larger_forms(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A list of people is larger than other forms; this runs before anything reads the request."""
    if endpoint in {"credentials.issue_by_list", "credentials.issue_by_hand"}:
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = LARGEST_REQUEST
        request.max_form_parts = 6_000


@room.page(f"{ACHIEVEMENT}/issue", policy=SIGNED_IN)
def issue(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """The three ways to say whom it goes to."""
    access, one = managed(session, exchange_id, achievement_id)
    people = candidates_for(session, exchange_id, one.kind)
    progress = progress_of(session, exchange_id, one.version.rule, people)
    held = credentials_by_person(session, one.id)
    issued = {key for key, it in held.items() if it.state == CredentialState.ISSUED}
    fulfilled = sum(
        progress[it.enrolment_id].is_met and it.person_id not in issued for it in people
    )
    return course_page(session, "issue", access, one=one, fulfilled=fulfilled, form=ListForm())


@room.page(f"{ACHIEVEMENT}/issue/rule", policy=SIGNED_IN, methods=("POST",))
def issue_by_rule(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    manager(session, exchange_id)
    if not Form().validate():
        return to_achievement(exchange_id, achievement_id)
    made = do_plan_by_rule(session, exchange_id, achievement_id, actor_id=actor_id())
    return to_run(exchange_id, made)


@room.page(f"{ACHIEVEMENT}/issue/people", policy=SIGNED_IN, methods=GET_AND_POST)
def issue_by_hand(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    access, one = managed(session, exchange_id, achievement_id)
    people = candidates_for(session, exchange_id, one.kind)
    held = credentials_by_person(session, one.id)
    form = PeopleForm()
    form.people.choices = [
        (it.enrolment_id, f"{it.name or '–'}, {it.institution}")
        for it in people
        if it.person_id not in held or held[it.person_id].state != CredentialState.ISSUED
    ]
    if form.validate_on_submit():
        made = do_plan_by_hand(
            session, exchange_id, achievement_id, form.people.data, actor_id=actor_id()
        )
        return to_run(exchange_id, made)
    return course_page(session, "issue_by_hand", access, one=one, form=form)


@room.page(f"{ACHIEVEMENT}/issue/list", policy=SIGNED_IN, methods=GET_AND_POST)
def issue_by_list(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    access, one = managed(session, exchange_id, achievement_id)
    form = ListForm()
    if form.validate_on_submit():
        table = read_table(form.upload() or form.text.data)
        made = do_plan_by_list(
            session, exchange_id, achievement_id, table.rows, actor_id=actor_id()
        )
        return to_run(exchange_id, made)
    return course_page(session, "issue_by_list", access, one=one, form=form)


@room.page(f"{ACHIEVEMENT}/sample.csv", policy=SIGNED_IN)
def sample(session: Session, exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    """Everybody who could get it, as a list to fill in and give back."""
    _access, one = managed(session, exchange_id, achievement_id)
    people = candidates_for(session, exchange_id, one.kind)
    header = ["Number", "Name", "University", "Name on the credential", "Grade"]
    rows = [[it.enrolment_id, it.name, it.institution, "", ""] for it in people]
    return csv_response("credentials", header, rows)


@room.page(RUN, policy=SIGNED_IN, methods=GET_AND_POST)
def run(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """The dry run, which is confirmed here; after that, how far it is."""
    access = reader(session, exchange_id)
    found = run_of(session, exchange_id, run_id)
    form = ConfirmForm(awarded_on=found.awarded_on)
    if form.validate_on_submit():
        manager(session, exchange_id)
        do_confirm(
            session, exchange_id, run_id, awarded_on=form.awarded_on.data, actor_id=actor_id()
        )
        return to_run(exchange_id, run_id)
    return run_page(session, access, found, form)


def run_page(session: Session, access: Access, found: Run, form: ConfirmForm) -> str:
    one = achievement_view(session, access.exchange_id, found.achievement_id)
    header = found.table[0][1] if found.table else []
    return course_page(
        session,
        "run",
        access,
        run=found,
        one=one,
        form=form,
        places=PlacesForm.of_list(header, found.places) if found.table else None,
        numbers=run_numbers(session, [found.id])[found.id],
        lines=run_people(session, found.id),
        problems=found.problems[:PROBLEMS_SHOWN],
        problem_words=PROBLEMS,
        state=RUN_STATES[RunState(found.state)],
        source=RUN_SOURCES[found.source],
        stop=STOPS.get(found.stopped_why),
        names=names_of(session, [found.made_by_id, found.decided_by_id]),
        issuer=next(iter(issuers(session, [one.issuer_id])), None) if one.issuer_id else None,
        may_manage=access.may_edit,
        is_maker=found.made_by_id == actor_id(),
        decide=DecideForm(),
        undo=ReasonForm(),
    )


@room.page(f"{RUN}/columns", policy=SIGNED_IN, methods=("POST",))
def columns(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """Read a list again with other columns."""
    manager(session, exchange_id)
    found = locked_run(session, exchange_id, run_id)
    header = found.table[0][1] if found.table else []
    form = PlacesForm.of_list(header, {})
    if form.validate():
        do_map_columns(session, found, form.places())
    return to_run(exchange_id, run_id)


@room.page(f"{RUN}/drop", policy=SIGNED_IN, methods=("POST",))
def drop(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    manager(session, exchange_id)
    achievement_id = run_of(session, exchange_id, run_id).achievement_id
    if Form().validate():
        do_drop_draft(session, exchange_id, run_id)
    return to_achievement(exchange_id, achievement_id)


@room.page(f"{RUN}/decide", policy=SIGNED_IN, methods=("POST",))
def decide(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """The second person says yes or no."""
    manager(session, exchange_id)
    form = DecideForm()
    if form.validate() and form.decision.data in {"yes", "no"}:
        do_decide(
            session,
            exchange_id,
            run_id,
            is_approved=form.decision.data == "yes",
            reason=form.reason.data or "",
            actor_id=actor_id(),
        )
    return to_run(exchange_id, run_id)


@room.page(f"{RUN}/resume", policy=SIGNED_IN, methods=("POST",))
def resume(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """Let a stopped run go on."""
    manager(session, exchange_id)
    if Form().validate():
        do_resume(session, exchange_id, run_id, actor_id=actor_id())
    return to_run(exchange_id, run_id)


@room.page(f"{RUN}/undo", policy=SIGNED_IN, methods=GET_AND_POST)
def undo(session: Session, exchange_id: int, run_id: int) -> ResponseReturnValue:
    """Revoke everything that a run issued, after a question and with a reason."""
    access, form = manager(session, exchange_id), ReasonForm()
    found = run_of(session, exchange_id, run_id)
    if found.state not in {RunState.RUNNING, RunState.STOPPED, RunState.DONE}:
        raise NotFound
    if form.validate_on_submit():
        number = do_undo_run(session, exchange_id, run_id, form.reason.data, actor_id=actor_id())
        said = ngettext(
            "%(num)d credential is revoked.", "%(num)d credentials are revoked.", number
        )
        flash(said, "success")
        return to_run(exchange_id, run_id)
    numbers = run_numbers(session, [run_id])[run_id]
    return course_page(session, "undo", access, run=found, numbers=numbers, form=form)
