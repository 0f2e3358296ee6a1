"""Minors read along until a guardian agrees, by a link or on paper; faculty see who they are."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.forms import errors_of, soup_of, submit
from tests.invitations.conftest import Scene
from tests.people import counted_queries
from vsm_platform.accounts.api import load_viewer
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role, access_exchange, agenda
from vsm_platform.exchanges.errors import ConsentAwaited
from vsm_platform.invitations.api import minors_in


def minor(scene: Scene, name: str = "Lupe Xoc") -> FlaskClient:
    """A browser in which somebody under age came in."""
    return scene.come_in(scene.invite(language="en"), display_name=name, age="minor")


def guardian_link(scene: Scene, browser: FlaskClient) -> str:
    page = soup_of(browser.post(f"{scene.path}/consent"))
    link = page.select_one("#link")
    assert link is not None
    return link.get_text(strip=True).removeprefix("https://exchange.test")


def awaits(scene: Scene, browser: FlaskClient) -> bool:
    """Whether anything that changes the exchange is refused to this person."""
    with browser.session_transaction() as cookie:
        visit = cookie["_user_id"]
    app = scene.world.app
    with app.test_request_context(), scene.world.database.unit_of_work(writes=True) as session:
        viewer = load_viewer(visit)
        assert viewer is not None
        try:
            access_exchange(session, viewer, scene.exchange_id)
        except ConsentAwaited:
            return True
        return False


def test_a_minor_is_led_to_the_guardian_s_consent_and_reads_meanwhile(scene: Scene) -> None:
    browser = scene.world.browser()
    answer = submit(browser, scene.invite(), display_name="Lupe", age="minor")
    assert answer.location == f"/coming-back?next={scene.path}/consent"
    assert browser.get(f"{scene.path}/consent").status_code == 200
    for path in ("/", "/people", "/grades"):
        assert browser.get(f"{scene.path}{path}").status_code == 200, path
    assert awaits(scene, browser)


def test_nothing_that_changes_the_exchange_is_open_to_such_a_minor(
    app: Flask, scene: Scene
) -> None:
    browser = minor(scene)
    tried = 0
    for rule in app.url_map.iter_rules():
        if "exchange_id" not in rule.arguments or "POST" not in (rule.methods or set()):
            continue
        # It draws one's own words for oneself, and keeps nothing.
        if rule.endpoint == "discussion.preview":
            continue
        values = dict.fromkeys(rule.arguments, 1) | {"exchange_id": scene.exchange_id}
        address = app.url_map.bind("").build(rule.endpoint, values, method="POST")
        answer = browser.post(address, data={})
        if rule.endpoint == "invitations.consent":
            assert answer.status_code == 200
        else:
            # An upload first asks for the version of its protocol (412), whoever sends it.
            assert answer.status_code in {403, 404, 412}, rule
            tried += 1
    assert tried > 10


def test_a_guardian_agrees_by_the_link_and_can_take_it_back(scene: Scene) -> None:
    browser = minor(scene)
    link = guardian_link(scene, browser)
    guardian = scene.world.browser()
    page = guardian.get(link)
    for text in ("Lupe Xoc", "Digital Storytelling", "Jóvenes de Sololá", "not recorded"):
        assert text in page.text
    assert set(errors_of(submit(guardian, link))) == {"guardian", "agrees"}
    assert set(errors_of(submit(guardian, link, guardian="Rosa Xoc"))) == {"agrees"}
    assert awaits(scene, browser)
    assert submit(guardian, link, guardian="Rosa Xoc", agrees="y").status_code == 303
    assert not awaits(scene, browser)
    assert "Rosa Xoc has agreed" in soup_of(browser.get(f"{scene.path}/consent")).get_text()
    assert submit(guardian, link).status_code == 303
    assert awaits(scene, browser)
    assert "I agree" in guardian.get(link).text


def test_a_new_link_ends_the_old_one_and_a_forged_one_opens_nothing(scene: Scene) -> None:
    browser = minor(scene)
    first, second = guardian_link(scene, browser), guardian_link(scene, browser)
    assert first != second
    page = scene.world.browser().get(first)
    assert page.status_code == 404
    assert "Ask your child" in page.text
    assert scene.world.browser().post(first, data={}).status_code == 404
    assert scene.world.browser().get(second).status_code == 200


def test_faculty_note_a_consent_on_paper_with_who_and_when(scene: Scene) -> None:
    browser = minor(scene)
    page = scene.facilitator.browser.get(f"{scene.path}/under-age")
    assert "Consent awaited" in page.text
    form = soup_of(page).select_one("main a[href*='/under-age/']")
    assert form is not None
    path = str(form["href"])
    future = str((clock.now() + timedelta(days=5)).date())
    wrong = submit(scene.facilitator.browser, path, guardian="", received_on=future)
    assert set(errors_of(wrong)) == {"guardian", "received_on"}
    today = str(clock.now().date())
    submit(scene.facilitator.browser, path, guardian="Rosa Xoc", received_on=today)
    assert not awaits(scene, browser)
    text = soup_of(scene.facilitator.browser.get(f"{scene.path}/under-age")).get_text(" ")
    assert "Rosa Xoc signed on paper" in " ".join(text.split())


def test_other_partners_faculty_and_students_see_no_minor_of_theirs(scene: Scene) -> None:
    minor(scene)
    with scene.world.database.unit_of_work(writes=False) as session:
        (found,) = minors_in(session, scene.exchange_id)
    other = scene.world.person(scene.zurich, "Zoe")
    scene.world.enrol(scene.exchange_id, scene.zurich, other, Role.FACILITATOR)
    assert "Lupe" not in other.browser.get(f"{scene.path}/under-age").text
    path = f"{scene.path}/under-age/{found.enrolment_id}"
    assert other.browser.get(path).status_code == 404
    assert other.browser.post(path, data={"guardian": "X"}).status_code == 404
    assert scene.student.browser.get(path).status_code == 403
    assert scene.student.browser.get(f"{scene.path}/consent").status_code == 404
    assert "Lupe" in scene.coordinator.browser.get(f"{scene.path}/under-age").text


def test_meetings_can_ask_who_is_under_age(scene: Scene) -> None:
    minor(scene)
    scene.come_in(scene.invite(name="Ana"), age="adult")
    with scene.world.database.unit_of_work(writes=False) as session:
        found = minors_in(session, scene.exchange_id)
        assert [one.display_name for one in found] == ["Lupe Xoc"]
        zurich = scene.partnership(scene.zurich)
        assert minors_in(session, scene.exchange_id, zurich) == []


def test_the_consent_stands_first_on_the_minor_s_agenda(app: Flask, scene: Scene) -> None:
    browser = minor(scene)
    with browser.session_transaction() as cookie:
        visit = cookie["_user_id"]
    with app.test_request_context(), scene.world.database.unit_of_work(writes=False) as session:
        viewer = load_viewer(visit)
        assert viewer is not None
        access = access_exchange(session, viewer, scene.exchange_id)
        assert access.awaits_consent
        items = [item for item in agenda(session, access, viewer) if item.kind == "consent"]
        assert [item.path for item in items] == [f"{scene.path}/consent"]


@pytest.mark.parametrize("number", [1, 8])
def test_the_page_of_minors_costs_the_same_for_any_number(scene: Scene, number: int) -> None:
    for count in range(number):
        minor(scene, f"Lupe {count}")
    scene.facilitator.browser.get(f"{scene.path}/under-age")
    with counted_queries(scene.world.database) as statements:
        scene.facilitator.browser.get(f"{scene.path}/under-age")
    assert len(statements) <= 6
