"""Our keys: the public key set that LMSs fetch, and the page that rotates them."""

from flask import current_app, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import ADMINISTRATOR, ANYONE
from vsm_platform.core.secrets import Vault
from vsm_platform.institutions.actions import do_ensure_signing_key, do_rotate_keys
from vsm_platform.institutions.forms import PlainConfirmForm
from vsm_platform.institutions.queries import (
    list_tool_keys,
    published_key_set,
    rotation_possible_at,
)
from vsm_platform.institutions.routes.pages import actor, admin_page, done, room
from vsm_platform.web.room import database

SECTION = "tool_keys"


def _vault() -> Vault:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault


@room.page("/lti/keys", policy=ANYONE)
def key_set(session: Session) -> ResponseReturnValue:
    """Our public keys (RFC 7517); LMSs may keep them for five minutes."""
    keys = published_key_set(session, _vault()) or _first_key_set()
    response = jsonify(keys)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.mimetype = "application/jwk-set+json"
    return response


def _first_key_set() -> object:
    """The keys of a new database are made for the first who asks."""
    with database().unit_of_work(writes=True) as session:
        do_ensure_signing_key(session, _vault())
        return published_key_set(session, _vault())


@room.page("/admin/keys/", policy=ADMINISTRATOR)
def tool_keys(session: Session) -> ResponseReturnValue:
    return admin_page(
        "tool_keys",
        SECTION,
        keys=list_tool_keys(session),
        possible_at=rotation_possible_at(session),
        key_set_address=current_app.config["SETTINGS"].public_url + url_for("institutions.key_set"),
    )


@room.page("/admin/keys/rotate", policy=ADMINISTRATOR, methods=("GET", "POST"))
def rotate_keys(session: Session) -> ResponseReturnValue:
    form = PlainConfirmForm()
    if form.validate_on_submit():
        do_rotate_keys(session, _vault(), actor_id=actor())
        return done(gettext("The keys are rotated."), "tool_keys")
    crumbs = [{"label": gettext("Our keys"), "url": url_for("institutions.tool_keys")}]
    return admin_page("rotate_keys", SECTION, crumbs=crumbs)
