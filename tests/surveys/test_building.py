"""Faculty build, translate, preview, take in and take away questionnaires."""

import re

from sqlalchemy import select

from tests.surveys.conftest import Course
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf, tables
from vsm_platform.surveys.instruments.document import as_json
from vsm_platform.surveys.models import InstrumentVersion


def base(course: Course) -> str:
    return f"/exchanges/{course.exchange_id}/surveys/questionnaires"


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_questionnaire_is_built_question_by_question_and_previewed(course: Course) -> None:
    browser = course.teacher.browser
    made = browser.post(f"{base(course)}/take", data={"pasted": ""}).location
    new = f"{made}/question/single/section_1?new=1"
    fields = {
        "text": "Tea or coffee?",
        "options": "Tea\nCoffee",
        "when_question": "",
        "seen": seen(browser.get(new).text),
    }
    assert browser.post(new, data=fields).location == made
    page = browser.get(made)
    assert "Tea or coffee?" in page.text
    assert "Tea or coffee?" in browser.get(f"{made}/preview").text
    texts = f"{made}/texts/es"
    spanish = {
        "seen": seen(browser.get(texts).text),
        "t.section_1.tea_or_coffee.text": "¿Té o café?",
    }
    assert browser.post(texts, data=spanish).status_code == 303
    assert "¿Té o café?" in browser.get(f"{made}/preview?in=es").text
    stale = browser.post(new, data=fields)
    assert stale.status_code == 409
    few = browser.post(new, data=fields | {"options": "Tea", "seen": seen(browser.get(new).text)})
    assert "two answers to choose from" in browser.get(few.location).text


def test_a_question_changed_under_answers_makes_a_new_version(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    course.send(course.students[0], survey_id, {"going": "4"})
    browser, page = course.teacher.browser, f"{base(course)}/1"
    fields = {"do": "drop:workload", "seen": seen(browser.get(page).text)}
    said = browser.post(page, data=fields)
    assert "new version" in browser.get(said.location).text
    with course.world.work() as session:
        numbers = select(InstrumentVersion.number, InstrumentVersion.is_frozen)
        assert session.execute(numbers.order_by(InstrumentVersion.number)).all() == [
            (1, True),
            (2, False),
        ]
    asked = course.students[1].browser.get(f"{course.path(survey_id)}/answer/week")
    assert "How much work was it?" in asked.text


def test_json_and_csv_come_back_as_they_went(course: Course) -> None:
    course.ask(document=shelf.ready("partner_debrief"))
    browser = course.teacher.browser
    for name in ("questionnaire.json", "questionnaire.csv"):
        text = browser.get(f"{base(course)}/1/{name}").text
        assert browser.post(f"{base(course)}/take", data={"pasted": text}).status_code == 303
    with course.world.work() as session:
        documents = list(session.scalars(select(InstrumentVersion.document)))
    assert documents == [as_json(shelf.ready("partner_debrief"))] * 3


def test_what_is_no_questionnaire_is_refused_with_what_is_wrong(course: Course) -> None:
    for text in (
        "{",
        '{"languages": 3}',
        "[" * 9000,
        "row;text en\nquestion;x",
        '{"sections": [1]}',
    ):
        page = course.teacher.browser.post(f"{base(course)}/take", data={"pasted": text})
        assert page.status_code == 200
        assert "cannot be used as it is" in page.text


def test_a_formula_in_a_table_is_harmless_and_comes_back() -> None:
    document = shelf.ready("pulse")
    rows = [tables.header(document), *tables.rows(document)]
    rows[1] = ["'=1+1" if cell == "Weekly pulse" else cell for cell in rows[1]]
    assert tables.read_rows(rows).title["en"] == "=1+1"


def test_a_student_reaches_no_questionnaire(course: Course) -> None:
    course.ask()
    for path in ("1", "1/preview", "1/questionnaire.json", "1/texts/es", "take"):
        assert course.students[0].browser.get(f"{base(course)}/{path}").status_code == 403
