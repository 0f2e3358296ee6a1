"""One letter each when teams are published or changed, about the team as it is then."""

from datetime import timedelta

from sqlalchemy import func, select

from tests.letters import sent
from tests.people import World
from tests.teams.conftest import Course, enrol_students
from vsm_platform.accounts.models import EmailAddress, Person
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import EnrolmentState, Exchange, ExchangeState
from vsm_platform.mail.api import LETTER
from vsm_platform.teams.api import do_place
from vsm_platform.teams.models import Team, TeamLetter


def give_addresses(course: Course) -> None:
    with course.world.work() as session:
        for name, somebody in course.students.items():
            session.add(
                EmailAddress(
                    person_id=somebody.id,
                    address=f"{name.lower()}@example.org",
                    verified_at=clock.now(),
                )
            )


def recipients(course: Course, *, after: timedelta = timedelta(minutes=11)) -> list[str]:
    """Who got a letter since the last time that this was asked, by name."""
    with clock.moved(after):
        everything = sent(course.world.app)
    seen: int = getattr(recipients, "seen", 0)
    recipients.seen = len(everything)  # type: ignore[attr-defined]
    new = everything[: len(everything) - seen]
    return sorted(letter.recipient.split("@")[0] for letter in new)


def formed(course: Course) -> tuple[int, int, int]:
    recipients.seen = 0  # type: ignore[attr-defined]
    give_addresses(course)
    set_id = course.make_set(2)
    first, second = course.team_ids(set_id)
    course.place(set_id, first, "Sina", "Aiko")
    course.place(set_id, second, "Tavita", "Haru")
    return set_id, first, second


def test_a_draft_is_told_to_nobody_and_a_published_set_to_everybody_once(course: Course) -> None:
    set_id, first, _second = formed(course)
    assert recipients(course) == []
    with course.world.work() as session:
        session.get_one(Team, first).about = "A film of six minutes."
        session.get_one(Person, course.students["Aiko"].id).locale = "es"
    course.publish(set_id)
    assert recipients(course, after=timedelta(0)) == ["aiko", "haru", "sina", "tavita"]
    letter = next(one for one in sent(course.world.app) if one.recipient.startswith("sina"))
    assert letter.subject == "Your team: Team 1"
    assert "Aiko (Osaka University)" in letter.body
    assert "A film of six minutes." in letter.body
    assert f"{course.teams}/{first}" in letter.body
    assert recipients(course) == []


def test_a_change_is_told_once_to_those_concerned_however_many_moves_it_took(
    course: Course,
) -> None:
    set_id, first, second = formed(course)
    course.publish(set_id)
    recipients(course)
    course.place(set_id, second, "Lani")
    course.place(set_id, first, "Lani")
    course.place(set_id, second, "Lani")
    assert recipients(course, after=timedelta(minutes=1)) == [], "further changes may come"
    assert recipients(course) == ["haru", "lani", "tavita"]
    newest = {one.recipient: one for one in sent(course.world.app)[:3]}
    assert newest["lani@example.org"].subject == "Your team: Team 2"
    assert newest["haru@example.org"].subject == "Your team has changed: Team 2"


def test_who_is_moved_back_before_the_letter_is_told_nothing(course: Course) -> None:
    set_id, first, second = formed(course)
    course.publish(set_id)
    recipients(course)
    course.place(set_id, second, "Sina")
    course.place(set_id, first, "Sina")
    assert recipients(course) == []


def test_everybody_concerned_is_told_why(course: Course) -> None:
    set_id, first, _second = formed(course)
    course.publish(set_id)
    recipients(course)
    course.leave(course.students["Aiko"])
    wanted = {course.enrolment(course.students["Yuki"]): first}
    with course.world.work() as session:
        do_place(
            session, course.exchange_id, set_id, wanted, actor_id=None, why="Aiko left the course."
        )
    assert recipients(course) == ["sina", "yuki"]
    assert all("Why: Aiko left the course." in one.body for one in sent(course.world.app)[:2])
    assert all("Aiko (Osaka" not in one.body for one in sent(course.world.app)[:2])


def test_who_is_taken_out_is_told_so(course: Course) -> None:
    set_id, _first, _second = formed(course)
    course.publish(set_id)
    recipients(course)
    course.place(set_id, None, "Sina")
    assert recipients(course) == ["aiko", "sina"]
    letter = next(one for one in sent(course.world.app) if one.recipient.startswith("sina"))
    assert "no team at the moment" in letter.subject
    assert recipients(course) == []


def test_who_never_came_in_gets_no_letter_and_is_not_named(course: Course) -> None:
    set_id, _first, _second = formed(course)
    course.change(course.students["Aiko"], state=EnrolmentState.EXPECTED)
    with course.world.work() as session:
        session.get_one(Person, course.students["Aiko"].id).notice_version = ""
    course.publish(set_id)
    assert recipients(course) == ["haru", "sina", "tavita"]
    assert not any("Aiko" in one.body for one in sent(course.world.app))


def test_what_is_hidden_before_the_letters_are_written_is_told_to_nobody(course: Course) -> None:
    set_id, _first, _second = formed(course)
    browser = course.coordinator.browser
    for _time in range(2):
        browser.post(f"{course.teams}/sets/{set_id}/publish")
    assert recipients(course) == []


def test_a_whole_lecture_is_told_in_several_pieces(world: World, course: Course) -> None:
    names = [f"S{number:03}" for number in range(70)]
    enrol_students(course, course.partners[0], *names)
    set_id, first, _second = formed(course)
    course.place(set_id, first, *names)
    course.publish(set_id)
    sent(world.app)
    with world.work() as session:
        told = select(func.count()).select_from(TeamLetter)
        assert session.scalar(told) == 74
        letters = select(func.count()).where(Delivery.kind == LETTER)
        assert session.scalar(letters) == 74


def test_what_has_changed_can_be_marked_as_read_until_the_exchange_is_archived(
    course: Course,
) -> None:
    set_id, first, _second = formed(course)
    course.publish(set_id)
    recipients(course)
    course.place(set_id, first, "Haru")
    recipients(course)
    page = f"{course.teams}/{first}"
    sina, aiko = course.students["Sina"].browser, course.students["Aiko"].browser
    for state, code in ((ExchangeState.ARCHIVED, 403), (ExchangeState.FINISHED, 303)):
        with course.world.work() as session:
            session.get_one(Exchange, course.exchange_id).state = state
        shown = "Your team has changed" in sina.get(page).text
        assert shown == (code == 303)
        home = sina.get(f"/exchanges/{course.exchange_id}/").text
        assert ("has changed" in home) == shown
        assert sina.post(f"{page}/seen").status_code == code
    assert "Your team has changed" not in sina.get(page).text
    assert "Your team has changed" in aiko.get(page).text
