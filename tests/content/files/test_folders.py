"""Folders and files as people use them: names, versions, moves, deletion and its undoing."""

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from tests.content.files.conftest import Scene
from tests.content.files.sending import PNG, Tus, fetch, names_on, post_form, texts
from tests.forms import soup_of, submit
from tests.people import Somebody, counted_queries


@pytest.fixture
def tus(scene: Scene) -> Tus:
    return Tus(scene.coordinator.browser, scene.exchange)


def make_folder(
    scene: Scene, name: str, *, by: Somebody | None = None, within: str = "", opened: bool = False
) -> int:
    browser = (by or scene.coordinator).browser
    data = {"name": name} | ({"is_open": "y"} if opened else {})
    made = browser.post(scene.files(f"/folders{within}"), data=data)
    assert made.status_code == 303, made.status
    return int(made.headers["Location"].rpartition("/")[2])


def the_file(scene: Scene, file_id: int) -> TestResponse:
    return scene.coordinator.browser.get(scene.files(f"/{file_id}"))


def test_an_empty_folder_says_what_comes(scene: Scene) -> None:
    assert "Nothing here yet" in texts(scene.student.browser.get(scene.files()))
    assert "Add files" not in texts(scene.student.browser.get(scene.files()))
    page = texts(scene.coordinator.browser.get(scene.files()))
    assert "Add files" in page
    assert "At most 25\xa0MB at once." in page


def test_files_are_a_tab_of_the_course(scene: Scene) -> None:
    page = soup_of(scene.student.browser.get(scene.files()))
    assert page.select_one('nav a[aria-current][href$="/files"]') is not None


def test_folders_lie_in_folders_three_deep(scene: Scene, tus: Tus) -> None:
    within, ids = "", []
    for name in ("Week 1", "Readings", "Spanish"):
        ids.append(make_folder(scene, name, within=within))
        within = f"?folder={ids[-1]}"
    browser = scene.coordinator.browser
    assert browser.post(scene.files(f"/folders{within}"), data={"name": "4"}).status_code == 403
    tus.send(b"abc", folder=ids[-1], filename="mar.txt")
    page = scene.student.browser.get(scene.files(f"/folders/{ids[-1]}"))
    assert names_on(page) == ["mar.txt"]
    way = [link.get_text(strip=True) for link in soup_of(page).select(".crumbs a")]
    assert way == ["Files", "Week 1", "Readings"]
    assert names_on(scene.student.browser.get(scene.files())) == ["Week 1"]


def test_the_same_file_again_is_a_new_version_and_the_old_one_stays(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"first", filename="plan.txt")
    assert tus.send(b"second", filename="plan.txt") == file_id
    assert tus.send(b"third", file=file_id, filename="other name.txt") == file_id
    browser = scene.student.browser
    assert fetch(browser, scene.files(f"/{file_id}/plan.txt")).data == b"third"
    assert fetch(browser, scene.files(f"/history/{file_id}/1/plan.txt")).data == b"first"
    assert browser.get(scene.files(f"/history/{file_id}/4/plan.txt")).status_code == 404
    assert "Version 3" in texts(browser.get(scene.files(f"/{file_id}")))


def test_the_same_content_again_is_no_new_version(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"first", filename="plan.txt")
    tus.send(b"first", filename="plan.txt")
    assert "Version 2" not in texts(the_file(scene, file_id))


def test_an_older_version_can_be_made_the_newest_again(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"first", filename="plan.txt")
    tus.send(b"second", filename="plan.txt")
    address = scene.files(f"/restore/{file_id}/1")
    assert scene.student.browser.post(address).status_code == 403
    assert scene.coordinator.browser.post(address).status_code == 303
    got = fetch(scene.student.browser, scene.files(f"/{file_id}/plan.txt"))
    assert got.data == b"first"
    assert "Version 3" in texts(the_file(scene, file_id))
    assert scene.coordinator.browser.post(scene.files(f"/restore/{file_id}/9")).status_code == 404


