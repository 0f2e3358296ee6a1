"""A day before the end, whoever has not answered is reminded once, without anybody asking for it."""

from datetime import UTC, date, datetime, time, timedelta

from tests.evaluation.conftest import Asked, today
from tests.evaluation.test_asking import give_address, reminders
from tests.forms import submit
from tests.letters import sent
from vsm_platform.core import clock
from vsm_platform.evaluation.models import Evaluation
from vsm_platform.exchanges.api import Exchange, ExchangeState, Partnership


def near(asked: Asked) -> timedelta:
    """Until everywhere less than a day is left, whatever the hour is now: Samoa's day ends at 11:00 UTC."""
    return datetime.combine(closing(asked), time(hour=9), UTC) - clock.now()


def with_addresses(asked: Asked) -> None:
    for name in ("Sina", "Aiko", "Haru"):
        give_address(asked, name, f"{name.lower()}@example.org", "es" if name == "Aiko" else "")


def over_the_last_days(asked: Asked) -> list[set[str]]:
    """Who has a reminder, each time that this changes while the days pass."""
    told: list[set[str]] = [set()]
    for hours in range(4 * 24, 9 * 24, 3):
        with asked.after(timedelta(hours=hours)):
            found = set(reminders(asked))
        if found != told[-1]:
            told.append(found)
    return told[1:]


def test_who_has_not_answered_is_reminded_once_each_on_the_own_last_day(asked: Asked) -> None:
    with_addresses(asked)
    asked.say_all("Haru", dict.fromkeys(("Sina", "Tavita", "Aiko", "Haru"), 4))
    before = len(sent(asked.world.app))
    # Samoa is hours ahead of Osaka, so its last day ends, and its people are reminded, earlier.
    assert over_the_last_days(asked) == [
        {"sina@example.org"},
        {"sina@example.org", "aiko@example.org"},
    ]
    letters = reminders(asked)
    assert len(sent(asked.world.app)) == before + 2
    assert "Hola" in letters["aiko@example.org"].body
    assert asked.path in letters["sina@example.org"].body


def test_who_was_reminded_by_hand_a_moment_ago_is_left_in_peace(asked: Asked) -> None:
    with_addresses(asked)
    reminders(asked)
    with asked.after(timedelta(days=6)):
        asked.faculty.browser.post(f"{asked.path}/remind")
        count = len(reminders(asked))
        assert count == 3
    number = len(sent(asked.world.app))
    with asked.after(timedelta(days=6, hours=18)):
        assert len(sent(asked.world.app)) == number


def test_a_later_end_moves_the_reminder_and_a_draft_has_none(asked: Asked) -> None:
    with_addresses(asked)
    reminders(asked)
    later = (closing(asked) + timedelta(days=10)).isoformat()
    near_the_first_end = near(asked)
    assert submit(asked.faculty.browser, f"{asked.path}/edit", closes_on=later).status_code == 303
    with asked.after(near_the_first_end):
        assert reminders(asked) == {}
    asked.faculty.browser.post(f"{asked.path}/publish?draft=1")
    with asked.after(near(asked)):
        assert reminders(asked) == {}


def closing(asked: Asked) -> date:
    with asked.world.work() as session:
        return session.get_one(Evaluation, asked.id).closes_on


def test_nobody_is_reminded_by_a_partner_that_has_left(asked: Asked) -> None:
    with_addresses(asked)
    samoa, _osaka = asked.course.partners
    partnership = asked.world.partnership(asked.course.exchange_id, samoa)
    with asked.world.work() as session:
        session.get_one(Partnership, partnership).left_on = today() - timedelta(days=1)
    with asked.after(near(asked)):
        assert set(reminders(asked)) == {"aiko@example.org", "haru@example.org"}


def test_a_finished_exchange_reminds_nobody(asked: Asked) -> None:
    with_addresses(asked)
    with asked.world.work() as session:
        session.get_one(Exchange, asked.course.exchange_id).state = ExchangeState.FINISHED
    with asked.after(near(asked)):
        assert reminders(asked) == {}
