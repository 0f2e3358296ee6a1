"""Faculty build, put in order, copy, translate, preview and put away questionnaires."""

import html
import re

from sqlalchemy import select

from tests.surveys.conftest import Course
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.document import Document
from vsm_platform.surveys.models import Instrument, InstrumentVersion
from vsm_platform.surveys.queries.surveys import document_of


def base(course: Course) -> str:
    return f"/exchanges/{course.exchange_id}/surveys/questionnaires"


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


class Desk:
    """Somebody who builds a questionnaire through its pages."""

    def __init__(self, course: Course, made: str) -> None:
        self.course, self.made = course, made
        self.browser = course.teacher.browser

    def send(self, address: str, **fields: object) -> str:
        """Fill in the form at an address below the questionnaire's; gives the page that follows."""
        path = f"{self.made}{address}"
        data = {"seen": seen(self.browser.get(path).text)} | fields
        answer = self.browser.post(path, data=data)
        if answer.status_code != 303:
            return html.unescape(answer.text)
        return html.unescape(self.browser.get(answer.location).text)

    def add(self, kind: str, text: str, section: str = "section_1", **fields: object) -> str:
        return self.send(f"/question/{kind}/{section}?new=1", text=text, **fields)

    def press(self, step: str) -> str:
        return self.send("", do=step)

    @property
    def document(self) -> Document:
        number = int(self.made.rpartition("/")[2])
        with self.course.world.work() as session:
            query = select(InstrumentVersion.id).where(InstrumentVersion.instrument_id == number)
            newest = session.scalars(query.order_by(InstrumentVersion.number.desc())).first()
            assert newest
            return document_of(session, newest)

    @property
    def keys(self) -> list[list[str]]:
        """The keys of the questions, part by part."""
        return [[one.key for one in part.questions] for part in self.document.sections]


def begin(course: Course, title: str = "Drinks") -> Desk:
    fields = {"title": title, "language": "English"}
    made = course.teacher.browser.post(f"{base(course)}/new", data=fields)
    assert made.status_code == 303, made.text
    return Desk(course, made.location)


def with_three_questions(course: Course) -> Desk:
    desk = begin(course)
    desk.add("single", "Tea or coffee?", options="Tea\nCoffee")
    desk.add("long", "Which tea?", when=["tea_or_coffee=tea"])
    desk.add("number", "How many cups?")
    return desk


def test_a_questionnaire_is_built_question_by_question_and_previewed(course: Course) -> None:
    desk = with_three_questions(course)
    assert desk.keys == [["tea_or_coffee", "which_tea", "how_many_cups"]]
    page = desk.send("/frame", title="What we drink", introduction="Two minutes.", thanks="Cheers!")
    assert "What we drink" in page
    assert "Only after “Tea or coffee?”: Tea" in page
    preview = desk.browser.get(f"{desk.made}/preview").text
    for words in ("What we drink", "Two minutes.", "Tea or coffee?", "Cheers!"):
        assert words in preview


def test_what_is_wrong_is_said_at_the_form_and_what_was_typed_stays(course: Course) -> None:
    desk = begin(course)
    page = desk.add("single", "Tea, or nothing else?", options="Tea")
    assert "two answers to choose from" in page
    assert "Tea, or nothing else?" in page
    no_language = course.teacher.browser.post(
        f"{base(course)}/new", data={"title": "Drinks", "language": "Klingonish"}
    )
    assert "We do not know this language" in no_language.text


def test_two_who_change_the_same_questionnaire_do_not_undo_each_other(course: Course) -> None:
    desk = begin(course)
    old = seen(desk.browser.get(desk.made).text)
    desk.add("long", "Anything else?")
    assert desk.browser.post(desk.made, data={"seen": old, "do": "add_part:"}).status_code == 409


