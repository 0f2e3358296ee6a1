"""The programmes of the report whose people come without an LMS, each a journey through HTTP."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from tests.forms import soup_of, submit
from tests.invitations.conftest import Scene, institution
from tests.letters import digits_for, path_in, sent
from tests.people import World
from vsm_platform.accounts.models import Identity, Person
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Role, partners_of
from vsm_platform.institutions.api import InstitutionKind

PHONE = {"Accept-Language": "es-GT,es;q=0.9", "User-Agent": "Mozilla/5.0 (Linux; Android 13)"}


def test_digital_storytelling_an_ngo_s_youth_comes_by_phone_leaves_and_comes_back(
    app: Flask, scene: Scene
) -> None:
    page = f"{scene.path}/invitations/new?role=student"
    made = submit(
        scene.facilitator.browser, page, name="Lupe", address="lupe@example.org", language="es"
    )
    assert "way to" in made.text
    letter = sent(app)[0]
    assert "te invita a" in letter.body
    link = path_in(letter.body)

    phone = scene.world.browser()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = PHONE["Accept-Language"]
    phone.environ_base["HTTP_USER_AGENT"] = PHONE["User-Agent"]
    opened = phone.get(link)
    assert '<html lang="es"' in opened.text
    arrived = submit(
        phone, link, display_name="Lupe Xoc", timezone="America/Guatemala", age="adult"
    )
    assert arrived.location == f"/coming-back?next={scene.path}/"
    assert phone.get(f"{scene.path}/").status_code == 200
    token = soup_of(phone.get("/profile")).select_one("form[action='/sign-out'] input")
    assert token is not None
    phone.post("/sign-out", data={str(token["name"]): str(token["value"])})
    assert phone.get(f"{scene.path}/").status_code == 401

    submit(phone, f"/sign-in?next={scene.path}/", address="lupe@example.org")
    digits = digits_for(app, "lupe@example.org")
    back = submit(phone, f"/sign-in/code?next={scene.path}/", digits=digits)
    assert back.location == f"{scene.path}/"
    home = phone.get(f"{scene.path}/")
    assert "Lupe Xoc" in home.text
    people = scene.student.browser.get(f"{scene.path}/people").text
    assert "Lupe Xoc" in people


def test_digital_storytelling_a_youth_without_e_mail_keeps_a_code_on_paper(scene: Scene) -> None:
    phone = scene.come_in(scene.invite(), display_name="Mateo", age="adult")
    paper = soup_of(phone.post("/coming-back/return-code")).select_one("#return-code")
    assert paper is not None
    borrowed = scene.world.browser()
    answer = submit(borrowed, "/sign-in/return-code", code=paper.get_text(strip=True).lower())
    assert answer.status_code == 303
    assert borrowed.get(f"{scene.path}/").status_code == 200


def test_entrepreneurship_a_guest_speaker_comes_for_what_they_are_invited_to(world: World) -> None:
    zurich = world.university("Universität Zürich", "Zürich", "Europe/Zurich", "CH")
    bogota = world.university("Universidad de los Andes", "Bogotá", "America/Bogota", "CO")
    exchange_id = world.exchange("Entrepreneurship", [zurich, bogota])
    teacher = world.person(zurich, "Tom Teacher")
    world.enrol(exchange_id, zurich, teacher, Role.FACILITATOR)
    page = f"/exchanges/{exchange_id}/invitations/new?role=guest"
    made = soup_of(submit(teacher.browser, page, name="Gloria Guest", language="en"))
    link = made.select_one("#link")
    assert link is not None
    guest = world.browser()
    arrived = submit(guest, link.get_text(strip=True).removeprefix("https://exchange.test"))
    assert arrived.location == f"/coming-back?next=/exchanges/{exchange_id}/visit"
    visit = guest.get(f"/exchanges/{exchange_id}/visit").text
    assert "Entrepreneurship" in visit
    assert "Tom Teacher" in visit
    for path in ("/", "/people", "/grades", "/settings", "/invitations"):
        assert guest.get(f"/exchanges/{exchange_id}{path}").status_code == 404
    assert "Gloria" not in teacher.browser.get(f"/exchanges/{exchange_id}/people").text


def test_sustainable_development_takes_fifteen_individuals_and_refuses_the_next_with_the_reason(
    world: World,
) -> None:
    unl = world.university("Universidad Nacional del Litoral", "Santa Fe", country="AR")
    people = institution(world, "Personas", InstitutionKind.INDIVIDUALS, "America/Santiago")
    exchange_id = world.exchange("Desarrollo sostenible", [unl, people])
    coordinator = world.person(unl, "Coordinadora")
    world.enrol(exchange_id, unl, coordinator, Role.COORDINATOR)
    for number in range(10):
        student = world.person(unl, f"Estudiante {number}")
        world.enrol(exchange_id, unl, student)
    link = _open_link(
        world, exchange_id, coordinator.browser, world.partnership(exchange_id, people)
    )
    for number in range(15):
        browser = world.browser()
        answer = submit(browser, link, display_name=f"Persona {number}", age="adult")
        assert answer.status_code == 303
        assert browser.get(f"/exchanges/{exchange_id}/").status_code == 200
    sixteenth = world.browser().get(link)
    assert sixteenth.status_code == 409
    assert "There were 15 places for “Desarrollo sostenible”" in sixteenth.text
    late = {"display_name": "P", "timezone": "UTC", "language": "es", "age": "adult"}
    assert world.browser().post(link, data=late).status_code == 409
    with world.database.unit_of_work(writes=False) as session:
        numbers = [partner.students for partner in partners_of(session, exchange_id)]
        assert numbers == [10, 15]
        known = select(Person.id).join(Identity, Identity.person_id == Person.id)
        individuals = select(func.count()).where(
            Enrolment.exchange_id == exchange_id, Enrolment.person_id.not_in(known)
        )
        assert session.scalar(individuals) == 15
    listed = coordinator.browser.get(f"/exchanges/{exchange_id}/invitations").text
    assert "15 of 15 places taken" in listed
    assert "Came by the open link" in listed


def _open_link(world: World, exchange_id: int, browser, partnership_id: int) -> str:  # type: ignore[no-untyped-def]
    page = f"/exchanges/{exchange_id}/invitations/links/new"
    last_day = str((clock.now() + timedelta(days=30)).date())
    made = submit(browser, page, partnership=str(partnership_id), places="15", ends_on=last_day)
    link = soup_of(made).select_one("#link")
    assert link is not None, made.text
    return link.get_text(strip=True).removeprefix("https://exchange.test")


def test_an_open_link_ends_on_its_last_day_and_can_be_closed(world: World) -> None:
    people = institution(world, "Personas", InstitutionKind.INDIVIDUALS, "America/Santiago")
    exchange_id = world.exchange("Desarrollo sostenible", [people])
    administrator = world.administrator()
    partnership_id = world.partnership(exchange_id, people)
    link = _open_link(world, exchange_id, administrator.browser, partnership_id)
    with clock.moved(timedelta(days=32)):
        page = world.browser().get(link)
        assert page.status_code == 410
        assert "The last day of this link was" in page.text
    inside = world.browser()
    submit(inside, link, display_name="Ana", age="adult")
    close = f"/exchanges/{exchange_id}/invitations/links/1/close"
    assert administrator.browser.post(close).status_code == 303
    assert world.browser().get(link).status_code == 410
    assert inside.get(f"/exchanges/{exchange_id}/").status_code == 200
    outsider = world.person(world.university("Elsewhere"), "Otto")
    assert outsider.browser.post(close).status_code == 404


def test_an_open_link_refuses_nonsense(world: World) -> None:
    people = institution(world, "Personas", InstitutionKind.INDIVIDUALS, "America/Santiago")
    exchange_id = world.exchange("Desarrollo sostenible", [people])
    browser = world.administrator().browser
    page = f"/exchanges/{exchange_id}/invitations/links/new"
    for places, ends_on in (("0", "2099-01-01"), ("many", "x"), ("-5", str(date(2000, 1, 1)))):
        answer = submit(browser, page, places=places, ends_on=ends_on)
        assert "Something needs another look" in answer.text
        assert soup_of(answer).select("#link") == []
