"""Administrators make exchanges, choose their partners and appoint coordinators."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.exchanges.conftest import Scene
from tests.people import University, World, counted_queries
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import Exchange, Partner, Role, partners_of


def form(partners: list[University], lead: University | None, **changes: str) -> dict[str, object]:
    return {
        "title": "Women's Leadership",
        "description": "",
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-01",
        "languages": "English",
        "institutions": [str(partner.id) for partner in partners],
        "lead": str(lead.id) if lead else "",
        **changes,
    }


def partners(scene: Scene, exchange_id: int) -> list[Partner]:
    with scene.world.work() as session:
        return partners_of(session, exchange_id)


def test_a_new_exchange_has_its_partners_their_lead_first_each_in_a_colour(scene: Scene) -> None:
    data = form([scene.samoa, scene.osaka, scene.madrid], scene.osaka)
    answer = scene.administrator.browser.post("/admin/exchanges/new", data=data)
    assert answer.status_code == 303
    with scene.world.work() as session:
        made = session.scalars(select(Exchange).where(Exchange.title == "Women's Leadership")).one()
        assert (made.starts_on, made.languages) == (date(2026, 9, 1), ["en"])
        exchange_id = made.id
        actions = set(session.scalars(select(AuditEntry.action)))
    assert answer.location == f"/admin/exchanges/{exchange_id}"
    found = partners(scene, exchange_id)
    assert found[0].name == "Osaka University"
    assert sorted(partner.colour for partner in found) == [0, 1, 2]
    assert {
        "exchanges.exchange_created",
        "exchanges.partner_added",
        "exchanges.lead_set",
    } <= actions


def test_an_exchange_needs_a_partner_and_a_lead_among_the_partners(scene: Scene) -> None:
    browser = scene.administrator.browser
    page = browser.post("/admin/exchanges/new", data=form([], scene.osaka)).text
    assert "Choose at least one institution." in page
    page = browser.post("/admin/exchanges/new", data=form([scene.samoa], scene.osaka)).text
    assert page.count("The lead must be one of the partners.") == 2, "summary and field"
    assert "Women&#39;s Leadership" in page, "what was typed stays"
    assert "checked" in page, "what was chosen stays"


@pytest.mark.parametrize("odd", ["x", "", "4711", str(10**30)])
def test_institutions_that_were_not_offered_are_refused(scene: Scene, odd: str) -> None:
    data = {**form([], None), "institutions": odd, "lead": odd}
    assert scene.administrator.browser.post("/admin/exchanges/new", data=data).status_code == 200


def save_partners(scene: Scene, chosen: list[University], lead: University) -> tuple[int, str]:
    data = {"institutions": [str(one.id) for one in chosen], "lead": str(lead.id)}
    answer = scene.administrator.browser.post(f"/admin/exchanges/{scene.climate}", data=data)
    return answer.status_code, answer.text


def test_a_partner_is_added_in_the_next_free_colour_and_can_be_taken_out(scene: Scene) -> None:
    assert save_partners(scene, [scene.samoa, scene.osaka, scene.madrid], scene.samoa)[0] == 303
    assert [one.colour for one in partners(scene, scene.climate)] == [0, 1, 2]
    assert save_partners(scene, [scene.samoa, scene.osaka], scene.osaka)[0] == 303
    assert partners(scene, scene.climate)[0].name == "Osaka University"


def test_a_partner_with_people_stays_and_the_page_says_why(scene: Scene) -> None:
    status, page = save_partners(scene, [scene.osaka], scene.osaka)
    assert status == 409
    assert "University of Samoa already takes part" in page
    assert len(partners(scene, scene.climate)) == 2


def test_ten_colours_serve_twenty_eight_partners(world: World) -> None:
    universities = [world.university(f"University {number}") for number in range(28)]
    exchange_id = world.exchange("APRU", universities)
    with world.work() as session:
        colours = [partner.colour for partner in partners_of(session, exchange_id)]
    assert colours[:10] == list(range(10))
    assert max(map(colours.count, range(10))) == 3


def test_an_administrator_appoints_the_first_coordinator(scene: Scene) -> None:
    teacher = scene.world.person(scene.madrid, "Teo Teacher")
    scene.world.enrol(scene.stories, scene.madrid, teacher, Role.FACILITATOR)
    page = scene.administrator.browser.get(f"/admin/exchanges/{scene.stories}").text
    assert "Teo Teacher" in page
    answer = scene.administrator.browser.post(
        f"/exchanges/{scene.stories}/coordinators",
        data={"person": teacher.id, "appoint": "yes", "next": f"/admin/exchanges/{scene.stories}"},
    )
    assert answer.location == f"/admin/exchanges/{scene.stories}"
    assert teacher.browser.get(f"/exchanges/{scene.stories}/settings").status_code == 200


def test_the_list_counts_students_without_test_users(scene: Scene) -> None:
    robot = scene.world.person(scene.samoa, "Robot", is_test_user=True)
    scene.world.enrol(scene.climate, scene.samoa, robot, is_test=True)
    page = scene.administrator.browser.get("/admin/exchanges/").text
    assert "Climate Change" in page
    assert "Digital Storytelling" in page


def test_an_empty_list_says_what_an_exchange_is(world: World) -> None:
    administrator = world.administrator()
    assert "No exchange yet" in administrator.browser.get("/admin/exchanges/").text
    assert "First add the institutions" in administrator.browser.get("/admin/exchanges/new").text


def test_the_list_costs_the_same_however_many_exchanges_there_are(scene: Scene) -> None:
    browser = scene.administrator.browser
    browser.get("/admin/exchanges/")
    with counted_queries(scene.world.database) as few:
        browser.get("/admin/exchanges/")
    for number in range(5):
        scene.world.exchange(f"Exchange {number}", [scene.samoa, scene.madrid])
    with counted_queries(scene.world.database) as many:
        browser.get("/admin/exchanges/")
    assert len(many) == len(few) <= 3
