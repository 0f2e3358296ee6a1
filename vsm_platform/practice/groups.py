"""Course Groups Service 1.0: the groups of a course and the sets that they belong to.

Who is in a group stands in the roster, when it is asked for `groups`.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from vsm_platform.practice import vocabulary as lti
from vsm_platform.practice.context import practice
from vsm_platform.practice.routing import TENANT, add_flavoured_rules
from vsm_platform.practice.services import ServiceCall, authorize_call, link_header, media, paged

blueprint = Blueprint("groups", __name__)
PAGE_SIZE = 100


def groups(platform_key: str, tenant_key: str, course_id: str) -> ResponseReturnValue:
    """One page of groups; `user_id` asks for those of one person."""
    call = _call(platform_key, tenant_key, course_id)
    wanted = request.args.get("user_id", "")
    entries = [
        {
            "id": group.id,
            "name": group.name,
            **({"set_id": group.set_name} if group.set_name else {}),
        }
        for group in call.course.groups.values()
        if not wanted or wanted in group.subs
    ]
    return _page(call, "groups", entries)


def group_sets(platform_key: str, tenant_key: str, course_id: str) -> ResponseReturnValue:
    call = _call(platform_key, tenant_key, course_id)
    names = {group.set_name for group in call.course.groups.values() if group.set_name}
    return _page(call, "sets", [{"id": name, "name": name} for name in sorted(names)])


def _call(platform_key: str, tenant_key: str, course_id: str) -> ServiceCall:
    return authorize_call(
        platform_key,
        tenant_key,
        course_id,
        scopes=[lti.SCOPE_GROUPS],
        answer=practice().world.platform(platform_key).faults.roster,
    )


def _page(call: ServiceCall, name: str, entries: list[dict[str, str]]) -> ResponseReturnValue:
    path = request.path.removeprefix(f"/{call.platform.key}/at/{call.tenant.key}")
    own_address = call.world.tenant_address(call.tenant, path)
    page = paged(entries, own_address, PAGE_SIZE)
    link = link_header({"next": page.next_address})
    return media({"id": own_address, name: page.items}, lti.GROUP_CONTAINER, link=link)


add_flavoured_rules(blueprint, "groups", groups, methods=["GET"], below=TENANT)
add_flavoured_rules(blueprint, "group_sets", group_sets, methods=["GET"], below=TENANT)
