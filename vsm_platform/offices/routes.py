"""Pages of International Offices, the catalogue of an alliance, and the step that publishes."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import (
    chair_today,
    credit_of,
    credit_words,
    kind_label,
    rules_in_words,
)
from vsm_platform.core import clock
from vsm_platform.core.permissions import OFFICE, SIGNED_IN
from vsm_platform.exchanges.api import (
    access_publishing,
    do_publish,
    language_list,
    require_publisher,
)
from vsm_platform.exchanges.api import (
    catalogue as offers_of,
)
from vsm_platform.offices.queries import access_catalogue, access_office_exchange, office_view
from vsm_platform.surveys.api import public_programmes
from vsm_platform.web.forms import Form
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("offices", __name__)
ROW = "int(max=2147483647)"
for words in (credit_words, credit_of, kind_label, language_list):
    room.add_app_template_global(words)


def _office() -> int:
    """The institution whose office is looking; the policy admits nobody else."""
    institution_id = signed_in_viewer().office_of
    assert institution_id is not None  # noqa: S101 (the policy OFFICE has asked)
    return institution_id


def _today() -> date:
    return clock.today(ZoneInfo(signed_in_viewer().timezone))


@room.page("/office/", policy=OFFICE)
def front(session: Session) -> ResponseReturnValue:
    """The exchanges of the office's institution, and its alliances."""
    view = office_view(session, _office())
    return render_template("offices/front.html", view=view, today=_today())


@room.page(f"/office/exchanges/<{ROW}:exchange_id>/", policy=OFFICE)
def exchange(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What the office's institution agreed to in one exchange, with its numbers."""
    found = access_office_exchange(session, _office(), exchange_id)
    publishing = access_publishing(session, signed_in_viewer(), exchange_id)
    return render_template(
        "offices/exchange.html", found=found, publishing=publishing, today=_today()
    )


@room.page(f"/alliances/<{ROW}:alliance_id>/", policy=SIGNED_IN)
def catalogue(session: Session, alliance_id: int) -> ResponseReturnValue:
    """What of an alliance's exchanges is open, for the people of its members."""
    viewer = signed_in_viewer()
    found = access_catalogue(session, viewer, alliance_id)
    offers = offers_of(session, alliance_id, viewer.institution_id, _today())
    return render_template(
        "offices/catalogue.html",
        alliance=found,
        rules=rules_in_words(found.rules),
        chair=chair_today(session, alliance_id),
        own=[offer for offer in offers if offer.own],
        others=[offer for offer in offers if not offer.own],
        told=public_programmes(session, [offer.exchange_id for offer in offers]),
        today=_today(),
    )


@room.page(f"/exchanges/<{ROW}:exchange_id>/publish", policy=SIGNED_IN, methods=("GET", "POST"))
def publish(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Open a draft for registration, after a look at what stands against it."""
    viewer = signed_in_viewer()
    publishing = access_publishing(session, viewer, exchange_id)
    if Form().validate_on_submit():
        require_publisher(session, viewer, exchange_id)
        do_publish(session, exchange_id, actor_id=viewer.person_id)
        flash(gettext("The exchange is open for registration."), "success")
        return redirect(_after_publishing(exchange_id), 303)
    return render_template(
        "offices/publish.html", publishing=publishing, back=_after_publishing(exchange_id)
    )


def _after_publishing(exchange_id: int) -> str:
    """The page from which the viewer looks after the exchange."""
    viewer = signed_in_viewer()
    if viewer.is_administrator:
        return url_for("exchanges.administer", exchange_id=exchange_id)
    if viewer.office_of is not None:
        return url_for("offices.front")
    return url_for("home.course", exchange_id=exchange_id)
