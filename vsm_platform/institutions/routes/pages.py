"""The room, and what its pages share: the menu, the way back up, and refusals at a field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from vsm_platform.institutions.errors import FieldRefused
from vsm_platform.institutions.forms import country_name
from vsm_platform.institutions.models import Institution, Registration
from vsm_platform.institutions.progress import FirstVisits, no_visits
from vsm_platform.web.forms import Form
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("institutions", __name__)
room.add_app_template_filter(country_name)

Crumb = dict[str, str]


ROW = "int(max=2147483647)"
"""Converter of a row's id: what no database can hold is no page."""


@room.app_template_global()
def admin_menu(section: str) -> list[Crumb]:
    """The administrators' menu, of all rooms; ``section`` is the endpoint to be marked."""
    items = [
        ("institutions.overview", gettext("Overview")),
        ("institutions.list_of_institutions", gettext("Institutions")),
        ("institutions.list_of_registrations", gettext("Learning platforms")),
        ("alliances.index", gettext("Alliances")),
        ("exchanges.index", gettext("Exchanges")),
        ("credentials.issuer_list", gettext("Credentials")),
        ("grading.all_deliveries", gettext("Deliveries")),
        ("accounts.data_requests", gettext("Data requests")),
        ("institutions.tool_keys", gettext("Our keys")),
        ("institutions.audit_log", gettext("Log")),
    ]
    return [
        {"label": label, "url": url_for(name), "current": "yes" if name == section else ""}
        for name, label in items
    ]


def admin_page(
    template: str, section: str, *, crumbs: list[Crumb] | None = None, **values: Any
) -> str:
    """A page with the administrators' menu; ``section`` is the view that it belongs to."""
    return render_template(
        f"institutions/{template}.html",
        admin_nav=admin_menu(f"institutions.{section}"),
        crumbs=crumbs or [],
        **values,
    )


def institutions_crumb() -> Crumb:
    return {"label": gettext("Institutions"), "url": url_for("institutions.list_of_institutions")}


def institution_crumbs(institution: Institution) -> list[Crumb]:
    """The way up from a page below an institution."""
    address = url_for("institutions.institution", institution_id=institution.id)
    return [institutions_crumb(), {"label": institution.name, "url": address}]


def registrations_crumb() -> Crumb:
    address = url_for("institutions.list_of_registrations")
    return {"label": gettext("Learning platforms"), "url": address}


def registration_crumbs(registration: Registration) -> list[Crumb]:
    """The way up from a page below a registration."""
    address = url_for("institutions.registration", registration_id=registration.id)
    return [registrations_crumb(), {"label": registration.name, "url": address}]


def done(message: str, endpoint: str, **arguments: Any) -> ResponseReturnValue:
    """Say what was done, and go on to a page that shows it."""
    flash(message, "success")
    return redirect(url_for(f"institutions.{endpoint}", **arguments), 303)


@contextmanager
def refusals_at(form: Form) -> Iterator[None]:
    """Show what an action refuses at the form's field, and let the view show the form again."""
    try:
        yield
    except FieldRefused as refusal:
        field = form[refusal.field]
        field.errors = [*field.errors, refusal.texts[1]]


def first_visits() -> FirstVisits:
    """Who knows when somebody first came through a deployment."""
    known: FirstVisits = current_app.extensions.get("vsm_first_visits", no_visits)
    return known


def actor() -> int:
    """The id of the administrator who acts."""
    return signed_in_viewer().person_id
