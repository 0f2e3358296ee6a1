"""What comes of answers: something changes, and what people say of a programme stands in public."""

import re

from bs4 import BeautifulSoup
from sqlalchemy import select, update

from tests.forms import soup_of, submit
from tests.people import Somebody
from tests.surveys.conftest import Course
from vsm_platform.alliances.api import (
    AllianceDetails,
    do_add_alliance,
    do_add_members,
)
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange, ExchangeState
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.models import Testimonial as Said


def words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").split())


def at(course: Course, path: str) -> str:
    return f"/exchanges/{course.exchange_id}/surveys{path}"


# You said, we changed -------------------------------------------------------------------------


def answered_pulse(course: Course) -> int:
    survey_id = course.ask(Anonymity.CONFIDENTIAL, label="Week 3")
    for student in course.students:
        course.send(student, survey_id, {"going": "2", "change": "More time to talk"})
    course.world.app.extensions["vsm_courier"].run_due()
    return survey_id


def test_a_result_becomes_a_change_that_students_read_in_the_next_pulse_and_at_the_end(
    course: Course,
) -> None:
    survey_id = answered_pulse(course)
    teacher, student = course.teacher.browser, course.students[0].browser
    page = soup_of(teacher.get(f"{course.path(survey_id)}/results"))
    link = next(
        one["href"] for one in page.select("main a") if "question=going" in str(one.get("href"))
    )
    owner = soup_of(teacher.get(str(link))).select_one("select[name=owner] option:nth-of-type(2)")
    assert owner
    assert "Tala Teacher" in owner.text
    said = {"said": "We have too little time to talk", "changed": "Meetings last an hour"}
    noted = submit(
        teacher, str(link), owner=str(owner["value"]), due_on="2026-12-18", is_published="y", **said
    )
    assert noted.status_code == 303
    listed = words(teacher.get(noted.location).text)
    for text in ("Tala Teacher", "to do", "shown to students", "December 18, 2026"):
        assert text in listed
    # The same stands beside the result that it follows from.
    assert "Meetings last an hour" in teacher.get(f"{course.path(survey_id)}/results").text
    following = course.ask(Anonymity.ANONYMOUS, label="Week 4")
    pulse = words(student.get(f"{course.path(following)}/own").text)
    assert "You said: We have too little time to talk" in pulse
    assert "We are changing: Meetings last an hour" in pulse
    edit = re.search(r'href="([^"]+/changes/\d+/edit)"', teacher.get(noted.location).text)
    assert edit
    done = submit(teacher, edit[1], is_done="y", outcome="Everybody speaks now")
    assert done.status_code == 303
    pulse = words(student.get(f"{course.path(following)}/own").text)
    assert "We changed: Meetings last an hour" in pulse
    course.settle(survey_id)
    with course.after(12):
        report = words(teacher.get(f"{course.path(survey_id)}/results/report").text)
    assert "What came of it: Everybody speaks now" in report


def test_a_change_says_from_which_result_it_follows_and_leads_back_there(course: Course) -> None:
    survey_id, teacher = answered_pulse(course), course.teacher.browser
    back = f"{course.path(survey_id)}/results#going"
    new = at(course, f"/changes/new?survey={survey_id}&question=going")
    noted = submit(teacher, new, said="Too little time", changed="An hour")
    for address in (new, f"{noted.location}/1/edit"):
        page = soup_of(teacher.get(address))
        assert page.select_one(f"main a[href='{back}']")
        assert "How is the course going for you this week?" in page.text


# Testimonials ---------------------------------------------------------------------------------

GIVEN = {"text": "I made friends in Hilo.", "consent": "y", "shows_name": "y"}


def give(course: Course, who: Somebody, **fields: str) -> None:
    sent = who.browser.post(at(course, "/testimonial"), data=GIVEN | fields)
    assert sent.status_code == 303, sent.text


def show(course: Course) -> None:
    page = soup_of(course.teacher.browser.get(at(course, "/testimonials")))
    form = page.select_one("form[action$='/show']")
    assert form
    course.teacher.browser.post(str(form["action"]))


def page_of(course: Course) -> tuple[int, str, str]:
    """Status, text and caching of the programme's page, for a stranger."""
    page = course.world.browser().get(f"/programmes/{course.exchange_id}/")
    return page.status_code, words(page.text), page.headers.get("Cache-Control", "")


def test_what_is_taken_back_is_gone_at_once_and_no_cache_keeps_it(course: Course) -> None:
    give(course, course.students[0], video="https://video.example/friends")
    give(course, course.students[1], text="The time zones were hard.", shows_name="")
    for _each in range(2):
        show(course)
    status, text, caching = page_of(course)
    assert (status, caching) == (200, "no-store")
    assert "I made friends in Hilo. Watch the video (video.example) Student 0 , Apia" in text
    course.students[0].browser.post(at(course, "/testimonial/take-back"))
    status, text, caching = page_of(course)
    assert (status, caching) == (200, "no-store")
    assert "friends" not in text
    assert "time zones" in text


def test_it_can_be_taken_back_by_who_has_left_and_after_the_course(course: Course) -> None:
    for student in course.students[:2]:
        give(course, student)
        show(course)
    with course.world.work() as session:
        left = update(Enrolment).where(Enrolment.person_id == course.students[0].id)
        session.execute(left.values(state=EnrolmentState.LEFT))
        session.get_one(Exchange, course.exchange_id).state = ExchangeState.ARCHIVED
    for student in course.students[:2]:
        taken = student.browser.post(at(course, "/testimonial/take-back"))
        assert taken.status_code == 303
    with course.world.work() as session:
        assert session.scalars(select(Said)).all() == []
    assert page_of(course)[0] == 404


def test_nobody_takes_back_or_shows_what_is_not_theirs(course: Course) -> None:
    give(course, course.students[0])
    course.students[1].browser.post(at(course, "/testimonial/take-back"))
    with course.world.work() as session:
        [key] = session.scalars(select(Said.id))
    address = at(course, f"/testimonials/{key}/show")
    assert course.students[1].browser.post(address).status_code == 403
    other = course.world.exchange("Another", list(course.universities))
    assert page_of(course)[0] == 404
    elsewhere = f"/exchanges/{other}/surveys/testimonials/{key}/show"
    assert course.teacher.browser.post(elsewhere).status_code == 404


def test_the_alliances_catalogue_leads_to_what_students_say(course: Course) -> None:
    apia, hilo = course.universities
    with course.world.work() as session:
        alliance = do_add_alliance(session, AllianceDetails("Ocean League", ""), actor_id=None)
        members = [apia.id, hilo.id]
        do_add_members(session, alliance, members, joined_in=2020, actor_id=None)
        exchange = session.get_one(Exchange, course.exchange_id)
        exchange.alliance_id, exchange.state = alliance, ExchangeState.OPEN
    catalogue, reader = f"/alliances/{alliance}/", course.students[11].browser
    page = reader.get(catalogue)
    assert page.status_code == 200
    assert "Climate Change" in page.text
    assert "/programmes/" not in page.text
    give(course, course.students[0])
    assert "/programmes/" not in reader.get(catalogue).text, "nobody has shown it yet"
    show(course)
    link = f'href="/programmes/{course.exchange_id}/"'
    assert link in reader.get(catalogue).text
    course.students[0].browser.post(at(course, "/testimonial/take-back"))
    assert link not in reader.get(catalogue).text
