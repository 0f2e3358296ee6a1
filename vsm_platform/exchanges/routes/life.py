"""Where an exchange stands, what can follow, its seasons, and running it again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.actions.life import do_decide_state
from vsm_platform.exchanges.actions.running_again import do_run_again
from vsm_platform.exchanges.course_pages import exchange_page
from vsm_platform.exchanges.forms.running_again import run_again_form
from vsm_platform.exchanges.models import ExchangeState
from vsm_platform.exchanges.navigation import Section, Tab, editors, offer_tab
from vsm_platform.exchanges.policies import Access, require_editor
from vsm_platform.exchanges.queries.access import access_exchange
from vsm_platform.exchanges.queries.life import life_of
from vsm_platform.exchanges.queries.people import partners_of
from vsm_platform.exchanges.queries.publishing import require_publisher
from vsm_platform.exchanges.queries.seasons import seasons_of
from vsm_platform.exchanges.queries.set_up import what_to_mend
from vsm_platform.exchanges.routes.pages import (
    EXCHANGE,
    GET_AND_POST,
    room,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

offer_tab(
    Tab(
        Section.MANAGE,
        "exchanges.life",
        _l("State and seasons"),
        order=30,
        shown=editors,
        prefix="exchanges.life",
    )
)


def _editor(session: Session, exchange_id: int) -> Access:
    """Also of an archived exchange, which can be taken out of the archive, or run again."""
    return require_editor(access_exchange(session, signed_in_viewer(), exchange_id))


@room.page(f"{EXCHANGE}/life", policy=SIGNED_IN)
def life(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = _editor(session, exchange_id)
    return exchange_page(
        session,
        "exchanges/life.html",
        access,
        life=life_of(session, exchange_id),
        seasons=seasons_of(session, signed_in_viewer(), exchange_id),
    )


@room.page(f"{EXCHANGE}/life/<state>", policy=SIGNED_IN, methods=GET_AND_POST)
def life_decide(session: Session, exchange_id: int, state: str) -> ResponseReturnValue:
    """Decide where the exchange stands, after a question that says what will happen."""
    access = _editor(session, exchange_id)
    if state not in set(ExchangeState):
        raise NotFound
    wanted = ExchangeState(state)
    if access.state == ExchangeState.DRAFT:
        require_publisher(session, signed_in_viewer(), exchange_id)
    if Form().validate_on_submit():
        do_decide_state(session, exchange_id, wanted, actor_id=signed_in_viewer().person_id)
        flash(gettext("Saved. You can change it again on this page."), "success")
        return redirect(url_for("exchanges.life", exchange_id=exchange_id), 303)
    return exchange_page(
        session,
        "exchanges/life_decide.html",
        access,
        life=life_of(session, exchange_id),
        wanted=wanted,
        problems=what_to_mend(session, access),
    )


@room.page(f"{EXCHANGE}/again", policy=SIGNED_IN, methods=GET_AND_POST)
def life_again(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Make the next season of an exchange."""
    access = _editor(session, exchange_id)
    viewer, partners = signed_in_viewer(), partners_of(session, exchange_id)
    own = next(
        (one.institution_id for one in partners if one.partnership_id == access.partnership_id),
        None,
    )
    form = run_again_form(access, partners, None if viewer.is_administrator else own)
    if form.validate_on_submit():
        new_id = do_run_again(session, exchange_id, form.chosen(), actor_id=viewer.person_id)
        flash(
            gettext("The next season is there, as a draft. Look at its partners’ dates."), "success"
        )
        return redirect(url_for("exchanges.partners", exchange_id=new_id), 303)
    return exchange_page(session, "exchanges/life_again.html", access, partners, form=form)
