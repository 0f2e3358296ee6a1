"""A team's vote: each member ticks what suits, and what suits most becomes the meetings."""

from zoneinfo import ZoneInfo

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import meeting_path
from vsm_platform.content.scheduling.actions import do_close_poll, do_vote, do_withdraw_poll
from vsm_platform.content.scheduling.forms import VoteForm
from vsm_platform.content.scheduling.policies import may_end_poll, require_voter
from vsm_platform.content.scheduling.queries.options import option
from vsm_platform.content.scheduling.queries.people import team_groups
from vsm_platform.content.scheduling.queries.polls import (
    PollView,
    access_poll,
    poll_path,
    question_of,
)
from vsm_platform.content.scheduling.routes.pages import GET_AND_POST, VOTE, course_page, room
from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import require_open
from vsm_platform.web.room import signed_in_viewer


@room.page(VOTE, policy=SIGNED_IN, methods=GET_AND_POST)
def vote(session: Session, exchange_id: int, poll_id: int) -> ResponseReturnValue:
    """The proposed times on everybody's clock, and the viewer's own ticks."""
    seen = access_poll(session, signed_in_viewer(), exchange_id, poll_id)
    form = VoteForm(slots=seen.own or [])
    form.slots.choices = [(slot, "") for slot in seen.poll.slots]
    if form.validate_on_submit():
        voter = require_voter(seen.access, is_member=seen.is_member)
        if do_vote(session, poll_id, voter, form.slots.data):
            flash(gettext("Thank you. All of you have voted, so it is decided."), "success")
        else:
            flash(gettext("Thank you. You can change your vote until it ends."), "success")
        return redirect(poll_path(seen.poll), 303)
    return course_page(session, "vote", seen.access, seen=seen, form=form, **_shown(session, seen))


def _shown(session: Session, seen: PollView) -> dict[str, object]:
    poll, team = seen.poll, seen.team
    zone = signed_in_viewer().timezone
    zone = zone if clock.zone_or_none(zone) else "UTC"
    group = team_groups(session, poll.exchange_id, [team.id], question_of(poll))[team.id]
    found = {slot: option(group, group.company.proposal(slot), zone) for slot in poll.slots}
    started = poll.started_by_id == signed_in_viewer().person_id
    ends = may_end_poll(seen.access, started_by_viewer=started, is_member=seen.is_member)
    return {
        "options": {slot: one for slot, one in found.items() if one},
        "votes": seen.is_member and seen.access.may_write and poll.closed_at is None,
        "ends": ends and poll.closed_at is None,
        "meeting": meeting_path(poll.exchange_id, poll.meeting_id) if poll.meeting_id else None,
        "closes_at": poll.closes_at.astimezone(ZoneInfo(zone)),
    }


def _ended(session: Session, exchange_id: int, poll_id: int) -> PollView:
    viewer = signed_in_viewer()
    seen = access_poll(session, viewer, exchange_id, poll_id)
    require_open(seen.access)
    started = seen.poll.started_by_id == viewer.person_id
    if not may_end_poll(seen.access, started_by_viewer=started, is_member=seen.is_member):
        raise NotAllowed
    return seen


@room.page(f"{VOTE}/close", policy=SIGNED_IN, methods=("POST",))
def close(session: Session, exchange_id: int, poll_id: int) -> ResponseReturnValue:
    """End the vote now; what most have ticked is planned."""
    _ended(session, exchange_id, poll_id)
    poll = do_close_poll(session, poll_id, actor_id=signed_in_viewer().person_id)
    flash(gettext("The vote is over."), "success")
    return redirect(poll_path(poll), 303)


@room.page(f"{VOTE}/withdraw", policy=SIGNED_IN, methods=("POST",))
def withdraw(session: Session, exchange_id: int, poll_id: int) -> ResponseReturnValue:
    """End the vote, and plan nothing."""
    seen = _ended(session, exchange_id, poll_id)
    do_withdraw_poll(session, poll_id, actor_id=signed_in_viewer().person_id)
    flash(gettext("The vote is over, and nothing is planned."), "success")
    return redirect(poll_path(seen.poll), 303)
