"""Faculty form teams by hand: on pages, from a list, from the LMS's groups, or dealt out."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.forms import errors_of, submit
from tests.people import World, counted_queries
from tests.teams.conftest import Course, enrol_students, make_course, words
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Role
from vsm_platform.teams.dealing import deal


def test_a_set_of_teams_is_made_and_students_see_nothing_of_it(course: Course) -> None:
    browser = course.facilitator.browser
    made = submit(browser, f"{course.teams}/new", title="Project teams", teams="3")
    assert made.status_code == 303
    assert "6 students are in none of these teams" in words(browser.get(made.location).text)
    student = course.students["Sina"].browser
    assert student.get(made.location).status_code == 404
    assert "Project teams" not in student.get(course.teams).text


@pytest.mark.parametrize("teams", ["0", "1001", "many", ""])
def test_a_set_needs_a_title_and_a_sensible_number(course: Course, teams: str) -> None:
    refused = submit(course.coordinator.browser, f"{course.teams}/new", title=" ", teams=teams)
    assert refused.status_code == 200
    assert set(errors_of(refused)) == {"title", "teams"}


def test_people_are_ticked_and_put_into_a_team(course: Course) -> None:
    set_id = course.make_set(2)
    first, second = course.team_ids(set_id)
    page = f"{course.teams}/sets/{set_id}/people"
    shown = course.facilitator.browser.get(page).text
    assert all(name in shown for name in course.students)
    people = [course.enrolment(course.students[name]) for name in ("Sina", "Aiko")]
    done = course.facilitator.browser.post(page, data={"people": people, "team": first})
    assert done.status_code == 303
    assert course.mix(set_id) == {"Team 1": ["Sina", "Aiko"], "Team 2": []}
    left = course.facilitator.browser.get(page).text
    assert "Sina" not in left
    assert "Tavita" in left
    only = course.facilitator.browser.get(
        f"{page}?partner={course.world.partnership(course.exchange_id, course.partners[1])}"
    ).text
    assert "Haru" in only
    assert "Tavita" not in only
    assert second


def test_a_team_must_be_chosen_and_somebody_ticked(course: Course) -> None:
    set_id = course.make_set(2)
    answer = course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/people", data={})
    assert answer.status_code == 200
    assert "Tick at least one person" in answer.text


def test_members_are_moved_and_taken_out(course: Course) -> None:
    set_id = course.make_set(2)
    first, second = course.team_ids(set_id)
    course.place(set_id, first, "Sina", "Tavita", "Aiko")
    browser = course.coordinator.browser
    sina, aiko = (course.enrolment(course.students[name]) for name in ("Sina", "Aiko"))
    browser.post(f"{course.teams}/{first}/move", data={"people": [sina], "team": second})
    browser.post(f"{course.teams}/{first}/move", data={"people": [aiko], "team": 0})
    assert course.mix(set_id) == {"Team 1": ["Tavita"], "Team 2": ["Sina"]}
    answer = browser.post(
        f"{course.teams}/{first}/move", data={"team": second}, follow_redirects=True
    )
    assert "Nobody was moved" in answer.text


def test_a_team_is_named_and_deleted_after_a_question(course: Course) -> None:
    set_id = course.make_set(2)
    first, _second = course.team_ids(set_id)
    course.place(set_id, first, "Sina")
    browser = course.coordinator.browser
    submit_described(course, first, name="Coral", about="Reefs.\n\n<script>x</script>")
    assert "Coral" in course.mix(set_id)
    page = browser.get(f"{course.teams}/{first}").text
    assert "&lt;script&gt;" in page
    assert "1 person is then in no team" in words(
        browser.get(f"{course.teams}/{first}/delete").text
    )
    browser.post(f"{course.teams}/{first}/delete")
    assert course.mix(set_id) == {"Team 2": []}


def submit_described(course: Course, team_id: int, **fields: str) -> str:
    browser = course.coordinator.browser
    page = f"{course.teams}/{team_id}/edit"
    soup = BeautifulSoup(browser.get(page).text, "lxml")
    version = soup.select_one("input[name=version]")
    assert version is not None
    answer = browser.post(
        page, data={"version": str(version["value"]), **fields}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.text


def test_two_who_describe_a_team_at_once_do_not_overwrite_each_other_unseen(
    course: Course,
) -> None:
    set_id = course.make_set(1)
    (team,) = course.team_ids(set_id)
    page = f"{course.teams}/{team}/edit"
    course.facilitator.browser.post(page, data={"version": "1", "name": "Reef", "about": "Theirs"})
    clash = course.coordinator.browser.post(
        page, data={"version": "1", "name": "Coral", "about": "Mine"}
    ).text
    assert "Somebody else has changed this team meanwhile" in clash
    assert "Theirs" in clash
    assert "Mine" in clash
    course.coordinator.browser.post(page, data={"version": "2", "name": "Coral", "about": "Both"})
    assert "Both" in course.coordinator.browser.get(page).text


def test_teams_are_renamed_added_and_deleted_as_a_set(course: Course) -> None:
    set_id = course.make_set(1)
    browser = course.coordinator.browser
    submit(browser, f"{course.teams}/sets/{set_id}/edit", title="Small groups", more="2")
    assert list(course.mix(set_id)) == ["Team 1", "Team 2", "Team 3"]
    assert "Small groups" in browser.get(course.teams).text
    browser.post(f"{course.teams}/sets/{set_id}/delete")
    assert browser.get(f"{course.teams}/sets/{set_id}").status_code == 404


def test_empty_teams_are_not_published(course: Course) -> None:
    set_id = course.make_set(2)
    refused = course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/publish")
    assert refused.status_code == 409
    assert "still empty" in refused.text


def test_a_pasted_list_is_shown_row_by_row_before_it_is_put_in(course: Course) -> None:
    set_id = course.make_set(2)
    course.place(set_id, course.team_ids(set_id)[1], "Yuki")
    page = f"{course.teams}/sets/{set_id}/paste"
    table = "SINA\tTeam 1\nＡiko \t1\nNobody\tTeam 1\nHaru\t\nsina\t2\nYuki\tOcean"
    browser = course.facilitator.browser
    preview = browser.post(page, data={"table": table})
    said = words(preview.text)
    assert "3 rows are understood, 3 are not" in said
    assert "Nobody here has this name" in said
    assert "The team is missing." in said
    assert "Already in line 1." in said
    assert "new team" in said
    assert course.mix(set_id)["Team 1"] == [], "nothing is saved yet"
    put = browser.post(page, data={"table": table, "is_seen": "y"})
    assert put.status_code == 303
    assert course.mix(set_id) == {"Team 1": ["Sina", "Aiko"], "Team 2": [], "Ocean": ["Yuki"]}


def test_namesakes_are_told_apart_by_their_university(course: Course) -> None:
    enrol_students(course, course.partners[1], "Lani")
    set_id = course.make_set(1)
    page = f"{course.teams}/sets/{set_id}/paste"
    browser = course.coordinator.browser
    assert "2 people have this name" in browser.post(page, data={"table": "Lani;1"}).text
    answer = browser.post(page, data={"table": "Lani;1;osaka", "is_seen": "y"})
    assert answer.status_code == 303
    assert course.mix(set_id) == {"Team 1": ["Lani"]}


def test_a_hostile_list_is_only_text(course: Course) -> None:
    set_id = course.make_set(1)
    page = f"{course.teams}/sets/{set_id}/paste"
    table = '"=cmd()<script>\n' + "x,y\n" * 6000 + "'; drop table teams; --,1"
    shown = course.coordinator.browser.post(page, data={"table": table})
    assert shown.status_code == 200
    assert "<script>\n" not in shown.text


def test_groups_of_the_lms_are_taken_over_by_those_who_teach_there(course: Course) -> None:
    for name, group in (("Sina", "Group A"), ("Tavita", "Group B"), ("Aiko", "Group A")):
        course.change(course.students[name], lms_groups=[group])
    set_id = course.make_set(0)
    page = f"{course.teams}/sets/{set_id}"
    assert "Take over the groups" in course.coordinator.browser.get(page).text
    course.coordinator.browser.post(f"{page}/groups")
    assert course.mix(set_id) == {"Group A": ["Sina"], "Group B": ["Tavita"]}
    course.facilitator.browser.post(f"{page}/groups")
    assert course.mix(set_id)["Group A"] == ["Sina", "Aiko"]


def test_names_of_those_who_never_came_are_for_their_own_teachers(course: Course) -> None:
    hidden = course.world.person(course.partners[0], "Hina Hidden", is_welcomed=False)
    course.world.enrol(course.exchange_id, course.partners[0], hidden)
    course.change(hidden, state=EnrolmentState.EXPECTED, arrived_at=None, lms_groups=["A"])
    set_id = course.make_set(1)
    page = f"{course.teams}/sets/{set_id}/people"
    assert "Hina Hidden" in course.coordinator.browser.get(page).text
    other = course.facilitator.browser.get(page).text
    assert "Hina Hidden" not in other
    assert "Somebody who has not come in yet" in other
    course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/deal")
    course.publish(set_id)
    student = course.students["Sina"].browser
    assert "Hina Hidden" not in student.get(f"{course.teams}/sets/{set_id}").text
    assert "not here yet" in student.get(course.teams).text


def test_dealing_out_gives_each_team_people_of_both_sides(world: World) -> None:
    """Women's Leadership: 23 and 17 students make ten teams of four."""
    first, second = world.university("KSU"), world.university("H2UC")
    course = make_course(world, first, second, "Women's Leadership")
    enrol_students(course, first, *(f"K{number:02}" for number in range(23)))
    enrol_students(course, second, *(f"H{number:02}" for number in range(17)))
    set_id = course.make_set(10)
    course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/deal")
    mix = course.mix(set_id)
    assert [len(members) for members in mix.values()] == [4] * 10
    assert all({name[0] for name in members} == {"K", "H"} for members in mix.values())


