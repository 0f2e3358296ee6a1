"""ECTS grading tables: what a grade is in another scale, and how offices enter theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.conftest import Stage
from tests.credentials.offices import Offices, open_offices
from vsm_platform.credentials.recognition.grading import (
    WrongTable,
    convert,
    find_step,
    read_rows,
    steps_of,
)

FRENCH = [["17-20", 5], ["14-16", 20], ["12-13", 25], ["10-11", 50]]
GERMAN = [["1.0", 10], ["1.3", 10], ["1.7", 10], ["2.0", 20], ["2.3", 20], ["3.0", 20], ["4.0", 10]]
"""How often, in percent: both sum to a hundred."""


def test_a_grade_is_compared_by_its_place_among_all_who_passed() -> None:
    found = convert("15 / 20", FRENCH, GERMAN)
    assert found is not None
    # 14-16 is held by those between the best 5 % and the best 25 %; its middle is at 15 %.
    assert (found.source.grade, found.source.above, found.source.reaches) == ("14-16", 5, 25)
    assert found.middle == 15
    assert [one.grade for one in found.candidates] == ["1.0", "1.3", "1.7"]
    assert found.proposed.grade == "1.3"


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("20", "1.0"), ("12,5", "2.0"), ("13", "2.0"), ("11", "3.0"), ("9", None), ("pass", None), ("", None),
     ("nan", None), ("1e1", None), ("-15", None)],
)  # fmt: skip
def test_what_stands_in_no_row_is_not_converted(grade: str, expected: str | None) -> None:
    found = convert(grade, FRENCH, GERMAN)
    assert (found.proposed.grade if found else None) == expected


def test_words_are_found_whatever_their_case() -> None:
    steps = steps_of([["Très bien", 1], ["Bien", 3]])
    assert find_step("  très  BIEN ", steps) == steps[0]


def test_a_grade_that_nobody_has_is_never_proposed() -> None:
    found = convert("A", [["A", 1], ["B", 1]], [["1", 0], ["2", 5], ["3", 0], ["4", 5]])
    assert found is not None
    assert found.proposed.grade == "2"
    assert convert("C", [["A", 1], ["B", 1], ["C", 0]], GERMAN) is None


rows = st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any)


@given(rows, rows)
def test_better_grades_never_become_worse(source: list[int], target: list[int]) -> None:
    mine = [[f"s{n}", number] for n, number in enumerate(source)]
    theirs = [[f"t{n}", number] for n, number in enumerate(target)]
    order = [str(grade) for grade, _number in theirs]
    found = [convert(str(grade), mine, theirs) for grade, _number in mine]
    places = [order.index(one.proposed.grade) for one in found if one]
    assert places == sorted(places)
    assert all(one.proposed in one.candidates for one in found if one)
    same = [convert(str(grade), mine, mine) for grade, _number in mine]
    assert all(one.proposed == one.source for one in same if one)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([["A", "1"]], "short"),
        ([["A", "1"], ["B", "few"]], "number"),
        ([["A", "1"], ["a ", "2"]], "twice"),
        ([["A", "0"], ["B", "0"]], "nobody"),
        ([["A", "1"], ["B", "-1"]], "number"),
        ([["A", "1"], ["B", "99999999999"]], "number"),
        ([[f"G{n}", "1"] for n in range(101)], "long"),
    ],
)
def test_what_is_no_table_is_refused(table: list[list[str]], code: str) -> None:
    with pytest.raises(WrongTable) as found:
        read_rows(list(enumerate(table, 1)))
    assert found.value.code == code


@pytest.fixture
def offices(stage: Stage) -> Offices:
    return open_offices(stage)


def test_an_office_enters_changes_and_deletes_its_tables(offices: Offices) -> None:
    browser = offices.hilo.browser
    assert "No grading table yet" in browser.get("/office/grading/").text
    page = {"name": "US letters", "isced": "", "years": "2024 to 2025",
            "text": "Grade;Students\nA;20\nB;50\nC;30\n"}  # fmt: skip
    assert browser.post("/office/grading/new", data=page).status_code == 303
    shown = browser.get("/office/grading/").text
    assert "70.0 %" in shown
    assert browser.post("/office/grading/new", data=page).status_code == 409
    assert browser.get("/office/grading/1").status_code == 200
    changed = page | {"text": "A\t10%\nB\t90%"}
    assert browser.post("/office/grading/1", data=changed).status_code == 303
    assert "A,10.0,10.0,10.0" in browser.get("/office/grading/1/table.csv").text
    apia = offices.apia.browser
    for path in ("/office/grading/1", "/office/grading/1/delete", "/office/grading/1/table.csv"):
        assert apia.get(path).status_code == 404
    assert apia.post("/office/grading/1/delete").status_code == 404
    assert browser.get("/office/grading/1/delete").status_code == 200
    assert browser.post("/office/grading/1/delete").status_code == 303
    assert browser.get("/office/grading/1").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "Name the scale"),
        ({"text": ""}, "Choose a file, or write the grades"),
        ({"text": "A;1"}, "two grades at least"),
        ({"text": "A;1\nB;x"}, "Row 2 has no number"),
        ({"text": "A;1\nA;2"}, "The grade of row 2 stands there twice"),
        ({"isced": "999"}, "valid choice"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(
    offices: Offices, fields: dict[str, str], words: str
) -> None:
    page = {"name": "X", "isced": "", "years": "", "text": "A;1\nB;1"} | fields
    answer = offices.hilo.browser.post("/office/grading/new", data=page)
    assert answer.status_code == 200
    assert words in answer.text
