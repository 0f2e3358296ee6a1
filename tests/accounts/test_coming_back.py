"""Coming back without an LMS: a code by e-mail, and a return code on paper."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.forms import errors_of, soup_of, submit
from tests.letters import digits_for, sent
from tests.people import Somebody, World
from vsm_platform.accounts.models import EmailAddress, Identity, Person, ReturnCode, SignInCode
from vsm_platform.accounts.return_codes import read_return_code
from vsm_platform.core import clock
from vsm_platform.core.secrets import digest
from vsm_platform.mail.models import Letter

ADDRESS = "lupe@example.org"


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def ada(world: World) -> Somebody:
    """An administrator, who came by a one-time link and has no way back yet."""
    return world.administrator()


def keep_address(app: Flask, browser: FlaskClient, address: str = ADDRESS) -> None:
    """Show that one reads an address."""
    asked = submit(browser, "/coming-back", address=address)
    assert asked.location == "/coming-back/address"
    shown = submit(browser, "/coming-back/address", digits=digits_for(app, address.strip().lower()))
    assert shown.status_code == 303, shown.text


def ask(browser: FlaskClient, address: str = ADDRESS) -> None:
    assert submit(browser, "/sign-in", address=address).status_code == 303


def enter(browser: FlaskClient, digits: str, path: str = "/sign-in/code") -> object:
    return submit(browser, path, digits=digits)


def test_a_code_by_e_mail_brings_a_person_back(app: Flask, world: World, ada: Somebody) -> None:
    keep_address(app, ada.browser, " Lupe@Example.org ")
    assert "with a code by e-mail to" in ada.browser.get("/profile").text
    elsewhere = world.browser()
    assert submit(elsewhere, "/sign-in?next=/profile", address=ADDRESS.upper()).status_code == 303
    spaced = " ".join(digits_for(app, ADDRESS))
    answer = submit(elsewhere, "/sign-in/code?next=/profile", digits=spaced)
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert "Ada Admin" in elsewhere.get("/profile").text
    assert elsewhere.get("/sign-in?next=/profile").location == "/profile"


def test_the_code_is_good_once_and_for_ten_minutes(app: Flask, world: World, ada: Somebody) -> None:
    keep_address(app, ada.browser)
    first = world.browser()
    ask(first)
    digits = digits_for(app, ADDRESS)
    with clock.moved(timedelta(minutes=10, seconds=1)):
        assert "no code to enter here" in first.get("/sign-in/code").text
        answer = first.post("/sign-in/code", data={"digits": digits})
        assert answer.status_code == 200
    assert submit(first, "/sign-in/code", digits=digits).status_code == 303
    answer = first.post("/sign-in/code", data={"digits": digits})
    assert answer.status_code == 200


def test_five_wrong_tries_use_a_code_up(app: Flask, world: World, ada: Somebody) -> None:
    keep_address(app, ada.browser)
    guesser = world.browser()
    ask(guesser)
    digits = digits_for(app, ADDRESS)
    wrong = "000000" if digits != "000000" else "000001"
    for _ in range(4):
        page = submit(guesser, "/sign-in/code", digits=wrong)
        assert "not the digits" in errors_of(page)["digits"]
    page = submit(guesser, "/sign-in/code", digits=wrong)
    assert "no longer good" in page.text or "no code to enter" in page.text
    assert guesser.post("/sign-in/code", data={"digits": digits}).status_code == 200
    assert guesser.get("/profile").status_code == 401


def test_a_known_and_an_unknown_address_are_answered_alike(
    app: Flask, world: World, ada: Somebody
) -> None:
    keep_address(app, ada.browser)
    before = len(sent(app))
    pages = {}
    for address in (ADDRESS, "nobody@example.org"):
        browser = world.browser()
        answer = browser.post("/sign-in", data={"address": address})
        assert (answer.status_code, answer.location) == (303, "/sign-in/code?next=/")
        shown = soup_of(browser.get("/sign-in/code")).select_one("main")
        assert shown is not None
        for token in shown.select("input[name=csrf_token]"):
            token.extract()
        pages[address] = str(shown).replace(address, "…")
        tried = [submit(browser, "/sign-in/code", digits="123456").status_code for _ in range(3)]
        assert tried == [200, 200, 200]
    assert pages[ADDRESS] == pages["nobody@example.org"]
    assert [letter.recipient for letter in sent(app)[: len(sent(app)) - before]] == [ADDRESS]


def test_codes_are_asked_for_only_so_often(app: Flask, world: World) -> None:
    for address in (ADDRESS, "nobody@example.org"):
        answers = [
            world.browser().post("/sign-in", data={"address": address}).status_code
            for _ in range(6)
        ]
        assert answers == [303] * 5 + [429]
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert world.browser().post("/sign-in", data={"address": ADDRESS}).status_code == 303


def test_one_place_cannot_ask_for_hundreds_of_addresses(world: World) -> None:
    browser = world.browser()
    answers = [
        browser.post("/sign-in", data={"address": f"a{number}@example.org"}).status_code
        for number in range(101)
    ]
    assert answers == [303] * 100 + [429]


def test_the_database_keeps_neither_the_digits_nor_what_they_could_be_found_by(
    app: Flask, world: World, ada: Somebody
) -> None:
    submit(ada.browser, "/coming-back", address=ADDRESS)
    digits = digits_for(app, ADDRESS)
    with world.database.unit_of_work(writes=False) as session:
        code = session.scalars(select(SignInCode)).one()
        assert code.digest not in {digits, digest(digits), digest(f"{code.id}:{digits}")}
        assert session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize(
    "address",
    ["lupe", "lupe@", "@example.org", "a b@example.org", "a@b", "a@exa_mple.org", "x" * 300 + "@a.org",
     "lupe@example.org\r\nBcc: all@example.org", "josé@example.org", "a..b@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(world: World, address: str) -> None:
    page = world.browser().post("/sign-in", data={"address": address})
    assert page.status_code == 200
    assert "Enter an address like name@example.org." in page.text


def test_a_code_that_was_asked_for_by_one_browser_is_nothing_in_another(
    app: Flask, world: World, ada: Somebody
) -> None:
    keep_address(app, ada.browser)
    ask(world.browser())
    digits = digits_for(app, ADDRESS)
    thief = world.browser()
    assert thief.post("/sign-in/code", data={"digits": digits}).status_code == 200
    assert thief.get("/profile").status_code == 401


def test_a_code_to_show_an_address_lets_nobody_in(app: Flask, world: World, ada: Somebody) -> None:
    submit(ada.browser, "/coming-back", address=ADDRESS)
    digits = digits_for(app, ADDRESS)
    with ada.browser.session_transaction() as cookie:
        number = cookie["sign_in_code"]
    thief = world.browser()
    with thief.session_transaction() as cookie:
        cookie["sign_in_code"] = number
    thief.post("/sign-in/code", data={"digits": digits})
    assert thief.get("/profile").status_code == 401


def test_an_address_belongs_to_one_account_and_two_are_never_made_one(
    app: Flask, world: World, ada: Somebody
) -> None:
    keep_address(app, ada.browser)
    other = world.administrator()
    submit(other.browser, "/coming-back", address=ADDRESS)
    answer = submit(other.browser, "/coming-back/address", digits=digits_for(app, ADDRESS))
    assert answer.status_code == 409
    assert "belongs to another account" in answer.text
    with world.database.unit_of_work(writes=False) as session:
        assert session.scalars(select(EmailAddress.person_id)).all() == [ada.id]


def test_a_new_address_takes_the_place_of_the_old_one(
    app: Flask, world: World, ada: Somebody
) -> None:
    keep_address(app, ada.browser)
    keep_address(app, ada.browser, "new@example.org")
    ask(world.browser())
    assert sent(app)[0].recipient == "new@example.org"


def test_the_address_that_an_lms_sends_brings_nobody_back(app: Flask, world: World) -> None:
    person = world.person(world.university("University of Samoa"), "Sina")
    with world.work() as session:
        session.scalars(select(Identity)).one().email = ADDRESS
    ask(world.browser())
    assert sent(app) == []
    assert person.browser.get("/coming-back").status_code == 403
    assert "Your university’s login" in person.browser.get("/coming-back").text
    assert person.browser.post("/coming-back/return-code").status_code == 403


def test_a_return_code_brings_a_person_back_until_there_is_a_new_one(
    world: World, ada: Somebody
) -> None:
    first = _return_code(ada)
    assert read_return_code(first) == first
    for written in (first, first.lower(), first.replace("-", " ")):
        browser = world.browser()
        assert submit(browser, "/sign-in/return-code", code=written).location == "/"
        assert browser.get("/profile").status_code == 200
    second = _return_code(ada)
    assert submit(world.browser(), "/sign-in/return-code", code=first).status_code == 200
    assert submit(world.browser(), "/sign-in/return-code", code=second).status_code == 303
    with world.database.unit_of_work(writes=False) as session:
        assert session.scalars(select(ReturnCode)).one().digest not in {first, second}


def _return_code(somebody: Somebody) -> str:
    page = soup_of(somebody.browser.post("/coming-back/return-code"))
    code = page.select_one("#return-code")
    assert code is not None
    return code.get_text(strip=True)


def test_a_return_code_can_be_saved_as_a_file(world: World, ada: Somebody) -> None:
    code = _return_code(ada)
    answer = ada.browser.post("/coming-back/return-code.txt", data={"code": code})
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=return-code.txt"
    assert code in answer.text
    evil = ada.browser.post("/coming-back/return-code.txt", data={"code": "<script>"})
    assert evil.status_code == 404


def test_return_codes_cannot_be_guessed_for_ever(world: World, ada: Somebody) -> None:
    code = _return_code(ada)
    browser = world.browser()
    for _ in range(60):
        page = browser.post("/sign-in/return-code", data={"code": "2222-2222-2222"})
        assert page.status_code == 200
    assert browser.post("/sign-in/return-code", data={"code": code}).status_code == 429
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert browser.post("/sign-in/return-code", data={"code": code}).status_code == 303


@pytest.mark.parametrize("code", ["", "AB2C", "AB2C-DE3F-GH4O", "🙂" * 12, "AB2C-DE3F-GH4J-K"])
def test_what_is_no_return_code_is_said(world: World, code: str) -> None:
    assert "code" in errors_of(world.browser().post("/sign-in/return-code", data={"code": code}))


def test_whoever_stays_signed_in_does_so_for_thirty_days_but_not_administrators(
    app: Flask, world: World, ada: Somebody
) -> None:
    code = _return_code(ada)
    with world.work() as session:
        session.get_one(Person, ada.id).is_administrator = False
    browser = world.browser()
    answer = browser.post("/sign-in/return-code", data={"code": code, "stays": "y"})
    assert "Expires=" in answer.headers["Set-Cookie"]
    with clock.moved(timedelta(days=29)):
        assert browser.get("/profile").status_code == 200
    with clock.moved(timedelta(days=31)):
        assert browser.get("/profile").status_code == 401
    with world.work() as session:
        session.get_one(Person, ada.id).is_administrator = True
    browser = world.browser()
    browser.post("/sign-in/return-code", data={"code": code, "stays": "y"})
    with clock.moved(timedelta(hours=13)):
        assert browser.get("/profile").status_code == 401


def test_nobody_is_sent_elsewhere_after_signing_in(world: World, ada: Somebody) -> None:
    code = _return_code(ada)
    for address in ("https://evil.test/", "//evil.test/", "/\\evil.test"):
        answer = world.browser().post(f"/sign-in/return-code?next={address}", data={"code": code})
        assert answer.location == "/"


def test_an_old_secret_key_still_knows_the_codes_on_paper(
    app: Flask, world: World, ada: Somebody
) -> None:
    code = _return_code(ada)
    vault = app.extensions["vsm_vault"]
    vault._keys.insert(0, b"a new key")
    assert submit(world.browser(), "/sign-in/return-code", code=code).status_code == 303


def test_the_mailbox_is_there_in_development_alone(app: Flask, world: World) -> None:
    assert "No letter yet" in world.browser().get("/mailbox").text
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"environment": "production"})
    assert world.browser().get("/mailbox").status_code == 404


def test_the_mailbox_shows_letters_and_hides_what_is_in_them(
    app: Flask, world: World, ada: Somebody
) -> None:
    submit(ada.browser, "/coming-back", address=ADDRESS)
    digits = digits_for(app, ADDRESS)
    page = world.browser().get("/mailbox").text
    assert digits in page
    assert ADDRESS in page
