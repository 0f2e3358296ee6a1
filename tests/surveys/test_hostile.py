"""Bad input to surveys, all of it through HTTP: forged, doubled, late, huge, and cunning."""

import csv
import io
import re
from datetime import datetime, time, timedelta
from itertools import product
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.surveys.conftest import Course, today
from tests.surveys.test_building import base, seen
from vsm_platform.core import clock
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.checking import read_document
from vsm_platform.surveys.models import SurveyBox, SurveyDraft, SurveyParticipation, SurveyResponse

DOCUMENT: dict[str, Any] = {
    "languages": ["en"],
    "title": {"en": "=1+1"},
    "sections": [
        {
            "key": "week",
            "questions": [
                {
                    "key": "work",
                    "kind": "single",
                    "text": {"en": "@SUM(1)"},
                    "other": True,
                    "options": [
                        {"key": "yes", "text": {"en": '=HYPERLINK("http://evil.test")'}},
                        {"key": "no", "text": {"en": "+1|calc"}},
                    ],
                },
                {
                    "key": "why",
                    "kind": "long",
                    "text": {"en": "-2+3"},
                    "when": {"question": "work", "is": ["yes"]},
                },
                {
                    "key": "best",
                    "kind": "ranking",
                    "top": 2,
                    "text": {"en": "\t=1"},
                    "options": [
                        {"key": key, "text": {"en": key}} for key in ("sea", "food", "home")
                    ],
                },
            ],
        }
    ],
}


def responses(course: Course) -> list[dict[str, object]]:
    with course.world.work() as session:
        return list(session.scalars(select(SurveyResponse.answers)))


def draft(course: Course, survey_id: int, data: dict[str, str], student: int = 0) -> Any:
    address = f"{course.path(survey_id)}/answer/week/draft"
    return course.students[student].browser.post(address, data=data)


def test_a_question_changed_under_a_half_finished_answer_stays_for_who_began(
    course: Course,
) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    draft(course, survey_id, {"q.workload": "2"})
    browser, page = course.teacher.browser, f"{base(course)}/1/drop/question/workload"
    said = browser.post(page, data={"seen": seen(browser.get(page).text)})
    assert "new version" in browser.get(said.location).text
    course.send(course.students[0], survey_id, {"going": "3", "workload": "2"})
    assert responses(course) == [{"going": 3, "workload": 2}]


def after_closing(minutes: int) -> timedelta:
    """From now until so long after the survey has closed at Apia."""
    day = today() + timedelta(days=8)
    closed = datetime.combine(day, time(0), ZoneInfo("Pacific/Apia"))
    return closed + timedelta(minutes=minutes) - clock.now()


