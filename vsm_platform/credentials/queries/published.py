"""What the world may ask about: issuers' keys, status lists, and whether a credential has a newer form."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import unquote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import Alliance
from vsm_platform.core.errors import NotFound
from vsm_platform.credentials.models import (
    Credential,
    CredentialRevision,
    Issuer,
    IssuerKey,
    StatusEntry,
    StatusList,
)
from vsm_platform.credentials.recognition.models import Recognition, RecognitionRevision
from vsm_platform.institutions.api import Institution


def find_issuer(session: Session, issuer_id: int) -> Issuer:
    """An issuer, whether it still issues or not.

    Raises:
        NotFound: there is none.
    """
    issuer = session.get(Issuer, issuer_id)
    if issuer is None:
        raise NotFound
    return issuer


def issuer_by_did(session: Session, did: str) -> Issuer | None:
    """The issuer that is known by this did."""
    return session.scalar(select(Issuer).where(Issuer.did == did))


def issuer_name(session: Session, issuer: Issuer) -> str:
    """The name of the institution or alliance behind an issuer, or of this service itself."""
    if issuer.institution_id is not None:
        return session.get_one(Institution, issuer.institution_id).name
    if issuer.alliance_id is not None:
        return session.get_one(Alliance, issuer.alliance_id).name
    return platform_name(issuer.did)


def platform_name(did: str) -> str:
    """How this service is called where it signs itself: by its address, in every language."""
    return f"Virtual exchange, {unquote(did.split(':')[2])}"


def public_keys(session: Session, issuer_id: int) -> Sequence[IssuerKey]:
    """All keys of an issuer, the retired ones too: what they signed goes on verifying."""
    query = select(IssuerKey).where(IssuerKey.issuer_id == issuer_id).order_by(IssuerKey.id)
    return session.scalars(query).all()


def status_list_row(session: Session, issuer_id: int, list_id: int) -> StatusList:
    """A status list of an issuer.

    Raises:
        NotFound: the issuer has no such list.
    """
    found = session.get(StatusList, list_id)
    if found is None or found.issuer_id != issuer_id:
        raise NotFound
    return found


def revoked_positions(session: Session, list_id: int) -> Sequence[int]:
    """The places of a list that say "revoked"."""
    query = select(StatusEntry.position).where(StatusEntry.list_id == list_id, StatusEntry.is_set)
    return session.scalars(query.order_by(StatusEntry.position)).all()


def newest_valid_from(session: Session, uuid: str) -> datetime | None:
    """From when the newest form of a credential or recognition is valid; None where it is none of ours.

    Args:
        session: the unit of work.
        uuid: what follows ``urn:uuid:`` in the credential's id.
    """
    query = (
        select(func.max(CredentialRevision.valid_from))
        .join(Credential, Credential.id == CredentialRevision.credential_id)
        .where(Credential.uuid == uuid)
    )
    found = session.scalar(query)
    if found is not None:
        return found
    decided = (
        select(func.max(RecognitionRevision.valid_from))
        .join(Recognition, Recognition.id == RecognitionRevision.recognition_id)
        .where(Recognition.uuid == uuid)
    )
    return session.scalar(decided)
