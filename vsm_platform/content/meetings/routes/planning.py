"""Plan a meeting: first when and for whom, on everybody's clock, then what about."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from vsm_platform.content.meetings import ports
from vsm_platform.content.meetings.actions.common import instant_of
from vsm_platform.content.meetings.actions.planning import do_plan_meetings
from vsm_platform.content.meetings.forms import (
    FactsForm,
    TimeForm,
    WhenForm,
    as_sent,
    first_proposal,
)
from vsm_platform.content.meetings.policies import Invitation
from vsm_platform.content.meetings.ports import recording_hindrance
from vsm_platform.content.meetings.queries.meetings import meetings_of, planning_access
from vsm_platform.content.meetings.queries.preview import Preview, preview_of
from vsm_platform.content.meetings.routes.pages import (
    GET_AND_POST,
    MEETINGS,
    address_of,
    company,
    course_page,
    room,
)
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, Partner, partners_of, present_partners, staff_of
from vsm_platform.web.room import signed_in_viewer


def _when_form(session: Session, exchange_id: int, partners: tuple[Partner, ...]) -> WhenForm:
    """The form with what the address says, or with a first proposal."""
    teams = ports.teams().choices(session, exchange_id)
    sent: MultiDict[str, str] = request.args
    if "day" not in sent:
        latest = [one.meeting.starts_at for one in meetings_of(session, exchange_id)]
        wall = first_proposal(max(latest, default=None), signed_in_viewer().timezone)
        sent = as_sent(wall, 60)
    form = WhenForm(formdata=sent)
    form.offer([(one.partnership_id, one.name) for one in present_partners(partners)], teams)
    return form


def _preview(
    session: Session, access: Access, partners: tuple[Partner, ...], form: WhenForm
) -> Preview:
    times, whom = form.times(), form.whom()
    invitations = [
        Invitation(
            whom.audience,
            whom.partnerships,
            whom.team_id,
            instant_of(wall, second=times.second),
        )
        for wall in form.walls()
    ]
    who = company(session, access, partners, whom.team_id)
    return preview_of(who, invitations, times.minutes, times.first.zone)


@room.page(f"{MEETINGS}/new", policy=SIGNED_IN)
def when(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The first step: when, and how that is for everybody. Nothing is changed here."""
    access = planning_access(session, signed_in_viewer(), exchange_id)
    partners = partners_of(session, exchange_id)
    form = _when_form(session, exchange_id, partners)
    shown = _preview(session, access, partners, form) if form.validate() else None
    return course_page(
        session,
        "when",
        access,
        partners,
        form=form,
        preview=shown,
        hour_address=lambda hour: other_time("meetings.when", form, hour),
        next_address=url_for("meetings.new", exchange_id=exchange_id, **form_arguments(form)),
        action=url_for("meetings.when", exchange_id=exchange_id),
        back=url_for("meetings.overview", exchange_id=exchange_id),
        moved=None,
    )


def form_arguments(form: TimeForm) -> dict[str, Any]:
    """The form's fields as they stand in an address."""
    found: dict[str, Any] = {}
    for field in form:
        data = field.data
        if isinstance(field.data, datetime) or hasattr(field.data, "isoformat"):
            data = field.data.isoformat()[:16]
        if data not in (None, "", []):
            found[field.name] = data
    return found


def other_time(endpoint: str, form: TimeForm, start: datetime, **values: Any) -> str:
    """The address of the same form with another time, on the planner's clock."""
    arguments = form_arguments(form)
    arguments.update(day=start.date().isoformat(), time=f"{start:%H:%M}")
    exchange_id = (request.view_args or {})["exchange_id"]
    return url_for(endpoint, exchange_id=exchange_id, **values, **arguments)


@room.page(f"{MEETINGS}/new/details", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The second step: what it is about; the address holds the time."""
    viewer = signed_in_viewer()
    access = planning_access(session, viewer, exchange_id)
    partners = partners_of(session, exchange_id)
    when_form = _when_form(session, exchange_id, partners)
    first_step = url_for("meetings.when", exchange_id=exchange_id, **form_arguments(when_form))
    if "day" not in request.args or not when_form.validate():
        return redirect(first_step, 303)
    form = FactsForm()
    form.offer(staff_of(session, exchange_id))
    if form.validate_on_submit():
        planned = do_plan_meetings(
            session,
            exchange_id,
            form.facts(),
            when_form.times(),
            when_form.whom(),
            actor_id=viewer.person_id,
        )
        flash(ngettext("It is planned.", "%(num)d meetings are planned.", len(planned)), "success")
        return redirect(address_of(planned[0]), 303)
    return course_page(
        session,
        "new",
        access,
        partners,
        form=form,
        preview=_preview(session, access, partners, when_form),
        first_step=first_step,
        hindrance=recording_hindrance(session, exchange_id),
    )
