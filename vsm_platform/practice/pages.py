"""What a person sees: the universities, a course as its LMS shows it, the gradebook."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for

from vsm_platform.practice.context import practice
from vsm_platform.practice.gradebook import last_score, results_of
from vsm_platform.practice.model import (
    Account,
    Course,
    LineItem,
    Platform,
    Tenant,
    ToolRegistration,
)
from vsm_platform.practice.routing import TENANT
from vsm_platform.practice.storage import PARENT, origins
from vsm_platform.practice.world import NotFoundError

blueprint = Blueprint("pages", __name__)
COURSE = f"{TENANT}/courses/<course_id>"
PEOPLE_SHOWN = 60


@blueprint.get("/")
def index() -> str:
    """All universities with their local times."""
    world = practice().world
    tenants = sorted(world.tenants(), key=lambda tenant: tenant.name)
    entries = [
        {
            "tenant": tenant,
            "platform": world.platform(tenant.platform_key),
            "flavour": world.flavour(world.platform(tenant.platform_key)).title,
            "now": local_time(tenant),
        }
        for tenant in tenants
    ]
    return render_template("practice/index.html", entries=entries, platforms=world.platforms)


@blueprint.get(f"{TENANT}/")
def university(platform_key: str, tenant_key: str) -> str:
    """Choose a course and who to be."""
    tenant = practice().world.tenant(platform_key, tenant_key)
    courses = list(tenant.courses.values())
    if not courses:
        raise NotFoundError(f"{tenant.name} has no course.")
    chosen = tenant.courses.get(request.args.get("course", ""), courses[0])
    wanted = request.args.get("q", "").strip()
    people = _members(tenant, chosen, wanted)
    return render_template(
        "practice/university.html",
        **_surroundings(tenant),
        course=chosen,
        courses=courses,
        wanted=wanted,
        teachers=[each for each in people if each.role == "teacher"],
        test_users=[each for each in people if each.is_test_user],
        students=[each for each in people if each.role == "student" and not each.is_test_user],
        shown=PEOPLE_SHOWN,
        now=local_time(tenant),
    )


@blueprint.get(COURSE)
def course_page(platform_key: str, tenant_key: str, course_id: str) -> str:
    """A course with its links, as one person sees it."""
    tenant, course, account = _seen_by(platform_key, tenant_key, course_id)
    platform = practice().world.platform(platform_key)
    return render_template(
        "practice/course.html",
        **_surroundings(tenant),
        course=course,
        account=account,
        may_place=_is_teacher(course, account),
        tools=_deployed_tools(platform, tenant),
    )


@blueprint.get(f"{COURSE}/links/<link_id>")
def framed_link(platform_key: str, tenant_key: str, course_id: str, link_id: str) -> str:
    """A tool's link opened in a frame inside the course's page."""
    tenant, course, account = _seen_by(platform_key, tenant_key, course_id)
    link = practice().world.link(course, link_id)
    source = url_for(
        "login.begin_resource_link",
        platform_key=platform_key,
        tenant_key=tenant_key,
        course_id=course_id,
        link_id=link_id,
        account=account.sub,
        target="iframe",
    )
    return _frame(tenant, course, account, link.title, source)


@blueprint.get(f"{COURSE}/content")
def framed_deep_linking(platform_key: str, tenant_key: str, course_id: str) -> str:
    """A tool's chooser of content in a frame."""
    tenant, course, account = _seen_by(platform_key, tenant_key, course_id)
    source = url_for(
        "login.begin_deep_linking",
        platform_key=platform_key,
        tenant_key=tenant_key,
        course_id=course_id,
        account=account.sub,
        client_id=request.args.get("client_id", ""),
        target="iframe",
    )
    return _frame(tenant, course, account, "Choose content", source)


@blueprint.get(f"{COURSE}/gradebook")
def gradebook(platform_key: str, tenant_key: str, course_id: str) -> str:
    """Every student's results in every column."""
    world = practice().world
    tenant = world.tenant(platform_key, tenant_key)
    course = world.course(tenant, course_id)
    with world.reading():
        columns = list(course.line_items.values())
        students = [
            tenant.accounts[each.sub]
            for each in course.memberships.values()
            if each.role == "student" and each.status != "Deleted"
        ]
        cells = {column.id: _cells(column) for column in columns}
    return render_template(
        "practice/gradebook.html",
        **_surroundings(tenant),
        course=course,
        account=tenant.accounts.get(request.args.get("account", "")),
        columns=columns,
        students=students,
        cells=cells,
    )


def local_time(tenant: Tenant) -> datetime:
    return datetime.now(UTC).astimezone(ZoneInfo(tenant.timezone or "UTC"))


def _surroundings(tenant: Tenant) -> dict[str, Any]:
    world = practice().world
    platform = world.platform(tenant.platform_key)
    return {
        "tenant": tenant,
        "platform": platform,
        "flavour": world.flavour(platform),
        "faults": platform.faults.active(),
    }


def _seen_by(platform_key: str, tenant_key: str, course_id: str) -> tuple[Tenant, Course, Account]:
    """Find the course and the account that the query names."""
    world = practice().world
    tenant = world.tenant(platform_key, tenant_key)
    account = world.account(tenant, request.args.get("account", ""))
    return tenant, world.course(tenant, course_id), account


def _members(tenant: Tenant, course: Course, wanted: str) -> list[Account]:
    with practice().world.reading():
        accounts = [
            tenant.accounts[each.sub]
            for each in course.memberships.values()
            if each.status != "Deleted"
        ]
    asked = wanted.casefold()
    return [
        each
        for each in accounts
        if asked in each.name.casefold() or asked in each.username.casefold()
    ]


def _is_teacher(course: Course, account: Account) -> bool:
    membership = course.memberships.get(account.sub)
    return membership is not None and membership.role == "teacher"


def _deployed_tools(platform: Platform, tenant: Tenant) -> list[ToolRegistration]:
    return [
        registration
        for registration in platform.registrations.values()
        if any(each.tenant_key == tenant.key for each in registration.deployments)
    ]


def _frame(tenant: Tenant, course: Course, account: Account, title: str, source: str) -> str:
    platform = practice().world.platform(tenant.platform_key)
    return render_template(
        "practice/frame.html",
        **_surroundings(tenant),
        course=course,
        account=account,
        title=title,
        source=source,
        origins=origins(platform),
        stores_here=platform.storage_target == PARENT,
    )


def _cells(column: LineItem) -> dict[str, dict[str, Any]]:
    return {
        result.user_id: {"result": result, "score": last_score(column, result.user_id)}
        for result in results_of(column)
    }
