"""Guests and clients see what they came for, and every other door is closed to them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.forms import submit
from tests.invitations.conftest import Scene
from vsm_platform.accounts.api import SignIn, load_viewer
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Role, access_exchange, do_enrol
from vsm_platform.invitations import visits
from vsm_platform.invitations.api import (
    Subject,
    VisitCard,
    offer_subjects,
    offer_visit,
    visitor_subjects,
)

FOR_EVERYBODY = {
    "accounts.add_passkey",
    "accounts.coming_back",
    "accounts.erase_data",
    "accounts.keep_data",
    "accounts.make_return_code",
    "accounts.notice",
    "accounts.office_invitation",
    "accounts.profile",
    "accounts.read_data",
    "accounts.remove_passkey",
    "accounts.return_code_file",
    "accounts.set_language",
    "accounts.take_data",
    "accounts.your_data",
    "accounts.show_address",
    "accounts.sign_in",
    "accounts.sign_in_code",
    "accounts.sign_in_passkey",
    "accounts.sign_in_return_code",
    "accounts.sign_out",
    "accounts.welcome",
    "accounts.invitation",
    "availability.forget",
    "availability.own",
    "credentials.passport_key",
    "credentials.passport_key_off",
    "credentials.passport_off",
    "credentials.passport_page",
    "credentials.passport_share",
    "credentials.passport_take",
    "credentials.verify",
    "home.front",
    "institutions.key_set",
    "institutions.register_lms",
    "institutions.registration_link",
    "invitations.guardian",
    "invitations.join",
    "invitations.join_openly",
    "invitations.visit",
    "launch.arrived",
    "launch.go_on",
    "launch.launch",
    "launch.login",
    "launch.settled",
    "mail.mailbox",
    "meetings.calendar",
    "static",
    "web.favicon",
    "web.health",
    "web.styleguide",
}
"""One's own account, doors for whoever holds a link, and what strangers may see too."""


@pytest.fixture
def talks() -> Iterator[None]:
    """A room above that knows two talks, and shows a guest those to which they were invited."""
    titles = {7: "How stories travel", 8: "Another talk"}

    def subjects(_session: Session, _exchange_id: int) -> list[Subject]:
        return [Subject(number, title) for number, title in titles.items()]

    def cards(session: Session, access: Access, _viewer: Viewer) -> list[VisitCard]:
        at = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
        ids = visitor_subjects(session, access.enrolment_id or 0, "talk")
        return [VisitCard(titles[one], "You speak for half an hour.", "", at) for one in ids]

    offer_subjects("talk", "Talk", subjects, roles=[Role.GUEST])
    offer_visit("talks", cards)
    yield
    del visits._subjects["talk"], visits._visits["talks"]


@pytest.mark.parametrize("role", [Role.GUEST, Role.CLIENT])
def test_every_address_is_closed_to_a_visitor_but_for_the_visit_and_the_own_account(
    app: Flask, scene: Scene, role: Role
) -> None:
    browser = scene.come_in(scene.invite(role, "Vera Visitor", language="en"))
    closed, leaks = 0, []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            values = dict.fromkeys(rule.arguments, 1) | {"exchange_id": scene.exchange_id}
            values = {name: values[name] for name in rule.arguments}
            address = app.url_map.bind("").build(rule.endpoint, values, method=method)
            if rule.endpoint in FOR_EVERYBODY:
                continue
            status = browser.open(address, method=method, data={}).status_code
            closed += 1
            # An upload first asks for the version of its protocol (412), whoever sends it.
            if status not in {403, 404, 412}:
                leaks.append((rule.endpoint, method, status))
    assert leaks == []
    assert closed > 60
    assert browser.get(f"{scene.path}/visit").status_code == 200
    assert browser.get("/profile").status_code == 200


def test_a_visitor_s_front_page_is_the_visit(scene: Scene) -> None:
    browser = scene.come_in(scene.invite(Role.GUEST, "Vera"))
    assert browser.get("/").location == f"{scene.path}/visit"


