"""What becomes of a delivery when a gradebook does not take it: the one table of it.

``docs/decisions/0006-outbox-and-grades.md`` gives the reasons. Every code of ``lti`` that a
service can raise stands here, and the codes that this room adds; each with what a teacher reads.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lti.errors import ServiceError
from vsm_platform.core.courier import Outcome, Verdict, later, refused
from vsm_platform.core.outbox import Claimed

HOUR: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=6)


class Rule(NamedTuple):
    """What follows from a code, and what to tell."""

    verdict: Verdict
    is_slow: bool
    """Somebody must mend something first, so the next try is an hour off or more."""
    holds_channel: bool
    """Nothing else will fare better, so all that goes to this LMS waits too."""
    what: LazyString
    remedy: LazyString


def _soon(what: LazyString, remedy: LazyString) -> Rule:
    return Rule(Verdict.LATER, is_slow=False, holds_channel=True, what=what, remedy=remedy)


def _slow(what: LazyString, remedy: LazyString, *, holds_channel: bool = False) -> Rule:
    return Rule(Verdict.LATER, True, holds_channel, what, remedy)


def _never(what: LazyString, remedy: LazyString) -> Rule:
    return Rule(Verdict.REFUSED, False, False, what, remedy)


_WAIT: Final = _l("You need do nothing: it is tried again by itself.")
_AGAIN: Final = _l("Mend it, then choose “Send again”.")

RULES: Final[Mapping[str, Rule]] = {
    "service_unreachable": _soon(_l("The learning platform does not answer."), _WAIT),
    "service_failing": _soon(_l("The learning platform has a problem of its own."), _WAIT),
    "service_throttled": _soon(_l("The learning platform asks us to slow down."), _WAIT),
    "service_malformed": _soon(
        _l("Something else answers in the place of the gradebook, such as a sign-in page."),
        _l(
            "It is tried again by itself. If it stays so, tell the administrator of the learning "
            "platform that a proxy or maintenance page stands before its grade service."
        ),
    ),
    "service_unauthorized": _slow(
        _l("The learning platform no longer accepts us."),
        _l(
            "Its administrator should look whether the tool is still active there. Then choose "
            "“Send again”; otherwise it is tried again every hour."
        ),
        holds_channel=True,
    ),
    "token_refused": _slow(
        _l("The learning platform gives us no access."),
        _l(
            "Its administrator should look whether the tool is active, whether our key set address "
            "is entered, and whether the grade services are allowed. Then choose “Send again”."
        ),
        holds_channel=True,
    ),
    "service_forbidden": _slow(
        _l("The learning platform does not let us write into this gradebook."),
        _l(
            "Its administrator should allow this tool to send grades, and a teacher should look "
            "whether the course there is still open. Then choose “Send again”."
        ),
    ),
    "scope_missing": _slow(
        _l("The learning platform has not allowed this tool to do this in the gradebook."),
        _l(
            "Its administrator should allow the grade services for this tool. Launch the course "
            "once afterwards; what waits then follows."
        ),
    ),
    "connection_suspended": _slow(
        _l("The connection with this learning platform is switched off here."),
        _l("An administrator of the exchange can switch it on again."),
    ),
    "service_not_found": _never(
        _l("Either the column or the student is no longer there."),
        _l("Look into the gradebook of your course. Then choose “Send again”."),
    ),
    "column_removed": _never(
        _l("The column was deleted in the gradebook."),
        _l("Set it up again on the page of grades; every score then follows."),
    ),
    "column_off": _never(
        _l("The column was switched off here."),
        _l("Set it up again on the page of grades; every score then follows."),
    ),
    "student_not_there": _never(
        _l("The student has no place in the gradebook of that course."),
        _l("Look whether the student is still enrolled there as a student. Then “Send again”."),
    ),
    "person_unknown": _never(
        _l("We do not know under which name that learning platform knows the student."),
        _l("The student should open the course from there once. Then choose “Send again”."),
    ),
    "service_conflict": _never(
        _l("The gradebook holds something newer, such as a grade that a teacher entered there."),
        _l("Compare with the gradebook. “Send again” replaces what stands there."),
    ),
    "service_rejected": _never(
        _l("The gradebook does not take this."),
        _l("Look whether the course and the student are still active there. Then “Send again”."),
    ),
    "service_address_refused": _never(
        _l("The learning platform names an address for its gradebook that is not public."),
        _l("Tell the administrators of this site: they can look at the connection."),
    ),
    "service_endless": _never(
        _l("The gradebook's list of columns or results never ends."),
        _l("Tell the administrator of the learning platform."),
    ),
    "no_column_possible": _never(
        _l("The learning platform does not let us make a column, and has made none itself."),
        _l(
            "Make a link to the exchange that is graded there, open it once, and set the column up "
            "again; or ask its administrator to let this tool manage columns."
        ),
    ),
    "unexpected": Rule(
        Verdict.LATER,
        False,
        False,
        _l("Something went wrong on our side."),
        _l("It is tried again by itself, and our administrators can see it in the log."),
    ),
}


def outcome_of(error: ServiceError, claimed: Claimed) -> Outcome:
    """What follows from what a service answered."""
    return outcome(error.code, claimed, answered=error.answered, retry_after=error.retry_after)


def outcome(
    code: str,
    claimed: Claimed,
    *,
    answered: int | None = None,
    retry_after: float | None = None,
) -> Outcome:
    """What follows from a code; the platform's own wish for a pause goes first."""
    rule = RULES[code]
    reason = f"{code} {answered}" if answered else code
    if rule.verdict is Verdict.REFUSED:
        return refused(reason)
    wait = None if retry_after is None else timedelta(seconds=retry_after)
    if not wait and rule.is_slow:
        wait = HOUR if rule.holds_channel else min(HOUR * 2 ** min(claimed.attempts, 8), LONGEST)
    return later(reason, wait=wait, holds_channel=rule.holds_channel)


def rule_of(reason: str) -> Rule | None:
    """The rule behind the reason that a delivery keeps; None where it has none."""
    code = reason.partition(" ")[0]
    return RULES.get(code, RULES["unexpected"]) if code else None
