"""The room, and what its pages share: addresses, access, the page around the content."""

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.content.modules.kinds import item_kinds
from vsm_platform.content.modules.markdown import Rendered, render_markdown
from vsm_platform.content.modules.models import Kind
from vsm_platform.content.modules.policies import may_write, require_writer, sees_all
from vsm_platform.content.modules.queries.agenda import modules_ahead
from vsm_platform.content.modules.queries.offers import content_tasks, placeable_modules
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    access_exchange,
    exchange_page,
    offer_agenda,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
)
from vsm_platform.web.headers import allow_frames_from
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("modules", __name__)
offer_tab(Tab(Section.COURSE, "modules.overview", _l("Modules"), order=0, prefix="modules."))
offer_agenda("modules", modules_ahead)
offer_pages("modules", placeable_modules, order=10, below="modules")
offer_set_up_tasks("modules", content_tasks)

ROW = "int(max=2147483647)"
MODULES = f"/exchanges/<{ROW}:exchange_id>/modules"
MODULE = f"{MODULES}/<{ROW}:module_id>"
ITEM = f"{MODULES}/items/<{ROW}:item_id>"
GET_AND_POST = ("GET", "POST")

KIND_LABELS = {
    Kind.PAGE: _l("Page"),
    Kind.ACTIVITY: _l("Activity"),
    Kind.LINK: _l("Link to a tool"),
    Kind.VIDEO: _l("Video"),
    Kind.RECORDING: _l("Recording"),
    Kind.HEADING: _l("Heading"),
}


@room.app_template_global("item_label")
def item_label(kind: str) -> str:
    """What people call a kind of item."""
    offered = item_kinds().get(kind)
    own = {str(key): label for key, label in KIND_LABELS.items()}
    return str(offered.label if offered else own.get(kind, kind))


@room.app_template_global("item_icon")
def item_icon(kind: str) -> str:
    """The word of a kind's sign."""
    offered = item_kinds().get(kind)
    return offered.icon if offered else kind


@room.app_template_filter("host_of")
def host_of(address: str) -> str:
    """The site that an address leads to."""
    return urlsplit(address).netloc


room.add_app_template_global(item_kinds)


def access_of(session: Session, exchange_id: int) -> Access:
    """The exchange with the viewer's part in it."""
    return access_exchange(session, signed_in_viewer(), exchange_id)


def writer_of(session: Session, exchange_id: int) -> Access:
    """The same, for those alone who may change what is taught."""
    return require_writer(access_of(session, exchange_id))


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    """A page of the exchange with everything that its head needs."""
    return exchange_page(
        session,
        f"modules/{template}.html",
        access,
        teaches=sees_all(access),
        may_write=may_write(access),
        **values,
    )


def peertube_hosts() -> frozenset[str]:
    """Servers whose videos pages may show."""
    return frozenset(current_app.config["SETTINGS"].video_hosts)


def drawn(text: str, level: int = 3) -> Rendered:
    """A text as HTML; the page that is being answered may show the videos in it."""
    rendered = render_markdown(text, level=level, peertube_hosts=peertube_hosts())
    allow_frames_from(rendered.frames)
    return rendered


def done(message: str, address: str) -> ResponseReturnValue:
    """Say what was done, and go on."""
    flash(message, "success")
    return redirect(address, 303)


def to_overview(exchange_id: int, *, item_id: int | None = None) -> str:
    """The list of modules; with the menu of one item open, where it was just used."""
    anchor = f"item-{item_id}" if item_id else None
    return url_for("modules.overview", exchange_id=exchange_id, open=item_id, _anchor=anchor)


def actor() -> int:
    """The id of the person who acts."""
    return signed_in_viewer().person_id
