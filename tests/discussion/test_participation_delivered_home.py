"""What is written in discussion arrives as a score in each gradebook at home, and is corrected there.

Real launches from the practice LMS, real line items and scores in its gradebooks.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.grading.conftest import open_gradebooks, practice_lms, universities, world
from tests.grading.gradebooks import Gradebooks, numbers, send
from tests.launch.universities import TOOL, University
from vsm_platform.core import clock
from vsm_platform.discussion.models import Post, Topic
from vsm_platform.exchanges.api import Exchange
from vsm_platform.practice import Robot

__all__ = ["open_gradebooks", "practice_lms", "universities", "world"]


@pytest.fixture
def books(open_gradebooks: Callable[..., Gradebooks]) -> Gradebooks:
    """Samoa on a Moodle and Bogota on a Canvas, in the second week of an exchange."""
    books = open_gradebooks("moodle", "canvas")
    today = clock.now().date()
    with books.universities.work() as session:
        exchange = session.get_one(Exchange, books.exchange_id)
        exchange.starts_on = today - timedelta(days=10)
        exchange.ends_on = today + timedelta(days=18)
    books.everybody_arrives()
    return books


def talk(books: Gradebooks) -> str:
    return f"{TOOL}/exchanges/{books.exchange_id}/discussion"


def write_topic(books: Gradebooks, robot: Robot, title: str) -> str:
    page = robot.open(f"{talk(books)}/course/0/new")
    posted = send(robot, page, "title", title=title, text="Where are you?", client_key=uuid4().hex)
    assert posted.status == 200, posted.text
    return posted.url


def last_week(books: Gradebooks) -> None:
    """Let everything that was written have been written in the first week."""
    with books.universities.work() as session:
        moment = clock.now() - timedelta(days=8)
        session.execute(update(Post).values(created_at=moment))
        session.execute(update(Topic).values(created_at=moment))


def set_rule(robot: Robot, books: Gradebooks, posts: str, answers: str) -> None:
    page = robot.open(f"{talk(books)}/participation/rule")
    form = next(n for n, one in enumerate(page.forms) if "posts" in one.fields)
    saved = robot.submit(page, form, posts=posts, answers=answers, weeks="0", step="save")
    assert saved.url == f"{talk(books)}/participation", saved.text


def column(books: Gradebooks, university: University) -> None:
    """Let the university's teacher choose a column for it: out of 20 in Samoa, 5 in Bogota."""
    scale = "20" if university == books.partners[0] else "5"
    books.choose_column(university, books.measure("discussion"), maximum=scale)


def test_the_score_arrives_in_each_gradebook_and_follows_what_is_hidden(books: Gradebooks) -> None:
    samoa, bogota = books.partners
    coordinator = books.appoint(samoa)
    student = books.arrive(bogota, bogota.student)
    first = write_topic(books, student, "From Bogota")
    write_topic(books, student, "And again")
    write_topic(books, books.arrive(samoa, samoa.student), "From Samoa")
    last_week(books)
    set_rule(coordinator, books, "2", "0")
    books.deliver()
    column(books, samoa)
    column(books, bogota)
    books.deliver()
    assert numbers(books.scores(bogota, bogota.student)) == [(5.0, 5.0)]
    assert numbers(books.scores(samoa, samoa.student)) == [(10.0, 20.0)]
    assert numbers(books.scores(samoa, samoa.students[1])) == [(0.0, 20.0)]

    page = coordinator.open(f"{first}/posts/1")
    form = next(n for n, one in enumerate(page.forms) if one.action.endswith("/hide"))
    coordinator.submit(page, form, reason="It names somebody")
    books.deliver()
    books.deliver()
    assert numbers(books.scores(bogota, bogota.student))[-1] == (2.5, 5.0)
    # Counted once more, nothing new is sent.
    arrived = len(books.scores(bogota, bogota.student))
    books.deliver(after=timedelta(days=8))
    assert len(books.scores(bogota, bogota.student)) == arrived


def test_students_see_what_is_asked_before_anything_is_scored(books: Gradebooks) -> None:
    samoa, bogota = books.partners
    set_rule(books.appoint(samoa), books, "3", "2")
    page = books.arrive(bogota, bogota.student).open(f"{talk(books)}/participation")
    assert "3 posts" in page.text
    assert "2 answers" in page.text
    assert "0 of 3" in page.text
    with books.universities.work() as session:
        assert session.scalar(select(Post.id).limit(1)) is None
