"""The results page: figures by release, groups when all is over, files, and who may read them."""

from bs4 import BeautifulSoup

from tests.surveys.conftest import Course
from vsm_platform.surveys.models import Anonymity


def deliver(course: Course) -> None:
    course.world.app.extensions["vsm_courier"].run_due()


def results_words(course: Course, survey_id: int, path: str = "") -> str:
    page = course.teacher.browser.get(f"{course.path(survey_id)}/results{path}")
    assert page.status_code == 200, page.text
    return " ".join(BeautifulSoup(page.text, "lxml").get_text(" ").split())


def answer(course: Course, survey_id: int, first: int, last: int) -> None:
    for student in course.students[first:last]:
        sent = course.send(student, survey_id, PULSE)
        assert sent.status_code == 303, sent.text


PULSE = {"going": "4", "better": "More time to talk"}


def test_the_first_figures_are_made_of_five_answers(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 4)
    deliver(course)
    assert "Nothing is shown yet" in results_words(course, survey_id)
    answer(course, survey_id, 4, 9)
    deliver(course)
    assert "figures are made of 9 answers" in results_words(course, survey_id)
