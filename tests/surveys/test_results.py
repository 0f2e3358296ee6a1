"""Results: figures by release, who may read them, texts and tags, changes, testimonials."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from tests.people import Somebody, counted_queries
from tests.surveys.conftest import Course
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.surveys.actions.releasing import prepare_release
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.models import Instrument, SurveyRelease, SurveyResponse, SurveyTagging
from vsm_platform.surveys.models import Testimonial as Said

PULSE = {"going": "4", "change": "More time to talk"}


def deliver(course: Course) -> None:
    course.world.app.extensions["vsm_courier"].run_due()


def words(page: str) -> str:
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").split())


def results(course: Course, survey_id: int, reader: Somebody | None = None) -> str:
    browser = (reader or course.teacher).browser
    page = browser.get(f"{course.path(survey_id)}/results")
    assert page.status_code == 200, page.text
    return words(page.text)


def answer(
    course: Course, survey_id: int, first: int, last: int, answers: dict[str, object] = PULSE
) -> None:
    for student in course.students[first:last]:
        sent = course.send(student, survey_id, answers)
        assert sent.status_code == 303, sent.text
    deliver(course)


def settle(course: Course, survey_id: int) -> None:
    course.settle(survey_id)
    with course.after(12):
        deliver(course)


def test_figures_come_in_steps_of_five_and_not_one_by_one(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 4)
    assert "Nothing is shown yet" in results(course, survey_id)
    answer(course, survey_id, 4, 5)
    five = results(course, survey_id)
    assert "figures are made of 5 answers" in five
    # One more answer changes nothing but the number of those who have answered.
    answer(course, survey_id, 5, 6, {"going": "1"})
    assert results(course, survey_id) == five.replace("5 of 12 have", "6 of 12 have")
    with course.world.work() as session:
        assert prepare_release(session, survey_id) is None, "whoever asks, and however often"
    settle(course, survey_id)
    # Nor does it in the end: one answer alone would be the difference.
    with course.after(12):
        assert "figures are made of 5 answers" in results(course, survey_id)


def test_rates_are_told_by_university_where_five_are_asked_and_the_rest_is_five_or_none(
    course: Course,
) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 10)
    # Three are asked at Hilo: that would be the difference of all to Apia's nine.
    page = results(course, survey_id)
    assert "10 of 12 have answered." in page
    assert "Who has answered, by university" not in page
    for number in range(2):
        late = course.world.person(course.universities[1], f"Late {number}")
        course.world.enrol(course.exchange_id, course.universities[1], late)
    page = results(course, survey_id)
    assert "Who has answered, by university" in page
    assert "Apia 9 9 (100%) Hilo 5 1 (20%)" in page


def test_who_teaches_reads_a_named_survey_as_it_comes_and_students_do_not(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    answer(course, survey_id, 0, 2)
    assert "2 answers" in results(course, survey_id)
    course.teacher.browser.post(f"{course.path(survey_id)}/results/show")
    assert "Nothing is shown yet" in results(course, survey_id, course.students[0])


def test_erasing_an_answer_changes_nothing_that_is_shown(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 6)
    before = results(course, survey_id)
    with course.world.work() as session:
        erased = session.scalars(select(SurveyResponse).limit(1)).one()
        session.delete(erased)
    settle(course, survey_id)
    with course.after(12):
        assert re.findall(r"\d+% \(\d+\)", results(course, survey_id)) == re.findall(
            r"\d+% \(\d+\)", before
        )


def test_nobody_but_those_who_may_reads_results(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 9)
    path = course.path(survey_id)
    student, elsewhere = course.students[0], course.world.university("Elsewhere")
    stranger = course.world.person(elsewhere, "Sam Stranger")
    pages = ["results", "results/report", "results.csv", "results.json", "results/texts/change"]
    for who in (student, stranger, course.world.administrator()):
        assert {who.browser.get(f"{path}/{page}").status_code for page in pages} == {404}
    course.teacher.browser.post(f"{path}/results/show")
    assert "9 answers" in results(course, survey_id, student)
    # Figures, and nothing of what people wrote.
    assert "Read and sort" not in results(course, survey_id, student)
    assert {student.browser.get(f"{path}/{page}").status_code for page in pages[1:]} == {403}
    assert stranger.browser.get(f"{path}/results").status_code == 404
    course.teacher.browser.post(f"{path}/results/show?hide=1")
    assert student.browser.get(f"{path}/results").status_code == 404


def test_texts_are_sorted_by_tags_whose_counts_stand_with_the_results(course: Course) -> None:
    survey_id = course.ask(Anonymity.ANONYMOUS)
    answer(course, survey_id, 0, 12)
    settle(course, survey_id)
    with course.after(12):
        address = f"{course.path(survey_id)}/results/texts/change"
        browser = course.teacher.browser
        page = BeautifulSoup(browser.get(address).text, "lxml")
        ids = [box["value"] for box in page.select("input[name=texts]")]
        assert len(ids) == 12
        browser.post(f"{address}/tags", data={"tag": "more interaction", "texts": ids[:5]})
        browser.post(f"{address}/tags", data={"tag": "More Interaction", "texts": ids[3:7]})
        assert "more interaction (7)" in words(browser.get(address).text)
        assert "more interaction : 7 (58%)" in results(course, survey_id)
        with course.world.work() as session:
            [tag_id] = set(session.scalars(select(SurveyTagging.tag_id)))
        browser.post(f"{address}/tags", data={"remove": tag_id, "texts": ids[:1]})
        assert "more interaction (6)" in words(browser.get(address).text)
        assert browser.post(f"{address}/tags", data={"tag": "x", "texts": "no"}).status_code == 404
        assert browser.get(f"{course.path(survey_id)}/results/texts/going").status_code == 404


def test_names_are_taken_out_of_what_people_wrote(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    text = "Ask Tala teacher, Tala or Bunny; a tale of teachers."
    answer(course, survey_id, 0, 5, {"going": "3", "change": text})
    address = f"{course.path(survey_id)}/results/texts/change"
    browser = course.teacher.browser
    browser.post(f"{address}/clean", data={})
    browser.post(f"{address}/clean", data={"words": "bunny"})
    assert "Ask […], […] or […]; a tale of teachers." in words(browser.get(address).text)
    with course.world.work() as session:
        assert not [a for a in session.scalars(select(SurveyResponse.answers)) if "Tala" in str(a)]


def test_a_formula_in_a_text_is_no_formula_in_the_table(course: Course) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 5, {"going": "3", "change": '=HYPERLINK("http://evil.test")'})
    table = course.teacher.browser.get(f"{course.path(survey_id)}/results/texts/change.csv")
    assert "'=HYPERLINK" in table.text
    figures = course.teacher.browser.get(f"{course.path(survey_id)}/results.csv")
    assert "How is the course going for you this week?,going,All" in figures.text


def changes_path(course: Course) -> str:
    return f"/exchanges/{course.exchange_id}/surveys/changes"


def test_you_said_we_changed_is_shown_with_the_next_pulse(course: Course) -> None:
    first = course.ask(Anonymity.CONFIDENTIAL)
    teacher, student = course.teacher.browser, course.students[0].browser
    said = {"said": "More time to talk", "changed": "Meetings are an hour", "due_on": "2026-12-01"}
    address = f"{changes_path(course)}/new?survey={first}&question=change"
    assert teacher.post(address, data=said | {"owner": "0"}).status_code == 303
    following = course.ask(Anonymity.CONFIDENTIAL)
    assert "Meetings are an hour" not in student.get(f"{course.path(following)}/own").text
    edit = re.search(r'href="([^"]+/changes/\d+/edit)"', teacher.get(changes_path(course)).text)
    assert edit
    assert student.get(edit[1]).status_code == 403
    done = said | {"owner": "0", "is_published": "y", "is_done": "y", "outcome": "They talk more."}
    assert teacher.post(edit[1], data=done).status_code == 303
    for page in (
        f"{course.path(following)}/own",
        changes_path(course),
        f"/exchanges/{course.exchange_id}/surveys",
    ):
        shown = words(student.get(page).text)
        assert "You said: More time to talk We changed: Meetings are an hour" in shown
    report = words(teacher.get(f"{course.path(first)}/results/report").text)
    assert "What came of it: They talk more." in report
    teacher.post(edit[1].replace("edit", "delete"))
    assert "Meetings are" not in student.get(changes_path(course)).text


def test_a_change_has_an_owner_who_teaches_here(course: Course) -> None:
    student = course.students[0]
    with course.world.work() as session:
        query = select(Enrolment.id).where(Enrolment.person_id == student.id)
        owner = session.scalars(query).one()
    said = {"said": "a", "changed": "b", "owner": str(owner)}
    page = course.teacher.browser.post(f"{changes_path(course)}/new", data=said)
    assert page.status_code == 200
    assert student.browser.post(f"{changes_path(course)}/new", data=said).status_code == 403


def on_the_agenda(course: Course, who: Somebody) -> list[str]:
    """What the course home says of changes."""
    page = who.browser.get(f"/exchanges/{course.exchange_id}/")
    assert page.status_code == 200
    links = BeautifulSoup(page.text, "lxml").select("main a[href*='/surveys/changes/']")
    return [words(str(link.find_parent(["li", "section"]))) for link in links]


def test_a_change_stands_on_its_owners_agenda_until_it_is_done(course: Course) -> None:
    world, (apia, _hilo) = course.world, course.universities
    colleague = world.person(apia, "Sefa Second")
    world.enrol(course.exchange_id, apia, colleague, Role.FACILITATOR)
    with world.work() as session:
        query = select(Enrolment.id).where(Enrolment.person_id == colleague.id)
        owner = session.scalars(query).one()
    due_on = (clock.now() + timedelta(days=9)).date()
    said = {"said": "More time to talk", "changed": "Meetings are an hour " * 9}
    said |= {"owner": str(owner), "due_on": due_on.isoformat()}
    assert course.teacher.browser.post(f"{changes_path(course)}/new", data=said).status_code == 303
    [line] = on_the_agenda(course, colleague)
    assert "Meetings are an hour" in line
    assert "You said, we changed" in line
    assert len(line) < 200
    assert on_the_agenda(course, course.teacher) == []
    assert on_the_agenda(course, course.students[0]) == []
    with course.after(11):
        # It is late, and stays.
        assert len(on_the_agenda(course, colleague)) == 1
    edit = f"{changes_path(course)}/1/edit"
    assert colleague.browser.post(edit, data=said | {"is_done": "y"}).status_code == 303
    assert on_the_agenda(course, colleague) == []
    # Without a day it stands there as well, and is nobody's where it has no owner.
    assert colleague.browser.post(edit, data=said | {"due_on": ""}).status_code == 303
    assert len(on_the_agenda(course, colleague)) == 1
    assert colleague.browser.post(edit, data=said | {"owner": "0"}).status_code == 303
    assert on_the_agenda(course, colleague) == []


GIVEN = {"text": "I made friends in Hilo.", "consent": "y", "shows_name": "y"}


def give(course: Course, who: Somebody, **fields: str) -> int:
    address = f"/exchanges/{course.exchange_id}/surveys/testimonial"
    return who.browser.post(address, data=GIVEN | fields).status_code


def show(course: Course) -> None:
    with course.world.work() as session:
        [key] = session.scalars(select(Said.id))
    address = f"/exchanges/{course.exchange_id}/surveys/testimonials/{key}/show"
    assert course.teacher.browser.post(address).status_code == 303


def public(course: Course) -> str:
    """The programme's page as a stranger sees it; nothing where there is none."""
    page = course.world.browser().get(f"/programmes/{course.exchange_id}/")
    assert page.status_code in {200, 404}
    return words(page.text) if page.status_code == 200 else ""