def test_a_visitor_of_several_exchanges_chooses_and_lands_on_the_visits(scene: Scene) -> None:
    browser = scene.come_in(scene.invite(Role.GUEST, "Vera", language="en"))
    other = scene.world.exchange("Rising Water", [scene.zurich])
    partnership_id = scene.world.partnership(other, scene.zurich)
    with browser.session_transaction() as cookie:
        visit = int(cookie["_user_id"])
    with scene.world.work() as session:
        person = session.get_one(SignIn, visit).person_id
        do_enrol(session, partnership_id=partnership_id, person_id=person, role=Role.STUDENT)
    page = browser.get("/").text
    assert f'href="{scene.path}/visit"' in page
    assert f'href="/exchanges/{other}/"' in page


def test_visitors_are_in_no_list_of_participants(scene: Scene) -> None:
    scene.come_in(scene.invite(Role.GUEST, "Vera Visitor"))
    scene.come_in(scene.invite(Role.CLIENT, "Carlos Client"))
    for reader in (scene.student, scene.coordinator):
        people = reader.browser.get(f"{scene.path}/people").text
        assert "Vera" not in people
        assert "Carlos" not in people


@pytest.mark.usefixtures("talks")
def test_a_guest_sees_what_they_were_invited_to_on_their_own_clock(scene: Scene) -> None:
    page = f"{scene.path}/invitations/new?role=guest"
    choices = scene.coordinator.browser.get(page).text
    assert "Talk: How stories travel" in choices
    link = scene.invite(Role.GUEST, "Vera", language="en", subject=("talk", 7))
    browser = scene.come_in(link, timezone="Asia/Tokyo")
    shown = browser.get(f"{scene.path}/visit").text
    assert "How stories travel" in shown
    assert "Another talk" not in shown
    assert "Saturday 28 November 2026 03:00" in shown
    assert "Tokyo" in shown
    listed = scene.coordinator.browser.get(f"{scene.path}/invitations").text
    assert "Talk: How stories travel" in listed


@pytest.mark.usefixtures("talks")
def test_a_guest_who_is_invited_again_sees_both_and_stays_one_person(scene: Scene) -> None:
    browser = scene.come_in(scene.invite(Role.GUEST, "Vera", language="en", subject=("talk", 7)))
    second = scene.invite(Role.GUEST, "Vera", language="en", subject=("talk", 8))
    assert submit(browser, second).location == f"{scene.path}/visit"
    shown = browser.get(f"{scene.path}/visit").text
    assert "How stories travel" in shown
    assert "Another talk" in shown


@pytest.mark.usefixtures("talks")
def test_nobody_is_invited_to_what_is_not_there_or_not_for_them(scene: Scene) -> None:
    data = {"name": "V", "partnership": str(scene.partnership(scene.zurich)), "language": "en",
            "days": "14"}  # fmt: skip
    browser = scene.coordinator.browser
    for role, subject in (("guest", "talk:99"), ("guest", "evil:1"), ("client", "talk:7")):
        page = f"{scene.path}/invitations/new?role={role}"
        answer = browser.post(page, data=data | {"subject": subject})
        listed = browser.get(f"{scene.path}/invitations").text
        if role == "guest":
            assert "Something needs another look" in answer.text
            assert "Nobody is invited yet" in listed
        else:
            # A client cannot come for a talk, so there is no such field, and what is sent is no
            # part of the invitation.
            assert "Talk" not in listed


def test_a_guest_can_become_a_student_and_a_student_no_guest(scene: Scene) -> None:
    browser = scene.come_in(scene.invite(Role.GUEST, "Vera", language="en"))
    assert submit(browser, scene.invite(), age="adult").location == f"{scene.path}/"
    assert browser.get(f"{scene.path}/people").status_code == 200
    link = scene.invite(Role.GUEST, "Vera", language="en")
    assert submit(browser, link).status_code == 409
    assert browser.get(f"{scene.path}/people").status_code == 200


def test_participants_who_open_the_visit_are_led_to_the_course(scene: Scene) -> None:
    answer = scene.student.browser.get(f"{scene.path}/visit")
    assert answer.location == f"{scene.path}/"
    outsider = scene.world.person(scene.zurich, "Otto")
    assert outsider.browser.get(f"{scene.path}/visit").status_code == 404


def test_a_launch_makes_nobody_a_guest(scene: Scene) -> None:
    with scene.world.database.unit_of_work(writes=False) as session:
        with scene.world.app.test_request_context():
            viewer = load_viewer(str(scene.student.visit_id))
        assert viewer is not None
        assert access_exchange(session, viewer, scene.exchange_id).role == Role.STUDENT
