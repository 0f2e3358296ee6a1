"""LMSs: list, show, edit, disable, enable."""

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from lti.platforms import preset_for
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import (
    do_change_registration,
    do_disable_registration,
    do_enable_registration,
)
from vsm_platform.institutions.forms import ReasonForm, RegistrationForm
from vsm_platform.institutions.guides import entries_for, guide_for
from vsm_platform.institutions.models import Registration
from vsm_platform.institutions.platforms import platform_name
from vsm_platform.institutions.queries import (
    access_registration,
    connection_through,
    deployments_of,
    list_registration_lines,
)
from vsm_platform.institutions.registering import scope_name
from vsm_platform.institutions.routes.pages import (
    ROW,
    actor,
    admin_page,
    done,
    first_visits,
    refusals_at,
    registration_crumbs,
    registrations_crumb,
    room,
)

SECTION = "list_of_registrations"


@room.page("/admin/platforms/", policy=ADMINISTRATOR)
def list_of_registrations(session: Session) -> ResponseReturnValue:
    lines = list_registration_lines(session)
    return admin_page("registrations", SECTION, registrations=lines, platform_name=platform_name)


@room.page(f"/admin/platforms/<{ROW}:registration_id>/", policy=ADMINISTRATOR)
def registration(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    deployments = deployments_of(session, found)
    rows = [row for row, _owner in deployments]
    return admin_page(
        "registration",
        SECTION,
        crumbs=[registrations_crumb()],
        registration=found,
        deployments=deployments,
        connection=connection_through(session, found, rows, first_visits()),
        platform_name=platform_name,
        scope_name=scope_name,
        can_renew=preset_for(found.platform).registration is not None,
        entries=entries_for(
            preset_for(found.platform), current_app.config["SETTINGS"].public_url, found.client_id
        ),
    )


@room.page(
    f"/admin/platforms/<{ROW}:registration_id>/edit", policy=ADMINISTRATOR, methods=("GET", "POST")
)
def edit_registration(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    crumbs = registration_crumbs(found)
    form = RegistrationForm.of(found)
    if form.validate_on_submit():
        with refusals_at(form):
            connection = form.connection(found.platform)
            do_change_registration(session, found, connection, actor_id=actor())
            return done(gettext("Saved."), "registration", registration_id=found.id)
    form.name_labels(guide_for(found.platform).found)
    return admin_page("registration_form", SECTION, crumbs=crumbs, form=form, registration=found)


@room.page(
    f"/admin/platforms/<{ROW}:registration_id>/disable",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def disable_registration(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    form = ReasonForm()
    if form.validate_on_submit():
        do_disable_registration(session, found, form.reason.data, actor_id=actor())
        message = gettext("%(name)s is disabled.", name=found.name)
        return done(message, "registration", registration_id=found.id)
    return _question(session, "disable_registration", found, form)


@room.page(
    f"/admin/platforms/<{ROW}:registration_id>/enable",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def enable_registration(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    form = ReasonForm()
    if form.validate_on_submit():
        do_enable_registration(session, found, form.reason.data, actor_id=actor())
        message = gettext("%(name)s is enabled.", name=found.name)
        return done(message, "registration", registration_id=found.id)
    return _question(session, "enable_registration", found, form)


def _question(session: Session, template: str, found: Registration, form: ReasonForm) -> str:
    return admin_page(
        template,
        SECTION,
        crumbs=registration_crumbs(found),
        form=form,
        registration=found,
        institutions=[owner for _row, owner in deployments_of(session, found) if owner],
    )
