"""What each outcome of a check means, who mends it, and which setting of that LMS does.

One table for all of it. The settings themselves stand in ``lti.platforms``, with the labels of the
LMSs' own screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import LazyString, format_decimal
from flask_babel import lazy_gettext as _l

from lti.platforms import ServiceArea, Setting, preset_for
from vsm_platform.health.models import Check, Finding, Standing


class Who(StrEnum):
    """Who has to do something."""

    NOBODY = "nobody"
    HERE = "here"
    LMS = "lms"
    TEACHER = "teacher"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence on what is so, and what to do where something is to be done."""

    text: LazyString
    who: Who = Who.NOBODY
    remedy: LazyString | None = None
    area: ServiceArea | None = None


CHECK_NAMES: Final[Mapping[Check, LazyString]] = {
    Check.CONNECTION: _l("Way in"),
    Check.KEYS: _l("Keys of the LMS"),
    Check.ACCESS: _l("Access to its services"),
    Check.ROSTER: _l("Roster"),
    Check.GRADES: _l("Grades"),
    Check.CLOCK: _l("Clock"),
    Check.PERSONAL_DATA: _l("Personal data at launches"),
}
STANDING_NAMES: Final[Mapping[Standing, LazyString]] = {
    Standing.WORKS: _l("works"),
    Standing.NOT_KNOWN: _l("not known yet"),
    Standing.NOT_OFFERED: _l("not offered"),
    Standing.LOOK: _l("look at it"),
    Standing.BROKEN: _l("broken"),
}
WHO_NAMES: Final[Mapping[Who, LazyString]] = {
    Who.HERE: _l("You, here"),
    Who.LMS: _l("The LMS’s administrator"),
    Who.TEACHER: _l("A teacher, in a course of the LMS"),
    Who.OPERATOR: _l("Whoever runs this server"),
}
FACT_NAMES: Final[Mapping[str, LazyString]] = {
    "keys": _l("usable keys"),
    "seconds": _l("seconds"),
    "members": _l("members on the first page"),
    "names": _l("with a name"),
    "emails": _l("with an e-mail address"),
    "unreadable": _l("unreadable"),
    "columns": _l("columns"),
    "ahead": _l("seconds ahead of ours"),
    "people": _l("people looked at"),
    "status": _l("HTTP status"),
    "error": _l("the LMS’s code"),
}

_COMPARE: Final = _l("Compare the address on the LMS’s page here with the one that the LMS shows.")
_IS_IT_UP: Final = _l(
    "See whether the LMS is up, and whether its firewall or proxy lets this server reach it."
)
_LATER: Final = _l("Test again in a few minutes. If it stays so, tell the LMS’s support.")
_CLICK: Final = _l("Click the exchange’s link in a course once; then test again.")
_SWITCH_ON: Final = _l("Switch the service on for this tool. It then shows at the next launch.")

_ANY_CHECK: Final[Mapping[str, Words]] = {
    "service_unreachable": Words(
        _l("It did not answer in time, or could not be reached at all."), Who.LMS, _IS_IT_UP
    ),
    "service_failing": Words(
        _l("It answers with an error of its own, or is being maintained."), Who.LMS, _LATER
    ),
    "service_throttled": Words(_l("It asks us to send fewer requests."), Who.HERE, _LATER),
    "service_malformed": Words(
        _l("Something else answers there, such as a sign-in or maintenance page."),
        Who.LMS,
        _l("Let the address be reached without a sign-in."),
    ),
    "service_not_found": Words(_l("There is nothing at the address."), Who.HERE, _COMPARE),
    "service_unauthorized": Words(
        _l("It does not accept our access, though the LMS has just given it."),
        Who.LMS,
        _l("See whether the tool is still active, and look into the LMS’s log."),
        ServiceArea.TOOL,
    ),
    "service_endless": Words(_l("Its pages lead back to one another."), Who.LMS, _LATER),
}
"""For what may go wrong anywhere; other codes of ``lti.errors`` are told as ``UNEXPECTED``."""
UNEXPECTED: Final = Words(_l("It refuses our request."), Who.LMS, _LATER)

