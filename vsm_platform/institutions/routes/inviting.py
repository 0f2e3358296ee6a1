"""Inviting an institution's LMS to register itself, and taking an invitation back."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from lti.platforms import preset_for
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import do_invite_lms, do_revoke_invitation
from vsm_platform.institutions.forms import InviteForm, PlainConfirmForm, institution_choices
from vsm_platform.institutions.guides import guide_for
from vsm_platform.institutions.models import INVITATION_LIFE, Institution, Registration
from vsm_platform.institutions.platforms import self_registering_choices
from vsm_platform.institutions.queries import (
    access_institution,
    access_invitation,
    access_registration,
    institutions_of,
    list_institutions,
)
from vsm_platform.institutions.routes.pages import (
    ROW,
    Crumb,
    actor,
    admin_page,
    done,
    institution_crumbs,
    registration_crumbs,
    room,
)

SECTION = "list_of_institutions"


@room.page(
    f"/admin/institutions/<{ROW}:institution_id>/invite",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def invite_lms(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    crumbs = institution_crumbs(found)
    form = InviteForm()
    del form.institution
    form.platform.choices = [
        *self_registering_choices(),
        ("", gettext("Another one, or not known")),
    ]
    if form.validate_on_submit():
        code = do_invite_lms(session, found, form.platform.data, actor_id=actor())
        return _invited(crumbs, found, code, form.platform.data)
    return admin_page("invite", SECTION, crumbs=crumbs, form=form, institution=found)


@room.page(
    f"/admin/platforms/<{ROW}:registration_id>/invite",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def renew_registration(session: Session, registration_id: int) -> ResponseReturnValue:
    """Invite an LMS that is registered here to register again, with the same client ID."""
    registration = access_registration(session, registration_id)
    owners = institutions_of(session, registration) or list_institutions(session)
    form = InviteForm()
    del form.platform
    form.institution.choices = institution_choices(owners)
    if len(owners) == 1:
        form.institution.choices = form.institution.choices[1:]
    crumbs = registration_crumbs(registration)
    if form.validate_on_submit():
        owner = access_institution(session, int(form.institution.data))
        code = do_invite_lms(
            session, owner, registration.platform, renews=registration, actor_id=actor()
        )
        return _invited(crumbs, owner, code, registration.platform, registration)
    return admin_page(
        "renew", "list_of_registrations", crumbs=crumbs, form=form, registration=registration
    )


def _invited(
    crumbs: list[Crumb],
    institution: Institution,
    code: str,
    platform: str,
    renews: Registration | None = None,
) -> ResponseReturnValue:
    """Shown in answer to the form itself: the link cannot be shown a second time."""
    public_url: str = current_app.config["SETTINGS"].public_url
    return admin_page(
        "invited",
        SECTION,
        crumbs=crumbs,
        institution=institution,
        link=public_url + url_for("institutions.registration_link", code=code),
        label=preset_for(platform).label if platform else gettext("the learning platform"),
        guide=guide_for(platform),
        days=INVITATION_LIFE.days,
        renews=renews,
    )


@room.page(
    f"/admin/institutions/<{ROW}:institution_id>/invitations/<{ROW}:invitation_id>/revoke",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def revoke_invitation(
    session: Session, institution_id: int, invitation_id: int
) -> ResponseReturnValue:
    invitation = access_invitation(session, institution_id, invitation_id)
    found = access_institution(session, institution_id)
    form = PlainConfirmForm()
    if form.validate_on_submit():
        do_revoke_invitation(session, invitation, actor_id=actor())
        return done(
            gettext("The invitation is withdrawn."), "institution", institution_id=institution_id
        )
    return admin_page(
        "revoke_invitation",
        SECTION,
        crumbs=institution_crumbs(found),
        institution=found,
        invitation=invitation,
    )
