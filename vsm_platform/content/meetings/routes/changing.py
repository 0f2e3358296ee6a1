"""Change, move and cancel a meeting; each shows what that means before it is done."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from vsm_platform.content.meetings.actions.common import Change, ForWhom, instant_of
from vsm_platform.content.meetings.actions.planning import (
    do_cancel_meeting,
    do_change_meeting,
    do_move_meeting,
    do_restore_meeting,
)
from vsm_platform.content.meetings.actions.telling import News, do_tell
from vsm_platform.content.meetings.forms import ChangeForm, ScopeForm, TimeForm, as_sent
from vsm_platform.content.meetings.models import Audience, Meeting
from vsm_platform.content.meetings.policies import Invitation
from vsm_platform.content.meetings.queries.meetings import (
    Planned,
    following,
    meeting_of,
    planning_access,
)
from vsm_platform.content.meetings.queries.preview import Preview, clocks_at, preview_of
from vsm_platform.content.meetings.queries.recipients import people_to_tell
from vsm_platform.content.meetings.routes.pages import (
    GET_AND_POST,
    MEETING,
    address_of,
    company,
    course_page,
    room,
)
from vsm_platform.content.meetings.routes.planning import form_arguments, other_time
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, Partner, partners_of, staff_of
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.room import signed_in_viewer


def _planned(session: Session, exchange_id: int, meeting_id: int) -> tuple[Access, Planned]:
    access = planning_access(session, signed_in_viewer(), exchange_id)
    return access, meeting_of(session, exchange_id, meeting_id)


def _asked(session: Session, one: Planned) -> dict[str, object]:
    """What the questions before a change need: how many follow, and whom one can write to."""
    coming = list(following(session, one.meeting))
    people = people_to_tell(session, one.meeting.exchange_id, [one])
    return {
        "meeting": one.meeting,
        "followers": max(len(coming) - 1, 0),
        "told": len(people) if can_send_mail() else 0,
        "can_send_mail": can_send_mail(),
    }


def _done(
    session: Session, changes: Sequence[Change], news: News, form: ScopeForm, text: str
) -> ResponseReturnValue:
    """Write to people where that was wished, and go back to the meeting."""
    meeting: Meeting = changes[0].meeting
    if form.mail.data and can_send_mail():
        told = do_tell(session, meeting.exchange_id, changes, news)
        letters = ngettext(
            "A letter goes to %(num)d person.", "Letters go to %(num)d people.", told
        )
        text = f"{text} {letters}"
    flash(text, "success")
    return redirect(address_of(meeting), 303)


@room.page(f"{MEETING}/edit", policy=SIGNED_IN, methods=GET_AND_POST)
def edit(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """Change what a meeting is about, where it happens, and whom it is for."""
    access, one = _planned(session, exchange_id, meeting_id)
    partners = partners_of(session, exchange_id)
    form = _change_form(session, one, partners)
    if form.validate_on_submit() and _is_unchanged(form, one.meeting):
        changes = do_change_meeting(
            session,
            exchange_id,
            meeting_id,
            form.facts(),
            ForWhom(form.partners.data or (), one.meeting.team_id),
            seen=form.seen_sequence,
            with_following=form.with_following,
            actor_id=signed_in_viewer().person_id,
        )
        return _done(session, changes, News.CHANGED, form, gettext("Saved."))
    return course_page(session, "edit", access, partners, form=form, **_asked(session, one))


def _change_form(session: Session, one: Planned, partners: tuple[Partner, ...]) -> ChangeForm:
    meeting = one.meeting
    form = ChangeForm(
        obj=meeting,
        leader=meeting.leader_id or 0,
        partners=sorted(one.partnerships),
        seen=str(meeting.sequence),
        mail=False,
    )
    form.offer(staff_of(session, meeting.exchange_id))
    form.partners.choices = [
        (partner.partnership_id, partner.name)
        for partner in partners
        if not partner.has_left or partner.partnership_id in one.partnerships
    ]
    if meeting.audience == Audience.TEAM:
        del form.partners
    return form


def _is_unchanged(form: ChangeForm, meeting: Meeting) -> bool:
    """Whether the meeting is what the person saw; else they keep their words, and are told."""
    if form.seen_sequence == meeting.sequence:
        return True
    form.form_errors.append(
        gettext(
            "Somebody else changed this meeting while you were writing. Your words are all here. "
            "Look at the meeting as it is now, then save again to put yours in their place."
        )
    )
    form.seen.data = str(meeting.sequence)
    form.seen.raw_data = None
    return False


@room.page(f"{MEETING}/move", policy=SIGNED_IN)
def move(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """When else: the same step as for a new meeting. Nothing is changed here."""
    access, one = _planned(session, exchange_id, meeting_id)
    partners = partners_of(session, exchange_id)
    form, shown = _moved(session, access, partners, one)
    return course_page(
        session,
        "when",
        access,
        partners,
        form=form,
        preview=shown,
        hour_address=lambda hour: other_time("meetings.move", form, hour, meeting_id=meeting_id),
        next_address=url_for(
            "meetings.confirm_move",
            exchange_id=exchange_id,
            meeting_id=meeting_id,
            **form_arguments(form),
        ),
        action=url_for("meetings.move", exchange_id=exchange_id, meeting_id=meeting_id),
        back=address_of(one.meeting),
        moved=one.meeting,
    )


def _moved(
    session: Session, access: Access, partners: tuple[Partner, ...], one: Planned
) -> tuple[TimeForm, Preview | None]:
    meeting, wall = one.meeting, one.meeting.wall
    sent: MultiDict[str, str] = request.args
    if "day" not in sent:
        is_second = meeting.starts_at in wall.instants()[1:]
        sent = as_sent(wall, meeting.minutes, second=is_second)
    form = TimeForm(formdata=sent)
    if not form.validate():
        return form, None
    times = form.times()
    invitation = Invitation(
        meeting.audience,
        one.partnerships,
        meeting.team_id,
        instant_of(times.first, second=times.second),
    )
    who = company(session, access, partners, meeting.team_id)
    return form, preview_of(who, [invitation], times.minutes, times.first.zone)


@room.page(f"{MEETING}/move/confirm", policy=SIGNED_IN, methods=GET_AND_POST)
def confirm_move(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """What changes for everybody, and whether to write to them."""
    access, one = _planned(session, exchange_id, meeting_id)
    partners = partners_of(session, exchange_id)
    times_form, after = _moved(session, access, partners, one)
    first_step = url_for(
        "meetings.move",
        exchange_id=exchange_id,
        meeting_id=meeting_id,
        **form_arguments(times_form),
    )
    if after is None:
        return redirect(first_step, 303)
    form = ScopeForm(seen=str(one.meeting.sequence), mail=True)
    if form.validate_on_submit():
        changes = do_move_meeting(
            session,
            exchange_id,
            meeting_id,
            times_form.times(),
            seen=form.seen_sequence,
            with_following=form.with_following,
            actor_id=signed_in_viewer().person_id,
        )
        return _done(session, changes, News.MOVED, form, gettext("It is moved."))
    who = company(session, access, partners, one.meeting.team_id)
    before = clocks_at(who, one.invitation, one.meeting.minutes, signed_in_viewer().timezone)
    return course_page(
        session,
        "move",
        access,
        partners,
        form=form,
        before=before,
        after=after,
        first_step=first_step,
        **_asked(session, one),
    )


@room.page(f"{MEETING}/cancel", policy=SIGNED_IN, methods=GET_AND_POST)
def cancel(session: Session, exchange_id: int, meeting_id: int) -> ResponseReturnValue:
    """Cancel a meeting after a question, or let a cancelled one take place after all."""
    access, one = _planned(session, exchange_id, meeting_id)
    form = ScopeForm(seen=str(one.meeting.sequence), mail=True)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        if one.meeting.cancelled_at:
            restored = do_restore_meeting(
                session, exchange_id, meeting_id, seen=form.seen_sequence, actor_id=actor_id
            )
            return _done(
                session, restored, News.RESTORED, form, gettext("It takes place after all.")
            )
        changes = do_cancel_meeting(
            session,
            exchange_id,
            meeting_id,
            seen=form.seen_sequence,
            with_following=form.with_following,
            actor_id=actor_id,
        )
        return _done(session, changes, News.CANCELLED, form, gettext("It is cancelled."))
    return course_page(session, "cancel", access, None, form=form, **_asked(session, one))
