"""The library of activities: icebreakers and cultural exchanges, in the project's own words.

Each is a file for each language, ``activities/<key>.<language>.md``: lines of ``name: value``, an
empty line, and Markdown. Faculty take a copy into a module and change it as they like.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "activities"


class Mode(StrEnum):
    """Whether people do it at the same hour."""

    LIVE = "live"
    OWN_TIME = "own-time"
    BOTH = "both"
    """It works either way."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity in one language."""

    key: str
    language: str
    title: str
    purpose: str
    minutes: int
    smallest: int
    """People in a group, at least."""
    largest: int
    mode: Mode
    when: str
    """``beginning``, ``middle`` or ``end`` of an exchange."""
    markdown: str

    def takes(self, people: int) -> bool:
        """Whether a group of so many can do it."""
        return self.smallest <= people <= self.largest

    def suits(self, mode: Mode | None) -> bool:
        """Whether it can be done in this way; None for any."""
        return mode is None or self.mode in {mode, Mode.BOTH}


def activities(
    language: str,
    *,
    minutes: int | None = None,
    people: int | None = None,
    mode: Mode | None = None,
) -> list[Activity]:
    """Activities that fit, the shortest first.

    Args:
        language: BCP 47 tag; what is not there in it is given in English.
        minutes: at most so long.
        people: for groups of so many.
        mode: live, or each in their own time.
    """
    return [
        activity
        for activity in _shelf(language)
        if (minutes is None or activity.minutes <= minutes)
        and (people is None or activity.takes(people))
        and activity.suits(mode)
    ]


def find_activity(key: str, language: str) -> Activity | None:
    """The activity with this key."""
    return next((one for one in _shelf(language) if one.key == key), None)


@cache
def _shelf(language: str) -> tuple[Activity, ...]:
    found = {}
    for wanted in ("en", language.partition("-")[0]):
        if not wanted.isalpha():
            continue
        for path in sorted(FOLDER.glob(f"*.{wanted}.md")):
            activity = _read(path)
            found[activity.key] = activity
    return tuple(sorted(found.values(), key=lambda one: (one.minutes, one.key)))


def _read(path: Path) -> Activity:
    head, _, markdown = path.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    key, language, _suffix = path.name.split(".")
    smallest, _, largest = facts["people"].partition("-")
    return Activity(
        key=key,
        language=language,
        title=facts["title"],
        purpose=facts["purpose"],
        minutes=int(facts["minutes"]),
        smallest=int(smallest),
        largest=int(largest),
        mode=Mode(facts["mode"]),
        when=facts["when"],
        markdown=markdown.strip(),
    )
