"""Weeks that do not align: the journey of Engineering, late starters, and dates set by hand."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from tests.content.modules.conftest import Scene, today, words
from tests.forms import values_of
from tests.people import Somebody, University, World, counted_queries
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.exchanges.api import Participation, Role, do_set_partner_starts
from vsm_platform.exchanges.models import Partnership


def read(somebody: Somebody, path: str) -> BeautifulSoup:
    answer = somebody.browser.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def begin(world: World, exchange_id: int, university: University, first: date) -> int:
    partnership_id = world.partnership(exchange_id, university)
    with world.work() as session:
        do_set_partner_starts(session, exchange_id, {partnership_id: first}, actor_id=None)
    return partnership_id


def ten(world: World, exchange_id: int, university: University) -> list[Somebody]:
    """Ten students of a university."""
    students = [world.person(university, f"Student {number}") for number in range(10)]
    for one in students:
        world.enrol(exchange_id, university, one)
    return students


def test_engineering_week_1_opens_on_two_dates_and_is_mandatory_on_one_side(
    world: World,
) -> None:
    """10 + 10 students; one side begins today, the other, where it is mandatory, in four days."""
    here = world.university("Universidad del Sur", "Bahía Blanca", "America/Argentina/Buenos_Aires")
    there = world.university("Hochschule Nord", "Kiel", "Europe/Berlin")
    exchange_id = world.exchange(
        "Engineering", [here, there], starts_on=today(), ends_on=today() + timedelta(days=55)
    )
    in_four_days = today() + timedelta(days=4)
    partnership_id = begin(world, exchange_id, there, in_four_days)
    with world.work() as session:
        session.get_one(Partnership, partnership_id).participation = Participation.MANDATORY
        module_id = do_add_module(session, exchange_id, "Meet your team", week=1, actor_id=None)
        do_add_page(session, module_id, "Who we are", "Say hello.", actor_id=None)
    students = {"here": ten(world, exchange_id, here), "there": ten(world, exchange_id, there)}
    teacher = world.person(here, "Tea Teacher")
    world.enrol(exchange_id, here, teacher, Role.COORDINATOR)
    path = f"/exchanges/{exchange_id}/modules"

    for one in students["here"]:
        assert "Who we are" in words(read(one, path))
    for one in students["there"]:
        shown = words(read(one, path))
        assert "Who we are" not in shown
        assert "opens on" in shown
    assert "opens on 2 days" in words(read(teacher, f"{path}/dates"))
    assert "Your next step Who we are" in words(
        read(students["here"][0], path.removesuffix("modules"))
    )
    assert "Coming up Meet your team Opens" in words(
        read(students["there"][0], path.removesuffix("modules"))
    )
    # Once its own first day is there, the other side has the module too, and until the same day.
    begin(world, exchange_id, there, today())
    assert "Who we are" in words(read(students["there"][0], path))


def test_a_late_starter_joins_the_week_or_begins_with_its_own(scene: Scene) -> None:
    scene.page(scene.module("Week one", week=1), "First page")
    scene.page(scene.module("Week two", week=2), "Second page")
    osaka = begin(scene.world, scene.exchange_id, scene.osaka, today())
    joined = words(scene.get(scene.other_student))
    assert "First page" in joined
    assert "before your first day: to be read when you like" in joined
    assert "Second page" in joined
    data = values_of(scene.get(scene.coordinator, "/dates").select_one("main form[method=post]"))
    assert data[f"counting_{osaka}"] == "exchange"
    scene.post(scene.coordinator, "/dates", **data | {f"counting_{osaka}": "own"})
    own = words(scene.get(scene.other_student))
    assert "First page" in own
    assert "Second page" not in own
    assert "before your first day" not in own
    assert "Second page" in words(scene.get(scene.student))


def test_holidays_skip_weeks_of_a_partner_that_counts_its_own(scene: Scene) -> None:
    scene.page(scene.module("Week two", week=2), "Second page")
    begun = today() - timedelta(days=8)
    osaka = scene.world.partnership(scene.exchange_id, scene.osaka)
    with scene.world.work() as session:
        session.get_one(Partnership, osaka).breaks = [
            {
                "starts_on": (begun + timedelta(days=7)).isoformat(),
                "ends_on": (begun + timedelta(days=13)).isoformat(),
                "label": "Golden Week",
            }
        ]
    assert "Second page" in words(scene.get(scene.other_student))
    samoa = scene.world.partnership(scene.exchange_id, scene.samoa)
    scene.post(
        scene.coordinator,
        "/dates",
        **{f"counting_{osaka}": "own", f"counting_{samoa}": "exchange"},
    )
    assert "Second page" not in words(scene.get(scene.other_student))
    assert "Second page" in words(scene.get(scene.student))


def test_one_partners_days_are_set_by_hand_and_cleared_again(scene: Scene) -> None:
    module_id = scene.module(week=1)
    scene.page(module_id, "Inside")
    osaka = scene.world.partnership(scene.exchange_id, scene.osaka)
    form = scene.get(scene.coordinator, f"/{module_id}/dates").select_one("main form[method=post]")
    later = (today() + timedelta(days=3)).isoformat()
    data = values_of(form) | {f"opens_{osaka}": later}
    assert scene.post(scene.coordinator, f"/{module_id}/dates", **data).status_code == 303
    assert "Inside" not in words(scene.get(scene.other_student))
    assert "Inside" in words(scene.get(scene.student))
    assert "set by hand" in words(scene.get(scene.facilitator, "/dates"))
    scene.post(scene.coordinator, f"/{module_id}/dates", **data | {f"opens_{osaka}": ""})
    assert "Inside" in words(scene.get(scene.other_student))


@pytest.mark.parametrize(
    ("opens", "closes", "message"),
    [
        ("2026-09-05", "2026-09-01", "This day is before it opens."),
        ("soon", "", "Enter a date, such as 2026-08-17."),
        ("0001-01-01", "", "Enter a date of this century."),
    ],
)
def test_days_that_make_no_sense_are_refused_at_the_field(
    scene: Scene, opens: str, closes: str, message: str
) -> None:
    module_id = scene.module()
    osaka = scene.world.partnership(scene.exchange_id, scene.osaka)
    answer = scene.post(
        scene.coordinator,
        f"/{module_id}/dates",
        **{f"opens_{osaka}": opens, f"closes_{osaka}": closes},
    )
    assert message in answer.text


def test_partners_of_another_exchange_are_not_touched(scene: Scene) -> None:
    other = scene.world.exchange("Other", [scene.samoa])
    foreign = scene.world.partnership(other, scene.samoa)
    module_id = scene.module()
    scene.post(scene.coordinator, f"/{module_id}/dates", **{f"opens_{foreign}": "2030-01-01"})
    scene.post(scene.coordinator, "/dates", **{f"counting_{foreign}": "own"})
    assert "set by hand" not in words(scene.get(scene.coordinator, "/dates"))


def test_the_table_costs_the_same_however_many_modules_there_are(scene: Scene) -> None:
    scene.module()
    scene.get(scene.coordinator, "/dates")
    with counted_queries(scene.world.database) as few:
        scene.get(scene.coordinator, "/dates")
    for number in range(5):
        scene.module(f"Module {number}", week=number + 1)
    with counted_queries(scene.world.database) as many:
        scene.get(scene.coordinator, "/dates")
    assert len(many) == len(few)
