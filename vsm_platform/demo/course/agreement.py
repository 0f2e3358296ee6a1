"""What the partners of a demonstration agreed: terms, an alliance, and how some choose students."""

from datetime import date

from sqlalchemy.orm import Session

from vsm_platform.admissions import api as admissions
from vsm_platform.alliances import api as alliances
from vsm_platform.content.modules import api as modules
from vsm_platform.demo.programmes import Partner, Programme
from vsm_platform.exchanges import api as exchanges

CREDIT = {"JP": ("credits", 2.0), "US": ("semester hours", 3.0), "WS": ("credit points", 12.0)}
EUROPE = frozenset({"BE", "CH", "DE", "EE", "ES", "FR", "GB", "GR", "IT", "RO", "SE"})
SCALES = {"JP": "S, A, B, C, F", "US": "A to F", "WS": "A+ to E", "BE": "0 to 20", "CH": "1 to 6"}
OTHERWISE = ("credits", 3.0)
LANGUAGE_LEVEL = "B2"
MOTIVATION = 200
"""Letters that an applicant writes at least."""


def set_terms(
    session: Session, exchange_id: int, programme: Programme, actor_id: int | None
) -> None:
    """Each partner's participation, credit and scale; its first day stays as it was registered."""
    known = {partner.name: partner for partner in programme.partners}
    for partner in exchanges.partners_of(session, exchange_id):
        terms = _terms(programme, known[partner.name], partner.starts_on)
        exchanges.do_set_terms(
            session, exchange_id, partner.partnership_id, terms, actor_id=actor_id
        )
    if programme.counts_own_weeks:
        counting = {
            partner.partnership_id: modules.Counting.OWN
            for partner in exchanges.partners_of(session, exchange_id)
            if known[partner.name].begins_weeks_later
        }
        modules.do_set_counting(session, exchange_id, counting, actor_id=actor_id)


def _terms(programme: Programme, partner: Partner, starts_on: date | None) -> exchanges.Terms:
    # Where all give the exchange's own credit, a partner says nothing of its own.
    scheme, amount = "", None
    if partner.credit and not programme.offer:
        ects = ("ECTS", 5.0) if partner.country in EUROPE else OTHERWISE
        scheme, amount = CREDIT.get(partner.country, ects)
    return exchanges.Terms(
        starts_on=starts_on,
        participation=_participation(partner),
        places=partner.students if partner.selects else None,
        credit_scheme=scheme,
        credit_amount=amount,
        grade_scale=SCALES.get(partner.country, ""),
        notice="" if partner.credit else "It bears no credit here; you get a certificate.",
    )


def _participation(partner: Partner) -> exchanges.Participation:
    if partner.selects:
        return exchanges.Participation.APPLICATION
    if not partner.has_lms:
        return exchanges.Participation.INVITATION
    if partner.is_mandatory:
        return exchanges.Participation.MANDATORY
    return exchanges.Participation.OPEN


def join_alliance(session: Session, exchange_id: int, programme: Programme, today: date) -> None:
    """Found the programme's alliance, with its rules and its chair, if the programme is of one."""
    if not programme.alliance:
        return
    details = alliances.AllianceDetails(
        programme.alliance["name"], programme.description, _rules(programme)
    )
    alliance_id = alliances.do_add_alliance(session, details, actor_id=None)
    partners = exchanges.partners_of(session, exchange_id)
    members = [partner.institution_id for partner in partners]
    alliances.do_add_members(session, alliance_id, members, joined_in=today.year, actor_id=None)
    if programme.alliance.get("chair"):
        # The lead chairs this year, and the next in the list the year after.
        turns = [
            alliances.Term(member, date(year, 1, 1), date(year, 12, 31))
            for member, year in zip(members[:2], (today.year, today.year + 1), strict=True)
        ]
        alliances.do_add_turns(session, alliance_id, turns, actor_id=None)
    exchanges.do_set_alliance(session, exchange_id, alliance_id, actor_id=None)


def _rules(programme: Programme) -> alliances.Rules:
    said = programme.alliance
    return alliances.Rules(
        minimum_partners=said.get("minimum_partners", 2),
        credits={
            kind: alliances.CreditRange(*said[kind.value])
            for kind in alliances.ExchangeKind
            if kind.value in said
        },
        same_credit=said.get("same_credit", False),
        season_limit=said.get("season_limit"),
        publishers=alliances.Publishers.CHAIR
        if said.get("chair")
        else alliances.Publishers.COORDINATORS,
    )


def ask_applicants(
    session: Session, partnership_id: int, language: str, actor_id: int
) -> list[int]:
    """What a partner that chooses its students asks of them: a level, and a motivation."""
    desk = admissions.desk_of(session, partnership_id)
    kinds = admissions.CriterionKind
    level = {"language": language, "level": LANGUAGE_LEVEL}
    letter = {"minimum": MOTIVATION, "maximum": 2000}
    return [
        admissions.do_add_criterion(session, desk, asked, actor_id=actor_id)
        for asked in (
            admissions.Asked(0, kinds.LANGUAGE, "", level, is_rule=True),
            admissions.Asked(0, kinds.MOTIVATION, "", letter, is_rule=False),
        )
    ]