def test_questions_are_put_in_order_and_copied_by_buttons_alone(course: Course) -> None:
    desk = with_three_questions(course)
    desk.press("up:how_many_cups")
    assert desk.keys == [["tea_or_coffee", "how_many_cups", "which_tea"]]
    desk.press("copy:how_many_cups")
    assert desk.keys[0][1:3] == ["how_many_cups", "how_many_cups_2"]
    desk.press("add_part:")
    desk.press("down:which_tea")
    assert desk.keys[1] == ["which_tea"]
    # Nothing can wait for what is asked after it.
    refused = desk.press(f"part_up:{desk.document.sections[1].key}")
    assert "waits for an answer that no earlier question can get" in refused
    assert desk.browser.post(desk.made, data={"seen": "1.1", "do": "burn:x"}).status_code == 404


def test_a_copied_part_waits_for_its_own_questions(course: Course) -> None:
    desk = with_three_questions(course)
    desk.send("/part/section_1", title="At home", text="Not at work.")
    page = desk.press("part_copy:section_1")
    assert page.count("At home") > 1
    copied = desk.document.sections[1].questions
    assert [one.key for one in copied] == ["tea_or_coffee_2", "which_tea_2", "how_many_cups_2"]
    assert copied[1].condition
    assert copied[1].condition.question == "tea_or_coffee_2"
    desk.press("part_up:section_1_2")
    assert desk.document.sections[0].key == "section_1_2"


def test_a_part_is_asked_after_certain_answers_to_one_question(course: Course) -> None:
    desk = with_three_questions(course)
    desk.press("add_part:")
    part = desk.document.sections[1].key
    desk.add("ten", "How good is the coffee?", part)
    desk.add("consent", "Tell the cook", part)
    page = desk.send(f"/part/{part}", title="Coffee", when=["tea_or_coffee=coffee"])
    assert "Only after “Tea or coffee?”: Coffee" in page
    two = ["tea_or_coffee=tea", "how_good_is_the_coffee=3"]
    assert "answers of one question only" in desk.add("long", "Why?", part, when=two)
    forged = desk.add("long", "Why?", part, when=["nothing=1"])
    assert "not" in forged
    assert len(desk.document.sections[1].questions) == 2


def test_something_is_deleted_after_a_question_and_not_by_looking_at_it(course: Course) -> None:
    desk = with_three_questions(course)
    desk.press("add_part:")
    part = desk.document.sections[1].key
    assert "Delete this?" in desk.browser.get(f"{desk.made}/drop/part/{part}").text
    assert len(desk.keys) == 2
    desk.send(f"/drop/part/{part}")
    assert len(desk.keys) == 1
    assert "waits for an answer" in desk.send("/drop/question/tea_or_coffee")
    desk.send("/drop/question/which_tea")
    assert desk.keys == [["tea_or_coffee", "how_many_cups"]]
    for address in ("part/none", "language/en", "question/none", "nothing/which_tea"):
        assert desk.browser.get(f"{desk.made}/drop/{address}").status_code == 404


def test_every_text_is_translated_and_what_is_missing_is_counted(course: Course) -> None:
    desk = with_three_questions(course)
    assert desk.browser.get(f"{desk.made}/texts/es").status_code == 404
    assert "6 texts missing" in desk.send("/languages", language="español")
    page = html.unescape(desk.browser.get(f"{desk.made}/texts/es").text)
    assert "6 texts are missing" in page
    places = re.findall(r'name="(t\.[^"]+)"', page)
    assert len(places) == 6
    said = {place: f"¡Hola {number}!" for number, place in enumerate(places)}
    said["t.section_1.tea_or_coffee.text"] = "¿Té o café?"
    assert "complete" in desk.send("/texts/es", **said)
    assert "Every text is there." in desk.browser.get(f"{desk.made}/texts/es").text
    assert "¿Té o café?" in desk.browser.get(f"{desk.made}/preview?in=es").text
    assert "too long" in desk.send("/texts/es", **(said | {places[0]: "x" * 2_001}))
    desk.send("/drop/language/es")
    assert desk.document.languages == ("en",)


