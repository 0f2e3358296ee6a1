"""The token endpoint: access tokens for the services, by client credentials.

Follows LTI Security Framework 1.0 section 4.1 (client_credentials with private_key_jwt), RFC
7523 and RFC 6749 sections 4.4 and 5.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from vsm_platform.practice.context import ACCESS_TOKEN_SECONDS, AccessToken, practice
from vsm_platform.practice.faults import refuse_if_broken
from vsm_platform.practice.model import Platform, ToolRegistration
from vsm_platform.practice.routing import add_flavoured_rules
from vsm_platform.practice.tool_keys import ToolTokenError, verify_tool_jwt
from vsm_platform.practice.unverified import claimed_issuer
from vsm_platform.practice.world import NotFoundError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
blueprint = Blueprint("tokens", __name__)


@dataclass
class TokenError(Exception):
    """An error of RFC 6749 section 5.2."""

    code: str
    description: str
    status: int = 400

    def answer(self) -> tuple[Response, int]:
        return jsonify(error=self.code, error_description=self.description), self.status


def token(platform_key: str) -> ResponseReturnValue:
    """Give a token for those of the asked scopes that the tool may have."""
    world = practice().world
    platform = world.platform(platform_key)
    refuse_if_broken(
        platform.faults.access_tokens,
        delay_seconds=platform.faults.service_delay_seconds,
        retry_after_seconds=platform.faults.retry_after_seconds,
    )
    try:
        registration = _authenticated_tool(platform)
        scopes = _granted_scopes(platform, registration)
    except TokenError as problem:
        return problem.answer()
    access = AccessToken(platform.key, registration.client_id, frozenset(scopes))
    return (
        {
            "access_token": practice().access_tokens.put(access),
            "token_type": "Bearer",
            "expires_in": ACCESS_TOKEN_SECONDS,
            "scope": " ".join(scopes),
        },
        200,
        {"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


def _authenticated_tool(platform: Platform) -> ToolRegistration:
    """Find and check the tool by its signed assertion, which is good for one use."""
    if request.form.get("grant_type") != "client_credentials":
        raise TokenError("unsupported_grant_type", "grant_type must be client_credentials.")
    if request.form.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenError("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}.")
    assertion = request.form.get("client_assertion", "")
    world = practice().world
    flavour = world.flavour(platform)
    address = world.platform_address(platform, flavour.paths.tokens)
    try:
        registration = world.registration(platform, claimed_issuer(assertion))
        claims = verify_tool_jwt(
            assertion,
            registration,
            audience=flavour.token_audience(address, world.issuer(platform)),
            required=["sub", "jti"],
        )
    except (NotFoundError, ToolTokenError) as problem:
        raise TokenError("invalid_client", str(problem), 401) from problem
    if claims["sub"] != registration.client_id:
        raise TokenError("invalid_client", "The assertion's sub is not the client_id.", 401)
    if not practice().assertions.is_new(f"{registration.client_id} {claims['jti']}", value=True):
        raise TokenError("invalid_client", "This assertion (jti) was used before.", 401)
    if not registration.active:
        raise TokenError("unauthorized_client", "The tool is not active.")
    return registration


def _granted_scopes(platform: Platform, registration: ToolRegistration) -> list[str]:
    asked = request.form.get("scope", "").split()
    granted = [scope for scope in asked if scope in registration.scopes]
    strict = practice().world.flavour(platform).refuses_unknown_scope
    if not granted or (strict and len(granted) < len(asked)):
        raise TokenError("invalid_scope", "The tool may not have every scope that it asks for.")
    return granted


add_flavoured_rules(blueprint, "tokens", token, methods=["POST"])
