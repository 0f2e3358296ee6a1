"""Rosters that fail, lie or lack people: nobody is lost by them, and faculty is told."""

from datetime import timedelta
from typing import Any

import pytest

from lti.errors import CODES
from tests.launch.rosters import Rosters, fault, fill, open_exchange, remove, second_course
from tests.launch.universities import Universities, University
from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict
from vsm_platform.exchanges import jobs
from vsm_platform.exchanges.actions.roster_plans import do_decide_departures, next_reading
from vsm_platform.exchanges.models import CourseRoster
from vsm_platform.exchanges.roster_words import LONGEST_WAIT, TROUBLES, wait_after
from vsm_platform.practice import enrol, unenrol


@pytest.fixture
def rosters(universities: Universities, samoa: University) -> Rosters:
    rosters = open_exchange(universities, samoa)
    rosters.read()
    return rosters


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("down", "service_failing"),
        ("busy", "service_throttled"),
        ("refused", "service_unauthorized"),
        ("forbidden", "service_forbidden"),
        ("not_found", "service_not_found"),
        ("html", "service_malformed"),
        ("broken_json", "service_malformed"),
        ("no_members", "service_malformed"),
        ("endless", "service_endless"),
    ],
)
def test_each_wrong_answer_has_its_outcome_and_changes_nobody(
    rosters: Rosters, samoa: University, answer: str, code: str
) -> None:
    remove(samoa, samoa.student)
    before = rosters.states(samoa)
    with fault(samoa, answer):
        rosters.pass_time(hours=30)
    roster, delivery = rosters.roster(samoa), rosters.delivery(samoa)
    assert (roster.trouble, roster.failures) == (code, 1)
    assert delivery.error.startswith(code)
    assert delivery.state == "waiting", "it is never given up"
    assert rosters.states(samoa) == before

    rosters.read_now()
    assert rosters.roster(samoa).trouble == ""
    assert rosters.states(samoa)[samoa.student.sub] == "left"


def test_a_token_that_is_not_given_has_its_outcome_too(
    universities: Universities, samoa: University
) -> None:
    rosters = open_exchange(universities, samoa)
    samoa.platform.faults.access_tokens = "refused"
    rosters.read()
    assert rosters.roster(samoa).trouble == "token_refused"


