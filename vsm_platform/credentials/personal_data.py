"""The credentials that a person holds: taken along as signed files; what stays names nobody."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

from flask_babel import lazy_gettext as _l
from sqlalchemy import Text, cast, or_, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import (
    Gone,
    KeptFile,
    Part,
    listed,
    offer_erasure,
    offer_personal_data,
)
from vsm_platform.credentials.actions.forgetting import do_forget_person
from vsm_platform.credentials.models import Credential, CredentialRevision, Run, ShareEvent
from vsm_platform.credentials.passport.models import Passport, PassportEvent
from vsm_platform.credentials.recognition.models import Recognition, RecognitionRevision


def own_data(session: Session, person_id: int) -> Iterator[Part | KeptFile]:
    """Every form of every credential, and when its page was on."""
    revisions = (
        select(
            Credential.uuid.label("identifier"),
            CredentialRevision.number,
            CredentialRevision.name,
            CredentialRevision.grade,
            Credential.state,
            Credential.ects,
            Credential.awarded_at,
            Credential.expires_at,
            CredentialRevision.valid_from,
            CredentialRevision.reason,
            CredentialRevision.ended_at,
            CredentialRevision.ended_why,
            CredentialRevision.document,
        )
        .join(Credential, Credential.id == CredentialRevision.credential_id)
        .where(Credential.person_id == person_id)
        .order_by(Credential.id, CredentialRevision.number)
    )
    found = listed(session, revisions)
    for one in found:
        document = one.pop("document").encode()
        name = f"{one['identifier']}-{one['number']}.json"
        yield KeptFile(name, len(document), _opens(document))
    yield Part("credentials", _l("Credentials"), found)
    shared = (
        select(Credential.uuid.label("identifier"), ShareEvent.is_on, ShareEvent.happened_at)
        .join(Credential, Credential.id == ShareEvent.credential_id)
        .where(Credential.person_id == person_id)
        .order_by(ShareEvent.id)
    )
    yield Part("shared", _l("When you shared them"), listed(session, shared))
    yield from _recognised(session, person_id)
    yield from _passport(session, person_id)


def _recognised(session: Session, person_id: int) -> Iterator[Part | KeptFile]:
    """What the home university has decided, each form of it, with what it signed."""
    revisions = (
        select(
            Recognition.uuid.label("identifier"),
            RecognitionRevision.number,
            RecognitionRevision.comment,
            RecognitionRevision.reason,
            RecognitionRevision.valid_from,
            RecognitionRevision.ended_at,
            RecognitionRevision.ended_why,
            RecognitionRevision.document,
        )
        .join(Recognition, Recognition.id == RecognitionRevision.recognition_id)
        .where(Recognition.person_id == person_id)
        .order_by(Recognition.id, RecognitionRevision.number)
    )
    found = listed(session, revisions)
    for one in found:
        document = one.pop("document").encode()
        name = f"recognition-{one['identifier']}-{one['number']}.json"
        yield KeptFile(name, len(document), _opens(document))
    yield Part("recognitions", _l("What your university has recognised"), found)


def _passport(session: Session, person_id: int) -> Iterator[Part]:
    on_now = select(Passport.shared_at.label("started_at"), Passport.key_made_at.label("made_at"))
    on_now = on_now.where(Passport.person_id == person_id)
    yield Part("passport", _l("Links to your passport"), listed(session, on_now))
    events = select(PassportEvent.is_on, PassportEvent.happened_at)
    events = events.where(PassportEvent.person_id == person_id).order_by(PassportEvent.id)
    yield Part("passport_shared", _l("When you shared your passport"), listed(session, events))


def _opens(document: bytes) -> Callable[[], BinaryIO]:
    return lambda: BytesIO(document)


def do_forget(session: Session, gone: Gone) -> None:
    """Reasons may name the person too; so may lists that wait to be confirmed."""
    ids = session.scalars(select(Credential.id).where(Credential.person_id == gone.person_id)).all()
    session.execute(
        update(CredentialRevision)
        .where(CredentialRevision.credential_id.in_(ids))
        .values(reason="", ended_why="")
        .execution_options(synchronize_session=False)
    )
    do_forget_person(session, gone.person_id)
    filled = or_(cast(Run.table, Text) != "[]", cast(Run.problems, Text) != "[]")
    for run in session.scalars(select(Run).where(filled)).all():
        run.table = [row for row in run.table if not gone.is_in(_cells(row))]
        run.problems = [row for row in run.problems if not gone.is_in(_cells(row))]


def _cells(row: list[object]) -> Iterator[object]:
    """The cells of a row, which may stand in a list within it."""
    for cell in row:
        if isinstance(cell, list):
            yield from cell
        else:
            yield cell


offer_personal_data("credentials", own_data)
offer_erasure(
    "credentials",
    do_forget,
    kept=(
        _l(
            "That a credential was issued on a day, its random number and whether it is revoked: a "
            "university must be able to say so. The files that you took along go on verifying."
        ),
    ),
)
