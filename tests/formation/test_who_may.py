"""Wishes, answers and proposals are for those who teach in the exchange, and for nobody else."""

import pytest

from tests.formation.conftest import Forming
from tests.people import Somebody
from vsm_platform.exchanges.api import Exchange, ExchangeState


@pytest.fixture
def pages(forming: Forming) -> list[str]:
    """Every address of a proposal that was used."""
    formation_id = forming.begin("lead", least="3", most="4", common_hours="0.0")
    proposal_id = forming.propose(formation_id)
    forming.use(formation_id, proposal_id)
    student = forming.enrolment("Apia 1")
    one, proposal = f"{forming.pages}/{formation_id}", forming.page(formation_id, proposal_id)
    return [
        forming.pages,
        one,
        f"{one}/wish",
        f"{one}/wish?about=ready:level",
        f"{one}/pairs",
        f"{one}/delete",
        f"{one}/repair",
        proposal,
        f"{proposal}/people/{student}",
        f"{proposal}/teams.csv",
        f"{proposal}/list",
        f"{forming.pages}/attributes",
        f"{forming.pages}/attributes/list",
        f"{forming.pages}/attributes/1/delete",
    ]


def posts(pages: list[str]) -> list[str]:
    one, proposal = pages[1], pages[7]
    steps = [f"{proposal}/{step}" for step in ("stop", "again", "undo", "keep", "use", "move")]
    more = [f"{one}/propose", f"{one}/pairs/drop", f"{one}/repairs/1/undo"]
    readable = [page for page in pages if page not in {proposal, f"{proposal}/teams.csv"}]
    return [*steps, *more, *(page for page in readable if "/people/" not in page)]


def statuses(somebody: Somebody, pages: list[str]) -> set[int]:
    read = {somebody.browser.get(page).status_code for page in pages}
    return read | {somebody.browser.post(page).status_code for page in posts(pages)}


def test_a_student_gets_into_nothing(forming: Forming, pages: list[str]) -> None:
    assert statuses(forming.students["Apia 1"], pages) == {403}
    teams = forming.students["Apia 1"].browser.get(f"/exchanges/{forming.exchange_id}/teams").text
    assert "propose" not in teams.lower()


def test_somebody_of_a_partner_who_does_not_take_part_knows_of_nothing(
    forming: Forming, pages: list[str]
) -> None:
    stranger = forming.world.person(forming.partners[0], "Stranger")
    assert statuses(stranger, pages) == {404}
    questions = f"{forming.pages}/questions"
    assert stranger.browser.get(questions).status_code == 404


def test_an_administrator_and_an_office_look_at_nothing(forming: Forming, pages: list[str]) -> None:
    assert statuses(forming.world.administrator(), pages) == {403}
    assert statuses(forming.world.office(forming.partners[0]), pages) == {404}


def test_teachers_of_every_partner_may(forming: Forming, pages: list[str]) -> None:
    assert {forming.facilitator.browser.get(page).status_code for page in pages} == {200}


def test_what_belongs_to_another_exchange_is_not_found(forming: Forming, pages: list[str]) -> None:
    other = forming.world.exchange("Another", forming.partners)
    forming.world.enrol(other, forming.partners[0], forming.coordinator)
    with forming.world.work() as session:
        from vsm_platform.exchanges.api import Enrolment, Role

        mine = session.query(Enrolment).filter_by(
            exchange_id=other, person_id=forming.coordinator.id
        )
        mine.one().role = Role.FACILITATOR
    moved = [page.replace(forming.pages, f"/exchanges/{other}/forming") for page in pages[1:]]
    inside = [page for page in moved if not page.endswith(("/attributes", "/list"))] + [
        page for page in moved if "/proposals/" in page
    ]
    assert {forming.browser.get(page).status_code for page in inside} == {404}


def test_an_archived_exchange_is_read_and_not_changed(forming: Forming, pages: list[str]) -> None:
    with forming.world.work() as session:
        session.get_one(Exchange, forming.exchange_id).state = ExchangeState.ARCHIVED
    assert forming.browser.get(pages[7]).status_code == 200
    refused = {forming.browser.post(page).status_code for page in posts(pages)}
    assert refused == {403}
    assert "archived" in forming.browser.post(posts(pages)[0]).text


def test_a_proposal_tells_nothing_of_what_students_answered(
    forming: Forming, pages: list[str]
) -> None:
    answered = f"{forming.pages}/questions/1"
    forming.students["Apia 1"].browser.post(answered, data={"answer": "o0"})
    for page in pages[7:10]:
        shown = forming.browser.get(page).text
        assert "Lead" not in shown.partition("<main")[2] or "at least one" in shown
        assert ">Yes<" not in shown
