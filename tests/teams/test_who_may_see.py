"""Who sees which team: its members, its client, those who teach, and nobody else."""

import pytest
from bs4 import BeautifulSoup

from tests.people import Somebody
from tests.teams.conftest import Course, words
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Role, access_exchange
from vsm_platform.teams.api import CardLine, TeamCard, client_visits, team_folder_rule
from vsm_platform.teams.cards import _sources as card_sources
from vsm_platform.teams.cards import offer_team_card
from vsm_platform.teams.uses import _sources as use_sources
from vsm_platform.teams.uses import offer_team_use


@pytest.fixture
def formed(course: Course) -> dict[str, int]:
    """Two published teams: Sina and Aiko, Tavita and Haru; Lani and Yuki are in none."""
    set_id = course.make_set(2)
    first, second = course.team_ids(set_id)
    course.place(set_id, first, "Sina", "Aiko")
    course.place(set_id, second, "Tavita", "Haru")
    course.publish(set_id)
    return {"set": set_id, "first": first, "second": second}


def test_a_student_sees_the_own_team_with_universities_and_clocks(
    course: Course, formed: dict[str, int]
) -> None:
    page = course.students["Sina"].browser.get(f"{course.teams}/{formed['first']}")
    assert page.status_code == 200
    said = words(page.text)
    assert "Aiko Osaka University" in said
    zones = [
        one["data-zone"] for one in BeautifulSoup(page.text, "lxml").select("main time[data-zone]")
    ]
    assert {"Pacific/Apia", "Asia/Tokyo"} <= set(zones)
    assert "Everybody is awake together for" in said
    assert "Your team: Team 1" in words(course.students["Sina"].browser.get(course.teams).text)


def test_other_teams_are_known_by_name_and_members_only(
    course: Course, formed: dict[str, int]
) -> None:
    sina = course.students["Sina"].browser
    listed = words(sina.get(f"{course.teams}/sets/{formed['set']}").text)
    assert "Team 2 Tavita ( Apia ), Haru ( Osaka )" in listed
    assert sina.get(f"{course.teams}/{formed['second']}").status_code == 404


def test_a_draft_is_nobodys_but_facultys(course: Course, formed: dict[str, int]) -> None:
    course.coordinator.browser.post(f"{course.teams}/sets/{formed['set']}/publish")
    sina = course.students["Sina"].browser
    assert sina.get(f"{course.teams}/{formed['first']}").status_code == 404
    assert "No teams yet" in sina.get(course.teams).text
    assert course.facilitator.browser.get(f"{course.teams}/{formed['first']}").status_code == 200


CHANGES = (
    ("GET", "/new"),
    ("POST", "/new"),
    ("GET", "/sets/{set}/edit"),
    ("POST", "/sets/{set}/edit"),
    ("GET", "/sets/{set}/people"),
    ("POST", "/sets/{set}/people"),
    ("GET", "/sets/{set}/paste"),
    ("POST", "/sets/{set}/paste"),
    ("POST", "/sets/{set}/groups"),
    ("POST", "/sets/{set}/deal"),
    ("GET", "/sets/{set}/publish"),
    ("POST", "/sets/{set}/publish"),
    ("GET", "/sets/{set}/delete"),
    ("POST", "/sets/{set}/delete"),
    ("GET", "/{first}/edit"),
    ("POST", "/{first}/edit"),
    ("POST", "/{first}/move"),
    ("POST", "/{first}/clients"),
    ("GET", "/{first}/delete"),
    ("POST", "/{first}/delete"),
)
LOOKS = ("", "/sets/{set}", "/{first}")


def test_students_and_administrators_change_nothing(course: Course, formed: dict[str, int]) -> None:
    administrator = course.world.administrator()
    before = course.mix(formed["set"])
    for method, path in CHANGES:
        for somebody in (course.students["Sina"], administrator):
            answer = somebody.browser.open(f"{course.teams}{path.format(**formed)}", method=method)
            assert answer.status_code == 403, (method, path)
    assert course.mix(formed["set"]) == before


def strangers(course: Course) -> list[Somebody]:
    """People of other exchanges, of no exchange, and guests."""
    samoa, osaka = course.partners
    other = course.world.exchange("Another", [samoa, osaka])
    teacher = course.world.person(osaka, "Tomo Teacher")
    course.world.enrol(other, osaka, teacher, Role.COORDINATOR)
    guest = course.world.person(samoa, "Gil Guest")
    course.world.enrol(course.exchange_id, samoa, guest)
    course.change(guest, role=Role.GUEST)
    return [teacher, guest, course.world.person(samoa, "Nori Nobody")]


def test_to_everybody_else_there_are_no_teams(course: Course, formed: dict[str, int]) -> None:
    addresses = [*CHANGES, *(("GET", path) for path in LOOKS)]
    for somebody in strangers(course):
        for method, path in addresses:
            answer = somebody.browser.open(f"{course.teams}{path.format(**formed)}", method=method)
            assert answer.status_code == 404, (method, path)


