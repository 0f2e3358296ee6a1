"""The partners side by side, the terms of each, and what a person's own university agreed to."""

from zoneinfo import ZoneInfo

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.actions.terms import do_come_back, do_leave, do_set_terms
from vsm_platform.exchanges.course_pages import exchange_page
from vsm_platform.exchanges.forms.terms import leaving_form, terms_form
from vsm_platform.exchanges.languages import language_list
from vsm_platform.exchanges.navigation import Section, Tab, editors, offer_tab
from vsm_platform.exchanges.queries.access import access_exchange
from vsm_platform.exchanges.queries.set_up import agreement_tasks
from vsm_platform.exchanges.queries.terms import terms_of, terms_of_partner
from vsm_platform.exchanges.routes.pages import EXCHANGE, GET_AND_POST, editable, room
from vsm_platform.exchanges.setting_up import offer_set_up_tasks
from vsm_platform.exchanges.terms import PARTICIPATION_SHORT
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer

PARTNER = f"{EXCHANGE}/partners/<int(max=2147483647):partnership_id>"
offer_tab(
    Tab(
        Section.MANAGE,
        "exchanges.partners",
        _l("Partners"),
        order=10,
        shown=editors,
        prefix="exchanges.partner",
    )
)
offer_set_up_tasks("exchanges", agreement_tasks)


def _to_partners(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("exchanges.partners", exchange_id=exchange_id), 303)


@room.page(f"{EXCHANGE}/partners", policy=SIGNED_IN)
def partners(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All partners' terms side by side."""
    access = editable(session, exchange_id)
    return exchange_page(
        session,
        "exchanges/partners.html",
        access,
        views=terms_of(session, exchange_id),
        ways=PARTICIPATION_SHORT,
    )


@room.page(PARTNER, policy=SIGNED_IN, methods=GET_AND_POST)
def partner_terms(session: Session, exchange_id: int, partnership_id: int) -> ResponseReturnValue:
    """One partner's terms; whoever coordinates may change each partner's, and the log says who."""
    access = editable(session, exchange_id)
    view = terms_of_partner(session, exchange_id, partnership_id)
    form = terms_form(view)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_set_terms(session, exchange_id, partnership_id, form.terms(), actor_id=actor_id)
        flash(gettext("Saved."), "success")
        return _to_partners(exchange_id)
    return exchange_page(session, "exchanges/partner_terms.html", access, view=view, form=form)


@room.page(f"{PARTNER}/leave", policy=SIGNED_IN, methods=GET_AND_POST)
def partner_leaves(session: Session, exchange_id: int, partnership_id: int) -> ResponseReturnValue:
    """A partner leaves, after a question that says what will happen."""
    access = editable(session, exchange_id)
    view = terms_of_partner(session, exchange_id, partnership_id)
    form = leaving_form(clock.today(ZoneInfo(signed_in_viewer().timezone)))
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_leave(session, exchange_id, partnership_id, form.left_on.data, actor_id=actor_id)
        flash(gettext("Saved. You can let it come back at any time."), "success")
        return _to_partners(exchange_id)
    return exchange_page(session, "exchanges/partner_leaves.html", access, view=view, form=form)


@room.page(f"{PARTNER}/back", policy=SIGNED_IN, methods=("POST",))
def partner_comes_back(
    session: Session, exchange_id: int, partnership_id: int
) -> ResponseReturnValue:
    """A partner that left takes part again."""
    editable(session, exchange_id)
    if not Form().validate():
        raise NotFound
    actor_id = signed_in_viewer().person_id
    do_come_back(session, exchange_id, partnership_id, actor_id=actor_id)
    flash(gettext("It takes part again."), "success")
    return _to_partners(exchange_id)


@room.page(f"{EXCHANGE}/terms", policy=SIGNED_IN)
def own_terms(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What the reader's own university agreed to, and how the others differ."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    views = terms_of(session, exchange_id)
    own = next((view for view in views if view.partnership_id == access.partnership_id), None)
    return exchange_page(
        session,
        "exchanges/own_terms.html",
        access,
        own=own,
        others=[view for view in views if view is not own and not view.has_left],
        own_languages=language_list(own.terms.languages) if own else "",
    )
