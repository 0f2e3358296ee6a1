"""In how much detail groups are counted: rare answers are not, and neither is who did not give one."""

import pytest

from vsm_platform.surveys.figures.asked import Answer, Asked, Kind
from vsm_platform.surveys.figures.tallies import group_tally, level_of, tally

WHY = Asked("why", Kind.CHOICES, ("study", "cost", "sea"))
BEST = Asked("best", Kind.RANKING, ("home", "plan", "cost"))
PEOPLE = 20


def level(asked: Asked, said: list[list[str]]) -> object:
    answers = [Answer({asked.key: one}) for one in said]
    return level_of(asked, tally(asked, answers), answers)


@pytest.mark.parametrize("number", range(PEOPLE + 1))
def test_a_choice_is_counted_by_groups_where_five_made_it_and_five_did_not(number: int) -> None:
    said = [["study", *(["cost"] if n < number else [])] for n in range(PEOPLE)]
    shown = number in {0, PEOPLE} or 5 <= number <= PEOPLE - 5
    assert level(WHY, said) == {"options": ["study", *(["cost"] if shown else []), "sea"]}


@pytest.mark.parametrize("number", range(1, PEOPLE))
def test_a_place_is_counted_by_groups_where_five_gave_it_and_five_did_not(number: int) -> None:
    first = [["home", "plan"]] * number + [["plan", "home"]] * (PEOPLE - number)
    form = "first" if 5 <= number <= PEOPLE - 5 else "top"
    assert level(BEST, first) == {"ranks": {"home": form, "plan": form, "cost": "first"}}
    top = [["home", "plan"]] * number + [["home"]] * (PEOPLE - number)
    shown = ["plan"] if 5 <= number <= PEOPLE - 5 else []
    assert level(BEST, top) == {"ranks": dict.fromkeys(["home", *shown, "cost"], "first")}


def test_a_group_counts_no_more_than_its_level_allows() -> None:
    answers = [Answer({"why": ["study", "cost"], "best": ["home", "plan"]})] * 6
    assert group_tally(WHY, {"options": ["study"]}, answers) == {"n": 6, "counts": {"study": 6}}
    ranks = {"ranks": {"home": "first", "plan": "top"}}
    shown = {"n": 6, "top": {"home": 6, "plan": 6}, "first": {"home": 6}}
    assert group_tally(BEST, ranks, answers) == shown
