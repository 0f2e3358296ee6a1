"""What the checks found, in plain words, with what to do about it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from vsm_platform.formation.engine import check
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.solver.problem import Finding, Kind, Weight
from vsm_platform.formation.wishes import labels_of

NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words."""

    weight: Weight
    text: str
    remedy: str = ""

    @property
    def is_fatal(self) -> bool:
        return self.weight == Weight.FATAL

    @property
    def tone(self) -> str:
        return {Weight.FATAL: "rose", Weight.IMPOSSIBLE: "sun"}.get(self.weight, "sea")

    @property
    def label(self) -> str:
        words = {
            Weight.FATAL: gettext("must be changed"),
            Weight.IMPOSSIBLE: gettext("cannot be met"),
        }
        return str(words.get(self.weight, gettext("good to know")))


def findings_of(situation: Situation) -> list[Said]:
    """What cannot be met of these wishes, and why, the worst first."""
    words = _Words(situation)
    return [words.say(finding) for finding in check(situation.problem())]


class _Words:
    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.labels = labels_of(situation.attributes)

    def say(self, finding: Finding) -> Said:
        speaker = _SPEAKERS.get(finding.kind)
        if speaker is None:
            return Said(finding.weight, str(finding.kind).replace("_", " "))
        text, remedy = speaker(self, finding.data)
        return Said(finding.weight, text, remedy)

    def names(self, keys: Collection[int]) -> str:
        """Who is meant, of many the first few."""
        known = self.situation.roster
        names = [known[key].display_name for key in list(keys)[:NAMES_SHOWN] if key in known]
        more = len(keys) - len(names)
        listed = ", ".join(names)
        if more > 0:
            return str(gettext("%(names)s and %(num)d more", names=listed, num=more))
        return listed

    def label(self, data: Mapping[str, Any]) -> str:
        return self.labels.get(str(data["attribute"]), str(data["attribute"]))


Words = tuple[str, str]
Data = Mapping[str, Any]


def _no_students(_words: _Words, _data: Data) -> Words:
    return (
        gettext("Nobody is here yet of whom teams could be formed."),
        gettext("Let students come in, or read the rosters of your courses."),
    )


def _bad_sizes(_words: _Words, data: Data) -> Words:
    return (
        gettext(
            "Teams of at least %(least)s and at most %(most)s people make no sense.",
            least=data.get("least"),
            most=data.get("most"),
        ),
        gettext("Change the sizes."),
    )


def _too_few(_words: _Words, data: Data) -> Words:
    number = int(data["students"])
    return (
        ngettext(
            "There is %(num)d student, and a team needs %(least)s.",
            "There are %(num)d students, and a team needs %(least)s.",
            number,
            least=data["least"],
        ),
        gettext("Make the teams smaller, or wait for more students."),
    )


def _do_not_divide(_words: _Words, data: Data) -> Words:
    text = gettext(
        "%(students)s students cannot be divided into teams of %(least)s to %(most)s.",
        students=data["students"],
        least=data["least"],
        most=data["most"],
    )
    nearest = data.get("nearest")
    if isinstance(nearest, tuple | list) and len(nearest) == 2:
        remedy = gettext(
            "Sizes of %(least)s to %(most)s would do.", least=nearest[0], most=nearest[1]
        )
    else:
        remedy = gettext("Let teams be a little smaller or larger.")
    return text, remedy


def _one_institution(_words: _Words, _data: Data) -> Words:
    return (
        gettext("All students are of one university, so there is nothing to mix."),
        gettext("Teams can be formed all the same."),
    )


def _contradictory(words: _Words, data: Data) -> Words:
    return (
        gettext(
            "%(names)s must be in one team, and two of them must not.",
            names=words.names(data["keys"]),
        ),
        gettext("Take one of these pairs away."),
    )


def _too_large(words: _Words, data: Data) -> Words:
    return (
        gettext(
            "%(names)s must all be in one team, which has %(most)s people at most.",
            names=words.names(data["keys"]),
            most=data["most"],
        ),
        gettext("Take some of these pairs away, or make the teams larger."),
    )


def _too_many_apart(words: _Words, data: Data) -> Words:
    return (
        gettext(
            "%(names)s must all be in different teams, and there are only %(teams)s teams.",
            names=words.names(data["keys"]),
            teams=data["teams"],
        ),
        gettext(
            "Take some of these pairs away, or make the teams smaller, so that there are more."
        ),
    )


def _not_enough(words: _Words, data: Data) -> Words:
    have, teams = int(data["have"]), int(data["teams"])
    text = ngettext(
        "%(num)d student is known with “%(value)s” for “%(name)s”, and there are %(teams)d teams: "
        "%(without)d of them must do without.",
        "%(num)d students are known with “%(value)s” for “%(name)s”, and there are %(teams)d "
        "teams: %(without)d of them must do without.",
        have,
        value=data["value"],
        name=words.label(data),
        teams=teams,
        without=max(teams - have, 0),
    )
    return text, gettext(
        "Make the teams larger, so that there are fewer, or wait for more answers."
    )


