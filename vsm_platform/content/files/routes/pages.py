"""The room, its addresses, and what its pages share."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.files.kinds import kind_words
from vsm_platform.content.files.limits import PIECE, ROOM_FOR_FORM, limits, size_words
from vsm_platform.content.files.owners import EXCHANGE, Owner
from vsm_platform.content.files.policies import Place
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    exchange_page,
    language_list,
    offer_tab,
)
from vsm_platform.web.room import Room

room = Room("files", __name__)
offer_tab(
    Tab(
        Section.COURSE,
        "files.overview",
        _l("Files"),
        order=40,
        shown=lambda access: not access.is_visitor,
        prefix="files.",
    )
)
room.add_app_template_filter(size_words)
room.add_app_template_filter(kind_words)
room.add_app_template_filter(language_list)

ROW = "int(max=2147483647)"
EXCHANGE_PAGES = f"/exchanges/<{ROW}:exchange_id>"
FILES = f"{EXCHANGE_PAGES}/files"
FILE = f"{FILES}/<{ROW}:file_id>"
OWNER = f"{FILES}/of/<owner_kind>/<{ROW}:owner_id>"
FOLDER = f"{FILES}/folders/<{ROW}:folder_id>"
GET_AND_POST = ("GET", "POST")


@room.url_value_preprocessor
def _allow_more(endpoint: str | None, _values: object) -> None:
    """Let contents come in where they are expected; all other requests are small."""
    if endpoint == "files.add_files":
        request.max_content_length = limits().plain + ROOM_FOR_FORM
    elif endpoint == "files.go_on_with_upload":
        # A stream that holds exactly its limit counts as too long; the view asks more exactly.
        request.max_content_length = PIECE + ROOM_FOR_FORM


def place_url(place: Place) -> str:
    """The page of a place."""
    if place.folder:
        return url_for(
            "files.folder", exchange_id=place.access.exchange_id, folder_id=place.folder.id
        )
    return owner_url(place.access.exchange_id, place.owner)


def owner_url(exchange_id: int, owner: Owner) -> str:
    """The topmost page of an owner's files."""
    if owner.kind == EXCHANGE:
        return url_for("files.overview", exchange_id=exchange_id)
    return url_for(
        "files.of_owner", exchange_id=exchange_id, owner_kind=owner.kind, owner_id=owner.id
    )


def to_place(place: Place, **more: str | int) -> ResponseReturnValue:
    """Go on to the page of a place."""
    address = place_url(place)
    if more:
        address += "?" + "&".join(f"{name}={value}" for name, value in more.items())
    return redirect(address, 303)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    """A page of the exchange."""
    return exchange_page(
        session,
        f"files/{template}.html",
        access,
        place_url=place_url,
        owner_url=owner_url,
        **values,
    )


def has_scanner() -> bool:
    """Whether files are scanned at all."""
    return bool(current_app.config["SETTINGS"].scan_url)
