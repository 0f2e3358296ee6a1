"""Overview and institutions: list, add, show, edit, suspend, reactivate."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import outbox
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import (
    do_add_institution,
    do_change_institution,
    do_reactivate_institution,
    do_suspend_institution,
)
from vsm_platform.institutions.forms import KIND_NAMES, InstitutionForm, ReasonForm
from vsm_platform.institutions.models import Institution
from vsm_platform.institutions.queries import (
    access_institution,
    list_institution_lines,
    registrations_of,
    waiting_deployments,
)
from vsm_platform.institutions.routes.pages import (
    ROW,
    actor,
    admin_page,
    done,
    institution_crumbs,
    institutions_crumb,
    refusals_at,
    room,
)

SECTION = "list_of_institutions"


@room.page("/admin/", policy=ADMINISTRATOR)
def overview(session: Session) -> ResponseReturnValue:
    return admin_page(
        "overview",
        "overview",
        waiting=waiting_deployments(session),
        late=outbox.late_deliveries(session),
        institutions=list_institution_lines(session),
    )


@room.page("/admin/institutions/", policy=ADMINISTRATOR)
def list_of_institutions(session: Session) -> ResponseReturnValue:
    return admin_page(
        "institutions", SECTION, institutions=list_institution_lines(session), kinds=KIND_NAMES
    )


@room.page("/admin/institutions/new", policy=ADMINISTRATOR, methods=("GET", "POST"))
def add_institution(session: Session) -> ResponseReturnValue:
    form = InstitutionForm()
    if form.validate_on_submit():
        with refusals_at(form):
            added = do_add_institution(session, form.details(), actor_id=actor())
            message = gettext("%(name)s is added. Now connect its LMS.", name=added.name)
            return done(message, "institution", institution_id=added.id)
    return admin_page(
        "institution_form", SECTION, crumbs=[institutions_crumb()], form=form, institution=None
    )


@room.page(f"/admin/institutions/<{ROW}:institution_id>/", policy=ADMINISTRATOR)
def institution(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    return admin_page(
        "institution",
        SECTION,
        crumbs=[institutions_crumb()],
        institution=found,
        connections=registrations_of(session, found),
        kinds=KIND_NAMES,
    )


@room.page(
    f"/admin/institutions/<{ROW}:institution_id>/edit",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def edit_institution(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    crumbs = institution_crumbs(found)
    form = InstitutionForm.of(found)
    if form.validate_on_submit():
        with refusals_at(form):
            do_change_institution(session, found, form.details(), actor_id=actor())
            return done(gettext("Saved."), "institution", institution_id=found.id)
    return admin_page("institution_form", SECTION, crumbs=crumbs, form=form, institution=found)


@room.page(
    f"/admin/institutions/<{ROW}:institution_id>/suspend",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def suspend_institution(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    form = ReasonForm()
    if form.validate_on_submit():
        do_suspend_institution(session, found, form.reason.data, actor_id=actor())
        message = gettext("%(name)s is suspended.", name=found.name)
        return done(message, "institution", institution_id=found.id)
    return _question("suspend_institution", found, form)


@room.page(
    f"/admin/institutions/<{ROW}:institution_id>/reactivate",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def reactivate_institution(session: Session, institution_id: int) -> ResponseReturnValue:
    found = access_institution(session, institution_id)
    form = ReasonForm()
    if form.validate_on_submit():
        do_reactivate_institution(session, found, form.reason.data, actor_id=actor())
        message = gettext("%(name)s takes part again.", name=found.name)
        return done(message, "institution", institution_id=found.id)
    return _question("reactivate_institution", found, form)


def _question(template: str, found: Institution, form: ReasonForm) -> str:
    crumbs = institution_crumbs(found)
    return admin_page(template, SECTION, crumbs=crumbs, form=form, institution=found)
