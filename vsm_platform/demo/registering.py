"""The product's side of the agreement: institutions, their LMSs, and the exchange.

All of it goes through the rooms' own actions, as the administrators' pages do.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.demo.programmes import Partner, Programme
from vsm_platform.demo.world import course_of, link_of, lms_address
from vsm_platform.exchanges import api as exchanges
from vsm_platform.institutions import api as institutions
from vsm_platform.practice import World
from vsm_platform.practice.model import Tenant

MIDDLE_OF_WEEK = 3
"""Days into the present week, so that it is the same week in every time zone."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The exchange as the product knows it; `partnerships` are ids by institution's name."""

    exchange_id: int
    partnerships: dict[str, int]


def register(
    session: Session, vault: Vault, programme: Programme, world: World, today: date
) -> Agreement:
    """Enter everything that has to be there before the first launch."""
    institutions.do_ensure_signing_key(session, vault)
    tenants = {tenant.name: tenant for tenant in world.tenants()}
    ids = {}
    for partner in programme.partners:
        institution = _add_institution(session, partner)
        ids[partner.name] = institution.id
        if partner.has_lms:
            _connect(session, institution, world, tenants[partner.name])
    exchange_id = exchanges.do_create_exchange(
        session,
        _facts(programme, today),
        institution_ids=list(ids.values()),
        lead_id=ids[programme.lead.name],
        actor_id=None,
    )
    _set_starts(session, exchange_id, programme, today)
    return agreement_of(session, exchange_id)


def agreement_of(session: Session, exchange_id: int) -> Agreement:
    """An exchange that was registered before."""
    partners = exchanges.partners_of(session, exchange_id)
    return Agreement(exchange_id, {partner.name: partner.partnership_id for partner in partners})


def find_agreement(session: Session, programme: Programme) -> Agreement:
    """The agreement of an earlier run of this programme, however long ago that was."""
    lead = next(
        institution
        for institution in institutions.list_institutions(session)
        if institution.name == programme.lead.name
    )
    query = select(func.min(exchanges.Partnership.exchange_id)).where(
        exchanges.Partnership.institution_id == lead.id
    )
    return agreement_of(session, session.scalars(query).one())


def _add_institution(session: Session, partner: Partner) -> institutions.Institution:
    details = institutions.InstitutionDetails(
        name=partner.name,
        kind=institutions.InstitutionKind(partner.kind),
        country=partner.country,
        timezone=partner.timezone,
        place=partner.place,
    )
    return institutions.do_add_institution(session, details, actor_id=None)


def _connect(
    session: Session, institution: institutions.Institution, world: World, tenant: Tenant
) -> None:
    platform = world.platform(tenant.platform_key)
    registration = world.registration(platform, link_of(course_of(tenant)).client_id)
    flavour, client_id = world.flavour(platform), registration.client_id
    token_address = lms_address(world, platform, flavour.paths.tokens, client_id)
    audience = flavour.token_audience(token_address, world.issuer(platform))[0]
    connection = institutions.LmsConnection(
        platform=flavour.product_family_code,
        name=_lms_name(world, tenant),
        issuer=world.issuer(platform),
        client_id=client_id,
        authorization_endpoint=lms_address(world, platform, flavour.paths.authorization, client_id),
        token_endpoint=token_address,
        token_audience="" if audience == token_address else audience,
        jwks_uri=lms_address(world, platform, flavour.paths.key_set, client_id),
        frame_origins=[world.base_url],
    )
    deployment = world.deployment(registration, tenant)
    institutions.do_connect_lms(session, institution, connection, deployment.id, actor_id=None)


def _lms_name(world: World, tenant: Tenant) -> str:
    """Blackboard is one registration for all its customers, so it bears no university's name."""
    platform = world.platform(tenant.platform_key)
    title = world.flavour(platform).title
    return title if platform.flavour == "blackboard" else f"{title}, {tenant.name}"


def _facts(programme: Programme, today: date) -> exchanges.ExchangeFacts:
    starts_on = first_day(programme, today)
    return exchanges.ExchangeFacts(
        title=programme.title,
        description=programme.description,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=programme.weeks, days=-1),
        languages=programme.languages,
        season=f"{starts_on:%Y}",
        kind=exchanges.ExchangeKind(programme.offer.get("kind", "course")),
        ects=programme.offer.get("ects"),
    )


def first_day(programme: Programme, today: date) -> date:
    """The day on which the exchange has begun, so that today lies in the middle of it."""
    return today - timedelta(weeks=programme.weeks_gone, days=MIDDLE_OF_WEEK)


def _set_starts(session: Session, exchange_id: int, programme: Programme, today: date) -> None:
    later = {
        partner.name: timedelta(weeks=partner.begins_weeks_later) for partner in programme.partners
    }
    first = first_day(programme, today)
    starts: dict[int, date | None] = {
        partner.partnership_id: first + later[partner.name]
        for partner in exchanges.partners_of(session, exchange_id)
    }
    exchanges.do_set_partner_starts(session, exchange_id, starts, actor_id=None)


def appoint_coordinator(session: Session, agreement: Agreement) -> None:
    """Make a teacher coordinator, the lead's if there is one, unless somebody is already."""
    staff = exchanges.staff_of(session, agreement.exchange_id)
    if not staff or any(person.role == exchanges.Role.COORDINATOR for person in staff):
        return
    lead = exchanges.partners_of(session, agreement.exchange_id)[0].name
    chosen = next((person for person in staff if person.institution == lead), staff[0])
    exchanges.do_set_coordinator(
        session, agreement.exchange_id, chosen.person_id, is_coordinator=True, actor_id=None
    )
