"""Pictures and recordings in posts, by plain forms."""

import struct
import wave
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.discussion.conftest import Course, soup_of, words
from tests.people import Somebody, counted_queries
from vsm_platform.content.files.actions.tidying import do_note_verdict
from vsm_platform.content.files.api import Blob, File, ScanState, limits
from vsm_platform.content.files.scanning import Verdict
from vsm_platform.discussion.api import do_erase_person
from vsm_platform.discussion.attachments import MOST
from vsm_platform.discussion.models import PostBundle, PostFile
from vsm_platform.exchanges.api import Exchange, ExchangeState, Role


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


def place_of(topic: str) -> str:
    """Where a draft of an answer to a topic is kept."""
    return f"reply:{topic.rpartition('/')[2]}:0"


def recording(seconds: int = 1) -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000 * seconds))
    return written.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film() -> bytes:
    """A film that says where it was taken, as telephones write it."""
    place = box(b"udta", box(b"\xa9xyz", b"+48.1371+011.5754/"))
    return (
        box(b"ftyp", b"isom\0\0\2\0isommp42")
        + box(b"moov", box(b"mvhd", bytes(100)) + place)
        + box(b"mdat", b"seen and heard")
    )


def blank(width: int, height: int) -> bytes:
    """A picture of few bytes and many pixels."""
    written = BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()


def describe(somebody: Somebody, page: str, said: str) -> None:
    """Say the same of each file, and go back to the post."""
    form = soup_of(somebody.browser.get(page))
    fields = [str(field["name"]) for field in form.select("textarea")]
    answer = somebody.browser.post(page, data=dict.fromkeys(fields, said))
    assert answer.status_code == 303


def post_with(course: Course, somebody: Somebody, topic: str, *files: tuple[str, bytes]) -> None:
    """Post with these files."""
    page = attach(course, somebody, place_of(topic))
    for name, content in files:
        assert send(somebody, page, name, content).status_code == 303
    describe(somebody, page, "A lighthouse")
    assert course.reply(somebody, topic, "Look!").status_code == 303


def shown(somebody: Somebody, topic: str) -> list[str]:
    """The addresses of files that somebody sees in a topic."""
    page = soup_of(somebody.browser.get(topic))
    return [str(one["href"]).partition("?")[0] for one in page.select("a[href*='/attached/']")]


def status(somebody: Somebody, address: str) -> int:
    answer = somebody.browser.get(address)
    answer.close()
    return answer.status_code


def test_what_is_no_picture_and_what_could_hold_scripts_is_refused(course: Course) -> None:
    topic = course.open(course["Anna"])
    page = attach(course, course["Anna"], f"reply:{topic.rpartition('/')[2]}:0")
    for name, content in (
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    ):
        assert send(course["Anna"], page, name, content).status_code == 415, name


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (5_000, 4_000)])
def test_few_bytes_that_would_become_gigabytes_are_refused(
    course: Course, width: int, height: int
) -> None:
    page = attach(course, course["Anna"], place_of(course.open(course["Anna"])))
    answer = send(course["Anna"], page, "bomb.png", blank(width, height))
    assert answer.status_code == 413
    assert "too large" in words(answer)
    assert "Nothing yet" in words(course["Anna"].browser.get(page))


def test_more_than_a_file_can_have_is_refused_before_it_is_read(course: Course) -> None:
    page = attach(course, course["Anna"], place_of(course.open(course["Anna"])))
    with course.world.app.app_context():
        most = limits().plain
    answer = send(course["Anna"], page, "long.wav", bytes(most + (1 << 21)))
    assert answer.status_code == 413
    # Nobody has read what was sent, so nobody has closed it.
    answer.request.environ["wsgi.input"].close()


