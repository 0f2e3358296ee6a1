"""How far everybody is: by visits and work done, never by clicks."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.faculty.conftest import Cast
from tests.people import counted_queries
from vsm_platform.accounts.api import SignIn
from vsm_platform.core import clock
from vsm_platform.faculty import progress
from vsm_platform.faculty.progress import Done, offer_progress


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rooms of the test's own that count work."""
    monkeypatch.setattr(progress, "_sources", {})
    offer_progress("pages", lambda _s, _exchange, ids: {one: Done(1, 3) for one in ids})
    offer_progress("tasks", lambda _s, _exchange, ids: {one: Done(1, 2) for one in ids[:1]})


def age(cast: Cast, visit_id: int, days: int) -> None:
    with cast.world.work() as session:
        earlier = clock.now() - timedelta(days=days)
        session.execute(update(SignIn).where(SignIn.id == visit_id).values(started_at=earlier))


def test_faculty_of_any_partner_see_who_was_here_and_what_is_done(cast: Cast, work: None) -> None:
    page = cast.facilitator.browser.get(f"{cast.path}/students").text
    assert "Sina Tamasese" in page
    assert "Haru Sato" in page
    assert "2 of 5 done" in page, "the rooms' counts are added up"
    assert "1 of 3 done" in page
    assert "last here" in page


def test_the_list_can_be_cut_to_one_partner_and_to_those_not_seen_this_week(cast: Cast) -> None:
    age(cast, cast.haru.visit_id, days=9)
    osaka = cast.partnership(cast.osaka)
    page = cast.coordinator.browser.get(f"{cast.path}/students?seen=not-lately").text
    assert "Haru Sato" in page
    assert "Sina Tamasese" not in page
    page = cast.coordinator.browser.get(f"{cast.path}/students?partner={osaka}").text
    assert "Sina Tamasese" not in page
    page = cast.coordinator.browser.get(f"{cast.path}/students?seen=lately&partner={osaka}").text
    assert "No student fits this choice." in page


@pytest.mark.parametrize("query", ["seen=%00", "partner=x&page=y", "page=-3", "partner=99999999"])
def test_nonsense_in_the_address_shows_a_list_all_the_same(cast: Cast, query: str) -> None:
    assert cast.coordinator.browser.get(f"{cast.path}/students?{query}").status_code == 200


def test_students_and_strangers_do_not_see_the_list(cast: Cast) -> None:
    assert cast.sina.browser.get(f"{cast.path}/students").status_code == 403
    stranger = cast.world.person(cast.osaka, "Nobody Here")
    assert stranger.browser.get(f"{cast.path}/students").status_code == 404


def test_a_long_list_costs_as_many_queries_as_a_short_one(cast: Cast, work: None) -> None:
    cast.coordinator.browser.get(f"{cast.path}/students")
    with counted_queries(cast.world.database) as few:
        cast.coordinator.browser.get(f"{cast.path}/students")
    for number in range(20):
        one = cast.world.person(cast.osaka, f"Student {number}")
        cast.world.enrol(cast.exchange_id, cast.osaka, one)
    with counted_queries(cast.world.database) as many:
        cast.coordinator.browser.get(f"{cast.path}/students")
    assert len(many) == len(few) <= 6
