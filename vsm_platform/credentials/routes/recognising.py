"""For International Offices: who waits for a decision, one decision, and how the office works."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import OFFICE
from vsm_platform.credentials.actions.issuers import Owner, issuer_of
from vsm_platform.credentials.forms.issuing import ReasonForm
from vsm_platform.credentials.queries.runs import names_of
from vsm_platform.credentials.recognition.actions import (
    do_decide,
    do_set_practice,
    do_withdraw,
    recognition_of,
)
from vsm_platform.credentials.recognition.forms import (
    ByTermsForm,
    DecisionForm,
    PracticeForm,
    decision_form,
)
from vsm_platform.credentials.recognition.proposals import proposals
from vsm_platform.credentials.recognition.queries import (
    Filter,
    Line,
    all_lines,
    exchange_choices,
    line_page,
    numbers_of,
    one_line,
    practice_days,
    recognition_history,
)
from vsm_platform.credentials.recognition.words import FILTERS, STATES
from vsm_platform.credentials.routes.pages import (
    GET_AND_POST,
    ROW,
    actor_id,
    office_id,
    public_url,
    room,
    vault,
)
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form

OFFICE_PAGES = "/office/recognition"
ONE = f"{OFFICE_PAGES}/<{ROW}:credential_id>"


def filter_of_request() -> Filter:
    """What the address narrows the list to; what makes no sense narrows nothing."""
    state, exchange = request.args.get("show", ""), request.args.get("exchange", "")
    is_number = exchange.isascii() and exchange.isdecimal() and len(exchange) < 10
    return Filter(
        office_id(),
        state if state in FILTERS else "waiting",
        int(exchange) if is_number else None,
        " ".join(request.args.get("search", "").split())[:80],
    )


@room.page(f"{OFFICE_PAGES}/", policy=OFFICE)
def recognition_list(session: Session) -> ResponseReturnValue:
    """Who waits for a decision, and what was decided."""
    found = filter_of_request()
    arguments = {"show": found.state, "exchange": found.exchange_id, "search": found.search}
    return render_template(
        "credentials/recognition_list.html",
        found=found,
        listed=line_page(session, found, request.args.get("page", 1, type=int)),
        numbers=numbers_of(session, found),
        exchanges=exchange_choices(session, found.institution_id),
        arguments={key: value for key, value in arguments.items() if value},
        filters=FILTERS,
        states=STATES,
        days=practice_days(session, found.institution_id),
        signs=_signs(session),
        form=ByTermsForm(exchange=str(found.exchange_id or "")),
    )


def _signs(session: Session) -> bool:
    """Whether decisions can be signed in the institution's name."""
    issuer = issuer_of(session, Owner(institution_id=office_id()))
    return issuer is not None and issuer.is_active


@room.page("/office/recognition.csv", policy=OFFICE, methods=("POST",))
def recognition_file(session: Session) -> ResponseReturnValue:
    """The list as a file; that it was taken is in the log."""
    if not Form().validate():
        raise NotFound
    lines = all_lines(session, filter_of_request())
    audit.record(
        session,
        "credentials.recognitions_exported",
        "recognitions",
        actor_id=actor_id(),
        institution_id=office_id(),
        number=len(lines),
    )
    header = [
        gettext("Name"),
        gettext("Credential"),
        gettext("Exchange"),
        "ECTS",
        gettext("Grade"),
        gettext("Awarded on"),
        gettext("Decide by"),
        gettext("State"),
        gettext("Credits at home"),
        gettext("Grade at home"),
        gettext("Reason or remark"),
        "ID",
    ]
    return csv_response("recognition", header, [_row(one) for one in lines])


def _row(one: Line) -> list[object]:
    return [
        one.name,
        one.course,
        one.exchange,
        one.ects,
        one.grade,
        one.awarded_at.date().isoformat(),
        one.due_on.isoformat(),
        str(STATES[one.state][0]),
        one.amount,
        one.own_grade,
        one.reason,
        f"urn:uuid:{one.uuid}",
    ]


def _line(session: Session, credential_id: int) -> Line:
    found = one_line(session, office_id(), credential_id)
    if found is None:
        raise NotFound
    return found


@room.page(ONE, policy=OFFICE, methods=GET_AND_POST)
def recognition(session: Session, credential_id: int) -> ResponseReturnValue:
    """One credential: what is proposed and why, and the decision."""
    line = _line(session, credential_id)
    before = recognition_of(session, office_id(), credential_id)
    proposal = proposals(session, office_id(), [credential_id])[credential_id]
    form = decision_form(before, proposal)
    if form.validate_on_submit():
        return _decide(session, credential_id, form)
    history = recognition_history(session, before.id) if before else ()
    return render_template(
        "credentials/recognition.html",
        one=line,
        before=before,
        proposal=proposal,
        form=form,
        history=history,
        names=names_of(session, [it.made_by_id for it in history]),
        states=STATES,
        signs=_signs(session),
    )


def _decide(session: Session, credential_id: int, form: DecisionForm) -> ResponseReturnValue:
    do_decide(
        session,
        vault(),
        public_url(),
        office_id(),
        credential_id,
        form.decision(),
        seen=form.revision,
        why=form.why.data or "",
        actor_id=actor_id(),
    )
    flash(gettext("The decision is signed. The student sees it now."), "success")
    return redirect(url_for("credentials.recognition", credential_id=credential_id), 303)


@room.page(f"{ONE}/withdraw", policy=OFFICE, methods=GET_AND_POST)
def withdraw_recognition(session: Session, credential_id: int) -> ResponseReturnValue:
    """Take a decision back, after a question and with a reason."""
    line, form = _line(session, credential_id), ReasonForm()
    before = recognition_of(session, office_id(), credential_id)
    if before is None:
        raise NotFound
    if form.validate_on_submit():
        do_withdraw(session, office_id(), credential_id, form.reason.data, actor_id=actor_id())
        flash(gettext("It is withdrawn."), "success")
        return redirect(url_for("credentials.recognition", credential_id=credential_id), 303)
    return render_template("credentials/recognition_withdraw.html", one=line, form=form)


@room.page(f"{OFFICE_PAGES}/practice", policy=OFFICE, methods=GET_AND_POST)
def recognition_practice(session: Session) -> ResponseReturnValue:
    """Within how many days the office decides."""
    form = PracticeForm(days=practice_days(session, office_id()))
    if form.validate_on_submit():
        do_set_practice(session, office_id(), form.days.data, actor_id=actor_id())
        flash(gettext("Saved."), "success")
        return redirect(url_for("credentials.recognition_list"), 303)
    return render_template("credentials/recognition_practice.html", form=form)
