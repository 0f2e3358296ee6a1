"""What a verifier must know from elsewhere, and gets from its host: never from the network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead
from vsm_platform.credentials.standards.keys import from_multibase
from vsm_platform.credentials.standards.shape import as_list


class Sources(Protocol):
    """The host's knowledge. None means that it knows nothing, which is not a fault of the document."""

    def did_document(self, issuer: str) -> Json | None:
        """The keys of an issuer that is known here."""
        ...

    def status_list(self, url: str) -> Json | None:
        """The signed list at this address."""
        ...

    def newest(self, document: Json) -> datetime | None:
        """When the newest version of this credential began to be valid."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """Documents gathered beforehand: for checking without a line."""

    did_documents: Mapping[str, Json] = field(default_factory=dict)
    status_lists: Mapping[str, Json] = field(default_factory=dict)
    newest_versions: Mapping[str, datetime] = field(default_factory=dict)

    def did_document(self, issuer: str) -> Json | None:
        return self.did_documents.get(issuer)

    def status_list(self, url: str) -> Json | None:
        return self.status_lists.get(url)

    def newest(self, document: Json) -> datetime | None:
        return self.newest_versions.get(str(document.get("id")))


def key_of(did_document: Json, issuer: str, method: str) -> Json | None:
    """The issuer's own key of that address, if it may sign credentials.

    It must be listed in the issuer's document under the issuer as controller; that the address
    begins with the issuer's id is not enough.
    """
    if did_document.get("id") != issuer or method.partition("#")[0] != issuer:
        return None
    allowed = [
        entry.get("id") if isinstance(entry, dict) else entry
        for entry in as_list(did_document.get("assertionMethod"))
    ]
    for key in as_list(did_document.get("verificationMethod")):
        if isinstance(key, dict) and key.get("id") == method and key.get("controller") == issuer:
            return key if method in allowed else None
    return None


def did_key_document(issuer: str) -> Json | None:
    """The document of a did:key, which is the key itself and says nothing about who holds it."""
    multibase = issuer.removeprefix("did:key:")
    if multibase == issuer:
        return None
    try:
        from_multibase(multibase)
    except CannotRead:
        return None
    method = f"{issuer}#{multibase}"
    key = {
        "id": method,
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": multibase,
    }
    return {"id": issuer, "verificationMethod": [key], "assertionMethod": [method]}
