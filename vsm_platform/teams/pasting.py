"""Lists of teams as people paste them: a name or a group of the LMS, a team, perhaps a university.

A row is understood, or it says what is wrong with it; the rows are independent of each other.
"""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from vsm_platform.teams.queries.teams import PoolMember, TeamView

MOST_ROWS = 5_000
NAME = 80


@dataclass(slots=True)
class PastedRow:
    """One line of the list, with what it came to."""

    line: int
    who: str
    team: str
    university: str = ""
    people: list[int] = field(default_factory=list)
    """Enrolments of those whom it means."""
    target: int | str = ""
    """The team's id, or the name of one that is to be made."""
    problem: str = ""

    @property
    def is_new_team(self) -> bool:
        return isinstance(self.target, str)


def folded(text: str) -> str:
    """A name for comparing: case, width, accents' encoding and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_rows(text: str) -> list[PastedRow]:
    """The rows of a pasted table; tabs, semicolons or commas separate, whichever it has."""
    lines = text.splitlines()
    delimiter = next((mark for mark in "\t;," if any(mark in line for line in lines)), ",")
    rows = []
    for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1):
        cells = [cell.strip() for cell in cells]  # noqa: PLW2901 (the same cells, trimmed)
        if any(cells):
            who, team, university = [*cells, "", "", ""][:3]
            rows.append(PastedRow(number, who, team, university))
    return rows[:MOST_ROWS]


def understand(
    text: str, people: Sequence[PoolMember], teams: Sequence[TeamView]
) -> list[PastedRow]:
    """Every row with the people and the team that it means, or with what is wrong with it."""
    rows = read_rows(text)
    by_name: dict[str, list[PoolMember]] = {}
    by_group: dict[str, list[PoolMember]] = {}
    for one in people:
        if one.member.name:
            by_name.setdefault(folded(one.member.name), []).append(one)
        for group in one.groups:
            by_group.setdefault(folded(group), []).append(one)
    known = _team_names(teams)
    placed: dict[int, int] = {}
    for row in rows:
        _find_team(row, known)
        _find_people(row, by_name, by_group)
        _refuse_twice(row, placed)
    return rows


def _team_names(teams: Sequence[TeamView]) -> dict[str, int]:
    """Teams by number, by what the page calls them, and by their own name, which wins."""
    numbers = {str(team.number): team.id for team in teams}
    titles = {folded(team.title): team.id for team in teams}
    return numbers | titles


def _find_team(row: PastedRow, known: dict[str, int]) -> None:
    if not row.team:
        row.problem = gettext("The team is missing.")
    elif len(row.team) > NAME:
        row.problem = gettext("A team’s name can have at most 80 characters.")
    row.target = known.get(folded(row.team), row.team)


def _find_people(
    row: PastedRow, by_name: dict[str, list[PoolMember]], by_group: dict[str, list[PoolMember]]
) -> None:
    key = folded(row.who)
    if row.problem:
        return
    if not key:
        row.problem = gettext("The name is missing.")
        return
    found = [one for one in by_name.get(key, ()) if _is_of(one, row.university)]
    if len(found) > 1:
        row.problem = gettext(
            "%(num)d people have this name. Add the university in a third column.", num=len(found)
        )
        return
    found = found or by_group.get(key, [])
    if not found:
        row.problem = gettext("Nobody here has this name, and no group of your LMS course has it.")
    row.people = [one.member.enrolment_id for one in found]


def _is_of(one: PoolMember, university: str) -> bool:
    return not university or folded(university) in folded(one.member.institution)


def _refuse_twice(row: PastedRow, placed: dict[int, int]) -> None:
    before = [placed[person] for person in row.people if person in placed]
    if before:
        row.problem = gettext("Already in line %(line)d.", line=before[0])
        row.people = []
    placed.update(dict.fromkeys(row.people, row.line))


def placements(rows: Sequence[PastedRow]) -> dict[int, int | str]:
    """The team of each person whom an understood row means."""
    return {person: row.target for row in rows if not row.problem for person in row.people}


def group_rows(people: Sequence[PoolMember], teams: Sequence[TeamView]) -> dict[int, int | str]:
    """The LMS's groups as teams, for whoever is in no team yet; each person's first group counts."""
    known = _team_names(teams)
    return {
        one.member.enrolment_id: known.get(folded(one.groups[0]), one.groups[0][:NAME])
        for one in people
        if one.groups and one.team_id is None
    }
