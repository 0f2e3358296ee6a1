"""A course runs again: the next season is asked the same, so that cohorts can be compared."""

from datetime import timedelta

from sqlalchemy import select

from tests.exchanges.journeys.test_womens_leadership import run_again
from tests.people import Somebody
from tests.surveys.conftest import Course, today
from tests.surveys.test_asking import plan_meeting
from vsm_platform.content.modules.api import do_add_module, do_add_page
from vsm_platform.content.modules.models import ItemVersion, ModuleItem
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange, ExchangeState
from vsm_platform.surveys.api import Anonymity, Timing
from vsm_platform.surveys.models import (
    Instrument,
    InstrumentVersion,
    Survey,
    SurveyParticipation,
    SurveyResponse,
)

A_YEAR = timedelta(days=364)


def next_season(course: Course, starts_in: int = 364) -> int:
    with course.world.work() as session:
        first = session.get_one(Exchange, course.exchange_id)
        starts_on = first.starts_on + timedelta(days=starts_in)
    return run_again(
        course.teacher.browser,
        course.exchange_id,
        season="Next year",
        starts_on=starts_on.isoformat(),
        ends_on="",
    )


def surveys(course: Course, exchange_id: int) -> list[Survey]:
    with course.world.work() as session:
        query = select(Survey).where(Survey.exchange_id == exchange_id).order_by(Survey.id)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def test_the_next_season_gets_questionnaires_and_plans_as_drafts(course: Course) -> None:
    days = course.ask(label="First")
    course.ask(timing=Timing.WEEK, week=15, days_open=30, opens_on=None, closes_on=None)
    course.send(course.students[0], days, {"going": "4"})
    made = next_season(course)
    first, second = surveys(course, made)
    assert (first.label, first.opens_on, first.published_at) == (
        "First",
        today() - timedelta(days=1) + A_YEAR,
        None,
    )
    assert (second.timing, second.week, second.days_open) == (Timing.WEEK, 15, 30)
    with course.world.work() as session:
        query = select(Instrument.lineage, InstrumentVersion.document, InstrumentVersion.is_frozen)
        rows = session.execute(
            query.join(
                InstrumentVersion, InstrumentVersion.instrument_id == Instrument.id
            ).order_by(Instrument.id)
        ).all()
        assert [one.is_frozen for one in rows] == [True, False, False, False]
        assert rows[0].lineage == rows[2].lineage
        assert rows[0].document == rows[2].document
        assert len(session.scalars(select(SurveyParticipation)).all()) == 1
    page = course.teacher.browser.get(f"/exchanges/{made}/surveys").text
    assert page.count("draft") >= 2
    assert "First" in page


def test_plans_for_single_universities_and_after_meetings_find_their_own(course: Course) -> None:
    apia, _hilo = course.universities
    key = course.world.partnership(course.exchange_id, apia)
    course.ask(partnership_ids=(key,), label="Apia")
    meeting = plan_meeting(course, 3)
    course.ask(timing=Timing.MEETING, meeting_id=meeting, label="Meeting")
    made = next_season(course)
    own, after = surveys(course, made)
    assert own.partnership_ids == [course.world.partnership(made, apia)]
    assert after.meeting_id not in {None, meeting}
    window = course.teacher.browser.get(f"/exchanges/{made}/surveys/{after.id}").text
    assert "not known yet" not in window


def test_what_was_put_away_is_not_taken_over(course: Course) -> None:
    course.ask()
    course.teacher.browser.post(f"/exchanges/{course.exchange_id}/surveys/questionnaires/1/delete")
    made = next_season(course)
    assert surveys(course, made) == []
    with course.world.work() as session:
        assert session.scalars(select(Instrument.id)).all() == [1]


def test_modules_and_their_texts_lead_to_the_new_surveys(course: Course) -> None:
    survey_id = course.ask()
    address = course.path(survey_id)
    with course.world.work() as session:
        module = do_add_module(session, course.exchange_id, "Oceans", actor_id=None)
        do_add_page(session, module, "Say it", f"[here]({address})", actor_id=None)
    course.teacher.browser.post(f"{address}/module", data={"module": str(module)})
    made = next_season(course)
    [copied] = surveys(course, made)
    with course.world.work() as session:
        refs = session.scalars(select(ModuleItem.ref_id).where(ModuleItem.kind == "survey")).all()
        assert sorted(one for one in refs if one) == [survey_id, copied.id]
        texts = session.scalars(select(ItemVersion.text)).all()
    assert any(f"/exchanges/{made}/surveys/{copied.id}" in one for one in texts)


def test_two_cohorts_are_compared_by_what_was_copied(course: Course) -> None:
    then = course.ask(Anonymity.CONFIDENTIAL)
    for student in course.students:
        course.send(student, then, {"going": "2"})
    course.settle(then)
    made = next_season(course)
    later = Course(course.world, made, course.universities, course.teacher, cohort(course, made))
    [planned] = surveys(course, made)
    browser = course.teacher.browser
    with course.after(0), clock.moved(A_YEAR):
        open_for_students(course, made)
        assert browser.post(f"{later.path(planned.id)}/publish").status_code == 303
        for student in later.students:
            assert later.send(student, planned.id, {"going": "4"}).status_code == 303
    with course.after(0), clock.moved(A_YEAR + timedelta(days=12)):
        course.world.app.extensions["vsm_courier"].run_due()
        page = browser.get(f"{later.path(planned.id)}/results").text
        beside = f"{later.path(planned.id)}/results/beside/{then}"
        assert beside in page
        shown = " ".join(browser.get(beside).text.split())
    assert "+2.0" in shown
    with course.world.work() as session:
        assert len(session.scalars(select(SurveyResponse.id)).all()) == 18


def cohort(course: Course, exchange_id: int) -> list[Somebody]:
    apia = course.universities[0]
    students = [course.world.person(apia, f"Next {number}") for number in range(6)]
    for one in students:
        course.world.enrol(exchange_id, apia, one)
    return students


def open_for_students(course: Course, exchange_id: int) -> None:
    with course.world.work() as session:
        session.get_one(Exchange, exchange_id).state = ExchangeState.RUNNING
