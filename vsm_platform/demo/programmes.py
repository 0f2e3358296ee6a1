"""The fourteen programmes of ``programmes.toml`` as plain objects.

What the report leaves open and a demonstration needs is made up here, and only here: how many
students a university sends, and how long an exchange lasts.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("programmes.toml")
DEFAULT = "climate-change"
STUDENTS_WHERE_UNKNOWN = 10
WEEKS_WHERE_UNKNOWN = 12
TEAM_SIZE = 5
_WEEKS_OF = {"week": 1.0, "month": 52 / 12}
_LENGTH = re.compile(r"(\d+) (week|month)")


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution's part in a programme."""

    name: str
    country: str
    timezone: str
    place: str
    kind: str
    has_lms: bool
    students: int
    begins_weeks_later: int
    credit: bool
    """Whether it bears credit there; where only some courses do, this one does."""
    is_mandatory: bool
    selects: bool
    """Students apply there, and are chosen."""


@dataclass(frozen=True, slots=True)
class Programme:
    key: str
    title: str
    description: str
    languages: list[str]
    """BCP 47 tags."""
    weeks: int
    partners: list[Partner]
    lead: Partner
    made_up: list[str]
    """What the report does not say of this programme, in sentences."""
    team_size: int
    """People in the largest team."""
    meeting: str
    """Weekday, time and zone of the live class; empty where it does not matter."""
    counts_own_weeks: bool
    """Whether partners that begin later count weeks from their own first day."""
    alliance: dict[str, Any]
    """Its name and the rules that it sets; empty where there is none."""
    offer: dict[str, Any]
    """Kind and ECTS of the exchange, where the alliance has rules for them."""

    @property
    def weeks_gone(self) -> int:
        """Weeks of the course that are over today: everybody has begun, and it is under way."""
        late = max(partner.begins_weeks_later for partner in self.partners)
        return max(late + 1 if late else 0, self.weeks // 3)

    @property
    def students(self) -> int:
        """Students who come in from an LMS."""
        return sum(partner.students for partner in self.partners if partner.has_lms)

    @property
    def by_invitation(self) -> list[Partner]:
        """Partners without an LMS, whose people cannot come in by a launch."""
        return [partner for partner in self.partners if not partner.has_lms]


@cache
def programmes() -> dict[str, Programme]:
    """All programmes by key, in the report's alphabetical order."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {entry["key"]: _programme(entry) for entry in document["programme"]}


def _programme(entry: dict[str, Any]) -> Programme:
    rows = entry["institutions"]
    partners = [
        _partner(row, students) for row, students in zip(rows, _students(entry), strict=True)
    ]
    lead = entry.get("lead", rows[0]["name"])
    return Programme(
        key=entry["key"],
        title=entry["title"],
        description=entry["description"],
        languages=re.findall(r"\b[a-z]{2}\b", entry["language"].partition(",")[0]),
        weeks=_weeks(entry["length"]),
        partners=partners,
        lead=next(partner for partner in partners if partner.name == lead),
        made_up=_made_up(entry, partners),
        team_size=entry.get("team_size", TEAM_SIZE),
        meeting=entry.get("meeting", ""),
        counts_own_weeks=entry.get("counts_own_weeks", False),
        alliance=entry.get("alliance", {}),
        offer=entry.get("offer", {}),
    )


def _made_up(entry: dict[str, Any], partners: list[Partner]) -> list[str]:
    sentences = ["The LMSs' brands, the people's names, this year's dates, what is taught."]
    sentences.append("How much credit it is, where it bears any.")
    if not {"students_total", "students_max", "cohorts"} & set(entry):
        sentences.append(f"The number of students: {STUDENTS_WHERE_UNKNOWN} for each institution.")
    if not _LENGTH.search(entry["length"]):
        sentences.append(f"The length of {WEEKS_WHERE_UNKNOWN} weeks, for it varies.")
    late = [partner for partner in partners if partner.begins_weeks_later]
    if late:
        sentences.append(
            "By how many weeks some begin later: "
            + ", ".join(f"{partner.name} {partner.begins_weeks_later}" for partner in late)
            + "."
        )
    return sentences


def _partner(row: dict[str, Any], students: int) -> Partner:
    return Partner(
        name=row["name"],
        country=row["country"],
        timezone=row["timezone"] or "UTC",
        place=row.get("place", ""),
        kind=row.get("kind", "university"),
        has_lms=row.get("lms") != "none",
        students=students,
        begins_weeks_later=row.get("begins_weeks_later", 0),
        credit=bool(row.get("credit")),
        is_mandatory=row.get("participation") == "mandatory",
        selects="selection" in row,
    )


def _students(entry: dict[str, Any]) -> list[int]:
    """Each institution's number: its own, else its part of what is left of the whole.

    The first institutions take what is left over when it cannot be divided evenly. People who
    come by invitation are not among the students of a whole, so without a number they are none.
    """
    rows = entry["institutions"]
    known = [
        row.get("students", row.get("students_max", 0 if row.get("lms") == "none" else None))
        for row in rows
    ]
    open_places = [place for place, number in enumerate(known) if number is None]
    left = _total(entry, len(rows)) - sum(number or 0 for number in known)
    for turn, place in enumerate(open_places):
        known[place] = max(left, 0) // len(open_places) + (turn < left % len(open_places))
    return [number or 0 for number in known]


def _total(entry: dict[str, Any], institutions: int) -> int:
    cohorts = entry.get("cohorts")
    if cohorts:
        return sum(number for number in cohorts[-1].values() if isinstance(number, int))
    known: int | None = entry.get("students_total", entry.get("students_max"))
    return known or STUDENTS_WHERE_UNKNOWN * institutions


def _weeks(length: str) -> int:
    """Weeks of ``8 weeks``, ``about 12 weeks, …`` or ``3 months``, and a guess for the others."""
    found = _LENGTH.search(length)
    return round(int(found[1]) * _WEEKS_OF[found[2]]) if found else WEEKS_WHERE_UNKNOWN
