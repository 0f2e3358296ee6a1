"""What cannot be or makes no sense is answered in plain words, with what to do about it.

One test for each line of "Bad input" of the issue, through HTTP.
"""

import threading

import pytest

from tests.formation.conftest import PLACES, Forming, make_forming, words
from tests.forms import submit
from tests.people import World
from vsm_platform.accounts.api import Person
from vsm_platform.exchanges.api import Enrolment, EnrolmentState
from vsm_platform.formation import jobs
from vsm_platform.formation.models import Attribute, AttributeValue, Proposal
from vsm_platform.institutions.api import Institution


def said(forming: Forming, formation_id: int) -> str:
    """What the page of the wishes says about whether they can be met."""
    answer = forming.browser.get(f"{forming.pages}/{formation_id}")
    assert answer.status_code == 200
    shown: str = words(answer.text).partition("Can it be done?")[2]
    return shown.partition("What is known of students")[0]


def is_refused(forming: Forming, formation_id: int) -> bool:
    """Whether nothing is looked for, neither by the page's buttons nor past them."""
    refused = forming.browser.post(f"{forming.pages}/{formation_id}/propose")
    offered = "Propose teams" in said(forming, formation_id)
    assert offered == (refused.status_code == 303)
    if refused.status_code == 409:
        assert "The page of your wishes says what it is" in words(refused.text)
    return refused.status_code == 409


def everybody(forming: Forming) -> list[int]:
    return sorted(forming.enrolment(name) for name in forming.students)


def placed(forming: Forming, proposal_id: int) -> list[int]:
    return sorted(person for team in forming.teams(proposal_id) for person in team)


def test_no_students(world: World) -> None:
    forming = make_forming(world, PLACES[:2], 0)
    formation_id = forming.begin()
    shown = said(forming, formation_id)
    assert "Nobody is here yet of whom teams could be formed." in shown
    assert "Let students come in, or read the rosters of your courses." in shown
    assert is_refused(forming, formation_id)


def test_one_student(world: World) -> None:
    forming = make_forming(world, PLACES[:1], 1)
    formation_id = forming.begin(least="3", most="4")
    shown = said(forming, formation_id)
    assert "There is 1 student, and a team needs 3." in shown
    assert "Make the teams smaller, or wait for more students." in shown
    assert is_refused(forming, formation_id)


def test_all_of_one_university(world: World) -> None:
    forming = make_forming(world, PLACES[:1], 8)
    formation_id = forming.begin(least="4", most="4")
    shown = said(forming, formation_id)
    assert "All students are of one university, so there is nothing to mix." in shown
    assert "Teams can be formed all the same." in shown
    proposal_id = forming.propose(formation_id)
    assert [len(team) for team in forming.teams(proposal_id)] == [4, 4]
    page = forming.browser.get(forming.page(formation_id, proposal_id))
    assert "1 university" in words(page.text)


def test_more_leaders_required_than_exist(forming: Forming) -> None:
    formation_id = forming.begin("lead", least="3", most="3")
    forming.wish(formation_id, **{"wish-0": "required"})
    for name, choice in (("Apia 1", "o0"), ("Osaka 1", "o0"), ("Apia 2", "o1")):
        forming.students[name].browser.post(f"{forming.pages}/questions/1", data={"answer": choice})
    shown = said(forming, formation_id)
    assert (
        "2 students are known with “Yes” for “Would lead a team”, and there are 4 teams: "
        "2 of them must do without." in shown
    )
    assert "Make the teams larger, so that there are fewer, or wait for more answers." in shown
    proposal_id = forming.propose(formation_id)
    leaders = {forming.enrolment("Apia 1"), forming.enrolment("Osaka 1")}
    assert sorted(len(leaders & set(team)) for team in forming.teams(proposal_id)) == [0, 0, 1, 1]


def test_contradictory_pairs(forming: Forming) -> None:
    formation_id = forming.begin(least="3", most="4")
    pairs = f"{forming.pages}/{formation_id}/pairs"
    one, two, three = (forming.enrolment(name) for name in ("Apia 1", "Osaka 1", "Honolulu 1"))
    for first, second, how in (
        (one, two, "together"),
        (two, three, "together"),
        (one, three, "apart"),
    ):
        answer = forming.browser.post(pairs, data={"first": first, "second": second, "how": how})
        assert answer.status_code == 303
    shown = said(forming, formation_id)
    assert "must be in one team, and two of them must not." in shown
    assert all(name in shown for name in ("Apia 1", "Osaka 1", "Honolulu 1"))
    assert "Take one of these pairs away." in shown
    assert is_refused(forming, formation_id)
    forming.browser.post(f"{pairs}/drop", data={"first": one, "second": three})
    assert not is_refused(forming, formation_id)


def test_attributes_missing_for_half(forming: Forming) -> None:
    formation_id = forming.begin(least="3", most="4")
    submit(
        forming.browser,
        f"{forming.pages}/{formation_id}/wish?about=ready:level",
        importance="medium",
    )
    for name in list(forming.students)[:6]:
        forming.students[name].browser.post(f"{forming.pages}/questions/1", data={"answer": "o2"})
    shown = said(forming, formation_id)
    assert "is not known of 6 of 12 students. They are put where they fit otherwise." in shown
    assert "Remind them of their questions, or read it from a list." in shown
    assert placed(forming, forming.propose(formation_id)) == everybody(forming)


