"""Lists of people in every encoding and with every separator, and rows that are no people."""

import time
import tracemalloc

import pytest

from vsm_platform.invitations.errors import SheetNotReadable
from vsm_platform.invitations.spreadsheets import Problem, Sheet, read_sheet, read_text

SPANISH = "Nombre;Apellidos;Correo electrónico\nMaría José;Muñoz Ibáñez;maria@example.org\n"
GERMAN = "Name,E-Mail\nJörg Müßig,joerg@example.org\n"
POLISH = "name\temail\nŁukasz Żółć\tlukasz@example.org\nAgnieszka Święta\tagnieszka@example.org\n"
RUSSIAN = "name,email\n" + "".join(
    f"{name},{number}@example.org\n"
    for number, name in enumerate(["Екатерина Иванова", "Дмитрий Соколов", "Анна Кузнецова"] * 5)
)
JAPANESE = "name,email\n" + "".join(
    f"{name},{number}@example.org\n"
    for number, name in enumerate(["山田太郎さん", "鈴木花子さん", "佐藤みどり", "高橋ケンジ"] * 5)
)


def people(sheet: Sheet) -> list[tuple[str, str]]:
    return [(person.name, person.address) for person in sheet.people]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_spanish_names_survive_every_way_of_saving(encoding: str, line_end: str) -> None:
    sheet = read_sheet(SPANISH.replace("\n", line_end).encode(encoding))
    assert people(sheet) == [("María José Muñoz Ibáñez", "maria@example.org")]
    assert sheet.troubles == []


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (GERMAN, "cp1252", "Jörg Müßig"),
        (GERMAN, "latin-1", "Jörg Müßig"),
        (POLISH, "cp1250", "Łukasz Żółć"),
        (POLISH, "utf-16", "Łukasz Żółć"),
        (RUSSIAN, "cp1251", "Екатерина Иванова"),
        (JAPANESE, "shift_jis", "山田太郎さん"),
        (JAPANESE, "utf-8", "山田太郎さん"),
    ],
)
def test_other_alphabets_are_recognised(text: str, encoding: str, name: str) -> None:
    sheet = read_sheet(text.encode(encoding))
    assert sheet.people[0].name == name
    assert sheet.troubles == []


def test_where_the_guess_is_wrong_a_person_can_say_the_encoding() -> None:
    content = POLISH.encode("cp1250")
    assert read_sheet(content, "cp1250").people[0].name == "Łukasz Żółć"
    assert read_sheet(content, "cp1252").people[0].name != "Łukasz Żółć"
    assert "�" in read_sheet(content, "utf-8").people[0].name


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator_is_found(separator: str) -> None:
    rows = [["Full name", "E-mail"], ["Ana, la mayor" if separator != "," else "Ana", "a@b.org"]]
    text = "\n".join(separator.join(row) for row in rows)
    assert people(read_text(text))[0][1] == "a@b.org"


def test_a_line_that_names_the_separator_is_followed() -> None:
    sheet = read_text("sep=;\nname;email\nAna, M.;ana@example.org\n")
    assert people(sheet) == [("Ana, M.", "ana@example.org")]


@pytest.mark.parametrize(
    "header",
    ["NAME,E-MAIL", "Nombre completo,Correo electrónico", "Estudiante,Correo", " Alumno : ,mail",
     "First name,Last name,Email address", "Apellidos,Nombre,Correo-e"],
)  # fmt: skip
def test_headers_are_understood_in_english_and_spanish(header: str) -> None:
    cells = ["Ana"] * (header.count(",")) + ["ana@example.org"]
    sheet = read_text(f"{header}\n{','.join(cells)}\n")
    assert sheet.people[0].address == "ana@example.org"
    assert sheet.people[0].name in {"Ana", "Ana Ana"}


def test_without_a_header_the_addresses_are_found_by_what_they_are() -> None:
    sheet = read_text("1,ana@example.org\nx,eva@example.org")
    assert people(sheet) == [("1", "ana@example.org"), ("x", "eva@example.org")]
    assert people(read_text("Lupe Xoc\nAna Tzul")) == [("Lupe Xoc", ""), ("Ana Tzul", "")]


def test_quoted_cells_hold_separators_and_lines() -> None:
    sheet = read_text('name,email\n"Xoc, Lupe\nde Sololá",lupe@example.org\nAna,bad\n')
    assert people(sheet) == [("Xoc, Lupe de Sololá", "lupe@example.org")]
    assert [trouble.row for trouble in sheet.troubles] == [4]


def test_each_row_says_what_is_wrong_with_it() -> None:
    text = (
        "name,email\n"
        "Ana,ana@example.org\n"
        ",\n"
        "  , \n"
        "Eva,eva at example\n"
        "Ana again,ANA@example.org\n"
        "Lupe,\n"
        "lupe,\n"
        ",only@example.org\n"
        "x,\n"
    )
    sheet = read_text(text + ",,not empty\n")
    found = [(one.row, one.problem, one.text) for one in sheet.troubles]
    assert found == [
        (5, Problem.BAD_ADDRESS, "eva at example"),
        (6, Problem.TWICE, "2"),
        (8, Problem.TWICE, "7"),
        (11, Problem.EMPTY, ""),
    ]
    assert people(sheet) == [
        ("Ana", "ana@example.org"),
        ("Lupe", ""),
        ("", "only@example.org"),
        ("x", ""),
    ]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 a workbook", b"\xd0\xcf\x11\xe0", b"%PDF-1.7", b"\x89PNG\r\n", bytes(5000),
     b"\xff\xd8\xff\xe0", b"name\0\0\0,email\0\0"],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(SheetNotReadable):
        read_sheet(content)


@pytest.mark.parametrize(
    "text", ["", "\n\n\n", "name,email\n", '"', '"' * 10_001, "," * 100_000, "a" * 200_000, "sep="]
)
def test_a_strange_text_is_read_as_far_as_it_goes(text: str) -> None:
    sheet = read_text(text)
    assert len(sheet.people) <= 1


def test_five_thousand_rows_are_read_in_bounded_time_and_memory() -> None:
    rows = [f"Núñez {number};a{number}@example.org" for number in range(5_000)]
    content = "\n".join(["Nombre;Correo", *rows]).encode("cp1252")
    tracemalloc.start()
    begun = time.process_time()
    sheet = read_sheet(content)
    taken = time.process_time() - begun
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sheet.people) == 5_000
    assert sheet.encoding == "cp1252"
    assert taken < 10
    assert peak < 30_000_000


def test_more_than_five_thousand_are_left_out_and_that_is_said() -> None:
    rows = "\n".join(f"Person {number}" for number in range(100_000))
    sheet = read_text(rows)
    assert len(sheet.people) == 5_000
    assert {trouble.problem for trouble in sheet.troubles} == {Problem.TOO_MANY}
    assert len(sheet.troubles) <= 101
