"""The drawer of faults: what a platform can be made to do wrong, to see how the tool bears it.

Each platform carries one `Faults`. The pages switch them by form, tests set the fields. What a
fault does is done where it happens: to keys and services by `refuse_if_broken`, to messages by
`messages` and `login`.
"""

import time
from dataclasses import dataclass, field, fields

from flask import Response, abort

#: How a service can answer, by the value of its field.
ANSWERS = {
    "ok": "works",
    "down": "down: answers 503",
    "busy": "busy: answers 429 with Retry-After",
    "refused": "refuses: answers 401",
    "html": "answers an HTML page with status 200",
}
ROSTER_ANSWERS = {
    **ANSWERS,
    "no_members": "answers JSON without members",
    "endless": "its next page is always itself",
    "repeats": "each page begins with the last member of the one before",
    "changes": "loses a member while it is read",
    "broken_json": "answers JSON that ends too early",
    "forbidden": "forbids: answers 403",
    "not_found": "has gone: answers 404",
}


@dataclass
class Faults:
    """Everything that can go wrong on one platform; the defaults are a healthy one.

    Times are in seconds. `clock_offset_seconds` moves iat and exp, ahead if positive.
    `omit_claims` holds claims to leave out, by their full names or by the last part of an LTI
    claim's; `resource_link > id` leaves out one member. `key_set`, `access_tokens` and `grades`
    hold a key of `ANSWERS`, `roster` one of `ROSTER_ANSWERS`.
    """

    key_set: str = "ok"
    key_set_delay_seconds: float = 0.0
    wrong_signature: bool = False
    unknown_key_id: bool = False
    clock_offset_seconds: int = 0
    expired_token: bool = False
    replayed_nonce: bool = False
    wrong_deployment: bool = False
    omit_names: bool = False
    omit_email: bool = False
    omit_claims: list[str] = field(default_factory=list)
    oversized_claim: bool = False
    access_tokens: str = "ok"
    roster: str = "ok"
    grades: str = "ok"
    service_delay_seconds: float = 0.0
    retry_after_seconds: int = 2

    def active(self) -> list[str]:
        """Name the fields that differ from a healthy platform's."""
        healthy = Faults()
        return [
            each.name
            for each in fields(self)
            if each.name != "retry_after_seconds"
            and getattr(self, each.name) != getattr(healthy, each.name)
        ]


def refuse_if_broken(answer: str, *, delay_seconds: float, retry_after_seconds: int) -> None:
    """Wait, then answer as the fault says by raising the response; return if nothing is wrong."""
    if delay_seconds > 0:
        time.sleep(delay_seconds)
    if answer == "down":
        abort(Response("The service is down for maintenance.\n", 503, mimetype="text/plain"))
    if answer == "busy":
        headers = {"Retry-After": str(retry_after_seconds)}
        abort(Response("Too many requests.\n", 429, headers, mimetype="text/plain"))
    if answer == "refused":
        abort(Response('{"error": "invalid_client"}', 401, mimetype="application/json"))
    if answer == "html":
        abort(Response("<!doctype html><title>Sign in</title><p>Please sign in.", 200))
