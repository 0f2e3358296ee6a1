"""What other rooms get: their things in modules, progress, copies, exports, links to place."""

from collections.abc import Collection, Iterator, Mapping

import pytest
from sqlalchemy.orm import Session

from tests.content.modules.conftest import Scene, words
from tests.people import counted_queries
from vsm_platform.content.modules.api import (
    Completion,
    ItemKind,
    Placed,
    do_add_heading,
    do_add_item,
    do_copy_items,
    do_copy_modules,
    do_remove_things,
    modules_with_items,
    offer_item_kind,
    progress_of,
)
from vsm_platform.content.modules.kinds import item_kinds
from vsm_platform.content.modules.models import Module
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Role, access_exchange, placeable_pages, set_up_tasks


def look_up(
    _session: Session, access: Access, _viewer: Viewer, ids: Collection[int]
) -> Mapping[int, Placed]:
    """Tasks 1 and 2 are there for everybody, 3 for those who teach; 2 is done."""
    seen = {1, 2, 3} if access.teaches else {1, 2}
    return {
        number: Placed(f"Task {number}", f"/tasks/{number}", "due soon", is_done=number == 2)
        for number in seen & set(ids)
    }


@pytest.fixture(autouse=True)
def tasks() -> Iterator[None]:
    offer_item_kind(
        ItemKind("task", "Task", "task", look_up, lambda _exchange, module: f"/new/{module}")
    )
    yield
    del item_kinds()["task"]


def put(scene: Scene, module_id: int, *numbers: int) -> list[int]:
    with scene.world.work() as session:
        return [do_add_item(session, module_id, "task", one, f"Old {one}") for one in numbers]


def test_another_rooms_things_stand_in_modules_as_it_says(scene: Scene) -> None:
    module_id = scene.module()
    put(scene, module_id, 1, 2, 3, 4)
    page = scene.get(scene.student)
    shown = words(page, ".items")
    assert "Task 1 Task · due soon" in shown
    assert "Task 2 Task · due soon Done" in shown
    assert "1 of 2 done" in words(page, "summary")
    assert page.select_one('.items a[href="/tasks/1"]')
    for hidden in ("Task 3", "Old 3", "Old 4"):
        assert hidden not in shown
    teaching = words(scene.get(scene.facilitator), ".items")
    assert "Task 3" in teaching
    assert "Old 4 Task · no longer there" in teaching
    assert scene.get(scene.facilitator).select_one(f'a[href="/new/{module_id}"]')


def test_a_thing_put_there_twice_stands_there_once(scene: Scene) -> None:
    first, second = put(scene, scene.module(), 1, 1)
    assert first == second


def test_things_of_one_room_cost_one_question_however_many(scene: Scene) -> None:
    module_id = scene.module()
    put(scene, module_id, 1)
    scene.get(scene.student)
    with counted_queries(scene.world.database) as few:
        scene.get(scene.student)
    put(scene, module_id, 2, 3, 4, 5)
    with counted_queries(scene.world.database) as many:
        scene.get(scene.student)
    assert len(few) == len(many)


def test_a_thing_is_done_in_its_own_room_and_written_there(scene: Scene) -> None:
    (item_id,) = put(scene, scene.module(), 1)
    assert scene.post(scene.student, f"/items/{item_id}/done").status_code == 404
    scene.get(scene.coordinator, f"/items/{item_id}/edit", 404)
    answer = scene.student.browser.get(scene.path(f"/items/{item_id}"))
    assert answer.location == "/tasks/1"


def test_what_its_room_has_deleted_leaves_every_module(scene: Scene) -> None:
    module_id = scene.module()
    put(scene, module_id, 1, 2)
    with scene.world.work() as session:
        do_remove_things(session, "task", [1])
    assert "Task 1" not in words(scene.get(scene.student))
    assert "Task 2" in words(scene.get(scene.student))