def test_dealing_moves_nobody_who_is_in_a_team_and_levels_the_sizes() -> None:
    standing: dict[int, list[int]] = {1: [7, 7, 7], 2: [], 3: []}
    people = [(enrolment, 7) for enrolment in range(3)] + [
        (enrolment, 8) for enrolment in (3, 4, 5)
    ]
    placed = deal(people, standing)
    sizes = {team: len(members) for team, members in standing.items()}
    for team in placed.values():
        sizes[team] += 1
    assert sizes == {1: 3, 2: 3, 3: 3}
    assert deal(people, {}) == {}


def test_pages_cost_the_same_for_few_and_for_many(course: Course) -> None:
    set_id = course.make_set(2)
    pages = (course.teams, f"{course.teams}/sets/{set_id}", f"{course.teams}/sets/{set_id}/people")

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with counted_queries(course.world.database) as statements:
                assert course.coordinator.browser.get(page).status_code == 200
            numbers.append(len(statements))
        return numbers

    course.place(set_id, course.team_ids(set_id)[0], "Sina")
    asked()  # What a process remembers is read once.
    before = asked()
    enrol_students(course, course.partners[0], *(f"More {number}" for number in range(20)))
    course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/deal")
    enrol_students(course, course.partners[0], "Late")
    assert asked() == before
    assert max(before) <= 12


