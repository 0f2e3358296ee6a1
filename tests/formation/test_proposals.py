"""Teams are proposed, looked at, changed by hand, and become a draft."""

import csv
import threading
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from tests.formation.conftest import PLACES, Forming, make_forming, words
from tests.people import World, counted_queries
from vsm_platform.core.outbox import Delivery
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.formation import jobs
from vsm_platform.formation.models import Proposal, ProposalState


@pytest.fixture
def proposed(forming: Forming) -> tuple[Forming, int, int]:
    """Twelve students of three universities in teams of three."""
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    return forming, formation_id, forming.propose(formation_id)


def show(forming: Forming, formation_id: int, proposal_id: int) -> str:
    answer = forming.browser.get(forming.page(formation_id, proposal_id))
    assert answer.status_code == 200
    return words(answer.text)


def test_every_student_is_in_one_team_and_universities_are_mixed(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, formation_id, proposal_id = proposed
    teams = forming.teams(proposal_id)
    everybody = sorted(forming.enrolment(name) for name in forming.students)
    assert sorted(person for team in teams for person in team) == everybody
    page = show(forming, formation_id, proposal_id)
    assert page.count("3 universities") == len(teams)
    assert "Different universities in each team best possible" in page
    assert "It is proven that no teams of these students could do better" in page


def test_the_page_says_how_far_the_search_is(forming: Forming) -> None:
    formation_id = forming.begin(least="3", most="4")
    begun = forming.browser.post(f"{forming.pages}/{formation_id}/propose")
    assert "The search begins in a moment" in words(forming.browser.get(begun.location).text)
    with forming.world.work() as session:
        session.query(Proposal).one().share = 0.42
    page = forming.browser.get(begun.location).text
    assert "42 % done" in words(page)
    assert "data-progress" in page
    again = forming.browser.post(f"{forming.pages}/{formation_id}/propose")
    assert again.status_code == 409
    assert "looked for already" in again.text
    assert forming.browser.post(f"{begun.location}/use", data={"version": 1}).status_code == 409
    forming.deliver()
    assert "proposal" in words(forming.browser.get(begun.location).text)


def test_a_search_is_stopped_with_the_best_so_far(
    forming: Forming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.0)
    formation_id = forming.begin(least="3", most="4")
    begun = forming.browser.post(f"{forming.pages}/{formation_id}/propose").location
    forming.browser.post(f"{begun}/stop")
    assert "The best teams so far are on their way" in words(forming.browser.get(begun).text)
    forming.deliver()
    assert "the best teams so far" in words(forming.browser.get(begun).text)
    teams = forming.teams(int(begun.rsplit("/", 1)[-1]))
    assert sum(map(len, teams)) == 12


def test_a_job_that_was_killed_begins_anew_and_comes_to_the_same_teams(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, _formation_id, proposal_id = proposed
    before = forming.teams(proposal_id)
    with forming.world.work() as session:
        # As a process leaves it that dies in the middle: leased, its outcome unknown.
        found = session.get_one(Proposal, proposal_id)
        found.state, found.teams, found.report, found.share = ProposalState.SEARCHING, [], {}, 0.5
        delivery = session.query(Delivery).filter_by(kind="formation.search").one()
        delivery.state, delivery.finished_at = "waiting", None
        delivery.leased_until = delivery.created_at
    forming.deliver()
    assert forming.teams(proposal_id) == before


def test_who_leaves_while_it_runs_is_in_no_team_and_who_comes_is_said_to_be_in_none(
    forming: Forming, monkeypatch: pytest.MonkeyPatch
) -> None:
    formation_id = forming.begin(least="3", most="4")
    begun = forming.browser.post(f"{forming.pages}/{formation_id}/propose").location
    gone = forming.enrolment("Apia 1")
    changed = threading.Event()
    solve = jobs.solve

    def solve_slowly(*arguments, **more):  # type: ignore[no-untyped-def]
        found = solve(*arguments, **more)
        if not changed.is_set():
            changed.set()
            forming.leave("Apia 1")
            forming.add(forming.partners[1], "Latecomer")
        return found

    monkeypatch.setattr(jobs, "solve", solve_slowly)
    forming.deliver()
    proposal_id = int(begun.rsplit("/", 1)[-1])
    assert gone not in {person for team in forming.teams(proposal_id) for person in team}
    page = show(forming, formation_id, proposal_id)
    assert "1 student is in no team" in page
    assert "Latecomer" in page
    assert "Apia 1" not in page


def test_a_formation_that_is_deleted_while_it_is_searched_ends_the_search(
    forming: Forming,
) -> None:
    formation_id = forming.begin(least="3", most="4")
    forming.browser.post(f"{forming.pages}/{formation_id}/propose")
    forming.browser.post(f"{forming.pages}/{formation_id}/delete")
    forming.deliver()
    with forming.world.work() as session:
        assert session.query(Delivery).filter_by(kind="formation.search").one().state == "delivered"


def test_an_accident_of_the_search_is_said_and_can_be_tried_again(
    forming: Forming, monkeypatch: pytest.MonkeyPatch
) -> None:
    formation_id = forming.begin(least="3", most="4")

    def fail(*_arguments, **_more):  # type: ignore[no-untyped-def]
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "solve", fail)
        proposal_id = forming.propose(formation_id)
    assert "The code is unexpected_RuntimeError" in show(forming, formation_id, proposal_id)
    assert sum(map(len, forming.teams(forming.propose(formation_id)))) == 12


def test_a_move_has_its_price_before_it_is_made_and_is_taken_back(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, formation_id, proposal_id = proposed
    before = forming.teams(proposal_id)
    student = before[0][0]
    page = f"{forming.page(formation_id, proposal_id)}/people/{student}"
    shown = forming.browser.get(page)
    assert "costs" in words(shown.text)
    assert "now in Team 1" in words(shown.text)
    assert forming.teams(proposal_id) == before
    form = BeautifulSoup(shown.text, "lxml").select_one("form[action$='/move']")
    assert form is not None
    data = {str(one["name"]): str(one["value"]) for one in form.select("input[name]")}
    moved = forming.browser.post(str(form["action"]), data=data)
    assert moved.status_code == 303
    after = forming.teams(proposal_id)
    assert after != before
    assert student in after[int(data["team"])]
    stale = forming.browser.post(str(form["action"]), data=data)
    assert stale.status_code == 409
    assert "have changed meanwhile" in stale.text
    version = forming.version(proposal_id)
    address = forming.page(formation_id, proposal_id)
    forming.browser.post(f"{address}/undo", data={"version": version})
    assert forming.teams(proposal_id) == before
    nothing = forming.browser.post(f"{address}/undo", data={"version": version + 1})
    assert "nothing to take back" in nothing.text


def test_all_ways_into_one_team_have_their_prices(proposed: tuple[Forming, int, int]) -> None:
    forming, formation_id, proposal_id = proposed
    student = forming.teams(proposal_id)[0][0]
    page = f"{forming.page(formation_id, proposal_id)}/people/{student}"
    shown = words(forming.browser.get(f"{page}?team=1").text)
    assert "Ways into Team 2" in shown
    assert shown.count("in exchange for") == len(forming.teams(proposal_id)[1])
    for team in ("0", "99", "-1"):
        assert forming.browser.get(f"{page}?team={team}").status_code == 404
    assert forming.browser.get(page.replace(str(student), "999")).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"student": "999", "team": "1"},
        {"team": "99"},
        {"team": "0"},
        {"team": "1", "swap_with": "999"},
        {"team": "many"},
    ],
)
def test_moves_that_make_no_sense_change_nothing(
    proposed: tuple[Forming, int, int], change: dict[str, str]
) -> None:
    forming, formation_id, proposal_id = proposed
    before = forming.teams(proposal_id)
    data = {"student": str(before[0][0]), "version": "1", **change}
    answer = forming.browser.post(f"{forming.page(formation_id, proposal_id)}/move", data=data)
    assert answer.status_code == 404
    assert forming.teams(proposal_id) == before


