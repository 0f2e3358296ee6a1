"""Administrators invite an office's people by one-time links, and close an office to them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.people import University, World
from vsm_platform.accounts.api import Person, do_invite_administrator, do_invite_office
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.institutions.api import Institution, State


@pytest.fixture
def samoa(world: World) -> University:
    return world.university("University of Samoa", "Apia", "Pacific/Apia")


def link_in(page: str) -> str:
    found = re.search(r"https://exchange\.test(/office/invitation/[\w-]+)", page)
    assert found, page
    return found[1]


def invite(world: World, university: University) -> str:
    browser = world.administrator().browser
    return link_in(browser.post(f"/admin/institutions/{university.id}/office").text)


def come_in(browser: FlaskClient, link: str, name: str = "Olga Office") -> None:
    assert browser.post(link).location == "/office/"
    hop = browser.get("/office/")
    assert hop.location == "/welcome?next=/office/"
    data = {"display_name": name, "timezone": "Pacific/Apia"}
    assert browser.post(hop.location, data=data).location == "/office/"


def test_a_link_leads_over_the_welcome_page_to_the_office(world: World, samoa: University) -> None:
    link, browser = invite(world, samoa), world.browser()
    page = browser.get(link).text
    assert "University of Samoa" in page
    assert browser.get(link).status_code == 200, "a preview does not use it up"
    come_in(browser, link)
    page = browser.get("/office/").text
    assert "University of Samoa" in page
    assert browser.get("/").location == "/office/"
    assert browser.get("/admin/").status_code == 403
    people = world.administrator().browser.get(f"/admin/institutions/{samoa.id}/office").text
    assert "Olga Office" in people


def test_a_link_works_once(world: World, samoa: University) -> None:
    link = invite(world, samoa)
    come_in(world.browser(), link)
    refused = world.browser().post(link)
    assert refused.status_code == 410
    assert "Ask the administrator of this site for a new link." in refused.text
    assert world.browser().get(link).status_code == 410


def test_a_link_holds_for_a_week(world: World, samoa: University) -> None:
    link = invite(world, samoa)
    with clock.moved(timedelta(days=8)):
        assert world.browser().get(link).status_code == 410
        assert world.browser().post(link).status_code == 410


def test_one_link_is_not_the_other(world: World, samoa: University) -> None:
    with world.work() as session:
        office = do_invite_office(session, samoa.id, actor_id=None)
        administrator = do_invite_administrator(session)
    stranger = world.browser()
    assert stranger.get(f"/invitation/{office}").status_code == 410
    answer = stranger.post(f"/invitation/{office}", data={"display_name": "Mallory"})
    assert answer.status_code == 410
    assert stranger.post(f"/office/invitation/{administrator}").status_code == 410
    assert stranger.get("/office/invitation/guessed").status_code == 410
    assert stranger.get("/admin/").status_code == 401


def test_unused_links_are_withdrawn_together(world: World, samoa: University) -> None:
    link = invite(world, samoa)
    browser = world.administrator().browser
    page = browser.get(f"/admin/institutions/{samoa.id}/office").text
    assert "1 link was made and not used yet." in page
    assert browser.post(f"/admin/institutions/{samoa.id}/office/withdraw").status_code == 303
    assert world.browser().post(link).status_code == 410


def test_a_person_who_comes_back_is_the_same_person(world: World, samoa: University) -> None:
    office = world.office(samoa)
    address = f"/admin/institutions/{samoa.id}/office/{office.id}/link"
    link, browser = link_in(world.administrator().browser.post(address).text), world.browser()
    assert browser.post(link).location == "/office/"
    assert browser.get("/office/").status_code == 200, "welcomed already"
    with world.work() as session:
        people = session.scalars(select(Person.id).where(Person.is_office))
        assert list(people) == [office.id]


def test_a_removed_person_is_out_at_once_and_old_links_open_nothing(
    world: World, samoa: University
) -> None:
    office, administrator = world.office(samoa), world.administrator().browser
    root = f"/admin/institutions/{samoa.id}/office"
    old = link_in(administrator.post(f"{root}/{office.id}/link").text)
    assert "Olga Office" in administrator.get(f"{root}/{office.id}/remove").text
    assert administrator.post(f"{root}/{office.id}/remove").location == root
    assert office.browser.get("/office/").status_code == 401
    assert world.browser().post(old).status_code == 410
    assert administrator.post(f"{root}/{office.id}/remove").status_code == 404
    with world.work() as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"accounts.office_invited", "accounts.office_came_in", "accounts.office_removed"} <= (
        actions
    )


def test_a_suspended_institution_has_no_office(world: World, samoa: University) -> None:
    office, link = world.office(samoa), invite(world, samoa)
    with world.work() as session:
        session.execute(update(Institution).values(state=State.SUSPENDED))
    assert office.browser.get("/office/").status_code == 401
    assert world.browser().post(link).status_code == 410


def test_a_person_of_one_office_is_not_found_at_another(world: World, samoa: University) -> None:
    osaka = world.university("Osaka University")
    office, student = world.office(osaka), world.person(samoa, "Sina")
    browser = world.administrator().browser
    for somebody in (office, student):
        root = f"/admin/institutions/{samoa.id}/office/{somebody.id}"
        assert browser.post(f"{root}/link").status_code == 404
        assert browser.get(f"{root}/remove").status_code == 404
        assert browser.post(f"{root}/remove").status_code == 404
    assert browser.get("/admin/institutions/4711/office").status_code == 404
    assert browser.post("/admin/institutions/4711/office").status_code == 404


def test_offices_are_opened_by_administrators_alone(world: World, samoa: University) -> None:
    office, student = world.office(samoa), world.person(samoa, "Sina")
    root = f"/admin/institutions/{samoa.id}/office"
    for browser, status in (
        (office.browser, 403),
        (student.browser, 403),
        (world.browser(), 401),
    ):
        for address in (root, f"{root}/withdraw", f"{root}/{office.id}/remove"):
            assert browser.post(address).status_code == status
        assert browser.post(f"{root}/{office.id}/link").status_code == status
        assert browser.get(root).status_code == status