def test_a_question_changed_under_answers_makes_a_new_version(course: Course) -> None:
    survey_id = course.ask(Anonymity.NAMED)
    course.send(course.students[0], survey_id, {"going": "4"})
    desk = Desk(course, f"{base(course)}/1")
    assert "new version" in desk.send("/drop/question/workload")
    with course.world.work() as session:
        numbers = select(InstrumentVersion.number, InstrumentVersion.is_frozen)
        assert session.execute(numbers.order_by(InstrumentVersion.number)).all() == [
            (1, True),
            (2, False),
        ]
    page = desk.browser.get(desk.made).text
    assert "2 versions" in page
    asked = course.students[1].browser.get(f"{course.path(survey_id)}/answer/week")
    assert "How much work was it?" in asked.text


def test_a_questionnaire_is_copied_with_results_of_its_own(course: Course) -> None:
    course.ask()
    browser = course.teacher.browser
    copy = browser.post(f"{base(course)}/1/copy").location
    assert "Weekly pulse (2)" in browser.get(copy).text
    with course.world.work() as session:
        assert len(set(session.scalars(select(Instrument.lineage)))) == 2


def test_what_was_asked_is_put_away_and_what_was_not_is_deleted(course: Course) -> None:
    survey_id = course.ask()
    browser, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    copy = browser.post(f"{base(course)}/1/copy").location
    for made in (copy, f"{base(course)}/1"):
        assert browser.get(f"{made}/delete").status_code == 200
        assert browser.post(f"{made}/delete").status_code == 303
    assert browser.get(copy).status_code == 404
    assert "put away" in browser.get(surveys).text
    assert (
        "Weekly pulse"
        not in re.findall(r"<select.*?</select>", browser.get(f"{surveys}/new").text, re.DOTALL)[0]
    )
    # Its survey goes on, and can still be changed.
    assert "Weekly pulse" in browser.get(f"{course.path(survey_id)}/edit").text
    assert course.send(course.students[0], survey_id, {"going": "4"}).status_code == 303
    browser.post(f"{base(course)}/1/offer")
    assert "Weekly pulse" in browser.get(f"{surveys}/new").text


def test_a_student_reaches_no_questionnaire(course: Course) -> None:
    course.ask()
    student = course.students[0].browser
    for path in (
        "1",
        "1/preview",
        "1/questionnaire.json",
        "1/texts/es",
        "1/frame",
        "1/part/week",
        "1/languages",
        "1/drop/part/week",
        "1/delete",
        "take",
        "new",
    ):
        assert student.get(f"{base(course)}/{path}").status_code == 403
    for path in ("1", "1/copy", "1/offer", "1/delete"):
        assert student.post(f"{base(course)}/{path}").status_code == 403


def test_a_questionnaire_of_another_course_is_not_there(course: Course) -> None:
    course.ask()
    other = course.world.exchange("Another course", list(course.universities))
    course.world.enrol(other, course.universities[0], course.teacher)
    for path in ("1", "1/frame", "1/drop/part/week", "1/delete"):
        page = course.teacher.browser.get(f"/exchanges/{other}/surveys/questionnaires/{path}")
        assert page.status_code in {403, 404}


def test_a_ready_questionnaire_that_was_taken_is_asked_again_and_not_taken_twice(
    course: Course,
) -> None:
    browser, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    first, second = (browser.post(f"{surveys}/take/pulse").location for _each in range(2))
    assert first == second
    # One that was changed is another one.
    Desk(course, f"{base(course)}/1").send("/drop/question/workload")
    assert browser.post(f"{surveys}/take/pulse").location != first
    with course.world.work() as session:
        assert len(session.scalars(select(Instrument.id)).all()) == 2


def test_every_ready_questionnaire_can_be_asked_in_english_and_spanish(course: Course) -> None:
    browser, surveys = course.teacher.browser, f"/exchanges/{course.exchange_id}/surveys"
    for number, name in enumerate(shelf.NAMES, 1):
        assert browser.post(f"{surveys}/take/{name}").status_code == 303
        page = browser.get(f"{base(course)}/{number}").text
        assert page.count("complete") >= 2
        assert "missing" not in page
