"""A connection as plain text, for a support ticket: in English, without secrets and without people.

Only what is listed here goes in: addresses and identifiers of the registration, which both sides
know, and codes and numbers of the last test.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from flask_babel import force_locale

from lti.platforms import preset_for
from vsm_platform.health.models import Finding
from vsm_platform.health.queries import Connection
from vsm_platform.health.words import CHECK_NAMES, STANDING_NAMES, setting_for, words_for


def report(
    institution_name: str, connections: Sequence[Connection], public_url: str, now: datetime
) -> str:
    """The whole report of an institution; times are in UTC."""
    with force_locale("en"):
        lines = [
            "Connection of a learning platform with the virtual exchange",
            f"Institution: {institution_name}",
            f"Written: {_moment(now)}",
            f"Product: vsm-platform {version('vsm-platform')}, LTI 1.3",
            f"Our address: {public_url}",
            f"Our key set: {public_url}/lti/keys",
            f"Our login: {public_url}/lti/login",
            f"Our launch: {public_url}/lti/launch",
        ]
        for number, connection in enumerate(connections, 1):
            lines += ["", f"== {number} of {len(connections)} ==", *_about(connection)]
        return "\n".join([*lines, ""])


def _about(connection: Connection) -> Iterator[str]:
    registration, deployment = connection.registration, connection.deployment
    yield f"LMS: {preset_for(registration.platform).label} ({registration.platform or 'unknown'})"
    yield f"Issuer: {registration.issuer}"
    yield f"Client ID: {registration.client_id}"
    yield f"Deployment ID: {deployment.deployment_id}"
    yield f"Authorization address: {registration.authorization_endpoint}"
    yield f"Token address: {registration.token_endpoint}"
    yield f"Token audience: {registration.token_audience or 'the token address'}"
    yield f"Key set address: {registration.jwks_uri}"
    yield f"Registration: {registration.state}; deployment: {deployment.state}"
    launched = connection.last_launch_at
    yield f"Last launch: {_moment(launched) if launched else 'none'}"
    test = connection.test
    if test is None:
        yield "Not tested yet."
        return
    yield f"Tested: {_moment(test.tested_at)}"
    for finding in connection.findings:
        yield from _finding(finding, registration.platform)
    yield "Requests:"
    for request in test.requests:
        yield _request(request)


def _finding(finding: Finding, platform: str) -> Iterator[str]:
    words = words_for(finding)
    yield f"- {CHECK_NAMES[finding.check]}: {STANDING_NAMES[finding.standing]} [{finding.code}]"
    yield f"  {words.text}"
    if finding.facts:
        yield "  " + ", ".join(f"{name}={value}" for name, value in finding.facts.items())
    if words.remedy:
        yield f"  To do: {words.remedy}"
    setting = setting_for(words, platform)
    if setting:
        yield f"  Setting: {' › '.join([*setting.where, '; '.join(setting.choices)]).strip(' ›')}"


def _request(request: dict[str, Any]) -> str:
    status = request["status"] or "no answer"
    return f"- {request['method']} {request['host']}: {status} after {request['seconds']} s"


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
