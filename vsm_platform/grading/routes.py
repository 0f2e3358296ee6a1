"""Pages of an exchange's grades: measures, marks, columns, deliveries; and all late deliveries."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.core import outbox
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import DeliveryState
from vsm_platform.core.permissions import ADMINISTRATOR, SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Role,
    Section,
    Tab,
    access_exchange,
    exchange_page,
    faculty,
    offer_copy,
    offer_tab,
    require_not_archived,
)
from vsm_platform.grading.actions.again import do_send_again, do_send_failed_again
from vsm_platform.grading.actions.columns import do_choose_column, do_compare, do_stop_column
from vsm_platform.grading.actions.measures import (
    do_add_mark,
    do_copy_marks,
    do_ensure_participation,
)
from vsm_platform.grading.actions.scores import Given, do_give_scores
from vsm_platform.grading.errors import MarksChanged
from vsm_platform.grading.forms import (
    AgainForm,
    ColumnForm,
    MarksForm,
    MeasureForm,
    marks_form,
)
from vsm_platform.grading.outcomes import rule_of
from vsm_platform.grading.policies import (
    may_see_delivery_of,
    require_column_keeper,
    require_marker,
    require_overseer,
    require_planner,
)
from vsm_platform.grading.queries.deliveries import (
    DeliveryFilter,
    delivery_page,
    differences,
    late_lines,
    resting_platforms,
)
from vsm_platform.grading.queries.marks import mark_lines, mark_page, own_marks
from vsm_platform.grading.queries.measures import (
    Gradebook,
    MeasureView,
    columns_of,
    gradebook_of,
    gradebooks_of,
    measure_of,
    measures_of,
    scored,
)
from vsm_platform.web.forms import Form, number_text
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("grading", __name__)
for label, order, shown in (
    (_l("Your marks"), 10, lambda access: access.role == Role.STUDENT),
    (_l("Grades"), 20, faculty),
):
    offer_tab(Tab(Section.GRADES, "grading.overview", label, order, shown, prefix="grading."))
room.add_app_template_global(rule_of)
offer_copy("grading", do_copy_marks)

ROW = "int(max=2147483647)"
GRADES = f"/exchanges/<{ROW}:exchange_id>/grades"
MEASURE = f"{GRADES}/<{ROW}:measure_id>"
COLUMN = f"{MEASURE}/columns/<{ROW}:lms_course_id>"
GET_AND_POST = ("GET", "POST")


def _access(session: Session, exchange_id: int) -> Access:
    """The exchange; late marks are given until it is archived, and none after that."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    return require_not_archived(access) if request.method == "POST" else access


def _course_page(session: Session, template: str, access: Access, **values: object) -> str:
    return exchange_page(session, f"grading/{template}.html", access, **values)


def _to_overview(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("grading.overview", exchange_id=exchange_id), 303)


