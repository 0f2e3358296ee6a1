"""A person reads what is held of them, and takes it along as one file."""

import json
import zipfile
from io import BytesIO

import pytest
from flask import Flask

from tests.discussion.conftest import Course
from tests.forms import soup_of
from tests.people import Somebody, World, counted_queries
from vsm_platform.accounts.api import KeptFile, Part, holdings
from vsm_platform.accounts.field_words import FIELDS, ROOMS
from vsm_platform.accounts.personal_data import Holding
from vsm_platform.accounts.takeout import pack
from vsm_platform.core.errors import NotFound
from vsm_platform.core.unit_of_work import Database


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def taken(somebody: Somebody, files: str = "yes") -> zipfile.ZipFile:
    answer = somebody.browser.post("/your-data/file", data={"files": files})
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def data_of(archive: zipfile.ZipFile) -> dict[str, dict[str, list[dict[str, object]]]]:
    rooms: dict[str, dict[str, list[dict[str, object]]]] = json.loads(archive.read("data.json"))[
        "rooms"
    ]
    return rooms


def test_the_profile_leads_to_ones_own_data(course: Course) -> None:
    page = soup_of(course["Anna"].browser.get("/profile"))
    assert page.select_one("main a[href='/your-data']")
    assert course["Anna"].browser.get("/your-data").status_code == 200


def test_what_somebody_wrote_is_in_the_page_and_in_the_json(course: Course) -> None:
    anna, ben = course["Anna"], course["Ben"]
    topic = course.open(anna, "Where do you live?", "In a house by the river ملكة")
    course.reply(ben, topic, "On a hill, and Anna need not know why")
    archive = taken(anna)
    assert {"index.html", "data.json", "style.css"} <= set(archive.namelist())
    rooms = data_of(archive)
    assert rooms["accounts"]["person"][0]["display_name"] == "Anna Abel"
    assert rooms["accounts"]["from_the_lms"][0]["name"] == "Anna Abel"
    assert [one["exchange"] for one in rooms["exchanges"]["enrolments"]] == [
        "Intercultural Learning"
    ]
    assert [one["text"] for one in rooms["discussion"]["posts"]] == ["In a house by the river ملكة"]
    page = archive.read("index.html").decode()
    assert "In a house by the river ملكة" in page
    for text in (page, json.dumps(rooms)):
        assert "On a hill" not in text
        assert "Ben Berg" not in text


def test_the_page_can_be_read_here_in_the_readers_language(course: Course) -> None:
    anna = course["Anna"]
    course.open(anna, "Casa", "En una casa junto al río")
    course.reply(course["Ben"], course.open(course["Ben"]), "Nobody else's")
    page = anna.browser.get("/your-data/read").get_data(as_text=True)
    assert "En una casa junto al río" in page
    assert "Nobody else" not in page
    anna.browser.post(
        "/language", data={"language": "es"}, headers={"Origin": "https://exchange.test"}
    )
    assert 'lang="es"' in anna.browser.get("/your-data/read").get_data(as_text=True)


def test_reading_takes_as_many_statements_however_much_there_is(
    course: Course,
    database: Database,
) -> None:
    anna = course["Anna"]
    course.open(anna)
    with counted_queries(database) as few:
        anna.browser.get("/your-data/read")
    topic = course.open(anna)
    for number in range(6):
        course.reply(anna, topic, f"Answer {number}")
    with counted_queries(database) as many:
        anna.browser.get("/your-data/read")
    assert len(many) == len(few)


def test_the_file_is_made_for_a_form_of_our_own_and_not_without_end(
    course: Course,
) -> None:
    anna = course["Anna"]
    assert anna.browser.get("/your-data/file").status_code == 405
    for _ in range(20):
        taken(anna, "no").close()
    assert anna.browser.post("/your-data/file").status_code == 429
    taken(course["Ben"], "no").close()


def test_nobody_gets_it_who_is_not_signed_in(world: World) -> None:
    stranger = world.browser()
    for path in ("/your-data", "/your-data/read", "/your-data/erasure"):
        assert stranger.get(path).status_code == 401
    for path in ("/your-data/file", "/your-data/erasure", "/your-data/erasure/take-back"):
        assert stranger.post(path).status_code == 401


def test_every_field_and_room_has_a_word(course: Course, app: Flask) -> None:
    anna = course["Anna"]
    course.open(anna)
    with app.app_context(), course.world.database.unit_of_work(writes=False) as session:
        found = list(holdings(session, anna.id))
    assert {one.room for one in found} <= set(ROOMS)
    keys = {key for one in found for part in one.parts for row in part.rows for key in row}
    assert keys - set(FIELDS) == set()


# Files -----------------------------------------------------------------------------------------


def packed(app: Flask, files: list[KeptFile]) -> zipfile.ZipFile:
    with app.test_request_context():
        pieces = list(
            pack([Holding("files", [Part("x", "X", [])], files)], "Anna", "UTC", with_files=True)
        )
    return zipfile.ZipFile(BytesIO(b"".join(pieces)))


def kept(name: str, content: bytes = b"content") -> KeptFile:
    return KeptFile(name, len(content), lambda: BytesIO(content))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("essay.pdf", "files/files/essay.pdf"),
        ("../../etc/passwd", "files/files/_.._etc_passwd"),
        ("C:\\Windows\\x.exe", "files/files/C__Windows_x.exe"),
        ("..", "files/files/file"),
        ("a\u202egnp.exe", "files/files/a_gnp.exe"),
        ("海の作文.docx", "files/files/海の作文.docx"),
    ],
)
def test_a_name_never_leads_out_of_the_folder(app: Flask, name: str, path: str) -> None:
    assert path in packed(app, [kept(name)]).namelist()


def test_files_of_one_name_stand_side_by_side(app: Flask) -> None:
    archive = packed(app, [kept("A.txt", b"1"), kept("a.txt", b"2"), kept("a.txt", b"3")])
    names = [name for name in archive.namelist() if name.startswith("files/")]
    assert names == ["files/files/A.txt", "files/files/a (2).txt", "files/files/a (3).txt"]
    assert [archive.read(name) for name in names] == [b"1", b"2", b"3"]


def test_a_file_that_the_store_does_not_give_is_named(app: Flask) -> None:
    def fails() -> BytesIO:
        raise NotFound

    archive = packed(app, [KeptFile("gone.txt", 3, fails), kept("here.txt")])
    assert archive.read("left-out.txt").decode() == "files/files/gone.txt"
    assert archive.read("files/files/here.txt") == b"content"
