"""What the search is given: the students as they are now, and the wishes of faculty."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from vsm_platform.availability.api import Weeks, weeks_of
from vsm_platform.formation.models import Formation, Importance
from vsm_platform.formation.queries.roster import (
    RosterStudent,
    Values,
    attributes_of,
    roster,
    values_of,
)
from vsm_platform.formation.solver.problem import (
    Criterion,
    Problem,
    Student,
)
from vsm_platform.formation.solver.problem import Importance as Weight
from vsm_platform.formation.wishes import wishes_of

Teams = Sequence[Sequence[int]]


def weight_of(importance: str) -> Weight:
    """The library's word for how much a wish counts."""
    return Weight[Importance(importance).name]


class Situation:
    """One formation's students and what is known of them, read once."""

    def __init__(
        self, session: Session, formation: Formation, *, taught_at: int | None = None
    ) -> None:
        self.formation = formation
        self.roster = roster(session, formation.exchange_id, taught_at=taught_at)
        self.attributes = attributes_of(session, formation.exchange_id)
        self.values: Values = values_of(session, self.attributes)
        self.weeks: Weeks = weeks_of(session, formation.exchange_id, self.roster)

    def problem(
        self,
        *,
        seed: int = 0,
        pins: Mapping[int, int] | None = None,
        locked: Collection[int] = (),
        team_count: int | None = None,
        without: Collection[int] = (),
    ) -> Problem:
        """The problem as the search understands it.

        Args:
            seed: the same seed gives the same teams.
            pins: the team's number, from 0, by enrolment.
            locked: numbers of teams that stay as they are.
            team_count: how many teams; as many as fit where none is given.
            without: enrolments that are left out.
        """
        formation = self.formation
        students = [one for key, one in self.roster.items() if key not in without]
        here = {one.enrolment_id for one in students}
        return Problem(
            students=tuple(self._student(one) for one in students),
            least=formation.least,
            most=formation.most,
            criteria=tuple(
                Criterion(wish.attribute, wish.rule, weight_of(wish.importance), wish.value or None)
                for wish in wishes_of(formation.criteria)
            ),
            institution_mix=weight_of(formation.institution_mix),
            together=_pairs(formation.together, here),
            apart=_pairs(formation.apart, here),
            common_hours=formation.common_hours,
            meeting_minutes=formation.meeting_minutes,
            pins={key: team for key, team in (pins or {}).items() if key in here},
            locked=frozenset(locked),
            team_count=team_count,
            seed=seed,
        )

    def problem_of(self, teams: Teams) -> Problem:
        """The problem of just those who are in these teams: for prices and explanations."""
        away = [one.enrolment_id for one in self.unplaced(teams)]
        return self.problem(team_count=len(teams), without=away)

    def _student(self, one: RosterStudent) -> Student:
        known: dict[str, str | float | None] = {
            "language": one.language or None,
            "country": one.country or None,
            "zone": self.weeks.zones.get(one.enrolment_id, one.zone),
        }
        known |= dict(self.values.get(one.enrolment_id, {}))
        return Student(
            key=one.enrolment_id,
            institution=one.partnership_id,
            attributes=known,
            masks=self.weeks.masks[one.enrolment_id],
        )

    def present(self, teams: Teams) -> tuple[tuple[int, ...], ...]:
        """The teams without whoever has left meanwhile."""
        return tuple(tuple(key for key in team if key in self.roster) for team in teams)

    def unplaced(self, teams: Teams) -> list[RosterStudent]:
        """Who is in none of the teams."""
        placed = {key for team in teams for key in team}
        return [one for key, one in self.roster.items() if key not in placed]


def _pairs(pairs: Iterable[Sequence[int]], here: set[int]) -> tuple[tuple[int, int], ...]:
    """The pairs of whom both are still here."""
    return tuple((one, other) for one, other in pairs if one in here and other in here)
