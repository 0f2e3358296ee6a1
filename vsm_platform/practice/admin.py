"""An LMS administrator's pages: registering tools by hand or dynamically, and their settings."""

from typing import Any, get_args
from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from vsm_platform.practice.context import practice
from vsm_platform.practice.model import Platform, PrivacyLevel, Tenant, ToolRegistration
from vsm_platform.practice.registration import key_set_address, registration_address
from vsm_platform.practice.routing import PLATFORM

blueprint = Blueprint("admin", __name__)
PRIVACY_LEVELS: dict[str, PrivacyLevel] = {level: level for level in get_args(PrivacyLevel)}


@blueprint.get(f"{PLATFORM}/tools")
def tools(platform_key: str) -> str:
    """The platform's tools, and forms to register one."""
    world = practice().world
    platform = world.platform(platform_key)
    return render_template(
        "practice/tools.html", platform=platform, flavour=world.flavour(platform)
    )


@blueprint.post(f"{PLATFORM}/tools")
def register_by_hand(platform_key: str) -> Response:
    """Register a tool from the form and show what its administrator must type."""
    world = practice().world
    platform = world.platform(platform_key)
    tenants = _chosen_tenants(platform)
    registration = world.register_tool(
        platform,
        name=_required("name"),
        login_initiation_url=_address("login_initiation_url"),
        redirect_uris=_addresses("redirect_uris"),
        target_link_uri=_address("target_link_uri"),
        jwks_uri=_address("jwks_uri"),
        tenants=tenants,
    )
    if request.form.get("place_link"):
        place_link_in_every_course(platform, registration)
    return redirect(_tool_page(platform, registration), 303)


@blueprint.post(f"{PLATFORM}/tools/dynamic")
def begin_dynamic_registration(platform_key: str) -> Response:
    """Send the administrator's browser to the tool with a one-time registration token."""
    platform = practice().world.platform(platform_key)
    if not practice().world.flavour(platform).paths.registration:
        raise BadRequest("This LMS offers no dynamic registration.")
    keys = [tenant.key for tenant in _chosen_tenants(platform)]
    return redirect(registration_address(platform, _address("registration_url"), keys), 303)


@blueprint.get(f"{PLATFORM}/tools/<client_id>")
def tool(platform_key: str, client_id: str) -> str:
    """What the tool's administrator must type, and the settings of the tool here."""
    world = practice().world
    platform = world.platform(platform_key)
    registration = world.registration(platform, client_id)
    return render_template(
        "practice/tool.html",
        platform=platform,
        flavour=world.flavour(platform),
        registration=registration,
        details=details(platform, registration),
        all_scopes=world.flavour(platform).scopes(),
        privacy_levels=PRIVACY_LEVELS,
    )


@blueprint.get(f"{PLATFORM}/tools/<client_id>.json")
def tool_as_json(platform_key: str, client_id: str) -> ResponseReturnValue:
    world = practice().world
    platform = world.platform(platform_key)
    return jsonify(details(platform, world.registration(platform, client_id)))


@blueprint.post(f"{PLATFORM}/tools/<client_id>")
def change_tool(platform_key: str, client_id: str) -> Response:
    """Change whether the tool is active, what it learns of people, and its scopes."""
    world = practice().world
    platform = world.platform(platform_key)
    registration = world.registration(platform, client_id)
    level = PRIVACY_LEVELS.get(request.form.get("privacy_level", ""))
    with world.writing():
        registration.active = "active" in request.form
        registration.privacy_level = level or registration.privacy_level
        asked = request.form.getlist("scopes")
        registration.scopes = [
            scope for scope in world.flavour(platform).scopes() if scope in asked
        ]
    if "place_link" in request.form:
        place_link_in_every_course(platform, registration)
    return redirect(_tool_page(platform, registration), 303)


def details(platform: Platform, registration: ToolRegistration) -> dict[str, Any]:
    """Everything that the tool's administrator must type on the other side."""
    world = practice().world
    flavour = world.flavour(platform)
    token_address = world.platform_address(platform, flavour.paths.tokens)
    issuer = world.issuer(platform)
    return {
        "name": registration.name,
        "issuer": issuer,
        "client_id": registration.client_id,
        "authorization_endpoint": world.platform_address(platform, flavour.paths.authorization),
        "token_endpoint": token_address,
        "token_audience": flavour.token_audience(token_address, issuer)[0],
        "jwks_uri": key_set_address(platform, registration.client_id),
        "active": registration.active,
        "deployments": [
            {
                "deployment_id": deployment.id,
                "tenant": deployment.tenant_key,
                "name": platform.tenants[deployment.tenant_key].name,
            }
            for deployment in registration.deployments
        ],
    }


def place_link_in_every_course(platform: Platform, registration: ToolRegistration) -> None:
    """Put one link to the tool into each course of the universities it is deployed at."""
    for deployment in registration.deployments:
        tenant = platform.tenants[deployment.tenant_key]
        for course in tenant.courses.values():
            practice().world.place_link(tenant, course, registration, registration.name)


def _chosen_tenants(platform: Platform) -> list[Tenant]:
    chosen = request.form.getlist("tenants")
    unknown = [key for key in chosen if key not in platform.tenants]
    if unknown or not chosen:
        raise BadRequest("Choose at least one university of this platform.")
    return [platform.tenants[key] for key in chosen]


def _tool_page(platform: Platform, registration: ToolRegistration) -> str:
    return url_for("admin.tool", platform_key=platform.key, client_id=registration.client_id)


def _required(name: str) -> str:
    value = request.form.get(name, "").strip()
    if not value:
        raise BadRequest(f"{name} is required.")
    return value


def _address(name: str) -> str:
    return _checked_address(name, _required(name))


def _addresses(name: str) -> list[str]:
    """Several addresses, one on each line."""
    return [_checked_address(name, line) for line in _required(name).split()]


def _checked_address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadRequest(f"{name} must be an http or https address, not {value!r}.")
    return value
