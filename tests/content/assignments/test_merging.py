"""Two texts with a common origin are joined where nothing has to be guessed."""

import pytest

from vsm_platform.content.assignments.merging import merge_lists, merge_texts

BASE = "One.\n\nTwo.\n\nThree."


@pytest.mark.parametrize(
    ("mine", "theirs", "joined"),
    [
        ("One!\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree!", "One!\n\nTwo.\n\nThree!"),
        ("Zero.\n\n" + BASE, BASE + "\n\nFour.", "Zero.\n\n" + BASE + "\n\nFour."),
        (BASE, "Theirs alone.", "Theirs alone."),
        ("Mine alone.", BASE, "Mine alone."),
        ("The same.", "The same.", "The same."),
        ("Two.\n\nThree.", "One.\n\nTwo.\n\nThree!", "Two.\n\nThree!"),
        ("One.\n\nThree.", "One.\n\nTwo.\n\nThree!", None),
        ("One!\n\nTwo.\n\nThree.", "One?\n\nTwo.\n\nThree.", None),
        (BASE + "\n\nMine.", BASE + "\n\nTheirs.", None),
    ],
)
def test_changes_are_joined_or_left_to_people(mine: str, theirs: str, joined: str | None) -> None:
    assert merge_texts(BASE, mine, theirs) == joined


def test_both_empty_beginnings_clash_only_when_they_differ() -> None:
    assert merge_texts("", "Mine", "Theirs") is None
    assert merge_texts("", "Both", "Both") == "Both"


def test_lists_keep_what_either_added_and_drop_what_either_took_out() -> None:
    assert merge_lists(["a", "b"], ["a", "c"], ["a", "b", "d"]) == ["a", "d", "c"]
    assert merge_lists([1, 2], [1, 2], [2, 3]) == [2, 3]


def test_a_text_of_nothing_but_equal_lines_takes_no_time() -> None:
    """With every line compared with every other, this would take hours."""
    base = "a\n" * 25_000
    merge_texts(base, "a\nb\n" * 12_000, "b\nb\na\n" * 8_000)
