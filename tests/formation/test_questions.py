"""Students are asked what the wishes need, privately, and nothing more."""

import pytest

from tests.formation.conftest import Forming, words
from tests.forms import errors_of, submit
from vsm_platform.formation.models import AttributeValue


@pytest.fixture
def asked(forming: Forming) -> Forming:
    """Students are asked whether they would lead, and how much they know."""
    formation_id = forming.begin("lead")
    submit(
        forming.browser,
        f"{forming.pages}/{formation_id}/wish?about=ready:level",
        importance="medium",
    )
    return forming


def questions(forming: Forming) -> str:
    return f"{forming.pages}/questions"


def answers_of(forming: Forming, name: str) -> list[tuple[str, float | None]]:
    enrolment_id = forming.enrolment(name)
    with forming.world.work() as session:
        found = session.query(AttributeValue).filter_by(enrolment_id=enrolment_id)
        return [(one.text, one.number) for one in found.order_by(AttributeValue.attribute_id)]


def test_nobody_is_asked_before_a_wish_needs_it(forming: Forming) -> None:
    student = forming.students["Apia 1"].browser
    assert "No questions" in words(student.get(questions(forming)).text)
    home = student.get(f"/exchanges/{forming.exchange_id}/").text
    assert "A few questions" not in home


def test_the_course_home_leads_to_the_questions_until_they_are_answered(asked: Forming) -> None:
    student = asked.students["Apia 1"].browser
    home = f"/exchanges/{asked.exchange_id}/"
    assert "A few questions" in words(student.get(home).text)
    for choice in ("o0", "o4"):
        following = student.get(questions(asked)).text
        address = following.partition('class="button"')[2].partition('href="')[2].partition('"')[0]
        student.post(address, data={"answer": choice})
    assert answers_of(asked, "Apia 1") == [("Yes", None), ("", 5.0)]
    assert "A few questions" not in words(student.get(home).text)


def test_each_answer_is_kept_at_once_and_can_be_changed(asked: Forming) -> None:
    student = asked.students["Apia 1"].browser
    first = f"{questions(asked)}/1"
    saved = student.post(first, data={"answer": "o1"})
    assert saved.location.endswith("/questions/2")
    assert answers_of(asked, "Apia 1") == [("No", None)]
    again = student.get(first).text
    assert 'value="o1"' in again
    assert (
        "checked"
        in again.partition('value="o1"')[0].rpartition("<input")[2]
        + again.partition('value="o1"')[2].partition(">")[0]
    )
    student.post(first, data={"answer": "o0"})
    assert answers_of(asked, "Apia 1") == [("Yes", None)]
    assert "answered" in words(student.get(questions(asked)).text)


def test_whoever_prefers_not_to_say_has_answered(asked: Forming) -> None:
    student = asked.students["Apia 1"].browser
    for number in (1, 2):
        student.post(f"{questions(asked)}/{number}", data={"answer": "prefer-not"})
    assert answers_of(asked, "Apia 1") == [("", None), ("", None)]
    assert "A few questions" not in student.get(f"/exchanges/{asked.exchange_id}/").text


@pytest.mark.parametrize("answer", ["", "o7", "o-1", "Yes", "prefer"])
def test_an_answer_that_was_not_offered_is_refused(asked: Forming, answer: str) -> None:
    student = asked.students["Apia 1"].browser
    refused = student.post(f"{questions(asked)}/1", data={"answer": answer})
    assert "answer" in errors_of(refused)
    assert answers_of(asked, "Apia 1") == []


def test_nobody_reads_what_somebody_answered(asked: Forming) -> None:
    asked.students["Apia 1"].browser.post(f"{questions(asked)}/2", data={"answer": "o2"})
    shown = words(asked.browser.get(f"{asked.pages}/attributes").text)
    assert "Known of 1 of 12 students" in shown
    assert "Apia 1" not in shown
    other = asked.students["Apia 2"].browser
    assert "checked" not in other.get(f"{questions(asked)}/2").text


def test_faculty_are_not_asked(asked: Forming) -> None:
    assert asked.browser.get(questions(asked)).status_code == 404
    assert asked.browser.post(f"{questions(asked)}/1", data={"answer": "o0"}).status_code == 404


def test_faculty_ask_something_of_their_own(forming: Forming) -> None:
    page = f"{forming.pages}/attributes"
    wrong = submit(forming.browser, page, label=" ", options="only one")
    assert set(errors_of(wrong)) == {"label", "options"}
    fields = {"label": "Tool", "question": "What do you use?", "options": "A\nB\nA\n\n"}
    assert submit(forming.browser, page, **fields).status_code == 303
    assert "already" in words(submit(forming.browser, page, **fields).text)
    assert "A · B" in words(forming.browser.get(page).text)
    formation_id = forming.begin()
    assert "No questions" in forming.students["Apia 1"].browser.get(questions(forming)).text
    submit(forming.browser, f"{forming.pages}/{formation_id}/wish?about=a1", rule="spread")
    assert "What do you use?" in forming.students["Apia 1"].browser.get(questions(forming)).text
    assert "A wish needs this" in forming.browser.post(f"{page}/1/delete").text
    forming.wish(formation_id, **{"wish-0": "none"})
    assert forming.browser.post(f"{page}/1/delete").status_code == 303
    assert "Tool" not in words(forming.browser.get(page).text)
