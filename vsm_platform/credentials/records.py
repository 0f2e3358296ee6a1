"""A signed document as people read it, whoever issued it and whatever it holds.

It comes from strangers: every value may be of any kind, and only web addresses become links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from vsm_platform.credentials.standards.api import Json

MOST = 100
"""Lines of one list that are shown."""
_OUTCOMES = ("ext:LearningOutcome", "ceasn:Competency")
_PARTNER = "ext:PartnerInstitution"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing with its value, or one thing with where it stands."""

    name: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a document says."""

    title: str
    person: str
    issuer: str
    issuer_url: str
    description: str
    criteria: str
    comment: str
    """What a recognition says of another credential."""
    narrative: str
    credits: str
    term: str
    role: str
    source: str
    language: str
    field: str
    awarded: date | None
    starts: date | None
    ends: date | None
    until: date | None
    results: tuple[Line, ...]
    outcomes: tuple[Line, ...]
    partners: tuple[Line, ...]
    alignments: tuple[Line, ...]
    evidence: tuple[Line, ...]
    image: str


def record_of(document: Json) -> Record:
    """The document in words, as far as it has them."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    issuer = _object(document.get("issuer"))
    aligned = list(_objects(achievement.get("alignment")))
    return Record(
        title=_text(achievement.get("name")) or _text(document.get("name")),
        person=_person(subject),
        issuer=_text(issuer.get("name")),
        issuer_url=_link(issuer.get("url")),
        description=_text(achievement.get("description")) or _text(document.get("description")),
        criteria=_text(_object(achievement.get("criteria")).get("narrative")),
        comment=_text(subject.get("endorsementComment")),
        narrative=_text(subject.get("narrative")),
        credits=_text(subject.get("creditsEarned")) or _text(achievement.get("creditsAvailable")),
        term=_text(subject.get("term")),
        role=_text(subject.get("role")),
        source=_text(_object(subject.get("source")).get("name")),
        language=_text(achievement.get("inLanguage")),
        field=_text(achievement.get("fieldOfStudy")),
        awarded=_day(document.get("awardedDate")) or _day(document.get("validFrom")),
        starts=_day(subject.get("activityStartDate")),
        ends=_day(subject.get("activityEndDate")),
        until=_day(document.get("validUntil")),
        results=tuple(_results(subject, achievement)),
        outcomes=_aligned(aligned, *_OUTCOMES),
        partners=_aligned(aligned, _PARTNER),
        alignments=tuple(_frameworks(aligned)),
        evidence=tuple(
            Line(_text(one.get("name")), _text(one.get("description")), _link(one.get("id")))
            for one in _objects(document.get("evidence"))
        ),
        image=_text(_object(achievement.get("image")).get("id")),
    )


def _results(subject: Json, achievement: Json) -> Iterator[Line]:
    names = {
        _text(one.get("id")): _text(one.get("name"))
        for one in _objects(achievement.get("resultDescription"))
    }
    for one in _objects(subject.get("result")):
        name = names.get(_text(one.get("resultDescription")), "")
        value = _text(one.get("value")) or _text(one.get("status"))
        if name and value:
            yield Line(name, value)


def _aligned(aligned: list[Json], *kinds: str) -> tuple[Line, ...]:
    return tuple(
        Line(_text(one.get("targetName")), url=_link(one.get("targetUrl")))
        for one in aligned
        if one.get("targetType") in kinds
    )


def _frameworks(aligned: list[Json]) -> Iterator[Line]:
    for one in aligned:
        if one.get("targetType") not in (*_OUTCOMES, _PARTNER):
            name, code = _text(one.get("targetName")), _text(one.get("targetCode"))
            framework = " ".join(part for part in (_text(one.get("targetFramework")), code) if part)
            yield Line(name, framework, _link(one.get("targetUrl")))


def _person(subject: Json) -> str:
    """The name by which the subject is identified, if it is said in the clear."""
    for one in _objects(subject.get("identifier")):
        if one.get("identityType") == "name" and one.get("hashed") is False:
            return _text(one.get("identityHash"))
    return ""


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterator[Json]:
    found = value if isinstance(value, list) else [value]
    return (one for one in found[:MOST] if isinstance(one, dict))


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _link(value: Any) -> str:
    """An address that a reader may follow; nothing else ever becomes a link."""
    text = _text(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc else ""


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(_text(value)).date()
    except ValueError:
        return None
