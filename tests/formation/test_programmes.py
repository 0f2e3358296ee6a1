"""The report's programmes as their faculty and students meet them: wishes, proposal, team page."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests.formation.conftest import Forming, words
from tests.formation.running import browser_of, enrol, mixes, run_programme, team_ids
from tests.forms import submit
from tests.people import Somebody, World
from vsm_platform.demo.programmes import programmes
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    NextSeason,
    do_run_again,
)

SIX_OR_FEWER = {"least": "5", "most": "6"}


def proposed(forming: Forming, formation_id: int) -> tuple[list[list[int]], int]:
    """What the search found, looked at as faculty do; gives the teams and the proposal's id."""
    wishes = words(forming.browser.get(f"{forming.pages}/{formation_id}").text)
    assert "Propose teams" in wishes
    proposal_id = forming.propose(formation_id)
    page = forming.browser.get(forming.page(formation_id, proposal_id))
    assert page.status_code == 200
    assert "Different universities in each team" in words(page.text)
    return forming.teams(proposal_id), proposal_id


def published(forming: Forming, formation_id: int, proposal_id: int) -> dict[int, list[int]]:
    """The proposal becomes the students' teams; gives the members by team."""
    team_set_id = forming.use(formation_id, proposal_id)
    address = f"/exchanges/{forming.exchange_id}/teams/sets/{team_set_id}"
    assert forming.browser.get(address).status_code == 200
    assert forming.browser.post(f"{address}/publish").status_code == 303
    return team_ids(forming, team_set_id)


def see_own_team(forming: Forming, teams: dict[int, list[int]]) -> None:
    """A student of the first team opens its page, and finds everybody there; no stranger can."""
    (team_id, members), *others = teams.items()
    page = f"/exchanges/{forming.exchange_id}/teams/{team_id}"
    student = browser_of(forming, members[0])
    home = student.get(f"/exchanges/{forming.exchange_id}/")
    assert f'href="{page}"' in home.text
    seen = student.get(page)
    assert seen.status_code == 200
    people = BeautifulSoup(seen.text, "lxml").select("main ul.people")[0].select("li")
    assert len(people) == len(members)
    assert "Your team’s shared day" in words(seen.text)
    stranger = browser_of(forming, others[0][1][0])
    assert stranger.get(page).status_code == 404


def whole_way(forming: Forming, preset: str = "meet", **basics: str) -> dict[int, list[int]]:
    """From the wishes to the student's page; gives the members by team."""
    formation_id = forming.begin(preset, **basics)
    _teams, proposal_id = proposed(forming, formation_id)
    teams = published(forming, formation_id, proposal_id)
    see_own_team(forming, teams)
    return teams


def test_climate_change_has_19_teams_of_at_most_6_each_with_all_five_universities(
    world: World,
) -> None:
    forming = run_programme(world, "climate-change")
    teams = whole_way(forming, **SIX_OR_FEWER)
    assert len(teams) == 19
    found = mixes(forming, list(teams.values()))
    assert all(min(mix) >= 1 and sum(mix) <= 6 for mix in found)
    assert sum(sum(mix) * number for mix, number in found.items()) == 110


def test_womens_leadership_runs_again_each_season_with_somebody_of_either_side_in_each_team(
    world: World,
) -> None:
    programme = programmes()["womens-leadership"]
    forming = run_programme(world, "womens-leadership", [23, 17])
    teams = whole_way(forming, least="3", most="4")
    assert [len(team) for team in teams.values()] == [4] * 10
    assert all(min(mix) >= 1 for mix in mixes(forming, list(teams.values())))
    for numbers, count in (((25, 12), 10), ((26, 26), 13)):
        forming = next_season(forming)
        enrol(forming, programme.partners, numbers)
        (formation_id,) = wishes_of(forming)
        _teams, proposal_id = proposed(forming, formation_id)
        teams = published(forming, formation_id, proposal_id)
        assert len(teams) == count
        assert {len(team) for team in teams.values()} <= {3, 4}
        assert all(min(mix) >= 1 for mix in mixes(forming, list(teams.values())))
        see_own_team(forming, teams)


def next_season(forming: Forming) -> Forming:
    """The same exchange again, with its wishes and without its students."""
    ids = [one.id for one in forming.partners]
    with forming.world.work() as session:
        title = session.get_one(Exchange, forming.exchange_id).title
        chosen = NextSeason(title, "", date(2027, 1, 11), date(2027, 4, 25), ids, ids[0])
        new_id = do_run_again(session, forming.exchange_id, chosen, actor_id=forming.coordinator.id)
        session.get_one(Exchange, new_id).state = ExchangeState.RUNNING
    return Forming(
        forming.world, new_id, forming.partners, forming.coordinator, forming.facilitator
    )


def wishes_of(forming: Forming) -> list[int]:
    """The wishes that an exchange has, as its page lists them."""
    page = BeautifulSoup(forming.browser.get(forming.pages).text, "lxml")
    links = [str(one["href"]) for one in page.select(f'main a[href^="{forming.pages}/"]')]
    keys = {link.removeprefix(f"{forming.pages}/").split("/")[0] for link in links}
    return sorted(int(key) for key in keys if key.isdecimal())


def test_p2a_has_15_teams_of_7_with_one_of_each_university(world: World) -> None:
    forming = run_programme(world, "p2a-asean")
    teams = whole_way(forming, least="7", most="7")
    assert mixes(forming, list(teams.values())) == {(1,) * 7: 15}


