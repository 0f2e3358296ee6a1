"""What can go wrong with alliances."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class FieldProblem(AppError):
    """Something refused that a form shows at its field."""

    field = ""


class AllianceNameTaken(FieldProblem):
    code = "alliance_name_taken"
    status = 409
    field = "name"
    message = lazy_gettext("Another alliance has this name.")


class NotAMember(FieldProblem):
    """Only members chair."""

    code = "not_a_member"
    field = "institution"
    message = lazy_gettext("{institution} is no member of the alliance in {year}.")


class TurnEndsEarly(FieldProblem):
    code = "turn_ends_early"
    field = "ends_on"
    message = lazy_gettext("The last day must not be before the first day.")


class TurnsOverlap(FieldProblem):
    """An alliance has one chair at a time."""

    code = "turns_overlap"
    status = 409
    field = "starts_on"
    message = lazy_gettext("{institution} already chairs from {starts_on} to {ends_on}.")


class TurnIsOver(Conflict):
    """A turn that has ended is history."""

    code = "turn_is_over"
    title = lazy_gettext("This turn is over")
    message = lazy_gettext("Who chaired in the past stays written down.")
    remedy = lazy_gettext("Go back; nothing was changed.")
