"""Uploads by tus 1.0.0: what the protocol asks for, and what hostile or broken programs do."""

import base64
import hashlib
from datetime import timedelta

import pytest

from tests.content.files.conftest import Scene
from tests.content.files.sending import PIECE_TYPE, PNG, TUS, Tus, encoded, fetch, names_on
from vsm_platform.content.files.limits import PIECE
from vsm_platform.content.files.places import staging
from vsm_platform.core import clock


@pytest.fixture
def tus(scene: Scene) -> Tus:
    return Tus(scene.coordinator.browser, scene.exchange)


def test_a_server_says_what_it_can_do(tus: Tus) -> None:
    answer = tus.browser.options(f"/exchanges/{tus.exchange}/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation",
        "expiration",
        "checksum",
        "termination",
    }
    assert answer.headers["Tus-Max-Size"] == str(2 << 30)
    assert "sha1" in answer.headers["Tus-Checksum-Algorithm"]
    assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]


def test_a_file_arrives_in_pieces_and_stands_in_the_list(scene: Scene, tus: Tus) -> None:
    address = tus.address(10, filename="plan.txt")
    assert tus.offset(address) == 0
    first = tus.piece(address, 0, b"01234")
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "5")
    assert "Upload-Expires" in first.headers
    assert tus.offset(address) == 5
    last = tus.piece(address, 5, b"56789")
    assert last.headers["Tus-Resumable"] == "1.0.0"
    file_id = last.headers["Vsm-File"]
    page = scene.student.browser.get(f"/exchanges/{scene.exchange}/files")
    assert names_on(page) == ["plan.txt"]
    got = fetch(scene.student.browser, f"/exchanges/{scene.exchange}/files/{file_id}/plan.txt")
    assert got.data == b"0123456789"
    head = tus.browser.head(address, headers=TUS)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("10", "10")
    assert head.headers["Cache-Control"] == "no-store"


def test_whoever_lost_an_answer_asks_and_goes_on(tus: Tus) -> None:
    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    assert tus.piece(address, 0, b"abc").status_code == 409
    assert tus.offset(address) == 3
    assert tus.piece(address, 3, b"def").status_code == 204


@pytest.mark.parametrize("offset", ["0", "4", "99", "-1", "3.0", "", "٣", "9" * 30])
def test_an_offset_that_lies_changes_nothing(tus: Tus, offset: str) -> None:
    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    refused = tus.browser.patch(
        address, data=b"xyz", content_type=PIECE_TYPE, headers=_latin({"Upload-Offset": offset})
    )
    assert refused.status_code in {400, 409}
    assert tus.offset(address) == 3


def _latin(headers: dict[str, str]) -> dict[str, str]:
    coded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    return {**TUS, **coded}


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "", "0x10", "9" * 25])
def test_a_length_that_makes_no_sense_is_refused(tus: Tus, length: str) -> None:
    assert tus.begin(length).status_code == 400


def test_a_length_must_be_known_from_the_start(tus: Tus) -> None:
    headers = {**TUS, "Upload-Defer-Length": "1"}
    answer = tus.browser.post(f"/exchanges/{tus.exchange}/uploads", headers=headers)
    assert answer.status_code == 400


def test_more_than_was_said_is_refused_and_not_kept(tus: Tus) -> None:
    address = tus.address(4)
    assert tus.piece(address, 0, b"12345").status_code == 413
    assert tus.offset(address) == 0


def test_a_piece_has_its_limit(tus: Tus) -> None:
    address = tus.address(PIECE * 2)
    assert tus.piece(address, 0, bytes(PIECE + 1)).status_code == 413
    assert tus.piece(address, 0, bytes(PIECE)).status_code == 204


def test_a_checksum_is_kept_and_a_wrong_one_drops_the_piece(tus: Tus) -> None:
    content = b"what the ocean does"
    for name in ("sha1", "sha256"):
        address = tus.address(len(content), filename=f"{name}.txt")
        right = base64.b64encode(hashlib.new(name, content).digest()).decode()
        wrong = base64.b64encode(hashlib.new(name, b"other").digest()).decode()
        refused = tus.piece(address, 0, content, **{"Upload-Checksum": f"{name} {wrong}"})
        assert refused.status_code == 460
        assert tus.offset(address) == 0
        taken = tus.piece(address, 0, content, **{"Upload-Checksum": f"{name} {right}"})
        assert taken.status_code == 204


