"""The roster of an LMS course becomes expected enrolments, and tells who has left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.launch.rosters import Rosters, fill, open_exchange, remove
from tests.launch.universities import Universities, University
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import ROSTER_DELIVERIES, Role
from vsm_platform.practice import enrol

FLAVOURS = {"moodle": "Samoa", "canvas": "Tokyo", "blackboard": "Manila", "brightspace": "Guelph"}


@pytest.fixture
def rosters(universities: Universities, samoa: University) -> Rosters:
    return open_exchange(universities, samoa)


@pytest.mark.parametrize("place", FLAVOURS.values(), ids=FLAVOURS)
def test_students_are_expected_before_their_first_launch_and_enrolled_by_it(
    universities: Universities, place: str
) -> None:
    university = universities.connect(place)
    rosters = open_exchange(universities, university)
    rosters.read()
    student = university.student
    expected = {account.sub: "expected" for account in university.students}
    assert rosters.states(university) == {**expected, university.teacher.sub: "enrolled"}
    assert rosters.names(university)[student.sub] == student.name

    rosters.arrive(university, student)
    assert rosters.states(university)[student.sub] == "enrolled"
    rosters.read_now()
    assert rosters.states(university)[student.sub] == "enrolled"


def test_a_roster_is_read_soon_after_the_course_shows_where_it_is(
    universities: Universities, samoa: University
) -> None:
    exchange_id = universities.exchange(samoa)
    universities.link_course(samoa, exchange_id)
    rosters = Rosters(universities, exchange_id)
    rosters.read()
    assert rosters.states(samoa) == {}, "nobody has launched, so nobody knows where the roster is"
    rosters.arrive(samoa, samoa.teacher)
    rosters.read()
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3}
    rosters.arrive(samoa, samoa.student)
    planned = select(Delivery.id).where(Delivery.kind == ROSTER_DELIVERIES)
    assert len(universities.rows(planned)) == 1, "it is planned once"


def test_it_is_read_again_every_six_hours_while_the_exchange_runs(
    rosters: Rosters, samoa: University
) -> None:
    rosters.read()
    newcomer = fill(samoa, 1)[0]
    rosters.pass_time(hours=5)
    assert newcomer.sub not in rosters.states(samoa)
    rosters.pass_time(hours=7)
    assert rosters.states(samoa)[newcomer.sub] == "expected"
    with clock.moved(timedelta(days=400)):
        rosters.read()
        assert rosters.delivery(samoa).state == "delivered", "the exchange is long over"


def test_who_left_the_roster_is_left_and_who_reappears_is_as_before(
    rosters: Rosters, samoa: University
) -> None:
    never_came, came = samoa.students[:2]
    rosters.read()
    rosters.arrive(samoa, came)
    remove(samoa, never_came, came)
    rosters.pass_time(hours=30)
    assert rosters.states(samoa)[never_came.sub] == "left"
    assert rosters.states(samoa)[came.sub] == "left"
    assert rosters.log("roster_left") == [2]
    for account in (never_came, came):
        enrol(samoa.world, samoa.course, account)
    rosters.read_now()
    assert rosters.states(samoa)[never_came.sub] == "expected"
    assert rosters.states(samoa)[came.sub] == "enrolled"


def test_who_left_and_launches_again_is_enrolled(rosters: Rosters, samoa: University) -> None:
    rosters.read()
    rosters.arrive(samoa, samoa.student)
    remove(samoa, samoa.student)
    rosters.pass_time(hours=7)
    assert rosters.states(samoa)[samoa.student.sub] == "left"
    rosters.arrive(samoa, samoa.student)
    assert rosters.states(samoa)[samoa.student.sub] == "enrolled"


def test_differences_are_read_where_they_are_offered_and_everybody_once_a_day(
    rosters: Rosters, samoa: University
) -> None:
    rosters.read()
    roster = rosters.roster(samoa)
    assert "since=" in roster.differences_url
    remove(samoa, samoa.student)
    newcomer = fill(samoa, 1)[0]
    rosters.pass_time(hours=7)
    assert rosters.roster(samoa).is_partial
    assert rosters.states(samoa)[samoa.student.sub] == "left"
    assert rosters.states(samoa)[newcomer.sub] == "expected"
    rosters.pass_time(hours=26)
    assert not rosters.roster(samoa).is_partial
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3, "left": 1}


def test_who_has_just_launched_is_not_left_though_the_roster_lags_behind(
    rosters: Rosters, samoa: University
) -> None:
    rosters.read()
    remove(samoa, samoa.student)
    rosters.arrive(samoa, samoa.student)
    rosters.read_now()
    assert rosters.states(samoa)[samoa.student.sub] == "enrolled"
    rosters.pass_time(hours=7)
    assert rosters.states(samoa)[samoa.student.sub] == "left"


def test_teachers_and_test_users_are_not_enrolled_by_a_roster(
    universities: Universities,
) -> None:
    madrid = universities.connect("Madrid")
    rosters = open_exchange(universities, madrid)
    second = fill(madrid, 1)[0]
    madrid.course.memberships[second.sub].role = "teacher"
    rosters.read()
    assert madrid.test_user.sub not in rosters.names(madrid)
    assert second.sub not in rosters.names(madrid)
    assert rosters.enrolled_roles(madrid) == {Role.FACILITATOR: 1, Role.STUDENT: 3}


def test_teachers_never_leave_by_a_roster(rosters: Rosters, samoa: University) -> None:
    rosters.read()
    remove(samoa, samoa.teacher)
    rosters.pass_time(hours=30)
    assert rosters.states(samoa)[samoa.teacher.sub] == "enrolled"


def test_an_expected_student_who_becomes_a_teacher_is_expected_no_longer(
    rosters: Rosters, samoa: University
) -> None:
    rosters.read()
    samoa.course.memberships[samoa.student.sub].role = "teacher"
    rosters.pass_time(hours=30)
    assert rosters.states(samoa)[samoa.student.sub] == "left"
    rosters.arrive(samoa, samoa.student)
    assert rosters.states(samoa)[samoa.student.sub] == "enrolled"
    assert rosters.enrolled_roles(samoa)[Role.FACILITATOR] == 2


def test_names_follow_the_roster_until_the_person_has_been_here(
    rosters: Rosters, samoa: University
) -> None:
    rosters.read()
    first, second = samoa.students[:2]
    rosters.arrive(samoa, first)
    for account in (first, second):
        account.name = "Another Name"
    rosters.read_now()
    rosters.pass_time(hours=30)
    assert rosters.names(samoa)[second.sub] == "Another Name"
    assert rosters.names(samoa)[first.sub] != "Another Name"


def test_a_person_without_any_name_is_expected_all_the_same(
    rosters: Rosters, samoa: University
) -> None:
    samoa.platform.faults.omit_names = samoa.platform.faults.omit_email = True
    rosters.read()
    assert rosters.names(samoa)[samoa.student.sub] == ""
    samoa.platform.faults.omit_names = False
    rosters.arrive(samoa, samoa.student)
    assert rosters.names(samoa)[samoa.student.sub] == samoa.student.name


def test_two_universities_with_the_same_subjects_on_one_lms_are_never_mixed(
    universities: Universities,
) -> None:
    madrid, manila = universities.connect("Madrid"), universities.connect("Manila")
    rosters = open_exchange(universities, madrid, manila)
    rosters.read()
    remove(madrid, *madrid.students[:1])
    rosters.pass_time(hours=30)
    assert rosters.counts(madrid) == {"enrolled": 1, "expected": 2, "left": 1}
    assert rosters.counts(manila) == {"enrolled": 1, "expected": 3}
    for university in (madrid, manila):
        names = rosters.names(university)
        assert {names[each.sub] for each in university.students} == {
            each.name for each in university.students
        }
