"""Two of the fourteen programmes (data/case_studies.toml), as far as their teams go."""

import pytest

from tests.forms import submit
from tests.people import World
from tests.teams.conftest import Course, enrol_students, make_course, words


@pytest.fixture
def amre(world: World) -> Course:
    """Applied Methods and Research Experience: 30 students, 8 of them from Ashesi."""
    wooster = world.university("The College of Wooster", "Wooster", "America/New_York", "US")
    ashesi = world.university("Ashesi University", "Berekuso", "Africa/Accra", "GH")
    course = make_course(world, wooster, ashesi, "AMRE")
    enrol_students(course, wooster, *(f"W{number:02}" for number in range(22)))
    enrol_students(course, ashesi, *(f"A{number}" for number in range(8)))
    return course


def test_amre_a_client_per_team_who_sees_only_that_team(amre: Course) -> None:
    browser = amre.coordinator.browser
    made = submit(browser, f"{amre.teams}/new", title="Client projects", teams="6")
    browser.post(f"{made.location}/deal")
    browser.post(f"{made.location}/publish")
    set_id = int(made.location.rsplit("/", 1)[1])
    teams = amre.team_ids(set_id)
    clients = [amre.client(f"Client {number}") for number in range(6)]
    for team, client in zip(teams, clients, strict=True):
        attached = browser.post(
            f"{amre.teams}/{team}/clients", data={"client": amre.enrolment(client)}
        )
        assert attached.status_code == 303

    first = clients[0]
    page = first.browser.get(f"{amre.teams}/{teams[0]}")

    assert page.status_code == 200
    assert all(name in page.text for name in amre.mix(set_id)["Team 1"])
    assert "Client 1" not in page.text
    for address in other_addresses(amre, set_id, teams):
        for method in ("GET", "POST"):
            if address.endswith("/visit"):
                # What a client came for, which is that one team.
                continue
            answer = first.browser.open(address, method=method)
            # An upload first asks for the version of its protocol (412), whoever sends it.
            assert answer.status_code in {404, 405, 412}, (method, address)


def other_addresses(course: Course, set_id: int, teams: list[int]) -> list[str]:
    """Every address of the exchange but the first team's own page."""
    values = {
        "exchange_id": course.exchange_id,
        "team_set_id": set_id,
        "team_id": teams[1],
    }
    found = [f"{course.teams}/{team}" for team in teams[1:]]
    with course.world.app.test_request_context():
        adapter = course.world.app.url_map.bind("")
        for rule in course.world.app.url_map.iter_rules():
            if "exchange_id" in rule.arguments and rule.rule.startswith("/exchanges/"):
                known = {name: values.get(name, 1) for name in rule.arguments}
                known |= {"team_id": teams[0]} if "/edit" in rule.rule else {}
                found.append(adapter.build(rule.endpoint, known))
    assert len(found) > 25
    return found


def test_intercultural_learning_two_students_drop_out_and_only_their_teams_change(
    world: World,
) -> None:
    """12 and 12 students, no LMS: six teams of two and two."""
    tallinn = world.university("Tallinn University", "Tallinn", "Europe/Tallinn", "EE")
    kelaniya = world.university("University of Kelaniya", "Kelaniya", "Asia/Colombo", "LK")
    course = make_course(world, tallinn, kelaniya, "Interkulturelles Lernen")
    enrol_students(course, tallinn, *(f"T{number:02}" for number in range(12)))
    enrol_students(course, kelaniya, *(f"K{number:02}" for number in range(12)))
    browser = course.coordinator.browser
    made = submit(browser, f"{course.teams}/new", title="Teams", teams="6")
    browser.post(f"{made.location}/deal")
    browser.post(f"{made.location}/publish")
    set_id = int(made.location.rsplit("/", 1)[1])
    before = course.mix(set_id)
    for members in before.values():
        assert sorted(name[0] for name in members) == ["K", "K", "T", "T"]

    gone = (before["Team 2"][0], before["Team 5"][3])
    for name in gone:
        course.leave(course.students[name])

    page = words(browser.get(made.location).text)
    assert "Only these teams changed: Team 2 , Team 5" in page
    assert course.mix(set_id) == before, "nobody was moved"
    team_of_gone = course.team_ids(set_id)[1]
    stayed = course.students[before["Team 2"][1]].browser
    seen = words(stayed.get(f"{course.teams}/{team_of_gone}").text)
    assert "left the course" in seen
    other = course.students[before["Team 1"][0]].browser
    assert "left the course" not in words(
        other.get(f"{course.teams}/{course.team_ids(set_id)[0]}").text
    )
    late = "K99"
    enrol_students(course, kelaniya, late)
    browser.post(f"{made.location}/deal")
    after = course.mix(set_id)
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 1, "a late joiner changes one team"
    assert late in after[changed[0]]
