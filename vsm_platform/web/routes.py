"""Addresses that belong to no other room: the front page, the language switch, health, styleguide."""

from urllib.parse import urlsplit

from flask import current_app, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.web.languages import match_language
from vsm_platform.web.room import Room
from vsm_platform.web.styleguide import samples

room = Room("web", __name__)


def own_path(address: str | None, otherwise: str = "/") -> str:
    """The address if it is a path of this site, so that no form can send people elsewhere."""
    parts = urlsplit(address or "")
    safe = parts.path.startswith("/") and not parts.path.startswith(("//", "/\\"))
    if parts.scheme or parts.netloc or not safe or "\\" in (address or ""):
        return otherwise
    return parts.path + (f"?{parts.query}" if parts.query else "")


@room.page("/language", policy=ANYONE, methods=("POST",), writes=False)
def set_language(_session: Session) -> ResponseReturnValue:
    chosen = match_language(request.form.get("language", ""))
    if chosen:
        session["language"] = chosen
    return redirect(own_path(request.form.get("next")), 303)


@room.page("/health", policy=ANYONE)
def health(session: Session) -> ResponseReturnValue:
    session.execute(text("select 1"))
    return jsonify(status="ok")


@room.page("/styleguide", policy=ANYONE)
def styleguide(_session: Session) -> ResponseReturnValue:
    if current_app.config["SETTINGS"].is_production:
        raise NotFound
    return render_template("styleguide/index.html", **samples())


@room.page("/favicon.ico", policy=ANYONE)
def favicon(_session: Session) -> ResponseReturnValue:
    return redirect(url_for("static", filename="favicon.svg"), 301)
