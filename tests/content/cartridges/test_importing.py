"""Cartridges in the structure that three LMSs write come in, with a report; and go out again."""

import io

import pytest
from sqlalchemy import select

from tests.content.cartridges.building import blackboard, canvas, moodle, simple
from tests.content.cartridges.conftest import Scene
from vsm_platform.content.assignments.api import assignments_of
from vsm_platform.content.cartridges import jobs
from vsm_platform.content.cartridges.models import CartridgeImport, ImportedThing, ImportState
from vsm_platform.content.files.models import File


def kinds(scene: Scene) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (module.title, [(one.kind, one.title) for one in items])
        for module, items in scene.modules()
    ]


def test_a_preview_says_what_would_come_in_and_changes_nothing(scene: Scene) -> None:
    shown = scene.facilitator.browser.get(scene.begin(canvas())).text
    assert "Nothing has come in yet" in shown
    for words in ("Warm water", "Quizzes are not taken", "Our pinboard"):
        assert words in shown
    assert scene.modules() == []


def test_a_course_of_canvas_comes_in(scene: Scene) -> None:
    address = scene.bring(canvas())
    assert kinds(scene) == [
        (
            "Warm water",
            [
                ("page", "Heat"),
                ("heading", "Before we meet"),
                ("link", "A map"),
                ("assignment", "Write to a partner"),
                ("page", "Talk"),
            ],
        ),
        ("Pages that stood in no module", [("page", "Reef")]),
    ]
    assert not any(module.is_published for module, _items in scene.modules())
    text = scene.text("Heat")
    assert "## Where it *goes*" in text
    assert f"![A reef](/exchanges/{scene.exchange_id}/files/" in text
    assert "<https://elsewhere.example.org/game>" in text
    reef = scene.modules()[1][1][0]
    assert f"[the reef](/exchanges/{scene.exchange_id}/modules/items/{reef.id})" in text
    report = scene.facilitator.browser.get(address).text
    assert "Everything is here" in report
    assert "frames of other sites, now links: 1" in report


def test_a_task_comes_in_as_a_draft_with_its_points(scene: Scene) -> None:
    scene.bring(canvas())
    with scene.world.work() as session:
        (one,) = assignments_of(session, scene.exchange_id, published_only=False)
    assert (one.title, one.points, one.is_published) == ("Write to a partner", 12.5, False)
    assert one.instructions == "Write **200 words**."


def test_a_course_of_moodle_comes_in(scene: Scene) -> None:
    scene.bring(moodle())
    assert kinds(scene) == [
        (
            "Tema 1",
            [("page", "Lectura"), ("heading", "Antes"), ("video", "Enlace"), ("page", "Folleto")],
        ),
        ("Tema 2", [("page", "Foro")]),
    ]
    assert "/files/" in scene.text("Lectura")
    assert "[Folleto](/exchanges/" in scene.text("Folleto")


def test_a_course_of_blackboard_comes_in(scene: Scene) -> None:
    address = scene.bring(blackboard())
    assert kinds(scene) == [
        (
            "Content",
            [
                ("heading", "Unit 1"),
                ("page", "Read"),
                ("heading", "Deep"),
                ("assignment", "Task"),
            ],
        ),
        ("Information", []),
    ]
    assert "[Notes](/exchanges/" in scene.text("Read")
    assert "Question banks are not taken" in scene.facilitator.browser.get(address).text


def test_students_see_nothing_of_it_until_it_is_published(scene: Scene) -> None:
    scene.bring(canvas())
    shown = scene.student.browser.get(f"/exchanges/{scene.exchange_id}/modules").text
    assert "Warm water" not in shown


def test_a_file_of_the_exchange_can_be_chosen(scene: Scene) -> None:

    browser = scene.facilitator.browser
    data = {"files": (io.BytesIO(simple()), "course.imscc")}
    browser.post(f"/exchanges/{scene.exchange_id}/files/add", data=data)
    with scene.world.work() as session:
        file_id = session.scalars(select(File.id)).one()
    answer = browser.post(scene.path("/choose"), data={"file_id": file_id})
    assert answer.status_code == 303
    browser.post(f"{answer.location}/confirm")
    scene.work()
    assert kinds(scene) == [("One", [("page", "A page")])]
    with scene.world.work() as session:
        assert session.get_one(File, file_id).deleted_at is None


def test_an_import_that_is_killed_goes_on_and_makes_nothing_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = scene.begin(moodle())
    scene.facilitator.browser.post(f"{address}/confirm")
    whole = jobs.do_take_module
    calls = []

    def dies(*arguments: object) -> None:
        calls.append(arguments)
        whole(*arguments)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise RuntimeError("killed within the second module")

    monkeypatch.setattr(jobs, "do_take_module", dies)
    scene.work()
    shown = scene.facilitator.browser.get(address).text
    assert "<progress" in shown
    assert len(scene.modules()) == 1
    monkeypatch.undo()
    with scene.world.work() as session:
        from vsm_platform.core.outbox import Delivery, do_send_again

        for delivery in session.scalars(
            select(Delivery).where(Delivery.kind == "cartridges.import")
        ):
            do_send_again(session, delivery)
    scene.work()
    assert [title for title, _items in kinds(scene)] == ["Tema 1", "Tema 2"]
    with scene.world.work() as session:
        assert session.scalars(select(CartridgeImport.state)).one() == ImportState.DONE
        files = select(File).where(File.owner_kind == "exchange", File.deleted_at.is_(None))
        assert len(session.scalars(files).all()) == 2


def test_an_import_can_be_stopped_and_go_on(scene: Scene) -> None:
    address = scene.begin(moodle())
    browser = scene.facilitator.browser
    browser.post(f"{address}/confirm")
    browser.post(f"{address}/stop")
    scene.work()
    assert scene.modules() == []
    assert "It was stopped" in browser.get(address).text
    browser.post(f"{address}/go-on")
    scene.work()
    assert len(scene.modules()) == 2


def test_an_import_is_confirmed_once(scene: Scene) -> None:
    address = scene.bring(simple())
    assert scene.facilitator.browser.post(f"{address}/confirm").status_code == 409
    scene.work()
    assert len(scene.modules()) == 1


def test_what_came_in_is_taken_out_again(scene: Scene) -> None:
    address = scene.bring(canvas())
    browser = scene.facilitator.browser
    assert "Take this import out again?" in browser.get(f"{address}/undo").text
    assert browser.post(f"{address}/undo").status_code == 303
    assert scene.modules() == []
    with scene.world.work() as session:
        assert assignments_of(session, scene.exchange_id, published_only=False) == []
        assert session.scalars(select(File).where(File.deleted_at.is_(None))).all() == []
        assert session.scalars(select(ImportedThing)).all()
    assert "taken out again" in browser.get(address).text
    assert browser.post(f"{address}/undo").status_code == 409


def test_a_preview_can_be_left(scene: Scene) -> None:
    address = scene.begin(simple())
    assert scene.facilitator.browser.post(f"{address}/leave").status_code == 303
    assert scene.facilitator.browser.get(address).status_code == 404


def test_a_page_that_is_too_long_stands_on_several(scene: Scene) -> None:
    address = scene.bring(simple("<p>word</p>" * 12_000))
    ((_module, items),) = scene.modules()
    assert [one.title for one in items] == ["A page", "A page (2)"]
    assert sum(one.text.count("word") for one in items) == 12_000
    assert "Too long for one page" in scene.facilitator.browser.get(address).text
