"""Notes that several people write at once: whatever the order, no typed word is lost."""

from hypothesis import given
from hypothesis import strategies as st

from vsm_platform.live.merging import changes, merge_notes

WORDS = st.lists(st.sampled_from(["uno", "two", "drei", "\n", " ", "é", "مرحبا", "x"]), max_size=30)


def test_two_changes_at_different_places_are_both_there() -> None:
    assert merge_notes("a b c", "A b c", "a b C") == "A b C"


def test_two_who_type_at_the_end_of_one_line_both_have_their_words() -> None:
    assert merge_notes("Plan:", "Plan: film", "Plan: water") == "Plan: water film"


def test_a_half_typed_word_is_finished_while_another_goes_on_after_it() -> None:
    assert merge_notes("hel", "hello", "hel world") in {
        "hello world",
        "hel worldlo",
        "hel world lo",
    }


def test_what_one_deletes_goes_and_what_the_other_types_in_it_stays() -> None:
    assert merge_notes("one two three", "one three", "one two and three") == "one and three"


def test_the_same_change_of_both_is_made_once() -> None:
    assert merge_notes("teh", "the", "the") == "the"
    assert merge_notes("a", "a b", "a b") == "a b"


@given(WORDS, WORDS)
def test_changes_lead_from_one_text_to_the_other(
    old_words: list[str], new_words: list[str]
) -> None:
    old, new = "".join(old_words), "".join(new_words)
    made, place = [], 0
    for start, end, text in changes(old, new):
        made += [old[place:start], text]
        place = end
    assert "".join([*made, old[place:]]) == new


@given(WORDS, WORDS)
def test_where_only_one_has_changed_the_text_is_that_ones(one: list[str], two: list[str]) -> None:
    base, changed = "".join(one), "".join(two)
    assert merge_notes(base, changed, base) == changed
    assert merge_notes(base, base, changed) == changed


@given(WORDS, st.data())
def test_words_that_both_type_in_anywhere_are_all_there(
    words: list[str], data: st.DataObject
) -> None:
    base = "".join(words)

    def typed(word: str) -> str:
        place = data.draw(st.integers(0, len(base)))
        return base[:place] + word + base[place:]

    merged = merge_notes(base, typed("MINE"), typed("THEIRS"))
    assert "MINE" in merged
    assert "THEIRS" in merged
    assert sorted(merged.replace(" ", "")) == sorted((base + "MINE" + "THEIRS").replace(" ", ""))


def test_a_word_that_is_being_typed_stays_one_when_others_write_behind_it() -> None:
    assert merge_notes("hel", "hello", "hel hola") == "hello hola"
    assert merge_notes("hel", "hel hola", "hello") == "hello hola"
    assert merge_notes("", "hola", "hello") == "hello hola"
