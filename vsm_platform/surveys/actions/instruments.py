"""Questionnaires are made, changed, copied and put away; what somebody has answered stays."""

import secrets

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Exchange
from vsm_platform.surveys.actions.common import locked_instrument, newest_version, record
from vsm_platform.surveys.errors import InstrumentChanged
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.instruments.document import Document, as_json
from vsm_platform.surveys.instruments.editing import copy_document
from vsm_platform.surveys.models import (
    Instrument,
    InstrumentVersion,
    Survey,
    SurveyDraft,
    SurveyParticipation,
)


def new_lineage() -> str:
    """What a questionnaire and all copies of it share."""
    return secrets.token_hex(12)


def do_add_instrument(
    session: Session,
    exchange_id: int,
    document: Document,
    *,
    lineage: str = "",
    actor_id: int | None,
) -> int:
    """A questionnaire for an exchange; gives its id.

    Raises:
        NotFound: there is no such exchange.
    """
    if session.get(Exchange, exchange_id) is None:
        raise NotFound
    made = Instrument(
        exchange_id=exchange_id, lineage=lineage or new_lineage(), created_at=clock.now()
    )
    session.add(made)
    session.flush()
    _add_version(session, made.id, 1, document)
    record(session, "instrument_made", made, actor_id, name=_name(document))
    return made.id


def _add_version(
    session: Session, instrument_id: int, number: int, document: Document
) -> InstrumentVersion:
    version = InstrumentVersion(
        instrument_id=instrument_id,
        number=number,
        title=dict(document.title),
        document=as_json(document),
        changed_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version


def _name(document: Document) -> str:
    return document.say(document.title, document.languages[0])


def do_change_document(
    session: Session,
    exchange_id: int,
    instrument_id: int,
    document: Document,
    *,
    seen: tuple[int, int] | None = None,
    actor_id: int | None,
) -> bool:
    """Change what a questionnaire asks.

    Once somebody has answered the newest version, the change makes another one: surveys that
    nobody has answered ask it, and the others stay as they are. Gives whether it became another.
    ``seen`` is number and changes of the version that the change was made to.

    Raises:
        InstrumentChanged: somebody else has changed it meanwhile.
        NotFound: the exchange has no such questionnaire.
    """
    instrument = locked_instrument(session, exchange_id, instrument_id)
    newest = newest_version(session, instrument_id)
    session.refresh(newest, with_for_update=True)
    if seen is not None and seen != (newest.number, newest.changes):
        raise InstrumentChanged
    if newest.document == as_json(document):
        return False
    is_new = newest.is_frozen
    if is_new:
        made = _add_version(session, instrument_id, newest.number + 1, document)
        _move_unanswered(session, instrument_id, made.id)
    else:
        newest.document, newest.title = as_json(document), dict(document.title)
        newest.changes += 1
        newest.changed_at = clock.now()
    record(session, "instrument_changed", instrument, actor_id, name=_name(document))
    return is_new


def _move_unanswered(session: Session, instrument_id: int, version_id: int) -> None:
    """Let the surveys that nobody has begun to answer ask another version."""
    query = select(Survey.id).where(Survey.instrument_id == instrument_id).with_for_update()
    ids = list(session.scalars(query))
    begun = or_(
        exists().where(SurveyDraft.survey_id == Survey.id),
        exists().where(SurveyParticipation.survey_id == Survey.id),
    )
    unanswered = select(Survey.id).where(Survey.id.in_(ids), ~begun)
    moved = update(Survey).where(Survey.id.in_(list(session.scalars(unanswered))))
    session.execute(moved.values(version_id=version_id))


def do_copy_instrument(
    session: Session, exchange_id: int, instrument_id: int, *, actor_id: int | None
) -> int:
    """Another questionnaire that begins as a copy, with results of its own; gives its id.

    Raises:
        NotFound: the exchange has no such questionnaire.
    """
    locked_instrument(session, exchange_id, instrument_id)
    document = read_document(newest_version(session, instrument_id).document, is_draft=True)
    return do_add_instrument(session, exchange_id, copy_document(document), actor_id=actor_id)


def do_delete_instrument(
    session: Session, exchange_id: int, instrument_id: int, *, actor_id: int | None
) -> bool:
    """Delete a questionnaire, or put it away where a survey asks it or has asked it.

    What was asked, and the results, stay then. Gives whether it is deleted.

    Raises:
        NotFound: the exchange has no such questionnaire.
    """
    instrument = locked_instrument(session, exchange_id, instrument_id)
    if session.scalar(select(exists().where(Survey.instrument_id == instrument_id))):
        do_put_away(session, instrument, is_hidden=True, actor_id=actor_id)
        return False
    name = _name(read_document(newest_version(session, instrument_id).document, is_draft=True))
    record(session, "instrument_deleted", instrument, actor_id, name=name)
    session.execute(
        delete(InstrumentVersion).where(InstrumentVersion.instrument_id == instrument_id)
    )
    session.execute(delete(Instrument).where(Instrument.id == instrument_id))
    return True


def do_put_away(
    session: Session, instrument: Instrument, *, is_hidden: bool, actor_id: int | None
) -> None:
    """No longer offer a questionnaire for new surveys and seasons, or offer it again."""
    instrument.is_hidden = is_hidden
    verb = "instrument_put_away" if is_hidden else "instrument_offered"
    record(session, verb, instrument, actor_id)


def do_copy_instruments(
    session: Session, from_exchange_id: int, to_exchange_id: int
) -> dict[int, int]:
    """Copy the questionnaires into the next season, comparable with the former ones."""
    query = select(Instrument).where(
        Instrument.exchange_id == from_exchange_id, Instrument.is_hidden.is_(False)
    )
    made = {}
    for one in session.scalars(query.order_by(Instrument.id)).all():
        document = read_document(newest_version(session, one.id).document, is_draft=True)
        made[one.id] = do_add_instrument(
            session, to_exchange_id, document, lineage=one.lineage, actor_id=None
        )
    return made
