"""One person's credential, for faculty: its forms over time, correction and revocation."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.credentials.actions.holding import do_correct, do_revoke
from vsm_platform.credentials.forms.issuing import ReasonForm, correction_form
from vsm_platform.credentials.policies import require_keeper
from vsm_platform.credentials.queries.holders import credential_of, revisions_of
from vsm_platform.credentials.queries.runs import names_of
from vsm_platform.credentials.recognition.queries import recognition_seen_by
from vsm_platform.credentials.routes.pages import (
    GET_AND_POST,
    HELD,
    actor_id,
    course_page,
    public_url,
    reader,
    room,
    to_held,
    vault,
)


@room.page(HELD, policy=SIGNED_IN)
def held(session: Session, exchange_id: int, credential_id: int) -> ResponseReturnValue:
    access = reader(session, exchange_id)
    one = credential_of(session, exchange_id, credential_id)
    revisions = revisions_of(session, credential_id)
    return course_page(
        session,
        "held",
        access,
        one=one,
        revisions=revisions,
        recognition=recognition_seen_by(session, access, credential_id),
        names=names_of(session, [it.made_by_id for it in revisions]),
    )


@room.page(f"{HELD}/correct", policy=SIGNED_IN, methods=GET_AND_POST)
def correct(session: Session, exchange_id: int, credential_id: int) -> ResponseReturnValue:
    """A newer form, with another name, grade or end; a revoked one is issued again by it."""
    access = require_keeper(reader(session, exchange_id))
    one = credential_of(session, exchange_id, credential_id)
    form = correction_form(one.revision)
    if form.validate_on_submit():
        do_correct(
            session,
            vault(),
            public_url(),
            exchange_id,
            credential_id,
            form.correction(),
            actor_id=actor_id(),
        )
        flash(gettext("The corrected credential is signed. The older one says so."), "success")
        return to_held(exchange_id, credential_id)
    return course_page(session, "correct", access, one=one, form=form)


@room.page(f"{HELD}/revoke", policy=SIGNED_IN, methods=GET_AND_POST)
def revoke(session: Session, exchange_id: int, credential_id: int) -> ResponseReturnValue:
    access, form = require_keeper(reader(session, exchange_id)), ReasonForm()
    one = credential_of(session, exchange_id, credential_id)
    if form.validate_on_submit():
        do_revoke(session, exchange_id, credential_id, form.reason.data, actor_id=actor_id())
        flash(gettext("It is revoked."), "success")
        return to_held(exchange_id, credential_id)
    return course_page(session, "revoke", access, one=one, form=form)