@pytest.mark.parametrize("page", ["attributes/list", "teams"])
def test_duplicate_rows(forming: Forming, page: str) -> None:
    """Of two rows about one person the first counts, and the second says where that one is."""
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    address = f"{forming.pages}/{page}"
    if page == "teams":
        address = f"{forming.page(formation_id, forming.propose(formation_id))}/list"
    text = "Name;Team\nApia 1;1\nApia 2;1\nApia 1;2\n"
    shown = words(forming.browser.post(address, data={"text": text, "encoding": ""}).text)
    assert "2 rows are understood, 1 is not" in shown
    assert "Already in line 2." in shown


def test_unknown_zones(forming: Forming) -> None:
    """A zone that nobody knows counts as the university's, and where that is unknown too, as UTC."""
    with forming.world.work() as session:
        for name, zone in (("Apia 1", "Mars/Olympus"), ("Osaka 1", ""), ("Osaka 2", "../etc")):
            session.get_one(Person, forming.students[name].id).timezone = zone
        session.get_one(Institution, forming.partners[2].id).timezone = "Moon/Base"
    formation_id = forming.begin(least="3", most="4")
    assert "student" in said(forming, formation_id)
    proposal_id = forming.propose(formation_id)
    assert placed(forming, proposal_id) == everybody(forming)
    page = forming.page(formation_id, proposal_id)
    for number in [forming.enrolment(name) for name in ("Apia 1", "Osaka 1", "Osaka 2")]:
        assert forming.browser.get(f"{page}/people/{number}").status_code == 200
    assert forming.browser.get(page).status_code == 200
    team_set = forming.use(formation_id, proposal_id)
    assert forming.browser.get(
        f"/exchanges/{forming.exchange_id}/teams/sets/{team_set}"
    ).status_code in {200, 404}
    written = {"zone": "Mars/Olympus", "can_0": "9-12"}
    refused = forming.students["Apia 1"].browser.post("/my-hours", data=written)
    assert refused.status_code == 200
    assert "saved" not in words(refused.text).casefold()


@pytest.mark.parametrize(("least", "most", "better"), [("5", "5", "4 to 5"), ("7", "8", "6 to 8")])
def test_sizes_that_cannot_divide(forming: Forming, least: str, most: str, better: str) -> None:
    formation_id = forming.begin(least=least, most=most)
    shown = said(forming, formation_id)
    assert f"12 students cannot be divided into teams of {least} to {most}." in shown
    assert f"Sizes of {better} would do." in shown
    assert is_refused(forming, formation_id)
    least, _to, most = better.partition(" to ")
    forming.wish(formation_id, least=least, most=most)
    assert not is_refused(forming, formation_id)


@pytest.mark.parametrize("page", ["attributes/list", "teams"])
def test_50000_rows(forming: Forming, page: str) -> None:
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    address = f"{forming.pages}/{page}"
    if page == "teams":
        address = f"{forming.page(formation_id, forming.propose(formation_id))}/list"
    text = "Name;Team\nApia 1;1\n" + "".join(f"Somebody {at};2\n" for at in range(50_000))
    answer = forming.browser.post(address, data={"text": text, "encoding": ""})
    shown = words(answer.text)
    assert answer.status_code == 200
    assert "The list is too long: 5,000 rows at most." in shown
    assert "divide it and read one part after the other." in shown
    assert "Nobody here has this name" not in shown, "not of each row"
    assert forming.browser.post(address, data={"text": text, "is_seen": "y"}).status_code == 200
    assert "too long" not in words(forming.browser.get(address).text)


@pytest.mark.parametrize("leaving", [6, 11, 12])
def test_a_roster_that_changes_while_the_solver_runs(
    forming: Forming, monkeypatch: pytest.MonkeyPatch, leaving: int
) -> None:
    """Half of the students leave meanwhile, or all but one, or all; the rest are where they were."""
    formation_id = forming.begin(least="3", most="4", common_hours="0.0")
    changed = threading.Event()
    solve = jobs.solve

    def solve_slowly(*arguments, **more):  # type: ignore[no-untyped-def]
        found = solve(*arguments, **more)
        if not changed.is_set():
            changed.set()
            for name in list(forming.students)[:leaving]:
                forming.leave(name)
        return found

    monkeypatch.setattr(jobs, "solve", solve_slowly)
    proposal_id = forming.propose(formation_id)
    with forming.world.work() as session:
        here = session.query(Enrolment.id).filter_by(
            exchange_id=forming.exchange_id, role="student", state=EnrolmentState.ENROLLED
        )
        expected = sorted(key for (key,) in here)
    assert placed(forming, proposal_id) == expected
    page = forming.browser.get(forming.page(formation_id, proposal_id))
    assert page.status_code == 200
    with forming.world.work() as session:
        assert session.get_one(Proposal, proposal_id).state == "done"
        assert session.query(Attribute).count() == session.query(AttributeValue).count() == 0