def test_a_name_cannot_turn_round_what_it_ends_in(course: Course) -> None:
    topic = course.open(course["Anna"])
    name = "\u202egpj.\u2066<b>song</b>.wav"
    post_with(course, course["Anna"], topic, (name, recording()))
    page = course["Diana"].browser.get(topic).get_data(as_text=True)
    assert "\u202e" not in page
    assert "\u2066" not in page
    assert "<b>song" not in page
    (address, *_rest) = shown(course["Diana"], topic)
    answer = course["Diana"].browser.get(f"{address}?save")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"]
    answer.close()


def test_recordings_can_be_heard_read_and_found_by_what_is_said_in_them(course: Course) -> None:
    topic = course.open(course["Anna"])
    post_with(course, course["Anna"], topic, ("hello.wav", recording()), ("reef.mp4", film()))
    page = soup_of(course["Diana"].browser.get(topic))
    assert len(page.select("#p2 audio[controls][preload=none]")) == 1
    assert len(page.select("#p2 video[controls][preload=none]")) == 1
    assert page.get_text().count("A lighthouse") == 2
    hits = course["Diana"].browser.get(f"{course.path}/search?q=lighthouse")
    assert "1 post was found" in words(hits)
    fetched = course["Diana"].browser.get(shown(course["Diana"], topic)[1])
    assert fetched.headers["Content-Type"] == "video/mp4"
    assert b"48.1371" not in fetched.data
    assert b"seen and heard" in fetched.data
    assert len(fetched.data) == len(film())
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    fetched.close()
    part = course["Diana"].browser.get(
        shown(course["Diana"], topic)[1], headers={"Range": "bytes=0-3"}
    )
    assert part.status_code == 206
    part.close()


def test_a_post_takes_so_many_files_and_no_more(course: Course) -> None:
    topic = course.open(course["Anna"])
    page = attach(course, course["Anna"], place_of(topic))
    for number in range(MOST):
        assert send(course["Anna"], page, f"{number}.wav", recording(number + 1)).status_code == 303
    assert send(course["Anna"], page, "more.wav", recording(9)).status_code == 409
    answer = course["Anna"].browser.post(page, data={})
    assert answer.status_code == 200
    assert "Say what can be heard" in words(answer)
    form = soup_of(course["Anna"].browser.get(page))
    first = form.select_one("button[name=file]")
    assert first is not None
    gone = course["Anna"].browser.post(f"{page}/remove", data={"file": str(first["value"])})
    assert gone.status_code == 303
    assert send(course["Anna"], page, "more.wav", recording(9)).status_code == 303


def test_files_of_a_draft_are_for_its_writer_alone(course: Course) -> None:
    topic = course.open(course["Anna"])
    page = attach(course, course["Anna"], place_of(topic))
    send(course["Anna"], page, "mine.wav", recording())
    form = soup_of(course["Anna"].browser.get(page))
    link = form.select_one("a[href*='/attached/']")
    assert link is not None
    mine = str(link["href"])
    assert status(course["Anna"], mine) == 200
    draft = words(course["Anna"].browser.get(topic))
    assert "Comes with it: mine.wav" in draft
    for other in (course["Ben"], course["Diana"], course.teacher, course.colleague):
        assert status(other, page) == 404
        assert status(other, mine) == 404
        assert send(other, page, "other.wav", recording()).status_code == 404
        assert other.browser.post(f"{page}/remove", data={"file": "1"}).status_code == 404
        assert "mine.wav" not in words(other.browser.get(topic))
    stranger = course.world.person(course.partners[0], "Else Where")
    assert status(stranger, mine) == 404
    assert stranger.browser.post(f"{course.path}/attach/{place_of(topic)}").status_code == 404


def test_where_one_cannot_write_nothing_can_be_attached(course: Course) -> None:
    topic = course.open(course["Anna"], space=f"team/{course.team_ids[0]}")
    outside = course["Ben"].browser.post(f"{course.path}/attach/{place_of(topic)}")
    assert outside.status_code == 404
    number = topic.rpartition("/")[2]
    for place in (
        f"edit:{number}:1",
        f"reply:{number}:99",
        "new:team:1",
        "reply:0:0",
        "x",
        "new:x:y:z",
    ):
        answer = course["Ben"].browser.post(f"{course.path}/attach/{place}")
        assert answer.status_code == 404, place
    page = attach(course, course["Anna"], place_of(topic))
    with course.world.work() as session:
        session.get_one(Exchange, course.exchange_id).state = ExchangeState.FINISHED
    assert send(course["Anna"], page, "late.wav", recording()).status_code == 403
    assert status(course["Anna"], page) == 403


