"""The audit log."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.institutions.log_texts import text_of, values_of
from vsm_platform.institutions.queries import audit_page, list_institutions, no_names
from vsm_platform.institutions.routes.pages import admin_page, room


@room.page("/admin/log", policy=ADMINISTRATOR)
def audit_log(session: Session) -> ResponseReturnValue:
    institution_id = _row_number(request.args.get("institution", ""))
    return admin_page(
        "audit_log",
        "audit_log",
        log=audit_page(
            session,
            current_app.extensions.get("vsm_person_names", no_names),
            page=request.args.get("page", 1, type=int),
            institution_id=institution_id,
        ),
        chosen=institution_id,
        institutions=list_institutions(session),
        text_of=text_of,
        values_of=values_of,
    )


def _row_number(text: str) -> int | None:
    """The number of a row, or None where it can be no row's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
