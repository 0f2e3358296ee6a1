"""Who said what: read where it was promised so, by those who teach, and nowhere else."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.people import counted_queries
from tests.surveys.conftest import Course
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import Role
from vsm_platform.surveys.actions.keeping import do_erase_answers
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.checking import read_document


def words(page: str) -> str:
    """What stands there, as it is read: what was written keeps its own direction (``<bdi>``)."""
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").split()).replace(" :", ":")


def people_path(course: Course, survey_id: int) -> str:
    return f"{course.path(survey_id)}/results/people"


def links(course: Course, survey_id: int) -> dict[str, str]:
    """The addresses of what each person said, by name."""
    page = course.teacher.browser.get(people_path(course, survey_id))
    assert page.status_code == 200
    found = BeautifulSoup(page.text, "lxml").select("main li a")
    return {one.get_text(strip=True): str(one["href"]) for one in found}


def said_by_two(course: Course) -> int:
    survey_id = course.ask(Anonymity.NAMED)
    first, second = course.students[0], course.students[11]
    course.send(first, survey_id, {"going": "4", "change": "=More <b>time</b>"})
    course.send(second, survey_id, {"going": "2"})
    return survey_id


def test_who_teaches_reads_a_named_survey_person_by_person(course: Course) -> None:
    survey_id, browser = said_by_two(course), course.teacher.browser
    results = browser.get(f"{course.path(survey_id)}/results").text
    assert f'href="{people_path(course, survey_id)}"' in results
    found = links(course, survey_id)
    assert list(found) == ["Student 0", "Student 11"]
    shown = words(browser.get(found["Student 0"]).text)
    assert "Student 0 Apia" in shown
    assert "How is the course going for you this week? Well" in shown
    assert "=More <b>time</b>" in shown
    # What was left out is not there, and the way goes on to the next.
    assert "How much work was it?" not in shown
    assert "Next: Student 11" in shown
    assert "Not so well" in words(browser.get(found["Student 11"]).text)


def test_every_kind_of_answer_is_told_in_words(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED, shelf.ready("student_experience"))
    student = course.students[0]
    said: dict[str, dict[str, object]] = {
        "before": {"discovery": "other", "discovery.other": "A poster", "motivation": ["academic"]},
        "experience": {"best.home": "2", "best.cost": "1"},
        "after": {"recommend": "5"},
        "background": {"work": "no"},
    }
    for section, answers in said.items():
        assert course.send(student, survey_id, answers, section).status_code == 303
    [address] = links(course, survey_id).values()
    page = words(course.teacher.browser.get(address).text)
    for part in (
        "Other Other, in their own words: A poster",
        "1. Spending less than by travelling 2. Staying at home",
        "Very likely",
    ):
        assert part in page


MORE = {
    "languages": ["en", "es"],
    "title": {"en": "More", "es": "Más"},
    "sections": [
        {
            "key": "week",
            "questions": [
                {"key": "day", "kind": "date", "text": {"en": "Which day?", "es": "¿Qué día?"}},
                {"key": "hours", "kind": "number", "text": {"en": "Hours?", "es": "¿Horas?"}},
                {"key": "yes", "kind": "consent", "text": {"en": "Agree?", "es": "¿De acuerdo?"}},
                {
                    "key": "do",
                    "kind": "matrix",
                    "text": {"en": "Do you?", "es": "¿Lo haces?"},
                    "items": [{"key": "a", "text": {"en": "Swim", "es": "Nadar"}}],
                    "labels": [{"en": "No", "es": "No"}, {"en": "Yes", "es": "Sí"}],
                },
            ],
        }
    ],
}


def test_days_numbers_consents_and_lines_in_the_readers_language(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED, read_document(MORE))
    said = {"day": "2026-03-04", "hours": "2.5", "yes": "yes", "do.a": "2"}
    assert course.send(course.students[0], survey_id, said).status_code == 303
    [address] = links(course, survey_id).values()
    browser = course.teacher.browser
    english = words(browser.get(address).text)
    assert "Which day? March 4, 2026" in english or "Which day? 4 March 2026" in english
    assert "Hours? 2.5 Agree? Agreed Do you? Swim: Yes" in english
    browser.post("/language", data={"language": "es", "next": address})
    assert "¿Lo haces? Nadar: Sí" in words(browser.get(address).text)


def test_the_table_has_a_row_for_each_person_no_formula_and_a_line_in_the_log(
    course: Course,
) -> None:
    survey_id = said_by_two(course)
    taken = course.teacher.browser.post(f"{people_path(course, survey_id)}.csv")
    table = list(csv.reader(io.StringIO(taken.text.lstrip("\ufeff"))))
    assert table[0][:3] == ["Name", "University", "Day"]
    assert [row[0] for row in table[1:]] == ["Student 0", "Student 11"]
    assert table[1][-1] == "'=More <b>time</b>"
    assert table[2][3:] == ["Not so well", "", ""]
    with course.world.work() as session:
        verb = AuditEntry.action == "surveys.answers_exported"
        [entry] = session.scalars(select(AuditEntry).where(verb))
        assert "time" not in str(entry.details)
    assert course.teacher.browser.get(f"{people_path(course, survey_id)}.csv").status_code == 405


@pytest.mark.parametrize("anonymity", [Anonymity.CONFIDENTIAL, Anonymity.ANONYMOUS])
def test_what_was_promised_to_be_kept_from_them_is_at_no_such_address(
    course: Course, anonymity: Anonymity
) -> None:
    named, kept = said_by_two(course), course.ask(anonymity)
    for student in course.students:
        course.send(student, kept, {"going": "3"})
    browser = course.teacher.browser
    assert people_path(course, kept) not in browser.get(f"{course.path(kept)}/results").text
    [one, _other] = links(course, named).values()
    key = one.rpartition("/")[2]
    for address in ("", f"/{key}"):
        assert browser.get(f"{people_path(course, kept)}{address}").status_code == 404
    assert browser.post(f"{people_path(course, kept)}.csv").status_code == 404


def test_nobody_else_reads_it(course: Course) -> None:
    survey_id = said_by_two(course)
    course.teacher.browser.post(f"{course.path(survey_id)}/results/show")
    paths = [people_path(course, survey_id), *links(course, survey_id).values()]
    world, (apia, _hilo) = course.world, course.universities
    stranger = world.person(world.university("Elsewhere"), "Sam Stranger")
    students = ((course.students[0], 403), (course.students[5], 403))
    for who, status in (*students, (world.administrator(), 404), (stranger, 404)):
        assert {who.browser.get(path).status_code for path in paths} == {status}
        assert who.browser.post(f"{paths[0]}.csv").status_code == status
    other = world.exchange("Another course", [apia])
    world.enrol(other, apia, course.teacher, Role.FACILITATOR)
    for path in paths:
        elsewhere = path.replace(f"/exchanges/{course.exchange_id}/", f"/exchanges/{other}/")
        assert course.teacher.browser.get(elsewhere).status_code == 404


def test_who_has_it_erased_is_gone_from_there(course: Course) -> None:
    survey_id = said_by_two(course)
    address = links(course, survey_id)["Student 0"]
    with course.world.work() as session:
        do_erase_answers(session, course.students[0].id)
    assert list(links(course, survey_id)) == ["Student 11"]
    assert course.teacher.browser.get(address).status_code == 404


def test_the_list_asks_the_database_as_often_however_many_have_answered(course: Course) -> None:
    survey_id = said_by_two(course)
    links(course, survey_id)
    with counted_queries(course.world.database) as few:
        links(course, survey_id)
    for student in course.students[1:11]:
        course.send(student, survey_id, {"going": "3"})
    with counted_queries(course.world.database) as many:
        assert len(links(course, survey_id)) == 12
    assert len(few) == len(many)
