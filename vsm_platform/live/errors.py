"""What can go wrong in a live session."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class SessionEnded(Conflict):
    """Nothing is added to what has ended."""

    code = "session_ended"
    title = lazy_gettext("This live session has ended")
    message = lazy_gettext("Its time is over, so nothing can be added any more.")
    remedy = lazy_gettext("What was made in the rooms stays: open the session to read it.")


class SessionNotOpen(Conflict):
    """Somebody wants to go into a room before the rooms are open."""

    code = "session_not_open"
    title = lazy_gettext("The rooms are not open yet")
    message = lazy_gettext("Your teachers open them when everybody is ready.")
    remedy = lazy_gettext("Wait in the lobby: the page takes you to your room by itself.")


class AnotherRoom(Conflict):
    """Somebody acts in a room that is not, or no longer, theirs."""

    code = "another_room"
    title = lazy_gettext("You are in another room now")
    message = lazy_gettext("One is in one room at a time, and yours is another one.")
    remedy = lazy_gettext("Open the live session again: it leads you to your room.")


class TooFast(AppError):
    """Somebody sends more than a person can mean."""

    code = "too_fast"
    status = 429
    title = lazy_gettext("Not so fast")
    message = lazy_gettext("That was a lot within a few seconds.")
    remedy = lazy_gettext("Wait a moment, then send it again.")


class Full(Conflict):
    """There is no more room for another one."""

    code = "live_full"
    title = lazy_gettext("That is as many as fit")
    message = lazy_gettext("There can be {most} at most.")
    remedy = lazy_gettext("Take one away that is no longer needed, then try again.")


class PollClosed(Conflict):
    """Somebody votes too late."""

    code = "poll_closed"
    title = lazy_gettext("This question is closed")
    message = lazy_gettext("The votes are counted already.")
    remedy = lazy_gettext("Go back to your room to see the result.")
