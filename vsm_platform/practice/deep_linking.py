"""The return of deep linking: the tool's signed answer becomes links in the course.

Follows Deep Linking 2.0 sections 3 (content item types) and 4.5 (the response message).
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from werkzeug.exceptions import BadRequest

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import practice
from vsm_platform.practice.model import Course, Platform, Tenant, ToolRegistration
from vsm_platform.practice.routing import TENANT
from vsm_platform.practice.tool_keys import ToolTokenError, verify_tool_jwt

blueprint = Blueprint("deep_linking", __name__)
NOTES = ("msg", "log", "errormsg", "errorlog")
LONGEST_LIFE = 3600
"""Seconds between iat and exp: an answer is read within minutes."""
TEXT_LIMIT = 255
"""Characters that an LMS's database holds of a title, a label or an identifier."""


@blueprint.post(f"{TENANT}/courses/<course_id>/deep-linking/return")
def take_response(platform_key: str, tenant_key: str, course_id: str) -> str:
    """Check the answer, place its items and show what was placed."""
    world = practice().world
    platform = world.platform(platform_key)
    tenant = world.tenant(platform_key, tenant_key)
    course = world.course(tenant, course_id)
    registration = world.registration(platform, request.args.get("client_id", ""))
    claims = _verified(platform, tenant, registration)
    expected = f"course={course.id};account={request.args.get('account', '')}"
    _check_data(platform, claims, expected)
    items = _checked_items(platform, registration, claims)
    for item in items:
        _place(tenant, course, registration, item)
    return render_template(
        "practice/placed.html",
        platform=platform,
        tenant=tenant,
        course=course,
        account=tenant.accounts.get(request.args.get("account", "")),
        items=items,
        **_words(claims),
    )


def _words(claims: dict[str, Any]) -> dict[str, str]:
    """What the tool tells the person; what it tells the log is only checked (section 4.5)."""
    words = {name: claims.get(lti.DEEP_LINKING + name, "") for name in NOTES}
    for name, text in words.items():
        if not isinstance(text, str):
            raise BadRequest(f"{name} is no text.")
    return {"message": words["msg"], "error_message": words["errormsg"]}


def _verified(platform: Platform, tenant: Tenant, registration: ToolRegistration) -> dict[str, Any]:
    """Check signature, issuer, audience, times, and the claims that section 4.5 requires."""
    world = practice().world
    flavour = world.flavour(platform)
    required = ["nonce", *(["sub"] if flavour.deep_linking_response_has_sub else [])]
    try:
        claims = verify_tool_jwt(
            request.form.get("JWT", ""),
            registration,
            audience=[world.issuer(platform)],
            required=required,
        )
    except ToolTokenError as problem:
        raise BadRequest(f"The deep linking response was refused. {problem}") from problem
    expected = {
        lti.MESSAGE_TYPE: lti.DEEP_LINKING_RESPONSE,
        lti.VERSION: "1.3.0",
        lti.DEPLOYMENT_ID: world.deployment(registration, tenant).id,
    }
    if flavour.deep_linking_response_has_sub:
        expected["sub"] = registration.client_id
    for name, value in expected.items():
        if claims.get(name) != value:
            raise BadRequest(f"{name} is {claims.get(name)!r} and should be {value!r}.")
    if not 0 < claims["exp"] - claims["iat"] <= LONGEST_LIFE:
        raise BadRequest("The response lives too long.")
    if not isinstance(claims["nonce"], str):
        raise BadRequest("nonce is no text.")
    if not practice().nonces.is_new(f"{registration.client_id} {claims['nonce']}", value=True):
        raise BadRequest("This response (its nonce) was used before.")
    return claims


def _check_data(platform: Platform, claims: dict[str, Any], expected: str) -> None:
    """What the request sent as `data` must come back; what it did not send must not."""
    name = lti.DEEP_LINKING_DATA
    if not practice().world.flavour(platform).deep_linking_sends_data:
        if name in claims:
            raise BadRequest("The response has data, but the request had none.")
    elif claims.get(name) != expected:
        raise BadRequest(f"data is {claims.get(name)!r} and should be {expected!r}.")


