"""A team of two universities hands in once; each mark arrives at home, on the scale there.

Real launches from the practice LMS, real line items and scores in its gradebooks.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.grading.conftest import open_gradebooks, practice_lms, universities, world
from tests.grading.gradebooks import Gradebooks, numbers, send
from vsm_platform.core import clock
from vsm_platform.practice import Robot, Visit
from vsm_platform.teams.api import do_make_set, do_place, do_publish_set, teams_of_set

__all__ = ["open_gradebooks", "practice_lms", "universities", "world"]


@pytest.fixture
def books(open_gradebooks: Callable[..., Gradebooks]) -> Gradebooks:
    """Samoa on a Moodle and Bogota on a Canvas; everybody has come in."""
    books = open_gradebooks("moodle", "canvas")
    books.everybody_arrives()
    return books


def form_team(books: Gradebooks) -> tuple[int, int]:
    """One published team of one student of each university; gives its set and itself."""
    samoa, bogota = books.partners
    members = [books.enrolment(home, home.student) for home in (samoa, bogota)]
    with books.universities.work() as session:
        made = do_make_set(session, books.exchange_id, title="Teams", teams=1, actor_id=None)
    with books.app.test_request_context(), books.universities.work() as session:
        (team,) = teams_of_set(session, made)
        teams = dict.fromkeys(members, team.id)
        do_place(session, books.exchange_id, made, teams, actor_id=None)
        do_publish_set(session, books.exchange_id, made, is_published=True, actor_id=None)
    return made, team.id


def day(days: int) -> str:
    moment: date = clock.now().date() + timedelta(days=days)
    return moment.isoformat()


def set_assignment(books: Gradebooks, coordinator: Robot, set_id: int) -> Visit:
    """Samoa's date was two days ago, Bogota's is in two days; out of 20 points."""
    form = coordinator.open(books.grades.replace("/grades", "/assignments/new"))
    bogota = books.universities.partnership_of(books.partners[1])
    made = send(
        coordinator,
        form,
        "title",
        title="Reef report",
        who=f"set-{set_id}",
        points="20",
        due_on=day(-2),
        **{f"due_day_{bogota}": day(2), f"due_time_{bogota}": "18:00"},
    )
    asked = coordinator.open(f"{made.url}/publish")
    return coordinator.submit(asked, 0)


def hand_in(robot: Robot, address: str, text: str) -> Visit:
    return send(robot, robot.open(address), "base", text=text, step="hand_in")


@pytest.fixture
def team_work(books: Gradebooks) -> tuple[Robot, str, int]:
    """The coordinator, the address of what a team has handed in, and the team."""
    samoa, bogota = books.partners
    coordinator = books.appoint(samoa)
    set_id, team = form_team(books)
    address = set_assignment(books, coordinator, set_id).url.partition("#")[0]
    of_samoa = books.arrive(samoa, samoa.student)
    assert "Your team is in time until" in of_samoa.open(address).text
    receipt = hand_in(of_samoa, address, "Our reef.")
    assert "Handed in. Your receipt is below." in receipt.text
    assert " late in " not in receipt.text
    assert "Our reef." in books.arrive(bogota, bogota.student).open(address).text
    measure = books.measure("assignment")
    books.choose_column(samoa, measure, maximum="100")
    books.choose_column(bogota, measure, maximum="5", step="0.1")
    books.deliver()
    return coordinator, address, team


def mark(books: Gradebooks, coordinator: Robot, address: str, value: str) -> Visit:
    """Mark the team; Bogota's student gets 18.5 instead, with words of their own."""
    other = books.enrolment(books.partners[1], books.partners[1].student)
    own = {f"value_{other}": "18.5", f"feedback_{other}": "You led."}
    page = coordinator.open(address)
    return send(coordinator, page, "seen", value=value, feedback="Well seen.", step="save", **own)


def test_a_teams_mark_arrives_in_both_gradebooks_on_each_scale(
    books: Gradebooks, team_work: tuple[Robot, str, int]
) -> None:
    samoa, bogota = books.partners
    coordinator, address, team = team_work
    of_samoa, of_bogota = (books.arrive(home, home.student) for home in (samoa, bogota))
    saved = mark(books, coordinator, f"{address}/works/{team}", "17")
    assert "Students see it when you release the marks" in saved.text
    books.deliver()
    assert not any(books.scores(home, home.student) for home in books.partners)

    coordinator.submit(coordinator.open(f"{address}/release"), 0)
    assert "It is on its way there" in of_samoa.open(address).text
    books.deliver()

    assert numbers(books.scores(samoa, samoa.student)) == [(85, 100)]
    assert numbers(books.scores(bogota, bogota.student)) == [(4.6, 5)]
    (score,) = books.scores(bogota, bogota.student)
    assert score.comment == "You led.\n\nWell seen."
    at_home, there = of_bogota.open(address).text, of_samoa.open(address).text
    assert "18.5 of 20" in at_home
    assert "4.6 of 5" in at_home
    assert "17 of 20" in there
    assert "85 of 100" in there


def test_a_mark_that_is_corrected_later_is_corrected_at_home_too(
    books: Gradebooks, team_work: tuple[Robot, str, int]
) -> None:
    samoa, _bogota = books.partners
    coordinator, address, team = team_work
    coordinator.submit(coordinator.open(f"{address}/release"), 0)
    for value in ("17", "16"):
        mark(books, coordinator, f"{address}/works/{team}", value)
        books.deliver()
    assert numbers(books.scores(samoa, samoa.student)) == [(85, 100), (80, 100)]
