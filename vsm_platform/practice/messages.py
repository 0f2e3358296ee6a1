"""The claims of LTI messages.

Follows LTI Core 1.3 sections 5.3 and 5.4 (required and optional claims), Deep Linking 2.0
section 4.4, Assignment and Grade Services 2.0 section 3.1, Names and Roles 2.0 section 3.6.1 and Course Groups
Service 1.0 section 3.1.
"""

import time
from typing import Any
from urllib.parse import urlencode

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.faults import Faults
from vsm_platform.practice.flavours import fill
from vsm_platform.practice.launches import Launch
from vsm_platform.practice.model import LineItem
from vsm_platform.practice.world import World

OVERSIZED_CLAIM = "https://practice.example/claim/oversized"
OVERSIZED_CHARACTERS = 1_000_000
LONG_EXPIRED_SECONDS = 86_400


def build_claims(world: World, launch: Launch, nonce: str) -> dict[str, Any]:
    """Make the whole payload of an id_token for this launch, faults included."""
    issued_at = int(time.time())
    claims: dict[str, Any] = {
        "iss": launch.issuer,
        "aud": launch.registration.client_id,
        "sub": launch.account.sub,
        "nonce": nonce,
        "iat": issued_at,
        "exp": issued_at + launch.flavour.message_lifetime_seconds,
        lti.MESSAGE_TYPE: launch.message_type,
        lti.VERSION: "1.3.0",
        lti.DEPLOYMENT_ID: launch.deployment.id,
        lti.TARGET_LINK_URI: launch.target_link_uri,
        lti.ROLES: launch.flavour.roles(launch.account, launch.membership),
        lti.CONTEXT: _context(launch),
        lti.TOOL_PLATFORM: _tool_platform(world, launch),
        lti.LAUNCH_PRESENTATION: _presentation(world, launch),
        lti.CUSTOM: custom_parameters(launch),
        **_personal_claims(launch),
        **_service_claims(world, launch),
    }
    if launch.message_type == lti.DEEP_LINKING_REQUEST:
        claims[lti.DEEP_LINKING_SETTINGS] = _deep_linking_settings(world, launch)
    elif launch.link:
        claims[lti.RESOURCE_LINK] = _resource_link(launch)
    claims.update(launch.flavour.extra_claims(launch))
    _spoil(claims, launch)
    return claims


def custom_parameters(launch: Launch) -> dict[str, str]:
    """Expand the variables that the LMS knows; an unknown one stays the text it is."""
    known = launch.flavour.known_variables(launch)
    parameters = {**launch.registration.custom, **(launch.link.custom if launch.link else {})}
    return {name: known.get(value, value) for name, value in parameters.items()}


def line_items_address(world: World, launch: Launch) -> str:
    path = fill(launch.flavour.paths.line_items, course_id=launch.course.id)
    return _with_query(world.tenant_address(launch.tenant, path), launch)


def _with_query(address: str, launch: Launch) -> str:
    query = launch.flavour.line_items_query(launch.deployment)
    return f"{address}?{query}" if query else address


def _context(launch: Launch) -> dict[str, Any]:
    return {
        "id": launch.course.id,
        "label": launch.course.label,
        "title": launch.course.title,
        "type": launch.flavour.context_types(),
    }


def _resource_link(launch: Launch) -> dict[str, str]:
    if launch.link is None:
        return {}
    return {
        "id": launch.link.id,
        "title": launch.link.title,
        "description": launch.link.text,
    }


def _tool_platform(world: World, launch: Launch) -> dict[str, str]:
    return {
        "guid": f"{launch.tenant.key}.practice.example",
        "name": launch.tenant.name,
        "description": launch.tenant.name,
        "product_family_code": launch.flavour.product_family_code,
        "version": launch.flavour.version,
        "url": world.tenant_address(launch.tenant),
    }


def _presentation(world: World, launch: Launch) -> dict[str, str]:
    query = urlencode({"account": launch.account.sub, "returned": "1"})
    path = f"/courses/{launch.course.id}?{query}"
    return {
        "document_target": launch.document_target,
        "locale": launch.account.locale,
        "return_url": world.tenant_address(launch.tenant, path),
    }


def _personal_claims(launch: Launch) -> dict[str, str]:
    account = launch.account
    values = {
        "name": account.name,
        "given_name": account.given_name,
        "family_name": account.family_name,
        "email": account.email,
    }
    hidden = hidden_claims(launch.platform.faults)
    shared = launch.flavour.shared_claims(launch.registration) - hidden
    return {name: value for name, value in values.items() if name in shared and value}