def test_files_go_where_their_post_goes(course: Course) -> None:
    topic = course.open(course["Anna"])
    post_with(course, course["Ben"], topic, ("hello.wav", recording()))
    (address, *_rest) = shown(course["Diana"], topic)
    assert status(course["Diana"], address) == 200
    course.teacher.browser.post(f"{topic}/posts/2/hide", data={"reason": "Too loud"})
    assert status(course["Diana"], address) == 404
    assert status(course.teacher, address) == 200
    assert shown(course["Diana"], topic) == []
    course.teacher.browser.post(f"{topic}/posts/2/restore")
    assert status(course["Diana"], address) == 200
    course.change(course["Diana"], role=Role.GUEST)
    assert status(course["Diana"], address) == 404
    with course.world.app.test_request_context(), course.world.work() as session:
        do_erase_person(session, course["Ben"].id)
    assert status(course.teacher, address) == 404
    with course.world.work() as session:
        for table in (PostFile, PostBundle, File):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_changed_post_gets_another_file_and_everybody_sees_it(course: Course) -> None:
    topic = course.open(course["Anna"])
    post_with(course, course["Anna"], topic, ("one.wav", recording()))
    before = course["Diana"].browser.get(topic)
    place = place_of(topic).replace("reply", "edit")[:-1] + "2"
    page = attach(course, course["Anna"], place)
    assert "one.wav" in words(course["Anna"].browser.get(page))
    send(course["Anna"], page, "two.wav", recording(2))
    describe(course["Anna"], page, "A reef")
    still = course["Diana"].browser.get(topic)
    assert "two.wav" not in words(still)
    change = {"text": "Look again!", "base_version": "1"}
    assert course["Anna"].browser.post(f"{topic}/posts/2/edit", data=change).status_code == 303
    tag = {"If-None-Match": before.headers["ETag"]}
    after = course["Diana"].browser.get(topic, headers=tag)
    assert after.status_code == 200
    assert "one.wav" in words(after)
    assert "two.wav" in words(after)


def test_what_the_scanner_says_reaches_a_page_that_was_drawn_before(course: Course) -> None:
    topic = course.open(course["Anna"])
    post_with(course, course["Anna"], topic, ("hello.wav", recording()))
    (address, *_rest) = shown(course["Diana"], topic)
    with course.world.work() as session:
        digest = session.scalars(select(Blob.digest)).one()
        session.execute(update(Blob).values(scan_state=ScanState.WAITING))
    course.reply(course["Ben"], topic, "What is it?")
    assert "being checked for viruses" in words(course["Diana"].browser.get(topic))
    assert status(course["Diana"], address) == 409
    with course.world.app.test_request_context(), course.world.work() as session:
        do_note_verdict(session, digest, Verdict(ScanState.INFECTED, "Eicar"))
    assert "a virus was found" in words(course["Diana"].browser.get(topic))
    assert status(course["Diana"], address) == 403
    with course.world.app.test_request_context(), course.world.work() as session:
        do_note_verdict(session, digest, Verdict(ScanState.CLEAN))
    assert shown(course["Diana"], topic)


def test_a_page_of_files_takes_one_query_more_than_a_page_without(course: Course) -> None:
    topic = course.open(course["Anna"])
    counts = []
    for number in range(4):
        course.reply(course["Ben"], topic, "Words")
        with counted_queries(course.world.database) as statements:
            course["Diana"].browser.get(topic)
        counts.append(len(statements))
        post_with(course, course["Anna"], topic, (f"{number}.wav", recording(number + 1)))
    assert counts[0] + 1 == counts[1] == counts[2] == counts[3]
