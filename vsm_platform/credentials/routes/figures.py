"""For administrators: what was issued and recognised, in numbers."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.credentials.queries.figures import GROUPS, figures
from vsm_platform.credentials.routes.pages import actor_id, room
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form


def _by() -> str:
    found = request.args.get("by", "")
    return found if found in GROUPS else GROUPS[0]


@room.page("/admin/credentials/figures", policy=ADMINISTRATOR)
def credential_figures(session: Session) -> ResponseReturnValue:
    by = _by()
    return render_template("credentials/figures.html", lines=figures(session, by), by=by)


@room.page("/admin/credentials/figures.csv", policy=ADMINISTRATOR, methods=("POST",))
def credential_figures_file(session: Session) -> ResponseReturnValue:
    """The table as a file; it holds no names of people."""
    if not Form().validate():
        raise NotFound
    lines = figures(session, _by())
    audit.record(session, "credentials.figures_exported", "credentials", actor_id=actor_id())
    header = [
        {
            "exchange": gettext("Exchange"),
            "year": gettext("Year"),
            "partner": gettext("University"),
        }[_by()],
        gettext("Valid"),
        gettext("Expired"),
        gettext("Revoked"),
        gettext("People"),
        "ECTS",
        gettext("Recognised"),
        gettext("No credit"),
        gettext("Not decided"),
        gettext("Credits at home"),
    ]
    rows = [
        [one.name, one.issued, one.expired, one.revoked, one.people, one.ects, one.recognised,
         one.without_credit, one.undecided, "; ".join(one.credits)]
        for one in lines
    ]  # fmt: skip
    return csv_response("credential-figures", header, rows)
