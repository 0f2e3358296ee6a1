"""A team that is asked when to meet is told by letter, each member in the own language and zone."""

from tests.content.scheduling.test_votes import slots_of, started
from tests.letters import path_in, sent
from tests.teams.conftest import Course
from vsm_platform.accounts.models import EmailAddress, Person
from vsm_platform.core import clock
from vsm_platform.exchanges.api import EnrolmentState
from vsm_platform.mail.post_office import LyingLetter


def give_addresses(course: Course, *names: str) -> None:
    with course.world.work() as session:
        for name in names:
            session.add(
                EmailAddress(
                    person_id=course.students[name].id,
                    address=f"{name.lower()}@example.org",
                    verified_at=clock.now(),
                )
            )


def votes(course: Course) -> list[LyingLetter]:
    return [one for one in sent(course.world.app) if "/votes/" in one.body]


def test_the_others_of_the_team_are_told_and_can_vote_at_the_address(course: Course) -> None:
    give_addresses(course, "Anna", "Beat", "Camila", "Diego")
    with course.world.work() as session:
        session.get_one(Person, course.students["Camila"].id).locale = "es"
    address = started(course)
    (letter,) = votes(course)
    assert letter.recipient == "camila@example.org"
    assert "“Team hour”" in letter.body
    assert "Bogotá" in letter.body
    assert letter.body.count("\n- ") == len(slots_of(course, address, course.students["Anna"]))
    assert path_in(letter.body) == address
    assert course.students["Camila"].browser.get(path_in(letter.body)).status_code == 200
    assert len(votes(course)) == 1, "each is told once"


def test_times_stand_on_each_readers_clock_and_the_rhythm_is_said(course: Course) -> None:
    give_addresses(course, "Anna", "Camila")
    started(course, "Camila")
    (letter,) = votes(course)
    assert letter.recipient == "anna@example.org"
    assert letter.subject == "When shall your team meet? Please vote: Team hour"
    assert "On your clock (Zurich):" in letter.body
    assert "It is the first of several meetings, one each week." in letter.body
    assert "You can vote until" in letter.body


def test_who_has_left_or_voted_or_has_no_address_gets_no_letter(course: Course) -> None:
    address = started(course)
    assert votes(course) == []
    other = started(course, "Beat")
    give_addresses(course, "Diego")
    course.students["Diego"].browser.post(
        other, data={"slots": slots_of(course, other, course.students["Diego"])}
    )
    assert votes(course) == []
    course.change(course.students["Camila"], state=EnrolmentState.LEFT)
    give_addresses(course, "Camila")
    assert votes(course) == []
    assert address != other
