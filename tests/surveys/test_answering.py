"""People answer: on several devices, too late, twice, and with a plan."""

import re
from datetime import timedelta

from sqlalchemy import select

from tests.people import counted_queries
from tests.surveys.conftest import Course, today
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.models import SurveyParticipation, SurveyResponse


def responses(course: Course) -> list[dict[str, object]]:
    with course.world.work() as session:
        return list(session.scalars(select(SurveyResponse.answers)))


def test_a_student_reads_the_promise_answers_and_is_thanked(course: Course) -> None:
    survey_id = course.ask()
    browser = course.students[0].browser
    page = browser.get(course.path(survey_id))
    assert "Nobody can find out what you answered" in page.text
    part = browser.get(f"{course.path(survey_id)}/answer/week")
    assert part.status_code == 200
    assert "How is the course going for you this week?" in part.text
    sent = course.send(course.students[0], survey_id, {"going": "4"})
    assert sent.location.endswith("/own")
    assert "Your answers are in" in browser.get(sent.location).text


def test_what_is_missing_is_said_at_the_question_and_what_was_typed_stays(course: Course) -> None:
    survey_id = course.ask()
    page = course.send(course.students[0], survey_id, {"change": "More music"})
    assert page.status_code == 200
    assert "Please answer this question." in page.text
    assert "More music" in page.text


def test_a_draft_is_kept_for_another_device(course: Course) -> None:
    survey_id = course.ask()
    student = course.students[0]
    address = f"{course.path(survey_id)}/answer/week"
    saved = student.browser.post(f"{address}/draft", data={"q.change": "Half of a sent"})
    assert saved.json["state"] == "saved"
    other = course.world.browser(student.visit_id)
    assert "Half of a sent" in other.get(address).text
    assert "on any device" in other.get(f"{course.path(survey_id)}/own").text


def test_answers_that_are_posted_twice_count_once(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    for value in ("4", "1"):
        assert course.send(course.students[0], survey_id, {"going": value}).status_code == 303
    assert responses(course) == [{"going": 4}]
    address = f"{course.path(survey_id)}/answer/week/draft"
    late = course.students[0].browser.post(address, data={"q.going": "2"})
    assert (late.status_code, late.json["state"]) == (409, "sent")


def test_forged_keys_and_values_are_not_taken(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    assert course.send(course.students[0], survey_id, {"going": "9"}).status_code == 200
    forged = {"going": "3", "nothing": "1", "change.other": "x", "enrolment_id": "1"}
    course.send(course.students[0], survey_id, forged)
    assert responses(course) == [{"going": 3}]
    assert course.send(course.students[1], survey_id, {}, section="nowhere").status_code == 404


def test_a_text_of_a_megabyte_is_refused_and_a_long_one_is_said(course: Course) -> None:
    survey_id = course.ask()
    huge = course.send(course.students[0], survey_id, {"going": "3", "change": "x" * 1_000_000})
    assert huge.status_code == 413
    long = course.send(course.students[0], survey_id, {"going": "3", "change": "x" * 6_000})
    assert "at most 5000 characters" in long.text


def test_half_finished_answers_can_be_sent_for_an_hour_and_are_then_deleted(
    course: Course,
) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    address = f"{course.path(survey_id)}/answer/week/draft"
    course.students[0].browser.post(address, data={"q.going": "2"})
    with course.after(30):
        late = course.send(course.students[0], survey_id, {"going": "2"})
        assert late.status_code == 409
        assert "not open" in late.text
    course.settle(survey_id)
    assert responses(course) == []


def test_a_survey_with_parts_keeps_each_and_asks_for_what_is_missing(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED, shelf.ready("student_experience"))
    student = course.students[0]
    course.send(student, survey_id, {"first_time": "yes", "motivation": ["academic"]}, "before")
    order = {"best.home": "1", "best.flexibility": "3", "satisfaction": "5"}
    course.send(student, survey_id, order, "experience")
    course.send(student, survey_id, {"recommend": "4"}, "after")
    course.send(student, survey_id, {"age": "from_18"}, "background")
    assert responses(course) == [
        {
            "first_time": "yes",
            "motivation": ["academic"],
            "satisfaction": 5,
            "best": ["home", "flexibility"],
            "recommend": 4,
            "age": "from_18",
        }
    ]


def test_what_can_be_answered_now_stands_above_what_was_and_what_will_be(course: Course) -> None:
    def planned(label: str, opens: int, closes: int) -> int:
        days = {"opens_on": today() + timedelta(opens), "closes_on": today() + timedelta(closes)}
        return course.ask(Anonymity.NAMED, label=label, **days)

    done = planned("Done", -3, 5)
    planned("Later", 4, 9)
    planned("Sooner", 2, 9)
    planned("Open longer", -2, 8)
    planned("Open", -2, 6)
    course.send(course.students[0], done, {"going": "4"})
    page = course.students[0].browser.get(f"/exchanges/{course.exchange_id}/surveys").text
    found = re.findall("Weekly pulse: ([^<]+)", page)
    assert found == ["Open", "Open longer", "Sooner", "Later", "Done"]


def test_who_is_not_asked_or_not_of_the_course_finds_nothing(course: Course) -> None:
    hilo = course.world.partnership(course.exchange_id, course.universities[1])
    survey_id = course.ask(partnership_ids=(hilo,))
    assert course.students[0].browser.get(course.path(survey_id)).status_code == 404
    assert course.send(course.students[0], survey_id, {"going": "3"}).status_code == 404
    stranger = course.world.person(course.universities[0], "Sam Stranger")
    assert stranger.browser.get(course.path(survey_id)).status_code == 404
    with course.world.work() as session:
        assert session.scalars(select(SurveyParticipation)).all() == []


def test_lists_cost_the_same_however_many_surveys_there_are(course: Course) -> None:
    course.ask()
    student, path = course.students[0].browser, f"/exchanges/{course.exchange_id}/surveys"
    for browser in (student, course.teacher.browser):
        assert browser.get(path).status_code == 200
        with counted_queries(course.world.database) as few:
            browser.get(path)
        for _more in range(3):
            course.ask()
        with counted_queries(course.world.database) as many:
            assert browser.get(path).status_code == 200
        assert len(many) == len(few)


def test_faculty_take_a_ready_questionnaire_and_publish(course: Course) -> None:
    browser, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    planned = browser.post(f"{surveys}/take/pulse")
    page = browser.get(planned.location)
    assert "Weekly pulse" in page.text
    fields = {
        "instrument": planned.location.rpartition("=")[2],
        "anonymity": "anonymous",
        "audience": "students",
        "timing": "week",
        "week": "1",
        "days_open": "60",
        "meeting": "0",
    }
    made = browser.post(planned.location, data=fields)
    assert made.status_code == 303, made.text
    assert "draft" in browser.get(made.location).text
    assert course.students[0].browser.get(made.location).status_code == 404
    for step in ("publish", "edit", "delete"):
        assert browser.get(f"{made.location}/{step}").status_code == 200
        assert course.students[0].browser.get(f"{made.location}/{step}").status_code == 403
