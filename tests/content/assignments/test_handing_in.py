"""Work is drafted and handed in, by one person or by a team; nothing of it is lost."""

import re

from tests.content.assignments.conftest import Room, in_days, words
from vsm_platform.core import clock


def test_a_draft_is_saved_and_then_handed_in_with_a_receipt(room: Room) -> None:
    assignment = room.add(due_on=in_days(3))
    saved = room.write("Sina", assignment, "First thoughts.")
    assert "Saved as a draft. It is not handed in yet." in saved.text
    assert room.form("Sina", assignment)["text"] == "First thoughts."
    assert "draft saved" in room.said("Sina", assignment)

    said = words(room.hand_in("Sina", assignment, "All of it.").text)

    assert re.search(r"Receipt \d+-\d+-2", said)
    assert "in Apia" in said, "the time stands in the reader's own zone, with its name"
    assert "10 characters" in said
    assert "First thoughts." not in room.said("Tavita", assignment)


def test_handing_in_late_is_marked_by_how_much(room: Room) -> None:
    assignment = room.add(due_on=in_days(-2))
    room.hand_in("Sina", assignment)
    assert re.search(r"\d days? late", room.said("Sina", assignment))


def test_where_late_work_is_not_accepted_it_is_saved_and_not_handed_in(room: Room) -> None:
    assignment = room.add(due_on=in_days(-2), accepts_late=False)
    answer = room.write("Sina", assignment, "Too late.", "hand_in")
    assert "Saved, but not handed in" in answer.text
    assert room.form("Sina", assignment)["text"] == "Too late."


def test_each_partner_has_its_own_date(room: Room) -> None:
    """Samoa's ended yesterday, Osaka's is in three days."""
    own = {room.partner(1): (in_days(3), clock.now().time().replace(second=0, microsecond=0))}
    assignment = room.add(due_on=in_days(-2), accepts_late=False, own_dues=own)
    assert "not handed in" in room.write("Sina", assignment, "Late.", "hand_in").text
    room.hand_in("Aiko", assignment)
    listed = words(room.browser("Sina").get(room.assignments).text)
    assert "overdue" in listed
    assert "handed in" in words(room.browser("Aiko").get(room.assignments).text)


def test_a_team_is_in_time_until_its_later_date(room: Room) -> None:
    own = {room.partner(1): (in_days(3), clock.now().time().replace(second=0, microsecond=0))}
    assignment = room.add_for_teams(due_on=in_days(-2), own_dues=own)
    assert "Your team is in time until" in room.said("Sina", assignment)
    room.hand_in("Sina", assignment)
    assert not re.search(r"\d days? late", room.said("Sina", assignment))


def test_any_member_hands_in_and_all_see_who_did_what(room: Room) -> None:
    assignment = room.add_for_teams()
    room.write("Sina", assignment, "Sina began.")
    room.hand_in("Aiko", assignment, "Sina began, Aiko ended.")
    said = room.said("Sina", assignment)
    assert "by Aiko" in said
    assert "Version 2 handed in Aiko" in said
    assert "Version 1 Sina" in said
    first = room.browser("Aiko").get(f"{room.page(assignment)}/versions/1")
    assert "Sina began." in words(first.text)
    assert "Sina began" not in room.said("Tavita", assignment)


def test_two_members_at_once_lose_nothing(room: Room) -> None:
    assignment = room.add_for_teams()
    room.write("Sina", assignment, "One.\n\nTwo.\n\nThree.")
    of_aiko = room.form("Aiko", assignment)
    room.write("Sina", assignment, "One!\n\nTwo.\n\nThree.")

    joined = room.browser("Aiko").post(
        room.page(assignment),
        data=of_aiko | {"text": "One.\n\nTwo.\n\nThree, by Aiko.", "step": "hand_in"},
        follow_redirects=True,
    )

    assert "the two texts were joined" in joined.text
    assert room.form("Sina", assignment)["text"] == "One!\n\nTwo.\n\nThree, by Aiko."
    assert "nothing handed in" in room.said("Sina", assignment) or "draft saved" in room.said(
        "Sina", assignment
    )


def test_two_members_who_change_the_same_line_see_both(room: Room) -> None:
    assignment = room.add_for_teams()
    room.write("Sina", assignment, "One.")
    of_aiko = room.form("Aiko", assignment)
    room.write("Sina", assignment, "One, by Sina.")

    clash = room.browser("Aiko").post(
        room.page(assignment), data=of_aiko | {"text": "One, by Aiko.", "step": "hand_in"}
    )

    assert clash.status_code == 200
    assert "Somebody of your team saved meanwhile" in clash.text
    assert "One, by Sina." in clash.text
    assert "One, by Aiko." in clash.text
    assert room.form("Sina", assignment)["text"] == "One, by Sina."
    base = re.search(r'name="base"[^>]*value="(\d+)"', clash.text)
    assert base
    room.browser("Aiko").post(
        room.page(assignment),
        data=of_aiko | {"text": "One, by both.", "step": "save", "base": base[1], "key": "k" * 20},
    )
    assert room.form("Sina", assignment)["text"] == "One, by both."


