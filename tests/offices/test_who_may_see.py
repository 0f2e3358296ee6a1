"""The policies' row "administrator of another institution": every route, tried by offices.

An office has pages of its own. To whatever else the product has it is a stranger, whether its
institution is a partner of the exchange or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.alliances.leagues import P2A_RULES, League, chaired, league, offer, universities
from tests.people import Somebody, World
from vsm_platform.core import clock
from vsm_platform.core.permissions import ADMINISTRATOR, ANYONE, ARRIVING
from vsm_platform.exchanges.api import Access, Exchange, Role, access_exchange, do_link_course

OWN = {
    "accounts.data_requests",
    "credentials.office_credentials",
    "credentials.office_file",
    "credentials.office_run",
    "credentials.delete_grading_table",
    "credentials.drop_recognition_run",
    "credentials.grading_table",
    "credentials.grading_table_file",
    "credentials.grading_tables",
    "credentials.new_grading_table",
    "credentials.office_elmo",
    "credentials.recognise_by_list",
    "credentials.recognise_by_terms",
    "credentials.recognition",
    "credentials.recognition_columns",
    "credentials.recognition_file",
    "credentials.recognition_list",
    "credentials.recognition_practice",
    "credentials.recognition_run",
    "credentials.recognition_run_list",
    "credentials.recognition_sample",
    "credentials.resume_recognition_run",
    "credentials.undo_recognition_run",
    "credentials.withdraw_recognition",
    "offices.catalogue",
    "offices.exchange",
    "offices.front",
    "offices.publish",
}
"""The pages that are for offices."""
PERSONAL = {
    "accounts.add_passkey",
    "accounts.coming_back",
    "accounts.erase_data",
    "accounts.keep_data",
    "accounts.make_return_code",
    "accounts.profile",
    "accounts.read_data",
    "accounts.remove_passkey",
    "accounts.return_code_file",
    "accounts.show_address",
    "accounts.take_data",
    "accounts.your_data",
    "credentials.passport_key",
    "credentials.passport_key_off",
    "credentials.passport_off",
    "credentials.passport_page",
    "credentials.passport_share",
    "credentials.passport_take",
    "availability.forget",
    "availability.own",
    "meetings.calendar",
}
"""Pages of whoever is signed in, which show nobody else."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Hanoi and Malaya share an exchange of P2A; Sunway is a member and no partner; Oslo neither."""

    world: World
    p2a: League
    exchange_id: int
    student: Somebody
    partner: Somebody
    """Of Malaya's office, a partner."""
    member: Somebody
    """Of Sunway's office, which could join."""
    outsider: Somebody
    """Of Oslo's office, which is nowhere."""


@pytest.fixture
def scene(world: World) -> Scene:
    hanoi, malaya, sunway = universities(world, ["Hanoi", "Malaya", "Sunway"])
    p2a = league(world, "P2A", [hanoi, malaya, sunway], P2A_RULES)
    today = clock.now().date()
    chaired(world, p2a, hanoi, today, today + timedelta(days=364))
    exchange_id = offer(
        world,
        p2a,
        "Entrepreneurs",
        [hanoi, malaya],
        starts_on=today,
        ends_on=today + timedelta(days=90),
    )
    student, teacher = world.person(hanoi, "Hoa Student"), world.person(hanoi, "Tam Teacher")
    world.enrol(exchange_id, hanoi, student)
    world.enrol(exchange_id, hanoi, teacher, Role.COORDINATOR)
    partnership_id = world.partnership(exchange_id, hanoi)
    with world.work() as session:
        do_link_course(
            session,
            deployment_id=hanoi.deployment_id,
            course_key="context:1",
            course_title="ENT 1",
            partnership_id=partnership_id,
            institution_id=hanoi.id,
            actor_id=teacher.id,
        )
    offices = [
        world.office(university, f"Office of {university.name}")
        for university in (malaya, sunway, world.university("Oslo"))
    ]
    return Scene(world, p2a, exchange_id, student, *offices)