def test_an_lms_that_does_not_answer_has_its_outcome_too(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    universities.rows_changed("UPDATE lms_courses SET memberships_url = 'http://127.0.0.1:9/gone'")
    rosters.pass_time(hours=30)
    assert rosters.roster(samoa).trouble == "service_unreachable"


def test_an_lms_that_was_closed_here_is_not_asked(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    universities.rows_changed("UPDATE deployments SET state = 'suspended'")
    rosters.read_now()
    assert rosters.roster(samoa).trouble == "lms_closed"


def test_differences_that_the_lms_has_forgotten_are_replaced_by_the_whole_roster(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    newcomer = fill(samoa, 1)[0]
    universities.rows_changed(
        "UPDATE course_rosters SET differences_url = replace(differences_url, '=', '=x')"
    )
    rosters.pass_time(hours=7)
    assert rosters.states(samoa)[newcomer.sub] == "expected"
    roster = rosters.roster(samoa)
    assert (roster.trouble, roster.is_partial) == ("", False)


def test_every_code_of_the_services_is_in_the_table() -> None:
    services = {code for code in CODES if code.startswith("service_")}
    assert services | {"scope_missing", "token_refused"} <= set(TROUBLES)


@pytest.mark.parametrize("code", [*TROUBLES, "never heard of"])
def test_waits_grow_with_each_failure_up_to_a_day(code: str) -> None:
    waits = [wait_after(code, failures) for failures in range(1, 60)]
    assert waits == sorted(waits)
    assert timedelta(minutes=1) < waits[0] <= waits[-1] == LONGEST_WAIT


def test_a_busy_lms_is_left_alone_for_as_long_as_it_asks(
    rosters: Rosters, samoa: University
) -> None:
    samoa.platform.faults.retry_after_seconds = 7200
    with fault(samoa, "busy"):
        rosters.read_now()
    assert rosters.delivery(samoa).due_at > clock.now() + timedelta(minutes=115)


def test_it_goes_on_for_weeks(rosters: Rosters, samoa: University) -> None:
    with fault(samoa, "forbidden"):
        for _ in range(20):
            rosters.pass_time(hours=25)
    assert rosters.delivery(samoa).state == "waiting"
    assert rosters.roster(samoa).failures == 20


def test_members_that_repeat_on_pages_are_one_person(
    universities: Universities,
) -> None:
    bogota = universities.connect("Bogota")
    fill(bogota, 120)
    rosters = open_exchange(universities, bogota)
    with fault(bogota, "repeats"):
        rosters.read()
    assert rosters.counts(bogota) == {"enrolled": 1, "expected": 123}
    assert rosters.roster(bogota).pages == 3


def test_a_roster_that_changes_during_paging_loses_nobody_for_good(
    universities: Universities,
) -> None:
    bogota = universities.connect("Bogota")
    fill(bogota, 120)
    rosters = open_exchange(universities, bogota)
    rosters.read()
    with fault(bogota, "changes"):
        rosters.pass_time(hours=30)
    assert rosters.counts(bogota)["left"] <= 2
    rosters.read_now()
    rosters.pass_time(hours=30)
    assert rosters.counts(bogota) == {"enrolled": 1, "expected": 123}


def test_malformed_members_are_counted_and_skipped(rosters: Rosters, samoa: University) -> None:
    odd = fill(samoa, 2)
    samoa.tenant.accounts[odd[0].sub].name = ["no", "text"]
    rosters.pass_time(hours=30)
    assert rosters.roster(samoa).skipped == 1
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 4}


def everybody_gone(rosters: Rosters, samoa: University) -> None:
    remove(samoa, *samoa.students)
    rosters.pass_time(hours=30)


def test_a_roster_that_is_suddenly_empty_makes_nobody_leave_until_somebody_confirms(
    rosters: Rosters, samoa: University
) -> None:
    everybody_gone(rosters, samoa)
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3}
    roster = rosters.roster(samoa)
    assert (roster.looks_wrong, roster.missing) == (True, 3)
    decide(rosters, roster.link_id, missing=3, have_left=True)
    assert rosters.counts(samoa) == {"enrolled": 1, "left": 3}
    assert not rosters.roster(samoa).looks_wrong


def decide(rosters: Rosters, link_id: int, *, missing: int, have_left: bool) -> None:
    with rosters.universities.work() as session:
        do_decide_departures(
            session,
            rosters.exchange_id,
            link_id,
            missing=missing,
            have_left=have_left,
            actor_id=1,
        )


def test_missing_people_can_be_kept_and_are_asked_about_again_only_when_more_are_missing(
    rosters: Rosters, samoa: University
) -> None:
    fill(samoa, 9)
    rosters.pass_time(hours=30)
    students = samoa.students
    remove(samoa, *students[:8])
    rosters.pass_time(hours=30)
    roster = rosters.roster(samoa)
    assert roster.missing == 8
    decide(rosters, roster.link_id, missing=8, have_left=False)
    rosters.pass_time(hours=30)
    assert not rosters.roster(samoa).looks_wrong
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 12}
    remove(samoa, students[8])
    rosters.pass_time(hours=30)
    assert rosters.roster(samoa).looks_wrong


def test_a_decision_about_another_number_than_is_true_now_is_a_conflict(
    rosters: Rosters, samoa: University
) -> None:
    everybody_gone(rosters, samoa)
    with pytest.raises(Conflict):
        decide(rosters, rosters.roster(samoa).link_id, missing=2, have_left=True)


def test_confirming_while_the_roster_is_half_read_makes_nobody_leave_who_was_not_read_yet(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    fill(samoa, 9)
    rosters.pass_time(hours=30)
    gone = samoa.students[:8]
    remove(samoa, *gone)
    rosters.pass_time(hours=30)
    # A new reading has begun and has seen nobody yet.
    link_id = rosters.roster(samoa).link_id
    with universities.work() as session:
        roster = session.get_one(CourseRoster, link_id)
        roster.run_at, roster.next_url = clock.now(), "https://lms.example/more"
    decide(rosters, link_id, missing=8, have_left=True)
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 4, "left": 8}


