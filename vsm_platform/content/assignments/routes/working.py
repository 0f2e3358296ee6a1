"""A student, or a team, works on an assignment and hands it in."""

import secrets

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.assignments import attachments
from vsm_platform.content.assignments.actions.common import locked_submission
from vsm_platform.content.assignments.actions.work import Outcome, do_save_work, is_closed
from vsm_platform.content.assignments.errors import WorkClosed
from vsm_platform.content.assignments.forms import WorkForm, whole_number
from vsm_platform.content.assignments.queries.access import Desk, desk_of, may_see_works
from vsm_platform.content.assignments.queries.assignments import (
    AssignmentView,
    access_assignment,
    partner_dates,
)
from vsm_platform.content.assignments.queries.work import numbers_of, version_of
from vsm_platform.content.assignments.routes.pages import (
    ASSIGNMENT,
    actor_id,
    course_page,
    room,
    to_assignment,
)
from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, partners_of, require_open
from vsm_platform.grading.api import home_entry
from vsm_platform.web.room import signed_in_viewer


@room.page(ASSIGNMENT, policy=SIGNED_IN, methods=("GET", "POST"))
def assignment(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    """What is to be done; for a student with the own work, for those who teach with what came."""
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    desk = desk_of(session, access, shown, partners_of(session, exchange_id))
    if request.method == "POST":
        return _save(session, access, shown, desk)
    if desk is None:
        return _look(session, access, shown)
    return _desk_page(session, access, shown, desk, _form_of(desk))


def _look(session: Session, access: Access, shown: AssignmentView) -> str:
    partners = partners_of(session, access.exchange_id)
    counted = [
        one for one in partners if not one.has_left or one.partnership_id == access.partnership_id
    ]
    dates = partner_dates(shown, counted)
    return course_page(
        session,
        "assignment",
        access,
        assignment=shown,
        dates=dates,
        numbers=numbers_of(session, access.exchange_id).get(shown.id),
    )


def _form_of(desk: Desk) -> WorkForm:
    latest = desk.work.latest
    return WorkForm(
        text=latest.text if latest else "",
        links="\n".join(latest.links) if latest else "",
        key=secrets.token_urlsafe(18),
        base=str(latest.number if latest else 0),
    )


def _desk_page(
    session: Session,
    access: Access,
    shown: AssignmentView,
    desk: Desk,
    form: WorkForm,
    *,
    clash: bool = False,
) -> str:
    work = desk.work
    released = shown.is_released and work.is_marked
    return course_page(
        session,
        "desk",
        access,
        assignment=shown,
        desk=desk,
        form=form,
        clash=clash,
        is_closed=is_closed(
            shown, has_handed_in=work.handed_in is not None, is_marked=work.is_marked
        ),
        takes_files=attachments.takes_files(),
        files=attachments.lines(session, work.latest.file_ids if work.latest else ()),
        handed_in_files=attachments.lines(
            session, work.handed_in.file_ids if work.handed_in else ()
        ),
        mark=work.mark_of(access.enrolment_id or 0) if released else None,
        home=home_entry(session, shown.exchange_id, shown.source, access.enrolment_id or 0)
        if released
        else None,
        others=may_see_works(session, access, shown),
    )


def _save(
    session: Session, access: Access, shown: AssignmentView, desk: Desk | None
) -> ResponseReturnValue:
    if desk is None:
        raise NotAllowed
    require_open(access)
    if not desk.may_write or not shown.is_published:
        raise WorkClosed
    form = WorkForm()
    if not form.validate():
        return _desk_page(session, access, shown, desk, form)
    outcome = do_save_work(
        session,
        shown,
        desk.owner,
        form.content(_file_ids(session, shown, desk)),
        form.page(),
        due_at=desk.due_at,
        hands_in=request.form.get("step") == "hand_in",
        actor_id=actor_id(),
    )
    if outcome is Outcome.CLASH:
        # What stands there now is shown, and the next try is made from it.
        desk = desk_of(session, access, shown, partners_of(session, shown.exchange_id)) or desk
        form.base.data = str(desk.work.latest.number if desk.work.latest else 0)
        return _desk_page(session, access, shown, desk, form, clash=True)
    message, kind = _said(outcome)
    flash(message, kind)
    anchor = "receipt" if outcome is Outcome.HANDED_IN else "work"
    return to_assignment(shown.exchange_id, shown.id, anchor=anchor)


def _said(outcome: Outcome) -> tuple[str, str]:
    return {
        Outcome.SAVED: (gettext("Saved as a draft. It is not handed in yet."), "success"),
        Outcome.HANDED_IN: (gettext("Handed in. Your receipt is below."), "success"),
        Outcome.JOINED: (
            gettext(
                "Somebody of your team saved meanwhile, so the two texts were joined and saved. "
                "Read it through; it is not handed in yet."
            ),
            "warning",
        ),
        Outcome.EMPTY: (gettext("Not handed in: there is nothing in it yet."), "error"),
        Outcome.TOO_LATE: (
            gettext(
                "Saved, but not handed in: it was due before, and late work is not accepted. "
                "Write to your teachers."
            ),
            "error",
        ),
    }[outcome]


def _file_ids(session: Session, shown: AssignmentView, desk: Desk) -> tuple[int, ...]:
    """The files that stay, and those that came with the form."""
    had = set(desk.work.latest.file_ids) if desk.work.latest else set()
    kept = [whole_number(text) for text in request.form.getlist("file")]
    ids = [one for one in dict.fromkeys(kept) if one in had]
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent or not attachments.takes_files():
        return tuple(ids)
    submission = locked_submission(session, shown.id, desk.owner)
    session.flush()
    ids.extend(
        attachments.store(
            session,
            shown.exchange_id,
            submission.id,
            name=file.filename or "",
            stream=file.stream,
            actor_id=actor_id(),
        )
        for file in sent
    )
    return tuple(ids)


@room.page(f"{ASSIGNMENT}/versions/<int(max=2147483647):number>", policy=SIGNED_IN)
def version(
    session: Session, exchange_id: int, assignment_id: int, number: int
) -> ResponseReturnValue:
    """An earlier version of one's own work."""
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    desk = desk_of(session, access, shown, partners_of(session, exchange_id))
    if desk is None or not desk.work.submission_id:
        raise NotFound
    found = version_of(session, desk.work.submission_id, number)
    files = attachments.lines(session, found.file_ids)
    return course_page(session, "version", access, assignment=shown, version=found, files=files)