def _missing(words: _Words, data: Data) -> Words:
    missing, students = int(data["missing"]), int(data["students"])
    return (
        gettext(
            "“%(name)s” is not known of %(missing)d of %(students)d students. They are put where "
            "they fit otherwise.",
            name=words.label(data),
            missing=missing,
            students=students,
        ),
        gettext("Remind them of their questions, or read it from a list."),
    )


def _not_a_number(words: _Words, data: Data) -> Words:
    return (
        gettext(
            "“%(name)s” has numbers and words, which cannot be balanced.", name=words.label(data)
        ),
        gettext("Read it anew from a list, or take the wish away."),
    )


def _isolation(words: _Words, data: Data) -> Words:
    teams = int(data["teams"])
    value = data.get("value")
    name = f"{words.label(data)}: {value}" if value else words.label(data)
    return (
        ngettext(
            "In at least %(num)d team somebody will be the only one of their kind (%(name)s), "
            "however teams are formed.",
            "In at least %(num)d teams somebody will be the only one of their kind (%(name)s), "
            "however teams are formed.",
            teams,
            name=name,
        ),
        gettext("Larger teams leave fewer people alone."),
    )


def _no_hours(words: _Words, data: Data) -> Words:
    pairs = data.get("institutions") or ()
    known = {one.partnership_id: one.institution for one in words.situation.roster.values()}
    named = []
    for pair in list(pairs)[:NAMES_SHOWN]:
        both = [
            known.get(int(key), "") for key in (pair if isinstance(pair, tuple | list) else [pair])
        ]
        named.append(" – ".join(both))
    return (
        gettext(
            "These share fewer than %(hours)s hours a week: %(names)s. They cannot be in one team "
            "that meets.",
            hours=f"{float(data['hours']):g}",
            names="; ".join(named),
        ),
        gettext(
            "Ask for fewer hours (%(most)s are possible), or let students say when they can meet.",
            most=f"{float(data['most_hours'] or 0):g}",
        ),
    )


def _no_own_hours(_words: _Words, data: Data) -> Words:
    number = len(data["keys"])
    return (
        ngettext(
            "%(num)d student has fewer free hours than you ask of a whole team.",
            "%(num)d students have fewer free hours than you ask of a whole team.",
            number,
        ),
        gettext("Ask for fewer hours, or speak with them. Whose week it is stays private."),
    )


def _not_all_meet(_words: _Words, data: Data) -> Words:
    teams = int(data["teams"])
    return (
        ngettext(
            "At least %(num)d team will share fewer than %(hours)s hours if universities are mixed "
            "fully.",
            "At least %(num)d teams will share fewer than %(hours)s hours if universities are mixed "
            "fully.",
            teams,
            hours=f"{float(data['hours']):g}",
        ),
        gettext("Ask for fewer hours, or let the mix of universities matter less."),
    )


def _pins(_words: _Words, _data: Data) -> Words:
    return (
        gettext("People who are kept in their teams stand against a pair or the size of a team."),
        gettext("Let go of some of them, or take the pair away."),
    )


def _lost(_words: _Words, _data: Data) -> Words:
    return (
        gettext("The hours of some students are not known for the whole term."),
        gettext("Look at the dates of the exchange."),
    )


_SPEAKERS: Mapping[Kind, Callable[[_Words, Data], Words]] = {
    Kind.NO_STUDENTS: _no_students,
    Kind.BAD_SIZES: _bad_sizes,
    Kind.TOO_FEW_STUDENTS: _too_few,
    Kind.SIZES_DO_NOT_DIVIDE: _do_not_divide,
    Kind.ONE_INSTITUTION: _one_institution,
    Kind.CONTRADICTORY_PAIRS: _contradictory,
    Kind.TOO_LARGE_TOGETHER: _too_large,
    Kind.TOO_MANY_APART: _too_many_apart,
    Kind.NOT_ENOUGH: _not_enough,
    Kind.MISSING_ATTRIBUTE: _missing,
    Kind.NOT_A_NUMBER: _not_a_number,
    Kind.ISOLATION_UNAVOIDABLE: _isolation,
    Kind.NO_COMMON_HOURS: _no_hours,
    Kind.NO_HOURS_OF_OWN: _no_own_hours,
    Kind.NOT_ALL_CAN_MEET: _not_all_meet,
    Kind.PIN_CONTRADICTS: _pins,
    Kind.PINS_DO_NOT_FIT: _pins,
    Kind.UNKNOWN_TEAM: _pins,
    Kind.LOST_REGIMES: _lost,
}
