"""What pages say of proposed teams: facts of each, verdicts on each wish, the price of time zones.

Of a student nothing is told but the name and the university: a tick says of a team as a whole
whether a wish is met.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.exchanges.api import Access
from vsm_platform.formation.models import Proposal
from vsm_platform.formation.queries.roster import RosterStudent, attributes_of
from vsm_platform.formation.reports import TeamFacts, team_facts
from vsm_platform.formation.solver.problem import SLOT_MINUTES, Outcome, Rule, Slot
from vsm_platform.formation.wishes import SHORT_RULES, labels_of


@dataclass(frozen=True, slots=True)
class Tick:
    """Whether one wish is met in one team."""

    text: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """A time of the week at which the whole team can meet, as the instant of one such week."""

    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A proposed team, as the page shows it."""

    number: int
    """From 0, as the search counts."""
    members: list[RosterStudent]
    universities: int
    zones: list[str]
    facts: TeamFacts | None
    hours_wanted: float
    meetings: list[Meeting]
    ticks: list[Tick]
    is_locked: bool

    @property
    def title(self) -> str:
        return str(gettext("Team %(number)d", number=self.number + 1))


def team_cards(
    session: Session,
    access: Access,
    proposal: Proposal,
    people: Mapping[int, RosterStudent],
    shown: Iterable[int],
) -> list[TeamCard]:
    """Some of the teams, with what is known of them."""
    facts = team_facts(proposal.report)
    names = wish_names(session, access.exchange_id, proposal.report)
    monday = first_monday(access.starts_on)
    return [
        _card(
            number, proposal, people, facts[number] if number < len(facts) else None, names, monday
        )
        for number in shown
    ]


def _card(
    number: int,
    proposal: Proposal,
    people: Mapping[int, RosterStudent],
    facts: TeamFacts | None,
    names: Sequence[str],
    monday: datetime,
) -> TeamCard:
    members = [people[key] for key in proposal.teams[number] if key in people]
    ticks = facts.ticks if facts else ()
    return TeamCard(
        number=number,
        members=members,
        universities=len({one.partnership_id for one in members}),
        zones=list(dict.fromkeys(one.zone for one in members)),
        facts=facts,
        hours_wanted=proposal.report.get("hours", 0),
        meetings=[meeting_of(slot, monday) for slot in facts.slots] if facts else [],
        ticks=[
            Tick(name, is_met)
            for name, is_met in zip(names, ticks, strict=False)
            if is_met is not None
        ],
        is_locked=number in proposal.locked,
    )


def first_monday(starts_on: date) -> datetime:
    """The Monday, in UTC, of the week in which the course begins, or of the present one."""
    day = max(starts_on, clock.now().date())
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def meeting_of(slot: Slot, monday: datetime) -> Meeting:
    """A time of the week on the calendar."""
    return Meeting(monday + timedelta(minutes=SLOT_MINUTES * slot.start), slot.minutes)


def wish_names(session: Session, exchange_id: int, report: Mapping[str, Any]) -> list[str]:
    """What each further wish of a report is called, in its order."""
    labels = labels_of(attributes_of(session, exchange_id))
    return [
        wish_name(labels.get(attribute, attribute), rule, value)
        for attribute, rule, value in report.get("criteria", ())
    ]


def wish_name(label: str, rule: str, value: str) -> str:
    """A wish in a few words."""
    of = f"{label}: {value}" if value else label
    return str(gettext("%(name)s, %(rule)s", name=of, rule=SHORT_RULES[Rule(rule)]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one wish fared in all teams."""

    name: str
    tone: str
    label: str
    text: str


def verdicts(session: Session, exchange_id: int, proposal: Proposal) -> list[Verdict]:
    """For each wish, whether it is met, and if not, why."""
    names = wish_names(session, exchange_id, proposal.report)
    fixed = {
        "institutions": gettext("Different universities in each team"),
        "hours": gettext("Hours in which all are awake"),
        "together": gettext("People who must share a team"),
        "apart": gettext("People who must not"),
    }
    found = []
    for rule in proposal.report.get("rules", ()):
        place = rule["criterion"]
        name = names[place] if place is not None else fixed.get(rule["name"], rule["name"])
        found.append(_verdict(name, Outcome(rule["outcome"]), rule["teams"]))
    return found


def _verdict(name: str, outcome: Outcome, teams: Sequence[int]) -> Verdict:
    number = len(teams)
    where = (
        ngettext("Not fully met in %(num)d team.", "Not fully met in %(num)d teams.", number)
        if number
        else ""
    )
    if outcome == Outcome.MET:
        return Verdict(name, "leaf", gettext("met"), gettext("As good as is possible at all."))
    if outcome == Outcome.IMPOSSIBLE:
        why = gettext("It is proven that no teams of these students could do better.")
        return Verdict(name, "sea", gettext("best possible"), f"{where} {why}".strip())
    if outcome == Outcome.TRADED_OFF:
        why = gettext("It gave way to other wishes. To change that, let it matter more.")
        return Verdict(name, "sun", gettext("gave way"), f"{where} {why}".strip())
    why = gettext("The search was stopped before its end. Propose again for better teams.")
    return Verdict(name, "sun", gettext("not finished"), f"{where} {why}".strip())


def zones_sentence(report: Mapping[str, Any]) -> str:
    """What time zones cost the mix of universities."""
    zones = report.get("zones")
    if not zones or not zones["without"]:
        return ""
    reached: str = gettext(
        "%(reached)d of %(without)d possible pairs of people from different universities share a "
        "team.",
        reached=zones["reached"],
        without=zones["without"],
    )
    possible = zones["possible"]
    if possible is None:
        return reached
    price = zones["without"] - possible
    if not price:
        return f"{reached} {gettext('Time zones cost nothing here.')}"
    cost = ngettext(
        "Time zones alone cost %(num)d pair: with the hours that you ask for, nobody could have more "
        "than %(possible)d.",
        "Time zones alone cost %(num)d pairs: with the hours that you ask for, nobody could have "
        "more than %(possible)d.",
        price,
        possible=possible,
    )
    return f"{reached} {cost}"


def sizes_sentence(teams: Sequence[Sequence[int]]) -> str:
    """How many teams there are of which size."""
    sizes = Counter(len(team) for team in teams)
    parts = [
        ngettext("%(num)d team of %(size)d", "%(num)d teams of %(size)d", number, size=size)
        for size, number in sorted(sizes.items(), reverse=True)
    ]
    return ", ".join(parts)