def test_a_testimonial_is_public_from_consent_and_faculty_until_it_is_taken_back(
    course: Course,
) -> None:
    student = course.students[0]
    assert give(course, student, consent="") == 200
    assert give(course, student) == 303
    assert public(course) == ""
    show(course)
    assert "I made friends in Hilo. Student 0 , Apia" in public(course)
    # What is changed waits again.
    assert give(course, student, text="Something else", shows_name="") == 303
    assert public(course) == ""
    show(course)
    assert "Something else" in public(course)
    assert "Student 0" not in public(course)
    student.browser.post(f"/exchanges/{course.exchange_id}/surveys/testimonial/take-back")
    assert public(course) == ""
    with course.world.work() as session:
        assert session.scalars(select(Said)).all() == []


@pytest.mark.parametrize(
    "video", ["javascript:alert(1)", "http://video.test/1", "https://", "https://a@b.test/", "x y"]
)
def test_a_video_is_an_address_that_a_page_can_link(course: Course, video: str) -> None:
    assert give(course, course.students[0], video=video) == 200


def test_a_minor_says_nothing_in_public_without_a_guardian(course: Course) -> None:
    student = course.students[0]
    with course.world.work() as session:
        minor = update(Enrolment).where(Enrolment.person_id == student.id)
        session.execute(minor.values(is_minor=True))
    assert give(course, student) in {403, 409}
    with course.world.work() as session:
        session.execute(minor.values(consented_at=clock.now()))
    assert give(course, student) == 303
    show(course)
    assert public(course)
    # The guardian takes the consent back.
    with course.world.work() as session:
        session.execute(minor.values(consented_at=None))
    assert public(course) == ""


