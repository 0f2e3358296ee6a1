"""Whose hands are on imports and exports: those who write what is taught, and nobody else's."""

import pytest

from tests.content.cartridges.building import simple
from tests.content.cartridges.conftest import Scene
from vsm_platform.exchanges.api import Role

GETS = ("", "/course.imscc", "/1", "/1/undo")
POSTS = ("/upload", "/choose", "/1/confirm", "/1/stop", "/1/go-on", "/1/leave", "/1/undo")


@pytest.mark.parametrize(
    ("who", "status"), [("student", 403), ("stranger", 404), ("other_facilitator", 404)]
)
def test_others_see_and_change_nothing(scene: Scene, who: str, status: int) -> None:
    address = scene.begin(simple())
    browser = getattr(scene, who).browser
    assert address.endswith("/1")
    for rest in GETS:
        assert browser.get(scene.path(rest)).status_code == status, rest
    for rest in POSTS:
        assert browser.post(scene.path(rest)).status_code == status, rest
    assert scene.send(simple(), getattr(scene, who)).status_code == status
    assert "Nothing has come in yet" in scene.facilitator.browser.get(address).text


def test_an_import_of_another_exchange_is_not_found(scene: Scene) -> None:
    scene.begin(simple())
    other = scene.world.exchange("Third", [scene.samoa])

    scene.world.enrol(other, scene.samoa, scene.facilitator, Role.FACILITATOR)
    browser = scene.facilitator.browser
    assert browser.get(f"/exchanges/{other}/cartridges/1").status_code == 404
    for rest in POSTS[2:]:
        assert browser.post(f"/exchanges/{other}/cartridges{rest}").status_code == 404


def test_students_do_not_see_the_cartridge_itself(scene: Scene) -> None:
    scene.begin(simple())
    for file_id in (1, 2):
        page = f"/exchanges/{scene.exchange_id}/files/{file_id}"
        assert scene.student.browser.get(page).status_code == 404
        assert scene.student.browser.get(f"{page}/course.imscc").status_code == 404


def test_a_form_without_a_file_says_so(scene: Scene) -> None:
    answer = scene.facilitator.browser.post(scene.path("/upload"), data={})
    assert answer.status_code == 400
    assert "Choose a file that your LMS has exported" in answer.text
