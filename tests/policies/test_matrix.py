"""Who gets into which route, as a table that is looked at whenever it changes."""

from collections.abc import Iterator

import pytest

from tests.policies.matrix import ROLES, TABLE, as_text, asking

STUDENTS_LIVE = (
    *(
        "ask",
        "call",
        "close_poll",
        "group",
        "hand",
        "join",
        "notes",
        "of_team",
        "pin",
        "say",
        "unpin",
    ),
    *("vote", "wonder", "back_wonder", "remove_wonder", "vote_together"),
)
OUTSIDERS = ("stranger", "signed in elsewhere", "office of another institution")


@pytest.fixture(scope="module")
def found() -> Iterator[dict[str, list[bool]]]:
    with asking() as answers:
        yield answers


def who(row: list[bool]) -> set[str]:
    return {role for role, is_in in zip(ROLES, row, strict=True) if is_in}


def test_everybody_gets_in_exactly_where_the_table_says(found: dict[str, list[bool]]) -> None:
    """When a change is meant: ``python -m tests.policies.matrix``, and look at the difference."""
    assert as_text(found).splitlines() == TABLE.read_text().splitlines()


OWN_PASSPORT = {
    "credentials.key_off POST",
    "credentials.key_page GET",
    "credentials.key_share GET",
    "credentials.key_share POST",
    "credentials.key_take POST",
    "credentials.passport_key POST",
    "credentials.passport_key_off POST",
    "credentials.passport_off POST",
    "credentials.passport_page GET",
    "credentials.passport_share GET",
    "credentials.passport_share POST",
    "credentials.passport_take POST",
    "credentials.shared_passport GET",
    "credentials.shared_passport_file POST",
}
"""A person's own passport, by signing in or by the private link, and what of it is shared."""


OPEN_TO_OTHERS = {
    "offices.front GET",
    "invitations.visit GET",
    # A person's own, beside all exchanges; and the click that stops letters.
    "availability.forget POST",
    "availability.own GET",
    "availability.own POST",
    # What its bearer shares, what an achievement is, and an office's list of its own people.
    "credentials.badge GET",
    # What verifiers and wallets fetch, and the check of a credential for everybody.
    "credentials.did GET",
    "credentials.status_list GET",
    "credentials.verify GET",
    "credentials.verify POST",
    "credentials.office_credentials GET",
    "credentials.office_file POST",
    # What offices do is about their own people, and their own grading tables.
    "credentials.grading_tables GET",
    "credentials.new_grading_table GET",
    "credentials.new_grading_table POST",
    "credentials.recognise_by_list GET",
    "credentials.recognise_by_list POST",
    "credentials.recognise_by_terms POST",
    "credentials.recognition_file POST",
    "credentials.recognition_list GET",
    "credentials.recognition_practice GET",
    "credentials.recognition_practice POST",
    "credentials.recognition_run_list GET",
    "credentials.recognition_sample GET",
    # What its bearer shares, with the home university's decision.
    "credentials.shared_recognition GET",
    "credentials.shared GET",
    "credentials.shared_file GET",
    *OWN_PASSPORT,
    "credentials.version GET",
    "discussion.feed GET",
    "discussion.stop GET",
    "discussion.stop POST",
    # What students say of a programme in public, once faculty show it.
    "surveys.programme GET",
}
"""What others may open: a person's own, and what is for everybody."""
STUDENTS_OWN = {
    "accounts.erase_data POST",
    "accounts.keep_data POST",
    "accounts.profile POST",
    "accounts.set_language POST",
    "accounts.sign_in POST",
    "accounts.sign_in_code POST",
    "accounts.sign_in_passkey POST",
    "accounts.sign_in_return_code POST",
    "accounts.sign_out POST",
    "accounts.take_data POST",
    "accounts.welcome POST",
    "availability.forget POST",
    "availability.own POST",
    "availability.week POST",
    *OWN_PASSPORT,
    "credentials.share POST",
    "discussion.attach POST",
    "discussion.change_feed POST",
    "credentials.verify POST",
    "discussion.letters POST",
    "discussion.mark_all_read POST",
    "discussion.mark_read POST",
    "discussion.mark_unread POST",
    "discussion.new_topic POST",
    "discussion.preview POST",
    "discussion.reply POST",
    "discussion.report POST",
    "discussion.stop POST",
    "faculty.see_as_self POST",
    "formation.question POST",
    # Whatever a student does in a room that is theirs or for all; another's is refused (tests/live_rooms).
    *(f"live.{step} POST" for step in STUDENTS_LIVE),
    "meetings.calendar POST",
    "modules.mark_done POST",
    "scheduling.start_vote POST",
    "surveys.answer POST",
    "surveys.save POST",
    "surveys.take_back_testimonial POST",
    "surveys.testimonial POST",
}
"""What students send that changes what is theirs alone."""


def test_nothing_of_an_exchange_is_open_to_whoever_is_not_part_of_it(
    found: dict[str, list[bool]],
) -> None:
    rooms = ("exchanges.", "modules.", "assignments.", "files.", "teams.", "faculty.", "grading.",
             "invitations.", "admissions.", "offices.", "home.course", "cartridges.",
             "availability.", "formation.", "evaluation.", "scheduling.",
             "discussion.", "surveys.", "live.", "credentials.")  # fmt: skip
    leaks = {
        route: who(row) & set(OUTSIDERS)
        for route, row in found.items()
        if route.startswith(rooms) and route not in OPEN_TO_OTHERS and who(row) & set(OUTSIDERS)
    }
    assert leaks == {}


def test_students_get_into_nothing_that_changes_the_course(found: dict[str, list[bool]]) -> None:
    posts = {
        route for route, row in found.items() if route.endswith("POST") and "student" in who(row)
    }
    assert posts - STUDENTS_OWN == set()
