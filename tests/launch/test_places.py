"""A partner has so many places: who clicks when all are taken, and who gets the last one."""

import pytest
from sqlalchemy import func, select, update

from tests.launch.test_many_at_once import all_at_once, launches
from tests.launch.universities import Universities, University, walk
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Partnership, Role


@pytest.fixture(autouse=True)
def _linked(exchange_id: int) -> int:
    return exchange_id


def set_places(universities: Universities, university: University, places: int | None) -> None:
    changed = update(Partnership).where(Partnership.institution_id == university.institution_id)
    with universities.work() as session:
        session.execute(changed.values(places=places))


def students(universities: Universities) -> int:
    query = select(func.count(Enrolment.id)).where(
        Enrolment.role == Role.STUDENT, Enrolment.state == EnrolmentState.ENROLLED
    )
    return int(universities.rows(query)[0][0])


def launch_of(universities: Universities, university: University, subject: str):  # type: ignore[no-untyped-def]
    return launches(universities, university, [subject])[0]()


def test_a_student_for_whom_there_is_no_place_reads_what_is_full_and_who_can_mend_it(
    universities: Universities, samoa: University
) -> None:
    set_places(universities, samoa, 1)
    assert launch_of(universities, samoa, "first").status == 200

    late = launch_of(universities, samoa, "second")

    assert late.status == 403
    assert "places_taken" in late.body
    assert f"All places of {samoa.tenant.name} in" in late.body
    assert "coordinator of the exchange can give your university more places" in late.body
    assert students(universities) == 1
    # A refused launch leaves nobody behind.
    assert universities.enrolments("second") == []


def test_whoever_is_inside_gets_in_however_full_it_is(
    universities: Universities, samoa: University
) -> None:
    for subject in ("first", "second"):
        assert launch_of(universities, samoa, subject).status == 200
    set_places(universities, samoa, 1)
    assert launch_of(universities, samoa, "second").status == 200
    assert launch_of(universities, samoa, "first").status == 200


def test_who_teaches_needs_no_place(universities: Universities, samoa: University) -> None:
    set_places(universities, samoa, 1)
    assert launch_of(universities, samoa, "first").status == 200
    assert walk(universities.robot(), samoa, samoa.teacher).status == 200


def test_more_places_let_the_next_in(universities: Universities, samoa: University) -> None:
    set_places(universities, samoa, 1)
    launch_of(universities, samoa, "first")
    assert launch_of(universities, samoa, "second").status == 403
    set_places(universities, samoa, 2)
    assert launch_of(universities, samoa, "second").status == 200


def test_of_many_who_click_at_once_for_the_last_place_one_gets_it(
    universities: Universities, samoa: University
) -> None:
    set_places(universities, samoa, 1)
    subjects = [f"student-{number}" for number in range(6)]
    visits = all_at_once(launches(universities, samoa, subjects))
    assert sorted(visit.status for visit in visits) == [200, 403, 403, 403, 403, 403]
    assert students(universities) == 1


def test_one_who_clicks_twice_at_once_is_not_told_that_the_place_is_gone(
    universities: Universities, samoa: University
) -> None:
    set_places(universities, samoa, 1)
    visits = all_at_once(launches(universities, samoa, ["twice"] * 6))
    assert [visit.status for visit in visits] == [200] * 6


def test_an_exchange_without_a_number_of_places_takes_everybody(
    universities: Universities, samoa: University
) -> None:
    set_places(universities, samoa, None)
    visits = all_at_once(launches(universities, samoa, ["one", "two", "three"]))
    assert [visit.status for visit in visits] == [200] * 3
