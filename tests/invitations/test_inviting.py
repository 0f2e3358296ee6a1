"""One by one: who may invite whom, what is shown once, and what can be done with it later."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.forms import errors_of, soup_of, submit
from tests.invitations.conftest import Scene
from tests.letters import path_in, sent
from tests.people import Somebody, counted_queries
from vsm_platform.accounts.api import do_come_back, load_viewer
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import Role, SetUpState, access_exchange, set_up_tasks
from vsm_platform.invitations.models import Invitation


def invite(scene: Scene, who: Somebody, role: str = "student", **fields: str) -> str:
    """Invite by the form; gives the link that the page shows."""
    page = f"{scene.path}/invitations/new?role={role}"
    answer = submit(who.browser, page, **({"name": "Lupe Xoc"} | fields))
    shown = soup_of(answer).select_one("#link")
    assert shown is not None, errors_of(answer)
    return shown.get_text(strip=True)


def invitations(scene: Scene) -> list[Invitation]:
    with scene.world.database.unit_of_work(writes=False) as session:
        found = list(session.scalars(select(Invitation).order_by(Invitation.id)))
        session.expunge_all()
        return found


def test_a_link_is_shown_once_with_a_message_in_the_chosen_language(scene: Scene) -> None:
    partner = str(scene.partnership(scene.ngo))
    page = f"{scene.path}/invitations/new?role=student"
    answer = submit(
        scene.coordinator.browser, page, name="Lupe Xoc", partnership=partner, language="es"
    )
    link = soup_of(answer).select_one("#link")
    message = soup_of(answer).select_one("textarea[readonly]")
    assert link is not None
    assert message is not None
    assert message["lang"] == "es"
    assert link.get_text() in message.get_text()
    code = link.get_text().rpartition("/")[2]
    (made,) = invitations(scene)
    assert code not in {made.digest, made.letter_digest}
    assert code not in scene.coordinator.browser.get(f"{scene.path}/invitations").text


def test_a_letter_has_a_link_of_its_own(app: Flask, scene: Scene) -> None:
    shown = invite(scene, scene.facilitator, address="Lupe@Example.org")
    (letter,) = sent(app)
    assert letter.recipient == "lupe@example.org"
    assert "Digital Storytelling" in letter.subject
    assert path_in(letter.body) != shown.removeprefix("https://exchange.test")
    assert "by e-mail to" in scene.facilitator.browser.get(f"{scene.path}/invitations").text


def test_a_facilitator_invites_for_the_own_partner_alone(scene: Scene) -> None:
    page = f"{scene.path}/invitations/new?role=student"
    foreign = str(scene.partnership(scene.zurich))
    answer = scene.facilitator.browser.post(
        page, data={"name": "X", "partnership": foreign, "language": "en", "days": "14"}
    )
    assert "Something needs another look" in answer.text
    assert invitations(scene) == []
    scene.invite(partner=scene.zurich)
    theirs = scene.facilitator.browser
    assert "Lupe" not in theirs.get(f"{scene.path}/invitations").text
    for step in ("again", "revoke", "return-code"):
        for method in ("GET", "POST"):
            answer = theirs.open(f"{scene.path}/invitations/1/{step}", method=method)
            assert answer.status_code == 404


def test_coordinators_and_administrators_invite_for_every_partner(scene: Scene) -> None:
    for who in (scene.coordinator, scene.administrator):
        for partner in (scene.zurich, scene.ngo):
            invite(scene, who, partnership=str(scene.partnership(partner)))
    assert len(invitations(scene)) == 4


@pytest.mark.parametrize("who", ["student", "stranger", "other"])
def test_others_invite_nobody(scene: Scene, who: str) -> None:
    scene.invite()
    expected = {"student": 403, "stranger": 401, "other": 404}[who]
    browser = {
        "student": scene.student.browser,
        "stranger": scene.world.browser(),
        "other": scene.world.person(scene.zurich, "Otto").browser,
    }[who]
    for path in (
        "invitations",
        "invitations/new",
        "invitations/new?role=student",
        "invitations/many",
        "invitations/links/new",
        "invitations/1/again",
        "invitations/1/revoke",
        "invitations/1/return-code",
        "under-age",
    ):
        assert browser.get(f"{scene.path}/{path}").status_code == expected, path


def test_an_invitation_of_another_exchange_is_not_there(scene: Scene) -> None:
    scene.invite()
    other = scene.world.exchange("Another", [scene.zurich])
    scene.world.enrol(other, scene.zurich, scene.coordinator, Role.COORDINATOR)
    answer = scene.coordinator.browser.post(f"/exchanges/{other}/invitations/1/revoke")
    assert answer.status_code == 404


def test_nobody_is_invited_as_a_coordinator(scene: Scene) -> None:
    page = scene.coordinator.browser.get(f"{scene.path}/invitations/new?role=coordinator")
    assert "Whom do you invite?" in page.text


def test_an_invitation_can_be_taken_back(scene: Scene) -> None:
    link = scene.invite()
    answer = scene.facilitator.browser.post(f"{scene.path}/invitations/1/revoke")
    assert answer.status_code == 303
    page = scene.world.browser().get(link)
    assert page.status_code == 410
    assert "was taken back" in page.text
    assert "Taken back" in scene.facilitator.browser.get(f"{scene.path}/invitations").text


def test_one_that_is_sent_again_has_a_new_link_and_the_old_one_is_dead(
    app: Flask, scene: Scene
) -> None:
    first = scene.invite(address="lupe@example.org")
    by_letter = path_in(sent(app)[0].body)
    with clock.moved(timedelta(days=15)):
        assert scene.world.browser().get(first).status_code == 410
        coordinator = scene.world.browser(_new_visit(scene))
        answer = coordinator.post(f"{scene.path}/invitations/1/again")
        shown = soup_of(answer).select_one("#link")
        assert shown is not None
        assert scene.world.browser().get(first).status_code == 404
        assert scene.world.browser().get(by_letter).status_code == 404
        assert scene.world.browser().get(shown.get_text(strip=True)).status_code == 200
        assert scene.world.browser().get(path_in(sent(app)[0].body)).status_code == 200


def _new_visit(scene: Scene) -> int:
    with scene.world.work() as session:
        return do_come_back(session, scene.coordinator.id, stays=False).id


def test_one_that_was_used_is_neither_sent_again_nor_taken_back(scene: Scene) -> None:
    scene.come_in(scene.invite(), age="adult")
    browser = scene.coordinator.browser
    assert browser.post(f"{scene.path}/invitations/1/again").status_code == 409
    browser.post(f"{scene.path}/invitations/1/revoke")
    (made,) = invitations(scene)
    assert made.revoked_at is None
    assert "used or taken back already" in browser.get(f"{scene.path}/invitations").text


def test_what_is_wrong_in_the_form_is_said_at_the_field(scene: Scene) -> None:
    page = f"{scene.path}/invitations/new?role=student"
    answer = submit(scene.coordinator.browser, page, name="", address="lupe at example")
    assert errors_of(answer) == {
        "name": "Enter the person’s name.",
        "address": "Enter an address like name@example.org.",
    }
    assert 'value="lupe at example"' in answer.text


def test_the_list_costs_as_much_for_a_hundred_as_for_one(scene: Scene) -> None:
    scene.invite(name="The first")
    scene.coordinator.browser.get(f"{scene.path}/invitations")
    numbers = []
    for more in (0, 99):
        for number in range(more):
            scene.invite(name=f"Somebody {number}")
        with counted_queries(scene.world.database) as statements:
            page = scene.coordinator.browser.get(f"{scene.path}/invitations")
        assert page.status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    second = scene.coordinator.browser.get(f"{scene.path}/invitations?page=2&show=waiting").text
    assert "The first" in second
    odd = scene.coordinator.browser.get(f"{scene.path}/invitations?page=99&show=x")
    assert odd.status_code == 200


def test_the_log_knows_who_did_what_and_names_no_address(scene: Scene) -> None:
    invite(scene, scene.facilitator, address="lupe@example.org")
    with scene.world.database.unit_of_work(writes=False) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert entry.action == "invitations.invited"
        assert entry.actor_id == scene.facilitator.id
        assert entry.institution_id == scene.ngo.id
        assert "lupe" not in str(entry.details).lower()


def test_the_path_of_the_set_up_and_the_home_say_who_has_no_way_in(
    app: Flask, scene: Scene
) -> None:
    def state() -> SetUpState:
        with app.test_request_context(), scene.world.database.unit_of_work(writes=False) as session:
            viewer = load_viewer(str(scene.coordinator.visit_id))
            assert viewer is not None
            access = access_exchange(session, viewer, scene.exchange_id)
            tasks = set_up_tasks(session, access)
            task = next(task for task in tasks if task.key == "ways-in")
            assert str(task.text)
            return task.state

    home = scene.coordinator.browser.get(f"{scene.path}/").text
    assert "Still without a way in" in home
    assert state() == SetUpState.TO_DO
    scene.invite()
    scene.invite(partner=scene.zurich)
    assert state() == SetUpState.DONE
    assert "Still without a way in" not in scene.coordinator.browser.get(f"{scene.path}/").text
