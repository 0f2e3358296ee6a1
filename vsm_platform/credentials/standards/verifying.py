"""The check of a credential, one thing at a time: form, signature, issuer, dates, withdrawal, version.

It needs no network: what it must know comes from its ``Sources``. Each check says by itself what
it found, and what could not be said is not taken for good. Revoked is not unverified: a withdrawn
credential has a good signature and a bad status.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from vsm_platform.credentials.standards import proofs, tokens
from vsm_platform.credentials.standards.canonical import canonical
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.errors import CannotRead, StandardsError
from vsm_platform.credentials.standards.reading import Read, read
from vsm_platform.credentials.standards.shape import (
    BADGE,
    ENDORSEMENT,
    LIST,
    RECORD,
    as_list,
    faults,
    hidden_field,
    kind_of,
)
from vsm_platform.credentials.standards.status import is_revoked
from vsm_platform.credentials.standards.trust import Sources, did_key_document, key_of
from vsm_platform.credentials.standards.words import Words, words

MOST_PARTS = 300
"""Credentials and recognitions within one document that are checked."""
_CLOCKS_DIFFER = timedelta(minutes=5)


class Outcome(StrEnum):
    """Whether a check is passed; ``OPEN`` cannot be said, ``LEFT`` was not tried."""

    GOOD = "good"
    OPEN = "open"
    BAD = "bad"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``name`` is form, signature, issuer, dates, status or version."""

    name: str
    outcome: Outcome
    code: str
    facts: dict[str, str | int] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return words(self.code)


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it; ``parts`` are the credentials and recognitions within."""

    kind: str
    form: str
    document: Json
    checks: tuple[Check, ...]
    parts: tuple["Verification", ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst of its own checks; each part has its own."""
        found = {check.outcome for check in self.checks}
        return next((o for o in (Outcome.BAD, Outcome.OPEN) if o in found), Outcome.GOOD)

    def check(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)


def verify(data: bytes | str, sources: Sources, now: datetime) -> Verification:
    """Check a file or text. ``CannotRead`` where there is no credential in it."""
    return _verify(read(data), sources, now)


def verify_document(document: Json, sources: Sources, now: datetime) -> Verification:
    """Check a document that is at hand already."""
    return _verify(Read("json", document), sources, now)


def _verify(found: Read, sources: Sources, now: datetime) -> Verification:
    checker = _Checker(found, sources, now)
    parts = tuple(_parts(found.document, sources, now)) if checker.is_well_formed else ()
    return Verification(
        kind_of(found.document), found.form, found.document, checker.checks(), parts
    )


