"""What is asked of students or read from lists: questions, answers, and what a list says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.formation.errors import AttributeExists, AttributeInUse
from vsm_platform.formation.models import Attribute, AttributeValue, Formation
from vsm_platform.formation.wishes import ReadyQuestion

MOST_ATTRIBUTES = 20
"""More questions than anybody answers, and more columns than a wish can balance."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; neither text nor number where the student prefers not to say."""

    text: str = ""
    number: float | None = None


def do_ask_ready(session: Session, exchange_id: int, ready: ReadyQuestion) -> Attribute:
    """The attribute of a ready question, in the language of who chose it; made once."""
    label = str(ready.label)
    query = select(Attribute).where(Attribute.exchange_id == exchange_id, Attribute.label == label)
    found = session.scalars(query).one_or_none()
    if found is not None:
        found.question = found.question or str(ready.question)
        return found
    options = [str(option) for option in ready.options]
    return do_add_attribute(
        session, exchange_id, label=label, question=str(ready.question), options=options
    )


def do_add_attribute(
    session: Session,
    exchange_id: int,
    *,
    label: str,
    question: str,
    options: Sequence[str],
    actor_id: int | None = None,
) -> Attribute:
    """Something more that can be known of students.

    Raises:
        AttributeExists: the exchange has one of this name.
        Conflict: it has as many as it can have.
    """
    of_exchange = select(func.count()).where(Attribute.exchange_id == exchange_id)
    if session.scalar(of_exchange.where(Attribute.label == label)):
        raise AttributeExists
    if (session.scalar(of_exchange) or 0) >= MOST_ATTRIBUTES:
        raise Conflict
    made = Attribute(
        exchange_id=exchange_id,
        label=label,
        question=question,
        options=list(options),
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _record(session, "attribute_added", made, actor_id)
    return made


def attribute_of(session: Session, exchange_id: int, attribute_id: int) -> Attribute:
    """One of an exchange's attributes.

    Raises:
        NotFound: it has no such attribute.
    """
    found = session.get(Attribute, attribute_id)
    if found is None or found.exchange_id != exchange_id:
        raise NotFound
    return found


def do_delete_attribute(
    session: Session, exchange_id: int, attribute_id: int, *, actor_id: int | None
) -> None:
    """Take an attribute away with all that is known by it.

    Raises:
        AttributeInUse: a wish needs it.
    """
    found = attribute_of(session, exchange_id, attribute_id)
    criteria = session.scalars(
        select(Formation.criteria).where(Formation.exchange_id == exchange_id)
    )
    if any(wish["attribute"] == found.key for wishes in criteria for wish in wishes):
        raise AttributeInUse
    _record(session, "attribute_deleted", found, actor_id)
    session.execute(delete(Attribute).where(Attribute.id == found.id))


def do_say(
    session: Session, exchange_id: int, attribute_id: int, enrolment_id: int, said: Said
) -> None:
    """Keep a student's own answer."""
    attribute_of(session, exchange_id, attribute_id)
    # Two answers of one student come one after the other, even from two tabs.
    session.get(Enrolment, enrolment_id, with_for_update=True)
    _keep(session, attribute_id, {enrolment_id: said})


def do_keep_said(
    session: Session,
    exchange_id: int,
    label: str,
    options: Sequence[str],
    enrolment_id: int,
    *,
    text: str,
    number: float | None,
) -> None:
    """Keep what a student said elsewhere, as in a survey, under the attribute of this name.

    The exchange gets such an attribute where it has none; where it has as many as it can have, the
    answer is not used. What its options do not hold is no answer, but that the student said nothing.
    """
    query = select(Attribute).where(Attribute.exchange_id == exchange_id, Attribute.label == label)
    found = session.scalars(query).one_or_none()
    if found is None:
        try:
            found = do_add_attribute(
                session, exchange_id, label=label, question="", options=options
            )
        except Conflict:
            return
    is_number = not found.options
    known = number is not None if is_number else text in found.options
    said = Said("" if is_number else text, number if is_number else None) if known else Said()
    value = session.get(AttributeValue, (found.id, enrolment_id))
    if value is None:
        value = AttributeValue(attribute_id=found.id, enrolment_id=enrolment_id)
        session.add(value)
    value.text, value.number, value.said_at = said.text, said.number, clock.now()
    session.flush()


class Column(Protocol):
    """What a list says, column by column (``columns``)."""

    name: str
    attribute_id: int | None
    options: list[str]
    values: dict[int, Said]


def do_take_list(
    session: Session, exchange_id: int, columns: Iterable[Column], *, actor_id: int | None
) -> int:
    """Keep what a list says; columns that nothing is known of become attributes. Gives how many values.

    Raises:
        AttributeExists: an attribute of this name came meanwhile.
        NotFound: it has no such attribute.
    """
    number = 0
    for column in columns:
        if column.attribute_id is None:
            attribute = do_add_attribute(
                session,
                exchange_id,
                label=column.name,
                question="",
                options=column.options,
                actor_id=actor_id,
            )
        else:
            attribute = attribute_of(session, exchange_id, column.attribute_id)
        _keep(session, attribute.id, column.values)
        _record(session, "list_taken", attribute, actor_id, people=len(column.values))
        number += len(column.values)
    return number


def _keep(session: Session, attribute_id: int, values: Mapping[int, Said]) -> None:
    query = select(AttributeValue).where(AttributeValue.attribute_id == attribute_id)
    known = {one.enrolment_id: one for one in session.scalars(query) if one.enrolment_id in values}
    for enrolment_id, said in values.items():
        value = known.get(enrolment_id)
        if value is None:
            value = AttributeValue(attribute_id=attribute_id, enrolment_id=enrolment_id)
            session.add(value)
        value.text, value.number, value.said_at = said.text, said.number, clock.now()


def _record(
    session: Session, verb: str, attribute: Attribute, actor_id: int | None, **details: int
) -> None:
    audit.record(
        session,
        f"formation.{verb}",
        f"attribute:{attribute.id}",
        actor_id=actor_id,
        exchange=attribute.exchange_id,
        name=attribute.label,
        **details,
    )
