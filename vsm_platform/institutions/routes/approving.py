"""What an LMS registered by itself: an administrator looks at it, and approves or refuses it."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from lti.platforms import preset_for
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import (
    do_approve_changes,
    do_approve_registration,
    do_refuse_changes,
    do_refuse_registration,
)
from vsm_platform.institutions.forms import PlainConfirmForm, ReasonForm
from vsm_platform.institutions.models import State
from vsm_platform.institutions.platforms import platform_name
from vsm_platform.institutions.queries import (
    access_registration,
    access_waiting_answer,
    differences,
    institutions_of,
)
from vsm_platform.institutions.registering import Answer, scope_name
from vsm_platform.institutions.routes.pages import (
    ROW,
    actor,
    admin_page,
    done,
    registration_crumbs,
    room,
)

SECTION = "list_of_registrations"
_ANSWER = f"/admin/platforms/<{ROW}:registration_id>/answer"


@room.page(f"{_ANSWER}/approve", policy=ADMINISTRATOR, methods=("GET", "POST"))
def approve_answer(session: Session, registration_id: int) -> ResponseReturnValue:
    """A new registration as a whole, or the changes of one that counts already."""
    found = access_registration(session, registration_id)
    invitation, institution = access_waiting_answer(session, found)
    is_new = found.state == State.PENDING
    form = PlainConfirmForm()
    if form.validate_on_submit():
        approve = do_approve_registration if is_new else do_approve_changes
        approve(session, found, invitation, actor_id=actor())
        message = gettext("Approved: %(name)s may launch.", name=found.name)
        if not is_new:
            message = gettext("The changes of %(name)s count from now on.", name=found.name)
        return done(message, "registration", registration_id=found.id)
    answer = Answer.read(invitation.answer or {})
    return admin_page(
        "approve_registration" if is_new else "approve_changes",
        SECTION,
        crumbs=registration_crumbs(found),
        registration=found,
        invitation=invitation,
        institution=institution,
        answer=answer,
        differences=differences(found, answer),
        others=[each for each in institutions_of(session, found) if each.id != institution.id],
        platform_name=platform_name,
        scope_name=scope_name,
        is_shared=preset_for(answer.platform).issuer_is_shared,
    )


@room.page(f"{_ANSWER}/refuse", policy=ADMINISTRATOR, methods=("GET", "POST"))
def refuse_answer(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    invitation, _institution = access_waiting_answer(session, found)
    is_new = found.state == State.PENDING
    form = ReasonForm()
    if form.validate_on_submit():
        reason = form.reason.data
        if is_new:
            do_refuse_registration(session, found, invitation, reason, actor_id=actor())
        else:
            do_refuse_changes(session, invitation, reason, actor_id=actor())
        return done(gettext("Refused."), "registration", registration_id=found.id)
    return admin_page(
        "refuse_registration",
        SECTION,
        crumbs=registration_crumbs(found),
        form=form,
        registration=found,
        is_new=is_new,
    )
