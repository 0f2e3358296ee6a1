"""Two people change one text: both changes come together where they do not touch."""

from difflib import SequenceMatcher
from random import Random

import pytest

from vsm_platform.content.modules.merging import merge, merge_lists

BASE = "One\nTwo\nThree\nFour\nFive"


def test_changes_in_different_places_are_both_taken() -> None:
    found = merge(BASE, "ONE\nTwo\nThree\nFour\nFive", "One\nTwo\nThree\nFour\nFIVE")
    assert (found.text, found.conflicts) == ("ONE\nTwo\nThree\nFour\nFIVE", 0)


def test_lines_added_at_different_ends_are_both_taken() -> None:
    found = merge(BASE, f"Zero\n{BASE}", f"{BASE}\nSix")
    assert (found.text, found.is_clean) == (f"Zero\n{BASE}\nSix", True)


def test_a_deletion_and_a_change_elsewhere_are_both_taken() -> None:
    found = merge(BASE, "One\nThree\nFour\nFive", "One\nTwo\nThree\nFOUR\nFive")
    assert (found.text, found.is_clean) == ("One\nThree\nFOUR\nFive", True)


def test_the_same_change_by_both_is_taken_once() -> None:
    both = "One\nTWO\nThree\nFour\nFive"
    assert merge(BASE, both, both).text == both
    assert merge(BASE, both, both).is_clean


def test_only_one_changed() -> None:
    mine = "Quite another text"
    assert merge(BASE, mine, BASE).text == mine
    assert merge(BASE, BASE, mine).text == mine
    assert merge(BASE, BASE, BASE).text == BASE


def test_where_both_changed_a_line_both_stand_there_and_it_is_said() -> None:
    found = merge(BASE, "One\nmine\nThree\nFour\nFive", "One\ntheirs\nThree\nFour\nFive")
    assert found.conflicts == 1
    assert found.text == "One\nmine\ntheirs\nThree\nFour\nFive"


def test_a_deletion_against_a_change_keeps_the_changed_words() -> None:
    found = merge(BASE, "One\nThree\nFour\nFive", "One\nTWO\nThree\nFour\nFive")
    assert found.conflicts == 1
    assert "TWO" in found.text


def test_both_adding_at_the_same_place_is_a_conflict() -> None:
    found = merge(BASE, f"{BASE}\nmine", f"{BASE}\ntheirs")
    assert (found.conflicts, found.text) == (1, f"{BASE}\nmine\ntheirs")


def test_an_empty_page_that_both_began_keeps_both_beginnings() -> None:
    found = merge("", "mine", "theirs")
    assert found.conflicts == 1
    assert {"mine", "theirs"} <= set(found.text.split("\n"))


def test_line_ends_of_windows_are_no_change() -> None:
    assert merge("a\r\nb", "a\nb", "a\nB").text == "a\nB"


PARAGRAPHS = "One.\n\nTwo.\n\nThree."


@pytest.mark.parametrize(
    ("mine", "theirs", "joined"),
    [
        ("One!\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree!", "One!\n\nTwo.\n\nThree!"),
        (
            "Zero.\n\n" + PARAGRAPHS,
            PARAGRAPHS + "\n\nFour.",
            "Zero.\n\n" + PARAGRAPHS + "\n\nFour.",
        ),
        (PARAGRAPHS, "Theirs alone.", "Theirs alone."),
        ("Mine alone.", PARAGRAPHS, "Mine alone."),
        ("The same.", "The same.", "The same."),
        ("Two.\n\nThree.", "One.\n\nTwo.\n\nThree!", "Two.\n\nThree!"),
        ("One.\n\nThree.", "One.\n\nTwo.\n\nThree!", None),
        ("One!\n\nTwo.\n\nThree.", "One?\n\nTwo.\n\nThree.", None),
        (PARAGRAPHS + "\n\nMine.", PARAGRAPHS + "\n\nTheirs.", None),
    ],
)
def test_changes_are_joined_or_left_to_people(mine: str, theirs: str, joined: str | None) -> None:
    found = merge(PARAGRAPHS, mine, theirs)
    assert (found.text if found.is_clean else None) == joined


def test_both_empty_beginnings_clash_only_when_they_differ() -> None:
    assert not merge("", "Mine", "Theirs").is_clean
    assert merge("", "Both", "Both").text == "Both"


def test_lists_keep_what_either_added_and_drop_what_either_took_out() -> None:
    assert merge_lists(["a", "b"], ["a", "c"], ["a", "b", "d"]) == ["a", "d", "c"]
    assert merge_lists([1, 2], [1, 2], [2, 3]) == [2, 3]


def test_a_text_of_nothing_but_equal_lines_takes_no_time() -> None:
    """With every line compared with every other, this would take hours."""
    base = "a\n" * 25_000
    merge(base, "a\nb\n" * 12_000, "b\nb\na\n" * 8_000)


def test_whatever_two_people_do_no_new_line_of_either_is_lost() -> None:
    random = Random(7)
    for _round in range(300):
        base = [f"base {number}" for number in range(random.randrange(12))]
        mine, theirs = (_changed(base, who, random) for who in ("mine", "theirs"))
        found = merge("\n".join(base), "\n".join(mine), "\n".join(theirs))
        lines = found.text.split("\n")
        for text in (mine, theirs):
            assert {line for line in text if not line.startswith("base")} <= set(lines)
        if found.is_clean and mine == base:
            assert lines == (theirs or [""])
        kept = [line for line in base if line in mine and line in theirs]
        in_order = [line for line in lines if line in kept]
        assert SequenceMatcher(None, kept, in_order).ratio() > 0.99


def _changed(base: list[str], who: str, random: Random) -> list[str]:
    lines = list(base)
    for number in range(random.randrange(4)):
        place = random.randrange(len(lines) + 1)
        word = f"{who} {number}"
        if random.random() < 0.5 or place == len(lines):
            lines.insert(place, word)
        elif random.random() < 0.5:
            lines[place] = word
        else:
            del lines[place]
    return lines
