"""Connecting an institution's LMS: which kind, where it is, and then both sides' values."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from lti.platforms import PlatformPreset
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import do_connect_lms
from vsm_platform.institutions.forms import ConnectForm, SiteForm
from vsm_platform.institutions.guides import entries_for, guide_for, vendor_entries_for
from vsm_platform.institutions.models import Institution
from vsm_platform.institutions.platforms import (
    first_values,
    needs_client_id,
    platform_choices,
    preset_in_address,
)
from vsm_platform.institutions.queries import access_institution, shared_registrations
from vsm_platform.institutions.routes.pages import (
    ROW,
    Crumb,
    actor,
    admin_page,
    done,
    institution_crumbs,
    refusals_at,
    room,
)

SECTION = "list_of_institutions"
_CONNECT = f"/admin/institutions/<{ROW}:institution_id>/connect"


@room.page(f"{_CONNECT}/", policy=ADMINISTRATOR)
def choose_platform(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    return admin_page(
        "choose_platform",
        SECTION,
        crumbs=institution_crumbs(found),
        institution=found,
        platforms=platform_choices(),
    )


@room.page(f"{_CONNECT}/<platform>", policy=ADMINISTRATOR, methods=("GET", "POST"))
def connect_platform(session: Session, institution_id: int, platform: str) -> ResponseReturnValue:
    """Where the LMS is stands in the address, so that all else can be derived from it."""
    found, preset = access_institution(session, institution_id), preset_in_address(platform)
    crumbs = institution_crumbs(found)
    site = SiteForm.of(request.args, with_client_id=needs_client_id(preset))
    if not site.is_answered():
        return _locate(session, found, preset, site)
    form = ConnectForm(data=first_values(preset, site.site.data, site.given_client_id()))
    if form.validate_on_submit():
        with refusals_at(form):
            return _connect(session, found, preset, form)
    return _values_page(crumbs, found, preset, form)


def _locate(
    session: Session, found: Institution, preset: PlatformPreset, site: SiteForm
) -> ResponseReturnValue:
    code = preset.product_family_code
    return admin_page(
        "locate_platform",
        SECTION,
        crumbs=institution_crumbs(found),
        institution=found,
        preset=preset,
        form=site,
        known=shared_registrations(session, code) if preset.issuer_is_shared else [],
        vendor_entries=vendor_entries_for(preset, _public_url()),
    )


def _connect(
    session: Session, found: Institution, preset: PlatformPreset, form: ConnectForm
) -> ResponseReturnValue:
    registration = do_connect_lms(
        session,
        found,
        form.connection(preset.product_family_code),
        form.deployment_id.data or "",
        actor_id=actor(),
    )
    message = gettext("%(name)s is connected.", name=registration.name)
    return done(message, "registration", registration_id=registration.id)


def _values_page(
    crumbs: list[Crumb], found: Institution, preset: PlatformPreset, form: ConnectForm
) -> ResponseReturnValue:
    guide = guide_for(preset.product_family_code)
    form.name_labels(guide.found)
    return admin_page(
        "connect_platform",
        SECTION,
        crumbs=crumbs,
        institution=found,
        preset=preset,
        form=form,
        guide=guide,
        entries=entries_for(preset, _public_url(), form.client_id.data or ""),
    )


def _public_url() -> str:
    address: str = current_app.config["SETTINGS"].public_url
    return address
