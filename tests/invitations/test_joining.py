"""Opening a link: what somebody sees, how they come in, and what is said when they cannot."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.forms import errors_of, soup_of, submit
from tests.invitations.conftest import Scene
from tests.letters import digits_for, path_in, sent
from vsm_platform.accounts.models import EmailAddress, NoticeAcknowledgement, Person
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.institutions.models import Institution, State
from vsm_platform.invitations.api import Invited, do_invite
from vsm_platform.invitations.models import Invitation


def enrolments(scene: Scene, role: Role = Role.STUDENT) -> list[Enrolment]:
    partnership_id = scene.partnership(scene.ngo)
    with scene.world.database.unit_of_work(writes=False) as session:
        query = select(Enrolment).where(
            Enrolment.partnership_id == partnership_id, Enrolment.role == role
        )
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def test_the_page_says_what_this_is_and_who_invites_in_the_invitation_s_language(
    scene: Scene,
) -> None:
    link = scene.invite(name="Lupe", language="es")
    page = scene.world.browser().get(link)
    assert '<html lang="es"' in page.text
    for text in ("Digital Storytelling", "Cora Coordinator", "Jóvenes de Sololá"):
        assert text in page.text
    chosen = scene.world.browser()
    chosen.post("/language", data={"language": "en", "next": link})
    assert '<html lang="en"' in chosen.get(link).text


def test_a_person_comes_in_and_is_asked_how_to_come_back(scene: Scene) -> None:
    link = scene.invite()
    browser = scene.world.browser()
    answer = submit(
        browser,
        link,
        display_name="Lupe Xoc",
        timezone="America/Guatemala",
        language="es",
        age="adult",
    )
    assert answer.location == f"/coming-back?next={scene.path}/"
    assert browser.get(answer.location).status_code == 200
    home = browser.get(f"{scene.path}/")
    assert home.status_code == 200
    assert '<html lang="es"' in home.text
    (enrolment,) = enrolments(scene)
    assert enrolment.state == EnrolmentState.ENROLLED
    assert enrolment.arrived_at is not None
    with scene.world.database.unit_of_work(writes=False) as session:
        person = session.get_one(Person, enrolment.person_id)
        assert person.institution_id == scene.ngo.id
        assert person.timezone == "America/Guatemala"
        acknowledged = select(NoticeAcknowledgement).where(
            NoticeAcknowledgement.person_id == person.id
        )
        assert session.scalars(acknowledged).one().language == "es"
        assert session.scalars(select(EmailAddress)).all() == []


def test_looking_at_the_page_uses_nothing_up(scene: Scene) -> None:
    link = scene.invite()
    for _ in range(3):
        assert scene.world.browser().get(link).status_code == 200
    scene.come_in(link, age="adult")
    page = scene.world.browser().get(link)
    assert page.status_code == 410
    assert "used already" in page.text
    assert "Sign in" in page.text


def test_of_two_who_use_it_at_once_one_comes_in(scene: Scene) -> None:
    link = scene.invite()
    data = {"display_name": "L", "timezone": "UTC", "language": "es", "age": "adult"}
    browsers = [scene.world.browser() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda one: one.post(link, data=data).status_code, browsers))
    assert statuses == [303, 410, 410, 410]
    assert len(enrolments(scene)) == 1


@pytest.mark.parametrize("field", ["display_name", "timezone", "age"])
def test_what_is_missing_is_said_and_the_link_stays_good(scene: Scene, field: str) -> None:
    link = scene.invite()
    data = {"display_name": "Lupe", "timezone": "UTC", "language": "es", "age": "adult"}
    browser = scene.world.browser()
    browser.post("/language", data={"language": "en"})
    answer = browser.post(link, data=data | {field: ""})
    assert answer.status_code == 200
    assert list(errors_of(answer)) == [field]
    assert scene.world.browser().get(link).status_code == 200
    assert enrolments(scene) == []


def test_an_expired_one_says_so(scene: Scene) -> None:
    link = scene.invite()
    with clock.moved(timedelta(days=13, hours=23)):
        assert scene.world.browser().get(link).status_code == 200
    with clock.moved(timedelta(days=14, seconds=5)):
        page = scene.world.browser().get(link)
        assert page.status_code == 410
        assert "too old" in page.text
        data = {"display_name": "L", "timezone": "UTC", "language": "es", "age": "adult"}
        assert scene.world.browser().post(link, data=data).status_code == 410


def test_a_forged_one_says_what_to_do_and_guessing_comes_to_an_end(scene: Scene) -> None:
    link = scene.invite()
    browser = scene.world.browser()
    page = browser.get(f"{link}x")
    assert page.status_code == 404
    assert "copy all of it" in page.text
    for number in range(59):
        path = f"/join/open/guess{number}" if number % 2 else f"/consent/guess{number}"
        assert browser.get(path).status_code == 404
    assert browser.post("/join/guess", data={}).status_code == 429
    assert browser.get(link).status_code == 429
    with clock.moved(timedelta(hours=1, seconds=1)):
        assert browser.get(link).status_code == 200


def test_a_suspended_institution_lets_nobody_in(scene: Scene) -> None:
    link = scene.invite()
    with scene.world.work() as session:
        session.get_one(Institution, scene.ngo.id).state = State.SUSPENDED
    assert scene.world.browser().get(link).status_code == 410


def test_the_letter_s_link_shows_that_the_address_is_the_person_s(app: Flask, scene: Scene) -> None:
    scene.invite(address="lupe@example.org")
    browser = scene.come_in(path_in(sent(app)[0].body), age="adult")
    assert "lupe@example.org" in browser.get("/coming-back").text
    elsewhere = scene.world.browser()
    submit(elsewhere, "/sign-in", address="lupe@example.org")
    answer = submit(elsewhere, "/sign-in/code", digits=digits_for(app, "lupe@example.org"))
    assert answer.status_code == 303
    assert elsewhere.get(f"{scene.path}/").status_code == 200


def test_the_link_that_was_passed_on_proves_no_address(app: Flask, scene: Scene) -> None:
    scene.come_in(scene.invite(address="lupe@example.org"), age="adult")
    with scene.world.database.unit_of_work(writes=False) as session:
        assert session.scalars(select(EmailAddress)).all() == []
    number = len(sent(app))
    submit(scene.world.browser(), "/sign-in", address="lupe@example.org")
    assert len(sent(app)) == number


def test_whoever_is_known_by_the_letter_s_address_signs_in_first_and_stays_one_person(
    app: Flask, scene: Scene
) -> None:
    scene.invite(address="lupe@example.org")
    browser = scene.come_in(path_in(sent(app)[0].body), age="adult")
    other = scene.world.exchange("Another", [scene.ngo])
    with scene.world.work() as session:
        invited = Invited(
            exchange_id=other,
            partnership_id=scene.world.partnership(other, scene.ngo),
            role=Role.STUDENT,
            name="Lupe",
            address="lupe@example.org",
            language="en",
        )
        do_invite(session, invited, actor_id=scene.coordinator.id)
    link = path_in(sent(app)[0].body)
    page = scene.world.browser().get(link)
    assert "has been here before with your e-mail address" in page.text
    assert scene.world.browser().post(link, data={}).status_code == 200
    answer = submit(browser, link, age="adult")
    assert (answer.status_code, answer.location) == (303, f"/exchanges/{other}/")
    with scene.world.database.unit_of_work(writes=False) as session:
        assert len(session.scalars(select(EmailAddress)).all()) == 1
        mine = select(Enrolment).join(Invitation, Invitation.enrolment_id == Enrolment.id)
        assert len({one.person_id for one in session.scalars(mine)}) == 1


def test_whoever_takes_part_already_uses_no_link_up(scene: Scene) -> None:
    browser = scene.come_in(scene.invite(language="en"), age="adult")
    second = scene.invite(name="Second", language="en")
    answer = submit(browser, second, age="adult")
    assert answer.status_code == 409
    assert "You take part already" in answer.text
    assert scene.world.browser().get(second).status_code == 200


def test_a_person_of_an_lms_is_never_made_one_with_an_invited_one(scene: Scene) -> None:
    link = scene.invite(language="en")
    browser = scene.student.browser
    assert "You are signed in here as" in browser.get(link).text
    assert submit(browser, link, display_name="Lupe", age="adult").status_code == 303
    (enrolment,) = enrolments(scene)
    assert enrolment.person_id != scene.student.id
    assert "Lupe" in browser.get("/profile").text


def test_an_invited_teacher_teaches_and_is_asked_for_no_age(scene: Scene) -> None:
    link = scene.invite(Role.FACILITATOR, "Tita Teacher", language="en")
    assert "How old are you?" not in scene.world.browser().get(link).text
    browser = scene.come_in(link)
    assert browser.get(f"{scene.path}/invitations").status_code == 200
    assert len(enrolments(scene, Role.FACILITATOR)) == 2


def test_a_hostile_name_is_shown_as_it_is_written(scene: Scene) -> None:
    link = scene.invite(name="<script>alert(1)</script>", language="en")
    evil = "<img src=x onerror=alert(1)>\u202e"
    browser = scene.come_in(link, display_name=evil, age="adult")
    for reader, path in (
        (scene.coordinator.browser, f"{scene.path}/invitations"),
        (scene.coordinator.browser, f"{scene.path}/people"),
        (browser, "/profile"),
    ):
        page = soup_of(reader.get(path))
        assert page.select("main img[src=x], main script") == []


def test_a_person_who_has_lost_every_way_gets_a_return_code_from_who_invited_them(
    scene: Scene,
) -> None:
    scene.come_in(scene.invite(), display_name="Lupe Xoc", age="adult")
    page = scene.facilitator.browser.post(f"{scene.path}/invitations/1/return-code")
    code = soup_of(page).select_one("span.code")
    assert code is not None
    browser = scene.world.browser()
    answer = submit(browser, "/sign-in/return-code", code=code.get_text(strip=True))
    assert answer.status_code == 303
    assert "Lupe Xoc" in browser.get("/profile").text


def test_no_return_code_is_made_for_whoever_has_an_address_or_more_to_lose(
    app: Flask, scene: Scene
) -> None:
    scene.invite(address="lupe@example.org")
    scene.come_in(path_in(sent(app)[0].body), age="adult")
    path = f"{scene.path}/invitations/1/return-code"
    assert scene.coordinator.browser.post(path).status_code == 409
    scene.invite(Role.FACILITATOR, "Tita")
    scene.invite()
    browser = scene.world.browser()
    link = scene.invite(name="Ana")
    submit(scene.administrator.browser, link, age="adult")
    path = f"{scene.path}/invitations/4/return-code"
    assert scene.facilitator.browser.post(path).status_code == 409
    nobody_came = f"{scene.path}/invitations/3/return-code"
    assert scene.facilitator.browser.post(nobody_came).status_code == 404
    assert browser.get("/profile").status_code == 401
