"""What was handed in: its list, each work with its mark, and the release of the marks."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.content.assignments import attachments
from vsm_platform.content.assignments.actions.marking import do_mark, do_release
from vsm_platform.content.assignments.errors import MarkChanged
from vsm_platform.content.assignments.forms import MarkForm, mark_form
from vsm_platform.content.assignments.policies import require_marker
from vsm_platform.content.assignments.queries.access import may_see_works, readable_work
from vsm_platform.content.assignments.queries.assignments import AssignmentView, access_assignment
from vsm_platform.content.assignments.queries.owners import Owner, owners_of
from vsm_platform.content.assignments.queries.work import Work, WorkLine, work_lines, work_of
from vsm_platform.content.assignments.routes.pages import (
    ASSIGNMENT,
    GET_AND_POST,
    WORK,
    actor_id,
    course_page,
    room,
    to_assignment,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

ON_A_PAGE = 60
SHOWN = ("all", "new", "missing", "marked")
"""Which works the list shows: all, those that wait for a mark, those that are not there, …"""


def _lines(session: Session, access: Access, shown: AssignmentView) -> list[WorkLine]:
    """All works for those who teach; for students, what others have handed in."""
    lines = work_lines(session, shown, owners_of(session, shown))
    if access.teaches:
        return _of_partner(lines, request.args.get("partner", type=int))
    return [line for line in lines if line.handed_in_at]


def _of_partner(lines: list[WorkLine], partnership_id: int | None) -> list[WorkLine]:
    if partnership_id is None:
        return lines
    return [line for line in lines if partnership_id in line.owner.partnership_ids]


def _wanted(lines: list[WorkLine], show: str) -> list[WorkLine]:
    if show == "new":
        return [line for line in lines if line.is_new]
    if show == "missing":
        return [line for line in lines if not line.handed_in_at]
    return [line for line in lines if line.is_marked] if show == "marked" else lines


@room.page(f"{ASSIGNMENT}/works", policy=SIGNED_IN)
def works(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    if not may_see_works(session, access, shown):
        raise NotFound
    everything = _lines(session, access, shown)
    show = request.args.get("show", "all")
    lines = _wanted(everything, show)
    pages = max(-(-len(lines) // ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return course_page(
        session,
        "works" if access.teaches else "others",
        access,
        assignment=shown,
        lines=lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        counts={name: len(_wanted(everything, name)) for name in SHOWN},
        show=show if show in SHOWN else "all",
        chosen=request.args.get("partner", type=int),
        page=page,
        pages=pages,
    )


@room.page(WORK, policy=SIGNED_IN, methods=GET_AND_POST)
def work(
    session: Session, exchange_id: int, assignment_id: int, owner_id: int
) -> ResponseReturnValue:
    """One work: for those who teach with its mark, for others to read where that is allowed."""
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    owner, found = readable_work(session, access, shown, owner_id)
    if request.method == "POST":
        require_marker(access)
    if not access.teaches:
        return _read_page(session, access, shown, owner, found)
    form = mark_form(shown, owner, found)
    if form.validate_on_submit():
        try:
            return _mark(session, shown, owner, form)
        except MarkChanged:
            return _changed(session, access, shown, owner, form)
    return _mark_page(session, access, shown, owner, found, form)


def _read_page(
    session: Session, access: Access, shown: AssignmentView, owner: Owner, found: Work
) -> str:
    handed_in = found.handed_in
    files = attachments.lines(session, handed_in.file_ids if handed_in else ())
    return course_page(
        session, "read", access, assignment=shown, owner=owner, version=handed_in, files=files
    )


def _mark(
    session: Session, shown: AssignmentView, owner: Owner, form: MarkForm
) -> ResponseReturnValue:
    sent = do_mark(
        session,
        shown,
        owner,
        form.verdict(),
        seen_version=form.seen_version,
        actor_id=actor_id(),
    )
    saved = gettext("Saved. Students see it when you release the marks.")
    released = gettext("Saved. It is shown to the student and on its way to the gradebook.")
    flash(released if sent or shown.is_released else saved, "success")
    _before, after = _neighbours(session, shown, owner)
    goes_on = request.form.get("step") == "next" and after is not None
    address = url_for(
        "assignments.work",
        exchange_id=shown.exchange_id,
        assignment_id=shown.id,
        owner_id=after if goes_on and after else owner.id,
        partner=request.args.get("partner", type=int),
    )
    return redirect(address, 303)


def _changed(
    session: Session, access: Access, shown: AssignmentView, owner: Owner, form: MarkForm
) -> str:
    """What somebody else has entered; saving again then replaces it."""
    present = work_of(session, shown.id, owner)
    form.seen.data = str(present.mark_version)
    return _mark_page(session, access, shown, owner, present, form, is_stale=True)


def _mark_page(
    session: Session,
    access: Access,
    shown: AssignmentView,
    owner: Owner,
    found: Work,
    form: MarkForm,
    *,
    is_stale: bool = False,
) -> str:
    before, after = _neighbours(session, shown, owner)
    version = found.handed_in or found.latest
    return course_page(
        session,
        "mark",
        access,
        assignment=shown,
        owner=owner,
        found=found,
        version=version,
        files=attachments.lines(session, version.file_ids if version else ()),
        form=form,
        is_stale=is_stale,
        before=before,
        after=after,
        chosen=request.args.get("partner", type=int),
    )


def _neighbours(
    session: Session, shown: AssignmentView, owner: Owner
) -> tuple[int | None, int | None]:
    """Whose work comes before and after this one in the list."""
    chosen = request.args.get("partner", type=int)
    owners: Sequence[Owner] = owners_of(session, shown)
    ids = [one.id for one in owners if chosen is None or chosen in one.partnership_ids]
    if owner.id not in ids:
        return None, None
    place = ids.index(owner.id)
    return ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None


@room.page(f"{ASSIGNMENT}/release", policy=SIGNED_IN, methods=GET_AND_POST)
def release(session: Session, exchange_id: int, assignment_id: int) -> ResponseReturnValue:
    """Show all marks to their students and send them to the gradebooks, after a question."""
    access, shown = access_assignment(session, signed_in_viewer(), exchange_id, assignment_id)
    require_marker(access)
    if Form().validate_on_submit():
        sent = do_release(session, shown, actor_id=actor_id())
        flash(
            ngettext(
                "Released. %(num)d mark goes to its gradebook.",
                "Released. %(num)d marks go to their gradebooks.",
                sent,
            ),
            "success",
        )
        return to_assignment(exchange_id, assignment_id)
    lines = work_lines(session, shown, owners_of(session, shown))
    return render_template(
        "assignments/release.html",
        access=access,
        assignment=shown,
        marked=sum(line.is_marked for line in lines),
        unmarked=sum(line.is_new for line in lines),
    )
