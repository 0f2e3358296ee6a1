"""A whole export of Canvas comes in, and its texts lead to each other again."""

import pytest

from tests.content.cartridges.canvas_export import canvas_export
from tests.content.cartridges.conftest import Scene
from vsm_platform.content.assignments.api import assignments_of, do_replace_instructions


@pytest.fixture
def brought(scene: Scene) -> tuple[Scene, str]:
    """The scene with the export in it, and the words of the report."""
    address = scene.bring(canvas_export())
    return scene, " ".join(scene.facilitator.browser.get(address).text.split())


def test_modules_hold_what_they_held(brought: tuple[Scene, str]) -> None:
    scene, _report = brought
    modules = {
        module.title: [(one.kind, one.title) for one in items] for module, items in scene.modules()
    }
    assert modules == {
        "Week 1": [
            ("page", "Welcome"),
            ("heading", "Before we meet"),
            ("page", "Heat & water"),
            ("link", "A map of currents"),
            ("page", "Who are you?"),
        ],
        "Week 2": [("assignment", "Write to a partner"), ("page", "Once more")],
        "Pages that stood in no module": [("page", "Syllabus")],
    }


def test_links_lead_to_the_pages_tasks_topics_and_files_that_came_in(
    brought: tuple[Scene, str],
) -> None:
    scene, _report = brought
    ids = {one.title: one.id for _module, items in scene.modules() for one in items}
    with scene.world.work() as session:
        (task,) = assignments_of(session, scene.exchange_id, published_only=False)
    here = f"/exchanges/{scene.exchange_id}"
    text = " ".join(scene.text("Welcome").split())
    assert f"[about heat]({here}/modules/items/{ids['Heat & water']})" in text
    assert f"[write to a partner]({here}/assignments/{task.id})" in text
    assert f"[say who you are]({here}/modules/items/{ids['Who are you?']})" in text
    assert text.count("/Map.pdf)") == 2
    assert f"[the welcome]({here}/modules/items/{ids['Welcome']})" in scene.text("Who are you?")
    assert f"[heat]({here}/modules/items/{ids['Heat & water']})" in task.instructions
    assert f"[Back]({here}/modules/items/{ids['Welcome']})" in scene.text("Heat & water")
    assert "a quiz, your grades" in text


def test_a_task_that_somebody_has_changed_meanwhile_stays_as_it_is(
    brought: tuple[Scene, str],
) -> None:
    scene, _report = brought
    with scene.world.work() as session:
        (task,) = assignments_of(session, scene.exchange_id, published_only=False)
        do_replace_instructions(session, scene.exchange_id, task.id, "Before", instead="After")
        (now,) = assignments_of(session, scene.exchange_id, published_only=False)
    assert now.instructions == task.instructions


def test_a_formula_and_a_picture_stay_what_they_are(brought: tuple[Scene, str]) -> None:
    scene, _report = brought
    text = scene.text("Heat & water")
    assert "$Q=mc\\Delta T$" in text
    assert "![A wave](/exchanges/" in text


def test_the_report_names_what_could_not_come(brought: tuple[Scene, str]) -> None:
    _scene, report = brought
    assert "Everything is here" in report
    assert "Quizzes are not taken" in report
    assert "What do you know? (questions: 2)" in report
    assert "links that led nowhere: 2" in report
    assert "un-BEAR" not in report
