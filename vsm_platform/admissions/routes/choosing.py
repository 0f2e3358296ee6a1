"""The pages of those who choose: the lists, one application, the decision, the waiting list."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.deciding import (
    Decided,
    Decision,
    do_arrange_interview,
    do_confirm_answer,
    do_decide,
    do_note_interview,
    do_rank,
    do_set_moving,
    may_decide,
)
from vsm_platform.admissions.actions.letters import reason_words
from vsm_platform.admissions.criteria import at_a_glance
from vsm_platform.admissions.forms.choosing import (
    ChosenForm,
    ConfirmAnswerForm,
    MovingForm,
    ResultForm,
    VerdictForm,
    interview_form,
)
from vsm_platform.admissions.models import Interview
from vsm_platform.admissions.queries.choosing import (
    SHOWN,
    File,
    Line,
    file_of,
    line_page,
    lines_of,
    next_waiting,
    numbers,
)
from vsm_platform.admissions.queries.desks import Desk, criteria_of, places_of
from vsm_platform.admissions.routes.common import (
    EXCHANGE,
    ROW,
    desk_page,
    kept_desk,
    own_desk,
    room,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

LISTS = f"{EXCHANGE}/applications"
ONE = f"{LISTS}/<{ROW}:application_id>"


@room.page(LISTS, policy=SIGNED_IN)
def applications(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The applications of one partner, one list at a time."""
    access, desk = own_desk(session, exchange_id)
    shown = request.args.get("show", "")
    shown = shown if shown in SHOWN else "sent"
    criteria = criteria_of(session, desk.partnership_id)
    return desk_page(
        session,
        "applications",
        access,
        desk,
        shown=shown,
        numbers=numbers(session, desk.partnership_id),
        page=line_page(session, desk.partnership_id, shown, request.args.get("page", 1, type=int)),
        criteria=criteria,
        glance=at_a_glance(criteria),
        places=places_of(session, desk.partnership_id, desk.places),
    )


def _to_lists(access: Access, desk: Desk, shown: str = "sent") -> ResponseReturnValue:
    partner = desk.partnership_id if access.is_administrator else None
    address = url_for(
        "admissions.applications",
        exchange_id=access.exchange_id,
        show=None if shown == "sent" else shown,
        partner=partner,
    )
    return redirect(address, 303)


def _opened(session: Session, exchange_id: int, application_id: int) -> tuple[Access, Desk, File]:
    """One application, if it is the viewer's business."""
    # Whether there is such an application is asked after whether the viewer may ask at all.
    access, _own = own_desk(session, exchange_id)
    partnership_id, file = file_of(session, exchange_id, application_id)
    access, desk = kept_desk(session, exchange_id, partnership_id)
    return access, desk, file


@room.page(ONE, policy=SIGNED_IN)
def application(session: Session, exchange_id: int, application_id: int) -> ResponseReturnValue:
    access, desk, file = _opened(session, exchange_id, application_id)
    return _application_page(session, access, desk, file)


def _application_page(
    session: Session, access: Access, desk: Desk, file: File, **forms: Form
) -> str:
    interview = forms.get("interview") or interview_form(signed_in_viewer().timezone)
    result = forms.get("result") or ResultForm(
        result=file.application.interview, note=file.application.interview_note
    )
    return desk_page(
        session,
        "application",
        access,
        desk,
        file=file,
        criteria=criteria_of(session, desk.partnership_id),
        decisions=[one.value for one in Decision if may_decide(file.application, one)],
        reason=reason_words(file.application),
        following=next_waiting(session, desk, file.application.id),
        places=places_of(session, desk.partnership_id, desk.places),
        interview=interview,
        result=result,
    )


@room.page(f"{ONE}/interview", policy=SIGNED_IN, methods=("POST",))
def interview(session: Session, exchange_id: int, application_id: int) -> ResponseReturnValue:
    """Invite the applicant to an interview."""
    access, desk, file = _opened(session, exchange_id, application_id)
    form = interview_form(signed_in_viewer().timezone)
    if not form.validate():
        return _application_page(session, access, desk, file, interview=form)
    do_arrange_interview(
        session,
        desk,
        application_id,
        at=form.instant(),
        where=form.where.data,
        actor_id=signed_in_viewer().person_id,
    )
    flash(gettext("The applicant is invited."), "success")
    return _to_application(exchange_id, application_id)


@room.page(f"{ONE}/result", policy=SIGNED_IN, methods=("POST",))
def result(session: Session, exchange_id: int, application_id: int) -> ResponseReturnValue:
    """Note how the interview went."""
    access, desk, file = _opened(session, exchange_id, application_id)
    form = ResultForm()
    if not form.validate():
        return _application_page(session, access, desk, file, result=form)
    do_note_interview(
        session, application_id, result=Interview(form.result.data), note=form.note.data or ""
    )
    flash(gettext("Saved."), "success")
    return _to_application(exchange_id, application_id)


