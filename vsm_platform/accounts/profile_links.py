"""What a person can set beside the profile itself: each room says what it keeps for people."""

from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True, slots=True)
class ProfileLink:
    """A page of the person's own."""

    path: str
    """Below our own address."""
    label: LazyString | str
    text: LazyString | str
    """What it is for, in a sentence."""


_links: dict[str, ProfileLink] = {}


def offer_profile_link(link: ProfileLink) -> None:
    """Let a room stand on everybody's profile; called once, when the room is imported."""
    _links[link.path] = link


def profile_links() -> list[ProfileLink]:
    """Everything that rooms keep for a person, by address."""
    return [link for _path, link in sorted(_links.items())]
