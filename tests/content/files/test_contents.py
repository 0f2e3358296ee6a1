"""What a browser gets of a file: to those who may have it, in parts, and never as a page of ours."""

import pytest
from werkzeug.test import TestResponse

from tests.content.files.conftest import Scene
from tests.content.files.sending import PNG, Tus, fetch, post_form
from vsm_platform.content.files.kinds import may_be_shown, media_type, sent_as

HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def stored(scene: Scene, name: str, content: bytes) -> TestResponse:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(content, filename=name)
    return fetch(scene.student.browser, scene.files(f"/{file_id}/{name}"))


def test_a_picture_a_pdf_and_a_film_are_shown_and_all_else_is_saved(scene: Scene) -> None:
    for name, content, kind in (
        ("wave.png", PNG, "image/png"),
        ("plan.pdf", PDF, "application/pdf"),
        ("sea.mp4", b"\0\0\0\x18ftypmp42" + bytes(20), "video/mp4"),
        ("talk.mp3", b"ID3\x04" + bytes(20), "audio/mpeg"),
    ):
        answer = stored(scene, name, content)
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"].startswith("inline")
    saved = stored(scene, "data.csv", b"a,b\n1,2\n")
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", HTML),
        ("page.html", HTML),
        ("drawing.svg", SVG),
        ("picture.jpg", SVG),
        ("paper.pdf", HTML),
        ("feed.xml", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("utf16.html", "<html>".encode("utf-16")),
        ("script.js", b"alert(1)"),
    ],
)
def test_what_could_run_is_only_saved_whatever_it_is_called(
    scene: Scene, name: str, content: bytes
) -> None:
    answer = stored(scene, name, content)
    assert answer.data == content
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_content_is_for_its_reader_alone_and_asked_about_again(scene: Scene) -> None:
    answer = stored(scene, "wave.png", PNG)
    caching = answer.headers["Cache-Control"]
    assert "private" in caching
    assert "no-cache" in caching
    assert "public" not in caching
    again = fetch(scene.student.browser, answer.request.path, If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=8-", 206, b"89"),
        ("bytes=-2", 206, b"89"),
        ("bytes=4-4", 206, b"4"),
        ("bytes=99-", 416, None),
    ],
)
def test_a_part_of_a_content_can_be_asked_for(
    scene: Scene, asked: str, status: int, expected: bytes | None
) -> None:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(b"0123456789")
    answer = fetch(scene.student.browser, scene.files(f"/{file_id}/notes.txt"), Range=asked)
    assert answer.status_code == status
    if expected is not None:
        assert answer.data == expected
        assert answer.headers["Content-Range"].endswith("/10")


def test_the_name_in_an_address_is_only_for_people(scene: Scene) -> None:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(b"abc", filename="a.txt")
    answer = fetch(scene.student.browser, scene.files(f"/{file_id}/whatever.html"))
    assert answer.data == b"abc"
    assert "filename=a.txt" in answer.headers["Content-Disposition"]


def test_a_name_in_any_script_is_kept(scene: Scene) -> None:
    name = "海の計画 – «été».pdf"
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(PDF, filename=name)
    answer = fetch(scene.student.browser, scene.files(f"/{file_id}/x"))
    assert "filename*=UTF-8''%E6%B5%B7" in answer.headers["Content-Disposition"]


def test_a_browser_can_be_asked_to_save_what_it_could_show(scene: Scene) -> None:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(PNG, filename="a.png")
    answer = fetch(scene.student.browser, scene.files(f"/{file_id}/a.png?save"))
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_zip_is_kept_as_it_is_and_never_unpacked(scene: Scene) -> None:
    bomb = b"PK\x03\x04" + bytes(2000)
    answer = stored(scene, "bomb.zip", bomb)
    assert answer.data == bomb
    assert answer.mimetype == "application/zip"


def test_what_a_content_is_comes_from_its_first_bytes() -> None:
    assert media_type(b"RIFF\0\0\0\0WEBPVP8 ", "a.exe") == "image/webp"
    assert media_type(b"MZ\x90\0\0", "a.png") == "application/octet-stream"
    assert media_type(b"GIF89a<script>", "a.gif") == "image/gif"
    assert media_type(b"PK\x03\x04", "a.docx").endswith("wordprocessingml.document")
    assert media_type("déjà vu".encode()[:-1] + b"\xc3", "a.txt") == "text/plain"
    assert media_type(b"", "a.txt") == "application/octet-stream"
    assert media_type(b"  \n<SVG ", "a.txt") == "image/svg+xml"
    assert not may_be_shown("image/svg+xml")
    assert sent_as("text/html") == sent_as("image/svg+xml") == "application/octet-stream"


def test_a_store_that_does_not_answer_is_said_so(scene: Scene) -> None:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(b"abc")
    folder = scene.app.config["SETTINGS"].data_folder / "files" / "contents"
    for path in folder.glob("??/*"):
        path.unlink()
    answer = scene.student.browser.get(scene.files(f"/{file_id}/notes.txt"))
    assert answer.status_code == 503
    assert "content_unavailable" in answer.get_data(as_text=True)


def test_a_plain_form_brings_several_files(scene: Scene) -> None:
    browser = scene.coordinator.browser
    sent = post_form(browser, scene.files("/add"), ("a.txt", b"one"), ("b.png", PNG))
    assert sent.status_code == 303
    page = browser.get(sent.headers["Location"]).get_data(as_text=True)
    assert "2 files added." in page
    assert "a.txt" in page
    assert "b.png" in page


def test_a_plain_form_has_its_limit_and_needs_a_file(small: Scene) -> None:
    browser, address = small.coordinator.browser, small.files("/add")
    assert post_form(browser, address).status_code == 400
    assert post_form(browser, address, ("", b"")).status_code == 400
    refused = post_form(browser, address, ("a.bin", bytes(26 << 20)))
    assert refused.status_code == 413
    assert "25\xa0MB" in refused.get_data(as_text=True)
    full = post_form(browser, address, ("a.bin", bytes(5 << 20)))
    assert full.status_code == 413
    assert "exchange_full" in full.get_data(as_text=True)


def test_other_pages_take_no_more_than_before(scene: Scene) -> None:
    browser = scene.coordinator.browser
    answer = browser.post(scene.files("/folders"), data={"name": "x" * (300 << 10)})
    assert answer.status_code == 413


def test_a_plain_form_without_its_token_is_refused(scene: Scene) -> None:
    scene.app.config["WTF_CSRF_ENABLED"] = True
    sent = post_form(scene.coordinator.browser, scene.files("/add"), ("a.txt", b"one"))
    assert sent.status_code == 400
    assert "form_expired" in sent.get_data(as_text=True)