def test_the_results_page_asks_the_database_as_often_however_many_have_answered(
    course: Course,
) -> None:
    survey_id = course.ask(Anonymity.CONFIDENTIAL)
    answer(course, survey_id, 0, 5)
    with counted_queries(course.world.database) as few:
        results(course, survey_id)
    answer(course, survey_id, 5, 12)
    with counted_queries(course.world.database) as many:
        results(course, survey_id)
    assert len(few) == len(many) <= 30
    with course.world.work() as session:
        assert len(session.scalars(select(SurveyRelease)).all()) == 2


def ask_the_same(course: Course, anonymity: Anonymity, label: str = "") -> int:
    """A survey whose questionnaire was taken from the same shelf as the others'."""
    survey_id = course.ask(anonymity, label=label)
    with course.world.work() as session:
        session.execute(update(Instrument).values(lineage="template:pulse"))
    return survey_id


def test_before_and_after_are_compared_by_the_same_people(course: Course) -> None:
    ids = []
    for value, label in (("2", "Before"), ("4", "After")):
        survey_id = ask_the_same(course, Anonymity.CONFIDENTIAL, label=label)
        for number, student in enumerate(course.students):
            course.send(student, survey_id, {"going": str(int(value) + number % 2)})
        deliver(course)
        settle(course, survey_id)
        ids.append(survey_id)
    with course.after(12):
        page = course.teacher.browser.get(f"{course.path(ids[1])}/results/beside/{ids[0]}")
        shown = words(page.text)
        assert "2.5 (12) 4.5 (12) +2.0 likely 2.0 to 2.0 clear the same 12 people" in shown
        for wrong in (ids[1], 99):
            address = f"{course.path(ids[1])}/results/beside/{wrong}"
            assert course.teacher.browser.get(address).status_code == 404