def test_half_of_many_may_leave_at_once_but_not_more(rosters: Rosters, samoa: University) -> None:
    fill(samoa, 9)
    rosters.pass_time(hours=30)
    remove(samoa, *samoa.students[:6])
    rosters.pass_time(hours=30)
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 6, "left": 6}


def test_differences_that_would_make_most_leave_are_checked_against_the_whole_roster(
    rosters: Rosters, samoa: University
) -> None:
    fill(samoa, 9)
    rosters.pass_time(hours=30)
    remove(samoa, *samoa.students[:8])
    rosters.pass_time(hours=7)
    roster = rosters.roster(samoa)
    assert not roster.is_partial
    assert roster.missing == 8
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 12}


def test_a_reading_that_is_killed_does_no_harm_and_goes_on(
    universities: Universities, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vsm_platform.exchanges import jobs

    bogota = universities.connect("Bogota")
    fill(bogota, 120)
    rosters = open_exchange(universities, bogota)
    taken = 0
    really = jobs.do_take_members

    def killed(*arguments: object) -> None:
        nonlocal taken
        taken += 1
        if taken == 3:
            raise KeyboardInterrupt
        really(*arguments)

    monkeypatch.setattr(jobs, "do_take_members", killed)
    with pytest.raises(KeyboardInterrupt):
        rosters.read()
    assert rosters.counts(bogota)["expected"] == 98
    assert rosters.roster(bogota).read_at is None
    universities.rows_changed("UPDATE deliveries SET leased_until = NULL")
    rosters.read_now()
    assert rosters.counts(bogota) == {"enrolled": 1, "expected": 123}
    assert rosters.roster(bogota).pages == 3, "it went on where it was"


def test_a_long_reading_makes_room_for_others_and_goes_on(
    universities: Universities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsm_platform.exchanges.jobs.SLICE_SECONDS", -1.0)
    bogota = universities.connect("Bogota")
    fill(bogota, 120)
    rosters = open_exchange(universities, bogota)
    slices = 0
    really = jobs.roster_pages

    def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal slices
        slices += 1
        return really(*arguments, **options)

    monkeypatch.setattr(jobs, "roster_pages", counting)
    universities.app.extensions["vsm_courier"].run_due()
    assert slices == 3
    assert rosters.counts(bogota) == {"enrolled": 1, "expected": 123}
    assert rosters.roster(bogota).full_at is not None


def test_somebody_in_two_courses_of_a_university_leaves_only_when_out_of_both(
    rosters: Rosters, samoa: University
) -> None:
    second = second_course(samoa)
    person = samoa.student
    for account in (person, samoa.students[1]):
        enrol(samoa.world, second, account)
    rosters.arrive(samoa, samoa.teacher, second)
    rosters.pass_time(hours=30)
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3}
    remove(samoa, person)
    rosters.pass_time(hours=30)
    assert rosters.states(samoa)[person.sub] == "expected", "still in the other course"
    unenrol(samoa.world, second, person)
    rosters.pass_time(hours=30)
    assert rosters.states(samoa)[person.sub] == "left"


def test_regular_reading_begins_four_weeks_before_and_ends_two_weeks_after() -> None:
    today = clock.now().date()
    far, long_over = today + timedelta(days=100), today - timedelta(days=15)
    planned = next_reading(far, far + timedelta(days=90))
    assert planned is not None
    assert planned.date() == far - timedelta(days=28)
    assert next_reading(long_over - timedelta(days=90), long_over) is None
    soon = next_reading(today, today + timedelta(days=1))
    assert soon is not None
    assert soon - clock.now() < timedelta(hours=6, seconds=1)


def test_an_unlinked_course_is_read_no_more(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    universities.rows_changed("DELETE FROM course_links")
    rosters.read_now()
    assert rosters.delivery(samoa).state == "delivered"
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3}