def rules(app: Flask) -> Iterator[Rule]:
    """Every route that is not open to anybody."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or app.view_functions[rule.endpoint].policy in (
            ANYONE,
            ARRIVING,
        ):
            continue
        yield rule


def address(app: Flask, rule: Rule, exchange_id: int) -> str:
    values = dict.fromkeys(rule.arguments, "1") | {"exchange_id": str(exchange_id)}
    known = {name: values[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, known, force_external=False)


@pytest.mark.parametrize("who", ["partner", "member", "outsider"])
def test_an_office_is_a_stranger_to_every_page_but_its_own(
    app: Flask, scene: Scene, who: str
) -> None:
    browser = getattr(scene, who).browser
    for rule in rules(app):
        if rule.endpoint in OWN | PERSONAL:
            continue
        policy, path = (
            app.view_functions[rule.endpoint].policy,
            address(app, rule, scene.exchange_id),
        )
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            answer = browser.open(path, method=method)
            wanted = {403} if policy is ADMINISTRATOR else {403, 404, 400, 412}
            assert answer.status_code in wanted, (rule.endpoint, method, answer.status_code)
            for name in ("Hoa Student", "Tam Teacher", "Entrepreneurs"):
                assert name not in answer.text, rule.endpoint


EXPECTED = {
    # own exchange page, publish (look), publish (do), catalogue
    "partner": [200, 200, 403, 200],
    "member": [404, 404, 404, 200],
    "outsider": [404, 404, 404, 404],
    "student": [403, 403, 403, 200],
}


@pytest.mark.parametrize("who", EXPECTED)
def test_the_pages_of_offices_admit_those_whose_part_it_is(scene: Scene, who: str) -> None:
    browser = getattr(scene, who).browser
    got = [
        browser.get(f"/office/exchanges/{scene.exchange_id}/").status_code,
        browser.get(f"/exchanges/{scene.exchange_id}/publish").status_code,
        browser.post(f"/exchanges/{scene.exchange_id}/publish").status_code,
        browser.get(f"/alliances/{scene.p2a.id}/").status_code,
    ]
    assert got == EXPECTED[who]


def test_strangers_are_asked_to_come_in_from_somewhere(scene: Scene) -> None:
    browser = scene.world.browser()
    for path in (
        "/office/",
        f"/office/exchanges/{scene.exchange_id}/",
        f"/exchanges/{scene.exchange_id}/publish",
        f"/alliances/{scene.p2a.id}/",
    ):
        assert browser.get(path).status_code == 401


def test_what_does_not_exist_looks_like_what_is_not_for_you(scene: Scene) -> None:
    for path in ("/office/exchanges/4711/", "/exchanges/4711/publish", "/alliances/4711/"):
        assert scene.partner.browser.get(path).status_code == 404
        assert scene.outsider.browser.get(path).status_code == 404
    number = 10**30
    assert scene.partner.browser.get(f"/office/exchanges/{number}/").status_code == 404


@pytest.mark.parametrize("who", ["partner", "member", "outsider"])
def test_no_page_of_an_office_names_a_person_of_another_institution(scene: Scene, who: str) -> None:
    browser = getattr(scene, who).browser
    for path in (
        "/office/",
        f"/office/exchanges/{scene.exchange_id}/",
        f"/exchanges/{scene.exchange_id}/publish",
        f"/alliances/{scene.p2a.id}/",
    ):
        page = browser.get(path).text
        assert "Hoa Student" not in page
        assert "Tam Teacher" not in page


def test_a_member_that_has_left_no_longer_reads_the_catalogue(scene: Scene) -> None:
    administrator = scene.world.administrator().browser
    year = clock.now().year
    data = {f"joined_{number}": "2019" for number in (1, 2, 3)}
    data |= {"left_1": "", "left_2": "", "left_3": str(year)}
    path = f"/admin/alliances/{scene.p2a.id}/members"
    catalogue = f"/alliances/{scene.p2a.id}/"
    assert catalogue in scene.member.browser.get("/office/").text
    assert administrator.post(path, data=data).status_code == 303
    assert scene.member.browser.get(catalogue).status_code == 404
    assert catalogue not in scene.member.browser.get("/office/").text


def access(scene: Scene, somebody: Somebody) -> Access:
    from vsm_platform.accounts.queries import load_viewer

    with scene.world.app.test_request_context():
        viewer = load_viewer(str(somebody.visit_id))
    assert viewer is not None
    with scene.world.work() as session:
        return access_exchange(session, viewer, scene.exchange_id, offices=True)


def test_an_office_keeps_its_own_terms_and_no_other_partners(scene: Scene) -> None:
    hanoi, malaya, _sunway = scene.p2a.members
    own = scene.world.partnership(scene.exchange_id, malaya)
    other = scene.world.partnership(scene.exchange_id, hanoi)
    office = access(scene, scene.partner)
    assert office.keeps_terms_of(own)
    assert not office.keeps_terms_of(other)
    assert not office.may_edit
    assert not office.may_see_students
    student = access(scene, scene.student)
    assert not student.keeps_terms_of(other)


def test_an_office_that_is_moved_to_no_exchange_sees_an_empty_list(scene: Scene) -> None:
    page = scene.outsider.browser.get("/office/").text
    assert "Your institution takes part in no exchange yet" in page
    with scene.world.work() as session:
        assert session.get_one(Exchange, scene.exchange_id).title not in page
