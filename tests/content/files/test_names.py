"""Names that people, programs and evil-minded people give to files."""

import pytest

from tests.content.files.conftest import Scene
from tests.content.files.sending import Tus, names_on, post_form
from vsm_platform.content.files.names import LONGEST, numbered, safe_name

HOSTILE = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\system.ini", "system.ini"),
    ("C:\\Users\\me\\essay.docx", "essay.docx"),
    ("a\0b.txt", "ab.txt"),
    ("invoice\u202egpj.exe", "invoicegpj.exe"),
    ("\u2066x\u2069.pdf", "x.pdf"),
    ("line\r\nX-Header: 1.txt", "lineX-Header_ 1.txt"),
    ("CON", "_CON"),
    ("nul.txt", "_nul.txt"),
    ("COM1.doc", "_COM1.doc"),
    ("console.txt", "console.txt"),
    ("....", "file"),
    ("", "file"),
    ("\u200b\u200b", "file"),
    ("/", "file"),
    ("trailing.  ", "trailing"),
    ('what? "this": <b>|*.txt', "what_ _this__ _b___.txt"),
    ("e\u0301te\u0301.txt", "été.txt"),
    ("海.pdf", "海.pdf"),
    (".htaccess", "htaccess"),
]


@pytest.mark.parametrize(("given", "expected"), HOSTILE)
def test_a_name_is_made_safe(given: str, expected: str) -> None:
    assert safe_name(given) == expected
    assert safe_name(expected) == expected


def test_a_name_of_300_characters_keeps_its_ending() -> None:
    name = safe_name("x" * 300 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith("x.pdf")
    assert len(safe_name("y" * 300)) == LONGEST
    assert len(safe_name("z." + "e" * 300)) == LONGEST
    assert len(numbered(name, 12)) == LONGEST
    assert numbered(name, 12).endswith("x (12).pdf")


@pytest.mark.parametrize(("given", "expected"), HOSTILE)
def test_a_hostile_name_comes_in_by_neither_door(scene: Scene, given: str, expected: str) -> None:
    Tus(scene.coordinator.browser, scene.exchange).send(b"abc", filename=given)
    (shown,) = names_on(scene.student.browser.get(scene.files()))
    assert shown == expected


def test_a_hostile_name_in_a_form_writes_nowhere_else(scene: Scene) -> None:
    post_form(scene.coordinator.browser, scene.files("/add"), ("../../../evil.txt", b"abc"))
    assert names_on(scene.student.browser.get(scene.files())) == ["evil.txt"]
    folder = scene.app.config["SETTINGS"].data_folder
    assert list(folder.rglob("*evil*")) == []
