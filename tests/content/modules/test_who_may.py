"""Who may do what with modules: every address as a student, as faculty, and as a stranger."""

import pytest
from flask import Flask

from tests.content.modules.conftest import Scene
from tests.people import Somebody
from vsm_platform.content.modules.models import Module, ModuleItem
from vsm_platform.exchanges.models import Enrolment, Exchange, ExchangeState, Role

READING = {"overview", "module", "item"}
FOR_STUDENTS = {"mark_done"}


def addresses(app: Flask, scene: Scene) -> list[tuple[str, str, str]]:
    """Each address of the room with something that is there: view, method, address."""
    module_id = scene.module()
    scene.module("Another")
    item_id = scene.page(module_id)
    values = {
        "exchange_id": scene.exchange_id,
        "module_id": module_id,
        "item_id": item_id,
        "number": 1,
        "kind": "page",
        "key": "same-minute",
    }
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("modules."):
            continue
        given = {name: values[name] for name in rule.arguments}
        with app.test_request_context():
            address = app.url_map.bind("").build(rule.endpoint, given)
        methods = sorted((rule.methods or set()) & {"GET", "POST"})
        found += [(rule.endpoint.removeprefix("modules."), method, address) for method in methods]
    return found


def test_a_student_reads_and_changes_nothing(app: Flask, scene: Scene) -> None:
    for view, method, address in addresses(app, scene):
        if view in FOR_STUDENTS:
            continue
        status = scene.student.browser.open(address, method=method).status_code
        assert status == (200 if view in READING else 403), (view, method)
    with scene.world.work() as session:
        assert [module.deleted_at for module in session.query(Module)] == [None, None]
        assert [item.deleted_at for item in session.query(ModuleItem)] == [None]


@pytest.mark.parametrize("who", ["stranger", "guest", "expected"])
def test_others_do_not_even_learn_that_it_exists(app: Flask, scene: Scene, who: str) -> None:
    somebody = scene.stranger if who == "stranger" else _standing(scene, who)
    for view, method, address in addresses(app, scene):
        assert somebody.browser.open(address, method=method).status_code == 404, (view, method)


def _standing(scene: Scene, how: str) -> Somebody:
    """Somebody whose enrolment gives no way in to the pages of the course."""
    somebody = scene.world.person(scene.samoa, "Gwen Guest")
    scene.world.enrol(scene.exchange_id, scene.samoa, somebody)
    with scene.world.work() as session:
        enrolment = session.query(Enrolment).filter_by(person_id=somebody.id).one()
        if how == "guest":
            enrolment.role = Role.GUEST
        else:
            enrolment.state = how
    return somebody


@pytest.mark.parametrize("who", ["facilitator", "coordinator", "administrator"])
def test_whoever_teaches_at_any_partner_may_open_every_page(
    app: Flask, scene: Scene, who: str
) -> None:
    somebody = scene.world.administrator() if who == "administrator" else getattr(scene, who)
    for view, method, address in addresses(app, scene):
        if method == "GET":
            assert somebody.browser.get(address).status_code == 200, view


def test_faculty_of_another_exchange_reach_nothing_by_its_own_address(
    app: Flask, scene: Scene
) -> None:
    """Ids of one exchange under the address of another lead nowhere."""
    other = scene.world.exchange("Other", [scene.samoa])
    teacher = scene.world.person(scene.samoa, "Tess Teacher")
    scene.world.enrol(other, scene.samoa, teacher, Role.COORDINATOR)
    for view, method, address in addresses(app, scene):
        foreign = address.replace(f"/exchanges/{scene.exchange_id}/", f"/exchanges/{other}/")
        if (
            "items/" not in foreign
            and f"/modules/{view}"
            and not any(part.isdecimal() for part in foreign.split("/")[4:])
        ):
            continue
        assert teacher.browser.open(foreign, method=method).status_code == 404, (view, method)


def test_an_item_cannot_be_moved_into_another_exchange(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    other = scene.world.exchange("Other", [scene.samoa])
    here, scene.exchange_id = scene.exchange_id, other
    foreign = scene.module("Foreign")
    scene.exchange_id = here
    answer = scene.post(scene.coordinator, f"/items/{item_id}/move", module=foreign)
    assert answer.status_code == 404


def test_an_archived_exchange_is_read_and_not_changed(scene: Scene) -> None:
    module_id = scene.module()
    with scene.world.work() as session:
        session.get_one(Exchange, scene.exchange_id).state = ExchangeState.ARCHIVED
    scene.get(scene.coordinator)
    scene.get(scene.coordinator, "/dates")
    scene.get(scene.coordinator, f"/{module_id}/edit", 403)
    assert scene.post(scene.coordinator, "/dates", counting_1="own").status_code == 403


def test_a_draft_of_one_writer_is_no_others_business(scene: Scene) -> None:
    item_id = scene.page(scene.module())
    scene.post(
        scene.coordinator, f"/items/{item_id}/draft", title="T", text="My secret", base_version=1
    )
    assert "My secret" in scene.get(scene.coordinator, f"/items/{item_id}/edit").text
    assert "My secret" not in scene.get(scene.facilitator, f"/items/{item_id}/edit").text
    assert "My secret" not in scene.get(scene.student, f"/items/{item_id}").text