def test_anothers_file_of_the_same_name_is_left_alone(scene: Scene, tus: Tus) -> None:
    folder = make_folder(scene, "Posters", opened=True)
    first = Tus(scene.student.browser, scene.exchange)
    second = Tus(scene.other_student.browser, scene.exchange)
    one = first.send(b"one", folder=folder, filename="poster.txt")
    other = second.send(b"two", folder=folder, filename="poster.txt")
    assert one != other
    page = scene.student.browser.get(scene.files(f"/folders/{folder}"))
    assert names_on(page) == ["poster (2).txt", "poster.txt"]


def test_a_file_is_renamed_and_described_and_keeps_its_address(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(PNG, filename="wave.png")
    browser = scene.coordinator.browser
    assert "Say what the picture shows" in texts(browser.get(scene.files()))
    saved = submit(
        browser,
        scene.files(f"/edit/{file_id}"),
        name="../big wave.png",
        alt_text="A wave, taller than a house.",
        description="For week 1.",
        language="Spanish",
        licence="CC BY 4.0",
    )
    assert saved.status_code == 303
    page = the_file(scene, file_id)
    shown = texts(page)
    for text in ("big wave.png", "For week 1.", "Spanish", "CC BY 4.0"):
        assert text in shown
    picture = soup_of(page).select_one("img.picture")
    assert picture is not None
    assert picture["alt"] == "A wave, taller than a house."
    assert fetch(scene.student.browser, scene.files(f"/{file_id}/wave.png")).data == PNG
    assert "Say what the picture shows" not in texts(browser.get(scene.files()))
    field = soup_of(browser.get(scene.files(f"/edit/{file_id}"))).select_one("input[name=language]")
    assert field is not None
    assert field["value"] == "Spanish"


def test_a_name_of_nothing_and_a_language_of_none_are_refused(scene: Scene, tus: Tus) -> None:
    address = scene.files(f"/edit/{tus.send(b'abc')}")
    browser = scene.coordinator.browser
    assert "Enter a name." in texts(submit(browser, address, name="  "))
    assert "letters or digits" in texts(submit(browser, address, name="///"))
    assert "do not know this language" in texts(submit(browser, address, language="Klingonish"))


def test_a_file_moves_into_a_folder_and_back(scene: Scene, tus: Tus) -> None:
    file_id, folder = tus.send(b"abc", filename="a.txt"), make_folder(scene, "Week 1")
    browser = scene.coordinator.browser
    moved = submit(browser, scene.files(f"/move/{file_id}"), folder=str(folder))
    assert moved.status_code == 303
    assert names_on(browser.get(scene.files(f"/folders/{folder}"))) == ["a.txt"]
    submit(browser, scene.files(f"/move/{file_id}"), folder="")
    assert names_on(browser.get(scene.files())) == ["Week 1", "a.txt"]


def test_a_file_moves_into_no_folder_of_another_exchange(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"abc")
    admin = scene.world.administrator().browser
    made = admin.post(f"/exchanges/{scene.elsewhere}/files/folders", data={"name": "Far"})
    folder = made.headers["Location"].rpartition("/")[2]
    address = scene.files(f"/move/{file_id}")
    answer = scene.coordinator.browser.post(address, data={"folder": folder})
    assert answer.status_code == 200
    assert names_on(scene.coordinator.browser.get(scene.files())) == ["notes.txt"]


def test_a_deleted_file_is_gone_until_somebody_undoes_it(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"abc", filename="a.txt")
    browser = scene.coordinator.browser
    deleted = browser.post(scene.files(f"/delete/{file_id}"))
    page = browser.get(deleted.headers["Location"])
    assert "“ a.txt ” is deleted." in texts(page)
    assert names_on(page) == []
    assert browser.get(scene.files(f"/{file_id}")).status_code == 404
    assert scene.student.browser.get(scene.files(f"/{file_id}/a.txt")).status_code == 404
    undo = soup_of(page).select_one(".notice form")
    assert undo is not None
    assert browser.post(str(undo["action"])).status_code == 303
    assert names_on(browser.get(scene.files())) == ["a.txt"]


def test_deleted_files_have_a_page_and_can_go_for_good(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"abc", filename="a.txt")
    browser = scene.coordinator.browser
    browser.post(scene.files(f"/delete/{file_id}"))
    page = scene.files("/deleted")
    assert names_on(browser.get(page)) == ["a.txt"]
    assert names_on(scene.student.browser.get(page)) == []
    assert "with all its versions" in texts(browser.get(scene.files(f"/purge/{file_id}")))
    assert browser.post(scene.files(f"/purge/{file_id}")).status_code == 303
    assert names_on(browser.get(page)) == []
    assert browser.post(scene.files(f"/bring-back/{file_id}")).status_code == 404


def test_what_is_not_deleted_cannot_go_for_good(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"abc")
    assert scene.coordinator.browser.post(scene.files(f"/purge/{file_id}")).status_code == 404


def test_a_folder_is_changed_and_only_removed_when_it_is_empty(scene: Scene, tus: Tus) -> None:
    folder = make_folder(scene, "Week 1")
    file_id = tus.send(b"abc", folder=folder)
    browser, address = scene.coordinator.browser, scene.files(f"/folders/{folder}")
    submit(browser, f"{address}/edit", name="Week one")
    assert names_on(browser.get(scene.files())) == ["Week one"]
    refused = browser.post(f"{address}/delete")
    assert refused.status_code == 409
    browser.post(scene.files(f"/delete/{file_id}"))
    assert browser.post(f"{address}/delete").status_code == 303
    assert browser.get(address).status_code == 404
    browser.post(scene.files(f"/bring-back/{file_id}"))
    assert names_on(browser.get(scene.files())) == ["notes.txt"]


def test_a_folder_into_which_something_is_on_its_way_is_not_empty(scene: Scene, tus: Tus) -> None:
    folder = make_folder(scene, "Week 1")
    tus.address(10, folder=folder)
    address = scene.files(f"/folders/{folder}/delete")
    assert scene.coordinator.browser.post(address).status_code == 409


def test_a_folder_without_a_name_is_not_made(scene: Scene) -> None:
    browser = scene.coordinator.browser
    for name in ("", " \u202e ", "x" * 121):
        answer = browser.post(scene.files("/folders"), data={"name": name})
        assert answer.status_code == 303
    assert names_on(browser.get(scene.files())) == []


def test_a_list_costs_the_same_however_long_it_is(scene: Scene, tus: Tus) -> None:
    tus.send(b"0", filename="0.txt")
    make_folder(scene, "One")
    with counted_queries(scene.world.database) as few:
        scene.student.browser.get(scene.files())
    for number in range(1, 8):
        tus.send(f"{number}".encode(), filename=f"{number}.txt")
        make_folder(scene, f"Folder {number}")
    with counted_queries(scene.world.database) as many:
        scene.student.browser.get(scene.files())
    assert len(many) == len(few) <= 9


def test_a_long_folder_has_pages(scene: Scene) -> None:
    browser = scene.coordinator.browser
    names = [(f"{number:03}.txt", f"{number}".encode()) for number in range(101)]
    post_form(browser, scene.files("/add"), *names)
    assert len(names_on(browser.get(scene.files()))) == 100
    assert names_on(browser.get(scene.files("?page=2"))) == ["100.txt"]


def test_names_are_text_and_never_markup(scene: Scene, tus: Tus) -> None:
    file_id = tus.send(b"abc", filename="&lt;img src=x onerror=alert(1)&gt;.txt")
    submit(
        scene.coordinator.browser,
        scene.files(f"/edit/{file_id}"),
        description="<script>alert(1)</script>",
    )
    for address in (scene.files(), scene.files(f"/{file_id}")):
        page = BeautifulSoup(scene.student.browser.get(address).data, "lxml")
        assert page.select("main script, main img") == []
