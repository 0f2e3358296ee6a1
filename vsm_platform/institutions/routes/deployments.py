"""Deployments of an LMS: add, approve, suspend, reactivate."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.actions import (
    do_add_deployment,
    do_approve_deployment,
    do_reactivate_deployment,
    do_suspend_deployment,
)
from vsm_platform.institutions.forms import (
    ApproveForm,
    DeploymentForm,
    ReasonForm,
    institution_choices,
)
from vsm_platform.institutions.queries import (
    access_deployment,
    access_institution,
    access_registration,
    access_waiting_deployment,
    invited_institution_id,
    list_institutions,
)
from vsm_platform.institutions.routes.pages import (
    ROW,
    actor,
    admin_page,
    done,
    refusals_at,
    registration_crumbs,
    room,
)

SECTION = "list_of_registrations"
_ONE = f"/admin/platforms/<{ROW}:registration_id>/deployments/<{ROW}:deployment_key>"


@room.page(
    f"/admin/platforms/<{ROW}:registration_id>/deployments/new",
    policy=ADMINISTRATOR,
    methods=("GET", "POST"),
)
def add_deployment(session: Session, registration_id: int) -> ResponseReturnValue:
    found = access_registration(session, registration_id)
    crumbs = registration_crumbs(found)
    form = DeploymentForm()
    form.institution.choices = institution_choices(list_institutions(session))
    if form.validate_on_submit():
        owner = access_institution(session, int(form.institution.data))
        with refusals_at(form):
            do_add_deployment(session, found, form.deployment_id.data, owner, actor_id=actor())
            message = gettext("The deployment of %(name)s is added.", name=owner.name)
            return done(message, "registration", registration_id=registration_id)
    return admin_page("add_deployment", SECTION, crumbs=crumbs, form=form, registration=found)


@room.page(f"{_ONE}/approve", policy=ADMINISTRATOR, methods=("GET", "POST"))
def approve_deployment(
    session: Session, registration_id: int, deployment_key: int
) -> ResponseReturnValue:
    found, registration = access_waiting_deployment(session, registration_id, deployment_key)
    invited = invited_institution_id(session, registration)
    form = ApproveForm(data={"institution": str(invited or "")})
    form.institution.choices = institution_choices(list_institutions(session))
    if form.validate_on_submit():
        owner = access_institution(session, int(form.institution.data))
        do_approve_deployment(session, found, owner, actor_id=actor())
        message = gettext("Approved: people of %(name)s can come in.", name=owner.name)
        return done(message, "registration", registration_id=registration_id)
    crumbs = registration_crumbs(registration)
    return admin_page(
        "approve_deployment",
        SECTION,
        crumbs=crumbs,
        form=form,
        deployment=found,
        registration=registration,
        is_invited=invited is not None,
    )


@room.page(f"{_ONE}/suspend", policy=ADMINISTRATOR, methods=("GET", "POST"))
def suspend_deployment(
    session: Session, registration_id: int, deployment_key: int
) -> ResponseReturnValue:
    found, registration, owner = access_deployment(session, registration_id, deployment_key)
    form = ReasonForm()
    if form.validate_on_submit():
        do_suspend_deployment(session, found, form.reason.data, actor_id=actor())
        message = gettext("The deployment is suspended.")
        return done(message, "registration", registration_id=registration_id)
    crumbs = registration_crumbs(registration)
    return admin_page(
        "suspend_deployment",
        SECTION,
        crumbs=crumbs,
        form=form,
        deployment=found,
        institution=owner,
        registration=registration,
    )


@room.page(f"{_ONE}/reactivate", policy=ADMINISTRATOR, methods=("GET", "POST"))
def reactivate_deployment(
    session: Session, registration_id: int, deployment_key: int
) -> ResponseReturnValue:
    found, registration, owner = access_deployment(session, registration_id, deployment_key)
    form = ReasonForm()
    if form.validate_on_submit():
        do_reactivate_deployment(session, found, form.reason.data, actor_id=actor())
        message = gettext("The deployment is no longer suspended.")
        return done(message, "registration", registration_id=registration_id)
    crumbs = registration_crumbs(registration)
    return admin_page(
        "reactivate_deployment",
        SECTION,
        crumbs=crumbs,
        form=form,
        deployment=found,
        institution=owner,
        registration=registration,
    )