class _Checker:
    """The checks of one document, without its parts."""

    def __init__(self, found: Read, sources: Sources, now: datetime) -> None:
        self.found, self.document = found, found.document
        self.sources, self.now = sources, now
        self.issuer = proofs.issuer_of(self.document)
        self.form = self._form()
        self.is_well_formed = self.form.outcome is Outcome.GOOD

    def checks(self) -> tuple[Check, ...]:
        if not self.is_well_formed:
            left = ("signature", "issuer", "dates", "status", "version")
            return (self.form, *(Check(name, Outcome.LEFT, "not_checked") for name in left))
        issuer, keys = self._issuer()
        signature = self._signature(keys)
        return (self.form, signature, issuer, self._dates(), self._status(), self._version())

    def _form(self) -> Check:
        try:
            fault = next(faults(self.document), None)
            if fault:
                return Check("form", Outcome.BAD, "field_wrong", {"field": fault})
            differing = self._differing_claim()
            if differing:
                return Check("form", Outcome.BAD, "claims_differ", {"field": differing})
            text = canonical({k: v for k, v in self.document.items() if k != "proof"})
            hidden = hidden_field(self.document, text)
            if hidden:
                return Check("form", Outcome.BAD, "field_hidden", {"field": hidden})
        except StandardsError as error:
            return Check("form", Outcome.BAD, error.code, error.facts)
        return Check("form", Outcome.GOOD, "form_good")

    def _differing_claim(self) -> str:
        """A token's claims must say what its document says (Open Badges 3.0, 8.2.5.1)."""
        if self.found.claims is None:
            return ""
        wanted = tokens.claims_of(self.document)
        names = ("iss", "jti", "sub", "nbf", "exp")
        claims = self.found.claims
        return next((name for name in names if claims.get(name) != wanted.get(name)), "")

    def _issuer(self) -> tuple[Check, Json | None]:
        known = self.sources.did_document(self.issuer)
        facts: dict[str, str | int] = {"issuer": _name_of(self.document) or self.issuer}
        if known is not None:
            return Check("issuer", Outcome.GOOD, "issuer_known", facts), known
        facts = {"issuer": self.issuer[:200]}
        unknown = Check("issuer", Outcome.OPEN, "issuer_unknown", facts)
        return unknown, did_key_document(self.issuer)

    def _signature(self, keys: Json | None) -> Check:
        if keys is None:
            return Check("signature", Outcome.OPEN, "signature_unknown")
        try:
            code = self._token_fault(keys) if self.found.token else self._proof_fault(keys)
        except StandardsError as error:
            code = error.code if error.code == "proof_missing" else "signature_wrong"
        if code:
            return Check("signature", Outcome.BAD, code)
        return Check("signature", Outcome.GOOD, "signature_good")

    def _token_fault(self, keys: Json) -> str:
        method = tokens.header_of(self.found.token)["kid"]
        key = key_of(keys, self.issuer, method)
        if key is None or not isinstance(key.get("publicKeyJwk"), dict):
            return "key_foreign"
        return "" if tokens.holds(self.found.token, key["publicKeyJwk"]) else "signature_wrong"

    def _proof_fault(self, keys: Json) -> str:
        """Every proof must hold: one good among several says nothing about the others."""
        for proof in proofs.proofs_of(self.document):
            fault = proofs.check_settings(self.document, proof, self.now)
            if fault:
                return fault
            key = key_of(keys, self.issuer, proof["verificationMethod"])
            if key is None or not isinstance(key.get("publicKeyMultibase"), str):
                return "key_foreign"
            if not proofs.holds(self.document, proof, key["publicKeyMultibase"]):
                return "signature_wrong"
        return ""

    def _dates(self) -> Check:
        since = proofs.parse_instant(self.document["validFrom"])
        until = proofs.parse_instant(self.document.get("validUntil"))
        if until is not None and until <= self.now:
            facts: dict[str, str | int] = {"until": self.document["validUntil"]}
            return Check("dates", Outcome.BAD, "dates_expired", facts)
        if since is not None and since > self.now + _CLOCKS_DIFFER:
            return Check("dates", Outcome.BAD, "dates_early", {"since": self.document["validFrom"]})
        if until is None:
            return Check("dates", Outcome.GOOD, "dates_good")
        return Check("dates", Outcome.GOOD, "dates_until", {"until": self.document["validUntil"]})

    def _status(self) -> Check:
        entries = as_list(self.document.get("credentialStatus"))
        if not entries:
            return Check("status", Outcome.GOOD, "status_none")
        codes = [self._status_code(entry) for entry in entries]
        for code in ("status_revoked", "status_list_wrong", "status_unknown"):
            if code in codes:
                bad = code == "status_revoked"
                return Check("status", Outcome.BAD if bad else Outcome.OPEN, code)
        return Check("status", Outcome.GOOD, "status_good")

    def _status_code(self, entry: object) -> str:
        if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
            return "status_unknown"
        if entry.get("statusPurpose") not in {"revocation", "suspension"}:
            return "status_unknown"
        url = entry.get("statusListCredential")
        listed = self.sources.status_list(url) if isinstance(url, str) else None
        if listed is None:
            return "status_unknown"
        if not self._is_trusted(listed, str(url)):
            return "status_list_wrong"
        try:
            return "status_revoked" if is_revoked(listed, entry) else "status_good"
        except CannotRead:
            return "status_list_wrong"

    def _is_trusted(self, listed: Json, url: str) -> bool:
        """The list is the issuer's own, stands where it says, and is signed and of today."""
        if kind_of(listed) != LIST or listed.get("id") != url:
            return False
        if proofs.issuer_of(listed) != self.issuer:
            return False
        checks = _Checker(Read("json", listed), self.sources, self.now).checks()
        return all(check.outcome is Outcome.GOOD for check in checks if check.name != "issuer")

    def _version(self) -> Check:
        newest = self.sources.newest(self.document)
        since = proofs.parse_instant(self.document["validFrom"])
        if newest is None or since is None:
            return Check("version", Outcome.GOOD, "version_unknown")
        if newest > since + timedelta(seconds=1):
            facts: dict[str, str | int] = {"since": newest.isoformat()}
            return Check("version", Outcome.BAD, "version_old", facts)
        return Check("version", Outcome.GOOD, "version_newest")


def _name_of(document: Json) -> str:
    issuer = document.get("issuer")
    name = issuer.get("name") if isinstance(issuer, dict) else None
    return name if isinstance(name, str) else ""


def _parts(document: Json, sources: Sources, now: datetime) -> Iterator[Verification]:
    for number, (part, spoken_of) in enumerate(_inner(document)):
        if number == MOST_PARTS:
            return
        inner = _verify_part(part, sources, now)
        if inner is not None:
            yield _if_spoken_of(inner, spoken_of)


def _verify_part(part: object, sources: Sources, now: datetime) -> Verification | None:
    try:
        if isinstance(part, str):
            return _verify(read(part), sources, now)
        return _verify(Read("json", part), sources, now) if isinstance(part, dict) else None
    except CannotRead as error:
        checks = (Check("form", Outcome.BAD, error.code, error.facts),)
        return Verification("other", "jwt", {}, checks)


def _inner(document: Json) -> Iterator[tuple[object, str]]:
    """Each credential within, with the id that a recognition must speak of."""
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    if kind_of(document) == RECORD and isinstance(subject, dict):
        for part in as_list(subject.get("verifiableCredential")):
            yield part, ""
    for holder in (document, achievement, document.get("issuer")):
        if isinstance(holder, dict):
            for part in (
                *as_list(holder.get("endorsement")),
                *as_list(holder.get("endorsementJwt")),
            ):
                yield part, str(holder.get("id"))


def _if_spoken_of(part: Verification, spoken_of: str) -> Verification:
    """A recognition of something else, put beside this one, is a lie however well it is signed."""
    subject = part.document.get("credentialSubject")
    speaks_of = subject.get("id") if isinstance(subject, dict) else None
    if not spoken_of or speaks_of == spoken_of:
        return part
    wrong = Check("form", Outcome.BAD, "endorses_other")
    return Verification(part.kind, part.form, part.document, (wrong, *part.checks[1:]), part.parts)


__all__ = [
    "BADGE",
    "ENDORSEMENT",
    "RECORD",
    "Check",
    "Outcome",
    "Verification",
    "verify",
    "verify_document",
]