def _checked_items(
    platform: Platform, registration: ToolRegistration, claims: dict[str, Any]
) -> list[dict[str, Any]]:
    items = claims.get(lti.CONTENT_ITEMS, [])
    flavour = practice().world.flavour(platform)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadRequest("content_items is no list of objects.")
    if len(items) > 1 and not flavour.accept_multiple:
        raise BadRequest("Only one content item was asked for.")
    for item in items:
        if item.get("type") not in flavour.accept_types:
            raise BadRequest(f"The type {item.get('type')!r} was not asked for.")
        _check_members(item)
        _check_address(registration, item)
        if "lineItem" in item:
            _check_line_item(flavour.accepts_line_item, item["lineItem"])
    return items


def _check_members(item: dict[str, Any]) -> None:
    """A member that is there has its type; none is null (section 3)."""
    for name in ("custom", "lineItem", "window", "iframe"):
        if not isinstance(item.get(name, {}), dict):
            raise BadRequest(f"{name} is no object.")
    for name in ("title", "text", "url"):
        if not isinstance(item.get(name, ""), str):
            raise BadRequest(f"{name} is no text.")
    if len(item.get("title", "")) > TEXT_LIMIT:
        raise BadRequest("The title is too long.")
    if not all(isinstance(value, str) for value in item.get("custom", {}).values()):
        raise BadRequest("A custom parameter is no text.")


def _check_address(registration: ToolRegistration, item: dict[str, Any]) -> None:
    """A page's address; of an LTI link, on the tool's own host, as LMSs insist."""
    parts = urlsplit(item.get("url", ""))
    if parts.geturl() and parts.scheme not in {"http", "https"}:
        raise BadRequest(f"{parts.geturl()!r} is no address of a page.")
    home = urlsplit(registration.target_link_uri)
    if item["type"] == "ltiResourceLink" and parts.netloc not in {"", home.netloc}:
        raise BadRequest(f"{parts.netloc} is not the tool's.")


def _check_line_item(is_accepted: bool, line_item: dict[str, Any]) -> None:
    if not is_accepted:
        raise BadRequest("No lineItem was asked for.")
    _maximum(line_item)
    for name in ("label", "resourceId", "tag"):
        text = line_item.get(name, "")
        if not isinstance(text, str) or len(text) > TEXT_LIMIT:
            raise BadRequest(f"The lineItem's {name} is no text, or too long.")
    if not isinstance(line_item.get("gradesReleased", True), bool):
        raise BadRequest("gradesReleased is neither true nor false.")


def _place(
    tenant: Tenant, course: Course, registration: ToolRegistration, item: dict[str, Any]
) -> None:
    world = practice().world
    if item["type"] != "ltiResourceLink":
        with world.writing():
            course.other_items.append(item)
        return
    line_item = item.get("lineItem")
    link = world.place_link(
        tenant,
        course,
        registration,
        str(item.get("title") or registration.name),
        url=str(item.get("url") or ""),
        text=str(item.get("text") or ""),
        custom={str(name): str(value) for name, value in item.get("custom", {}).items()},
        graded_out_of=_maximum(line_item) if line_item else None,
    )
    if line_item:
        column = course.line_items[link.line_item_id]
        with world.writing():
            column.label = str(line_item.get("label") or link.title)
            column.resource_id = str(line_item.get("resourceId") or "")
            column.tag = str(line_item.get("tag") or "")


def _maximum(line_item: dict[str, Any]) -> float:
    maximum = line_item.get("scoreMaximum")
    if isinstance(maximum, bool) or not isinstance(maximum, int | float) or maximum <= 0:
        raise BadRequest("A lineItem needs a scoreMaximum above 0.")
    return maximum
