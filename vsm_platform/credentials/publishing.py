"""What is published of an issuer, and what a check of a credential needs to know of ours.

Status lists are signed when they are asked for, and kept in memory for as long as nothing in them
changes, an hour at most: so a revocation shows at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.errors import SigningKeyMissing
from vsm_platform.credentials.models import Issuer, StatusList
from vsm_platform.credentials.queries.published import (
    issuer_by_did,
    newest_valid_from,
    public_keys,
    revoked_positions,
    status_list_row,
)
from vsm_platform.credentials.signing import issuer_profile, list_address, signing_key
from vsm_platform.credentials.standards.api import (
    Json,
    PublicKey,
    did_document,
    sign,
    status_list,
)

LIST_LIFE = timedelta(hours=1)
"""How long somebody may keep a copy of a status list."""
_kept: dict[tuple[str, int], tuple[datetime, datetime, Json]] = {}


def did_document_of(session: Session, issuer: Issuer) -> Json:
    """The issuer's did document with all its keys, the retired ones too."""
    keys = [
        PublicKey(f"{issuer.did}#{one.fragment}", **one.public)
        for one in public_keys(session, issuer.id)
    ]
    return did_document(issuer.did, keys, address=issuer.website)


def signed_status_list(
    session: Session, vault: Vault, public_url: str, issuer: Issuer, row: StatusList
) -> Json:
    """The status list as it is published, signed.

    Raises:
        SigningKeyMissing: it cannot be signed anew.
    """
    present = clock.now()
    key = (str(session.get_bind().engine), row.id)
    changed_at, until, document = _kept.get(key, (None, present, {}))
    if changed_at == row.changed_at and until - LIST_LIFE / 2 > present:
        return document
    until = present + LIST_LIFE
    unsigned = status_list(
        list_address(public_url, issuer.id, row.id),
        issuer_profile(session, issuer),
        revoked_positions(session, row.id),
        present,
        until,
    )
    document = sign(unsigned, signing_key(session, vault, issuer), present)
    _kept[key] = (row.changed_at, until, document)
    return document


@dataclass(frozen=True, slots=True)
class OurSources:
    """What a check may know: our own issuers, their lists, and newer forms. Nothing is fetched."""

    session: Session
    vault: Vault
    public_url: str
    _known: dict[str, Json | None] = field(default_factory=dict)
    """What was looked up already: one credential asks for its issuer twice."""
    newest_forms: Mapping[str, datetime] = field(default_factory=dict)
    """By uuid of a credential, from when its newest form is valid, where the caller knows it."""

    def did_document(self, issuer: str) -> Json | None:
        if issuer not in self._known:
            found = issuer_by_did(self.session, issuer)
            self._known[issuer] = did_document_of(self.session, found) if found else None
        return self._known[issuer]

    def status_list(self, url: str) -> Json | None:
        if url not in self._known:
            self._known[url] = self._read(url)
        return self._known[url]

    def _read(self, url: str) -> Json | None:
        parts = urlsplit(url)
        ours = urlsplit(self.public_url)
        if (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
            return None
        match parts.path.split("/"):
            case ["", "issuers", issuer_id, "status", list_id]:
                return self._list(issuer_id, list_id)
            case _:
                return None

    def _list(self, issuer_id: str, list_id: str) -> Json | None:
        if not all(
            one.isascii() and one.isdecimal() and len(one) < 10 for one in (issuer_id, list_id)
        ):
            return None
        try:
            row = status_list_row(self.session, int(issuer_id), int(list_id))
            issuer = self.session.get_one(Issuer, row.issuer_id)
            return signed_status_list(self.session, self.vault, self.public_url, issuer, row)
        except (NotFound, SigningKeyMissing):
            return None

    def newest(self, document: Json) -> datetime | None:
        scheme, _, uuid = str(document.get("id", "")).rpartition("urn:uuid:")
        if scheme or not uuid or document.get("id") == uuid:
            # A status list, which is checked with every credential, has no newer form.
            return None
        return self.newest_forms.get(uuid) or newest_valid_from(self.session, uuid)
