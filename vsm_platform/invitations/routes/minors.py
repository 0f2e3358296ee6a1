"""Minors and their guardians: the minor's own page, the guardian's, and what faculty see."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person, notice_of
from vsm_platform.core.permissions import ANYONE, SIGNED_IN, Viewer
from vsm_platform.exchanges.api import Access, AgendaItem, access_exchange, offer_agenda
from vsm_platform.invitations.actions.consents import (
    do_consent,
    do_make_consent_link,
    do_note_consent,
    do_withdraw_consent,
)
from vsm_platform.invitations.forms import ConsentForm, PaperForm
from vsm_platform.invitations.queries.links import ConsentPage, access_consent
from vsm_platform.invitations.queries.people import (
    access_minor,
    access_own_minority,
    own_minors,
)
from vsm_platform.invitations.routes.joining import opening
from vsm_platform.invitations.routes.pages import (
    EXCHANGE,
    GET_AND_POST,
    ROW,
    course_page,
    inviting_access,
    room,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

MINORS = f"{EXCHANGE}/under-age"
MINOR = f"{MINORS}/<{ROW}:minor_id>"


def _awaited(_session: Session, access: Access, _viewer: Viewer) -> Iterator[AgendaItem]:
    """What comes before everything else for a minor whose guardian has not agreed."""
    if access.awaits_consent:
        yield AgendaItem(
            kind="consent",
            title=gettext("Your guardian’s consent"),
            path=url_for("invitations.consent", exchange_id=access.exchange_id),
            note=_l("Until then you can read, and not yet take part."),
            is_due=True,
        )


offer_agenda("invitations", _awaited)


@room.page(f"{EXCHANGE}/consent", policy=SIGNED_IN, methods=GET_AND_POST)
def consent(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For the minor: make the link for the guardian, or see that it is done."""
    access = access_exchange(session, signed_in_viewer(), exchange_id, without_consent=True)
    enrolment, given = access_own_minority(session, access)
    link = None
    if enrolment.consented_at is None and Form().validate_on_submit():
        link = do_make_consent_link(session, enrolment)
    return course_page(session, "consent", access, enrolment=enrolment, given=given, link=link)


@room.page("/consent/<code>", policy=ANYONE, methods=GET_AND_POST, transaction=False)
def guardian(code: str) -> ResponseReturnValue:
    """For the guardian, who has no account: agree, and later take it back by the same link."""
    with opening() as session:
        page, form = access_consent(session, code), ConsentForm()
        if page.enrolment.consented_at is not None:
            return _given(session, page, code)
        if form.validate_on_submit():
            do_consent(session, page.enrolment, form.guardian.data)
            return redirect(url_for("invitations.guardian", code=code), 303)
        notice = notice_of(session, page.institution_id, from_lms=False)
        return render_template("invitations/guardian.html", page=page, form=form, notice=notice)


def _given(session: Session, page: ConsentPage, code: str) -> ResponseReturnValue:
    if Form().validate_on_submit():
        do_withdraw_consent(session, page.enrolment, actor_id=None)
        flash(gettext("You have taken your consent back."), "success")
        return redirect(url_for("invitations.guardian", code=code), 303)
    return render_template("invitations/guardian_given.html", page=page)


@room.page(MINORS, policy=SIGNED_IN)
def minors(session: Session, exchange_id: int) -> ResponseReturnValue:
    """For faculty: who is under age, and whose guardian has agreed."""
    access, _partners = inviting_access(session, exchange_id)
    return course_page(session, "minors", access, minors=own_minors(session, access))


@room.page(MINOR, policy=SIGNED_IN, methods=GET_AND_POST)
def note_consent(session: Session, exchange_id: int, minor_id: int) -> ResponseReturnValue:
    """Note that the consent came on paper."""
    access, _partners = inviting_access(session, exchange_id)
    enrolment, form = access_minor(session, access, minor_id), PaperForm()
    if form.validate_on_submit():
        do_note_consent(
            session,
            enrolment,
            guardian=form.guardian.data,
            received_on=form.received_on.data,
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Noted. From now on this person can take part."), "success")
        return redirect(url_for("invitations.minors", exchange_id=exchange_id), 303)
    child = session.get_one(Person, enrolment.person_id)
    return course_page(session, "note_consent", access, form=form, child=child)
