"""For those who let people in: the list, one invitation, open links."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import do_make_return_code
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import VISITORS, Access, Role
from vsm_platform.invitations.actions.inviting import (
    Invited,
    Made,
    do_close_open_link,
    do_invite,
    do_invite_again,
    do_make_open_link,
    do_revoke,
)
from vsm_platform.invitations.forms import InviteForm, OpenLinkForm
from vsm_platform.invitations.models import InvitationState
from vsm_platform.invitations.policies import INVITABLE, require_inviter_of
from vsm_platform.invitations.queries.lists import (
    access_own_invitation,
    access_own_link,
    invitation_page,
    open_links_of,
)
from vsm_platform.invitations.queries.people import own_minors, person_to_bring_back
from vsm_platform.invitations.routes.pages import (
    GET_AND_POST,
    INVITATIONS,
    ROW,
    course_page,
    inviting_access,
    room,
    to_index,
)
from vsm_platform.invitations.visits import subject_choices, subject_names
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

INVITATION = f"{INVITATIONS}/<{ROW}:invitation_id>"
LINK = f"{INVITATIONS}/links/<{ROW}:open_link_id>"


def actor() -> int:
    return signed_in_viewer().person_id


@room.page(INVITATIONS, policy=SIGNED_IN)
def index(session: Session, exchange_id: int) -> ResponseReturnValue:
    access, _partners = inviting_access(session, exchange_id)
    state = _wanted_state()
    page = invitation_page(session, access, state, request.args.get("page", 1, type=int))
    return course_page(
        session,
        "index",
        access,
        listed=page,
        state=state,
        links=open_links_of(session, access),
        minors=own_minors(session, access),
        subjects=subject_names(session, exchange_id),
    )


def _wanted_state() -> InvitationState | None:
    try:
        return InvitationState(request.args.get("show", ""))
    except ValueError:
        return None


@room.page(f"{INVITATIONS}/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new(session: Session, exchange_id: int) -> ResponseReturnValue:
    """First whom to invite, then the rest."""
    access, partners = inviting_access(session, exchange_id)
    role = next((one for one in INVITABLE if one == request.args.get("role")), None)
    if role is None:
        return course_page(session, "choose", access)
    form = InviteForm(
        language=current_language(),
        partnership=request.args.get("partner", access.partnership_id, type=int),
        subject=request.args.get("subject", ""),
    )
    form.offer_partners(partners)
    form.offer_days()
    form.offer_subjects(subject_choices(session, exchange_id, role) if role in VISITORS else [])
    if form.validate_on_submit():
        require_inviter_of(access, form.partnership.data)
        made = do_invite(session, _invited(exchange_id, role, form), actor_id=actor())
        return _made(session, access, made)
    return course_page(session, "new", access, form=form, role=role, sends_mail=can_send_mail())


def _invited(exchange_id: int, role: Role, form: InviteForm) -> Invited:
    kind, subject_id = form.chosen_subject()
    return Invited(
        exchange_id=exchange_id,
        partnership_id=form.partnership.data,
        role=role,
        name=form.name.data,
        address=form.address.normal,
        language=form.language.data,
        days=form.days.data,
        subject_kind=kind,
        subject_id=subject_id,
    )


def _made(session: Session, access: Access, made: Made) -> ResponseReturnValue:
    """Shown in answer to the form itself: the link cannot be shown a second time."""
    return course_page(session, "made", access, made=made)


@room.page(f"{INVITATION}/again", policy=SIGNED_IN, methods=GET_AND_POST)
def again(session: Session, exchange_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send it again, with new links, after a question."""
    access, _partners = inviting_access(session, exchange_id)
    invitation = access_own_invitation(session, access, invitation_id)
    if Form().validate_on_submit():
        return _made(session, access, do_invite_again(session, invitation, actor_id=actor()))
    return course_page(session, "again", access, invitation=invitation, sends_mail=can_send_mail())


@room.page(f"{INVITATION}/revoke", policy=SIGNED_IN, methods=GET_AND_POST)
def revoke(session: Session, exchange_id: int, invitation_id: int) -> ResponseReturnValue:
    access, _partners = inviting_access(session, exchange_id)
    invitation = access_own_invitation(session, access, invitation_id)
    if Form().validate_on_submit():
        if do_revoke(session, invitation, actor_id=actor()):
            flash(
                gettext("The invitation is taken back. Its link opens nothing any more."), "success"
            )
        else:
            flash(gettext("It was used or taken back already."), "warning")
        return to_index(exchange_id)
    return course_page(session, "revoke", access, invitation=invitation)


@room.page(f"{INVITATION}/return-code", policy=SIGNED_IN, methods=GET_AND_POST)
def return_code(session: Session, exchange_id: int, invitation_id: int) -> ResponseReturnValue:
    """A new return code for somebody who lost theirs and has no e-mail."""
    access, _partners = inviting_access(session, exchange_id)
    invitation = access_own_invitation(session, access, invitation_id)
    person = person_to_bring_back(session, invitation)
    code = None
    if Form().validate_on_submit():
        code = do_make_return_code(session, person.id, actor_id=actor())
    return course_page(
        session, "return_code", access, code=code, person=person, invitation=invitation
    )


@room.page(f"{INVITATIONS}/links/new", policy=SIGNED_IN, methods=GET_AND_POST)
def new_open_link(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A link for many individuals."""
    access, partners = inviting_access(session, exchange_id)
    form = OpenLinkForm(partnership=request.args.get("partner", access.partnership_id, type=int))
    form.offer_partners(partners)
    if form.validate_on_submit():
        require_inviter_of(access, form.partnership.data)
        link = do_make_open_link(
            session,
            exchange_id=exchange_id,
            partnership_id=form.partnership.data,
            places=form.places.data,
            ends_on=form.ends_on.data,
            actor_id=actor(),
        )
        return course_page(session, "open_link_made", access, link=link, form=form)
    return course_page(session, "new_open_link", access, form=form)


@room.page(f"{LINK}/close", policy=SIGNED_IN, methods=GET_AND_POST)
def close_open_link(session: Session, exchange_id: int, open_link_id: int) -> ResponseReturnValue:
    access, _partners = inviting_access(session, exchange_id)
    link = access_own_link(session, access, open_link_id)
    if Form().validate_on_submit():
        do_close_open_link(session, link, actor_id=actor())
        flash(gettext("The link opens nothing any more. Whoever came by it stays."), "success")
        return to_index(exchange_id)
    back = url_for("invitations.index", exchange_id=exchange_id)
    return course_page(session, "close_open_link", access, link=link, back=back)
