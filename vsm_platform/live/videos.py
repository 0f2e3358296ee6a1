"""Video links of rooms, made from a pattern: Jitsi, for one, opens a room at whatever address is asked for."""

from secrets import token_hex

from vsm_platform.content.meetings.api import is_safe_link

UNKNOWN = "{secret}"
PLACES = ("{exchange}", "{session}", "{room}", UNKNOWN)


def link_from(pattern: str, exchange_id: int, session_id: int, room_number: int) -> str:
    """A room's own link; what stands for the secret is another for each room, and nobody can guess it."""
    values = (exchange_id, session_id, room_number, token_hex(10))
    for place, value in zip(PLACES, values, strict=True):
        pattern = pattern.replace(place, str(value))
    return pattern


def is_pattern(text: str) -> bool:
    """Whether links come of it, whatever the room."""
    return is_safe_link(link_from(text, 1, 1, 1))


def can_be_guessed(text: str) -> bool:
    """Whether who knows one room's link knows the others'."""
    return UNKNOWN not in text and any(place in text for place in PLACES)
