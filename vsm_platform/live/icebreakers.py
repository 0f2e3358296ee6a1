"""Prompts that break the ice, which a facilitator hands out to the rooms; another room keeps the library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Icebreaker:
    """One prompt."""

    key: str
    group: str
    """The heading below which it stands."""
    title: str
    text: str
    """Markdown."""

    @property
    def task(self) -> str:
        """How it stands in a room."""
        return f"**{self.title}**\n\n{self.text}"


Library = Callable[[str], Sequence[Icebreaker]]
"""The prompts in a language, or in the nearest one that there is."""

_libraries: list[Library] = []


def use_icebreakers(library: Library) -> None:
    """Say where the prompts come from; called once, when the application is made."""
    _libraries[:] = [library]


def icebreakers(language: str) -> Sequence[Icebreaker]:
    """All prompts in a language."""
    return _libraries[0](language) if _libraries else ()
