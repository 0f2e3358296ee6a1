"""The questions that a student is asked before teams are formed: one a page, each kept at once."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.formation.actions.attributes import Said, do_say
from vsm_platform.formation.forms import PREFER_NOT, AnswerForm
from vsm_platform.formation.models import Attribute, AttributeValue
from vsm_platform.formation.policies import require_student
from vsm_platform.formation.queries.formations import criteria_of_exchange, own_values
from vsm_platform.formation.queries.roster import attributes_of
from vsm_platform.formation.routes.pages import (
    GET_AND_POST,
    QUESTIONS,
    ROW,
    course_page,
    room,
)
from vsm_platform.formation.wishes import asked, wishes_of
from vsm_platform.web.room import signed_in_viewer


def _questions(
    session: Session, exchange_id: int, *, writes: bool = False
) -> tuple[Access, list[Attribute], dict[int, AttributeValue]]:
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    access = require_student(access, writes=writes)
    wishes = wishes_of(criteria_of_exchange(session, exchange_id))
    found = asked(attributes_of(session, exchange_id), wishes)
    return access, found, own_values(session, access.enrolment_id or 0)


@room.page(QUESTIONS, policy=SIGNED_IN)
def questions(session: Session, exchange_id: int) -> ResponseReturnValue:
    """All of a student's questions, and which of them are answered."""
    access, found, said = _questions(session, exchange_id)
    following = next((one for one in found if one.id not in said), None)
    return course_page(
        session, "questions", access, questions=found, said=said, following=following
    )


@room.page(f"{QUESTIONS}/<{ROW}:attribute_id>", policy=SIGNED_IN, methods=GET_AND_POST)
def question(session: Session, exchange_id: int, attribute_id: int) -> ResponseReturnValue:
    """One question; after the answer comes the next that has none."""
    access, found, said = _questions(session, exchange_id, writes=True)
    place = next((at for at, one in enumerate(found) if one.id == attribute_id), None)
    if place is None:
        raise NotFound
    attribute = found[place]
    form = AnswerForm()
    form.offer(attribute)
    if request.method == "GET" and attribute_id in said:
        form.answer.data = _chosen(attribute, said[attribute_id])
    if form.validate_on_submit():
        answer = _said(attribute, form.answer.data)
        do_say(session, exchange_id, attribute_id, access.enrolment_id or 0, answer)
        return _to_next(exchange_id, found, {*said, attribute_id})
    return course_page(session, "question", access, form=form, place=place + 1, number=len(found))


def _chosen(attribute: Attribute, said: AttributeValue) -> str | None:
    """Which of the choices a kept answer is; an option that is no longer offered is none."""
    if said.number is not None:
        return f"o{round(said.number) - 1}"
    if not said.text:
        return PREFER_NOT
    known = said.text in attribute.options
    return f"o{attribute.options.index(said.text)}" if known else None


def _said(attribute: Attribute, choice: str) -> Said:
    if choice == PREFER_NOT:
        return Said()
    place = int(choice.removeprefix("o"))
    return Said(text=attribute.options[place]) if attribute.options else Said(number=place + 1.0)


def _to_next(exchange_id: int, found: list[Attribute], said: set[int]) -> ResponseReturnValue:
    following = next((one for one in found if one.id not in said), None)
    if following is None:
        flash(
            gettext("Thank you. You can change your answers until the teams are there."), "success"
        )
        return redirect(url_for("formation.questions", exchange_id=exchange_id), 303)
    address = url_for("formation.question", exchange_id=exchange_id, attribute_id=following.id)
    return redirect(address, 303)
