"""The two requests of a registration, and every way in which they can fail.

Nothing is retried: the person who began it sees what happened and can begin again.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlsplit

from lti.errors import RegistrationError
from lti.platforms import DynamicRegistration
from lti.registration.configuration import PlatformConfiguration, parse_configuration
from lti.registration.request import ToolDescription, registration_request, scopes_to_ask
from lti.registration.response import error_code, parse_answer
from lti.services.http import Answer
from lti.services.safe_addresses import AddressRefusedError, AddressRule
from lti.services.safe_http import SafeFetchError, Trouble, safe_request

DOCUMENT_LIMIT: Final = 256 * 1024
CONFIGURATION_SECONDS: Final = 6.0
REGISTRATION_SECONDS: Final = 12.0
"""A platform makes keys and tables for a new tool, so it is given more time than for a page."""

_TOKEN: Final = re.compile(r"[!-~]{0,8000}")
_CODES: Final[Mapping[Trouble, str]] = {
    "address refused": "registration_address_refused",
    "too slow": "registration_platform_too_slow",
    "too large": "registration_answer_too_large",
    "not reached": "registration_platform_unreachable",
}


@dataclass(frozen=True, slots=True)
class Initiation:
    """How a platform opened the registration page (3.3); the token never shows in a log."""

    configuration_address: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """A platform and this tool, registered with each other.

    ``token_audience`` is None where the token endpoint's address is the audience; ``asked`` and
    ``scopes`` are what was asked for and what was granted; ``deployment_id`` is None where it shows
    itself only at the first launch.
    """

    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    token_audience: str | None
    jwks_uri: str
    product_family_code: str
    version: str
    deployment_id: str | None
    asked: tuple[str, ...]
    scopes: tuple[str, ...]


def register(initiation: Initiation, tool: ToolDescription, rule: AddressRule) -> Registered:
    """Register the tool with the platform that opened its registration page.

    Waits for at most about twenty seconds, and holds nothing meanwhile.

    Raises:
        RegistrationError: nothing was registered, or the platform's answer cannot be used.
    """
    configuration = _configuration(initiation, rule)
    request = registration_request(tool, configuration)
    document = _ask(
        "POST",
        configuration.registration_endpoint,
        initiation.token,
        rule,
        json.dumps(request).encode(),
        accepted=(200, 201),
    )
    asked = scopes_to_ask(configuration)
    answer = parse_answer(document, asked)
    ways = configuration.preset.registration or DynamicRegistration()
    return Registered(
        issuer=configuration.issuer,
        client_id=answer.client_id,
        authorization_endpoint=configuration.authorization_endpoint,
        token_endpoint=configuration.token_endpoint,
        token_audience=configuration.authorization_server,
        jwks_uri=_key_set(configuration, answer.client_id, ways),
        product_family_code=configuration.product_family_code,
        version=configuration.version,
        deployment_id=answer.deployment_id or _deployment(initiation, ways),
        asked=asked,
        scopes=answer.scopes,
    )


def _configuration(initiation: Initiation, rule: AddressRule) -> PlatformConfiguration:
    if not initiation.configuration_address:
        raise RegistrationError("registration_address_missing")
    if not _TOKEN.fullmatch(initiation.token):
        raise RegistrationError("registration_token_refused")
    address = initiation.configuration_address
    document = _ask("GET", address, initiation.token, rule)
    configuration = parse_configuration(address, document)
    for endpoint in configuration.endpoints():
        _check(endpoint, rule)
    return configuration


def _check(endpoint: str, rule: AddressRule) -> None:
    """What is named now and asked later goes by the same rule as what is asked now."""
    try:
        rule.check(endpoint)
    except AddressRefusedError as error:
        raise RegistrationError("registration_address_refused", why=str(error)) from error
    except OSError as error:
        raise RegistrationError("registration_platform_unreachable") from error


def _ask(
    method: Literal["GET", "POST"],
    address: str,
    token: str,
    rule: AddressRule,
    body: bytes = b"",
    accepted: tuple[int, ...] = (200,),
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body:
        headers["Content-Type"] = "application/json"
    seconds = REGISTRATION_SECONDS if body else CONFIGURATION_SECONDS
    try:
        answer = safe_request(
            method,
            address,
            rule=rule,
            limit=DOCUMENT_LIMIT,
            total_seconds=seconds,
            headers=headers,
            body=body,
        )
    except SafeFetchError as error:
        raise RegistrationError(_CODES[error.trouble], why=error.detail) from error
    return _document(answer, accepted)


def _document(answer: Answer, accepted: tuple[int, ...]) -> dict[str, Any]:
    if 300 <= answer.status < 400:
        raise RegistrationError("registration_platform_redirects", status=answer.status)
    document = _json(answer)
    if answer.status in accepted:
        if not isinstance(document, dict):
            raise RegistrationError("registration_answer_no_json")
        return document
    error = error_code(document)
    if answer.status in {401, 403}:
        raise RegistrationError("registration_token_refused", status=answer.status, error=error)
    if 400 <= answer.status < 500:
        raise RegistrationError("registration_refused", status=answer.status, error=error)
    raise RegistrationError("registration_platform_failed", status=answer.status)


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _deployment(initiation: Initiation, ways: DynamicRegistration) -> str | None:
    """Sakai names the deployment in the address of its configuration."""
    if not ways.deployment_parameter:
        return None
    query = parse_qs(urlsplit(initiation.configuration_address).query)
    value = query.get(ways.deployment_parameter, [""])[0]
    return value if value.isprintable() and 0 < len(value) <= 255 else None


def _key_set(
    configuration: PlatformConfiguration, client_id: str, ways: DynamicRegistration
) -> str:
    """Blackboard signs each tool's launches with keys of its own, beside the token address."""
    end, instead = ways.key_set_beside_token
    token_endpoint = configuration.token_endpoint
    if end and token_endpoint.endswith(end):
        return token_endpoint.removesuffix(end) + instead.replace("{client_id}", client_id)
    return configuration.jwks_uri
