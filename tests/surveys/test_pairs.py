"""Who answered twice is one more group: it withstands subtraction from all that was shown before."""

from tests.surveys.test_guard import ASKED, BY_KEY, person
from vsm_platform.surveys.figures.asked import Answer
from vsm_platform.surveys.figures.pairs import Side, paired_sums
from vsm_platform.surveys.figures.releases import release

GLAD = BY_KEY["glad"]


def people(number: int) -> dict[int, Answer]:
    """So many, of two universities in turn."""
    return {key: person(str(key % 2), glad=4 + key % 2) for key in range(number)}


def side(answers: dict[int, Answer], tried: tuple[str, ...] = ()) -> Side:
    return Side(answers, release(list(answers.values()), ASKED, 1, None, tried))


def test_pairs_that_are_five_and_leave_five_are_shown() -> None:
    all_of_them = side(people(20))
    for number in range(1, 21):
        shown = all_of_them.withstands(GLAD, BY_KEY, set(range(number)))
        assert shown == (5 <= number <= 15 or number == 20), number


def test_pairs_that_nearly_are_a_university_are_not_shown_beside_it() -> None:
    of_one = {key for key in range(20) if key % 2}
    but_two = of_one - {1, 3}
    assert side(people(20)).withstands(GLAD, BY_KEY, but_two)
    beside = side(people(20), ("partner",))
    assert beside.withstands(GLAD, BY_KEY, of_one)
    assert not beside.withstands(GLAD, BY_KEY, but_two)


def test_pairs_are_not_shown_where_an_erased_answer_would_be_the_difference() -> None:
    shown = side(people(25))
    for gone in range(6):
        left = {key: one for key, one in shown.answers.items() if key >= gone}
        there = Side(left, shown.figures)
        assert there.withstands(GLAD, BY_KEY, set(range(10, 20))) == (gone in {0, 5}), gone


def test_both_sides_have_to_withstand() -> None:
    whole = side(people(20))
    but_two = {key: one for key, one in whole.answers.items() if key > 1}
    sound, lost_two = side(but_two), Side(but_two, whole.figures)
    assert paired_sums(ASKED, sound, sound)["glad"]["n"] == 18
    assert "glad" not in paired_sums(ASKED, sound, lost_two)
    assert "glad" not in paired_sums(ASKED, lost_two, sound)


def test_where_fewer_than_five_answered_twice_there_are_no_pairs() -> None:
    before = side(people(20))
    for number in (0, 1, 4):
        answers = {key + 20 - number: one for key, one in people(20).items()}
        assert paired_sums(ASKED, before, side(answers)) == {}
