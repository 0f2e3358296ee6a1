"""Making a university with a course and made-up people, the same ones each time.

A person whose country writes in a script of its own has the name in that script at every second
number, as LMSs give both; the address of the mail is always in Latin letters.
"""

import re
import unicodedata

from vsm_platform.practice.flavours import FLAVOURS, Flavour
from vsm_platform.practice.model import Account, Course, Group, Membership, Platform, Role, Tenant
from vsm_platform.practice.names import Name, NameList, names_of
from vsm_platform.practice.world import World

TEST_USER_NUMBER = 90_000
TEACHER_OFFSET = 50_000
NEIGHBOUR_STEP = 23
"""Students of a university in an exchange, or so; how far its neighbour's names are from its own."""


def build_university(
    world: World,
    *,
    name: str,
    country: str,
    timezone: str,
    locale: str,
    flavour: str,
    students: int,
    teachers: int,
    course_title: str,
    platform_key: str = "",
    issuer: str = "",
) -> Tenant:
    """Add a university with one course, everybody enrolled in it.

    `country` is an ISO 3166 code, `timezone` an IANA name, `locale` a BCP 47 tag. Without a
    `platform_key` the university gets a platform, and so an issuer, of its own. With one it joins
    that platform, made when it is not there yet: several universities under one issuer and
    client_id, told apart by their deployment ids.

    Raises:
        ValueError: the flavour is unknown, or not that of the platform to join.
    """
    key = _free_key(world, slug(name))
    platform = _platform(world, platform_key or key, flavour, issuer)
    tenant = Tenant(key, platform.key, name, country, timezone, locale)
    with world.writing():
        platform.tenants[key] = tenant
        course = add_course(world, tenant, course_title)
        for account in _people(world, FLAVOURS[flavour], tenant, students, teachers):
            tenant.accounts[account.sub] = account
            enrol(world, course, account)
    return tenant


def add_course(world: World, tenant: Tenant, title: str) -> Course:
    """Add a course without anybody in it."""
    flavour = world.flavour(world.platform(tenant.platform_key))
    with world.writing():
        number = len(tenant.courses) + 1
        initials = "".join(word[0] for word in re.findall(r"\w+", title)).upper()[:4] or "C"
        course = Course(
            id=flavour.course_id(tenant.key, number),
            label=f"{initials}-{100 + number}",
            title=title,
        )
        tenant.courses[course.id] = course
    return course


def enrol(world: World, course: Course, account: Account, role: Role | None = None) -> None:
    """Put an account into a course, or change its role there."""
    with world.writing() as revision:
        course.memberships[account.sub] = Membership(
            sub=account.sub, role=role or account.role, changed=revision
        )


def unenrol(world: World, course: Course, account: Account) -> None:
    """Take an account out; differences of the roster show it as deleted."""
    with world.writing() as revision:
        membership = course.memberships[account.sub]
        membership.status, membership.changed = "Deleted", revision


def add_student(world: World, tenant: Tenant, course: Course) -> Account:
    """Let one more made-up student enrol in a course."""
    flavour = world.flavour(world.platform(tenant.platform_key))
    with world.writing():
        number = len(tenant.accounts) + 1
        while flavour.account_sub(tenant.key, number) in tenant.accounts:
            number += 1
        taken = {account.username for account in tenant.accounts.values()}
        account = _person(flavour, tenant, _names(world, tenant), number, "student", taken)
        tenant.accounts[account.sub] = account
        enrol(world, course, account)
    return account


def add_group_member(world: World, course: Course, name: str, account: Account) -> Group:
    """Put a member into the group of this name, which is made where there is none."""
    with world.writing() as revision:
        group = next((each for each in course.groups.values() if each.name == name), None)
        if group is None:
            group = Group(id=f"group-{len(course.groups) + 1}", name=name, set_name="Groups")
            course.groups[group.id] = group
        if account.sub not in group.subs:
            group.subs.append(account.sub)
        course.memberships[account.sub].changed = revision
    return group


def slug(text: str) -> str:
    """Write a name as a part of an address: lower-case Latin letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "university"


def _free_key(world: World, wanted: str) -> str:
    taken = {*world.platforms, *(tenant.key for tenant in world.tenants()), "static"}
    number, key = 1, wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _platform(world: World, key: str, flavour: str, issuer: str) -> Platform:
    platform = world.platforms.get(key)
    if platform is None:
        return world.add_platform(key, flavour, issuer=issuer)
    if platform.flavour != flavour:
        raise ValueError(f"The platform {key} is {platform.flavour}, not {flavour}.")
    return platform


def _people(
    world: World, flavour: Flavour, tenant: Tenant, students: int, teachers: int
) -> list[Account]:
    names = _names(world, tenant)
    usernames: set[str] = set()
    people = [
        _person(flavour, tenant, names, TEACHER_OFFSET + number, "teacher", usernames)
        for number in range(1, teachers + 1)
    ]
    people += [
        _person(flavour, tenant, names, number, "student", usernames)
        for number in range(1, students + 1)
    ]
    if flavour.has_test_user:
        people.append(_test_user(flavour, tenant))
    return people


def _names(world: World, tenant: Tenant) -> NameList:
    """The names of a university's people: other ones than at those of its country before it."""
    neighbours = [each.key for each in world.tenants() if each.country == tenant.country]
    place = neighbours.index(tenant.key) if tenant.key in neighbours else len(neighbours)
    return names_of(tenant.country).beginning_with(NEIGHBOUR_STEP * place)


def _person(
    flavour: Flavour, tenant: Tenant, names: NameList, number: int, role: Role, taken: set[str]
) -> Account:
    given, family = names.person(number)
    username = _free_username(given, family, taken)
    in_own_script = number % 2 == 0 and (given.own != given.latin or family.own != family.latin)
    first = given.own.replace("_", " ") if in_own_script else given.latin
    last = family.own.replace("_", " ") if in_own_script else family.latin
    family_first = names.family_first if in_own_script else names.latin_family_first
    return Account(
        sub=flavour.account_sub(tenant.key, number),
        username=username,
        given_name=first,
        family_name=last,
        name=f"{last} {first}" if family_first else f"{first} {last}",
        email=f"{username}@{tenant.key}.example",
        locale=tenant.locale,
        role=role,
    )


def _test_user(flavour: Flavour, tenant: Tenant) -> Account:
    """The one that an LMS makes for a teacher's student view: no mail address."""
    return Account(
        sub=flavour.account_sub(tenant.key, TEST_USER_NUMBER),
        username="test-student",
        given_name="Test",
        family_name="Student",
        name="Test Student",
        email="",
        locale=tenant.locale,
        role="student",
        is_test_user=True,
    )


def _free_username(given: Name, family: Name, taken: set[str]) -> str:
    wanted = f"{slug(given.latin)}.{slug(family.latin)}"
    number, username = 1, wanted
    while username in taken:
        number += 1
        username = f"{wanted}{number}"
    taken.add(username)
    return username
