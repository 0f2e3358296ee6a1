"""What the actions of surveys share: locked rows, and lines in the audit log."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.surveys.models import Instrument, InstrumentVersion, Survey


def locked_survey(session: Session, exchange_id: int, survey_id: int) -> Survey:
    """A survey of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such survey.
    """
    query = select(Survey).where(Survey.id == survey_id, Survey.exchange_id == exchange_id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_instrument(session: Session, exchange_id: int, instrument_id: int) -> Instrument:
    """A questionnaire of an exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such questionnaire.
    """
    query = select(Instrument).where(
        Instrument.id == instrument_id, Instrument.exchange_id == exchange_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_version(session: Session, instrument_id: int) -> InstrumentVersion:
    """The latest version of a questionnaire."""
    query = (
        select(InstrumentVersion)
        .where(InstrumentVersion.instrument_id == instrument_id)
        .order_by(InstrumentVersion.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one()


def record(
    session: Session,
    verb: str,
    subject: Survey | Instrument,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about a survey or a questionnaire into the audit log; never about an answer."""
    kind = "survey" if isinstance(subject, Survey) else "instrument"
    audit.record(
        session,
        f"surveys.{verb}",
        f"{kind}:{subject.id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=subject.exchange_id,
        **details,
    )
