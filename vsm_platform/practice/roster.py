"""Names and Role Provisioning Services 2.0: who is in a course.

Sections followed: 2.2 (members), 2.3 (by resource link), 2.4 (limit, role and differences); and
Course Groups Service 1.0 for `groups`.
"""

from typing import Any

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import practice
from vsm_platform.practice.messages import hidden_claims
from vsm_platform.practice.model import Account, Membership
from vsm_platform.practice.routing import TENANT, add_flavoured_rules
from vsm_platform.practice.services import (
    Page,
    ServiceCall,
    authorize_call,
    link_header,
    media,
    paged,
    refuse,
)
from vsm_platform.practice.vocabulary import MEMBERSHIP_CONTAINER

blueprint = Blueprint("roster", __name__)


def memberships(
    platform_key: str, tenant_key: str, course_id: str, deployment_id: str = ""
) -> ResponseReturnValue:
    """One page of members; `deployment_id` stands in the path of Moodle and Brightspace."""
    faults = practice().world.platform(platform_key).faults
    call = authorize_call(
        platform_key,
        tenant_key,
        course_id,
        scopes=[lti.SCOPE_MEMBERSHIP],
        answer=faults.roster,
    )
    _refuse_as_told(faults.roster)
    if deployment_id and deployment_id != call.deployment.id:
        refuse(404, "not_found", "The deployment is not this university's.")
    return _container(call)


def _container(call: ServiceCall) -> Response:
    flavour = call.world.flavour(call.platform)
    with call.world.reading() as revision:
        chosen = _chosen(call)
    own_address = call.world.tenant_address(call.tenant, _own_path(call))
    fault = call.platform.faults.roster
    if fault == "changes" and request.args.get("page"):
        chosen = chosen[1:]
    page = paged(chosen, own_address, flavour.roster_page_size)
    if fault == "repeats" and request.args.get("page"):
        page = Page([chosen[chosen.index(page.items[0]) - 1], *page.items], page.next_address)
    members = [_member(call, account, membership) for account, membership in page.items]
    document: dict[str, Any] = {"id": own_address, "context": _context(call), "members": members}
    next_address = page.next_address
    if fault == "no_members":
        del document["members"]
    if fault == "endless":
        next_address = own_address
    differences = "" if next_address else f"{own_address}?since={revision}"
    link = link_header({"next": next_address, "differences": differences})
    return media(document, MEMBERSHIP_CONTAINER, link=link)


def _refuse_as_told(fault: str) -> None:
    if fault == "forbidden":
        refuse(403, "insufficient_scope", "The tool may not read this course's members.")
    if fault == "not_found":
        refuse(404, "not_found", "There is no such course any more.")
    if fault == "broken_json":
        abort(Response('{"members": [{"user_id": "', 200, mimetype=MEMBERSHIP_CONTAINER))


def _own_path(call: ServiceCall) -> str:
    return request.path.removeprefix(f"/{call.platform.key}/at/{call.tenant.key}")


def _context(call: ServiceCall) -> dict[str, str]:
    return {"id": call.course.id, "label": call.course.label, "title": call.course.title}


def _chosen(call: ServiceCall) -> list[tuple[Account, Membership]]:
    """Members by the query's `role`, `rlid` and (for differences) `since`."""
    since = request.args.get("since", "")
    if since and not since.isdecimal():
        refuse(400, "bad_request", "since must be a revision that this LMS named.")
    link_id = request.args.get("rlid", "")
    if link_id and link_id not in call.course.links:
        refuse(404, "not_found", "The course has no such resource link.")
    members = []
    for membership in call.course.memberships.values():
        gone = membership.status == "Deleted"
        if membership.changed <= int(since) if since else gone:
            continue
        account = call.tenant.accounts[membership.sub]
        if _has_role(call, account, membership):
            members.append((account, membership))
    return members


def _has_role(call: ServiceCall, account: Account, membership: Membership) -> bool:
    """A role is asked for by its full URI or, for context roles, by its short name."""
    asked = request.args.get("role", "")
    if not asked:
        return True
    roles = call.world.flavour(call.platform).roles(account, membership)
    return asked in roles or lti.CONTEXT_ROLE + asked in roles


def _member(call: ServiceCall, account: Account, membership: Membership) -> dict[str, Any]:
    flavour = call.world.flavour(call.platform)
    personal = {
        "name": account.name,
        "given_name": account.given_name,
        "family_name": account.family_name,
        "email": account.email,
    }
    hidden = hidden_claims(call.platform.faults)
    shared = flavour.shared_claims(call.registration) - hidden
    member: dict[str, Any] = {
        "status": membership.status,
        "user_id": account.sub,
        "roles": flavour.roster_roles(account, membership),
        **{name: value for name, value in personal.items() if name in shared and value},
        **flavour.extra_member(account),
    }
    if flavour.paths.groups and request.args.get("groups") == "true":
        member["group_enrollments"] = [
            {"group_id": group.id}
            for group in call.course.groups.values()
            if account.sub in group.subs
        ]
    link = call.course.links.get(request.args.get("rlid", ""))
    if link:
        member["message"] = [
            {
                lti.MESSAGE_TYPE: lti.RESOURCE_LINK_REQUEST,
                lti.CUSTOM: {**call.registration.custom, **link.custom},
            }
        ]
    return member


add_flavoured_rules(blueprint, "memberships", memberships, methods=["GET"], below=TENANT)
