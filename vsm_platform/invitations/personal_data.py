"""The invitations of a person and a guardian's consent: taken along, and gone from every list."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.api import Exchange, enrolments_of
from vsm_platform.invitations.models import Batch, Consent, Invitation


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """By which links the person came, and what a guardian said."""
    own = enrolments_of(person_id)
    invitations = (
        select(
            Exchange.title.label("exchange"),
            Invitation.role,
            Invitation.name,
            Invitation.address,
            Invitation.language,
            Invitation.invited_at,
            Invitation.sent_at,
            Invitation.used_at,
        )
        .join(Exchange, Exchange.id == Invitation.exchange_id)
        .where(Invitation.enrolment_id.in_(own))
        .order_by(Invitation.id)
    )
    yield Part("invitations", _l("Invitations"), listed(session, invitations))
    consents = select(
        Consent.guardian, Consent.on_paper, Consent.received_on, Consent.noted_at,
        Consent.withdrawn_at,
    ).where(Consent.enrolment_id.in_(own))  # fmt: skip
    yield Part("consents", _l("Consent of a guardian"), listed(session, consents))


def do_forget(session: Session, gone: Gone) -> None:
    """Invitations lose whom they were for; those that nobody has used yet open nothing."""
    own = session.scalars(enrolments_of(gone.person_id)).all()
    known = [word.casefold() for word in gone.words]
    session.execute(delete(Consent).where(Consent.enrolment_id.in_(own)))
    theirs = or_(Invitation.enrolment_id.in_(own), func.lower(Invitation.address).in_(known))
    session.execute(
        update(Invitation)
        .where(theirs)
        .values(name="", address="", enrolment_id=None, digest=None, letter_digest=None)
        .execution_options(synchronize_session=False)
    )
    _forget_in_lists(session, gone)


def _forget_in_lists(session: Session, gone: Gone) -> None:
    """Lists that wait to be confirmed, or could not be read in part."""
    filled = or_(cast(Batch.rows, Text) != "[]", cast(Batch.problems, Text) != "[]")
    for batch in session.scalars(select(Batch).where(filled)):
        rows = [row for row in batch.rows if not gone.is_in(row)]
        problems = [row for row in batch.problems if not gone.is_in(row)]
        if (rows, problems) != (batch.rows, batch.problems):
            batch.rows, batch.problems = rows, problems


offer_personal_data("invitations", own_data)
offer_erasure("invitations", do_forget)
