"""Who sees and changes what: every page and every button as every kind of person."""

import pytest

from tests.content.files.conftest import Scene
from tests.content.files.sending import TUS, Tus, fetch, names_on, post_form, texts
from tests.content.files.test_folders import make_folder
from tests.people import Somebody
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange, ExchangeState, Partnership


@pytest.fixture
def file_id(scene: Scene) -> int:
    return Tus(scene.coordinator.browser, scene.exchange).send(b"secret", filename="a.txt")


PAGES = ("", "/deleted", "/{file}", "/{file}/a.txt", "/history/{file}/1/a.txt")
CHANGES = (
    "/edit/{file}",
    "/move/{file}",
    "/delete/{file}",
    "/restore/{file}/1",
    "/folders/{folder}/edit",
    "/folders/{folder}/delete",
)


@pytest.mark.parametrize("page", [*PAGES, *CHANGES, "/folders", "/add", "/folders/{folder}"])
def test_strangers_and_guests_find_nothing(scene: Scene, file_id: int, page: str) -> None:
    folder = make_folder(scene, "Week 1", opened=True)
    address = scene.files(page.format(file=file_id, folder=folder))
    nobody = scene.world.person(scene.samoa, "Nori Notyet")
    for somebody in (scene.stranger, scene.guest, nobody):
        for answer in (somebody.browser.get(address), somebody.browser.post(address)):
            assert answer.status_code in {404, 405}, (address, answer.status)


def test_a_file_is_not_found_under_another_exchange(scene: Scene, file_id: int) -> None:
    for page in (f"/{file_id}", f"/{file_id}/a.txt", f"/edit/{file_id}"):
        answer = scene.stranger.browser.get(f"/exchanges/{scene.elsewhere}/files{page}")
        assert answer.status_code == 404
    own = Tus(scene.stranger.browser, scene.elsewhere)
    assert own.begin(3, file=file_id).status_code == 404


@pytest.mark.parametrize("page", CHANGES)
def test_a_student_changes_nothing_of_the_faculty(scene: Scene, file_id: int, page: str) -> None:
    folder = make_folder(scene, "Week 1", opened=True)
    address = scene.files(page.format(file=file_id, folder=folder))
    assert scene.student.browser.post(address, data={"name": "x"}).status_code == 403
    assert names_on(scene.student.browser.get(scene.files())) == ["Week 1", "a.txt"]


def test_students_add_only_where_faculty_let_them(scene: Scene) -> None:
    shut, opened = make_folder(scene, "Shut"), make_folder(scene, "Open", opened=True)
    student = Tus(scene.student.browser, scene.exchange)
    assert student.begin(3).status_code == 403
    assert student.begin(3, folder=shut).status_code == 403
    assert post_form(scene.student.browser, scene.files("/add"), ("a", b"b")).status_code == 403
    shut_form = scene.files(f"/add?folder={shut}")
    assert post_form(scene.student.browser, shut_form, ("a", b"b")).status_code == 403
    assert "Add files" in texts(scene.student.browser.get(scene.files(f"/folders/{opened}")))
    own = student.send(b"abc", folder=opened, filename="poster.txt")
    folders = scene.files(f"/folders?folder={opened}")
    assert scene.student.browser.post(folders, data={"name": "x"}).status_code == 403
    assert fetch(scene.other_student.browser, scene.files(f"/{own}/poster.txt")).data == b"abc"


def test_an_upload_that_was_begun_goes_no_further_once_the_partner_has_left(scene: Scene) -> None:
    folder = make_folder(scene, "Open", opened=True)
    begun = Tus(scene.other_student.browser, scene.exchange)
    mine = begun.send(b"abc", folder=folder, filename="poster.txt")
    new = begun.address(6, folder=folder)
    newer = begun.address(6, file=mine)
    osaka = scene.world.partnership(scene.exchange, scene.osaka)
    with scene.world.work() as session:
        session.get_one(Partnership, osaka).left_on = clock.now().date()
    for address in (new, newer):
        refused = begun.piece(address, 0, b"abcdef")
        assert refused.status_code == 403
        assert "no longer takes part" in refused.text
    read = scene.other_student.browser.get(scene.files(f"/{mine}/poster.txt"))
    assert read.status_code == 200
    read.close()


def test_a_student_changes_the_own_file_and_nobody_elses(scene: Scene) -> None:
    folder = make_folder(scene, "Open", opened=True)
    own = Tus(scene.student.browser, scene.exchange).send(b"abc", folder=folder)
    other = Tus(scene.other_student.browser, scene.exchange)
    assert other.begin(3, file=own).status_code == 403
    assert scene.other_student.browser.post(scene.files(f"/delete/{own}")).status_code == 403
    assert scene.student.browser.get(scene.files(f"/edit/{own}")).status_code == 200
    assert scene.student.browser.post(scene.files(f"/delete/{own}")).status_code == 303
    assert scene.other_student.browser.post(scene.files(f"/bring-back/{own}")).status_code == 403
    assert scene.other_student.browser.get(scene.files(f"/purge/{own}")).status_code == 403
    assert scene.teacher.browser.post(scene.files(f"/bring-back/{own}")).status_code == 303


