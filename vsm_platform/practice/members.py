"""A page that puts students into a course and takes them out, to see the roster at work."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from vsm_platform.practice.builder import add_student, enrol, unenrol
from vsm_platform.practice.context import practice
from vsm_platform.practice.model import Course, Tenant
from vsm_platform.practice.routing import TENANT

blueprint = Blueprint("members", __name__)
MEMBERS = f"{TENANT}/courses/<course_id>/members"
SHOWN = 200
STEPS = {"remove": unenrol, "restore": enrol}


@blueprint.get(MEMBERS)
def members(platform_key: str, tenant_key: str, course_id: str) -> str:
    """The students of a course, in it and taken out of it."""
    tenant, course = _found(platform_key, tenant_key, course_id)
    world = practice().world
    platform = world.platform(platform_key)
    with world.reading():
        students = [
            (tenant.accounts[each.sub], each.status)
            for each in course.memberships.values()
            if each.role == "student" and not tenant.accounts[each.sub].is_test_user
        ]
    return render_template(
        "practice/members.html",
        tenant=tenant,
        platform=platform,
        flavour=world.flavour(platform),
        faults=platform.faults.active(),
        course=course,
        account=None,
        students=students[:SHOWN],
        total=len(students),
    )


@blueprint.post(MEMBERS)
def change(platform_key: str, tenant_key: str, course_id: str) -> Response:
    """Take a student out, put one in again, or let a new one enrol."""
    tenant, course = _found(platform_key, tenant_key, course_id)
    world = practice().world
    step = request.form.get("step", "")
    if step == "new":
        add_student(world, tenant, course)
    elif step in STEPS and request.form.get("sub") in course.memberships:
        STEPS[step](world, course, world.account(tenant, request.form["sub"]))
    else:
        raise BadRequest("Nothing here can be done with that.")
    page = url_for(
        "members.members", platform_key=platform_key, tenant_key=tenant_key, course_id=course_id
    )
    return redirect(page, 303)


def _found(platform_key: str, tenant_key: str, course_id: str) -> tuple[Tenant, Course]:
    world = practice().world
    tenant = world.tenant(platform_key, tenant_key)
    return tenant, world.course(tenant, course_id)
