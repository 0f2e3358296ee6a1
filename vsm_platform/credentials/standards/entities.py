"""The parts of a credential: who issues, what is achieved, how it was measured (Open Badges 3.0, B.1).

Each part has an id where the official schemas allow one, since blank nodes cost hashes to
canonicalise. Texts are cleaned here, so that nothing uncleaned is ever signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_platform.credentials.standards.errors import CannotBuild
from vsm_platform.credentials.standards.texts import (
    address,
    clean,
    one_line,
    required,
    web_address,
)

Json = dict[str, Any]


def without_empty(values: Mapping[str, Any]) -> Json:
    """Leave out what was not said: an empty text in a signed document says something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


@dataclass(frozen=True, slots=True)
class Profile:
    """An institution or alliance (Open Badges 3.0, B.1.20). ``id`` is its did:web, or its address."""

    id: str
    name: str
    url: str = ""
    image: str = ""
    country: str = ""
    """Two letters (ISO 3166-1)."""

    def as_json(self) -> Json:
        return without_empty(
            {
                "id": address(self.id, "profile"),
                "type": ["Profile"],
                "name": required(self.name, "profile"),
                "url": self.url and web_address(self.url, "url"),
                "image": self.image and image(self.image),
                "address": self.country and self._address(),
            }
        )

    def _address(self) -> Json:
        code = one_line(self.country).upper()
        return {"type": ["Address"], "addressCountryCode": code}


def image(url: str, caption: str = "") -> Json:
    """A picture by address (B.1.14)."""
    return without_empty(
        {"id": web_address(url, "image"), "type": "Image", "caption": one_line(caption)}
    )


@dataclass(frozen=True, slots=True)
class Alignment:
    """A link to a node of a framework that others publish (B.1.4)."""

    name: str
    url: str
    framework: str = ""
    code: str = ""
    kind: str = ""
    """One of the standard's target types, or ``ext:…``."""
    description: str = ""

    def as_json(self, id_: str) -> Json:
        return without_empty(
            {
                "id": id_,
                "type": ["Alignment"],
                "targetName": required(self.name, "alignment"),
                "targetUrl": address(self.url, "alignment"),
                "targetFramework": one_line(self.framework),
                "targetCode": one_line(self.code),
                "targetType": self.kind,
                "targetDescription": clean(self.description),
            }
        )


@dataclass(frozen=True, slots=True)
class ResultKind:
    """Something that is measured with the achievement (B.1.24): a grade, credits, hours.

    ``kind`` is one of the standard's result types, or ``ext:…``.
    """

    id: str
    name: str
    kind: str
    minimum: str = ""
    maximum: str = ""
    allowed: Sequence[str] = ()

    def as_json(self) -> Json:
        return without_empty(
            {
                "id": address(self.id, "result"),
                "type": ["ResultDescription"],
                "name": required(self.name, "result"),
                "resultType": self.kind,
                "valueMin": one_line(self.minimum),
                "valueMax": one_line(self.maximum),
                "allowedValue": [required(value, "result") for value in self.allowed],
            }
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What this person reached of it (B.1.23)."""

    kind: ResultKind
    value: str

    def as_json(self, id_: str) -> Json:
        return {
            "id": id_,
            "type": ["Result"],
            "resultDescription": self.kind.id,
            "value": required(self.value, "result"),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """Work that shows it (B.1.9)."""

    id: str
    name: str
    description: str = ""
    narrative: str = ""
    genre: str = ""

    def as_json(self) -> Json:
        return without_empty(
            {
                "id": web_address(self.id, "evidence"),
                "type": ["Evidence"],
                "name": required(self.name, "evidence"),
                "description": clean(self.description),
                "narrative": clean(self.narrative),
                "genre": one_line(self.genre),
            }
        )


@dataclass(frozen=True, slots=True)
class Achievement:
    """What can be achieved (B.1.1); its ``id`` is the address of its page.

    ``credits`` is the one number of ECTS credits for all partners alike; the standard's field has
    no unit, so an ``ext:ECTSCredits`` result says the same with one.
    """

    id: str
    name: str
    description: str
    criteria: str
    kind: str = "Course"
    credits: float | None = None
    alignments: Sequence[Alignment] = ()
    results: Sequence[ResultKind] = ()
    language: str = ""
    """BCP 47."""
    tags: Sequence[str] = ()
    field: str = ""
    code: str = ""
    version: str = ""
    image: str = ""
    image_caption: str = ""
    creator: Profile | None = None

    def as_json(self) -> Json:
        return without_empty(
            {
                "id": web_address(self.id, "achievement"),
                "type": ["Achievement"],
                "name": required(self.name, "achievement"),
                "description": required(self.description, "description"),
                "criteria": self._criteria(),
                "achievementType": self.kind,
                "creditsAvailable": credit(self.credits),
                "inLanguage": self.language,
                "fieldOfStudy": one_line(self.field),
                "humanCode": one_line(self.code),
                "version": one_line(self.version),
                "tag": [required(tag, "tag") for tag in self.tags],
                "image": self.image and image(self.image, self.image_caption),
                "creator": self.creator and self.creator.as_json(),
                "alignment": self._alignments(),
                "resultDescription": [kind.as_json() for kind in self.results],
            }
        )

    def _criteria(self) -> Json:
        narrative = clean(self.criteria)
        if not narrative:
            raise CannotBuild("text_missing", field="criteria")
        return {"id": f"{self.id}#criteria", "narrative": narrative}

    def _alignments(self) -> list[Json]:
        return [a.as_json(f"{self.id}#alignment-{i}") for i, a in enumerate(self.alignments, 1)]


def credit(value: float | None) -> float | None:
    """Credits as a number that every implementation writes alike: whole ones without a fraction.

    ``5.0`` is 5 to JavaScript and 5.0 to Python, and the two canonicalise differently.
    """
    if value is None:
        return None
    if not 0 <= value < 10_000:
        raise CannotBuild("credits_wrong", field="credits")
    return int(value) if value == int(value) else round(value, 2)
