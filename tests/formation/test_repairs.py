"""People come late and leave after the teams are there: the fewest others are moved, and all are told."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.formation.conftest import Forming, words
from tests.letters import sent
from vsm_platform.accounts.api import Identity
from vsm_platform.core import clock
from vsm_platform.formation.models import Repair
from vsm_platform.mail.post_office import LyingLetter


@pytest.fixture
def used(forming: Forming) -> tuple[Forming, int, int]:
    """Published teams of three or four."""
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    team_set_id = forming.use(formation_id, forming.propose(formation_id))
    address = f"/exchanges/{forming.exchange_id}/teams/sets/{team_set_id}"
    assert forming.browser.post(f"{address}/publish").status_code == 303
    with forming.world.work() as session:
        for identity in session.query(Identity):
            identity.email = f"{identity.subject}@home.test"
    sent(forming.world.app)
    return forming, formation_id, team_set_id


def ways(forming: Forming, formation_id: int) -> list[str]:
    page = forming.browser.get(f"{forming.pages}/{formation_id}/repair")
    assert page.status_code == 200
    return [
        str(one["value"]) for one in BeautifulSoup(page.text, "lxml").select("input[name=choice]")
    ]


def letters_of_changes(forming: Forming, after: timedelta = timedelta(0)) -> list[LyingLetter]:
    """What was written since the teams were published."""
    with clock.moved(after):
        return [one for one in sent(forming.world.app) if "Why: " in one.body]


def test_nothing_is_offered_where_nobody_came_or_left(used: tuple[Forming, int, int]) -> None:
    forming, formation_id, team_set_id = used
    page = forming.browser.get(f"{forming.pages}/{formation_id}/repair")
    assert "Everybody is in a team" in words(page.text)
    shown = forming.browser.get(f"/exchanges/{forming.exchange_id}/teams/sets/{team_set_id}")
    assert "See the ways" not in words(shown.text)
    answer = forming.browser.post(f"{forming.pages}/{formation_id}/repair", data={"choice": "x"})
    assert answer.status_code == 409


def test_the_teams_page_says_who_is_missing_and_offers_three_priced_ways(
    used: tuple[Forming, int, int],
) -> None:
    forming, formation_id, team_set_id = used
    forming.leave("Apia 1")
    forming.add(forming.partners[0], "Latecomer", zone="Pacific/Apia")
    shown = forming.browser.get(f"/exchanges/{forming.exchange_id}/teams/sets/{team_set_id}")
    assert "1 person is in no team. 1 person has left. See the ways to put it right" in words(
        shown.text
    )
    set_up = forming.browser.get(f"/exchanges/{forming.exchange_id}/set-up")
    assert "Somebody came or left since the teams were published" in words(set_up.text)
    page = words(forming.browser.get(f"{forming.pages}/{formation_id}/repair").text)
    assert "Way 1" in page
    assert re.search(r"costs|better by", page)
    assert "Latecomer comes into Team" in page
    assert 1 <= len(ways(forming, formation_id)) <= 3


def test_a_repair_changes_only_the_teams_concerned_and_tells_everybody_in_them(
    used: tuple[Forming, int, int],
) -> None:
    forming, formation_id, team_set_id = used
    forming.leave("Apia 1")
    forming.add(forming.partners[0], "Latecomer", zone="Pacific/Apia")
    before = forming.members(team_set_id)
    token = ways(forming, formation_id)[0]
    page = f"{forming.pages}/{formation_id}/repair"
    done = forming.browser.post(page, data={"choice": token}, follow_redirects=True)
    assert "Everybody concerned is told" in words(done.text)
    after = forming.members(team_set_id)
    late = forming.enrolment("Latecomer")
    assert sum(late in team for team in after) == 1
    concerned = [number for number, team in enumerate(after) if team != before[number]]
    assert len(concerned) <= 2
    assert letters_of_changes(forming) == []
    letters = letters_of_changes(forming, after=timedelta(minutes=11))
    assert all("Why: Somebody came to the course late, or left it." in one.body for one in letters)
    assert all("has changed" in one.subject for one in letters)
    without_address = 1
    assert len(letters) == sum(len(after[number]) for number in concerned) - without_address
    assert ways(forming, formation_id) == []
    again = forming.browser.post(page, data={"choice": token})
    assert again.status_code == 409


def test_a_repair_is_taken_back(used: tuple[Forming, int, int]) -> None:
    forming, formation_id, team_set_id = used
    forming.add(forming.partners[0], "Latecomer", zone="Pacific/Apia")
    before = forming.members(team_set_id)
    page = f"{forming.pages}/{formation_id}/repair"
    forming.browser.post(page, data={"choice": ways(forming, formation_id)[0]})
    assert forming.members(team_set_id) != before
    with forming.world.work() as session:
        repair_id = session.query(Repair.id).scalar()
    address = f"{forming.pages}/{formation_id}/repairs/{repair_id}/undo"
    assert forming.browser.post(address).status_code == 303
    assert forming.members(team_set_id) == before
    assert forming.browser.post(address).status_code == 409
    assert ways(forming, formation_id)


def test_a_way_that_was_shown_before_somebody_else_left_is_refused(
    used: tuple[Forming, int, int],
) -> None:
    forming, formation_id, team_set_id = used
    forming.add(forming.partners[0], "Latecomer", zone="Pacific/Apia")
    token = ways(forming, formation_id)[0]
    forming.leave("Osaka 1")
    before = forming.members(team_set_id)
    answer = forming.browser.post(f"{forming.pages}/{formation_id}/repair", data={"choice": token})
    assert answer.status_code == 409
    assert "came or left meanwhile" in answer.text
    assert forming.members(team_set_id) == before


def test_nobody_is_told_of_a_draft(forming: Forming) -> None:
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    forming.use(formation_id, forming.propose(formation_id))
    with forming.world.work() as session:
        for identity in session.query(Identity):
            identity.email = f"{identity.subject}@home.test"
    forming.add(forming.partners[0], "Latecomer", zone="Pacific/Apia")
    page = f"{forming.pages}/{formation_id}/repair"
    done = forming.browser.post(page, data={"choice": ways(forming, formation_id)[0]})
    assert done.status_code == 303
    assert letters_of_changes(forming, after=timedelta(minutes=11)) == []


def test_who_has_no_address_reads_in_the_product_what_has_changed_and_why(
    used: tuple[Forming, int, int],
) -> None:
    forming, formation_id, team_set_id = used
    with forming.world.work() as session:
        for identity in session.query(Identity):
            identity.email = ""
    written = len(sent(forming.world.app))
    before = forming.members(team_set_id)
    gone = forming.enrolment("Apia 1")
    number = next(at for at, team in enumerate(before) if gone in team)
    mates = [
        name for name in forming.students if forming.enrolment(name) in before[number] - {gone}
    ]
    other = next(name for name in forming.students if forming.enrolment(name) not in before[number])
    forming.leave("Apia 1")
    page = f"{forming.pages}/{formation_id}/repair"
    assert (
        forming.browser.post(page, data={"choice": ways(forming, formation_id)[0]}).status_code
        == 303
    )
    with clock.moved(timedelta(minutes=11)):
        assert len(sent(forming.world.app)) == written
    home = f"/exchanges/{forming.exchange_id}/"
    browser = forming.students[mates[0]].browser
    shown = browser.get(home)
    assert "has changed" in words(shown.text)
    assert "has changed" not in words(forming.students[other].browser.get(home).text)
    link = BeautifulSoup(shown.text, "lxml").select_one("main section[aria-labelledby^=team-] a")
    assert link is not None
    team = str(link["href"])
    said = words(browser.get(team).text)
    assert "1 person is no longer in it." in said
    assert "Why: Somebody came to the course late, or left it." in said
    assert forming.students[other].browser.post(f"{team}/seen").status_code == 404
    assert "is no longer in it" in words(browser.get(team).text), "looking alone changes nothing"
    assert browser.post(f"{team}/seen").status_code == 303
    assert "is no longer in it" not in words(browser.get(team).text)
    assert "has changed" not in words(browser.get(home).text)
    assert "is no longer in it" in words(forming.students[mates[1]].browser.get(team).text)


def test_there_is_nothing_to_repair_before_teams_are_used(forming: Forming) -> None:
    formation_id = forming.begin()
    assert forming.browser.get(f"{forming.pages}/{formation_id}/repair").status_code == 404