def test_half_finished_answers_at_closing_time_have_an_hour(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    for student in range(2):
        draft(course, survey_id, {"q.going": "2"}, student)
    with course.after(0), clock.moved(after_closing(30)):
        begun = course.students[0].browser.get(f"{course.path(survey_id)}/own")
        assert "It has just closed. You can still send" in begun.text
        assert course.send(course.students[0], survey_id, {"going": "2"}).status_code == 303
        # Who had begun nothing comes too late.
        assert course.send(course.students[3], survey_id, {"going": "2"}).status_code == 409
    with course.after(0), clock.moved(after_closing(61)):
        assert course.send(course.students[1], survey_id, {"going": "2"}).status_code == 409
        assert draft(course, survey_id, {"q.going": "3"}, 1).status_code == 409
    course.settle(survey_id)
    assert responses(course) == [{"going": 2}]
    with course.world.work() as session:
        assert session.scalars(select(SurveyDraft)).all() == []


@pytest.mark.parametrize("anonymity", [Anonymity.NAMED, Anonymity.ANONYMOUS])
def test_answers_posted_twice_at_the_same_moment_count_once(
    course: Course, anonymity: Anonymity
) -> None:
    survey_id = course.ask(anonymity)
    student, start = course.students[0], Barrier(4)
    statuses = []

    def send() -> None:
        browser = course.world.browser(student.visit_id)
        start.wait(10)
        address = f"{course.path(survey_id)}/answer/week"
        statuses.append(browser.post(address, data={"q.going": "4"}).status_code)

    threads = [Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [303] * 4
    with course.world.work() as session:
        assert len(session.scalars(select(SurveyParticipation)).all()) == 1
        vault = course.world.app.extensions["vsm_vault"]
        boxes = [vault.open(box.ballots).strip() for box in session.scalars(select(SurveyBox))]
    if anonymity == Anonymity.NAMED:
        assert responses(course) == [{"going": 4}]
    else:
        assert [box.count("partner") for box in boxes] == [1]


@pytest.mark.parametrize(
    "forged",
    [
        {"q.best.sea": "1e9"},
        {"q.best.sea": "-1"},
        {"q.best.sea": "3"},
        {"q.best.sea": "٣"},
        {"q.best": ["sea", "sea"]},
        {"q.best": ["sea", "food", "home"]},
        {"q.best": "ghost"},
        {"q.work": "ghost"},
        {"q.work": ["ghost", "yes"]},
    ],
)
def test_a_forged_answer_is_refused_and_nothing_of_it_is_kept(
    course: Course, forged: dict[str, Any]
) -> None:
    survey_id = course.ask(Anonymity.NAMED, read_document(DOCUMENT))
    address = f"{course.path(survey_id)}/answer/week"
    page = course.students[0].browser.post(address, data=forged)
    assert page.status_code == 200
    assert "Something needs another look" in page.text
    assert responses(course) == []


def test_what_nobody_can_type_is_taken_out_of_answers(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    course.send(course.students[0], survey_id, {"going": "3\x00", "change": "a\x00b\u202ec"})
    assert responses(course) == [{"going": 3, "change": "abc"}]


@pytest.mark.parametrize(
    "forged",
    [
        {"q.why": "to a question that is not asked"},
        {"q.best.ghost": "1"},
        {"q.work.other": "without choosing it"},
        {"q.__class__": "1", "q.": "1", "q.week": "1"},
        {"survey_id": "2", "enrolment_id": "1", "version_id": "9", "batch": "1"},
        {"work": "yes", "best.sea": "2"},
    ],
)
def test_forged_keys_are_left_out(course: Course, forged: dict[str, str]) -> None:
    survey_id = course.ask(Anonymity.NAMED, read_document(DOCUMENT))
    address = f"{course.path(survey_id)}/answer/week"
    sent = course.students[0].browser.post(address, data={"q.work": "no", **forged})
    assert sent.status_code == 303
    assert responses(course) == [{"work": "no"}]
    with course.world.work() as session:
        [kept] = session.scalars(select(SurveyResponse))
        assert (kept.survey_id, kept.batch) == (survey_id, None)


def test_a_draft_of_a_megabyte_is_refused_and_the_one_before_stays(course: Course) -> None:
    survey_id = course.ask()
    assert draft(course, survey_id, {"q.change": "Half of a"}).status_code == 200
    assert draft(course, survey_id, {"q.change": "x" * 1_000_000}).status_code == 413
    page = course.students[0].browser.get(f"{course.path(survey_id)}/answer/week")
    assert "Half of a" in page.text
    many = {f"q.{number}": "x" for number in range(5_000)}
    assert draft(course, survey_id, many).status_code in {200, 413}


def test_no_cell_of_a_file_of_results_is_a_formula(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL, read_document(DOCUMENT), label="=2+2")
    for student in course.students:
        course.send(student, survey_id, {"work": "yes", "why": "@SUM(A1)", "best.sea": "1"})
    course.settle(survey_id)
    with course.after(12):
        course.world.app.extensions["vsm_courier"].run_due()
        browser, path = course.teacher.browser, course.path(survey_id)
        for name in ("results.csv", "results/texts/why.csv"):
            table = browser.get(f"{path}/{name}")
            assert table.status_code == 200
            cells = [cell for row in csv.reader(io.StringIO(table.text)) for cell in row]
            assert any("evil" in cell or "SUM" in cell for cell in cells)
            assert not [cell for cell in cells if re.match(r"\s*[=+@\t\r]|\s*-\D|-2\+", cell)]
        names = browser.get(f"{path}/results.csv").headers["Content-Disposition"]
        assert "\n" not in names


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "2147483648", "x", "99"])
def test_numbers_that_no_row_has_break_nothing(course: Course, number: str) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    browser, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    texts = f"{course.path(survey_id)}/results/texts/change"
    pages = [f"{surveys}/changes/new?survey={number}", f"{surveys}/new?instrument={number}"]
    pages += [
        f"{texts}?tag={number}&page={number}",
        f"{course.path(survey_id)}/results?by={number}",
    ]
    assert {browser.get(page).status_code for page in pages} <= {200, 404}
    sent = browser.post(f"{texts}/tags", data={"remove": number, "texts": number})
    assert sent.status_code in {200, 404}


def test_no_chain_of_filters_in_addresses_singles_anybody_out(course: Course) -> None:
    """Every address that a patient reader can make, and every difference of two of the numbers."""
    survey_id = course.ask(Anonymity.CONFIDENTIAL, shelf.ready("student_experience"))
    for at, student in enumerate(course.students):
        course.send(student, survey_id, {"first_time": "yes" if at < 7 else "no"}, "before")
        course.send(student, survey_id, {"satisfaction": str(1 + (at > 0) * 3)}, "experience")
        course.send(student, survey_id, {"recommend": "4"}, "after")
        lives = {"work": "no" if at < 6 else "part_time", "caring": "yes" if at in {0, 8} else "no"}
        course.send(student, survey_id, lives, "background")
    course.settle(survey_id)
    numbers: set[int] = set()
    with course.after(12):
        course.world.app.extensions["vsm_courier"].run_due()
        path, browser = f"{course.path(survey_id)}/results", course.teacher.browser
        by = ["partner", "work", "caring", "first_time", "satisfaction", "best%23first", "age"]
        chains = [f"by={one}&group={group}" for one, group in product(by, range(4))]
        chains += [f"{one}&{other}" for one, other in product(chains[:8], chains[8:16])]
        chains += ["by=work&by=caring", "by=work,caring", "by[]=work", "group=0", "by=work&group="]
        for chain in chains:
            page = browser.get(f"{path}?{chain}")
            assert page.status_code == 200
            numbers |= {int(one) for one in re.findall(r"(\d+) answers?\b", page.text)}
        data = browser.get(f"{path}.json?by=work&group=0&by=caring").json
        assert data == browser.get(f"{path}.json").json
        numbers |= {group["answers"] for group in data["groups"]}
    assert numbers
    assert min(numbers) >= 5
    assert not [one for one in numbers for other in numbers if 0 < one - other < 5]
