"""What can go wrong with meetings."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import Conflict


class MeetingChanged(Conflict):
    """Somebody changed a meeting while somebody else was looking at it."""

    code = "meeting_changed"
    title = lazy_gettext("This meeting was changed meanwhile")
    message = lazy_gettext("Somebody else changed it while this page was open before you.")
    remedy = lazy_gettext("Open the meeting again, and see whether your change is still needed.")


class MeetingCancelled(Conflict):
    code = "meeting_cancelled"
    title = lazy_gettext("This meeting is cancelled")
    message = lazy_gettext("A cancelled meeting cannot be moved or changed.")
    remedy = lazy_gettext("Let it take place after all first.")


class NoSuchHour(Conflict):
    """The wall clock of some occurrence never shows the time."""

    code = "no_such_hour"
    title = lazy_gettext("That time does not exist")
    message = lazy_gettext("On {day} the clocks in {place} skip {time}.")
    remedy = lazy_gettext("Go back and choose another time.")


class MeetingNotBegun(Conflict):
    """Nobody can have been at a meeting that is still to come."""

    code = "meeting_not_begun"
    title = lazy_gettext("This meeting has not begun yet")
    message = lazy_gettext("Who was there can be noted from the moment when people can come in.")
    remedy = lazy_gettext("Come back when it has begun. A cancelled meeting has nobody.")


class RecordingHindered(Conflict):
    code = "recording_hindered"
    title = lazy_gettext("This exchange must not be recorded")
    message = lazy_gettext("{reason}")
    remedy = lazy_gettext("Write down what was said for those who could not come instead.")
