"""What a member says: a few words about themself to the team, and what is not working to faculty."""

from uuid import uuid4

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import access_exchange, require_not_archived, require_open
from vsm_platform.teams.actions.concerns import do_answer_concern, do_raise_concern
from vsm_platform.teams.actions.introductions import do_introduce
from vsm_platform.teams.forms import ConcernAnswerForm, ConcernForm, IntroductionForm
from vsm_platform.teams.models import ConcernState
from vsm_platform.teams.policies import require_former
from vsm_platform.teams.queries.access import own_team
from vsm_platform.teams.queries.concerns import (
    concern_view,
    concerns_of,
    introductions_of,
    own_concerns,
)
from vsm_platform.teams.routes.pages import (
    GET_AND_POST,
    ROW,
    TEAM,
    TEAMS,
    actor_id,
    course_page,
    room,
)
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{TEAM}/introduction", policy=SIGNED_IN, methods=GET_AND_POST)
def introduction(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """A member's own few words; the team reads them on its page."""
    access, shown, me = own_team(session, signed_in_viewer(), exchange_id, team_id)
    require_open(access)
    form = IntroductionForm(text=introductions_of(session, [me]).get(me, ""))
    if form.validate_on_submit():
        do_introduce(session, me, form.text.data or "")
        flash(gettext("Saved. Your team sees it."), "success")
        address = url_for("teams.team", exchange_id=exchange_id, team_id=team_id)
        return redirect(address, 303)
    return course_page(session, "introduction", access, team=shown, form=form)


@room.page(f"{TEAM}/concern", policy=SIGNED_IN, methods=GET_AND_POST)
def concern(session: Session, exchange_id: int, team_id: int) -> ResponseReturnValue:
    """A member tells the facilitators what is not working, and sees what became of it."""
    access, shown, me = own_team(session, signed_in_viewer(), exchange_id, team_id)
    form = ConcernForm()
    if form.validate_on_submit():
        require_not_archived(access)
        do_raise_concern(
            session,
            access,
            shown,
            key=form.key.data,
            text=form.text.data,
            team_may_know=form.team_may_know.data == "yes",
        )
        flash(gettext("Sent. Those who teach will look into it."), "success")
        address = url_for("teams.concern", exchange_id=exchange_id, team_id=team_id)
        return redirect(address, 303)
    if not form.key.data:
        form.key.data = uuid4().hex
    own = own_concerns(session, me)
    return course_page(session, "concern", access, team=shown, form=form, own=own)


@room.page(f"{TEAMS}/concerns", policy=SIGNED_IN)
def concerns(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For those who teach: everything that members have said, what is new first."""
    access = require_former(access_exchange(session, signed_in_viewer(), exchange_id))
    return course_page(session, "concerns", access, concerns=concerns_of(session, exchange_id))


@room.page(f"{TEAMS}/concerns/<{ROW}:concern_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def answer_concern(session: Session, exchange_id: int, concern_id: int) -> ResponseReturnValue:
    """One of them, with how it stands and what its writer is told."""
    access = require_former(access_exchange(session, signed_in_viewer(), exchange_id))
    shown = concern_view(session, exchange_id, concern_id)
    form = ConcernAnswerForm(
        state=shown.state.value, answer=shown.answer, version=str(shown.version)
    )
    is_stale = False
    if form.validate_on_submit():
        require_not_archived(access)
        is_stale = not do_answer_concern(
            session,
            exchange_id,
            concern_id,
            state=ConcernState(form.state.data),
            answer=form.answer.data or "",
            seen_version=form.seen_version,
            actor_id=actor_id(),
        )
        if not is_stale:
            flash(gettext("Saved."), "success")
            return redirect(url_for("teams.concerns", exchange_id=exchange_id), 303)
        form.version.data = str(shown.version)
    return course_page(
        session, "answer_concern", access, concern=shown, form=form, is_stale=is_stale
    )
