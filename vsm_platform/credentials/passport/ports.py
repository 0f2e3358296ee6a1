"""What the passport shows of home universities' decisions, from whoever keeps them."""

from collections.abc import Callable, Mapping
from typing import Protocol

from sqlalchemy.orm import Session


class Recognised(Protocol):
    """What a home university has decided about one credential."""

    @property
    def uuid(self) -> str: ...
    @property
    def institution(self) -> str: ...
    @property
    def is_good(self) -> bool:
        """It has not been withdrawn."""

    @property
    def is_recognised(self) -> bool: ...
    @property
    def amount(self) -> str:
        """The credits in words, such as ``3 US credit hours``; may be empty."""

    @property
    def grade(self) -> str: ...
    @property
    def document(self) -> str:
        """The signed endorsement as JSON; empty where there is none any more."""


Source = Callable[[Session, int], Mapping[int, Recognised]]
"""Takes a person; gives the decisions by credential, in a constant number of statements."""
_sources: list[Source] = []


def offer_recognitions(source: Source) -> None:
    """Let passports show these decisions; called once, when the room is put together."""
    if source not in _sources:
        _sources.append(source)


def recognitions_for(session: Session, person_id: int) -> dict[int, Recognised]:
    """What holds of everything that was decided about a person's credentials, by credential."""
    return {
        credential_id: one
        for source in _sources
        for credential_id, one in source(session, person_id).items()
        if one.is_good
    }
