"""Every address of an exchange, tried by everybody who might: enrolment in it decides."""

from typing import Literal

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.exchanges.conftest import Scene
from vsm_platform.exchanges.api import Role, do_link_course

Method = Literal["GET", "POST"]

PAGES: list[tuple[Method, str]] = [
    ("GET", "/exchanges/{climate}/"),
    ("GET", "/exchanges/{climate}/people"),
    ("GET", "/exchanges/{climate}/settings"),
    ("POST", "/exchanges/{climate}/settings"),
    ("POST", "/exchanges/{climate}/coordinators"),
    ("GET", "/exchanges/{climate}/courses/{link}/unlink"),
    ("POST", "/exchanges/{climate}/courses/{link}/unlink"),
    ("GET", "/exchanges/{climate}/partners"),
    ("GET", "/exchanges/{climate}/partners/1"),
    ("POST", "/exchanges/{climate}/partners/1"),
    ("GET", "/exchanges/{climate}/partners/2/leave"),
    ("POST", "/exchanges/{climate}/partners/2/leave"),
    ("POST", "/exchanges/{climate}/partners/2/back"),
    ("GET", "/exchanges/{climate}/life"),
    ("GET", "/exchanges/{climate}/life/finished"),
    ("POST", "/exchanges/{climate}/life/finished"),
    ("GET", "/exchanges/{climate}/again"),
    ("POST", "/exchanges/{climate}/again"),
    ("GET", "/exchanges/{climate}/terms"),
    ("GET", "/admin/exchanges/"),
    ("GET", "/admin/exchanges/new"),
    ("POST", "/admin/exchanges/new"),
    ("GET", "/admin/exchanges/{climate}"),
    ("POST", "/admin/exchanges/{climate}"),
]

LOOK, ADMINISTER = {0, 1, 18}, {19, 20, 21, 22, 23}
EDIT = set(range(len(PAGES))) - LOOK - ADMINISTER

EXPECTED: dict[str, list[int]] = {
    # What each gets: look at the course, edit it, administer all of them.
    "student": [200, 403, 403],
    "facilitator": [200, 403, 403],
    "coordinator": [200, 200, 403],
    "of_stories": [404, 404, 403],
    "not_enrolled": [404, 404, 403],
    "of_madrid": [404, 404, 403],
    "administrator": [200, 200, 200],
    "stranger": [401, 401, 401],
}


def _expected(who: str, number: int) -> int:
    group = 0 if number in LOOK else 1 if number in EDIT else 2
    return EXPECTED[who][group]


def _link(scene: Scene) -> int:
    partnership_id = scene.world.partnership(scene.climate, scene.samoa)
    with scene.world.work() as session:
        do_link_course(
            session,
            deployment_id=scene.samoa.deployment_id,
            course_key="context:1",
            course_title="CLIM 201",
            partnership_id=partnership_id,
            institution_id=scene.samoa.id,
            actor_id=scene.coordinator.id,
        )
    return 1


def _browser(scene: Scene, who: str) -> FlaskClient:
    if who == "stranger":
        return scene.world.browser()
    browser: FlaskClient = getattr(scene, who).browser
    return browser


@pytest.mark.parametrize("who", EXPECTED)
def test_each_address_admits_only_those_whom_it_is_for(scene: Scene, who: str) -> None:
    link = _link(scene)
    browser = _browser(scene, who)
    for number, (method, address) in enumerate(PAGES):
        path = address.format(climate=scene.climate, link=link)
        answer = browser.open(path, method=method)
        allowed = _expected(who, number)
        if allowed == 200 and method == "POST":
            # An empty form is shown again, refused as a wrong button, or is a mere confirmation.
            assert answer.status_code in {200, 303, 404}, (who, path, answer.status_code)
        else:
            assert answer.status_code == allowed, (who, method, path)


def test_an_exchange_that_does_not_exist_looks_like_one_that_is_not_for_you(scene: Scene) -> None:
    hidden = scene.of_madrid.browser.get(f"/exchanges/{scene.climate}/")
    missing = scene.of_madrid.browser.get("/exchanges/4711/")
    assert hidden.status_code == missing.status_code == 404
    said = [BeautifulSoup(one.text, "html.parser").select_one("main") for one in (hidden, missing)]
    assert said[0] is not None
    assert said[0] == said[1]


def test_a_number_too_large_for_any_database_is_not_found(scene: Scene) -> None:
    number = 10**30
    for path in (f"/exchanges/{number}/", f"/exchanges/{number}/people"):
        assert scene.student.browser.get(path).status_code == 404


def test_another_exchanges_course_link_cannot_be_undone_through_ones_own(scene: Scene) -> None:
    link = _link(scene)
    teacher = scene.world.person(scene.osaka, "Tomo Teacher")
    scene.world.enrol(scene.stories, scene.osaka, teacher, Role.COORDINATOR)
    answer = teacher.browser.post(f"/exchanges/{scene.stories}/courses/{link}/unlink")
    assert answer.status_code == 404


def test_whoever_has_not_read_the_welcome_page_is_sent_there_first(scene: Scene) -> None:
    arriving = scene.world.person(scene.samoa, "Nina New", is_welcomed=False)
    scene.world.enrol(scene.climate, scene.samoa, arriving)
    answer = arriving.browser.get(f"/exchanges/{scene.climate}/")
    assert answer.status_code == 303
    assert answer.location == f"/welcome?next=/exchanges/{scene.climate}/"
