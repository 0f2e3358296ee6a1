"""An exchange runs again: what its pages, assignments and meetings lead to is of the new season."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.content.files.sending import PNG, Tus
from tests.exchanges.journeys.test_womens_leadership import run_again
from tests.forms import soup_of, submit
from tests.people import Somebody, University, World
from vsm_platform.content.assignments.models import Assignment
from vsm_platform.content.files.api import do_copy_files
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.content.modules.models import ItemVersion, Module, ModuleItem
from vsm_platform.exchanges.api import Role
from vsm_platform.exchanges.readdressing import Readdressing


@pytest.fixture
def people(app: Flask) -> World:
    return World(app)


def page_text(exchange: int, picture: int, paper: int, task: int, oceans: int, first: int) -> str:
    own = f"/exchanges/{exchange}"
    return (
        f"![Reef]({own}/files/{picture}/reef.png)\n\n"
        f"Read [the paper]({own}/files/{paper}), do [the task]({own}/assignments/{task}), "
        f"see [the module](https://exchange.test{own}/modules/{oceans}) and "
        f"[the first page]({own}/modules/items/{first}).\n\n"
        f"[Elsewhere](https://elsewhere.test{own}/files/{picture}/reef.png)"
    )


def links_of(page: BeautifulSoup) -> dict[str, str]:
    return {link.get_text(strip=True): str(link["href"]) for link in page.select(".prose a")}


def a_season_with_content(people: World, samoa: University, coordinator: Somebody) -> int:
    """A picture and a paper, an assignment, and a module whose second page leads to all of it."""
    before = people.exchange("Climate Change", [samoa])
    people.enrol(before, samoa, coordinator, Role.COORDINATOR)
    tus = Tus(coordinator.browser, before)
    gone, picture, paper = (tus.send(PNG, filename=name) for name in ("gone", "reef", "paper"))
    # The copies get other numbers than the originals.
    coordinator.browser.post(f"/exchanges/{before}/files/delete/{gone}")
    shown = f"![Reef](/exchanges/{before}/files/{picture}/reef.png)"
    task = add_task(people, coordinator, before, shown)
    with people.work() as session:
        oceans = do_add_module(session, before, "Oceans", intro=shown, actor_id=None)
        first = do_add_page(session, oceans, "First", "Text", actor_id=None)
        text = page_text(before, picture, paper, task, oceans, first)
        do_add_page(session, oceans, "Second", text, actor_id=None)
    return before


def test_pictures_and_links_lead_to_what_was_copied(people: World) -> None:
    samoa = people.university("University of Samoa", "Apia")
    coordinator = people.person(samoa, "Cora Coordinator")
    before = a_season_with_content(people, samoa, coordinator)

    after = run_again(
        coordinator.browser, before, season="Next", starts_on="2027-08-16", ends_on="2027-11-28"
    )

    page, new = copied_page(people, coordinator, after)
    links, own = links_of(page), f"/exchanges/{after}"
    with people.work() as session:
        module = session.query(Module).filter_by(exchange_id=after).one()
        first = session.query(ModuleItem).filter_by(module_id=module.id, title="First").one()
        task = session.query(Assignment).filter_by(exchange_id=after).one()
        version = session.query(ItemVersion).filter_by(item_id=new).one()
        for text in (task.instructions, module.intro, version.text):
            assert f"{own}/files/" in text
        assert links["the task"] == f"{own}/assignments/{task.id}"
        assert links["the module"] == f"https://exchange.test{own}/modules/{module.id}"
        assert links["the first page"] == f"{own}/modules/items/{first.id}"
    assert links["the paper"].startswith(f"{own}/files/")
    assert links["Elsewhere"].startswith(f"https://elsewhere.test/exchanges/{before}/files/")
    (image,) = page.select(".prose img")
    assert str(image["src"]).startswith(f"{own}/files/")
    assert see(people, samoa, after, str(image["src"])) == PNG


def add_task(people: World, coordinator: Somebody, exchange_id: int, instructions: str) -> int:
    page = f"/exchanges/{exchange_id}/assignments/new"
    made = submit(coordinator.browser, page, title="Reef report", instructions=instructions)
    assert made.status_code == 303, made.text
    return int(made.location.rsplit("/", 1)[-1])


def copied_page(people: World, coordinator: Somebody, after: int) -> tuple[BeautifulSoup, int]:
    with people.work() as session:
        item = (
            session.query(ModuleItem)
            .join(Module, Module.id == ModuleItem.module_id)
            .filter(Module.exchange_id == after, ModuleItem.title == "Second")
            .one()
        )
        key = item.id
    answer = coordinator.browser.get(f"/exchanges/{after}/modules/items/{key}")
    assert answer.status_code == 200
    return soup_of(answer), key


def see(people: World, university: University, exchange_id: int, path: str) -> bytes:
    """A picture as somebody sees it who teaches in the new season alone."""
    newcomer = people.person(university, "Nia Newcomer")
    people.enrol(exchange_id, university, newcomer, Role.FACILITATOR)
    answer = newcomer.browser.get(path, buffered=True)
    assert answer.status_code == 200
    return bytes(answer.data)


def test_a_meeting_s_words_lead_to_the_new_season_too(people: World) -> None:
    samoa = people.university("University of Samoa", "Apia")
    coordinator = people.person(samoa, "Cora Coordinator")
    before = people.exchange("Climate Change", [samoa])
    people.enrol(before, samoa, coordinator, Role.COORDINATOR)
    paper = Tus(coordinator.browser, before).send(PNG, filename="paper.png")
    when = "day=2026-08-21&time=13:00&zone=UTC&minutes=60&every=0"
    planned = submit(
        coordinator.browser,
        f"/exchanges/{before}/meetings/new/details?{when}",
        title="Class",
        agenda=f"Read https://exchange.test/exchanges/{before}/files/{paper}/paper.png",
    )
    assert planned.status_code == 303
    after = run_again(
        coordinator.browser, before, season="Next", starts_on="2027-08-16", ends_on="2027-11-28"
    )
    with people.work() as session:
        meeting = session.query(Meeting).filter_by(exchange_id=after).one()
        assert f"https://exchange.test/exchanges/{after}/files/" in meeting.agenda
        assert do_copy_files(session, after, before) != {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(/exchanges/1/files/7/a.png)", "(/exchanges/2/files/70/a.png)"),
        ("/exchanges/1/files/7", "/exchanges/2/files/70"),
        ("</exchanges/1/files/7>", "</exchanges/2/files/70>"),
        ("https://own.test/exchanges/1/files/7/a", "https://own.test/exchanges/2/files/70/a"),
        ("(/exchanges/1/modules/items/7)", "(/exchanges/2/modules/items/77)"),
        # Nothing of another number, exchange, site or kind.
        ("/exchanges/1/files/71", "/exchanges/1/files/71"),
        ("/exchanges/1/files/8/a.png", "/exchanges/1/files/8/a.png"),
        ("/exchanges/11/files/7/a.png", "/exchanges/11/files/7/a.png"),
        ("https://other.test/exchanges/1/files/7/a", "https://other.test/exchanges/1/files/7/a"),
        ("/exchanges/1/teams/3/files/7/a.png", "/exchanges/1/teams/3/files/7/a.png"),
        ("/exchanges/1/meetings/7", "/exchanges/1/meetings/7"),
    ],
)
def test_addresses_of_what_was_copied_and_no_others_are_changed(old: str, new: str) -> None:
    readdress = Readdressing(1, 2, "https://own.test", {"files": {7: 70}, "modules/items": {7: 77}})
    assert readdress(f"See {old} and {old}") == f"See {new} and {new}"
