"""Passkeys: made on the profile, used on the sign-in page, and verified for real."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.accounts.authenticator import PRESENT, Authenticator
from tests.forms import soup_of, values_of
from tests.people import Somebody, World
from vsm_platform.accounts.models import Passkey
from vsm_platform.core import clock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def ada(world: World) -> Somebody:
    return world.administrator()


def form_of(browser: FlaskClient, page: str) -> Tag:
    form = soup_of(browser.get(page)).select_one("form[data-passkey]")
    assert form is not None
    return form


def register(browser: FlaskClient, device: Authenticator) -> TestResponse:
    form = form_of(browser, "/coming-back")
    answer = device.create(str(form["data-options"]))
    return browser.post(str(form["action"]), data=values_of(form) | {"answer": answer})


def come_back(browser: FlaskClient, device: Authenticator) -> TestResponse:
    form = form_of(browser, "/sign-in")
    answer = device.get(str(form["data-options"]))
    return browser.post(str(form["action"]), data=values_of(form) | {"answer": answer})


def test_a_passkey_brings_a_person_back(world: World, ada: Somebody) -> None:
    device = Authenticator()
    assert register(ada.browser, device).location == "/coming-back"
    assert "with your device’s lock" in ada.browser.get("/profile").text
    browser = world.browser()
    assert come_back(browser, device).location == "/"
    assert "Ada Admin" in browser.get("/profile").text


def test_a_device_that_counts_is_followed(world: World, ada: Somebody) -> None:
    device = Authenticator(count=7)
    register(ada.browser, device)
    assert come_back(world.browser(), device).status_code == 303
    with world.database.unit_of_work(writes=False) as session:
        assert session.scalars(select(Passkey)).one().sign_count == 8
    device.count = 5
    # A copy of the passkey would be behind the original.
    assert come_back(world.browser(), device).status_code == 400


def test_two_passkeys_of_one_person_share_the_handle_and_one_can_go(
    world: World, ada: Somebody
) -> None:
    phone, laptop = Authenticator(), Authenticator(credential_id=b"another")
    register(ada.browser, phone)
    register(ada.browser, laptop)
    assert phone.user_handle == laptop.user_handle
    page = soup_of(ada.browser.get("/coming-back"))
    links = [str(a["href"]) for a in page.select("a[href*='/remove']")]
    assert len(links) == 2
    assert ada.browser.post(links[0]).status_code == 303
    assert come_back(world.browser(), phone).status_code == 400
    assert come_back(world.browser(), laptop).status_code == 303


def test_another_person_s_passkey_can_be_neither_seen_nor_removed(
    world: World, ada: Somebody
) -> None:
    register(ada.browser, Authenticator())
    other = world.administrator()
    for method in ("GET", "POST"):
        answer = other.browser.open("/coming-back/passkeys/1/remove", method=method)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda device: setattr(device, "origin", "https://evil.test"),
        lambda device: setattr(device, "host", "evil.test"),
        lambda device: setattr(device, "flags", PRESENT),
        lambda device: setattr(device, "flags", 0),
        lambda device: setattr(device, "key", Authenticator().key),
        lambda device: setattr(device, "credential_id", b"never seen"),
        lambda device: setattr(device, "user_handle", b"somebody else"),
    ],
    ids=["origin", "host", "not verified", "not present", "key", "unknown", "another person"],
)
def test_an_answer_that_is_not_right_opens_nothing(
    world: World, ada: Somebody, spoil: Callable[[Authenticator], None]
) -> None:
    device = Authenticator()
    register(ada.browser, device)
    spoil(device)
    browser = world.browser()
    answer = come_back(browser, device)
    assert answer.status_code == 400
    assert "did not open the door" in answer.text
    assert browser.get("/profile").status_code == 401


@pytest.mark.parametrize("flags", [PRESENT, 0])
def test_a_device_without_a_lock_makes_no_passkey_here(ada: Somebody, flags: int) -> None:
    assert register(ada.browser, Authenticator(flags=flags)).status_code == 400


def test_an_answer_opens_nothing_twice(world: World, ada: Somebody) -> None:
    device = Authenticator()
    register(ada.browser, device)
    form = form_of(world.browser(), "/sign-in")
    sent = values_of(form) | {"answer": device.get(str(form["data-options"]))}
    assert world.browser().post("/sign-in/passkey", data=sent).status_code == 303
    assert world.browser().post("/sign-in/passkey", data=sent).status_code == 400


def test_an_old_page_s_challenge_is_not_accepted(world: World, ada: Somebody) -> None:
    device = Authenticator()
    register(ada.browser, device)
    form = form_of(world.browser(), "/sign-in")
    sent = values_of(form) | {"answer": device.get(str(form["data-options"]))}
    for token in ("", "made up", sent["token"][:-2] + "xx"):
        spoilt = world.browser().post("/sign-in/passkey", data=sent | {"token": token})
        assert spoilt.status_code == 400
    with clock.moved(timedelta(minutes=15, seconds=1)):
        assert world.browser().post("/sign-in/passkey", data=sent).status_code == 400
    assert world.browser().post("/sign-in/passkey", data=sent).status_code == 303


def test_a_challenge_to_make_a_passkey_signs_nobody_in(world: World, ada: Somebody) -> None:
    device = Authenticator()
    register(ada.browser, device)
    form = form_of(ada.browser, "/coming-back")
    sent = values_of(form) | {"answer": device.get(str(form["data-options"]))}
    assert world.browser().post("/sign-in/passkey", data=sent).status_code == 400
    other = world.administrator()
    made = values_of(form) | {"answer": device.create(str(form["data-options"]))}
    assert other.browser.post("/coming-back/passkeys", data=made).status_code == 400


NO_BYTES = {"clientDataJSON": "!", "authenticatorData": "", "signature": "", "userHandle": 7}


@pytest.mark.parametrize(
    "answer",
    [
        "", "x", "[]", "{}", "null", '{"id": 1}', "[" * 9000, "9" * 20000,
        json.dumps({"id": "a", "rawId": "a", "response": {}}),
        json.dumps({"id": "a", "rawId": "a", "response": []}),
        json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": NO_BYTES}),
        json.dumps({"id": [], "rawId": "a", "type": "public-key", "response": "text"}),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(world: World, ada: Somebody, answer: str) -> None:
    register(ada.browser, Authenticator())
    browser = world.browser()
    form = form_of(browser, "/sign-in")
    refused = browser.post("/sign-in/passkey", data=values_of(form) | {"answer": answer})
    assert refused.status_code == 400
    form = form_of(ada.browser, "/coming-back")
    refused = ada.browser.post("/coming-back/passkeys", data=values_of(form) | {"answer": answer})
    assert refused.status_code == 400


def test_people_of_an_lms_make_no_passkeys(world: World) -> None:
    sina = world.person(world.university("University of Samoa"), "Sina")
    assert sina.browser.post("/coming-back/passkeys").status_code == 403
