"""What goes in time: deleted files, contents that nobody has; and what the next season gets."""

import io
from datetime import timedelta
from pathlib import Path

from tests.content.files.conftest import Scene
from tests.content.files.sending import Tus, fetch, names_on
from tests.content.files.test_folders import make_folder
from vsm_platform.content.files.api import (
    Owner,
    do_copy_files,
    do_store,
    exchange_file_choices,
    exchange_owner,
    file_lines,
    open_file,
)
from vsm_platform.content.files.jobs import tidy
from vsm_platform.core import clock
from vsm_platform.core.outbox import Claimed


def contents(scene: Scene) -> list[Path]:
    folder = scene.app.config["SETTINGS"].data_folder / "files" / "contents"
    return sorted(folder.glob("??/*"))


def run_tidy(scene: Scene) -> None:
    claimed = Claimed(0, "files.tidy", "", {}, 0, False, clock.now())
    with scene.app.app_context():
        tidy(scene.world.database, claimed)


def test_a_deleted_file_goes_after_thirty_days_and_its_content_with_it(scene: Scene) -> None:
    file_id = Tus(scene.coordinator.browser, scene.exchange).send(b"abc")
    scene.coordinator.browser.post(scene.files(f"/delete/{file_id}"))
    with clock.moved(timedelta(days=29)):
        run_tidy(scene)
        assert len(contents(scene)) == 1
    with clock.moved(timedelta(days=31)):
        run_tidy(scene)
    assert contents(scene) == []
    assert scene.coordinator.browser.post(scene.files(f"/bring-back/{file_id}")).status_code == 404


def test_a_content_stays_while_another_file_or_version_has_it(scene: Scene) -> None:
    tus = Tus(scene.coordinator.browser, scene.exchange)
    one, other = tus.send(b"abc", filename="a.txt"), tus.send(b"abc", filename="b.txt")
    assert len(contents(scene)) == 1
    scene.coordinator.browser.post(scene.files(f"/delete/{one}"))
    with clock.moved(timedelta(days=40)):
        run_tidy(scene)
    assert fetch(scene.student.browser, scene.files(f"/{other}/b.txt")).data == b"abc"


def test_the_tidying_comes_by_itself_every_day(scene: Scene) -> None:
    tus = Tus(scene.coordinator.browser, scene.exchange)
    file_id = tus.send(b"abc")
    scene.coordinator.browser.post(scene.files(f"/delete/{file_id}"))
    for days in (2, 40):
        with clock.moved(timedelta(days=days)):
            scene.run_jobs()
    assert contents(scene) == []


def test_a_content_of_a_failed_unit_of_work_is_swept_up(scene: Scene) -> None:
    class Slip(Exception):
        pass

    try:
        with scene.world.work() as session:
            _store(scene, session, "a.txt", b"lost")
            raise Slip
    except Slip:
        pass
    assert len(contents(scene)) == 1
    run_tidy(scene)
    assert len(contents(scene)) == 1
    with clock.moved(timedelta(days=2)):
        run_tidy(scene)
    assert contents(scene) == []


def _store(scene: Scene, session, name: str, content: bytes, **more) -> int:  # type: ignore[no-untyped-def]
    return do_store(
        session,
        scene.exchange,
        owner=exchange_owner(scene.exchange),
        name=name,
        stream=io.BytesIO(content),
        actor_id=scene.teacher.id,
        **more,
    )


def test_other_rooms_store_read_and_list_files(scene: Scene) -> None:
    with scene.world.work() as session:
        first = _store(scene, session, "../a.txt", b"one", by_faculty=True)
        again = _store(scene, session, "a.txt", b"two", by_faculty=True)
        beside = _store(scene, session, "a.txt", b"three", by_faculty=True, keeps_both=True)
    assert first == again != beside
    with scene.world.work() as session:
        lines = file_lines(session, [first, beside, 99])
        assert {key: line.name for key, line in lines.items()} == {
            first: "a.txt",
            beside: "a (2).txt",
        }
        assert lines[first].number == 2
        opened = open_file(session, first)
        with opened.stream as stream:
            assert (opened.line.size, stream.read()) == (3, b"two")
        assert len(exchange_file_choices(session, scene.exchange)) == 2
    got = fetch(scene.student.browser, lines[beside].path)
    assert got.data == b"three"


def test_the_next_season_gets_the_facultys_files_and_never_a_students(teams: Scene) -> None:
    scene = teams
    world, samoa = scene.world, scene.samoa
    faculty = Tus(scene.coordinator.browser, scene.exchange)
    opened = make_folder(scene, "Posters", opened=True)
    inner = make_folder(scene, "Spanish", within=f"?folder={opened}")
    kept = faculty.send(b"syllabus", filename="syllabus.txt", folder=inner)
    gone = faculty.send(b"old", filename="gone.txt")
    scene.coordinator.browser.post(scene.files(f"/delete/{gone}"))
    student = Tus(scene.student.browser, scene.exchange)
    student.send(b"poster", filename="poster.txt", folder=opened)
    student.send(b"draft", filename="draft.txt", owner="team:1")
    following = world.exchange("Climate Change again", [samoa])
    with world.work() as session:
        copies = do_copy_files(session, scene.exchange, following, 364)
    assert list(copies) == [kept]
    admin = world.administrator().browser
    page = f"/exchanges/{following}/files"
    assert names_on(admin.get(page)) == ["Posters"]
    with world.work() as session:
        (line,) = file_lines(session, copies.values()).values()
    assert line.exchange_id == following
    assert fetch(admin, line.path).data == b"syllabus"
    assert len(contents(scene)) == 4


def test_a_students_newer_version_stays_behind(scene: Scene) -> None:
    folder = make_folder(scene, "Posters", opened=True)
    own = Tus(scene.student.browser, scene.exchange).send(b"mine", folder=folder)
    Tus(scene.coordinator.browser, scene.exchange).send(b"mended", file=own)
    Tus(scene.student.browser, scene.exchange).send(b"mine again", file=own)
    following = scene.world.exchange("Again", [scene.samoa])
    with scene.world.work() as session:
        copies = do_copy_files(session, scene.exchange, following)
        with open_file(session, copies[own]).stream as stream:
            assert stream.read() == b"mended"


def test_an_unknown_kind_of_owner_can_hold_files_of_another_room(scene: Scene) -> None:
    with scene.world.work() as session:
        file_id = do_store(
            session,
            scene.exchange,
            owner=Owner("assignment", 7),
            name="essay.txt",
            stream=io.BytesIO(b"abc"),
            actor_id=scene.student.id,
        )
    # Nobody has said who may see it, so nobody does.
    for somebody in (scene.student, scene.teacher, scene.coordinator):
        assert somebody.browser.get(scene.files(f"/{file_id}/essay.txt")).status_code == 404
