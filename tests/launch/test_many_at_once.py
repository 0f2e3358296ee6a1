"""Many people click at the same moment, as at the beginning of a live class."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.launch.universities import LTI, Universities, University, signed_again, walk
from vsm_platform.accounts.api import Identity, Person, SignIn
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.institutions.models import Deployment, State
from vsm_platform.practice import Visit

PEOPLE = 110
"""The students of the five universities of the programme Climate Change."""


def all_at_once(tasks: list[Callable[[], Visit]]) -> list[Visit]:
    """Start every task in a thread of its own, when all are ready."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Visit]) -> Visit:
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def launches(
    universities: Universities, university: University, subjects: list[str]
) -> list[Callable[[], Visit]]:
    """One whole launch for each subject, login included."""

    def launch_of(subject: str) -> Callable[[], Visit]:
        def change(claims: dict[str, Any]) -> None:
            claims.update(sub=subject, name=f"Name of {subject}")

        def launch() -> Visit:
            robot = universities.robot()
            step = robot.authorize(university.address(university.student))
            return robot.post_launch(signed_again(step, university, change))

        return launch

    return [launch_of(subject) for subject in subjects]


@pytest.fixture(autouse=True)
def _linked(exchange_id: int) -> int:
    return exchange_id


def test_a_whole_course_launches_at_once_without_an_error(
    universities: Universities, samoa: University
) -> None:
    subjects = [f"student-{number}" for number in range(PEOPLE)]

    visits = all_at_once(launches(universities, samoa, subjects))

    assert [visit.status for visit in visits] == [200] * PEOPLE
    for kind, number in ((Identity, PEOPLE + 1), (SignIn, PEOPLE), (Enrolment, PEOPLE)):
        assert universities.rows(select(func.count(kind.id))) == [(number,)]


def test_one_person_s_first_launch_from_several_frames_makes_one_person(
    universities: Universities, samoa: University
) -> None:
    """A course page may show the tool in several frames, which all launch at the same moment."""
    visits = all_at_once(launches(universities, samoa, ["twice"] * 8))

    assert [visit.status for visit in visits] == [200] * 8
    people = select(Person.id).join(Identity).where(Identity.subject == "twice")
    assert len(universities.rows(people)) == 1
    assert [role for _name, role in universities.enrolments("twice")] == [Role.STUDENT]


def test_the_first_launches_of_a_new_deployment_make_it_wait_once(
    universities: Universities, hawaii: University
) -> None:
    hawaii.tool.deployments[0].id = "new-deployment"

    visits = all_at_once([lambda: walk(universities.robot(), hawaii, hawaii.student)] * 8)

    assert {visit.status for visit in visits} == {403}
    assert all("deployment_pending" in visit.body for visit in visits)
    query = select(Deployment.state).where(Deployment.deployment_id == "new-deployment")
    assert universities.rows(query) == [(State.PENDING,)]


def test_of_two_replays_at_once_only_one_is_let_in(
    universities: Universities, samoa: University
) -> None:
    robot = universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))

    def replay() -> Visit:
        copy = universities.robot()
        copy.jar.by_host = {host: dict(kept) for host, kept in robot.jar.by_host.items()}
        return copy.post_launch(launch)

    visits = all_at_once([replay] * 6)

    assert sorted(visit.status for visit in visits) == [200] + [400] * 5


def test_a_new_tab_code_that_is_used_twice_at_once_serves_once(
    universities: Universities, samoa: University
) -> None:
    page = walk(universities.robot(cookies="none"), samoa, samoa.student)
    number = next(n for n, form in enumerate(page.forms) if "code" in form.fields)

    visits = all_at_once([lambda: universities.robot().submit(page, number)] * 6)

    assert sorted(visit.status for visit in visits) == [200] + [410] * 5
    assert LTI not in page.body
