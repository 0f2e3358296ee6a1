"""Addresses that belong to no other room: health and the styleguide."""

from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE
from vsm_platform.web.room import Room
from vsm_platform.web.styleguide import samples

room = Room("web", __name__)


def sent_by_own_page() -> bool:
    """Whether a form stood on a page of ours, and not on a stranger's.

    Browsers say so in one of two headers (Fetch Metadata, 2.3; RFC 6454, 7); what sends neither
    is no browser, and cannot be made to act for somebody.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    own = current_app.config["SETTINGS"].public_url
    return bool(request.headers.get("Origin", own) == own)


def own_path(address: str | None, otherwise: str = "/") -> str:
    """The address if it is a path of this site, so that no form can send people elsewhere."""
    parts = urlsplit(address or "")
    safe = parts.path.startswith("/") and not parts.path.startswith(("//", "/\\"))
    if parts.scheme or parts.netloc or not safe or "\\" in (address or ""):
        return otherwise
    return parts.path + (f"?{parts.query}" if parts.query else "")


def network_place() -> str:
    """From where a request comes, for counting tries: an address, of IPv6 the whole network."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(ip_network((address, 64), strict=False))
    return str(address)


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