def test_who_is_kept_and_what_is_locked_stays_when_teams_are_proposed_again(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, formation_id, proposal_id = proposed
    before = forming.teams(proposal_id)
    address = forming.page(formation_id, proposal_id)
    student = before[1][0]
    forming.browser.post(f"{address}/keep", data={"student": student, "team": 1})
    forming.browser.post(f"{address}/keep", data={"team": 0})
    page = show(forming, formation_id, proposal_id)
    assert "kept here" in page
    assert "Locked: open it" in page
    locked = forming.browser.post(
        f"{address}/move", data={"student": before[0][0], "team": 2, "version": 1}
    )
    assert "This team is locked" in locked.text
    again = forming.browser.post(f"{address}/again").location
    forming.deliver()
    after = forming.teams(int(again.rsplit("/", 1)[-1]))
    assert set(after[0]) == set(before[0])
    assert student in after[1]


def test_proposed_teams_become_a_draft_that_students_do_not_see(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, formation_id, proposal_id = proposed
    forming.leave("Apia 2")
    team_set_id = forming.use(formation_id, proposal_id)
    placed = forming.members(team_set_id)
    assert sum(map(len, placed)) == 11
    address = f"/exchanges/{forming.exchange_id}/teams/sets/{team_set_id}"
    assert "draft" in words(forming.browser.get(address).text)
    student = forming.students["Osaka 1"].browser
    assert student.get(address).status_code == 404
    forming.browser.post(f"{address}/publish")
    assert student.get(address).status_code == 200


def test_teams_go_out_as_a_list_and_come_back_changed(
    proposed: tuple[Forming, int, int],
) -> None:
    forming, formation_id, proposal_id = proposed
    forming.add(forming.partners[0], "=cmd|' /C calc'!A0")
    address = forming.page(formation_id, proposal_id)
    teams = forming.teams(proposal_id)
    evil = forming.enrolment("=cmd|' /C calc'!A0")
    forming.browser.post(f"{address}/move", data={"student": evil, "team": 0, "version": 1})
    answer = forming.browser.get(f"{address}/teams.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 13
    assert any(row["Name"].startswith("'=cmd") for row in rows)
    assert set(rows[0]) == {"Name", "University", "Team", "Number"}
    first, second = str(teams[0][0]), str(teams[1][0])
    for row in rows:
        row["Team"] = {first: "2", second: "1"}.get(row["Number"], row["Team"])
    text = "\n".join(
        ["Number;Name;Team", *(f"{r['Number']};{r['Name']};{r['Team']}" for r in rows)]
    )
    data = {"text": text, "encoding": "", "version": "2"}
    seen = forming.browser.post(f"{address}/list", data=data)
    assert "13 rows are understood" in words(seen.text)
    assert forming.version(proposal_id) == 2
    done = forming.browser.post(f"{address}/list", data=data | {"is_seen": "y"})
    assert done.status_code == 303
    changed = forming.teams(proposal_id)
    assert int(second) in changed[0]
    assert int(first) in changed[1]
    assert evil in changed[0]
    bad = forming.browser.post(f"{address}/list", data={"text": "Name;Level\nOsaka 1;2"})
    assert "There is no column “Team”" in words(bad.text)


def test_climate_change_has_nineteen_teams_each_with_all_five(world: World) -> None:
    forming = make_forming(world, PLACES, 22)
    formation_id = forming.begin(least="5", most="6", common_hours="5.0")
    proposal_id = forming.propose(formation_id)
    teams = forming.teams(proposal_id)
    assert len(teams) == 19
    assert max(map(len, teams)) == 6
    with world.work() as session:
        home = dict(session.query(Enrolment.id, Enrolment.partnership_id).all())
    assert all(len({home[person] for person in team}) == 5 for team in teams)
    page = show(forming, formation_id, proposal_id)
    assert "5 universities" in page
    assert "Best times to meet:" in page
    assert "UTC" not in page.partition("Team 1")[2].partition("Best times")[2][:10]


def test_the_page_asks_as_many_questions_for_many_teams_as_for_few(world: World) -> None:
    counts = []
    forming = make_forming(world, PLACES[:3], 4)
    for each in (0, 8):
        for partner, (_name, place, zone, _country) in zip(
            forming.partners, PLACES[:3], strict=True
        ):
            forming.add(partner, *(f"{place} more {number}" for number in range(each)), zone=zone)
        formation_id = forming.begin(least="3", most="3", common_hours="0.0")
        proposal_id = forming.propose(formation_id)
        page = forming.page(formation_id, proposal_id)
        forming.browser.get(page)
        student = forming.teams(proposal_id)[0][0]
        for address in (page, f"{page}/people/{student}", f"{forming.pages}/{formation_id}"):
            with counted_queries(world.database) as statements:
                assert forming.browser.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
