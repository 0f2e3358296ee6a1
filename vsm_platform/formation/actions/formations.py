"""Wishes for a set of teams are begun, changed and taken away, and go into the next season."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Enrolment, Role, partners_of
from vsm_platform.formation.actions.attributes import do_ask_ready
from vsm_platform.formation.actions.common import locked_formation, record
from vsm_platform.formation.models import Attribute, Formation, Importance
from vsm_platform.formation.wishes import (
    Preset,
    Wish,
    good_sizes,
    ready_question,
    wishes_of,
)


@dataclass(frozen=True, slots=True)
class Basics:
    """The wishes that every set of teams has."""

    title: str
    least: int
    most: int
    institution_mix: Importance
    common_hours: float
    meeting_minutes: int


def do_begin(
    session: Session, exchange_id: int, preset: Preset, *, title: str, actor_id: int | None
) -> int:
    """Wishes as a preset has them, with sizes that suit the number of universities; gives the id."""
    least, most = good_sizes(len(partners_of(session, exchange_id)))
    begun = Formation(
        exchange_id=exchange_id,
        title=title,
        least=least,
        most=most,
        institution_mix=Importance.HIGH,
        common_hours=preset.common_hours,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    session.add(begun)
    session.flush()
    for key in preset.questions:
        question = ready_question(key)
        if question:
            attribute = do_ask_ready(session, exchange_id, question)
            wish = Wish(attribute.key, question.rule, Importance.HIGH, str(question.value))
            begun.criteria = [*begun.criteria, wish.as_json()]
    record(session, "begun", begun, actor_id, name=title)
    return begun.id


def do_set_basics(
    session: Session,
    exchange_id: int,
    formation_id: int,
    basics: Basics,
    importances: list[Importance | None],
    *,
    actor_id: int | None,
) -> None:
    """Change the wishes of every set, and how much each further wish counts; None drops it."""
    formation = locked_formation(session, exchange_id, formation_id)
    apply_basics(formation, basics, importances)
    formation.changed_at = clock.now()
    record(session, "wishes_changed", formation, actor_id, name=formation.title)


def apply_basics(
    formation: Formation, basics: Basics, importances: list[Importance | None]
) -> None:
    """Put the wishes on a formation, whether it is kept or only looked at."""
    formation.title, formation.least, formation.most = basics.title, basics.least, basics.most
    formation.institution_mix = basics.institution_mix
    formation.common_hours = basics.common_hours
    formation.meeting_minutes = basics.meeting_minutes
    changed = []
    for place, wish in enumerate(wishes_of(formation.criteria)):
        importance = importances[place] if place < len(importances) else wish.importance
        if importance is not None:
            changed.append(Wish(wish.attribute, wish.rule, importance, wish.value).as_json())
    formation.criteria = changed


def do_add_wish(
    session: Session, exchange_id: int, formation_id: int, wish: Wish, *, actor_id: int | None
) -> None:
    """One more wish; the same about the same attribute takes the place of what was wished before."""
    formation = locked_formation(session, exchange_id, formation_id)
    kept = [
        one
        for one in wishes_of(formation.criteria)
        if (one.attribute, one.rule, one.value) != (wish.attribute, wish.rule, wish.value)
    ]
    formation.criteria = [one.as_json() for one in (*kept, wish)]
    formation.changed_at = clock.now()
    record(session, "wishes_changed", formation, actor_id, name=formation.title)


def do_pair(
    session: Session,
    exchange_id: int,
    formation_id: int,
    pair: tuple[int, int],
    *,
    is_together: bool | None,
    actor_id: int | None,
) -> None:
    """Two people must share a team, or must not; None takes the rule away.

    Raises:
        NotFound: one of them is no student of the exchange.
    """
    formation = locked_formation(session, exchange_id, formation_id)
    _check_students(session, exchange_id, pair)
    pairs = sorted(pair)
    formation.together = [one for one in formation.together if one != pairs]
    formation.apart = [one for one in formation.apart if one != pairs]
    if is_together is True:
        formation.together = [*formation.together, pairs]
    elif is_together is False:
        formation.apart = [*formation.apart, pairs]
    formation.changed_at = clock.now()
    record(session, "pairs_changed", formation, actor_id, name=formation.title)


def _check_students(session: Session, exchange_id: int, pair: tuple[int, int]) -> None:
    query = select(func.count()).where(
        Enrolment.exchange_id == exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.is_test.is_(False),
        Enrolment.id.in_(pair),
    )
    if session.scalar(query) != 2:
        raise NotFound


def do_delete(
    session: Session, exchange_id: int, formation_id: int, *, actor_id: int | None
) -> None:
    """Take the wishes and their proposals away; teams that were made of them stay."""
    formation = locked_formation(session, exchange_id, formation_id)
    record(session, "deleted", formation, actor_id, name=formation.title)
    session.execute(delete(Formation).where(Formation.id == formation_id))


def do_copy_wishes(session: Session, old_id: int, new_id: int, _days: int) -> None:
    """The next season begins with the wishes of this one, with no answers and no pairs."""
    new_keys = {}
    query = select(Attribute).where(Attribute.exchange_id == old_id).order_by(Attribute.id)
    for old in session.scalars(query).all():
        copied = Attribute(
            exchange_id=new_id,
            label=old.label,
            question=old.question,
            options=old.options,
            created_at=clock.now(),
        )
        session.add(copied)
        session.flush()
        new_keys[old.key] = copied.key
    formations = select(Formation).where(Formation.exchange_id == old_id).order_by(Formation.id)
    for formation in session.scalars(formations).all():
        session.add(
            Formation(
                exchange_id=new_id,
                title=formation.title,
                least=formation.least,
                most=formation.most,
                institution_mix=formation.institution_mix,
                common_hours=formation.common_hours,
                meeting_minutes=formation.meeting_minutes,
                criteria=[
                    one | {"attribute": new_keys.get(one["attribute"], one["attribute"])}
                    for one in formation.criteria
                ],
                created_at=clock.now(),
                changed_at=clock.now(),
            )
        )