@room.page(GRADES, policy=SIGNED_IN)
def overview(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For those who teach, everything that is scored; for a student, the own marks."""
    access = _access(session, exchange_id)
    if access.role == "student":
        marks = own_marks(session, exchange_id, signed_in_viewer().person_id)
        return _course_page(session, "own", access, marks=marks)
    require_overseer(access)
    return _course_page(
        session,
        "overview",
        access,
        measures=measures_of(session, exchange_id),
        gradebooks=gradebooks_of(session, exchange_id),
        columns=columns_of(session, exchange_id),
        scored=scored(session, exchange_id),
    )


@room.page(f"{GRADES}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_mark(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = require_planner(_access(session, exchange_id))
    form = MeasureForm()
    if form.validate_on_submit():
        do_ensure_participation(session, exchange_id)
        do_add_mark(
            session,
            exchange_id,
            title=form.title.data,
            maximum=form.maximum.number or 0,
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Added. Now each university can choose a column for it."), "success")
        return _to_overview(exchange_id)
    return _course_page(session, "new_mark", access, form=form)


@room.page(f"{MEASURE}/marks", policy=SIGNED_IN, methods=GET_AND_POST)
def marks(session: Session, exchange_id: int, measure_id: int) -> ResponseReturnValue:
    """Give marks, a page of students at a time."""
    access = require_marker(_access(session, exchange_id))
    measure = measure_of(session, exchange_id, measure_id)
    if measure.kind != "mark":
        raise NotFound
    chosen, page = request.args.get("partner", type=int), request.args.get("page", 1, type=int)
    shown = mark_page(session, exchange_id, measure_id, chosen, page)
    lines = shown.lines
    if request.method == "POST":
        lines = mark_lines(session, exchange_id, measure_id, _posted_students())
    form = marks_form(lines, measure.maximum)
    if form.validate_on_submit() and _give_marks(session, measure, form):
        return redirect(request.full_path.rstrip("?"), 303)
    return _course_page(
        session, "marks", access, measure=measure, form=form, shown=shown, chosen=chosen
    )


def _posted_students() -> Collection[int]:
    """The students of the page that was sent, whoever has come or gone meanwhile."""
    keys = [name.removeprefix("seen_") for name in request.form if name.startswith("seen_")]
    return [int(key) for key in keys[:200] if key.isascii() and key.isdecimal() and len(key) < 10]


def _give_marks(session: Session, measure: MeasureView, form: MarksForm) -> bool:
    actor_id = signed_in_viewer().person_id
    try:
        given = do_give_scores(session, measure.id, form.marks(), actor_id=actor_id)
    except MarksChanged as conflict:
        form.show_conflicts(conflict.enrolment_ids)
        return False
    flash(_what_was_given(given), "success")
    return True


def _what_was_given(given: Given) -> str:
    if not given.changed:
        return str(gettext("Nothing was changed."))
    saved = ngettext("%(num)d mark saved.", "%(num)d marks saved.", given.changed)
    sent = ngettext(
        "%(num)d is on its way to a gradebook.",
        "%(num)d are on their way to the gradebooks.",
        given.queued,
    )
    if not given.queued:
        sent = gettext("No university has a column for it yet, so none is sent.")
    return f"{saved} {sent}"


def _own_gradebook(
    session: Session, exchange_id: int, measure_id: int, lms_course_id: int
) -> tuple[Access, MeasureView, Gradebook]:
    access = _access(session, exchange_id)
    require_marker(access)
    measure = measure_of(session, exchange_id, measure_id)
    gradebook = gradebook_of(session, exchange_id, lms_course_id)
    return require_column_keeper(access, gradebook.partnership_id), measure, gradebook


@room.page(COLUMN, policy=SIGNED_IN, methods=GET_AND_POST)
def column(
    session: Session, exchange_id: int, measure_id: int, lms_course_id: int
) -> ResponseReturnValue:
    """Choose the column of one's own gradebook, change it, and see how it stands."""
    access, measure, gradebook = _own_gradebook(session, exchange_id, measure_id, lms_course_id)
    view = columns_of(session, exchange_id).get((measure_id, lms_course_id))
    form = _column_form(access, measure, view)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_choose_column(session, measure_id, lms_course_id, form.wish(), actor_id=actor_id)
        flash(gettext("Saved. Your gradebook follows within a minute."), "success")
        return _to_column(exchange_id, measure_id, lms_course_id)
    read_at, found = differences(session, view.id) if view else (None, [])
    return _course_page(
        session,
        "column",
        access,
        measure=measure,
        gradebook=gradebook,
        column=view,
        form=form,
        read_at=read_at,
        differences=found,
    )


def _column_form(access: Access, measure: MeasureView, view: object) -> ColumnForm:
    title = measure.title or gettext("Participation")
    known = getattr(view, "label", "")
    return ColumnForm(
        label=known or f"{access.title}: {title}"[:200],
        maximum=number_text(getattr(view, "maximum", 100)),
        step=number_text(getattr(view, "step", 0.01)),
    )


def _to_column(exchange_id: int, measure_id: int, lms_course_id: int) -> ResponseReturnValue:
    address = url_for(
        "grading.column",
        exchange_id=exchange_id,
        measure_id=measure_id,
        lms_course_id=lms_course_id,
    )
    return redirect(address, 303)


@room.page(f"{COLUMN}/compare", policy=SIGNED_IN, methods=("POST",))
def compare(
    session: Session, exchange_id: int, measure_id: int, lms_course_id: int
) -> ResponseReturnValue:
    """Read the gradebook and show where it differs; it is read in the background."""
    _own_gradebook(session, exchange_id, measure_id, lms_course_id)
    do_compare(session, measure_id, lms_course_id)
    flash(gettext("Your gradebook is being read. Load this page again in a moment."), "success")
    return _to_column(exchange_id, measure_id, lms_course_id)


@room.page(f"{COLUMN}/stop", policy=SIGNED_IN, methods=GET_AND_POST)
def stop(
    session: Session, exchange_id: int, measure_id: int, lms_course_id: int
) -> ResponseReturnValue:
    """Send nothing more to a column, and perhaps delete it there, after a question."""
    access, measure, gradebook = _own_gradebook(session, exchange_id, measure_id, lms_course_id)
    view = columns_of(session, exchange_id).get((measure_id, lms_course_id))
    if view is None:
        raise NotFound
    if Form().validate_on_submit():
        do_stop_column(
            session,
            measure_id,
            lms_course_id,
            removes=request.form.get("removes") == "yes",
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Nothing more is sent to this column."), "success")
        return _to_overview(exchange_id)
    return render_template(
        "grading/stop.html", access=access, measure=measure, gradebook=gradebook, column=view
    )


def _deliveries(access: Access, state: str = "") -> DeliveryFilter:
    own = may_see_delivery_of(access, signed_in_viewer().institution_id)
    chosen = DeliveryState(state) if state in set(DeliveryState) else None
    return DeliveryFilter(access.exchange_id, own, chosen)


@room.page(f"{GRADES}/deliveries", policy=SIGNED_IN)
def deliveries(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is on its way: one's own university's for those who teach, all for coordinators."""
    access = _access(session, exchange_id)
    wanted = _deliveries(access, request.args.get("state", ""))
    page = request.args.get("page", 1, type=int)
    shown = delivery_page(session, wanted, page, shows_names=access.may_see_students)
    return _course_page(session, "deliveries", access, shown=shown, state=wanted.state)


@room.page(f"{GRADES}/deliveries/again", policy=SIGNED_IN, methods=("POST",))
def send_again(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Send one delivery again, or all that were refused or given up; from the archive too."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    wanted, form = _deliveries(access), AgainForm()
    if not form.validate():
        raise NotFound
    if form.delivery.data:
        do_send_again(session, wanted, form.delivery.data)
        number = 1
    else:
        number = do_send_failed_again(session, wanted)
    flash(
        ngettext("%(num)d delivery is sent again.", "%(num)d deliveries are sent again.", number),
        "success",
    )
    return redirect(url_for("grading.deliveries", exchange_id=exchange_id), 303)


@room.page("/admin/deliveries", policy=ADMINISTRATOR)
def all_deliveries(session: Session) -> ResponseReturnValue:
    """What waits over all exchanges, and what has waited too long."""
    return render_template(
        "grading/admin_deliveries.html",
        counts=dict(outbox.counts_by_state(session)),
        late=late_lines(session),
        resting=resting_platforms(session),
    )
