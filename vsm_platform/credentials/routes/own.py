"""What a person does with an own credential: share its page, and take it along in every form."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.credentials.actions.holding import do_share
from vsm_platform.credentials.actions.keeping import kept_until
from vsm_platform.credentials.models import Issuer
from vsm_platform.credentials.queries.holders import own_credential, share_events
from vsm_platform.credentials.recognition.queries import recognition_view
from vsm_platform.credentials.routes.files import (
    credential_file,
    linkedin_fields,
    recognition_file_of,
    shared_address,
)
from vsm_platform.credentials.routes.pages import ROW, course_page, room
from vsm_platform.exchanges.api import access_exchange
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

MINE = f"/credentials/<{ROW}:credential_id>"


@room.page(MINE, policy=SIGNED_IN)
def mine(session: Session, credential_id: int) -> ResponseReturnValue:
    """One of the viewer's own credentials, with everything that can be done with it."""
    viewer = signed_in_viewer()
    one = own_credential(session, viewer.person_id, credential_id)
    access = access_exchange(session, viewer, one.view.exchange_id)
    address = shared_address(one)
    return course_page(
        session,
        "mine",
        access,
        one=one,
        address=address,
        events=share_events(session, credential_id),
        linkedin=linkedin_fields(one, address),
        recognition=recognition_view(session, credential_id),
        kept_until=kept_until(
            session.get_one(Issuer, one.credential.issuer_id), one.credential.awarded_at
        ),
    )


@room.page(f"{MINE}/share", policy=SIGNED_IN, methods=("POST",))
def share(session: Session, credential_id: int) -> ResponseReturnValue:
    """Switch its page on, or with ``off`` switch it off; each switch is on record."""
    viewer = signed_in_viewer()
    one = own_credential(session, viewer.person_id, credential_id)
    if Form().validate():
        is_on = "off" not in request.args
        do_share(session, one.credential, is_on=is_on)
        shown = gettext("Whoever has the link can now see this credential.")
        flash(shown if is_on else gettext("The link now leads nowhere."), "success")
    return redirect(url_for("credentials.mine", credential_id=credential_id), 303)


@room.page(f"{MINE}/file.<ending>", policy=SIGNED_IN)
def download(session: Session, credential_id: int, ending: str) -> Response:
    """The credential as a file: json, jwt, svg, png or pdf."""
    one = own_credential(session, signed_in_viewer().person_id, credential_id)
    if not one.revision.document:
        raise NotFound
    return credential_file(session, one, ending)


@room.page(f"{MINE}/recognition.json", policy=SIGNED_IN)
def own_recognition(session: Session, credential_id: int) -> Response:
    """What the home university made of it, as the file that it signed."""
    own_credential(session, signed_in_viewer().person_id, credential_id)
    return recognition_file_of(recognition_view(session, credential_id))
