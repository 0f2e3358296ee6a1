"""The rules that an alliance sets, and what of an exchange breaks them: pure, and told in words.

Rules are few and typed. An exchange is described plainly (``ExchangePlan``), so that one that
does not exist yet is checked like one that does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from flask_babel import format_decimal, gettext, ngettext


class ExchangeKind(StrEnum):
    """What is offered, as far as alliances set rules by it."""

    COURSE = "course"
    OPEN_COURSE = "open_course"
    MODULE = "module"
    SCHOOL = "school"
    """A winter or summer school."""
    INTERNSHIP = "internship"
    CULTURAL = "cultural"
    """Meeting each other is what it is for; it bears no credit by itself."""


class Publishers(StrEnum):
    """Who opens an alliance's exchanges for registration."""

    COORDINATORS = "coordinators"
    """Whoever coordinates the exchange, at any of its partners."""
    CHAIR = "chair"
    """The institution that chairs on that day: its office, and its coordinators."""


class CreditRange(NamedTuple):
    """The ECTS that an exchange of one kind may bear, both ends among them."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Rules:
    """What an alliance asks of its exchanges; the defaults ask for nothing beyond sense."""

    minimum_partners: int = 2
    """How many of its members an exchange has at least."""
    credits: Mapping[ExchangeKind, CreditRange] = field(default_factory=dict)
    """By kind; a kind that is not named may bear any credit, or none."""
    same_credit: bool = False
    """Whether every partner gives the exchange's own credit and no other."""
    season_limit: int | None = None
    """In how many exchanges that bear credit a student takes part in one season, at most."""
    publishers: Publishers = Publishers.COORDINATORS


ECTS = "ECTS"


@dataclass(frozen=True, slots=True)
class PartnerPlan:
    """A partner of an exchange, as far as rules ask."""

    name: str
    is_member: bool
    credit_scheme: str = ""
    """Empty where the partner says nothing of its own, and gives the exchange's credit."""
    credit_amount: float | None = None


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """An exchange, as far as rules ask."""

    kind: ExchangeKind
    ects: float | None
    partners: tuple[PartnerPlan, ...]


class Problem(StrEnum):
    """Which rule is broken, and how."""

    TOO_FEW_PARTNERS = "too_few_partners"
    NO_CREDIT = "no_credit"
    TOO_LITTLE_CREDIT = "too_little_credit"
    TOO_MUCH_CREDIT = "too_much_credit"
    CREDIT_DIFFERS = "credit_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that an exchange breaks, with the reason in the reader's language."""

    problem: Problem
    text: str


def check_plan(alliance: str, rules: Rules, plan: ExchangePlan) -> tuple[Finding, ...]:
    """What of an exchange breaks the rules of the alliance of this name; nothing where all is well."""
    return (
        *_partners(alliance, rules, plan),
        *_credit(alliance, rules, plan),
        *_sameness(alliance, rules, plan),
    )


def _partners(alliance: str, rules: Rules, plan: ExchangePlan) -> Iterator[Finding]:
    members = sum(partner.is_member for partner in plan.partners)
    if members >= rules.minimum_partners:
        return
    text = ngettext(
        "%(alliance)s asks for at least %(num)d partner; this exchange has %(present)d.",
        "%(alliance)s asks for at least %(num)d partners; this exchange has %(present)d.",
        rules.minimum_partners,
        alliance=alliance,
        present=members,
    )
    if members < len(plan.partners):
        only = gettext("Only members of %(alliance)s count.", alliance=alliance)
        text = f"{text} {only}"
    yield Finding(Problem.TOO_FEW_PARTNERS, text)


def _credit(alliance: str, rules: Rules, plan: ExchangePlan) -> Iterator[Finding]:
    allowed = rules.credits.get(plan.kind)
    if allowed is None or (plan.ects is not None and allowed.least <= plan.ects <= allowed.most):
        return
    asked = {
        "alliance": alliance,
        "kind": kind_name(plan.kind),
        "least": number_words(allowed.least),
        "most": number_words(allowed.most),
    }
    if plan.ects is None:
        yield Finding(
            Problem.NO_CREDIT,
            gettext(
                "%(alliance)s asks for %(least)s to %(most)s ECTS (%(kind)s); this exchange has "
                "none.",
                **asked,
            ),
        )
        return
    is_less = plan.ects < allowed.least
    yield Finding(
        Problem.TOO_LITTLE_CREDIT if is_less else Problem.TOO_MUCH_CREDIT,
        gettext(
            "%(alliance)s asks for %(least)s to %(most)s ECTS (%(kind)s); this exchange has "
            "%(ects)s.",
            ects=number_words(plan.ects),
            **asked,
        ),
    )


def _sameness(alliance: str, rules: Rules, plan: ExchangePlan) -> Iterator[Finding]:
    if not rules.same_credit:
        return
    own = credit_of("", None, plan.ects)
    others = [
        (partner.name, credit)
        for partner in plan.partners
        if (credit := credit_of(partner.credit_scheme, partner.credit_amount, plan.ects)) != own
    ]
    if others:
        named = "; ".join(f"{name}: {credit_words(credit)}" for name, credit in others)
        text = gettext(
            "%(alliance)s asks for the same credit from every partner, here %(own)s. Others "
            "stand at %(others)s.",
            alliance=alliance,
            own=credit_words(own),
            others=named,
        )
        yield Finding(Problem.CREDIT_DIFFERS, text)


class Credit(NamedTuple):
    """What an institution gives for an exchange; no amount where it gives none."""

    scheme: str
    amount: float | None


def credit_of(scheme: str, amount: float | None, ects: float | None) -> Credit:
    """A partner's credit: its own, or the exchange's ECTS where it says nothing of its own."""
    scheme = scheme.strip()
    if not scheme:
        return Credit(ECTS, ects)
    return Credit(ECTS if scheme.casefold() == ECTS.casefold() else scheme, amount)


def credit_words(credit: Credit) -> str:
    """A credit, such as ``6 ECTS``."""
    if credit.amount is None:
        return str(gettext("no credit"))
    return f"{number_words(credit.amount)} {credit.scheme}"


def number_words(number: float) -> str:
    """A number with at most two decimals, written as the page's language does."""
    return str(format_decimal(round(number, 2)))


def kind_name(kind: ExchangeKind) -> str:
    """A kind of exchange in the page's language."""
    names = {
        ExchangeKind.COURSE: gettext("course"),
        ExchangeKind.OPEN_COURSE: gettext("open course"),
        ExchangeKind.MODULE: gettext("module"),
        ExchangeKind.SCHOOL: gettext("winter or summer school"),
        ExchangeKind.INTERNSHIP: gettext("internship"),
        ExchangeKind.CULTURAL: gettext("cultural exchange"),
    }
    return str(names[kind])
