"""Erasing answers: they are gone, and what was shown of them tells nobody whose they were."""

from typing import Any

import pytest
from sqlalchemy import select, text

from tests.people import Somebody
from tests.surveys.conftest import Course
from vsm_platform.surveys.actions.releasing import do_keep_release, prepare_release
from vsm_platform.surveys.api import Anonymity, do_erase_answers, own_answers
from vsm_platform.surveys.models import SurveyRelease, SurveyResponse


def deliver(course: Course) -> None:
    course.world.app.extensions["vsm_courier"].run_due()


def erase(course: Course, who: Somebody) -> None:
    with course.world.work() as session:
        do_erase_answers(session, who.id)
    deliver(course)


def answer(course: Course, survey_id: int, first: int, last: int, going: int = 4) -> None:
    for student in course.students[first:last]:
        sent = course.send(student, survey_id, {"going": str(going), "change": "Less noise"})
        assert sent.status_code == 303
    deliver(course)


def shown(course: Course, survey_id: int) -> dict[str, Any]:
    """The figures as the file gives them, without when they were made."""
    page = course.teacher.browser.get(f"{course.path(survey_id)}/results.json")
    assert page.status_code == 200
    data: dict[str, Any] = page.json
    del data["made_at"]
    return data


def sums(course: Course, survey_id: int) -> list[tuple[int, int]]:
    """Of each release that was ever shown: how many rated, and the sum of their ratings."""
    with course.world.work() as session:
        query = select(SurveyRelease).where(SurveyRelease.survey_id == survey_id)
        releases = session.scalars(query.order_by(SurveyRelease.number)).all()
        tallies = [one.figures["all"]["going"] for one in releases]
        return [
            (one["n"], sum(int(value) * number for value, number in one["counts"].items()))
            for one in tallies
        ]


def test_the_answers_are_gone_everywhere(course: Course) -> None:
    survey_id, who = course.ask(Anonymity.CONFIDENTIAL), course.students[0]
    course.send(who, survey_id, {"going": "1", "change": "A very strange wish"})
    answer(course, survey_id, 1, 7)
    other = course.ask(Anonymity.NAMED)
    draft = f"{course.path(other)}/answer/week/draft"
    who.browser.post(draft, data={"q.change": "A very strange wish"})
    erase(course, who)
    with course.world.work() as session:
        vault = course.world.app.extensions["vsm_vault"]
        assert own_answers(session, vault, who.id) == []
        for table in ("survey_responses", "survey_drafts", "survey_releases", "deliveries"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
            assert "strange wish" not in str(rows)
    assert (
        "strange wish"
        not in course.teacher.browser.get(f"{course.path(survey_id)}/results/texts/change").text
    )


def test_what_was_shown_stays_as_it_was_shown(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    course.send(course.students[0], survey_id, {"going": "1"})
    answer(course, survey_id, 1, 5)
    before = shown(course, survey_id)
    erase(course, course.students[0])
    assert shown(course, survey_id) == before
    # Nor does one more answer, which would be the difference, make them anew.
    answer(course, survey_id, 5, 6)
    assert shown(course, survey_id) == before


@pytest.mark.parametrize("late", range(5))
def test_an_erasure_right_before_the_end_is_no_difference(course: Course, late: int) -> None:
    """Whoever subtracts what is shown at the end from what was shown before finds five people."""
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    course.send(course.students[0], survey_id, {"going": "1"})
    answer(course, survey_id, 1, 5)
    before = shown(course, survey_id)
    answer(course, survey_id, 5, 5 + late)
    erase(course, course.students[0])
    course.settle(survey_id)
    with course.after(12):
        deliver(course)
        assert shown(course, survey_id)["questions"]["going"] == before["questions"]["going"]


def test_an_erasure_between_two_releases_is_hidden_among_five_more(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    course.send(course.students[0], survey_id, {"going": "1"})
    answer(course, survey_id, 1, 5)
    erase(course, course.students[0])
    answer(course, survey_id, 5, 10)
    releases = sums(course, survey_id)
    # The difference is five who came less one who went, and never that one alone.
    assert releases in ([(5, 17)], [(5, 17), (9, 36)])


def test_what_changes_while_figures_are_being_made_makes_them_void(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 5)
    for student in course.students[5:10]:
        course.send(student, survey_id, {"going": "3"})
    with course.world.work() as session:
        made = prepare_release(session, survey_id)
    assert made
    with course.world.work() as session:
        do_erase_answers(session, course.students[0].id)
    with course.world.work() as session:
        assert not do_keep_release(session, survey_id, made), "who was counted before has gone"
        later = prepare_release(session, survey_id)
        assert later
        assert do_keep_release(session, survey_id, later)
        session.flush()
        assert not do_keep_release(session, survey_id, later), "they are kept already"


def test_an_erasure_after_the_end_changes_nothing_and_nothing_is_made_anew(
    course: Course,
) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 12)
    course.settle(survey_id)
    with course.after(12):
        deliver(course)
        before = shown(course, survey_id)
        assert before["is_last"]
        for student in course.students[:3]:
            erase(course, student)
        assert shown(course, survey_id) == before
        with course.world.work() as session:
            assert prepare_release(session, survey_id) is None
    with course.world.work() as session:
        assert len(session.scalars(select(SurveyResponse.id)).all()) == 9


def test_of_an_anonymous_survey_only_that_somebody_answered_can_be_erased(course: Course) -> None:
    survey_id = course.ask()
    answer(course, survey_id, 0, 10)
    before = shown(course, survey_id)
    erase(course, course.students[0])
    assert shown(course, survey_id) == before
    with course.world.work() as session:
        assert len(session.scalars(select(SurveyResponse.id)).all()) == 5
