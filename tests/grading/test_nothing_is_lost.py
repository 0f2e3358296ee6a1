"""An LMS that is down for a whole grading run, and a process that is killed in its middle."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config import Settings
from tests.grading.gradebooks import Gradebooks
from tests.launch.universities import University
from vsm_platform.accounts.api import LaunchedPerson, do_recognise
from vsm_platform.core.outbox import LEASE
from vsm_platform.exchanges.api import Role, do_enrol
from vsm_platform.grading.api import Mark, do_give_scores, do_note_arrival
from vsm_platform.practice import enrol
from vsm_platform.practice.model import LineItem

STUDENTS, ROUNDS = 30, 3
REPOSITORY = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds for what a healthy machine does in two."""


@pytest.fixture
def class_of_thirty(books: Gradebooks, samoa: University) -> list[int]:
    """Thirty more students of Samoa, who have come in; their enrolments."""
    books.teacher(samoa)
    lms_course_id = books.lms_course(samoa)
    partnership_id = books.universities.partnership_of(samoa)
    subjects = [f"extra-{number}" for number in range(STUDENTS)]
    for subject in subjects:
        account = replace(samoa.student, sub=subject)
        samoa.tenant.accounts[subject] = account
        enrol(samoa.world, samoa.course, account)
    with books.universities.work() as session:
        for subject in subjects:
            launched = LaunchedPerson(
                samoa.registration_id, samoa.institution_id, subject, subject, "", "", "", False
            )
            person = do_recognise(session, launched)
            do_enrol(
                session,
                partnership_id=partnership_id,
                person_id=person.id,
                role=Role.STUDENT,
                lms_course_id=lms_course_id,
            )
            do_note_arrival(session, books.exchange_id, person.id)
    accounts = [samoa.tenant.accounts[subject] for subject in subjects]
    return [books.enrolment(samoa, account) for account in accounts]


@pytest.fixture
def essay(books: Gradebooks, samoa: University, class_of_thirty: list[int]) -> int:
    measure = books.add_mark(books.appoint(samoa))
    books.choose_column(samoa, measure, maximum="20")
    books.deliver()
    return measure


def grading_run(books: Gradebooks, measure_id: int, enrolments: list[int]) -> None:
    """Three rounds of marks, each better than the last."""
    for value in range(1, ROUNDS + 1):
        with books.universities.work() as session:
            marks = [Mark(enrolment, value) for enrolment in enrolments]
            assert do_give_scores(session, measure_id, marks).queued == STUDENTS


def assert_every_score_arrived_once_and_in_order(books: Gradebooks, item: LineItem) -> None:
    assert {state for state, _code in books.outcomes()} == {"delivered"}
    by_person: dict[str, list[float | None]] = {}
    for score in item.scores:
        by_person.setdefault(score.user_id, []).append(score.score_given)
    assert len(by_person) == STUDENTS
    assert Counter(map(tuple, by_person.values())) == {(1, 2, 3): STUDENTS}
    for person in by_person:
        moments = [
            datetime.fromisoformat(score.timestamp)
            for score in item.scores
            if score.user_id == person
        ]
        assert moments == sorted(set(moments))


def column_of_marks(books: Gradebooks, samoa: University) -> LineItem:
    return next(item for item in books.line_items(samoa) if item.tag == "mark")


@pytest.mark.parametrize("outage", ["down", "html", "lost"])
def test_a_platform_that_is_down_for_a_whole_grading_run_gets_every_score_once_in_order(
    books: Gradebooks, samoa: University, class_of_thirty: list[int], essay: int, outage: str
) -> None:
    item = column_of_marks(books, samoa)
    samoa.platform.faults.grades = outage
    samoa.platform.faults.access_tokens = "ok" if outage == "lost" else outage
    grading_run(books, essay, class_of_thirty)
    for hours in (0, 1, 2, 3, 12, 24):
        books.deliver(timedelta(hours=hours))

    samoa.platform.faults.grades = samoa.platform.faults.access_tokens = "ok"
    while "waiting" in {state for state, _code in books.outcomes()}:
        assert books.deliver(timedelta(hours=2)) > 0

    assert_every_score_arrived_once_and_in_order(books, item)


def test_a_process_killed_in_the_middle_of_delivery_loses_nothing_and_doubles_nothing(
    books: Gradebooks,
    samoa: University,
    class_of_thirty: list[int],
    essay: int,
    settings: Settings,
    tmp_path: Path,
) -> None:
    item = column_of_marks(books, samoa)
    grading_run(books, essay, class_of_thirty)
    samoa.platform.faults.service_delay_seconds = 0.05
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.grading.courier_process",
            settings.database_address(),
            str(tmp_path),
            settings.public_url,
            settings.secret_key,
        ],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: len(item.scores) >= STUDENTS // 2, process)
    finally:
        process.kill()
        process.wait(timeout=10)
    arrived = len(item.scores)
    assert arrived < STUDENTS * ROUNDS, "it was to be killed before its end"

    samoa.platform.faults.service_delay_seconds = 0
    books.deliver()
    books.deliver(LEASE + timedelta(seconds=1))

    assert_every_score_arrived_once_and_in_order(books, item)


def wait_for(is_so: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert process.poll() is None, "the process ended by itself"
        assert time.monotonic() < deadline, "nothing was delivered in time"
        time.sleep(0.01)