def test_a_person_is_in_one_team_of_a_set_and_may_be_in_one_of_each_set(course: Course) -> None:
    first, second = course.make_set(2), course.make_set(2, "Small groups")
    course.place(first, course.team_ids(first)[0], "Sina")
    course.place(first, course.team_ids(first)[1], "Sina")
    course.place(second, course.team_ids(second)[0], "Sina")
    assert course.mix(first) == {"Team 1": [], "Team 2": ["Sina"]}
    assert course.mix(second) == {"Team 1": ["Sina"], "Team 2": []}


def test_only_students_of_the_exchange_are_put_into_its_teams(course: Course) -> None:
    other = course.world.exchange("Another", course.partners)
    stranger = course.world.person(course.partners[0], "Stranger")
    course.world.enrol(other, course.partners[0], stranger)
    with course.world.work() as session:
        query = select(Enrolment.id).where(Enrolment.person_id == stranger.id)
        foreign = session.scalars(query).one()
    set_id = course.make_set(1)
    (team,) = course.team_ids(set_id)
    page = f"{course.teams}/sets/{set_id}/people"
    for enrolment in (foreign, course.enrolment(course.coordinator), 999_999):
        answer = course.coordinator.browser.post(page, data={"people": [enrolment], "team": team})
        assert answer.status_code == 200, "not among the choices"
    assert course.mix(set_id) == {"Team 1": []}


def test_who_teaches_no_longer_counts_as_a_student(course: Course) -> None:
    course.change(course.students["Lani"], role=Role.FACILITATOR)
    set_id = course.make_set(1)
    course.coordinator.browser.post(f"{course.teams}/sets/{set_id}/deal")
    assert "Lani" not in course.mix(set_id)["Team 1"]
