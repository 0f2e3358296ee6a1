"""The checks of one connection. They ask the LMS at the same time, and only read.

Nothing here runs inside a unit of work, and nothing takes longer than the budget: every request is
cut off with it (``lti.services.probe``).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lti.errors import ServiceError
from lti.services.connector import PlatformConnector
from lti.services.grades import SCORE, GradeService
from lti.services.probe import MeasuredConnections, Measurement, count_usable_keys
from lti.services.roster import SCOPE as ROSTER_SCOPE
from lti.services.roster import RosterPage, RosterQuery, roster_pages
from lti.token import LEEWAY_SECONDS
from vsm_platform.health.models import Check, Finding, Standing
from vsm_platform.health.queries import Course, PersonalData, Subject
from vsm_platform.institutions.api import LmsConnections, State

BUDGET_SECONDS: Final = 18.0
SLOW_SECONDS: Final = 2.0
"""A key set that takes longer makes people wait; a launch gives up after five."""
NOTICEABLE_SKEW: Final = LEEWAY_SECONDS / 2
MEMBERS_ASKED: Final = 5
COLUMNS_LOOKED_AT: Final = 100
MOST: Final = 0.9
"""Share of people from which on "nearly everybody" has it."""
ONLY_THE_SCOPE: Final = "invalid_scope"
"""The LMS says so only to a tool that it has recognised (RFC 6749, 5.2)."""


def examine(subject: Subject, lms: LmsConnections) -> tuple[list[Finding], Sequence[Measurement]]:
    """Everything that can be found out now, in the order of ``Check``, and what was asked for it."""
    connections = lms.measuring(BUDGET_SECONDS)
    connector = lms.for_a_test(subject.registration_id, connections)
    try:
        with ThreadPoolExecutor(3, "health") as threads:
            keys = threads.submit(_keys, connections, subject.jwks_uri)
            roster = threads.submit(_roster, connector, subject)
            grades = threads.submit(_grades, connector, subject)
            services = [roster.result(), grades.result()]
            found = [_connection(subject), keys.result(), *_with_access(services)]
    finally:
        connections.close()
    measured = connections.measurements
    return [*found, _clock(measured), _personal_data(subject.personal_data)], measured


def _connection(subject: Subject) -> Finding:
    states = {
        "institution_suspended": subject.institution_state,
        "registration_closed": subject.registration_state,
        "deployment_closed": subject.deployment_state,
    }
    for code, state in states.items():
        if state == State.PENDING:
            return Finding(Check.CONNECTION, Standing.BROKEN, "waits_for_approval")
        if state != State.ACTIVE:
            return Finding(Check.CONNECTION, Standing.BROKEN, code)
    if subject.last_launch_at is None:
        return Finding(Check.CONNECTION, Standing.NOT_KNOWN, "no_launch")
    return Finding(Check.CONNECTION, Standing.WORKS, "open")


def _keys(connections: MeasuredConnections, jwks_uri: str) -> Finding:
    try:
        number = count_usable_keys(connections, jwks_uri)
    except ServiceError as error:
        return _failed(Check.KEYS, error)
    took = next(m.seconds for m in connections.measurements if m.address == jwks_uri)
    facts = {"keys": number, "seconds": round(took, 1)}
    if not number:
        return Finding(Check.KEYS, Standing.BROKEN, "no_keys", facts)
    if took > SLOW_SECONDS:
        return Finding(Check.KEYS, Standing.LOOK, "slow", facts)
    return Finding(Check.KEYS, Standing.WORKS, "fetched", facts)


NO_SERVICES: Final = Course("", "", "", ())


@dataclass(frozen=True, slots=True)
class _Service:
    """What was found of a service, and why no token was given for it, if none was."""

    finding: Finding
    refusal: ServiceError | None


def _with_access(services: Sequence[_Service]) -> list[Finding]:
    """What the tokens say of our standing with the LMS, and then the services themselves.

    Where a token was given, or only its scope refused, the LMS knows us; a service that is
    refused then is one that is not allowed.
    """
    refusals = [service.refusal for service in services if service.refusal]
    reasons = [_reason(refusal) for refusal in refusals]
    if len(refusals) < len(services):
        access = Finding(Check.ACCESS, Standing.WORKS, "given")
    elif ONLY_THE_SCOPE in reasons:
        access = Finding(Check.ACCESS, Standing.LOOK, "no_service")
    else:
        access = _failed(Check.ACCESS, refusals[0], reasons[0])
        return [access, *(_without_access(service.finding) for service in services)]
    return [access, *(service.finding for service in services)]


def _without_access(finding: Finding) -> Finding:
    if finding.standing is Standing.NOT_OFFERED:
        return finding
    return Finding(finding.check, Standing.NOT_KNOWN, "no_access")


def _reason(error: ServiceError) -> str:
    """Of a refused token, what the LMS says of it; else what became of the request."""
    said = error.data.get("error") if error.code == "token_refused" else None
    return str(said) if said and said != "unknown" else error.code


def _asked(
    connector: PlatformConnector, scope: str, known: Finding | None, ask: Callable[[], Finding]
) -> _Service:
    """Ask for a token, and then the service, unless its outcome is ``known`` without."""
    check = Check.ROSTER if scope == ROSTER_SCOPE else Check.GRADES
    try:
        connector.get_access_token([scope])
    except ServiceError as error:
        return _Service(known or _failed(check, error), error)
    try:
        return _Service(known or ask(), None)
    except ServiceError as error:
        return _Service(_failed(check, error), None)


def _roster(connector: PlatformConnector, subject: Subject) -> _Service:
    address = (subject.course or NO_SERVICES).memberships_url
    known = None if address else _not_announced(Check.ROSTER, subject)

    def ask() -> Finding:
        query = RosterQuery(limit=MEMBERS_ASKED)
        return _roster_finding(next(roster_pages(connector, query.address(address))))

    return _asked(connector, ROSTER_SCOPE, known, ask)


def _not_announced(check: Check, subject: Subject) -> Finding:
    """Launches give the address of a service; one that none has given cannot be asked."""
    if subject.last_launch_at is None:
        return Finding(check, Standing.NOT_KNOWN, "no_course")
    return Finding(check, Standing.NOT_OFFERED, "not_offered")


def _roster_finding(page: RosterPage) -> Finding:
    facts = {
        "members": len(page.members),
        "names": sum(bool(member.name or member.given_name) for member in page.members),
        "emails": sum(bool(member.email) for member in page.members),
        "more": "yes" if page.next_address else "no",
    }
    if page.skipped:
        return Finding(
            Check.ROSTER, Standing.LOOK, "unreadable", {**facts, "unreadable": page.skipped}
        )
    if not page.members:
        return Finding(Check.ROSTER, Standing.LOOK, "empty")
    if not facts["names"]:
        return Finding(Check.ROSTER, Standing.LOOK, "without_names", facts)
    return Finding(Check.ROSTER, Standing.WORKS, "read", facts)


def _grades(connector: PlatformConnector, subject: Subject) -> _Service:
    known, course = None, subject.course or NO_SERVICES
    if not (course.line_items_url or course.line_item_url):
        known = _not_announced(Check.GRADES, subject)
    elif course.grade_scopes and SCORE not in course.grade_scopes:
        known = Finding(Check.GRADES, Standing.BROKEN, "cannot_send")
    return _asked(connector, SCORE, known, lambda: _grades_finding(connector, course))


def _grades_finding(connector: PlatformConnector, course: Course) -> Finding:
    """List what is there, and read the results of the first column; nothing is written."""
    service = GradeService(connector, line_items=course.line_items_url, scopes=course.grade_scopes)
    columns = []
    if service.can_list_columns:
        columns = list(islice(service.columns(), COLUMNS_LOOKED_AT))
    elif course.line_item_url and service.can_read_columns:
        columns = [service.read(course.line_item_url)]
    facts = {"columns": len(columns)}
    if columns and service.can_read_results:
        next(service.results(columns[0].address), None)
    if not service.can_make_columns:
        return Finding(Check.GRADES, Standing.LOOK, "cannot_make_columns", facts)
    if not service.can_read_results:
        return Finding(Check.GRADES, Standing.LOOK, "cannot_compare", facts)
    return Finding(Check.GRADES, Standing.WORKS, "read", facts)


def _clock(measured: Sequence[Measurement]) -> Finding:
    """By the answer that came fastest, for it leaves the least doubt."""
    dated = [(m.seconds, m.ahead) for m in measured if m.ahead is not None]
    if not dated:
        return Finding(Check.CLOCK, Standing.NOT_KNOWN, "no_date")
    took, ahead = min(dated)
    facts = {"ahead": round(ahead)}
    # Within the time that the answer took nobody can say when it was written.
    certain = abs(ahead) - took / 2
    if certain >= LEEWAY_SECONDS:
        return Finding(Check.CLOCK, Standing.BROKEN, "wrong", facts)
    if certain >= NOTICEABLE_SKEW:
        return Finding(Check.CLOCK, Standing.LOOK, "drifts", facts)
    return Finding(Check.CLOCK, Standing.WORKS, "right", facts)


def _personal_data(data: PersonalData) -> Finding:
    facts = {"people": data.people, "names": data.names, "emails": data.emails}
    if not data.people:
        return Finding(Check.PERSONAL_DATA, Standing.NOT_KNOWN, "nobody")
    if not data.names:
        return Finding(Check.PERSONAL_DATA, Standing.LOOK, "no_names", facts)
    if data.names < MOST * data.people:
        return Finding(Check.PERSONAL_DATA, Standing.LOOK, "few_names", facts)
    if data.emails < MOST * data.people:
        return Finding(Check.PERSONAL_DATA, Standing.WORKS, "no_emails", facts)
    return Finding(Check.PERSONAL_DATA, Standing.WORKS, "complete", facts)


def _failed(check: Check, error: ServiceError, code: str = "") -> Finding:
    facts: dict[str, float | str] = {}
    if error.answered:
        facts["status"] = error.answered
    for name in ("error", "why"):
        if error.data.get(name):
            facts[name] = str(error.data[name])
    temporary = error.is_temporary and error.code != "service_unreachable"
    standing = Standing.LOOK if temporary else Standing.BROKEN
    return Finding(check, standing, code or _code(check, error), facts)


def _code(check: Check, error: ServiceError) -> str:
    """A token that is refused for one of the services means that the service is not allowed."""
    is_service = check in {Check.ROSTER, Check.GRADES}
    return "not_allowed" if is_service and error.code == "token_refused" else error.code
