"""What is known of students comes from a list, row by row, with its mistakes said."""

from io import BytesIO

import pytest

from tests.formation.conftest import Forming, words
from vsm_platform.formation.models import Attribute, AttributeValue

LIST = """Name;University;Field of study;Level
Apia 1;;Biology;3
Apia 2;;Law;4
Apia 2;;Law;5
Nobody;;Law;1
Osaka 1;Samoa;Law;2
osaka  2;Osaka;Biology;
;;Law;1
"""


def keep(forming: Forming, text: str, **more: str) -> str:
    answer = forming.browser.post(
        f"{forming.pages}/attributes/list",
        data={"text": text, "encoding": "", **more},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    return words(answer.text)


def known(forming: Forming) -> dict[str, set[str | float | None]]:
    with forming.world.work() as session:
        return {
            one.label: {
                value.number if value.number is not None else value.text
                for value in session.query(AttributeValue).filter_by(attribute_id=one.id)
            }
            for one in session.query(Attribute)
        }


def test_a_list_is_shown_row_by_row_and_then_kept(forming: Forming) -> None:
    shown = keep(forming, LIST)
    assert "3 rows are understood, 4 are not" in shown
    assert "Already in line 3" in shown
    assert shown.count("Nobody here has this name") == 2
    assert "The name is missing" in shown
    assert known(forming) == {}
    done = keep(forming, LIST, is_seen="y")
    assert "5 values are kept" in done
    assert known(forming) == {"Field of study": {"Biology", "Law"}, "Level": {3.0, 4.0}}


def test_a_list_corrects_what_is_known(forming: Forming) -> None:
    keep(forming, LIST, is_seen="y")
    done = keep(forming, "Name,Level,Field of study\nApia 1,5,law\nApia 2,much,Law", is_seen="y")
    assert "2 values are kept" in done
    assert known(forming)["Level"] == {5.0, 4.0}
    again = keep(forming, "Name,Field of study\nApia 1,Alchemy")
    assert "“Alchemy” is no answer for “Field of study”" in again


def test_a_file_in_another_encoding_is_understood(forming: Forming) -> None:
    forming.add(forming.partners[0], "José Núñez")
    content = "Nombre;Campo de estudio\nJosé Núñez;Economía\nApia 1;Química".encode("cp1252")
    answer = forming.browser.post(
        f"{forming.pages}/attributes/list",
        data={"file": (BytesIO(content), "list.csv"), "encoding": "", "text": ""},
        content_type="multipart/form-data",
    )
    assert "2 rows are understood" in words(answer.text)
    assert "Economía" in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name;Level", "needs a first row"),
        ("Name\nApia 1", "no column that says anything"),
        ("", "Choose a file, or paste your list"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(forming: Forming, text: str, said: str) -> None:
    assert said in keep(forming, text)
    assert known(forming) == {}


def test_a_workbook_is_refused(forming: Forming) -> None:
    answer = forming.browser.post(
        f"{forming.pages}/attributes/list",
        data={"file": (BytesIO(b"PK\x03\x04more"), "list.xlsx"), "encoding": "", "text": ""},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 400
    assert "not a list that we can read" in answer.text


def test_too_many_kinds_are_no_attribute(forming: Forming) -> None:
    forming.add(forming.partners[0], *(f"More {number}" for number in range(25)))
    rows = "\n".join(f"More {number};{chr(97 + number)}" for number in range(25))
    assert "20 can be told apart" in keep(forming, f"Name;Hobby\n{rows}", is_seen="y")
    assert known(forming) == {}
