"""Whether a document has the form that the standards ask of its kind.

Own rules rather than the official JSON schemas: these accept a subject without id or identifier
and a date without a zone, and their licence does not let them travel with the product. The tests
hold both against each other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from vsm_platform.credentials.standards.documents import CLR, OPEN_BADGES, VC
from vsm_platform.credentials.standards.entities import Json
from vsm_platform.credentials.standards.proofs import issuer_of, parse_instant

BADGE: Final = "badge"
ENDORSEMENT: Final = "endorsement"
RECORD: Final = "record"
LIST: Final = "list"
OTHER: Final = "other"

_KINDS: Final = {
    "OpenBadgeCredential": BADGE,
    "AchievementCredential": BADGE,
    "EndorsementCredential": ENDORSEMENT,
    "ClrCredential": RECORD,
    "BitstringStatusListCredential": LIST,
}
_CONTEXTS: Final = {
    BADGE: [VC, OPEN_BADGES],
    ENDORSEMENT: [VC, OPEN_BADGES],
    RECORD: [VC, CLR, OPEN_BADGES],
}


def as_list(value: Any) -> list[Any]:
    """JSON-LD lets one value stand for a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def kind_of(document: Json) -> str:
    """What it is by its types."""
    types = as_list(document.get("type"))
    return next((kind for name, kind in _KINDS.items() if name in types), OTHER)


def faults(document: Json) -> Iterator[str]:
    """The name of each field that is missing or wrong, in the order of reading."""
    kind = kind_of(document)
    yield from (field for field, holds in _COMMON.items() if not holds(document))
    contexts = document.get("@context")
    demanded = _CONTEXTS.get(kind, [VC])
    if not isinstance(contexts, list) or contexts[: len(demanded)] != demanded:
        yield "@context"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        yield "credentialSubject"
    else:
        yield from _SUBJECTS.get(kind, _no_faults)(subject)


def hidden_field(document: Json, canonical_text: str) -> str:
    """The field that was signed for this document but does not stand where it is read; mostly none.

    What is signed are statements, not places: whoever moves ``credentialStatus`` to another object
    with the document's id, or writes its name in full, leaves the signature whole and the
    revocation unread.
    """
    start = f"<{document['id']}> <https://www.w3.org/2018/credentials#"
    signed = Counter(
        line.removeprefix(start).partition(">")[0]
        for line in canonical_text.split("\n")
        if line.startswith(start)
    )
    return next((f for f in _READ if signed[f] > len(as_list(document.get(f)))), "")


_READ: Final = ("credentialStatus", "validUntil", "validFrom", "issuer", "credentialSubject")


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _identified(value: Any) -> bool:
    """An absolute IRI, as far as form goes."""
    return _text(value) and ":" in value and not any(letter.isspace() for letter in value)


def _optional_instant(document: Json, field: str) -> bool:
    return field not in document or parse_instant(document[field]) is not None


_COMMON: Final[dict[str, Callable[[Json], bool]]] = {
    "id": lambda d: _identified(d.get("id")),
    "type": lambda d: "VerifiableCredential" in as_list(d.get("type")) and kind_of(d) != OTHER,
    "issuer": lambda d: _identified(issuer_of(d)),
    "validFrom": lambda d: parse_instant(d.get("validFrom")) is not None,
    "validUntil": lambda d: _optional_instant(d, "validUntil"),
    "awardedDate": lambda d: _optional_instant(d, "awardedDate"),
    "name": lambda d: "name" not in d or _text(d["name"]),
}


def _no_faults(_subject: Json) -> Iterator[str]:
    return iter(())


def _achievement_subject(subject: Json) -> Iterator[str]:
    yield from _person(subject)
    if "AchievementSubject" not in as_list(subject.get("type")):
        yield "credentialSubject.type"
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        yield "achievement"
        return
    yield from (
        f"achievement.{field}"
        for field in ("name", "description")
        if not _text(achievement.get(field))
    )
    if not _identified(achievement.get("id")):
        yield "achievement.id"
    if not isinstance(achievement.get("criteria"), dict):
        yield "achievement.criteria"


def _person(subject: Json) -> Iterator[str]:
    """Somebody must be meant: an id or an identifier (which the official schema does not check)."""
    if not _identified(subject.get("id")) and not as_list(subject.get("identifier")):
        yield "credentialSubject.id"


def _endorsement_subject(subject: Json) -> Iterator[str]:
    if not _identified(subject.get("id")):
        yield "credentialSubject.id"
    if "EndorsementSubject" not in as_list(subject.get("type")):
        yield "credentialSubject.type"


def _record_subject(subject: Json) -> Iterator[str]:
    yield from _person(subject)
    if not as_list(subject.get("verifiableCredential")):
        yield "verifiableCredential"


_SUBJECTS: Final[dict[str, Callable[[Json], Iterator[str]]]] = {
    BADGE: _achievement_subject,
    ENDORSEMENT: _endorsement_subject,
    RECORD: _record_subject,
}