def hidden_claims(faults: Faults) -> frozenset[str]:
    """Personal claims that the faults take away, in messages and rosters alike."""
    names = {"name", "given_name", "family_name"} if faults.omit_names else set()
    return frozenset(names | ({"email"} if faults.omit_email else set()))


def _service_claims(world: World, launch: Launch) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    scopes = [scope for scope in launch.registration.scopes if scope in lti.GRADE_SCOPES]
    if scopes:
        claims[lti.GRADES_ENDPOINT] = {
            "scope": scopes,
            "lineitems": line_items_address(world, launch),
            **_own_line_item(world, launch),
        }
    if lti.SCOPE_MEMBERSHIP in launch.registration.scopes:
        claims[lti.NAMES_AND_ROLES] = {
            "context_memberships_url": memberships_address(world, launch),
            "service_versions": launch.flavour.service_versions,
        }
    if lti.SCOPE_GROUPS in launch.registration.scopes:
        claims[lti.GROUPS_SERVICE] = {
            "context_groups_url": _course_address(world, launch, launch.flavour.paths.groups),
            "context_group_sets_url": _course_address(
                world, launch, launch.flavour.paths.group_sets
            ),
            "scope": [lti.SCOPE_GROUPS],
            "service_versions": ["1.0"],
        }
    return claims


def _course_address(world: World, launch: Launch, path: str) -> str:
    return world.tenant_address(launch.tenant, fill(path, course_id=launch.course.id))


def memberships_address(world: World, launch: Launch) -> str:
    path = fill(
        launch.flavour.paths.memberships,
        course_id=launch.course.id,
        deployment_id=launch.deployment.id,
    )
    return world.tenant_address(launch.tenant, path)


def _own_line_item(world: World, launch: Launch) -> dict[str, str]:
    """The column of this link, if it has exactly one (section 3.1.1)."""
    if launch.link is None:
        return {}
    items: list[LineItem] = [
        item
        for item in list(launch.course.line_items.values())
        if item.resource_link_id == launch.link.id
    ]
    if len(items) != 1:
        return {}
    path = fill(launch.flavour.paths.line_item, course_id=launch.course.id, item_id=items[0].id)
    return {"lineitem": _with_query(world.tenant_address(launch.tenant, path), launch)}


def _deep_linking_settings(world: World, launch: Launch) -> dict[str, Any]:
    query = urlencode(
        {
            "client_id": launch.registration.client_id,
            "account": launch.account.sub,
            "sesskey": "practice",
        }
    )
    path = f"/courses/{launch.course.id}/deep-linking/return?{query}"
    settings: dict[str, Any] = {
        "deep_link_return_url": world.tenant_address(launch.tenant, path),
        "accept_types": launch.flavour.accept_types,
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": launch.flavour.accept_multiple,
        "auto_create": True,
        "title": launch.course.title,
    }
    if launch.flavour.deep_linking_sends_data:
        settings["data"] = f"course={launch.course.id};account={launch.account.sub}"
    return settings


def _spoil(claims: dict[str, Any], launch: Launch) -> None:
    """Do what the platform's drawer of faults says to the payload."""
    faults = launch.platform.faults
    shift = faults.clock_offset_seconds - (LONG_EXPIRED_SECONDS if faults.expired_token else 0)
    claims["iat"] += shift
    claims["exp"] += shift
    if faults.wrong_deployment:
        claims[lti.DEPLOYMENT_ID] = _other_deployment(launch)
    if faults.oversized_claim:
        claims[OVERSIZED_CLAIM] = "x" * OVERSIZED_CHARACTERS
    for name in faults.omit_claims:
        _omit(claims, name)


def _other_deployment(launch: Launch) -> str:
    """Another university's deployment if this tool has one, else one that nobody has."""
    others = [each.id for each in launch.registration.deployments if each != launch.deployment]
    return others[0] if others else f"not-{launch.deployment.id}"


def _omit(claims: dict[str, Any], name: str) -> None:
    """Take away a claim (`roles` or its full name) or a claim's member (`resource_link > id`)."""
    claim, _, member = (part.strip() for part in name.partition(">"))
    full = claim if claim in claims else lti.CLAIM + claim
    if not member:
        claims.pop(full, None)
    elif isinstance(claims.get(full), dict):
        claims[full].pop(member, None)