@room.page(f"{ONE}/confirm", policy=SIGNED_IN, methods=("POST",))
def confirm_answer(session: Session, exchange_id: int, application_id: int) -> ResponseReturnValue:
    """Note whether the proof of an answer was seen."""
    _access, _desk, _file = _opened(session, exchange_id, application_id)
    form = ConfirmAnswerForm()
    key = form.criterion.data or ""
    if not form.validate() or not key.isdecimal() or len(key) > 9:
        raise NotFound
    do_confirm_answer(session, application_id, int(key), is_confirmed=form.seen.data == "yes")
    flash(gettext("Saved."), "success")
    return _to_application(exchange_id, application_id)


def _to_application(exchange_id: int, application_id: int) -> ResponseReturnValue:
    address = url_for(
        "admissions.application", exchange_id=exchange_id, application_id=application_id
    )
    return redirect(address, 303)


@room.page(f"{LISTS}/decide", policy=SIGNED_IN, methods=("POST",))
def decide(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Decide about one or several: first the words for them, then it is done and they are told."""
    access, desk = own_desk(session, exchange_id)
    chosen = ChosenForm()
    if not chosen.validate():
        flash(gettext("Choose somebody first, and at most 200 at once."), "warning")
        return _to_lists(access, desk)
    form = VerdictForm()
    lines = lines_of(session, desk.partnership_id, form.applications.data)
    if len(lines) != len(set(form.applications.data)):
        raise NotFound
    if form.confirmed.data and form.validate():
        return _decided(session, access, desk, form)
    return _decision_page(session, access, desk, form, lines)


def _decision_page(
    session: Session, access: Access, desk: Desk, form: VerdictForm, lines: Sequence[Line]
) -> str:
    return desk_page(
        session,
        "decide",
        access,
        desk,
        form=form,
        lines=lines,
        decision=form.decision.data,
        places=places_of(session, desk.partnership_id, desk.places),
    )


def _decided(
    session: Session, access: Access, desk: Desk, form: VerdictForm
) -> ResponseReturnValue:
    verdict = form.verdict()
    decided = do_decide(
        session,
        desk,
        form.applications.data,
        verdict,
        actor_id=signed_in_viewer().person_id,
    )
    for message, category in _what_was_decided(decided):
        flash(message, category)
    return _to_lists(access, desk)


def _what_was_decided(decided: Decided) -> list[tuple[str, str]]:
    """What to say of it."""
    found = []
    if decided.done:
        done = ngettext("%(num)d decision taken.", "%(num)d decisions taken.", decided.done)
        told = gettext("Each applicant reads it on the application's page, and is sent an e-mail.")
        found.append((f"{done} {told}", "success"))
    if decided.skipped:
        text = ngettext(
            "%(num)d application does not stand as it did; it was left as it is.",
            "%(num)d applications do not stand as they did; they were left as they are.",
            decided.skipped,
        )
        found.append((text, "warning"))
    if decided.objected:
        text = ngettext(
            "%(num)d applicant cannot take part by another rule, such as a limit for the season.",
            "%(num)d applicants cannot take part by another rule, such as a limit for the season.",
            decided.objected,
        )
        found.append((text, "warning"))
    return found


@room.page(f"{LISTS}/order", policy=SIGNED_IN, methods=("POST",))
def order(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Set the order of the waiting list."""
    access, desk = own_desk(session, exchange_id)
    if not Form().validate():
        raise NotFound
    do_rank(session, desk, _posted_ranks())
    flash(gettext("Saved."), "success")
    return _to_lists(access, desk, "waitlisted")


def _posted_ranks() -> dict[int, int | None]:
    ranks: dict[int, int | None] = {}
    for name, text in request.form.items():
        key = name.removeprefix("rank_")
        if name.startswith("rank_") and key.isdecimal() and len(key) < 10 and len(ranks) < 200:
            number = text.strip()
            is_number = number.isdecimal() and number.isascii() and 0 < len(number) < 5
            ranks[int(key)] = int(number) if is_number else None
    return ranks


@room.page(f"{LISTS}/moving", policy=SIGNED_IN, methods=("POST",))
def moving(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Let free places go to the waiting list, or stop that."""
    access, desk = own_desk(session, exchange_id)
    form = MovingForm()
    if not form.validate():
        raise NotFound
    moves_up = form.moves.data == "yes"
    do_set_moving(session, desk, moves_up=moves_up, actor_id=signed_in_viewer().person_id)
    flash(gettext("Saved."), "success")
    return _to_lists(access, desk, "waitlisted")
