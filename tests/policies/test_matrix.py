"""Who gets into which route, as a table that is looked at whenever it changes."""

from collections.abc import Iterator

import pytest

from tests.policies.matrix import ROLES, TABLE, as_text, asking

STUDENTS_LIVE = "ask call close_poll group hand join notes of_team pin say unpin vote".split()  # noqa: SIM905
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


def test_nothing_of_an_exchange_is_open_to_whoever_is_not_part_of_it(
    found: dict[str, list[bool]],
) -> None:
    own = {
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
        "credentials.shared GET",
        "credentials.shared_file GET",
        "credentials.version GET",
        "discussion.feed GET",
        "discussion.stop GET",
        "discussion.stop POST",
    }
    rooms = ("exchanges.", "modules.", "assignments.", "files.", "teams.", "faculty.", "grading.",
             "invitations.", "admissions.", "offices.", "home.course", "cartridges.",
             "availability.", "formation.", "evaluation.", "scheduling.",
             "discussion.", "surveys.", "live.", "credentials.")  # fmt: skip
    leaks = {
        route: who(row) & set(OUTSIDERS)
        for route, row in found.items()
        if route.startswith(rooms) and route not in own and who(row) & set(OUTSIDERS)
    }
    assert leaks == {}


def test_students_get_into_nothing_that_changes_the_course(found: dict[str, list[bool]]) -> None:
    own = {
        "accounts.profile POST",
        "accounts.set_language POST",
        "accounts.sign_in POST",
        "accounts.sign_in_code POST",
        "accounts.sign_in_passkey POST",
        "accounts.sign_in_return_code POST",
        "accounts.sign_out POST",
        "accounts.welcome POST",
        "availability.forget POST",
        "availability.own POST",
        "availability.week POST",
        "credentials.share POST",
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
        # Whatever a student does in a room that is theirs; another's is refused (tests/live_rooms).
        *(f"live.{step} POST" for step in STUDENTS_LIVE),
        "meetings.calendar POST",
        "modules.mark_done POST",
        "scheduling.start_vote POST",
        "surveys.answer POST",
        "surveys.save POST",
    }
    posts = {
        route for route, row in found.items() if route.endswith("POST") and "student" in who(row)
    }
    assert posts - own == set()
