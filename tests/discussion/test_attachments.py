"""Pictures and recordings in posts, by plain forms."""

from io import BytesIO

from PIL import Image
from werkzeug.test import TestResponse

from tests.discussion.conftest import Course, soup_of
from tests.people import Somebody


def photograph() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    written = BytesIO()
    Image.new("RGB", (2400, 1200), "teal").save(written, "JPEG", exif=exif)
    return written.getvalue()


def attach(course: Course, somebody: Somebody, place: str) -> str:
    """Go from a form to the page of its files; gives that page's address."""
    answer = somebody.browser.post(f"{course.path}/attach/{place}", data={"text": "Look!"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def send(somebody: Somebody, page: str, name: str, content: bytes) -> TestResponse:
    return somebody.browser.post(f"{page}/add", data={"files": (BytesIO(content), name)})


def test_a_picture_of_a_team_is_made_small_and_for_the_team_alone(course: Course) -> None:
    team = course.team_ids[0]
    topic = course.open(course["Anna"], space=f"team/{team}")
    number = topic.rpartition("/")[2]
    page = attach(course, course["Anna"], f"reply:{number}:0")
    assert send(course["Anna"], page, "harbour.jpg", photograph()).status_code == 303
    form = soup_of(course["Anna"].browser.get(page))
    field = form.select_one("textarea")
    assert field is not None
    said = course["Anna"].browser.post(page, data={field["name"]: "A harbour in the rain"})
    assert said.status_code == 303
    course.reply(course["Anna"], topic, "Look!")
    shown = soup_of(course["Diana"].browser.get(topic)).select_one("img[loading=lazy]")
    assert shown is not None
    assert shown["alt"] == "A harbour in the rain"
    small = course["Diana"].browser.get(str(shown["src"]))
    assert small.status_code == 200
    assert len(small.data) <= 4096
    whole = str(shown.parent["href"]) if shown.parent else ""
    fetched = course["Diana"].browser.get(whole)
    with Image.open(BytesIO(fetched.data)) as image:
        assert not image.getexif()
        assert image.width == 1600
    fetched.close()
    for stranger in ("Ben", "Cem"):
        assert course[stranger].browser.get(whole).status_code == 404
        assert course[stranger].browser.get(str(shown["src"])).status_code == 404
    assert course["Anna"].browser.post(f"{topic}/posts/2/delete").status_code == 303
    assert course["Diana"].browser.get(whole).status_code == 404


def test_what_is_no_picture_and_what_could_hold_scripts_is_refused(course: Course) -> None:
    topic = course.open(course["Anna"])
    page = attach(course, course["Anna"], f"reply:{topic.rpartition('/')[2]}:0")
    for name, content in (
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    ):
        assert send(course["Anna"], page, name, content).status_code == 415, name
