"""Questionnaires go out as JSON and CSV and come in again, whatever somebody makes of the files."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.surveys.conftest import Course
from vsm_platform.invitations.api import read_table
from vsm_platform.surveys.instruments import shelf, tables
from vsm_platform.surveys.instruments.checking import DocumentRefused, read_document
from vsm_platform.surveys.instruments.document import Document, as_json
from vsm_platform.surveys.models import Instrument, InstrumentVersion
from vsm_platform.web.csv_files import csv_text

SHORT = json.dumps(
    {
        "languages": ["en"],
        "title": {"en": "A"},
        "sections": [
            {"key": "a", "questions": [{"key": "q", "kind": "short", "text": {"en": "Q"}}]}
        ],
    }
)


def base(course: Course) -> str:
    return f"/exchanges/{course.exchange_id}/surveys/questionnaires"


def documents(course: Course) -> list[object]:
    with course.world.work() as session:
        return list(session.scalars(select(InstrumentVersion.document)))


@pytest.mark.parametrize("name", shelf.NAMES)
def test_json_and_csv_come_back_as_they_went(course: Course, name: str) -> None:
    course.ask(document=shelf.ready(name))
    browser = course.teacher.browser
    for file in ("questionnaire.json", "questionnaire.csv"):
        answer = browser.get(f"{base(course)}/1/{file}")
        pasted = browser.post(f"{base(course)}/take", data={"pasted": answer.text})
        assert pasted.status_code == 303
        given_file = {"file": (io.BytesIO(answer.data), file)}
        assert browser.post(f"{base(course)}/take", data=given_file).status_code == 303
    assert documents(course) == [as_json(shelf.ready(name))] * 5


def test_a_file_keeps_what_its_questionnaire_is_a_copy_of(course: Course) -> None:
    course.ask()
    text = course.teacher.browser.get(f"{base(course)}/1/questionnaire.json").text
    course.teacher.browser.post(f"{base(course)}/take", data={"pasted": text})
    with course.world.work() as session:
        assert len(set(session.scalars(select(Instrument.lineage)))) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_table_that_a_spreadsheet_program_saved_is_read(course: Course, encoding: str) -> None:
    document = shelf.ready("pulse")
    text = csv_text(tables.header(document), tables.rows(document)).replace(",", ";")
    lines = {"file": (io.BytesIO(text.encode(encoding)), "q.csv")}
    made = course.teacher.browser.post(f"{base(course)}/take", data=lines)
    assert made.status_code == 303, made.text
    assert "¿Cómo te va en el curso esta semana?" in json.dumps(
        documents(course), ensure_ascii=False
    )


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"languages": 3}',
        "[" * 9000,
        '{"a":' * 9000,
        "row;text en\nquestion;x",
        "row,key,text en,text en\ntitle,,A,B",
        '{"sections": [1]}',
        SHORT.replace('"short"', '"no kind"'),
        SHORT.replace('"q"', '"Q\'; drop table"'),
        SHORT.replace('["en"]', '["en", "../../etc"]'),
        SHORT.replace('"kind": "short"', '"kind": "number", "lowest": NaN'),
        SHORT.replace('"kind": "short"', '"kind": "number", "lowest": 1e999'),
        SHORT.replace('"kind": "short"', '"kind": "ranking", "top": 10000000000000000000000'),
        SHORT.replace('"kind": "short"', '"kind": "short", "when": {"question": "q", "is": ["x"]}'),
        SHORT.replace('{"en": "Q"}', json.dumps({"en": "x" * 2_001})),
        SHORT.replace('{"en": "Q"}', '{"en": "\\u0000"}'),
        json.dumps(json.loads(SHORT) | {"sections": [json.loads(SHORT)["sections"][0]] * 2}),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_what_is_wrong(course: Course, text: str) -> None:
    page = course.teacher.browser.post(f"{base(course)}/take", data={"pasted": text})
    assert page.status_code == 200
    assert "cannot be used as it is" in page.text
    assert documents(course) == []


def test_a_file_that_is_too_long_is_refused(course: Course) -> None:
    lines = {"file": (io.BytesIO(SHORT.encode() + b" " * 200_000), "q.json")}
    page = course.teacher.browser.post(f"{base(course)}/take", data=lines)
    assert "longer than a questionnaire can be" in page.text
    assert documents(course) == []


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x89PNG", b"%PDF"])
def test_a_workbook_is_refused_in_plain_words(course: Course, start: bytes) -> None:
    lines = {"file": (io.BytesIO(start + bytes(200)), "q.xlsx")}
    page = course.teacher.browser.post(f"{base(course)}/take", data=lines)
    assert 400 <= page.status_code < 500
    assert "save as" in page.text.lower()


def test_signs_that_nobody_sees_are_left_out_of_what_comes_in(course: Course) -> None:
    text = SHORT.replace('{"en": "Q"}', '{"en": "W\\u0000h\\u202eo\\ud800?"}')
    made = course.teacher.browser.post(f"{base(course)}/take", data={"pasted": text})
    assert "Who?" in course.teacher.browser.get(f"{made.location}/preview").text


def test_words_of_a_file_are_shown_and_not_run(course: Course) -> None:
    evil = "<script>alert(1)</script>{{ config }}"
    text = SHORT.replace('{"en": "Q"}', json.dumps({"en": evil}))
    made = course.teacher.browser.post(f"{base(course)}/take", data={"pasted": text}).location
    for page in ("", "/preview", "/question/short/q", "/texts/en"):
        shown = course.teacher.browser.get(made + page).text
        assert "<script>alert" not in shown
        assert "{{ config }}" in shown


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"], include_characters="\n'=+"),
    max_size=40,
)


def _asking(title: str, question: str, hint: str, option: str) -> Document:
    options = [{"key": "a", "text": {"en": option}}, {"key": "b", "text": {"en": "B"}}]
    one = {"key": "q", "kind": "single", "text": {"en": question}, "options": options}
    section = {"key": "s", "questions": [one | {"hint": {"en": hint}}]}
    return read_document({"languages": ["en"], "title": {"en": title}, "sections": [section]})


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_the_words_are_a_table_brings_them_back(
    title: str, question: str, hint: str, option: str
) -> None:
    try:
        document = _asking(title, question, hint, option)
    except DocumentRefused:
        return
    text = csv_text(tables.header(document), tables.rows(document))
    cells = [row for _number, row in read_table(text.encode(), as_written=True).rows]
    assert as_json(tables.read_rows(cells)) == as_json(document)
    for cell in (cell for row in cells for cell in row):
        assert not cell.startswith(("=", "+", "-", "@"))
