"""Who was at a meeting: noted by those who teach, seen by each student for themselves."""

from datetime import date, timedelta

import pytest

from tests.content.meetings.conftest import Programme, programme
from tests.forms import soup_of
from vsm_platform.content.meetings.api import meetings_attended
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment


@pytest.fixture
def another(climate: Programme) -> Programme:
    lima = [("Universidad de Lima", "Lima", "America/Lima")]
    return programme(climate.world, "Another", lima, date(2026, 8, 1), date(2026, 12, 1))


def enrolment(made: Programme, place: str) -> int:
    with made.world.database.unit_of_work(writes=False) as session:
        query = session.query(Enrolment.id).filter_by(
            exchange_id=made.exchange_id, person_id=made.students[place].id
        )
        return int(query.one()[0])


def begin(made: Programme, **changed: object) -> Meeting:
    """A meeting that began an hour ago."""
    (meeting,) = made.plan(**changed)
    with made.world.work() as session:
        session.get_one(Meeting, meeting.id).starts_at = clock.now() - timedelta(hours=1)
    return meeting


def attended(made: Programme, *places: str) -> list[int]:
    ids = [enrolment(made, place) for place in places]
    with made.world.database.unit_of_work(writes=False) as session:
        found = meetings_attended(session, made.exchange_id, ids)
    return [found.get(one, 0) for one in ids]


def test_those_who_teach_note_who_was_there_and_each_student_sees_it(climate: Programme) -> None:
    first, second, *_others = climate.students
    meeting = begin(climate)
    page = f"{climate.path}/{meeting.id}/attendance"
    teacher = next(iter(climate.teachers.values())).browser
    assert "Who was there (0)" in teacher.get(f"{climate.path}/{meeting.id}").text
    boxes = soup_of(teacher.get(page)).select("input[name=people]")
    # Japan's students come in October.
    assert list(climate.students) == [first, second, "Osaka"]
    assert {str(enrolment(climate, one)) for one in (first, second)} == {
        str(one["value"]) for one in boxes
    }
    both = [enrolment(climate, first), enrolment(climate, second)]
    assert teacher.post(page, data={"people": both}).status_code == 303
    assert attended(climate, first, second) == [1, 1]
    # What is sent is who was there: whoever is no longer ticked was not.
    assert teacher.post(page, data={"people": both[:1]}).status_code == 303
    assert teacher.post(page, data={"people": both[:1]}).status_code == 303
    assert attended(climate, first, second) == [1, 0]
    assert len(soup_of(teacher.get(page)).select("input[name=people][checked]")) == 1
    shown = [climate.students[one].browser.get(f"{climate.path}/{meeting.id}").text
             for one in (first, second)]  # fmt: skip
    assert ["you were there" in one for one in shown] == [True, False]


def test_nobody_was_at_a_meeting_that_is_still_to_come_or_was_cancelled(
    climate: Programme,
) -> None:
    teacher = next(iter(climate.teachers.values())).browser
    (meeting,) = climate.plan(day=(clock.now() + timedelta(days=30)).date().isoformat())
    page = f"{climate.path}/{meeting.id}/attendance"
    for answer in (teacher.get(page), teacher.post(page, data={"people": []})):
        assert answer.status_code == 409
        assert "has not begun yet" in answer.text
    assert "Who was there" not in teacher.get(f"{climate.path}/{meeting.id}").text
    place = next(iter(climate.students))
    held = begin(climate)
    path = f"{climate.path}/{held.id}/attendance"
    assert teacher.post(path, data={"people": enrolment(climate, place)}).status_code == 303
    with climate.world.work() as session:
        session.get_one(Meeting, held.id).cancelled_at = clock.now()
    assert attended(climate, place) == [0]
    assert teacher.get(path).status_code == 409


def test_nobody_is_noted_at_a_meeting_that_was_not_for_them(
    climate: Programme, another: Programme
) -> None:
    first, second, *_others = climate.students
    meeting = begin(climate, partners=str(climate.key(first)))
    page = f"{climate.path}/{meeting.id}/attendance"
    teacher = next(iter(climate.teachers.values())).browser
    assert len(soup_of(teacher.get(page)).select("input[name=people]")) == 1
    _speaker, foreign = another.guest("Of another exchange", "Lima")
    for one in (enrolment(climate, second), foreign, 0, "x"):
        teacher.post(page, data={"people": [enrolment(climate, first), one]})
        assert attended(climate, first, second) == [0, 0], one


def test_students_and_strangers_note_nothing(climate: Programme, another: Programme) -> None:
    place = next(iter(climate.students))
    meeting = begin(climate)
    page = f"{climate.path}/{meeting.id}/attendance"
    stranger = next(iter(another.teachers.values())).browser
    for browser, status in ((climate.students[place].browser, 403), (stranger, 404)):
        assert browser.get(page).status_code == status
        data = {"people": enrolment(climate, place)}
        assert browser.post(page, data=data).status_code == status
    assert attended(climate, place) == [0]
