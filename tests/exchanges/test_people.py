"""Who takes part: names for those who take the course together, numbers for others."""

from tests.exchanges.conftest import Scene
from tests.people import World, counted_queries
from vsm_platform.exchanges.api import Role


def people_page(scene: Scene, query: str = "") -> str:
    return scene.student.browser.get(f"/exchanges/{scene.climate}/people{query}").text


def test_students_and_teachers_are_listed_under_their_universities(scene: Scene) -> None:
    page = people_page(scene)
    for name in ("Sina Student", "Fumi Facilitator", "Cora Coordinator", "Osaka University"):
        assert name in page
    for name in ("Oki Other", "Nori Notyet", "Mia Madrid"):
        assert name not in page


def test_test_users_are_in_no_list_and_no_count(scene: Scene) -> None:
    robot = scene.world.person(scene.samoa, "Robot Preview", is_test_user=True)
    scene.world.enrol(scene.climate, scene.samoa, robot, is_test=True)
    assert "Robot Preview" not in people_page(scene)
    assert "1 student" in people_page(scene)
    assert robot.browser.get(f"/exchanges/{scene.climate}/").status_code == 200, "but may look"


def test_a_name_appears_once_its_bearer_has_read_the_welcome_page(scene: Scene) -> None:
    arriving = scene.world.person(scene.osaka, "Nina New", is_welcomed=False)
    scene.world.enrol(scene.climate, scene.osaka, arriving)
    page = people_page(scene)
    assert "Nina New" not in page
    assert "2 students" in page
    assert "1 more is enrolled" in page


def test_an_administrator_sees_teachers_and_numbers_but_no_students_names(scene: Scene) -> None:
    page = scene.administrator.browser.get(f"/exchanges/{scene.climate}/people").text
    assert "Fumi Facilitator" in page
    assert "1 student" in page
    assert "Sina Student" not in page


def test_one_university_can_be_chosen(scene: Scene) -> None:
    for university, name in ((scene.osaka, "Osa Osaka"), (scene.samoa, "Tala Samoa")):
        scene.world.enrol(scene.climate, university, scene.world.person(university, name))
    partnership_id = scene.world.partnership(scene.climate, scene.osaka)
    page = people_page(scene, f"?partner={partnership_id}")
    assert "Osa Osaka" in page
    assert "Tala Samoa" not in page


def test_odd_addresses_show_the_first_page(scene: Scene) -> None:
    for query in (
        "?page=-1",
        "?page=x",
        "?page=" + "9" * 40,
        "?partner=" + "9" * 40,
        "?partner=0",
    ):
        assert "Sina Student" in people_page(scene, query)


def test_a_long_list_comes_in_pages_of_fifty_at_the_same_cost(world: World) -> None:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia")
    exchange_id = world.exchange("Climate Change", [samoa])
    students = [world.person(samoa, f"Student {number:03}") for number in range(3)]
    for student in students:
        world.enrol(exchange_id, samoa, student)
    browser, path = students[0].browser, f"/exchanges/{exchange_id}/people"
    browser.get(path)
    with counted_queries(world.database) as few:
        browser.get(path)
    for number in range(3, 60):
        world.enrol(exchange_id, samoa, world.person(samoa, f"Student {number:03}"))
    with counted_queries(world.database) as many:
        first = browser.get(path).text
    assert len(many) == len(few) <= 6
    second = browser.get(f"{path}?page=2").text
    assert ("Student 049" in first, "Student 050" in first) == (True, False)
    assert ("Student 050" in second, "Student 059" in second) == (True, True)


def test_a_coordinator_is_named_as_such(scene: Scene) -> None:
    page = people_page(scene)
    assert page.count("Coordinator") >= 1
    scene.world.enrol(scene.climate, scene.osaka, scene.facilitator, Role.COORDINATOR)
    assert people_page(scene).count("· Coordinator") == 2