def test_the_same_sent_twice_is_saved_once(room: Room) -> None:
    """The answer was lost on a weak line, and the browser sends the form again."""
    assignment = room.add()
    form = room.form("Sina", assignment) | {"text": "Once.", "step": "hand_in"}
    for _try in range(3):
        room.browser("Sina").post(room.page(assignment), data=form)
    said = room.said("Sina", assignment)
    assert re.search(r"Receipt \d+-\d+-1 ", said)
    assert "Who did what" not in said, "there is one version only"


def test_what_can_be_handed_in_once_is_then_closed(room: Room) -> None:
    assignment = room.add(accepts_again=False)
    form = room.form("Sina", assignment)
    assert "You can hand in only once" in room.said("Sina", assignment)
    room.hand_in("Sina", assignment, "Final.")
    assert "Save the draft" not in room.said("Sina", assignment)
    again = room.browser("Sina").post(
        room.page(assignment), data=form | {"text": "More.", "step": "hand_in", "key": "x" * 20}
    )
    assert again.status_code == 409
    assert "More." not in room.said("Sina", assignment)


def test_a_better_version_can_be_handed_in(room: Room) -> None:
    assignment = room.add()
    room.hand_in("Sina", assignment, "Good.")
    room.write("Sina", assignment, "Better.")
    said = room.said("Sina", assignment)
    assert "A newer draft is saved. It is not handed in." in said
    room.hand_in("Sina", assignment, "Better.")
    assert "A newer draft" not in room.said("Sina", assignment)


def test_nothing_is_not_handed_in(room: Room) -> None:
    assignment = room.add()
    answer = room.write("Sina", assignment, " \n ", "hand_in")
    assert "there is nothing in it yet" in answer.text


def test_before_it_opens_only_its_title_and_day_are_known(room: Room) -> None:
    assignment = room.add(opens_on=in_days(3), instructions="The secret question.")
    said = room.said("Sina", assignment)
    assert "It opens" in said
    assert "secret" not in said
    answer = room.browser("Sina").post(
        room.page(assignment), data={"text": "Early.", "key": "k" * 20, "base": "0"}
    )
    assert answer.status_code == 409


def test_it_is_open_once_the_day_has_begun(room: Room) -> None:
    room.hand_in("Sina", room.add(opens_on=in_days(-2)))


def test_links_are_addresses_and_nothing_else(room: Room) -> None:
    assignment = room.add()
    for link in ("javascript:alert(1)", "data:text/html,x", "example.org", "https://", "http://[x"):
        answer = room.write("Sina", assignment, "See:", "hand_in", links=link)
        assert "is no address that begins with https" in words(answer.text), link
    answer = room.write(
        "Sina", assignment, "See:", "hand_in", links="https://example.org/a?b=c&d\n"
    )
    assert 'href="https://example.org/a?b=c&amp;d"' in answer.text


def test_a_text_of_two_megabytes_is_refused_in_words(room: Room) -> None:
    assignment = room.add()
    form = room.form("Sina", assignment)
    huge = room.browser("Sina").post(
        room.page(assignment), data=form | {"text": "x" * 2_000_000, "step": "save"}
    )
    assert huge.status_code == 413
    long = room.write("Sina", assignment, "x" * 60_000)
    assert "at most 50,000 characters" in long.text
    assert "x" * 60_000 in long.text, "what was typed stays in the field"
    whole = "ä漢🙂" * 16_000
    room.write("Sina", assignment, whole)
    assert room.form("Sina", assignment)["text"] == whole


def test_markup_in_a_text_is_only_text(room: Room) -> None:
    assignment = room.add(instructions="<b>Bold</b> <script>x</script>")
    answer = room.hand_in("Sina", assignment, "<img src=x onerror=alert(1)>")
    assert "<img src=x" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_forged_page_changes_nothing(room: Room) -> None:
    assignment = room.add()
    room.write("Sina", assignment, "Mine.")
    for forged in ({"key": ""}, {"key": "../" * 9}, {"key": "x" * 500}):
        answer = room.browser("Sina").post(
            room.page(assignment),
            data={"text": "Forged.", "base": "99999999999", "step": "hand_in", **forged},
        )
        assert answer.status_code == 200
    assert room.form("Sina", assignment)["text"] == "Mine."
    odd = room.form("Sina", assignment) | {"base": "-1", "text": "Odd.", "file": "7"}
    assert room.browser("Sina").post(room.page(assignment), data=odd).status_code == 200, "a clash"
