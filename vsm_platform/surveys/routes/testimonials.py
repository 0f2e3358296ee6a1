"""What people say of a programme in public: given and taken back by them, shown by faculty."""

from flask import (
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Role,
    access_exchange,
    language_list,
    require_not_archived,
)
from vsm_platform.surveys.actions.testimonials import (
    do_give_testimonial,
    do_show_testimonial,
    do_take_back_testimonial,
    own_testimonial,
)
from vsm_platform.surveys.policies import require_asker
from vsm_platform.surveys.queries.testimonials import public_programme, said_of
from vsm_platform.surveys.result_forms import TestimonialForm
from vsm_platform.surveys.routes.pages import (
    GET_AND_POST,
    ROW,
    SURVEYS,
    actor_id,
    course_page,
    room,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

TESTIMONIALS = f"{SURVEYS}/testimonials"
OWN = f"{SURVEYS}/testimonial"
PROGRAMME = f"/programmes/<{ROW}:exchange_id>/"


@room.page(PROGRAMME, policy=ANYONE)
def programme(session: Session, exchange_id: int) -> ResponseReturnValue:
    """A programme in public, with what people say of it; there is none before somebody says it."""
    found = public_programme(session, exchange_id)
    page = render_template(
        "surveys/programme.html", programme=found, languages_taught=language_list(found.languages)
    )
    # What is taken back is gone at once: nobody on the way keeps a copy, and no search engine either.
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noarchive"}
    return make_response(page, headers)


def _own(session: Session, exchange_id: int) -> tuple[Access, int]:
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    if access.role != Role.STUDENT or access.enrolment_id is None or access.seen_as:
        raise NotFound
    return access, access.enrolment_id


def _to_own(exchange_id: int) -> ResponseReturnValue:
    return redirect(url_for("surveys.testimonial", exchange_id=exchange_id), 303)


@room.page(OWN, policy=SIGNED_IN, methods=GET_AND_POST)
def testimonial(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What the viewer says in public, with the consent, which can be taken back at any time."""
    access, enrolment_id = _own(session, exchange_id)
    found = own_testimonial(session, enrolment_id)
    form = TestimonialForm(obj=found)
    if form.validate_on_submit():
        require_not_archived(access)
        do_give_testimonial(session, enrolment_id, form.statement(current_language()))
        flash(gettext("Thank you. It is shown once those who teach have read it."), "success")
        return _to_own(exchange_id)
    return course_page(session, "testimonial", access, form=form, found=found)


@room.page(f"{OWN}/take-back", policy=SIGNED_IN, methods=("POST",))
def take_back_testimonial(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Delete it; that is possible for ever, whatever has become of the exchange."""
    _access, enrolment_id = _own(session, exchange_id)
    if Form().validate_on_submit():
        do_take_back_testimonial(session, enrolment_id)
        flash(gettext("It is deleted, and shown nowhere any more."), "success")
    return _to_own(exchange_id)


@room.page(TESTIMONIALS, policy=SIGNED_IN)
def testimonials(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What students of the exchange offered, for those who teach to show or not."""
    access = require_asker(access_exchange(session, signed_in_viewer(), exchange_id))
    found = said_of(session, exchange_id)
    return course_page(session, "testimonials", access, found=found)


@room.page(f"{TESTIMONIALS}/<{ROW}:testimonial_id>/show", policy=SIGNED_IN, methods=("POST",))
def show_testimonial(
    session: Session, exchange_id: int, testimonial_id: int
) -> ResponseReturnValue:
    """Show it in public, or with ``hide`` in the address no longer."""
    require_not_archived(require_asker(access_exchange(session, signed_in_viewer(), exchange_id)))
    if Form().validate_on_submit():
        shows = "hide" not in request.args
        do_show_testimonial(session, exchange_id, testimonial_id, shows=shows, actor_id=actor_id())
    return redirect(url_for("surveys.testimonials", exchange_id=exchange_id), 303)
