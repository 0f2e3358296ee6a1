"""Addresses of live sessions, and the places at which open pages hear of them (``web.live``)."""


def lives_path(exchange_id: int) -> str:
    """The list of an exchange's live sessions."""
    return f"/exchanges/{exchange_id}/live"


def session_path(exchange_id: int, session_id: int) -> str:
    """Where everybody comes in: it leads on to the own room."""
    return f"{lives_path(exchange_id)}/{session_id}"


def floor_path(exchange_id: int, session_id: int) -> str:
    """All rooms at a glance, for those who teach."""
    return f"{session_path(exchange_id, session_id)}/rooms"


def together_path(exchange_id: int, session_id: int) -> str:
    """What all of a session see together."""
    return f"{session_path(exchange_id, session_id)}/together"


def room_path(exchange_id: int, session_id: int, number: int) -> str:
    """A room."""
    return f"{floor_path(exchange_id, session_id)}/{number}"


def made_path(exchange_id: int, session_id: int, number: int = 0) -> str:
    """What was made in a room, or in all of them."""
    base = room_path(exchange_id, session_id, number) if number else None
    return f"{base or session_path(exchange_id, session_id)}/made"


def lobby_place(exchange_id: int, session_id: int) -> str:
    """Where whoever waits hears of the session as a whole."""
    return f"lobby:{exchange_id}:{session_id}"


def waiting_place(exchange_id: int, session_id: int) -> str:
    """Where the lobby hears of the same, and now and then that other people are here."""
    return f"waiting:{exchange_id}:{session_id}"


def floor_place(exchange_id: int, session_id: int) -> str:
    """Where those who teach hear of everything."""
    return f"floor:{exchange_id}:{session_id}"


def room_place(exchange_id: int, session_id: int, number: int) -> str:
    """Where a room's people hear of it, and of what concerns all rooms."""
    return f"room:{exchange_id}:{session_id}:{number}"
