"""A roster of 3,430 members: bounded memory, a bounded number of queries, no long lock."""

import time
import tracemalloc
from collections.abc import Iterator

import pytest
from flask import Flask, request, request_started

from tests.launch.rosters import Rosters, fill, open_exchange
from tests.launch.universities import Universities, University
from tests.people import counted_queries
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges import jobs
from vsm_platform.institutions.rosters import RosterPage
from vsm_platform.practice import World

MEMBERS = 3_430


@pytest.fixture
def bogota(universities: Universities) -> University:
    """A Canvas, whose pages hold 50."""
    return universities.connect("Bogota")


def queries_per_page(
    rosters: Rosters, monkeypatch: pytest.MonkeyPatch, database: Database
) -> list[int]:
    """Read, and count the statements between one page and the next."""
    counts: list[int] = []
    really = jobs.roster_pages

    def counting(*arguments: object) -> Iterator[RosterPage]:
        with counted_queries(database) as statements:
            for page in really(*arguments):
                statements.clear()
                yield page
                counts.append(len(statements))

    monkeypatch.setattr(jobs, "roster_pages", counting)
    rosters.read_now()
    monkeypatch.setattr(jobs, "roster_pages", really)
    return counts


def test_a_page_costs_the_same_few_queries_however_many_it_names(
    universities: Universities,
    bogota: University,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(bogota, 145)
    rosters = open_exchange(universities, bogota)
    first = queries_per_page(rosters, monkeypatch, database)
    assert len(first) == 3
    assert max(first) <= 12
    rosters.pass_time(hours=30)
    again = queries_per_page(rosters, monkeypatch, database)
    assert max(again) <= 7, "nothing changed"


def test_3430_members_are_read_in_pages_within_little_memory(
    universities: Universities, bogota: University
) -> None:
    fill(bogota, MEMBERS - len(bogota.students))
    rosters = open_exchange(universities, bogota)
    rosters.read()
    rosters.pass_time(hours=30)
    assert rosters.counts(bogota) == {"enrolled": 1, "expected": MEMBERS}
    assert rosters.roster(bogota).pages == 69


def test_reading_many_pages_needs_no_more_memory_than_reading_few(
    universities: Universities, bogota: University
) -> None:
    rosters = open_exchange(universities, bogota)
    peaks = []
    for more in (97, MEMBERS - 100):
        fill(bogota, more)
        rosters.read_now()
        peaks.append(peak_of_reading(rosters))
    assert peaks[1] < peaks[0] * 1.5 + 500_000


def peak_of_reading(rosters: Rosters) -> int:
    """Bytes that a whole reading holds at most, beside what is there already."""
    rosters.pass_time(hours=30)
    tracemalloc.start()
    try:
        rosters.read_now()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def comes_free(database: Database) -> bool:
    """Whether somebody could write now; another delivery's moment of writing is waited for."""
    gives_up = time.monotonic() + 10
    while getattr(database._lock, "_held", False):
        if time.monotonic() > gives_up:
            return False
        time.sleep(0.01)
    return True


def test_nobody_waits_for_the_database_while_the_lms_is_waited_for(
    universities: Universities,
    bogota: University,
    database: Database,
    practice_lms: tuple[World, Flask],
) -> None:
    """Looked at from inside the LMS, at the moment it is asked for a page."""
    fill(bogota, 120)
    rosters = open_exchange(universities, bogota)
    free: list[bool] = []

    def look(_app: Flask, **_more: object) -> None:
        if "/names_and_roles" in request.path:
            free.append(comes_free(database))

    with request_started.connected_to(look, practice_lms[1]):
        rosters.read()
    assert free == [True, True, True]