def test_a_student_moves_a_file_only_where_students_may_add(scene: Scene) -> None:
    opened, shut = make_folder(scene, "Open", opened=True), make_folder(scene, "Shut")
    own = Tus(scene.student.browser, scene.exchange).send(b"abc", folder=opened)
    move = scene.files(f"/move/{own}")
    for target in (str(shut), ""):
        assert scene.student.browser.post(move, data={"folder": target}).status_code == 403


def test_a_folder_that_is_shut_meanwhile_takes_no_more_pieces(scene: Scene) -> None:
    folder = make_folder(scene, "Open", opened=True)
    student = Tus(scene.student.browser, scene.exchange)
    address = student.address(6, folder=folder)
    student.piece(address, 0, b"abc")
    scene.coordinator.browser.post(
        scene.files(f"/folders/{folder}/edit"), data={"name": "Shut now"}
    )
    assert student.piece(address, 3, b"def").status_code == 403


def test_each_team_has_its_own_files(teams: Scene) -> None:
    scene = teams
    own = Tus(scene.student.browser, scene.exchange)
    file_id = own.send(b"ours", owner="team:1", filename="draft.txt")
    page = scene.files("/of/team/1")
    assert names_on(scene.student.browser.get(page)) == ["draft.txt"]
    assert "Team 1" in texts(scene.student.browser.get(scene.files()))
    assert names_on(scene.student.browser.get(scene.files())) == []
    assert names_on(scene.teacher.browser.get(page)) == ["draft.txt"]
    assert fetch(scene.teacher.browser, scene.files(f"/{file_id}/draft.txt")).data == b"ours"


def test_another_team_finds_nothing_whatever_it_guesses(teams: Scene) -> None:
    scene = teams
    own = Tus(scene.student.browser, scene.exchange)
    file_id = own.send(b"ours", owner="team:1", filename="draft.txt")
    folder = make_folder(scene, "Notes", by=scene.student, within="?owner=team:1")
    other = scene.other_student.browser
    for page in (
        "/of/team/1",
        "/of/team/3",
        "/of/nothing/1",
        f"/of/exchange/{scene.elsewhere}",
        f"/{file_id}",
        f"/{file_id}/draft.txt",
        f"/history/{file_id}/1/x",
        f"/folders/{folder}",
        "/deleted?kind=team&of=1",
    ):
        assert other.get(scene.files(page)).status_code == 404, page
    thief = Tus(other, scene.exchange)
    for target in ({"owner": "team:1"}, {"folder": folder}, {"file": file_id}):
        assert thief.begin(3, **target).status_code == 404
    both = scene.files(f"/add?folder={folder}&owner=team:2")
    assert post_form(other, both, ("a", b"b")).status_code == 404


def test_a_guest_sees_what_a_rule_allows_and_writes_nothing(teams: Scene) -> None:
    scene = teams
    own = Tus(scene.student.browser, scene.exchange)
    file_id = own.send(b"ours", owner="team:1", filename="draft.txt")
    guest = scene.guest.browser
    assert names_on(guest.get(scene.files("/of/team/1"))) == ["draft.txt"]
    assert fetch(guest, scene.files(f"/{file_id}/draft.txt")).data == b"ours"
    assert guest.get(scene.files()).status_code == 404
    assert guest.get(scene.files("/of/team/2")).status_code == 404
    assert Tus(guest, scene.exchange).begin(3, owner="team:1").status_code == 403


def test_team_members_make_folders_and_change_their_own(teams: Scene) -> None:
    scene = teams
    folder = make_folder(scene, "Notes", by=scene.student, within="?owner=team:1")
    own = Tus(scene.student.browser, scene.exchange)
    own.send(b"abc", folder=folder, filename="n.txt")
    assert names_on(scene.student.browser.get(scene.files(f"/folders/{folder}"))) == ["n.txt"]


def test_an_archived_exchange_is_only_read(scene: Scene, file_id: int) -> None:
    with scene.world.work() as session:
        session.get_one(Exchange, scene.exchange).state = ExchangeState.ARCHIVED
    teacher = scene.teacher.browser
    assert fetch(teacher, scene.files(f"/{file_id}/a.txt")).data == b"secret"
    assert "Add files" not in texts(teacher.get(scene.files()))
    assert Tus(teacher, scene.exchange).begin(3).status_code == 403
    assert teacher.post(scene.files(f"/delete/{file_id}")).status_code == 403
    assert teacher.post(scene.files("/folders"), data={"name": "x"}).status_code == 403


def _signed_out(scene: Scene) -> Somebody:
    return Somebody(0, 0, scene.world.browser())


def test_without_a_visit_nothing_is_given(scene: Scene, file_id: int) -> None:
    nobody = _signed_out(scene).browser
    assert nobody.get(scene.files(f"/{file_id}/a.txt")).status_code == 401
    answer = nobody.post(f"/exchanges/{scene.exchange}/uploads", headers=TUS)
    assert answer.status_code == 401
    assert post_form(nobody, scene.files("/add"), ("a", b"b")).status_code == 401
