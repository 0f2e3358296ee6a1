"""What people see of rosters: those who teach at the students' own university more than others."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.launch.rosters import Rosters, fault, fill, open_exchange, remove
from tests.launch.universities import Universities, University, welcome
from tests.people import World, counted_queries
from vsm_platform.practice import Robot, Step, Visit, add_group_member


@pytest.fixture
def rosters(universities: Universities, samoa: University, hawaii: University) -> Rosters:
    rosters = open_exchange(universities, samoa, hawaii)
    rosters.read()
    return rosters


def people(rosters: Rosters, robot: Robot, query: str = "") -> str:
    """The text of the people page."""
    page = robot.open(f"https://exchange.test/exchanges/{rosters.exchange_id}/people{query}")
    assert page.status == 200, page.body
    return " ".join(BeautifulSoup(page.body, "html.parser").get_text(" ").split())


def teacher_of(rosters: Rosters, university: University) -> Robot:
    return rosters.arrive(university, university.teacher)[0]


def test_faculty_sees_names_of_expected_students_of_the_own_university_only(
    rosters: Rosters, samoa: University, hawaii: University
) -> None:
    page = people(rosters, teacher_of(rosters, samoa), "?show=expected")
    assert all(student.name in page for student in samoa.students)
    assert not any(student.name in page for student in hawaii.students)
    assert "3 more are expected at other universities" in page
    assert re.search(r"Here 0 Expected 6 Left 0", page)


def test_students_and_administrators_see_no_name_of_anybody_expected(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    robot, _ = rosters.arrive(samoa, samoa.student)
    world = World(universities.app)
    administrator = world.administrator()
    path = f"/exchanges/{rosters.exchange_id}/people"
    for query in ("", "?show=expected", "?show=left", "?show=nonsense"):
        for page in (
            people(rosters, robot, query),
            administrator.browser.get(f"{path}{query}").text,
        ):
            for other in samoa.students[1:]:
                assert other.name not in page
            assert "Expected" not in page
            assert "roster" not in page.lower()


def test_counts_are_of_those_who_came_in(rosters: Rosters, samoa: University) -> None:
    robot, visit = rosters.arrive(samoa, samoa.student)
    home = robot.open(f"https://exchange.test/exchanges/{rosters.exchange_id}/")
    assert "1 student" in home.body
    assert visit.status == 200


def test_whoever_left_without_having_been_here_is_named_to_the_own_faculty_only(
    rosters: Rosters, samoa: University, hawaii: University
) -> None:
    came, never_came = samoa.students[:2]
    rosters.arrive(samoa, came)
    remove(samoa, came, never_came)
    rosters.pass_time(hours=30)
    own = people(rosters, teacher_of(rosters, samoa), "?show=left")
    assert came.name in own
    assert never_came.name in own
    other = people(rosters, teacher_of(rosters, hawaii), "?show=left")
    assert came.name in other, "who has been here and read the notice is known to all who teach"
    assert never_came.name not in other
    assert "1 more of other universities has left without having been here" in other
    assert came.name not in people(rosters, teacher_of(rosters, hawaii))


def test_the_university_and_the_state_can_be_chosen_together(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    robot = teacher_of(rosters, samoa)
    own = universities.partnership_of(samoa)
    assert samoa.student.name in people(rosters, robot, f"?show=expected&partner={own}")


def test_whoever_is_only_expected_knows_nothing_of_the_exchange(
    universities: Universities, samoa: University, rosters: Rosters
) -> None:
    """Even where the person is signed in already, by another course of the same university."""
    universities.rows_changed("DELETE FROM course_links")
    robot = universities.robot()
    robot.launch(samoa.address(samoa.student))
    assert rosters.states(samoa)[samoa.student.sub] == "expected"
    page = robot.open(f"https://exchange.test/exchanges/{rosters.exchange_id}/")
    page = welcome(robot, page)
    assert page.status == 404
    assert "Climate" not in robot.open("https://exchange.test/").body


def roster_card(rosters: Rosters, robot: Robot) -> str:
    return people(rosters, robot)


def press(robot: Robot, rosters: Rosters, label: str, **values: str) -> Visit:
    """Send the first form of the people page that has this in its address."""
    page = robot.open(f"https://exchange.test/exchanges/{rosters.exchange_id}/people")
    number = next(n for n, form in enumerate(page.forms) if form.action.endswith(label))
    return robot.submit(page, number, **values)


def test_faculty_has_the_roster_read_now_but_once_a_minute(
    rosters: Rosters, samoa: University
) -> None:
    robot = teacher_of(rosters, samoa)
    newcomer = fill(samoa, 1)[0]
    assert "3 students on its roster" in roster_card(rosters, robot)
    press(robot, rosters, "/roster")
    rosters.read()
    assert rosters.states(samoa)[newcomer.sub] == "expected"
    assert "4 students on its roster" in roster_card(rosters, robot)
    again = press(robot, rosters, "/roster")
    assert again.status == 429
    assert "roster_asked_too_soon" in again.body


def test_a_roster_can_be_read_after_the_exchange_is_over(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    universities.rows_changed("UPDATE deliveries SET state = 'delivered'")
    newcomer = fill(samoa, 1)[0]
    press(teacher_of(rosters, samoa), rosters, "/roster")
    rosters.read()
    assert rosters.states(samoa)[newcomer.sub] == "expected"


def test_trouble_is_told_in_plain_words_with_the_setting_that_mends_it(
    rosters: Rosters, samoa: University
) -> None:
    with fault(samoa, "forbidden"):
        rosters.read_now()
    page = roster_card(rosters, teacher_of(rosters, samoa))
    assert "does not let this tool read who is in the course" in page
    assert "IMS LTI Names and Role Provisioning" in page
    assert "forbidden" not in page


def test_faculty_decides_about_many_who_are_suddenly_missing(
    rosters: Rosters, samoa: University
) -> None:
    robot = teacher_of(rosters, samoa)
    remove(samoa, *samoa.students)
    rosters.pass_time(hours=30)
    assert "3 students are suddenly missing" in roster_card(rosters, robot)
    press(robot, rosters, "/departures", decision="left")
    assert rosters.counts(samoa) == {"enrolled": 1, "left": 3}
    assert "suddenly missing" not in roster_card(rosters, robot)


def test_only_faculty_of_that_university_and_administrators_touch_its_roster(
    rosters: Rosters, samoa: University, hawaii: University, universities: Universities
) -> None:
    link_id = rosters.roster(samoa).link_id
    universities.app.config["WTF_CSRF_ENABLED"] = False
    world = World(universities.app)
    student, _ = rosters.arrive(samoa, samoa.student)
    path = f"https://exchange.test/exchanges/{rosters.exchange_id}/courses/{link_id}"
    stranger = universities.connect("Madrid")
    outsider = universities.robot().launch(stranger.address(stranger.teacher))
    assert outsider.status in {200, 403}
    for robot in (teacher_of(rosters, hawaii), student):
        for what in ("roster", "departures"):
            answer = post(robot, f"{path}/{what}")
            assert answer.status == 403, what
    assert post(teacher_of(rosters, samoa), f"{path}/roster").status == 200
    other = f"/exchanges/{rosters.exchange_id}/courses/99/roster"
    administrator = world.administrator().browser
    assert administrator.post(other).status_code == 404
    assert (
        administrator.post(f"{path.removeprefix('https://exchange.test')}/departures").status_code
        == 404
    )


def post(robot: Robot, address: str) -> Visit:
    return robot.send(Step("POST", address, {"next": "/"}))


def test_groups_of_the_lms_are_kept_and_shown_to_the_own_faculty(
    universities: Universities,
) -> None:
    madrid, manila = universities.connect("Madrid"), universities.connect("Manila")
    for university in (madrid, manila):
        add_group_member(university.world, university.course, "Tuesday", university.student)
        add_group_member(university.world, university.course, "Wind", university.student)
    madrid.teacher.locale = "en"
    rosters = open_exchange(universities, madrid, manila)
    rosters.read()
    groups = rosters.groups(madrid)
    assert groups[madrid.student.sub] == ["Tuesday", "Wind"]
    assert groups[madrid.students[1].sub] == []
    for university in (madrid, manila):
        rosters.arrive(university, university.student)
    page = people(rosters, teacher_of(rosters, madrid))
    assert page.count("Groups: Tuesday, Wind") == 1, "those of the other university stay there"
    assert "Tuesday" not in people(rosters, rosters.arrive(madrid, madrid.student)[0])

    madrid.course.groups.clear()
    rosters.pass_time(hours=30)
    assert rosters.groups(madrid)[madrid.student.sub] == []


def test_the_people_page_costs_the_same_for_few_and_for_many_expected(
    rosters: Rosters, samoa: University, universities: Universities
) -> None:
    robot = teacher_of(rosters, samoa)
    database = universities.app.extensions["vsm_database"]
    with counted_queries(database) as few:
        people(rosters, robot, "?show=expected")
    fill(samoa, 60)
    rosters.pass_time(hours=30)
    with counted_queries(database) as many:
        page = people(rosters, robot, "?show=expected")
    assert len(few) == len(many) <= 9
    assert "Next" in page
