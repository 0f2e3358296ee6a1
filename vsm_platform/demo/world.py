"""The practice world of a programme: its universities, each with an LMS of some brand."""

from itertools import cycle

import click
from babel import Locale

from vsm_platform.demo.house import House
from vsm_platform.demo.programmes import Partner, Programme
from vsm_platform.practice import World, build_university
from vsm_platform.practice.flavours import FLAVOURS, fill
from vsm_platform.practice.model import Account, Course, Platform, ResourceLink, Tenant

TOOL_NAME = "Virtual exchange"
TEACHING_IN_ENGLISH = frozenset({"GH", "HK", "IN", "JM", "LK", "PH", "SG", "WS"})
"""Countries whose universities' LMSs speak English rather than the country's first language."""


def build_world(programme: Programme, house: House) -> World:
    """Make the universities, and register the product with each one's LMS."""
    world = World(base_url=house.practice_url)
    flavours = cycle(FLAVOURS)
    for partner in programme.partners:
        if partner.has_lms:
            _add_university(world, programme, partner, next(flavours), house)
    return world


def _add_university(
    world: World, programme: Programme, partner: Partner, flavour: str, house: House
) -> None:
    tenant = build_university(
        world,
        name=partner.name,
        country=partner.country,
        timezone=partner.timezone,
        locale=locale_of(partner.country),
        flavour=flavour,
        students=partner.students,
        teachers=1,
        course_title=programme.title,
        # These vendors serve all their customers under one issuer.
        platform_key=flavour if flavour in {"canvas", "blackboard"} else "",
    )
    client_id = _register(world, tenant, house.product_url)
    course = course_of(tenant)
    registration = world.registration(world.platform(tenant.platform_key), client_id)
    world.place_link(tenant, course, registration, TOOL_NAME)


def _register(world: World, tenant: Tenant, product_url: str) -> str:
    """What the LMS's administrator does; Blackboard's customers share one registration."""
    platform = world.platform(tenant.platform_key)
    if platform.flavour == "blackboard" and platform.registrations:
        shared = next(iter(platform.registrations.values()))
        world.deploy_tool(platform, shared, tenant)
        return shared.client_id
    return world.register_tool(
        platform,
        name=TOOL_NAME,
        login_initiation_url=f"{product_url}/lti/login",
        redirect_uris=[f"{product_url}/lti/launch"],
        target_link_uri=f"{product_url}/lti/launch",
        jwks_uri=f"{product_url}/lti/keys",
        tenants=[tenant],
        privacy_level="public",
    ).client_id


def locale_of(country: str) -> str:
    """A BCP 47 tag such as ``es-CO``: the country's first language by CLDR, or English."""
    if country in TEACHING_IN_ENGLISH:
        return f"en-{country}"
    return f"{Locale.parse(f'und_{country}').language}-{country}"


def load_world(house: House) -> World:
    """The world of an earlier run.

    Raises:
        click.ClickException: it was made for other ports, which both sides know each other by.
    """
    world = World.load(house.world_file)
    product = {
        registration.jwks_uri.removesuffix("/lti/keys")
        for platform in world.platforms.values()
        for registration in platform.registrations.values()
    }
    if world.base_url != house.practice_url or product - {house.product_url}:
        ports = [address.rpartition(":")[2] for address in (*product, world.base_url)]
        raise click.ClickException(
            f"The demonstration in {house.folder} was made for the ports {' and '.join(ports)}. "
            "Name them by --port and --practice-port, or begin anew with --fresh."
        )
    return world


def course_of(tenant: Tenant) -> Course:
    """The one course that a university of the demonstration has."""
    return next(iter(tenant.courses.values()))


def link_of(course: Course) -> ResourceLink:
    """The product's link in a course."""
    return next(iter(course.links.values()))


def launch_address(world: World, tenant: Tenant, account: Account) -> str:
    """Where this person's browser goes after the click in the LMS."""
    course = course_of(tenant)
    return world.launch_address(tenant, course, link_of(course), account)


def lms_address(world: World, platform: Platform, path: str, client_id: str) -> str:
    """An address of an LMS, some of which name the registered tool."""
    return world.platform_address(platform, fill(path, client_id=client_id))
