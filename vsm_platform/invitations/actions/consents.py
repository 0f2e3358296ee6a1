"""A minor's guardian agrees: by a link that the minor hands on, or on paper."""

from datetime import date

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.invitations.actions.common import consent_link_of, record
from vsm_platform.invitations.models import Consent


def do_make_consent_link(session: Session, enrolment: Enrolment) -> str:
    """The address of the guardian's page, known only now; an earlier one opens nothing any more."""
    code = new_code()
    consent = _consent(session, enrolment)
    consent.digest = digest(code)
    session.flush()
    return consent_link_of(code)


def do_consent(session: Session, enrolment: Enrolment, guardian: str) -> None:
    """The guardian agrees, on the page of the link."""
    consent = _consent(session, enrolment)
    consent.guardian, consent.on_paper, consent.received_on = guardian, False, None
    consent.noted_by_id = None
    _agree(session, enrolment, consent, None, how="link")


def do_note_consent(
    session: Session, enrolment: Enrolment, *, guardian: str, received_on: date, actor_id: int
) -> None:
    """Faculty note that the guardian has agreed on paper."""
    consent = _consent(session, enrolment)
    consent.guardian, consent.on_paper, consent.received_on = guardian, True, received_on
    consent.noted_by_id = actor_id
    _agree(session, enrolment, consent, actor_id, how="paper")


def _agree(
    session: Session, enrolment: Enrolment, consent: Consent, actor_id: int | None, *, how: str
) -> None:
    present = clock.now()
    consent.noted_at, consent.withdrawn_at = present, None
    enrolment.consented_at = present
    _record(session, "consent_given", enrolment, actor_id, how=how)


def do_withdraw_consent(session: Session, enrolment: Enrolment, *, actor_id: int | None) -> None:
    """The guardian takes it back; the minor reads along from now on."""
    if enrolment.consented_at is None:
        return
    _consent(session, enrolment).withdrawn_at = clock.now()
    enrolment.consented_at = None
    _record(session, "consent_withdrawn", enrolment, actor_id)


def _consent(session: Session, enrolment: Enrolment) -> Consent:
    found = session.get(Consent, enrolment.id, with_for_update=True)
    if found is None:
        found = Consent(enrolment_id=enrolment.id)
        session.add(found)
    return found


def _record(
    session: Session, verb: str, enrolment: Enrolment, actor_id: int | None, **details: str | int
) -> None:
    record(
        session,
        verb,
        enrolment.exchange_id,
        enrolment.partnership_id,
        actor_id,
        person=enrolment.person_id,
        **details,
    )
