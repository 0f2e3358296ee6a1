"""The results as rows of a table, one for each person: for faculty to work on elsewhere."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext

from vsm_platform.evaluation.figures import PersonFigures
from vsm_platform.evaluation.queries.results import Respondent, TeamResult
from vsm_platform.evaluation.scales import SCALES
from vsm_platform.evaluation.words import pattern_text


def header() -> list[str]:
    titles = [str(scale.title) for scale in SCALES]
    return [
        gettext("Team"),
        gettext("Name"),
        gettext("University"),
        gettext("Has answered"),
        gettext("How many others said something"),
        *(gettext("%(scale)s: others", scale=title) for title in titles),
        *(gettext("%(scale)s: own", scale=title) for title in titles),
        gettext("Others, all in all"),
        gettext("Own, all in all"),
        gettext("Team, all in all"),
        gettext("Factor"),
        gettext("Hints"),
    ]


def rows(results: Mapping[int, TeamResult]) -> Iterator[list[object]]:
    for result in results.values():
        figures = result.figures()
        of_team = [figures.clique.pattern] if figures.clique else []
        for one in figures.people:
            patterns = [*(hint.pattern for hint in one.hints), *of_team]
            hints = ", ".join(pattern_text(pattern) for pattern in patterns)
            yield _row(result, result.people[one.person], one, figures.mean, hints)


def _row(
    result: TeamResult,
    person: Respondent,
    figures: PersonFigures,
    team_mean: float | None,
    hints: str,
) -> list[object]:
    answered = result.has_answered(person.enrolment_id)
    return [
        result.team.title,
        person.name,
        person.institution,
        gettext("yes") if answered else gettext("no"),
        figures.raters,
        *(_rounded(figures.by_scale.get(scale.key)) for scale in SCALES),
        *(figures.own_by_scale.get(scale.key) for scale in SCALES),
        _rounded(figures.others),
        _rounded(figures.own),
        _rounded(team_mean),
        _rounded(figures.factor),
        hints,
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
