"""What a service's answer means: its status, its JSON, and the address of the next page."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

from lti.errors import ServiceError
from lti.services.http import Answer

_BY_STATUS: Final = {
    401: "service_unauthorized",
    403: "service_forbidden",
    404: "service_not_found",
    408: "service_failing",
    409: "service_conflict",
    410: "service_not_found",
    425: "service_failing",
    429: "service_throttled",
}
_LINK: Final = re.compile(r'<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s",;]+))?)*)')
_RELATION: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)
LONGEST_WAIT: Final = 24 * 3600.0


def check_status(answer: Answer) -> None:
    """Let a 2xx pass.

    Raises:
        ServiceError: anything else; ``retry_after`` holds what the platform asks for.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    code = _BY_STATUS.get(status, "service_failing" if status >= 500 else "service_rejected")
    raise ServiceError(code, answered=status, retry_after=retry_after(answer.headers))


def document_of(answer: Answer) -> Any:
    """The answer's JSON; None where it is empty.

    Raises:
        ServiceError: ``service_malformed``, as for a sign-in page with status 200.
    """
    if not answer.body.strip():
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        why = "HTML" if answer.body.lstrip()[:1] == b"<" else "no JSON"
        raise ServiceError("service_malformed", answered=answer.status, why=why) from None


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait (RFC 9110, 10.2.3: a number or a date), within a day; None if unsaid."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 9:
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    wait = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT)


def link_to(relation: str, answer: Answer, own_address: str) -> str | None:
    """The address that the ``Link`` header gives for a relation (RFC 8288), its case kept.

    Page tokens are case-sensitive; a relative address is read against the page's own.
    """
    for match in _LINK.finditer(answer.headers.get("link", "").replace("\n", " ")):
        named = _RELATION.search(match[2])
        relations = (named[1] or named[2] or "").lower().split() if named else []
        if relation in relations:
            return str(urljoin(own_address, match[1]))
    return None
