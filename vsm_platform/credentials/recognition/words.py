"""Decisions, their states and what is wrong with rows, in words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from vsm_platform.credentials.recognition.models import RunSource, RunState
from vsm_platform.web.forms import number_text

STATES = {
    "waiting": (_l("waits for you"), "sun"),
    "late": (_l("late"), "rose"),
    "recognised": (_l("recognised"), "leaf"),
    "none": (_l("no credit"), ""),
    "changed": (_l("look again"), "sun"),
    "withdrawn": (_l("withdrawn"), "rose"),
}
"""Where a credential stands in an office's list: words and tone."""
FILTERS = {
    "waiting": _l("Waiting for a decision"),
    "late": _l("Late"),
    "changed": _l("Changed after the decision"),
    "recognised": _l("Recognised"),
    "none": _l("No credit"),
    "withdrawn": _l("Withdrawn"),
    "all": _l("All"),
}
RUN_STATES = {
    RunState.DRAFT: (_l("to look at"), "sun"),
    RunState.RUNNING: (_l("being signed"), "sea"),
    RunState.STOPPED: (_l("stopped"), "rose"),
    RunState.DONE: (_l("signed"), "leaf"),
    RunState.UNDONE: (_l("undone"), "rose"),
}
RUN_SOURCES = {
    RunSource.TERMS: _l("As your terms say"),
    RunSource.CSV: _l("From a list"),
}
PROBLEMS = {
    "unknown": _l("No credential of your students is meant by this row."),
    "ambiguous": _l("Several are meant. Use the number of the sample."),
    "twice": _l("The same credential stands in an earlier row."),
    "decided": _l("Is decided already. Open it to change the decision."),
    "gone": _l("Was revoked, or has expired."),
    "part": _l("Is not of the whole course, which your terms are about. Decide it by itself."),
    "empty": _l("Nothing in this row says which credential is meant."),
    "answer": _l("Write yes or no in the column that says whether it is recognised."),
    "number": _l("The credits are no number, such as 6 or 4.5."),
    "scheme": _l("Credits need their scheme, such as ECTS."),
    "reason": _l("Say why there is no credit."),
    "too_many": _l("A list can have at most 5,000 rows."),
}
STOPS = {
    "key": _l(
        "The signing key is missing or cannot be opened. Ask an administrator to look at the keys "
        "of your university; then let it go on."
    ),
    "issuer": _l("Your university no longer signs. Ask an administrator; then let it go on."),
    "document": _l("A text cannot be signed as it is. Undo this list and begin anew."),
}


def credits_text(amount: float | None, scheme: str) -> str:
    """Credits in words, such as ``3 US credit hours``; empty where there are none."""
    return "" if amount is None else f"{number_text(amount)} {scheme}".strip()


def no_credit_by_terms() -> str:
    """The reason where a partnership's terms name no credit."""
    return str(gettext("By the terms of this partnership it bears no credit here."))
