"""Who is asked and when: by letters, in modules, on the course home; and nobody too often."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.forms import soup_of, values_of
from tests.letters import path_in, sent
from tests.people import Somebody
from tests.surveys.conftest import Course, today
from vsm_platform.accounts.models import EmailAddress, Person
from vsm_platform.content.meetings.actions.planning import new_meeting
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.wall_clock import WallTime
from vsm_platform.content.modules.api import do_add_module
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
)
from vsm_platform.formation.models import Attribute, AttributeValue
from vsm_platform.mail.post_office import LyingLetter
from vsm_platform.surveys.api import Anonymity, Audience, Timing
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.models import Survey
from vsm_platform.teams.api import do_make_set, do_place, do_publish_set, teams_of_set

HOUR = timedelta(hours=1)


def give_address(course: Course, who: Somebody, language: str = "", zone: str = "") -> str:
    """An address for somebody, which it gives."""
    address = f"p{who.id}@example.org"
    with course.world.work() as session:
        session.add(EmailAddress(person_id=who.id, address=address, verified_at=clock.now()))
        person = session.get_one(Person, who.id)
        person.locale, person.timezone = language, zone or person.timezone
    return address


def letters(course: Course, words: str = "") -> dict[str, LyingLetter]:
    """The letters about surveys, by address; of several to one the newest."""
    found = [one for one in sent(course.world.app) if words in one.subject]
    return {one.recipient: one for one in reversed(found)}


def count(course: Course) -> int:
    return len(sent(course.world.app))


def over_hours(course: Course, hours: range, look: Callable[[], int]) -> list[int]:
    """What it is, each time that it changes while the hours pass."""
    seen: list[int] = []
    for hour in hours:
        with course.after(0), clock.moved(HOUR * hour):
            now = look()
        if not seen or now != seen[-1]:
            seen.append(now)
    return seen


def test_who_is_asked_gets_a_letter_in_the_own_language_and_zone(course: Course) -> None:
    apia, hilo = course.students[0], course.students[11]
    first = give_address(course, apia, "es", "America/Bogota")
    second = give_address(course, hilo, "en", "Pacific/Honolulu")
    survey_id = course.ask()
    found = letters(course)
    assert set(found) == {first, second}
    assert "Pulso de la semana" in found[first].subject
    assert "Weekly pulse" in found[second].subject
    assert "Bogot" in found[first].body
    assert "Honolulu" in found[second].body
    assert path_in(found[second].body) == course.path(survey_id)
    # Nothing is sent twice, however often the survey is looked after.
    assert over_hours(course, range(0, 30, 3), lambda: count(course)) == [2]


def test_each_university_is_asked_as_it_opens_there(course: Course) -> None:
    for who in (course.students[0], course.students[11]):
        give_address(course, who)
    course.ask(opens_on=today() + timedelta(days=2), closes_on=today() + timedelta(days=9))
    # Samoa's day begins almost a day before Hawaii's.
    assert over_hours(course, range(0, 96, 2), lambda: count(course)) == [0, 1, 2]


def test_only_who_has_not_answered_is_reminded_and_once(course: Course) -> None:
    lazy, busy = give_address(course, course.students[0]), give_address(course, course.students[1])
    survey_id = course.ask()
    assert set(letters(course)) == {lazy, busy}
    course.send(course.students[1], survey_id, {"going": "4"})
    assert over_hours(course, range(3 * 24, 9 * 24, 3), lambda: count(course)) == [2, 3]
    assert "still missing" in letters(course)[lazy].subject
    assert "still missing" not in letters(course)[busy].subject


def test_a_reminder_by_hand_and_the_one_that_comes_by_itself_are_one(course: Course) -> None:
    give_address(course, course.students[0])
    survey_id = course.ask()
    remind = f"{course.path(survey_id)}/remind"
    browser = course.teacher.browser
    with course.after(5):
        assert browser.post(remind).status_code == 303
        assert browser.post(remind).status_code == 429
        assert count(course) == 2
    assert over_hours(course, range(5 * 24, 9 * 24, 3), lambda: count(course)) == [2]


def test_a_moment_after_the_reminder_that_came_by_itself_none_is_sent_by_hand(
    course: Course,
) -> None:
    give_address(course, course.students[0])
    survey_id = course.ask()
    hour = next(hour for hour in range(200) if count_after(course, hour) == 2)
    with course.after(0), clock.moved(HOUR * (hour + 2)):
        again = course.teacher.browser.post(f"{course.path(survey_id)}/remind")
        assert again.status_code == 429
        assert count(course) == 2


def count_after(course: Course, hour: int) -> int:
    with clock.moved(HOUR * hour):
        return count(course)


def test_who_comes_in_at_the_end_is_invited_and_not_reminded_as_well(course: Course) -> None:
    course.ask()
    count(course)
    with course.after(0), clock.moved(HOUR * (7 * 24)):
        late = course.world.person(course.universities[1], "Lani Late")
        course.world.enrol(course.exchange_id, course.universities[1], late)
        give_address(course, late)
        count(course)
    assert over_hours(course, range(7 * 24 + 7, 9 * 24, 3), lambda: count(course)) == [1]
    assert "still missing" not in next(iter(letters(course).values())).subject


def test_who_left_or_whose_university_left_is_not_asked(course: Course) -> None:
    here, gone, left = course.students[0], course.students[1], course.students[11]
    address = give_address(course, here)
    for who in (gone, left):
        give_address(course, who)
    with course.world.work() as session:
        one = update(Enrolment).where(Enrolment.person_id == gone.id)
        session.execute(one.values(state=EnrolmentState.LEFT))
        hilo = session.get_one(
            Partnership, course.world.partnership(course.exchange_id, course.universities[1])
        )
        hilo.left_on = today() - timedelta(days=2)
    survey_id = course.ask()
    assert set(letters(course)) == {address}
    with course.after(2):
        course.teacher.browser.post(f"{course.path(survey_id)}/remind")
        assert count(course) == 2
    assert gone.browser.get(f"{course.path(survey_id)}/answer/week").status_code >= 300
    refused = course.send(left, survey_id, {"going": "4"})
    assert refused.status_code >= 400


@pytest.mark.parametrize("state", [ExchangeState.DRAFT, ExchangeState.ARCHIVED])
def test_nobody_is_written_to_who_could_not_open_it(course: Course, state: ExchangeState) -> None:
    give_address(course, course.students[0])
    survey_id = course.ask()
    with course.world.work() as session:
        session.get_one(Exchange, course.exchange_id).state = state
    assert count(course) == 0
    course.teacher.browser.post(f"{course.path(survey_id)}/remind")
    assert count(course) == 0


def test_letters_can_be_left_out(course: Course) -> None:
    give_address(course, course.students[0])
    course.ask(invites=False, reminds=False)
    assert over_hours(course, range(0, 9 * 24, 6), lambda: count(course)) == [0]


def test_those_who_teach_are_asked_in_their_debrief(course: Course) -> None:
    teacher = give_address(course, course.teacher)
    give_address(course, course.students[0])
    survey_id = course.ask(
        Anonymity.NAMED, shelf.ready("faculty_debrief"), audience=Audience.TEACHERS
    )
    assert set(letters(course)) == {teacher}
    assert course.students[0].browser.get(course.path(survey_id)).status_code == 404
    own = course.teacher.browser.get(f"{course.path(survey_id)}/own")
    assert "Debrief of your teaching" in own.text


def in_a_team(course: Course, members: list[Somebody]) -> int:
    """A published team of these people, beside another one; gives the team."""
    exchange_id = course.exchange_id
    with course.world.app.test_request_context(), course.world.work() as session:
        made = do_make_set(session, exchange_id, title="Teams", teams=2, actor_id=None)
        team, _other = (one.id for one in teams_of_set(session, made))
        query = select(Enrolment.id).where(Enrolment.person_id.in_([one.id for one in members]))
        places = dict.fromkeys(session.scalars(query), team)
        do_place(session, exchange_id, made, places, actor_id=None)
        do_publish_set(session, exchange_id, made, is_published=True, actor_id=None)
    return team


def test_only_the_teams_that_are_asked_are_asked(course: Course) -> None:
    member, other = course.students[0], course.students[9]
    address = give_address(course, member)
    give_address(course, other)
    team = in_a_team(course, course.students[:6])
    survey_id = course.ask(team_ids=(team,))
    assert set(letters(course)) == {address}
    assert "0 of 6 have answered" in course.teacher.browser.get(course.path(survey_id)).text
    surveys = f"/exchanges/{course.exchange_id}/surveys"
    assert course.path(survey_id) in member.browser.get(surveys).text
    assert course.path(survey_id) not in other.browser.get(surveys).text
    assert other.browser.get(f"{course.path(survey_id)}/own").status_code == 404
    assert course.send(other, survey_id, {"going": "4"}).status_code == 404
    assert course.send(member, survey_id, {"going": "4"}).status_code == 303


def plan_meeting(course: Course, days: int) -> int:
    on = clock.now() + timedelta(days=days)
    with course.world.work() as session:
        wall = WallTime(on.date(), on.time().replace(second=0, microsecond=0, tzinfo=None), "UTC")
        meeting = new_meeting(course.exchange_id, wall, 60, second=False)
        meeting.title = "Kick-off"
        session.add(meeting)
        session.flush()
        return meeting.id


def test_after_a_meeting_it_opens_and_follows_the_meeting(course: Course) -> None:
    give_address(course, course.students[0])
    meeting = plan_meeting(course, 2)
    survey_id = course.ask(timing=Timing.MEETING, meeting_id=meeting, days_open=3)
    student = course.students[0].browser
    assert "It opens" in student.get(f"{course.path(survey_id)}/own").text
    assert over_hours(course, range(0, 60, 2), lambda: count(course)) == [0, 1]
    with clock.moved(HOUR * 48):
        # Not before its end.
        assert course.send(course.students[0], survey_id, {"going": "5"}).status_code == 409
    with clock.moved(HOUR * 50):
        assert course.send(course.students[0], survey_id, {"going": "5"}).status_code == 303
    with course.world.work() as session:
        session.get_one(Meeting, meeting).cancelled_at = clock.now()
    with clock.moved(HOUR * 50):
        assert course.send(course.students[1], survey_id, {"going": "5"}).status_code >= 400


def test_a_survey_stands_on_the_course_home_until_it_is_answered(course: Course) -> None:
    survey_id = course.ask()
    student, home = course.students[0].browser, f"/exchanges/{course.exchange_id}"
    page = student.get(home, follow_redirects=True).text
    assert f'href="{course.path(survey_id)}"' in page
    assert "Weekly pulse" in page
    course.send(course.students[0], survey_id, {"going": "4"})
    links = soup_of(student.get(home, follow_redirects=True)).select("main a")
    left = [one for one in links if one.get("href") == course.path(survey_id)]
    assert all("done" in str(one.find_parent("li")).lower() for one in left)


def test_a_survey_stands_in_a_module_for_those_who_are_asked(course: Course) -> None:
    hilo = course.world.partnership(course.exchange_id, course.universities[1])
    survey_id = course.ask(partnership_ids=(hilo,))
    with course.world.work() as session:
        module = do_add_module(session, course.exchange_id, "Oceans", actor_id=None)
    teacher = course.teacher.browser
    assert "Oceans" in teacher.get(course.path(survey_id)).text
    put = teacher.post(f"{course.path(survey_id)}/module", data={"module": str(module)})
    assert put.status_code == 303
    teacher.post(f"{course.path(survey_id)}/module", data={"module": str(module)})
    path = f"/exchanges/{course.exchange_id}/modules/{module}"
    asked, other = course.students[11].browser, course.students[0].browser
    assert asked.get(path).text.count(f'href="{course.path(survey_id)}"') == 1
    assert course.path(survey_id) not in other.get(path).text
    refused = other.post(f"{course.path(survey_id)}/module", data={"module": str(module)})
    assert refused.status_code == 403
    teacher.post(f"{course.path(survey_id)}/delete")
    assert course.path(survey_id) not in teacher.get(path).text


def plan_start(course: Course, anonymity: str) -> int:
    """Plan and publish the start questionnaire by its pages."""
    teacher, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    planned = teacher.post(f"{surveys}/take/start").location
    form = soup_of(teacher.get(planned)).select_one("main form[method=post]")
    assert form
    values = values_of(form)
    assert values["anonymity"] == "named", "what helps to form teams is usually asked with names"
    days = {"opens_on": today() - timedelta(days=1), "closes_on": today() + timedelta(days=7)}
    values |= {name: day.isoformat() for name, day in days.items()} | {"anonymity": anonymity}
    made = teacher.post(planned, data=values)
    assert made.status_code == 303, made.text
    page = teacher.get(f"{made.location}/publish").text
    assert ("Answers also help to form teams" in page) == (anonymity == "named")
    assert teacher.post(f"{made.location}/publish").status_code == 303
    return int(made.location.rpartition("/")[2])


START = {"study": "science", "level": "4", "fluent": "ease", "lead": "yes"}


def test_whoever_asks_too_few_is_told_before(course: Course) -> None:
    hilo = course.world.partnership(course.exchange_id, course.universities[1])
    few = course.ask(partnership_ids=(hilo,))
    named = course.ask(Anonymity.NAMED, partnership_ids=(hilo,))
    many = course.ask()
    told = "Fewer than five people are asked so far"
    pages = [
        course.teacher.browser.get(f"{course.path(one)}/publish").text for one in (few, named, many)
    ]
    assert [told in page for page in pages] == [True, False, False]


def test_named_answers_become_what_teams_are_formed_by(course: Course) -> None:
    survey_id = plan_start(course, "named")
    sent_in = course.send(course.students[0], survey_id, dict(START), "you")
    assert sent_in.status_code == 303
    assert course.send(course.students[0], survey_id, {}, "practice").status_code == 303
    page = course.teacher.browser.get(f"/exchanges/{course.exchange_id}/forming/attributes")
    assert page.status_code == 200
    for name in ("Field of study", "How much they know already", "Would lead a team"):
        assert name in page.text
    with course.world.work() as session:
        query = (
            select(Attribute.label, AttributeValue.text, AttributeValue.number)
            .join(AttributeValue, AttributeValue.attribute_id == Attribute.id)
            .order_by(Attribute.label)
        )
        assert [tuple(row) for row in session.execute(query)] == [
            ("At ease in the course’s language", "I am at ease in it", None),
            ("Field of study", "Natural sciences", None),
            ("How much they know already", "", 4.0),
            ("Would lead a team", "Yes", None),
        ]


@pytest.mark.parametrize("anonymity", ["confidential", "anonymous"])
def test_what_was_promised_to_be_kept_apart_forms_no_teams(course: Course, anonymity: str) -> None:
    survey_id = plan_start(course, anonymity)
    course.send(course.students[0], survey_id, dict(START), "you")
    assert course.send(course.students[0], survey_id, {}, "practice").status_code == 303
    with course.world.work() as session:
        assert session.scalars(select(AttributeValue)).all() == []


def test_a_pulse_is_planned_for_each_week_and_published_at_once(course: Course) -> None:
    teacher, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    planned = teacher.post(f"{surveys}/take/pulse").location
    form = soup_of(teacher.get(planned)).select_one("main form[method=post]")
    assert form
    values = values_of(form) | {"timing": "week", "week": "15", "days_open": "7"}
    wrong = teacher.post(planned, data=values | {"until_week": "3"})
    assert "comes before the first" in wrong.text
    made = teacher.post(planned, data=values | {"until_week": "18"})
    assert made.location.endswith("/surveys")
    # A draft that is not complete stays one.
    with course.world.work() as session:
        session.get_one(Survey, 2).week = None
    question = teacher.get(f"{surveys}/drafts").text
    for week in (15, 16, 17, 18):
        assert f"Weekly pulse: Week {week}" in question
    assert course.students[0].browser.get(f"{surveys}/drafts").status_code == 403
    assert course.students[0].browser.post(f"{surveys}/drafts").status_code == 403
    page = teacher.post(f"{surveys}/drafts", follow_redirects=True).text
    assert "3 surveys are published." in page
    assert "cannot be asked yet: Weekly pulse: Week 16" in page
    with course.world.work() as session:
        found = session.execute(select(Survey.week, Survey.published_at).order_by(Survey.id)).all()
    assert [(week, bool(at)) for week, at in found] == [
        (15, True),
        (None, False),
        (17, True),
        (18, True),
    ]
