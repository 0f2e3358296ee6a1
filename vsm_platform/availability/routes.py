"""Pages of availability: one's own week, and for faculty the question for it."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import ProfileLink, offer_profile_link
from vsm_platform.availability.actions import (
    do_ask,
    do_ask_no_more,
    do_forget_week,
    do_paint_week,
)
from vsm_platform.availability.forms import DAYS, AskForm, WeekForm, day_name
from vsm_platform.availability.models import PaintedWeek
from vsm_platform.availability.policies import may_ask, require_asker
from vsm_platform.availability.queries import answers, asked_until, own_week
from vsm_platform.availability.week import WAKING_WEEK
from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN, Viewer
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    Role,
    Section,
    Tab,
    access_exchange,
    faculty,
    offer_agenda,
    offer_tab,
    partners_of,
    progress_for,
    short_names,
)
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("availability", __name__)
EXCHANGE = "/exchanges/<int(max=2147483647):exchange_id>"
GET_AND_POST = ("GET", "POST")
A_WEEK = timedelta(days=7)


def _is_student(access: Access) -> bool:
    return access.role == Role.STUDENT


def _agenda(session: Session, access: Access, viewer: Viewer) -> Iterator[AgendaItem]:
    """The question of faculty, for every student whom it is put to."""
    wanted = asked_until(session, access.exchange_id) if _is_student(access) else None
    if wanted and access.may_write:
        yield AgendaItem(
            kind="availability",
            title=gettext("Say when you can meet"),
            path=f"/exchanges/{access.exchange_id}/my-hours",
            note=_l("For teams and meetings at hours that suit you"),
            day=wanted,
            is_due=True,
            is_done=own_week(session, viewer.person_id) is not None,
        )


offer_tab(
    Tab(Section.MEETINGS, "availability.week", _l("My hours"), order=40, shown=_is_student),
)
offer_tab(
    Tab(Section.MEETINGS, "availability.asking", _l("Students’ hours"), order=40, shown=faculty),
)
offer_agenda("availability", _agenda)
offer_profile_link(
    ProfileLink(
        "/my-hours",
        _l("The hours in which you can meet"),
        _l("For teams and meetings at times that suit you; nobody else sees them."),
    )
)


@room.page("/my-hours", policy=SIGNED_IN, methods=GET_AND_POST)
def own(session: Session) -> ResponseReturnValue:
    """One's own week, for whatever exchange one takes part in."""
    return _week_page(session, "own", "/my-hours")


@room.page(f"{EXCHANGE}/my-hours", policy=SIGNED_IN, methods=GET_AND_POST)
def week(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The same on a page of an exchange, where it was asked for."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    address = url_for("availability.week", exchange_id=exchange_id)
    return _week_page(
        session,
        "week",
        address,
        wanted=asked_until(session, exchange_id),
        **_course(session, access),
    )


def _course(session: Session, access: Access) -> dict[str, object]:
    partners = partners_of(session, access.exchange_id)
    return {
        "access": access,
        "progress": progress_for(access, signed_in_viewer()),
        "partners": partners,
        "short_names": short_names(partners),
    }


def _week_page(
    session: Session, template: str, address: str, **values: object
) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    form = WeekForm()
    if form.validate_on_submit():
        do_paint_week(session, viewer.person_id, zone=form.zone.data, hours=form.week())
        return _kept(address, gettext("Your hours are saved."))
    painted = own_week(session, viewer.person_id)
    if not form.is_submitted():
        form = _filled(painted, viewer)
    return render_template(
        f"availability/{template}.html",
        form=form,
        painted=painted,
        address=address,
        days=[day_name(day) for day in DAYS],
        **values,
    )


def _filled(painted: PaintedWeek | None, viewer: Viewer) -> WeekForm:
    form = WeekForm(formdata=None, zone=painted.zone if painted else viewer.timezone)
    form.show(painted.hours if painted else WAKING_WEEK)
    return form


def _kept(address: str, text: str) -> ResponseReturnValue:
    """The page again; the script, which saves while one paints, needs no more than to know."""
    if request.form.get("by") == "script":
        return "", 204
    flash(text, "success")
    return redirect(address, 303)


@room.page("/my-hours/forget", policy=SIGNED_IN, methods=("POST",))
def forget(session: Session) -> ResponseReturnValue:
    """Let waking hours hold again."""
    do_forget_week(session, signed_in_viewer().person_id)
    flash(gettext("Your hours are forgotten. We take it that you are awake from 08:00 to 22:00."))
    return redirect(url_for("availability.own"), 303)


@room.page(f"{EXCHANGE}/hours", policy=SIGNED_IN, methods=GET_AND_POST)
def asking(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For faculty: how many have answered, and the question itself."""
    viewer = signed_in_viewer()
    access = require_asker(
        access_exchange(session, viewer, exchange_id), writes=request.method == "POST"
    )
    wanted = asked_until(session, exchange_id)
    proposed = wanted or clock.today(ZoneInfo(viewer.timezone)) + A_WEEK
    form = AskForm(until=proposed)
    if form.validate_on_submit():
        do_ask(session, exchange_id, until=form.until.data, actor_id=viewer.person_id)
        flash(gettext("The students are asked. It stands in their agenda."), "success")
        return redirect(url_for("availability.asking", exchange_id=exchange_id), 303)
    return render_template(
        "availability/asking.html",
        form=form,
        wanted=wanted,
        answers=answers(session, exchange_id),
        asks=may_ask(access) and access.may_write,
        **_course(session, access),
    )


@room.page(f"{EXCHANGE}/hours/stop", policy=SIGNED_IN, methods=("POST",))
def stop_asking(session: Session, exchange_id: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    require_asker(access_exchange(session, viewer, exchange_id), writes=True)
    do_ask_no_more(session, exchange_id, actor_id=viewer.person_id)
    flash(gettext("It no longer stands in the students’ agenda."), "success")
    return redirect(url_for("availability.asking", exchange_id=exchange_id), 303)