def test_progress_counts_what_is_done_and_nothing_else(scene: Scene) -> None:
    module_id = scene.module()
    items = [scene.page(module_id, f"Page {number}") for number in range(3)]
    draft = scene.page(module_id, is_published=False)
    scene.page(module_id, completion=Completion.NONE)
    put(scene, module_id, 1)
    with scene.world.work() as session:
        do_add_heading(session, module_id, "Heading", actor_id=None)
    for item_id in (*items[:2], draft):
        scene.post(scene.student, f"/items/{item_id}/done", done="yes")
    with (
        scene.world.work() as session,
        counted_queries(scene.world.database) as statements,
    ):
        found = progress_of(session, scene.exchange_id)
    assert (found.total, sorted(found.done.values()), len(statements)) == (3, [2], 2)
    scene.post(scene.coordinator, f"/items/{items[0]}/delete")
    with scene.world.work() as session:
        found = progress_of(session, scene.exchange_id)
    assert (found.total, sorted(found.done.values())) == (2, [1])


def test_the_next_season_begins_with_the_content_and_without_the_people(scene: Scene) -> None:
    module_id = scene.module("Oceans", week=2, intro="About")
    page = scene.page(module_id, "Kept", "The **text**")
    put(scene, module_id, 1)
    scene.page(module_id, "Last")
    scene.post(scene.coordinator, f"/items/{scene.page(module_id, 'Deleted')}/delete")
    scene.post(scene.student, f"/items/{page}/done", done="yes")
    next_year = scene.world.exchange("Next year", [scene.samoa, scene.osaka])
    with scene.world.work() as session:
        copies = do_copy_modules(session, scene.exchange_id, next_year).modules
        do_copy_items(session, next_year, "task", {1: 2})
        copied = modules_with_items(session, next_year)
        assert [module.id for module, _items in copied] == list(copies.values())
        module, items = copied[0]
        assert (module.title, module.first_week, module.intro) == ("Oceans", 2, "About")
        assert [(one.title, one.ref_id, one.version) for one in items] == [
            ("Kept", None, 1),
            ("Old 1", 2, 1),
            ("Last", None, 1),
        ]
        new_id = items[0].id
        assert progress_of(session, next_year).done == {}
    scene.world.enrol(next_year, scene.samoa, scene.coordinator, Role.COORDINATOR)
    scene.exchange_id = next_year
    assert "Kept" in words(scene.get(scene.coordinator))
    assert "Version 1" in words(scene.get(scene.coordinator, f"/items/{new_id}/versions"))


def test_everything_is_there_for_an_export_by_two_statements(scene: Scene) -> None:
    for number in range(3):
        scene.page(scene.module(f"Module {number}"), is_published=False)
    with (
        scene.world.work() as session,
        counted_queries(scene.world.database) as statements,
    ):
        found = modules_with_items(session, scene.exchange_id)
    assert [len(items) for _module, items in found] == [1, 1, 1]
    assert len(statements) == 2


def test_modules_and_pages_can_be_placed_in_an_lms_as_far_as_students_see_them(
    scene: Scene,
) -> None:
    module_id = scene.module()
    item_id = scene.page(module_id)
    hidden = scene.module("Hidden", is_published=False)
    draft = scene.page(module_id, is_published=False)
    with scene.world.work() as session:
        pages = {page.key: page.path for page in placeable_pages(session, scene.exchange_id)}
    assert pages["modules"] == scene.path()
    assert pages[f"module-{module_id}"] == scene.path(f"/{module_id}")
    assert pages[f"item-{item_id}"] == scene.path(f"/items/{item_id}")
    assert not {f"module-{hidden}", f"item-{draft}"} & pages.keys()


def test_the_set_up_path_says_whether_there_is_something_to_learn(scene: Scene) -> None:
    def state() -> str:
        with scene.world.app.test_request_context(), scene.world.work() as session:
            viewer = _viewer(scene.coordinator.id)
            access = access_exchange(session, viewer, scene.exchange_id)
            tasks = {task.key: task for task in set_up_tasks(session, access)}
            return f"{tasks['content'].state.value}: {tasks['content'].text}"

    assert state() == "to_do: There is no module yet that students see."
    module_id = scene.module()
    assert state() == "to_do: The modules are still empty for students."
    scene.page(module_id)
    assert state() == "done: Students see 1 module; things in them: 1."


def _viewer(person_id: int) -> Viewer:
    return Viewer(1, person_id, "", None, "", None, "UTC", "", "", False, False, True)


def test_a_module_can_be_added_without_a_writer(scene: Scene) -> None:
    module_id = scene.module("Seeded")
    with scene.world.work() as session:
        assert session.get_one(Module, module_id).is_published
