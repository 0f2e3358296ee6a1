"""What a demonstration teaches, read from ``texts/*.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("texts")
SHARED = "shared"
_LINE_END = re.compile(r"\n(?!- |\d)")


@dataclass(frozen=True, slots=True)
class ItemText:
    """One thing in a module; which of the values it has depends on its kind."""

    kind: str
    """``page``, ``link``, ``video``, ``heading``, ``activity``, ``file`` or ``assignment``."""
    title: str = ""
    text: str = ""
    url: str = ""
    key: str = ""
    """Names an activity of the library, an assignment below, or a file beside this one."""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ModuleText:
    title: str
    intro: str
    items: tuple[ItemText, ...]
    weeks: tuple[int, int] | None = None
    part: tuple[int, int] | None = None
    """From where to where it lasts, in hundredths of the course, instead of weeks."""

    def weeks_of(self, weeks: int) -> tuple[int, int] | None:
        """First and last week in a course of so many weeks; None for a module that is always open."""
        if self.part is None:
            return self.weeks
        first, last = (weeks * hundredths // 100 for hundredths in self.part)
        return first + 1, max(last, first + 1)


@dataclass(frozen=True, slots=True)
class AssignmentText:
    key: str
    title: str
    instructions: str
    points: float
    due_in_days: int
    later_days: int
    """How many days later it is due where students came later."""
    for_teams: bool
    works: tuple[str, ...]
    """What some hand in."""
    feedback: str = ""
    """What is said of the first of them; empty for nothing."""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class TopicText:
    """A topic of the discussion, and what some students answer."""

    title: str
    prompt: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseText:
    modules: tuple[ModuleText, ...]
    assignments: tuple[AssignmentText, ...]
    meeting: dict[str, str]
    """``title``, ``purpose``, ``agenda``, ``recording`` and the name of a ``guest``."""
    topics: tuple[TopicText, ...]
    badge: dict[str, str]
    """``name``, ``description`` and ``criteria`` of what one gets half-way."""
    wishes: tuple[str, ...]
    """What some answer when they are asked what should change."""

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files beside the texts that this course uses."""
        items = [item for module in self.modules for item in module.items]
        named = {item.key for item in items if item.kind == "file"}
        shown = {
            path.name
            for path in FOLDER.iterdir()
            if any(f"]({path.name})" in item.text for item in items)
        }
        return tuple(sorted(named | shown))


def course_text(key: str, words: Mapping[str, str]) -> CourseText:
    """The course of a programme.

    Args:
        key: of the programme.
        words: what stands for «names» in the texts.
    """
    path = FOLDER / f"{key}.toml"
    text = (path if path.exists() else FOLDER / f"{SHARED}.toml").read_text(encoding="utf-8")
    for name, value in words.items():
        text = text.replace(f"«{name}»", value)
    document = tomllib.loads(text)
    return CourseText(
        modules=tuple(_module(entry) for entry in document["module"]),
        assignments=tuple(_assignment(entry) for entry in document["assignment"]),
        meeting={name: unwrapped(value) for name, value in document["meeting"].items()},
        topics=tuple(_topic(entry) for entry in document["topic"]),
        badge={name: unwrapped(value) for name, value in document["badge"].items()},
        wishes=tuple(unwrapped(wish) for wish in document["wishes"]),
    )


def unwrapped(text: str) -> str:
    """Paragraphs in one line each, where a text keeps its line ends; list items stay apart."""
    return "\n\n".join(_LINE_END.sub(" ", paragraph) for paragraph in text.strip().split("\n\n"))


def _module(entry: dict[str, Any]) -> ModuleText:
    items = tuple(ItemText(**item) for item in entry.pop("item"))
    for name in {"weeks", "part"} & entry.keys():
        entry[name] = tuple(entry[name])
    return ModuleText(items=items, **entry)


def _assignment(entry: dict[str, Any]) -> AssignmentText:
    works = tuple(unwrapped(work) for work in entry["works"])
    feedback = unwrapped(entry.get("feedback", ""))
    return AssignmentText(**{**entry, "works": works, "feedback": feedback})


def _topic(entry: dict[str, Any]) -> TopicText:
    posts = tuple(unwrapped(post) for post in entry["posts"])
    return TopicText(entry["title"], unwrapped(entry["prompt"]), posts)
