"""Data Integrity proofs of the cryptosuite ``eddsa-rdfc-2022`` (Data Integrity EdDSA 1.0, 3.2).

What is signed is the hash of the proof's own settings followed by the hash of the document, both
canonical. The proof repeats no context of its own: it is read by the document's.
"""

import hashlib
import re
from datetime import datetime
from typing import Any

from vsm_platform.credentials.standards.canonical import canonical
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead, CannotSign
from vsm_platform.credentials.standards.keys import (
    SigningKey,
    base58,
    from_multibase,
    verifies,
)
from vsm_platform.credentials.standards.texts import instant

SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def sign(document: Json, key: SigningKey, created: datetime) -> Json:
    """The document with its proof. It must be the key's controller who issues it."""
    if "proof" in document:
        raise CannotSign("signed_already")
    if issuer_of(document) != key.controller:
        raise CannotSign("issuer_wrong")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(created, "created"),
        "verificationMethod": key.method,
        "proofPurpose": PURPOSE,
    }
    signature = key.sign(signing_input(document, proof))
    return {**document, "proof": {**proof, "proofValue": f"z{base58(signature)}"}}


def issuer_of(document: Json) -> str:
    """The issuer's id, whether it stands alone or in a profile; empty where there is none."""
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        issuer = issuer.get("id")
    return issuer if isinstance(issuer, str) else ""


def signing_input(document: Json, proof: Json) -> bytes:
    """The 64 bytes that are signed (3.2.3 to 3.2.5): settings first, then document."""
    settings = {"@context": document.get("@context"), **proof}
    settings.pop("proofValue", None)
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    return b"".join(
        hashlib.sha256(canonical(part).encode()).digest() for part in (settings, unsigned)
    )


def proofs_of(document: Json) -> list[Json]:
    """The document's proofs, one or several."""
    proof = document.get("proof")
    found = [one for one in (proof if isinstance(proof, list) else [proof]) if one is not None]
    if not found or not all(isinstance(one, dict) for one in found):
        raise CannotRead("proof_missing")
    return found


def check_settings(document: Json, proof: Json, now: datetime) -> str:
    """The code of what is wrong with a proof's settings; empty where nothing is."""
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        return "suite_unknown"
    if proof.get("proofPurpose") != PURPOSE:
        return "purpose_wrong"
    if "@context" in proof and proof["@context"] != document.get("@context"):
        return "proof_context_differs"
    if "previousProof" in proof or not isinstance(proof.get("verificationMethod"), str):
        return "suite_unknown"
    return _check_times(proof, now)


def _check_times(proof: Json, now: datetime) -> str:
    for name in ("created", "expires"):
        text: Any = proof.get(name)
        if text is None:
            continue
        moment = parse_instant(text)
        if moment is None:
            return "proof_date_wrong"
        if name == "expires" and moment <= now:
            return "proof_expired"
    return ""


def parse_instant(text: Any) -> datetime | None:
    """An instant with its zone (XML Schema dateTimeStamp); None for anything else."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def holds(document: Json, proof: Json, multibase: str) -> bool:
    """Whether the key has signed exactly this document with exactly these settings."""
    signature = from_multibase(proof.get("proofValue"))
    return verifies(multibase, signature, signing_input(document, proof))
