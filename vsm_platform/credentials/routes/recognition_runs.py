"""For International Offices: many decisions in one go, by their terms or by a list."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import OFFICE
from vsm_platform.credentials.forms.issuing import ListForm, ReasonForm
from vsm_platform.credentials.queries.runs import names_of
from vsm_platform.credentials.recognition.forms import ByTermsForm, PlacesForm
from vsm_platform.credentials.recognition.models import RunState
from vsm_platform.credentials.recognition.proposals import proposals
from vsm_platform.credentials.recognition.queries import Filter, all_lines
from vsm_platform.credentials.recognition.run_queries import run_items, run_numbers, run_of, runs_of
from vsm_platform.credentials.recognition.runs import (
    do_confirm,
    do_drop_draft,
    do_map_columns,
    do_plan_by_list,
    do_plan_by_terms,
    do_resume,
    do_undo_run,
    locked_run,
    number_of,
)
from vsm_platform.credentials.recognition.words import (
    PROBLEMS,
    RUN_SOURCES,
    RUN_STATES,
    STOPS,
)
from vsm_platform.credentials.routes.issuing import LARGEST_REQUEST, PROBLEMS_SHOWN
from vsm_platform.credentials.routes.pages import (
    GET_AND_POST,
    ROW,
    actor_id,
    office_id,
    room,
)
from vsm_platform.credentials.routes.recognising import OFFICE_PAGES
from vsm_platform.invitations.api import read_table
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form, number_text

RUN = f"{OFFICE_PAGES}/runs/<{ROW}:run_id>"


@room.url_value_preprocessor
def _take_lists(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """A list of decisions is larger than other forms; this runs before anything reads the request."""
    if endpoint == "credentials.recognise_by_list":
        request.max_content_length = LARGEST_REQUEST
        request.max_form_memory_size = LARGEST_REQUEST


def _to_run(run_id: int) -> ResponseReturnValue:
    return redirect(url_for("credentials.recognition_run", run_id=run_id), 303)


def _to_list() -> ResponseReturnValue:
    return redirect(url_for("credentials.recognition_list"), 303)


@room.page(f"{OFFICE_PAGES}/by-terms", policy=OFFICE, methods=("POST",))
def recognise_by_terms(session: Session) -> ResponseReturnValue:
    """Plan to decide everything that waits as the partnership's terms say."""
    form = ByTermsForm()
    if not form.validate():
        return _to_list()
    text = form.exchange.data or ""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    made = do_plan_by_terms(
        session,
        office_id(),
        int(text) if is_number else None,
        with_grades=form.grades.data,
        actor_id=actor_id(),
    )
    return _to_run(made)


@room.page(f"{OFFICE_PAGES}/list", policy=OFFICE, methods=GET_AND_POST)
def recognise_by_list(session: Session) -> ResponseReturnValue:
    """Plan the decisions of a list."""
    form = ListForm()
    if form.validate_on_submit():
        table = read_table(form.upload() or form.text.data)
        return _to_run(do_plan_by_list(session, office_id(), table.rows, actor_id=actor_id()))
    return render_template("credentials/recognise_by_list.html", form=form)


@room.page(f"{OFFICE_PAGES}/sample.csv", policy=OFFICE)
def recognition_sample(session: Session) -> ResponseReturnValue:
    """All that waits, with what is proposed, as a list to change and give back."""
    lines = all_lines(session, Filter(office_id(), "waiting"))
    found = proposals(session, office_id(), [one.credential_id for one in lines])
    header = ["Number", "Name", "Course", "ECTS", "Their grade", "Recognised", "Credits", "Scheme",
              "Your grade", "Reason"]  # fmt: skip
    rows = []
    for one in lines:
        said = found[one.credential_id].decision()
        answer = "yes" if said.is_recognised else "no"
        rows.append(
            [
                number_of(one),
                one.name,
                one.course,
                one.ects,
                one.grade,
                answer,
                number_text(said.credits),
                said.scheme,
                said.grade,
                said.reason,
            ]
        )
    return csv_response("recognition", header, rows)


@room.page(f"{OFFICE_PAGES}/runs/", policy=OFFICE)
def recognition_run_list(session: Session) -> ResponseReturnValue:
    """The lists that were decided or wait to be looked at, the newest first."""
    runs = runs_of(session, office_id())
    return render_template(
        "credentials/recognition_runs.html",
        runs=[(it, RUN_STATES[RunState(it.state)]) for it in runs],
        numbers=run_numbers(session, [it.id for it in runs]),
        sources=RUN_SOURCES,
        names=names_of(session, [it.made_by_id for it in runs]),
    )


@room.page(RUN, policy=OFFICE, methods=GET_AND_POST)
def recognition_run(session: Session, run_id: int) -> ResponseReturnValue:
    """The dry run, which is confirmed here; after that, how far it is."""
    found, form = run_of(session, office_id(), run_id), Form()
    if form.validate_on_submit():
        do_confirm(session, office_id(), run_id, actor_id=actor_id())
        return _to_run(run_id)
    header = found.table[0][1] if found.table else []
    return render_template(
        "credentials/recognition_run.html",
        run=found,
        lines=run_items(session, run_id),
        numbers=run_numbers(session, [run_id])[run_id],
        problems=found.problems[:PROBLEMS_SHOWN],
        problem_words=PROBLEMS,
        places=PlacesForm.of_list(header, found.places) if found.table else None,
        state=RUN_STATES[RunState(found.state)],
        source=RUN_SOURCES[found.source],
        stop=STOPS.get(found.stopped_why),
        names=names_of(session, [found.made_by_id]),
    )


@room.page(f"{RUN}/columns", policy=OFFICE, methods=("POST",))
def recognition_columns(session: Session, run_id: int) -> ResponseReturnValue:
    """Read a list again with other columns."""
    found = locked_run(session, office_id(), run_id)
    form = PlacesForm.of_list(found.table[0][1] if found.table else [], {})
    if form.validate():
        do_map_columns(session, found, form.places())
    return _to_run(run_id)


@room.page(f"{RUN}/drop", policy=OFFICE, methods=("POST",))
def drop_recognition_run(session: Session, run_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    run_of(session, office_id(), run_id)
    if Form().validate():
        do_drop_draft(session, office_id(), run_id)
    return _to_list()


@room.page(f"{RUN}/resume", policy=OFFICE, methods=("POST",))
def resume_recognition_run(session: Session, run_id: int) -> ResponseReturnValue:
    """Let a stopped run go on."""
    run_of(session, office_id(), run_id)
    if Form().validate():
        do_resume(session, office_id(), run_id, actor_id=actor_id())
    return _to_run(run_id)


@room.page(f"{RUN}/undo", policy=OFFICE, methods=GET_AND_POST)
def undo_recognition_run(session: Session, run_id: int) -> ResponseReturnValue:
    """Withdraw everything that a run decided, after a question and with a reason."""
    found, form = run_of(session, office_id(), run_id), ReasonForm()
    if found.state not in {RunState.RUNNING, RunState.STOPPED, RunState.DONE}:
        raise NotFound
    if form.validate_on_submit():
        reason = form.reason.data
        number = do_undo_run(session, office_id(), run_id, reason, actor_id=actor_id())
        said = ngettext(
            "%(num)d decision is withdrawn.", "%(num)d decisions are withdrawn.", number
        )
        flash(said, "success")
        return _to_run(run_id)
    numbers = run_numbers(session, [run_id])[run_id]
    return render_template(
        "credentials/recognition_undo.html", run=found, numbers=numbers, form=form
    )
