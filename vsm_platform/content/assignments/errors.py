"""What can go wrong with assignments, with work, and with its marks."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import Conflict


class AssignmentInUse(Conflict):
    code = "assignment_in_use"
    title = lazy_gettext("Students have begun to work on it")
    message = lazy_gettext(
        "Something was written or handed in, which students would lose sight of."
    )
    remedy = lazy_gettext("Leave it published. You can still change its text and its dates.")


class TeamsMissing(Conflict):
    code = "teams_missing"
    title = lazy_gettext("It is for teams, and no teams are chosen")
    message = lazy_gettext("Nobody could hand it in.")
    remedy = lazy_gettext("Choose a set of teams in the assignment, and publish it then.")


class WorkClosed(Conflict):
    """What was handed in can no longer be changed."""

    code = "work_closed"
    title = lazy_gettext("This can no longer be changed")
    message = lazy_gettext(
        "It was handed in and can be handed in only once, or it is marked, or it is not open yet."
    )
    remedy = lazy_gettext("If something is wrong with it, write to your teachers.")


class MarkChanged(Conflict):
    """Somebody else has marked this work since the marker looked."""

    code = "mark_changed"
    title = lazy_gettext("Somebody else has marked this meanwhile")
    message = lazy_gettext("The mark or the feedback was changed after you opened the page.")
    remedy = lazy_gettext("Open the work again, look at the present mark, and enter yours anew.")
