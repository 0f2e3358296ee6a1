"""The health of an institution's connections: the page, the test, the text for a support ticket."""

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.health.actions import do_begin_test, do_finish_test
from vsm_platform.health.checks import examine
from vsm_platform.health.models import Standing
from vsm_platform.health.queries import access_institution, access_subject, connections_of
from vsm_platform.health.report import report
from vsm_platform.health.words import (
    CHECK_NAMES,
    STANDING_NAMES,
    WHO_NAMES,
    facts_of,
    setting_for,
    words_for,
)
from vsm_platform.institutions.api import lms_connections
from vsm_platform.web.room import Room, database, signed_in_viewer

room = Room("health", __name__)
ROW = "int(max=2147483647)"
HEALTH = f"/admin/institutions/<{ROW}:institution_id>/health"
TONES = {Standing.WORKS: "leaf", Standing.LOOK: "sun", Standing.BROKEN: "rose"}


@room.page(HEALTH, policy=ADMINISTRATOR)
def connections(session: Session, institution_id: int) -> ResponseReturnValue:
    institution = access_institution(session, institution_id)
    return render_template(
        "health/connections.html",
        institution=institution,
        connections=connections_of(session, institution),
        key_set_address=_public_url() + url_for("institutions.key_set"),
        check_names=CHECK_NAMES,
        standing_names=STANDING_NAMES,
        who_names=WHO_NAMES,
        tones=TONES,
        words_for=words_for,
        facts_of=facts_of,
        setting_for=setting_for,
    )


@room.page(
    f"{HEALTH}/<{ROW}:deployment_key>", policy=ADMINISTRATOR, methods=("POST",), transaction=False
)
def test(institution_id: int, deployment_key: int) -> ResponseReturnValue:
    """Ask the LMS everything now; nothing is held in the database meanwhile."""
    there = url_for("health.connections", institution_id=institution_id)
    there += f"#connection-{deployment_key}"
    with database().unit_of_work(writes=True) as session:
        subject = access_subject(session, institution_id, deployment_key)
        actor = signed_in_viewer().person_id
        test_id = do_begin_test(session, deployment_key, actor_id=actor)
    if test_id is None:
        flash(gettext("It was tested only a moment ago. Wait a quarter of a minute."), "warning")
        return redirect(there, 303)
    findings, requests = examine(subject, lms_connections())
    with database().unit_of_work(writes=True) as session:
        do_finish_test(session, test_id, findings, requests)
    flash(gettext("Tested just now."), "success")
    return redirect(there, 303)


@room.page(f"{HEALTH}.txt", policy=ADMINISTRATOR)
def text(session: Session, institution_id: int) -> ResponseReturnValue:
    """The same as plain text, to send to whoever looks after the LMS."""
    institution = access_institution(session, institution_id)
    content = report(
        institution.name, connections_of(session, institution), _public_url(), clock.now()
    )
    name = f"connection-{institution.id}.txt"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, headers=headers, mimetype="text/plain")


def _public_url() -> str:
    return str(current_app.config["SETTINGS"].public_url)
