"""A simple start: students are dealt to the teams in turn, so that each partner is spread evenly.

This is the round-robin of teams.md, and not the solver: it looks at nothing but the home
institution and the number of people, neither at time zones nor at wishes.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence


def deal(
    people: Sequence[tuple[int, int]], standing: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    """The team of each person; nobody who is in a team already is moved.

    Args:
        people: enrolment and partnership of those who are in no team yet.
        standing: by team, in the teams' order, the partnerships of those who are in it already.

    Returns:
        The team by enrolment; empty where there is no team.
    """
    if not standing:
        return {}
    sizes = {team: len(members) for team, members in standing.items()}
    mix = {team: Counter(members) for team, members in standing.items()}
    full = -(-(sum(sizes.values()) + len(people)) // len(standing))
    by_partner: defaultdict[int, list[int]] = defaultdict(list)
    for enrolment, partner in people:
        by_partner[partner].append(enrolment)
    placed: dict[int, int] = {}
    # The largest partner first: it fills every team to the same height, the others level out.
    for partner, enrolments in sorted(by_partner.items(), key=lambda one: -len(one[1])):
        for enrolment in enrolments:
            team = min(
                sizes, key=lambda team: (sizes[team] >= full, mix[team][partner], sizes[team])
            )
            placed[enrolment] = team
            sizes[team] += 1
            mix[team][partner] += 1
    return placed
