"""A person erases their data though they hold credentials (``docs/decisions/0034-credentials.md``)."""

from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.credentials.actions.keeping import empty_decisions
from vsm_platform.credentials.certificates import certificates_folder, forget_certificates
from vsm_platform.credentials.models import Credential, CredentialRevision, RunItem
from vsm_platform.credentials.passport.actions import do_forget_passport
from vsm_platform.credentials.recognition.models import Recognition, RecognitionItem


def do_forget_person(session: Session, person_id: int) -> None:
    """Take a person out of what they hold: names, grades and documents go.

    What stays says nothing of anybody: that something was issued then, and whether it is revoked.
    So the files that the person has taken along go on verifying. Drawn certificates are thrown away
    once that is safe.
    """
    ids = select(Credential.id).where(Credential.person_id == person_id).scalar_subquery()
    session.execute(
        update(CredentialRevision)
        .where(CredentialRevision.credential_id.in_(ids))
        .values(name="", grade="", document=""),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(RunItem)
        .where(RunItem.person_id == person_id)
        .values(name="", grade="", person_id=None, enrolment_id=None)
    )
    decisions = select(Recognition.id).where(Recognition.person_id == person_id)
    empty_decisions(session, session.scalars(decisions).all())
    session.execute(
        update(RecognitionItem)
        .where(RecognitionItem.credential_id.in_(ids))
        .values(grade="", reason=""),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(Credential)
        .where(Credential.person_id == person_id)
        .values(person_id=None, enrolment_id=None, shared_at=None)
    )
    do_forget_passport(session, person_id)
    after_commit(session, partial(forget_certificates, certificates_folder()))