@pytest.mark.parametrize("checksum", ["md5 abc=", "sha1", "sha1 ***", "", "crc32 AAAA"])
def test_a_checksum_of_no_known_kind_is_refused(tus: Tus, checksum: str) -> None:
    address = tus.address(3)
    refused = tus.piece(address, 0, b"abc", **{"Upload-Checksum": checksum})
    assert refused.status_code in {400, 460}
    assert tus.offset(address) == 0


def test_the_version_and_the_type_are_insisted_upon(tus: Tus) -> None:
    address = tus.address(3)
    begun = tus.browser.post(f"/exchanges/{tus.exchange}/uploads", headers={"Upload-Length": "3"})
    assert begun.status_code == 412
    assert begun.headers["Tus-Version"] == "1.0.0"
    plain = tus.browser.patch(
        address, data=b"abc", headers={**TUS, "Upload-Offset": "0"}, content_type="text/plain"
    )
    assert plain.status_code == 415
    assert tus.offset(address) == 0


def test_a_proxy_that_lets_only_post_pass_is_no_obstacle(tus: Tus) -> None:
    address = tus.address(3)
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    sent = tus.browser.post(address, data=b"abc", headers=headers, content_type=PIECE_TYPE)
    assert sent.status_code == 204
    assert tus.browser.post(address, headers=TUS).status_code == 400


def test_a_page_of_another_site_can_send_nothing(tus: Tus) -> None:
    for stranger in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        headers = {**TUS, **stranger, "Upload-Length": "3"}
        address = f"/exchanges/{tus.exchange}/uploads"
        assert tus.browser.post(address, headers=headers).status_code == 403


def test_an_upload_that_is_ended_leaves_nothing(scene: Scene, tus: Tus) -> None:
    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    assert tus.browser.delete(address, headers=TUS).status_code == 204
    assert tus.browser.head(address, headers=TUS).status_code == 404
    assert tus.piece(address, 3, b"def").status_code == 404
    with scene.app.app_context():
        assert list(staging().folder.iterdir()) == []


def test_an_upload_waits_a_week_for_its_next_piece(scene: Scene, tus: Tus) -> None:
    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    scene.stay_signed_in()
    with clock.moved(timedelta(days=6)):
        assert tus.offset(address) == 3
    with clock.moved(timedelta(days=8)):
        assert tus.browser.head(address, headers=TUS).status_code == 410
        scene.run_jobs()
        assert tus.browser.head(address, headers=TUS).status_code == 404
        with scene.app.app_context():
            assert list(staging().folder.iterdir()) == []


def test_an_upload_survives_a_restart_of_the_server(scene: Scene, tus: Tus) -> None:
    from vsm_platform.app import create_app

    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    restarted = create_app(scene.app.config["SETTINGS"])
    browser = type(scene.world)(restarted).browser(scene.coordinator.visit_id)
    again = Tus(browser, scene.exchange)
    assert again.offset(address) == 3
    assert again.piece(address, 3, b"def").headers["Vsm-File"]
    restarted.extensions["vsm_database"].engine.dispose()


def test_what_a_crash_left_behind_the_known_offset_is_overwritten(scene: Scene, tus: Tus) -> None:
    address = tus.address(6)
    tus.piece(address, 0, b"abc")
    with scene.app.app_context():
        (arriving,) = staging().folder.iterdir()
    arriving.write_bytes(b"abcXXXXXXX")
    file_id = tus.piece(address, 3, b"def").headers["Vsm-File"]
    got = fetch(tus.browser, f"/exchanges/{tus.exchange}/files/{file_id}/notes.txt")
    assert got.data == b"abcdef"


def test_an_empty_file_is_a_file(scene: Scene, tus: Tus) -> None:
    tus.address(0, filename="empty.txt")
    scene.run_jobs()
    page = tus.browser.get(f"/exchanges/{tus.exchange}/files")
    assert names_on(page) == ["empty.txt"]


