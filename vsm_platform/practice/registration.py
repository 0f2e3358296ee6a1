"""Dynamic Registration 1.0: a tool registers itself with a one-time token.

Sections followed: 3.4 (OpenID configuration), 3.5 (registration request), 3.6 (response).
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import RegistrationOffer, practice
from vsm_platform.practice.flavours import Flavour, fill
from vsm_platform.practice.flavours.base import PERSONAL_CLAIMS
from vsm_platform.practice.model import Platform, ToolRegistration
from vsm_platform.practice.routing import add_flavoured_rules
from vsm_platform.practice.services import refuse

blueprint = Blueprint("registration", __name__)


def registration_address(platform: Platform, tool_address: str, tenant_keys: list[str]) -> str:
    """Begin a registration: the tool's registration address with both parameters (3.3)."""
    world = practice().world
    path = world.flavour(platform).paths.configuration
    offer = RegistrationOffer(platform.key, tuple(tenant_keys))
    query = urlencode(
        {
            "openid_configuration": world.platform_address(platform, path),
            "registration_token": practice().offers.put(offer),
        }
    )
    return f"{tool_address}{'&' if '?' in tool_address else '?'}{query}"


def configuration(platform_key: str) -> ResponseReturnValue:
    """The OpenID configuration, shown only to the bearer of a registration token."""
    platform = practice().world.platform(platform_key)
    if practice().offers.get(_bearer(platform)) is None:
        refuse(401, "invalid_token", "The registration token is missing, used or expired.")
    return jsonify(configuration_document(platform))


def configuration_document(platform: Platform) -> dict[str, Any]:
    world = practice().world
    flavour = world.flavour(platform)
    return {
        "issuer": world.issuer(platform),
        "authorization_endpoint": world.platform_address(platform, flavour.paths.authorization),
        "token_endpoint": world.platform_address(platform, flavour.paths.tokens),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": key_set_address(platform, ""),
        "registration_endpoint": world.platform_address(platform, flavour.paths.registration),
        "scopes_supported": ["openid", *flavour.scopes()],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        **_authorization_server(flavour, world.issuer(platform)),
        lti.PLATFORM_CONFIGURATION: {
            "product_family_code": flavour.product_family_code,
            "version": flavour.version,
            "messages_supported": flavour.messages_supported(),
            "variables": ["Context.id", "Context.title", "ResourceLink.id", "User.id"],
            **flavour.extra_configuration(),
        },
    }


def key_set_address(platform: Platform, client_id: str) -> str:
    path = practice().world.flavour(platform).paths.key_set
    return practice().world.platform_address(platform, fill(path, client_id=client_id))


def _authorization_server(flavour: Flavour, issuer: str) -> dict[str, str]:
    """Where the token audience is not the token address, it is announced (section 2.1)."""
    address = "the token address"
    audience = flavour.token_audience(address, issuer)[0]
    return {} if audience == address else {"authorization_server": audience}


def register(platform_key: str) -> ResponseReturnValue:
    """Take a registration; the token is used up by a good one, and only then."""
    platform = practice().world.platform(platform_key)
    token = _bearer(platform)
    offer = practice().offers.get(token)
    if offer is None:
        refuse(401, "invalid_token", "The registration token is missing, used or expired.")
    document = request.get_json(silent=True)
    if not isinstance(document, dict):
        refuse(400, "invalid_client_metadata", "The body is no JSON object.")
    _check_document(platform, document)
    if practice().offers.take(token) is None:
        refuse(401, "invalid_token", "The registration token was used meanwhile.")
    registration = _register(platform, offer, document)
    return jsonify(_response(platform, registration, document))


def _bearer(platform: Platform) -> str:
    """Return the bearer token if it is one of this platform's registration tokens."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    offer = practice().offers.get(token) if scheme.lower() == "bearer" else None
    return token if offer and offer.platform_key == platform.key else ""


def _check_document(platform: Platform, document: dict[str, Any]) -> None:
    tool = document.get(lti.TOOL_CONFIGURATION)
    if not isinstance(tool, dict) or not _is_well_formed(tool):
        refuse(400, "invalid_client_metadata", f"{lti.TOOL_CONFIGURATION} is missing or malformed.")
    required = {
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
    }
    for name, value in required.items():
        if document.get(name) != value:
            refuse(400, "invalid_client_metadata", f"{name} must be {value}.")
    _check_members(document)
    problem = practice().world.flavour(platform).registration_problem(document)
    if problem:
        refuse(400, "invalid_client_metadata", problem)


def _is_well_formed(tool: dict[str, Any]) -> bool:
    lists = (tool.get("messages", []), tool.get("claims", []))
    return all(isinstance(each, list) for each in lists) and isinstance(
        tool.get("custom_parameters", {}), dict
    )


def _check_members(document: dict[str, Any]) -> None:
    for name in ("initiate_login_uri", "jwks_uri", "client_name"):
        if not isinstance(document.get(name), str) or not document[name]:
            refuse(400, "invalid_client_metadata", f"{name} is required.")
    if not isinstance(document.get("redirect_uris"), list) or not document["redirect_uris"]:
        refuse(400, "invalid_redirect_uri", "redirect_uris is required.")
    grants = document.get("grant_types")
    if not isinstance(grants, list) or not {"implicit", "client_credentials"} <= set(
        map(str, grants)
    ):
        refuse(
            400, "invalid_client_metadata", "grant_types must have implicit, client_credentials."
        )


def _register(
    platform: Platform, offer: RegistrationOffer, document: dict[str, Any]
) -> ToolRegistration:
    world = practice().world
    flavour = world.flavour(platform)
    tool = document[lti.TOOL_CONFIGURATION]
    asked_scopes = str(document.get("scope", "")).split()
    return world.register_tool(
        platform,
        name=document["client_name"],
        login_initiation_url=document["initiate_login_uri"],
        redirect_uris=[str(uri) for uri in document["redirect_uris"]],
        target_link_uri=str(tool.get("target_link_uri", "")),
        jwks_uri=document["jwks_uri"],
        tenants=[platform.tenants[key] for key in offer.tenant_keys],
        scopes=[scope for scope in flavour.scopes() if scope in asked_scopes],
        claims=sorted(PERSONAL_CLAIMS.intersection(map(str, tool.get("claims", [])))),
        messages=[lti.RESOURCE_LINK_REQUEST, *_message_types(tool)],
        custom={str(name): str(value) for name, value in tool.get("custom_parameters", {}).items()},
        privacy_level=flavour.requested_privacy(tool),
        active=not flavour.registers_pending,
    )


def _message_types(tool: dict[str, Any]) -> list[str]:
    types = [str(each.get("type")) for each in tool.get("messages", []) if isinstance(each, dict)]
    return [each for each in types if each == lti.DEEP_LINKING_REQUEST]


def _response(
    platform: Platform, registration: ToolRegistration, document: dict[str, Any]
) -> dict[str, Any]:
    """What was registered; some LMSs tell the deployment here, some only at the first launch."""
    tool = {**document[lti.TOOL_CONFIGURATION], "version": "1.3.0"}
    announces = practice().world.flavour(platform).announces_deployment
    if announces and len(registration.deployments) == 1:
        tool["deployment_id"] = registration.deployments[0].id
    return {
        **document,
        "client_id": registration.client_id,
        "scope": " ".join(registration.scopes),
        lti.TOOL_CONFIGURATION: tool,
    }


add_flavoured_rules(blueprint, "configuration", configuration, methods=["GET"])
add_flavoured_rules(blueprint, "registration", register, methods=["POST"])
