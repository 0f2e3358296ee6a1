"""Prompts for intercultural talk, in the project's own words, from which faculty begin a topic.

Each language has a file ``openers/<language>.toml`` with the same keys. A topic that is begun from a
prompt is as any other: whoever takes one changes it as they like.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "openers"
LANGUAGES = ("en", "es")
"""The languages of the library."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt in one language."""

    key: str
    group: str
    """The heading below which it stands."""
    title: str
    text: str
    """Markdown."""


def language_of_library(*wanted: str) -> str:
    """The first of these languages in which there are prompts, or English."""
    plain = [one.replace("_", "-").partition("-")[0] for one in wanted]
    return next((one for one in plain if one in LANGUAGES), "en")


@cache
def prompts(language: str) -> tuple[Prompt, ...]:
    """All prompts in a language of the library, in the order in which a course may want them."""
    texts = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    groups = texts.pop("groups")
    return tuple(
        Prompt(key, groups[one["group"]], one["title"], one["text"].strip())
        for key, one in texts.items()
    )


def find_prompt(key: str, language: str) -> Prompt | None:
    """The prompt with this key."""
    return next((one for one in prompts(language) if one.key == key), None)
