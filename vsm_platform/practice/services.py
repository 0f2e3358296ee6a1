"""What the services have in common: who calls, for which course, and how pages follow.

Follows LTI Security Framework 1.0 section 4.1 (bearer tokens), RFC 6750 section 3 and RFC 8288
(the `Link` header).
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Never, TypeVar
from urllib.parse import urlencode

from flask import Response, abort, request

from vsm_platform.practice.context import AccessToken, practice
from vsm_platform.practice.faults import refuse_if_broken
from vsm_platform.practice.model import Course, Deployment, Platform, Tenant, ToolRegistration
from vsm_platform.practice.world import NotFoundError, World

Item = TypeVar("Item")


@dataclass(frozen=True)
class ServiceCall:
    """One authorized request of a tool about one course."""

    world: World
    platform: Platform
    tenant: Tenant
    course: Course
    registration: ToolRegistration
    deployment: Deployment


def authorize_call(
    platform_key: str, tenant_key: str, course_id: str, *, scopes: Sequence[str], answer: str
) -> ServiceCall:
    """Check the bearer token and find the course; `answer` is the service's present fault.

    One of the scopes is enough. A tool reaches only universities at which it is deployed; at
    another it is told no more than that there is nothing.
    """
    world = practice().world
    platform = world.platform(platform_key)
    refuse_if_broken(
        answer,
        delay_seconds=platform.faults.service_delay_seconds,
        retry_after_seconds=platform.faults.retry_after_seconds,
    )
    access = _bearer(platform)
    if not access.scopes.intersection(scopes):
        refuse(403, "insufficient_scope", f"This needs the scope {' or '.join(scopes)}.")
    registration = world.registration(platform, access.client_id)
    tenant = world.tenant(platform_key, tenant_key)
    try:
        deployment = world.deployment(registration, tenant)
        course = world.course(tenant, course_id)
    except NotFoundError as problem:
        refuse(404, "not_found", str(problem))
    return ServiceCall(world, platform, tenant, course, registration, deployment)


def _bearer(platform: Platform) -> AccessToken:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    access = practice().access_tokens.get(token.strip()) if scheme.lower() == "bearer" else None
    if access is None or access.platform_key != platform.key:
        refuse(401, "invalid_token", "The bearer token is missing, expired or of another platform.")
    if access.client_id not in platform.registrations:
        refuse(401, "invalid_token", "The tool is no longer registered.")
    return access


def refuse(status: int, code: str, message: str) -> Never:
    """End the request with a JSON error."""
    headers = {"WWW-Authenticate": f'Bearer error="{code}"'} if status in {401, 403} else {}
    body = json.dumps({"error": code, "message": message})
    abort(Response(body, status, headers, mimetype="application/json"))


def media(document: object, media_type: str, *, status: int = 200, link: str = "") -> Response:
    """Answer JSON under its own media type, with a `Link` header if there is one."""
    headers = {"Link": link} if link else {}
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, headers, content_type=media_type)


@dataclass(frozen=True)
class Page:
    """A part of a list; `next_address` is empty on the last one."""

    items: Sequence[Any]
    next_address: str


def paged(items: Sequence[Item], own_address: str, default_size: int | None) -> Page:
    """Cut out the page that the request asks for.

    The next page's address carries an opaque token in upper and lower case letters, as real
    LMSs' do: a tool that changes the case of an address loses its place.
    """
    size = _limit(default_size)
    start = _position(request.args.get("page", ""))
    end = len(items) if size is None else start + size
    if end >= len(items):
        return Page(items[start:], "")
    kept = {name: value for name, value in request.args.items() if name != "page"}
    query = urlencode({**kept, "page": _page_token(end)})
    return Page(items[start:end], f"{own_address}?{query}")


def link_header(relations: Mapping[str, str]) -> str:
    """Write a `Link` header of the relations that have an address."""
    return ", ".join(f'<{address}>; rel="{rel}"' for rel, address in relations.items() if address)


def _limit(default_size: int | None) -> int | None:
    text = request.args.get("limit", "")
    if not text:
        return default_size
    if not text.isdecimal() or int(text) == 0:
        refuse(400, "bad_request", "limit must be a whole number above 0.")
    return min(int(text), default_size) if default_size else int(text)


def _page_token(position: int) -> str:
    return base64.urlsafe_b64encode(f"Position:{position}".encode()).decode().rstrip("=")


def _position(token: str) -> int:
    if not token:
        return 0
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        name, _, number = text.partition(":")
        if name == "Position":
            return int(number)
    except ValueError:
        pass
    refuse(400, "bad_request", "This page token is not one of ours.")