def test_an_upload_is_its_senders_alone(scene: Scene, tus: Tus) -> None:
    address = tus.address(6)
    for somebody in (scene.teacher, scene.student, scene.stranger, scene.guest):
        other = somebody.browser
        assert other.head(address, headers=TUS).status_code == 404
        assert other.delete(address, headers=TUS).status_code == 404
        headers = {**TUS, "Upload-Offset": "0"}
        sent = other.patch(address, data=b"abc", headers=headers, content_type=PIECE_TYPE)
        assert sent.status_code == 404
    assert tus.offset(address) == 0


@pytest.mark.parametrize(
    "metadata", ["filename", "filename !!!", "filename /w==", "a b c", "filename eA==, folder x"]
)
def test_metadata_that_cannot_be_read_is_refused_or_ignored(tus: Tus, metadata: str) -> None:
    headers = {**TUS, "Upload-Length": "3", "Upload-Metadata": metadata}
    answer = tus.browser.post(f"/exchanges/{tus.exchange}/uploads", headers=headers)
    assert answer.status_code in {201, 400}


@pytest.mark.parametrize(
    "target",
    [{"folder": 99}, {"folder": "1;drop"}, {"file": 99}, {"owner": "team:1"}, {"owner": "x"}],
)
def test_a_place_that_is_none_is_not_found(tus: Tus, target: dict[str, str | int]) -> None:
    assert tus.begin(3, **target).status_code == 404


def test_too_large_a_file_is_refused_before_anything_is_sent(small: Scene) -> None:
    tus = Tus(small.coordinator.browser, small.exchange)
    refused = tus.begin((3 << 20) + 1)
    assert refused.status_code == 413
    assert "at most 3\xa0MB" in refused.get_data(as_text=True)
    assert tus.begin(3 << 20).status_code == 201


def test_a_picture_for_a_page_has_a_limit_of_its_own(small: Scene) -> None:
    tus = Tus(small.coordinator.browser, small.exchange)
    assert tus.begin((1 << 20) + 1, purpose="picture").status_code == 413
    assert tus.begin(1 << 20, purpose="picture").status_code == 201


def test_what_is_under_way_counts_as_if_it_were_here(small: Scene) -> None:
    tus = Tus(small.coordinator.browser, small.exchange)
    tus.address(3 << 20)
    refused = tus.begin(2 << 20)
    assert refused.status_code == 413
    text = refused.get_data(as_text=True)
    assert "4\xa0MB" in text
    assert "1\xa0MB are free" in text


def test_a_student_has_a_room_of_the_own(small: Scene) -> None:
    browser = small.coordinator.browser
    made = browser.post(
        f"/exchanges/{small.exchange}/files/folders", data={"name": "Posters", "is_open": "y"}
    )
    folder = int(made.headers["Location"].rpartition("/")[2])
    tus = Tus(small.student.browser, small.exchange)
    tus.send(b"x" * (2 << 20), folder=folder, filename="a.bin")
    refused = tus.begin((1 << 20) + 1, folder=folder)
    assert refused.status_code == 413
    assert "In this exchange you can have 3" in refused.get_data(as_text=True)
    other = Tus(small.other_student.browser, small.exchange)
    assert other.begin(1 << 20, folder=folder).status_code == 201


def test_a_file_that_says_nothing_of_its_name_gets_one(tus: Tus) -> None:
    headers = {**TUS, "Upload-Length": "3", "Upload-Metadata": encoded(purpose="none")}
    begun = tus.browser.post(f"/exchanges/{tus.exchange}/uploads", headers=headers)
    tus.piece(begun.headers["Location"], 0, b"abc")
    assert names_on(tus.browser.get(f"/exchanges/{tus.exchange}/files")) == ["file"]


def test_an_unfinished_upload_stands_on_its_senders_page_alone(scene: Scene, tus: Tus) -> None:
    address = tus.address(1000, filename="film.mp4")
    tus.piece(address, 0, PNG)
    files = f"/exchanges/{scene.exchange}/files"
    assert "film.mp4" in tus.browser.get(files).get_data(as_text=True)
    assert "film.mp4" not in scene.teacher.browser.get(files).get_data(as_text=True)
    ended = tus.browser.post(f"{address}/end")
    assert ended.status_code == 303
    assert "film.mp4" not in tus.browser.get(files).get_data(as_text=True)
