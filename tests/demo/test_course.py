"""The course of a demonstration: what every programme teaches, and when."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from vsm_platform.alliances.api import Alliance
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.modules.api import modules_with_items, render_markdown
from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.course.deeds import APPLICANTS, applicants
from vsm_platform.demo.course.making import Made, make_course, text_of
from vsm_platform.demo.course.meetings import WAKES, best_hour, wall_of
from vsm_platform.demo.course.texts import unwrapped
from vsm_platform.demo.house import House
from vsm_platform.demo.programmes import programmes
from vsm_platform.demo.registering import register
from vsm_platform.demo.world import build_world
from vsm_platform.exchanges import api as exchanges

KEYS = sorted(programmes())


@pytest.fixture
def made(
    key: str, app: Flask, settings: Settings, database: Database, house: House, tmp_path: Path
) -> tuple[int, Made]:
    """A programme's exchange with its course; nobody has come in yet."""
    programme = programmes()[key]
    world = build_world(programme, house)
    with database.unit_of_work(writes=True) as session:
        today = clock.now().date()
        vault = Vault([settings.signing_key()])
        exchange_id = register(session, vault, programme, world, today).exchange_id
    path = tmp_path / "course.json"
    course = make_course(app, exchange_id, programme, path)
    assert make_course(app, exchange_id, programme, path) == course
    return exchange_id, course


@pytest.mark.parametrize("key", KEYS)
def test_every_programme_has_a_course_in_mid_season(
    key: str, made: tuple[int, Made], database: Database
) -> None:
    programme, (exchange_id, course) = programmes()[key], made
    with database.unit_of_work(writes=False) as session:
        found = modules_with_items(session, exchange_id)
        weeks = [(module.first_week, module.last_week) for module, _items in found]
        last_meeting = session.scalars(select(func.max(Meeting.starts_at))).one()
        alliances = session.scalars(select(Alliance.name)).all()
    assert 4 <= len(found) <= 6
    assert all(items for _module, items in found)
    present = programme.weeks_gone + 1
    assert any((first or 0) <= present <= (last or 0) for first, last in weeks), weeks
    assert last_meeting > clock.now()
    assert course.items
    assert alliances == ([programme.alliance["name"]] if programme.alliance else [])


@pytest.mark.parametrize("key", ["climate-change", "civis", "innovation"])
def test_partners_agreed_on_terms_of_their_own(
    key: str, made: tuple[int, Made], database: Database
) -> None:
    known = {partner.name: partner for partner in programmes()[key].partners}
    with database.unit_of_work(writes=False) as session:
        for partner in exchanges.partners_of(session, made[0]):
            terms = exchanges.terms_of_partner(session, made[0], partner.partnership_id).terms
            by_application = terms.participation == exchanges.Participation.APPLICATION
            assert by_application == known[partner.name].selects
            # In CIVIS all give the exchange's own credit.
            assert bool(terms.credit_amount) == (key != "civis")


def test_the_live_class_is_friday_in_tokyo_and_thursday_in_honolulu() -> None:
    wall = wall_of(programmes()["climate-change"], date(2026, 11, 26))
    assert (wall.day.weekday(), wall.at, wall.zone) == (4, time(13), "Asia/Tokyo")
    (instant,) = wall.instants()
    there = instant.astimezone(ZoneInfo("Pacific/Honolulu"))
    assert (there.weekday(), there.hour) == (3, 18)


@pytest.mark.parametrize("key", KEYS)
def test_a_class_has_been_and_another_comes_within_a_week(key: str) -> None:
    programme = programmes()[key]
    for day in range(1, 15):
        today = date(2026, 11, day)
        first = wall_of(programme, today).day
        assert (today - first).days > 0 or programme.meeting
        assert (first - today).days < 7


def test_an_hour_is_chosen_at_which_nobody_sleeps_where_there_is_one() -> None:
    hour = best_hour(["Europe/Tallinn", "Asia/Colombo"], date(2026, 11, 26))
    assert WAKES <= hour + 2 < 22
    assert WAKES <= hour + 5.5 < 22


@pytest.mark.parametrize("key", KEYS)
def test_texts_are_complete_and_can_be_drawn(key: str) -> None:
    text = text_of(programmes()[key])
    items = [item for module in text.modules for item in module.items]
    for item in items:
        assert "«" not in item.text
        assert "merror" not in render_markdown(item.text, level=3).html
    assert {one.key for one in text.assignments} == {
        item.key for item in items if item.kind == "assignment"
    }


def test_paragraphs_lose_their_line_ends_and_lists_keep_them() -> None:
    assert unwrapped("One\nline.\n\n- a\n- b\n") == "One line.\n\n- a\n- b"


def test_some_apply_where_students_are_chosen(house: House) -> None:
    programme = programmes()["innovation"]
    found = applicants(build_world(programme, house), programme)
    assert len(found) == APPLICANTS
    assert {each.tenant.name for each in found} == {"Universidad Nacional Agraria La Molina"}


@pytest.mark.parametrize("key", KEYS)
def test_a_badge_has_a_name_that_a_credential_can_have(key: str) -> None:
    assert len(text_of(programmes()[key]).badge["name"]) <= 160