_CONNECTION: Final[Mapping[str, Words]] = {
    "open": Words(_l("People can come in.")),
    "no_launch": Words(
        _l("All is approved here, but nobody has come in through it yet."), Who.TEACHER, _CLICK
    ),
    "waits_for_approval": Words(
        _l("It waits for approval, so nobody can come in."),
        Who.HERE,
        _l("Approve it on the overview or on the LMS’s page."),
    ),
    "institution_suspended": Words(
        _l("The institution is suspended, so nobody of it can come in."),
        Who.HERE,
        _l("Reactivate the institution on its page."),
    ),
    "registration_closed": Words(
        _l("The LMS is disabled here, so nobody can come in from it."),
        Who.HERE,
        _l("Enable the LMS on its page."),
    ),
    "deployment_closed": Words(
        _l("This deployment is suspended, so nobody can come in through it."),
        Who.HERE,
        _l("Reactivate it on the LMS’s page."),
    ),
}
_KEYS: Final[Mapping[str, Words]] = {
    "fetched": Words(_l("The keys with which the LMS signs launches can be fetched.")),
    "slow": Words(
        _l("The keys come slowly. A launch waits five seconds for them and is then refused."),
        Who.LMS,
        _l("Find out why the key set’s address answers slowly."),
        ServiceArea.ADDRESSES,
    ),
    "no_keys": Words(
        _l("The address answers, but holds no key that can serve, so every launch is refused."),
        Who.HERE,
        _COMPARE,
        ServiceArea.ADDRESSES,
    ),
    "service_unreachable": Words(
        _l("The keys cannot be fetched in time. Launches are refused once the kept ones are old."),
        Who.LMS,
        _IS_IT_UP,
        ServiceArea.ADDRESSES,
    ),
    "service_failing": Words(
        _l("The key set’s address answers with an error. Launches are refused before long."),
        Who.LMS,
        _LATER,
    ),
    "service_malformed": Words(
        _l("At the key set’s address something else answers, such as a sign-in page."),
        Who.LMS,
        _l("Let the address be reached without a sign-in."),
        ServiceArea.ADDRESSES,
    ),
    "service_not_found": Words(
        _l("There is no key set at the address."), Who.HERE, _COMPARE, ServiceArea.ADDRESSES
    ),
    "service_unauthorized": Words(
        _l("The key set’s address asks for a sign-in."),
        Who.LMS,
        _l("Let the address be reached without a sign-in."),
        ServiceArea.ADDRESSES,
    ),
}
_OUR_KEYS: Final = _l(
    "Enter our key set address, and see that the LMS’s server can reach it. Here, look whether "
    "client ID, token address and token audience are right."
)
_ACCESS: Final[Mapping[str, Words]] = {
    "given": Words(_l("The LMS knows us and gives us access.")),
    "no_service": Words(
        _l("The LMS knows us, but allows us none of its services."),
        Who.LMS,
        _l("Allow the services below; each says where."),
    ),
    "invalid_client": Words(
        _l("The LMS does not recognise us: it does not know our keys, or cannot fetch them."),
        Who.LMS,
        _OUR_KEYS,
        ServiceArea.KEY_SET,
    ),
    "unauthorized_client": Words(
        _l("The LMS recognises us, but the tool is not active there."),
        Who.LMS,
        _l("Activate the tool."),
        ServiceArea.TOOL,
    ),
    "token_refused": Words(
        _l("The LMS gives us no access and does not say why."),
        Who.LMS,
        _OUR_KEYS,
        ServiceArea.KEY_SET,
    ),
    "service_not_found": Words(
        _l("There is nothing at the token address."), Who.HERE, _COMPARE, ServiceArea.ADDRESSES
    ),
    "service_malformed": Words(
        _l("At the token address something else answers, such as a sign-in page."),
        Who.HERE,
        _COMPARE,
        ServiceArea.ADDRESSES,
    ),
    "service_unreachable": Words(
        _l("The token address cannot be reached, so no roster and no grade can flow."),
        Who.LMS,
        _IS_IT_UP,
        ServiceArea.ADDRESSES,
    ),
}
_NO_ACCESS: Final = Words(_l("It cannot be asked before the LMS gives us access."))
_NO_COURSE: Final = Words(
    _l("Nobody has come in from a course yet, so we do not know where to ask."),
    Who.TEACHER,
    _CLICK,
)
_ROSTER: Final[Mapping[str, Words]] = {
    "read": Words(_l("We can read who is in the course that was opened last.")),
    "without_names": Words(
        _l("The roster can be read, but holds no names: expected students have none."),
        Who.LMS,
        _l("Share names and e-mail addresses with this tool."),
        ServiceArea.PERSONAL_DATA,
    ),
    "empty": Words(
        _l("The roster can be read, but nobody is on it."),
        Who.TEACHER,
        _l("See whether anybody is enrolled in the course."),
    ),
    "unreadable": Words(
        _l("Some members on the roster make no sense and are left out."), Who.LMS, _LATER
    ),
    "not_offered": Words(
        _l("Launches name no roster, so students are known only once they come."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.ROSTER,
    ),
    "not_allowed": Words(
        _l("The LMS does not let this tool read rosters."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.ROSTER,
    ),
    "service_forbidden": Words(
        _l("The LMS does not let this tool read this course’s roster."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.ROSTER,
    ),
    "service_not_found": Words(
        _l("The LMS no longer knows the course that was opened last."), Who.TEACHER, _CLICK
    ),
    "no_access": _NO_ACCESS,
    "no_course": _NO_COURSE,
}
_GRADES: Final[Mapping[str, Words]] = {
    "read": Words(_l("We can list our columns, send scores and read results. Nothing was sent.")),
    "cannot_send": Words(
        _l("The LMS does not let this tool send scores."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.GRADES,
    ),
    "cannot_make_columns": Words(
        _l("Scores can be sent, but only into columns that the LMS itself has made."),
        Who.LMS,
        _l("Let this tool manage columns, or make a graded link in the course."),
        ServiceArea.GRADES,
    ),
    "cannot_compare": Words(
        _l("Scores can be sent, but the gradebook cannot be read back and compared."),
        Who.LMS,
        _l("Let this tool read results, if you want to compare."),
        ServiceArea.GRADES,
    ),
    "not_offered": Words(
        _l("Launches name no gradebook, so grades have to be carried over by hand."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.GRADES,
    ),
    "not_allowed": Words(
        _l("The LMS does not let this tool use its gradebook."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.GRADES,
    ),
    "service_forbidden": Words(
        _l("The LMS does not let this tool use this course’s gradebook."),
        Who.LMS,
        _SWITCH_ON,
        ServiceArea.GRADES,
    ),
    "service_not_found": Words(
        _l("The LMS no longer knows the gradebook of the course that was opened last."),
        Who.TEACHER,
        _CLICK,
    ),
    "no_access": _NO_ACCESS,
    "no_course": _NO_COURSE,
}
_BOTH_CLOCKS: Final = _l(
    "Let the LMS’s server set its clock over the network (NTP). If several LMSs are off by as "
    "much, it is ours."
)
_CLOCK: Final[Mapping[str, Words]] = {
    "right": Words(_l("Its clock agrees with ours.")),
    "drifts": Words(
        _l("Its clock is off. From one minute on, launches are refused."), Who.LMS, _BOTH_CLOCKS
    ),
    "wrong": Words(
        _l("Its clock is off by more than a minute, so launches are refused."),
        Who.LMS,
        _BOTH_CLOCKS,
    ),
    "no_date": Words(_l("No answer came that tells the time of the LMS.")),
}
_NAMES_ON: Final = _l(
    "Share names and e-mail addresses with this tool, if the university wants it."
)
_PERSONAL_DATA: Final[Mapping[str, Words]] = {
    "complete": Words(_l("Names and e-mail addresses arrive.")),
    "no_emails": Words(_l("Names arrive, e-mail addresses do not, or seldom. Nothing needs them.")),
    "few_names": Words(
        _l("Some people arrive without a name. Nothing is broken: they say how to be called."),
        Who.LMS,
        _NAMES_ON,
        ServiceArea.PERSONAL_DATA,
    ),
    "no_names": Words(
        _l("No names arrive. Nothing is broken: everybody says at first how to be called."),
        Who.LMS,
        _NAMES_ON,
        ServiceArea.PERSONAL_DATA,
    ),
    "nobody": Words(_l("Nobody has come in yet.")),
}
WORDS: Final[Mapping[Check, Mapping[str, Words]]] = {
    Check.CONNECTION: _CONNECTION,
    Check.KEYS: {**_ANY_CHECK, **_KEYS},
    Check.ACCESS: {**_ANY_CHECK, **_ACCESS},
    Check.ROSTER: {**_ANY_CHECK, **_ROSTER},
    Check.GRADES: {**_ANY_CHECK, **_GRADES},
    Check.CLOCK: _CLOCK,
    Check.PERSONAL_DATA: _PERSONAL_DATA,
}


def words_for(finding: Finding) -> Words:
    """The words for what was found."""
    return WORDS[finding.check].get(finding.code, UNEXPECTED)


def setting_for(words: Words, platform: str) -> Setting | None:
    """Where that LMS decides about it; None where nothing is to be set, or we know no screen."""
    return preset_for(platform).settings.get(words.area) if words.area else None


def facts_of(finding: Finding) -> list[tuple[LazyString, str]]:
    """The numbers behind the sentence, with their names, as far as they mean something to people."""
    return [
        (FACT_NAMES[name], value if isinstance(value, str) else format_decimal(value))
        for name, value in finding.facts.items()
        if name in FACT_NAMES
    ]
