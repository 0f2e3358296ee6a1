"""Faculty choose what to place, and the answer goes back to their LMS (Deep Linking 2.0, 4.5)."""

from collections.abc import Sequence

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

import vsm_platform.launch.deep_linking.personal_data  # noqa: F401 (it offers itself)
from lti.services.deep_linking import Answer
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.core.secrets import Vault
from vsm_platform.exchanges.api import ExchangeChoice, placeable_pages
from vsm_platform.exchanges.errors import CourseAlreadyLinked
from vsm_platform.launch.deep_linking.actions.answers import do_answer_without_links, do_place
from vsm_platform.launch.deep_linking.forms import placing_form
from vsm_platform.launch.deep_linking.queries import (
    Offer,
    OpenRequest,
    access_request,
    offer_for,
)
from vsm_platform.launch.queries import public_url
from vsm_platform.web.forms import Form
from vsm_platform.web.headers import send_forms_only_to
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("deep_linking", __name__)

REQUEST = "/launch/content/<int(max=2147483647):request_id>"


@room.page(REQUEST, policy=SIGNED_IN, methods=("GET", "POST"))
def choose(session: Session, request_id: int) -> ResponseReturnValue:
    """Which exchange, where there are several; then which of its pages."""
    asked = access_request(session, signed_in_viewer(), request_id)
    if not asked.request.may_choose:
        return _closed(asked), 403
    offer = offer_for(session, asked)
    if not offer.choices:
        return _closed(asked)
    exchange = _chosen(offer)
    if exchange is None:
        return render_template("launch/deep_linking/exchange.html", asked=asked, offer=offer)
    pages = placeable_pages(session, exchange.exchange_id)
    form = placing_form(asked.request, exchange, pages)
    if form.validate_on_submit():
        choice = form.choice(exchange, pages)
        return _answer_page(asked, do_place(session, _vault(), asked, choice, public_url()))
    return render_template(
        "launch/deep_linking/pages.html", asked=asked, offer=offer, exchange=exchange, form=form
    )


@room.page(f"{REQUEST}/nothing", policy=SIGNED_IN, methods=("POST",))
def choose_nothing(session: Session, request_id: int) -> ResponseReturnValue:
    """Back to the LMS without links, with the reason why."""
    asked = access_request(session, signed_in_viewer(), request_id)
    answer = _reason(asked, offer_for(session, asked).choices)
    return _answer_page(asked, do_answer_without_links(session, _vault(), asked, answer))


def _chosen(offer: Offer) -> ExchangeChoice | None:
    wished = request.args.get("exchange", type=int)
    if offer.linked and wished not in (None, offer.linked.exchange_id):
        # A colleague linked the course while this page was open.
        raise CourseAlreadyLinked(exchange=offer.linked.title)
    return offer.choice(wished)


def _closed(asked: OpenRequest) -> str:
    return render_template("launch/deep_linking/closed.html", asked=asked, form=Form())


def _reason(asked: OpenRequest, choices: Sequence[ExchangeChoice]) -> Answer:
    if not asked.request.may_choose:
        return Answer(
            error_message=gettext("Only those who teach this course can place the exchange in it."),
            error_log="deep_linking_role: the launch had no role that places content",
        )
    if not choices:
        return Answer(
            error_message=gettext("Your university is not a partner in any exchange yet."),
            error_log="deep_linking_no_exchange: the institution is no partner in any exchange",
        )
    return Answer(message=gettext("Nothing was chosen."), log="cancelled")


def _answer_page(asked: OpenRequest, token: str) -> Response:
    """A form that goes to the LMS by itself; its page may send forms nowhere else."""
    send_forms_only_to(asked.request.return_origin)
    page = render_template("launch/deep_linking/answer.html", asked=asked, token=token)
    response = make_response(page)
    # Going back must not post the answer a second time.
    response.headers["Cache-Control"] = "no-store"
    return response


def _vault() -> Vault:
    vault: Vault = current_app.extensions["vsm_vault"]
    return vault