def test_another_exchanges_team_is_not_reached_through_ones_own(
    course: Course, formed: dict[str, int]
) -> None:
    teacher, *_rest = strangers(course)
    other = course.exchange_id + 1
    for method, path in CHANGES[2:]:
        address = f"/exchanges/{other}/teams{path.format(**formed)}"
        assert teacher.browser.open(address, method=method).status_code == 404, address


def test_an_administrator_sees_teams_and_no_names(course: Course, formed: dict[str, int]) -> None:
    browser = course.world.administrator().browser
    shown = browser.get(f"{course.teams}/sets/{formed['set']}").text
    assert "2 people" in shown
    assert "Sina" not in shown
    assert browser.get(f"{course.teams}/{formed['first']}").status_code == 404


def test_a_student_who_leaves_is_marked_and_only_that_team_changes(
    course: Course, formed: dict[str, int]
) -> None:
    course.leave(course.students["Aiko"])
    own = words(course.students["Sina"].browser.get(f"{course.teams}/{formed['first']}").text)
    assert "Aiko Osaka University left the course" in own
    faculty = words(course.coordinator.browser.get(f"{course.teams}/sets/{formed['set']}").text)
    assert "Only these teams changed: Team 1" in faculty
    assert course.mix(formed["set"])["Team 2"] == ["Tavita", "Haru"]


def test_a_client_sees_the_one_team_and_its_cards_for_clients(
    course: Course, formed: dict[str, int]
) -> None:
    client = course.client("Kofi Client")
    own = f"{course.teams}/{formed['first']}"
    assert client.browser.get(own).status_code == 404, "attached to none yet"
    attached = course.coordinator.browser.post(
        f"{own}/clients", data={"client": course.enrolment(client)}
    )
    assert attached.status_code == 303
    try:
        offer_team_card("test", _cards)
        page = client.browser.get(own)
        member = course.students["Sina"].browser.get(own)
    finally:
        del card_sources["test"]
    assert page.status_code == 200
    assert "For you" in page.text
    assert "Inside" not in page.text
    assert "Inside" in member.text
    assert 'class="pills"' not in page.text.split("<main")[0], "no ways to pages it may not see"
    course.coordinator.browser.post(
        f"{own}/clients", data={"client": course.enrolment(client), "detach": "yes"}
    )
    assert client.browser.get(own).status_code == 404


def _cards(_session, _access, _viewer, team):  # type: ignore[no-untyped-def]
    return [
        TeamCard("inside", "Inside", 10, lines=[CardLine("A thing", "/x", "note", "new", "sea")]),
        TeamCard("client", f"For you, {team.title}", 20, is_for_clients=True),
    ]


def test_only_a_client_of_the_exchange_is_attached(course: Course, formed: dict[str, int]) -> None:
    own = f"{course.teams}/{formed['first']}"
    for somebody in (course.students["Lani"], course.facilitator):
        course.coordinator.browser.post(
            f"{own}/clients", data={"client": course.enrolment(somebody)}
        )
    assert "For whom this team works" not in course.coordinator.browser.get(own).text


def test_a_team_that_something_hangs_on_is_not_deleted(
    course: Course, formed: dict[str, int]
) -> None:
    try:
        offer_team_use("test", lambda _session, teams: set(teams) & {formed["first"]})
        for path in (f"{formed['first']}/delete", f"sets/{formed['set']}/delete"):
            answer = course.coordinator.browser.post(f"{course.teams}/{path}")
            assert answer.status_code == 409
        assert (
            course.coordinator.browser.post(f"{course.teams}/{formed['second']}/delete").status_code
            == 303
        )
    finally:
        del use_sources["test"]


def test_the_folder_rule_and_the_visits_follow_the_team(
    course: Course, formed: dict[str, int]
) -> None:
    client = course.client("Kofi Client")
    course.coordinator.browser.post(
        f"{course.teams}/{formed['first']}/clients", data={"client": course.enrolment(client)}
    )

    def rule(somebody: Somebody) -> tuple[bool, bool, str] | None:
        viewer = Viewer(1, somebody.id, "", None, "", None, "UTC", "", "", False, False, True)
        with course.world.app.test_request_context(), course.world.work() as session:
            access = access_exchange(session, viewer, course.exchange_id, visitors=True)
            if access.role == Role.CLIENT:
                assert client_visits(session, access) == [
                    ("Team 1", f"{course.teams}/{formed['first']}")
                ]
            return team_folder_rule(session, access, formed["first"])

    assert rule(course.students["Sina"]) == (True, True, "Team 1")
    assert rule(course.facilitator) == (True, True, "Team 1")
    assert rule(course.students["Tavita"]) is None
    assert rule(client) is None
