"""That somebody has answered arrives in the gradebook at home, and nothing of what was answered.

Real launches from the practice LMS, a real line item and scores in its gradebook.
"""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.grading.conftest import open_gradebooks, practice_lms, universities, world
from tests.grading.gradebooks import Gradebooks, numbers, press, send
from tests.launch.universities import TOOL, University
from vsm_platform.core import clock
from vsm_platform.practice import Robot

__all__ = ["open_gradebooks", "practice_lms", "universities", "world"]


@pytest.fixture
def books(open_gradebooks: Callable[..., Gradebooks]) -> Gradebooks:
    books = open_gradebooks("moodle", "canvas")
    books.everybody_arrives()
    return books


def ask(books: Gradebooks, teacher: Robot, anonymity: str) -> str:
    """Plan and publish an anonymous pulse that counts, by its pages; gives its address."""
    surveys = f"{TOOL}/exchanges/{books.exchange_id}/surveys"
    overview = teacher.open(surveys)
    take = next(n for n, one in enumerate(overview.forms) if one.action.endswith("/take/pulse"))
    plan = teacher.submit(overview, take)
    today = clock.now().date()
    made = send(
        teacher,
        plan,
        "anonymity",
        anonymity=anonymity,
        instrument=plan.url.rpartition("=")[2],
        audience="students",
        timing="days",
        meeting="0",
        opens_on=(today - timedelta(days=1)).isoformat(),
        closes_on=(today + timedelta(days=7)).isoformat(),
        is_scored="y",
    )
    assert "/new" not in made.url, made.text
    published = press(teacher, teacher.open(f"{made.url}/publish"), "/publish")
    assert published.url == made.url, published.text
    return made.url


@pytest.mark.parametrize("anonymity", ["anonymous", "named"])
def test_one_point_arrives_for_whoever_has_answered(books: Gradebooks, anonymity: str) -> None:
    samoa, bogota = books.partners
    survey = ask(books, books.teacher(samoa), anonymity)
    measure = books.measure("survey")
    for university in books.partners:
        books.choose_column(university, measure, maximum="10", step="1")
    books.deliver()
    for university in books.partners:
        answer(books, university, survey)
        # Another time gives nothing more.
        answer(books, university, survey)
    books.deliver()
    for university in (samoa, bogota):
        assert numbers(books.scores(university, university.student))[-1:] == [(10, 10)]
        for other in university.students[1:]:
            assert books.scores(university, other) == []
        told = json.dumps(
            [[vars(score) for score in one.scores] for one in books.line_items(university)],
            default=str,
        )
        assert "strange words" not in told


def answer(books: Gradebooks, university: University, survey: str) -> None:
    robot = books.arrive(university, university.student)
    page = robot.open(f"{survey}/answer/week")
    if "Your answers are in" not in page.text:
        answers = {"q.going": "2", "q.change": "Some strange words"}
        page = press(robot, page, "/answer/week?in=en", **answers)
    assert "Your answers are in" in page.text, page.text