@pytest.mark.parametrize(
    ("programme", "numbers", "size", "mix", "count"),
    [
        pytest.param("entrepreneurship", None, 5, (2, 3), 6, id="Entrepreneurship: 6 of 2+3"),
        pytest.param("engineering", None, 4, (2, 2), 5, id="Engineering: 5 of 2+2"),
        pytest.param("global-health", None, 4, (2, 2), 9, id="Global Health: 9 of 2+2"),
        pytest.param(
            "sustainable-development", [10, 15], 5, (2, 3), 5,
            id="Sustainable Development: 5 of 3 from anywhere and 2 of UNL",
        ),
    ],
)  # fmt: skip
def test_each_team_has_the_same_mix(
    world: World,
    programme: str,
    numbers: list[int] | None,
    size: int,
    mix: tuple[int, int],
    count: int,
) -> None:
    forming = run_programme(world, programme, numbers)
    teams = whole_way(forming, least=str(size), most=str(size), common_hours="2.0")
    assert mixes(forming, list(teams.values())) == {mix: count}


def ask_for_one_of_ashesi(forming: Forming) -> int:
    """Teams of five, each with somebody from Ghana."""
    formation_id = forming.begin(least="5", most="5", common_hours="2.0")
    page = f"{forming.pages}/{formation_id}/wish?about=country"
    wish = {"rule": "at_least_one", "importance": "required", "value": "GH"}
    assert submit(forming.browser, page, **wish).status_code == 303
    return formation_id


def test_amre_is_told_what_cannot_be_met_with_4_from_ashesi_and_6_teams(world: World) -> None:
    forming = run_programme(world, "amre", [4, 26])
    formation_id = ask_for_one_of_ashesi(forming)
    said = words(forming.browser.get(f"{forming.pages}/{formation_id}").text)
    assert (
        "4 students are known with “GH” for “Country of the university”, and there are 6 teams: "
        "2 of them must do without." in said
    )
    assert "Make the teams larger, so that there are fewer" in said
    proposal_id = forming.propose(formation_id)
    shown = words(forming.browser.get(forming.page(formation_id, proposal_id)).text)
    assert shown.count("✓ Country of the university: GH") == 4
    assert shown.count("✗ Country of the university: GH") == 2
    assert mixes(forming, forming.teams(proposal_id)) == {(1, 4): 4, (0, 5): 2}


def test_amre_has_one_of_ashesi_in_each_of_6_teams_when_6_come(world: World) -> None:
    forming = run_programme(world, "amre", [6, 24])
    formation_id = ask_for_one_of_ashesi(forming)
    said = words(forming.browser.get(f"{forming.pages}/{formation_id}").text)
    assert "must do without" not in said
    teams, proposal_id = proposed(forming, formation_id)
    assert mixes(forming, teams) == {(1, 4): 6}
    see_own_team(forming, published(forming, formation_id, proposal_id))


def test_intercultural_learning_loses_two_students_and_only_their_teams_change(
    world: World,
) -> None:
    forming = run_programme(world, "intercultural-learning")
    formation_id = forming.begin(least="3", most="4", common_hours="2.0")
    teams, proposal_id = proposed(forming, formation_id)
    assert mixes(forming, teams) == {(2, 2): 6}
    before = published(forming, formation_id, proposal_id)
    see_own_team(forming, before)
    first, second = list(before)[1], list(before)[4]
    gone = {before[first][0], before[second][-1]}
    with world.work() as session:
        for one in gone:
            session.get_one(Enrolment, one).state = EnrolmentState.LEFT
    page = f"{forming.pages}/{formation_id}/repair"
    offered = BeautifulSoup(forming.browser.get(page).text, "lxml")
    assert "Nobody changes teams. 2 teams are concerned, and no others." in words(str(offered))
    token = offered.select_one("input[name=choice]")
    assert token is not None
    assert forming.browser.post(page, data={"choice": token["value"]}).status_code == 303
    after = present(forming, before)
    assert {team for team in before if after[team] != before[team]} == {first, second}
    assert all(after[team] == [one for one in before[team] if one not in gone] for team in before)
    left = after[first][0]
    seen = browser_of(forming, left).get(f"/exchanges/{forming.exchange_id}/teams/{first}")
    assert "left the course" in words(seen.text)


def present(forming: Forming, teams: dict[int, list[int]]) -> dict[int, list[int]]:
    """The members of each team who have not left."""
    inside = team_ids(forming, set_of(forming))
    with forming.world.work() as session:
        here = {one.id for one in session.query(Enrolment) if one.state == EnrolmentState.ENROLLED}
    return {team: [one for one in inside[team] if one in here] for team in teams}


def set_of(forming: Forming) -> int:
    (formation_id,) = wishes_of(forming)
    page = forming.browser.get(f"{forming.pages}/{formation_id}").text
    return int(page.partition("/teams/sets/")[2].partition('"')[0])


def test_apru_has_260_teams_of_5_from_28_universities_all_of_five_different_ones(
    world: World,
) -> None:
    forming = run_programme(world, "apru")
    teams = whole_way(forming, least="5", most="5")
    assert len(teams) == 260
    assert all(max(mix) == 1 for mix in mixes(forming, list(teams.values())))


def test_huc_has_686_teams_of_5_from_14_universities(world: World) -> None:
    forming = run_programme(world, "huc")
    teams = whole_way(forming, least="5", most="5")
    assert len(teams) == 686
    assert all(max(mix) == 1 for mix in mixes(forming, list(teams.values())))


def test_teachers_of_all_partners_see_the_proposal_and_no_student_does(world: World) -> None:
    forming = run_programme(world, "engineering")
    formation_id = forming.begin(least="4", most="4", common_hours="2.0")
    teams, proposal_id = proposed(forming, formation_id)
    page = forming.page(formation_id, proposal_id)
    other: Somebody = forming.facilitator
    assert other.browser.get(page).status_code == 200
    assert browser_of(forming, teams[0][0]).get(page).status_code in {403, 404}
