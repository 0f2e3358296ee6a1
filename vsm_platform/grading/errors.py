"""What can go wrong with scores and their columns."""

from collections.abc import Collection

from flask_babel import lazy_gettext

from vsm_platform.core.errors import Conflict


class MarksChanged(Conflict):
    """Somebody else has given one of these marks since the giver looked."""

    code = "marks_changed"
    title = lazy_gettext("Somebody else has marked meanwhile")
    message = lazy_gettext("Marks that you changed were changed by somebody else as well.")
    remedy = lazy_gettext("Open the page again, look at the present marks, and enter yours anew.")

    def __init__(self, enrolment_ids: Collection[int]) -> None:
        super().__init__()
        self.enrolment_ids = frozenset(enrolment_ids)


class ColumnNotActive(Conflict):
    code = "column_not_active"
    title = lazy_gettext("There is no column to send to")
    message = lazy_gettext(
        "The column was switched off, or it is no longer in the gradebook, so nothing can be sent."
    )
    remedy = lazy_gettext(
        "Set the column up again on the page of grades; every score then follows."
    )


class MeasureInUse(Conflict):
    code = "measure_in_use"
    title = lazy_gettext("Marks or columns hang on it")
    message = lazy_gettext(
        "Somebody has a mark in it, or a university has set up a column of its gradebook for it."
    )
    remedy = lazy_gettext(
        "Leave it as it is, and tell students in its text if it no longer counts."
    )