def test_two_who_answered_once_are_not_the_difference_to_the_pairs(course: Course) -> None:
    before = ask_the_same(course, Anonymity.CONFIDENTIAL, label="Before")
    answer(course, before, 0, 12)
    settle(course, before)
    after = ask_the_same(course, Anonymity.CONFIDENTIAL, label="After")
    answer(course, after, 0, 10)
    settle(course, after)
    with course.after(12):
        page = course.teacher.browser.get(f"{course.path(after)}/results/beside/{before}")
        assert "may be chance" in page.text
        assert "the same" not in words(page.text)


def test_seasons_are_compared_where_the_reader_teaches_in_both(course: Course) -> None:
    world, (apia, _hilo) = course.world, course.universities
    last_year = world.exchange("Climate Change", [apia])
    students = [world.person(apia, f"Last year {number}") for number in range(6)]
    for one in students:
        world.enrol(last_year, apia, one)
    earlier = Course(world, last_year, course.universities, course.teacher, students)
    then, now = (
        ask_the_same(earlier, Anonymity.ANONYMOUS),
        ask_the_same(course, Anonymity.ANONYMOUS),
    )
    answer(earlier, then, 0, 6, {"going": "2"})
    answer(course, now, 0, 12, {"going": "4"})
    settle(earlier, then)
    settle(course, now)
    address = f"{course.path(now)}/results/beside/{then}"
    with course.after(12):
        assert course.teacher.browser.get(address).status_code == 404
    world.enrol(last_year, apia, course.teacher, Role.FACILITATOR)
    with course.after(12):
        assert "2.0 (6) 4.0 (12) +2.0" in words(course.teacher.browser.get(address).text)
