"""What guests and clients see of an exchange: what they were invited to, and nothing else."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import access_exchange
from vsm_platform.invitations.queries.people import inviters_of
from vsm_platform.invitations.routes.pages import EXCHANGE, room
from vsm_platform.invitations.visits import visit_cards
from vsm_platform.web.room import signed_in_viewer


@room.page(f"{EXCHANGE}/visit", policy=SIGNED_IN)
def visit(session: Session, exchange_id: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    access = access_exchange(session, viewer, exchange_id, visitors=True)
    if not access.is_visitor:
        return redirect(url_for("home.course", exchange_id=exchange_id), 303)
    return render_template(
        "invitations/visit.html",
        access=access,
        inviters=inviters_of(session, access.enrolment_id or 0),
        cards=visit_cards(session, access, viewer),
    )
