"""The mission's programmes that choose among applicants, each as its people walk it."""

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.admissions.conftest import GOOD_TEXT, Admissions, fill, text_of
from tests.forms import soup_of
from vsm_platform.exchanges.api import (
    Candidate,
    EnrolmentState,
    Step,
    offer_entry_check,
)


def test_innovation_refuses_below_the_language_level_with_the_reason(
    admissions: Admissions,
) -> None:
    admissions.terms(places=46)
    english = admissions.english("B2")
    year = admissions.criterion("year", from_year="3", is_rule="yes")
    why = admissions.criterion("motivation", minimum="200", maximum="2000")

    lea = admissions.launched("Lea Low")
    overview = admissions.page(lea)
    assert "Needed: English B2 or better" in overview
    assert "46" in overview
    refused = text_of(admissions.answer(lea, english, level="B1"))
    assert "This exchange asks for English B2; you wrote B1." in refused
    assert "Was that a slip?" in refused
    assert admissions.state(lea) == "refused"
    assert admissions.enrolment(lea) == EnrolmentState.REFUSED

    lea_corrects = text_of(admissions.answer(lea, english, level="B2"))
    assert "What do you study for?" in lea_corrects, "and then the next question follows"
    assert admissions.state(lea) == "draft"
    assert admissions.enrolment(lea) is None

    early = text_of(admissions.answer(lea, year, study="bachelor", year="2"))
    assert "This exchange is for students from year 3 on; you wrote year 2." in early
    admissions.answer(lea, year, study="bachelor", year="3")
    admissions.answer(lea, why, text=GOOD_TEXT)
    assert "Your application is sent" in text_of(admissions.send(lea))
    assert admissions.enrolment(lea) == EnrolmentState.APPLIED

    admissions.decide("accept", lea)
    assert "You have a place!" in admissions.page(lea)
    taken = lea.browser.post(admissions.path("/apply/place"), data={"answer": "take"})
    assert taken.location == admissions.path("/")
    assert admissions.enrolment(lea) == EnrolmentState.ENROLLED
    assert lea.browser.get(admissions.path("/")).status_code == 200


def test_apru_refuses_the_third_application_of_a_season(admissions: Admissions) -> None:
    asked: list[Step] = []

    def two_a_season(_session: Session, candidate: Candidate, step: Step) -> str | None:
        asked.append(step)
        is_third = candidate.person_id == third.id
        return "You have applied to two exchanges of this season already." if is_third else None

    third = admissions.launched("Thea Third")
    second = admissions.launched("Sam Second")
    offer_entry_check("test", two_a_season)

    assert "two exchanges of this season" in admissions.page(third), (
        "said before anything is written"
    )
    sent = admissions.send(third)
    assert sent.status_code == 409
    assert "two exchanges of this season" in text_of(sent)
    assert admissions.enrolment(third) is None
    assert "Your application is sent" in text_of(admissions.send(second))
    admissions.decide("accept", second)
    second.browser.post(admissions.path("/apply/place"), data={"answer": "take"})
    assert admissions.enrolment(second) == EnrolmentState.ENROLLED
    assert set(asked) == set(Step)


def test_entrepreneurship_asks_for_english_and_an_interview(admissions: Admissions) -> None:
    english = admissions.english("B2")
    admissions.settings(has_interview="y", interview_about="Fifteen minutes, in English.")
    ines = admissions.launched("Ines", email="ines@madrid.test", timezone="America/Bogota")
    assert "Fifteen minutes, in English." in admissions.page(ines)
    admissions.answer(ines, english, level="C1")
    admissions.send(ines)
    page = f"/applications/{admissions.key(ines)}"

    assert "English C1" in admissions.page(admissions.faculty, "/applications")
    past = arrange(admissions, page, "2020-01-01")
    assert "That is in the past." in text_of(past)
    arrange(admissions, page, "2027-01-20")
    mine = admissions.page(ines)
    assert "Wednesday 20 January 2027 10:00 in Bogota" in mine
    assert "16:00 in Madrid" in mine
    (letter,) = admissions.letters()
    body = letter.get_content()
    assert "10:00 (Bogota)" in body
    assert "16:00 (Madrid)" in body
    assert "https://meet.test/ines" in body

    submit_result(admissions, page, result="held", note="Speaks with ease.")
    assert "Interview held" in admissions.page(admissions.faculty, "/applications")
    assert "Speaks with ease." not in admissions.page(ines)
    admissions.decide("accept", ines)
    assert admissions.state(ines) == "offered"


def arrange(admissions: Admissions, page: str, day: str) -> TestResponse:
    """Invite to an interview at 15:00 of the faculty's clock, which is UTC."""
    fields = {"day": day, "time": "15:00", "where": "https://meet.test/ines"}
    data = {f"interview-{name}": value for name, value in fields.items()}
    return admissions.faculty.browser.post(admissions.path(f"{page}/interview"), data=data)


def submit_result(admissions: Admissions, page: str, **fields: str) -> None:
    answer = admissions.faculty.browser.post(admissions.path(f"{page}/result"), data=fields)
    assert answer.status_code == 303


def test_huc_is_for_those_it_is_meant_for_and_keeps_no_flag_of_anybody(
    admissions: Admissions,
) -> None:
    meant = admissions.criterion(
        "belonging",
        prompt="students who see themselves as part of a Hispanic community",
        is_rule="yes",
    )
    no, yes, silent = (admissions.launched(name) for name in ("Nora No", "Yago Yes", "Sol Silent"))
    question = admissions.page(yes, f"/apply/{meant}")
    assert "Nobody else sees your answer" in question

    refused = text_of(admissions.answer(no, meant, answer="no"))
    assert "This exchange is meant for: students who see themselves" in refused
    for person, answer in ((yes, "yes"), (silent, "unsaid")):
        admissions.answer(person, meant, answer=answer)
        assert "Your application is sent" in text_of(admissions.send(person))

    assert answers_kept(admissions) == 0, "neither a yes nor a no stays"
    for page in ("/applications", "/applications?show=refused", "/applications/excluded"):
        assert "Nora No" not in admissions.page(admissions.faculty, page)
    assert "1 person excluded" in admissions.page(admissions.faculty, "/applications/excluded")
    file = admissions.path(f"/applications/{admissions.key(no)}")
    assert admissions.faculty.browser.get(file).status_code == 404
    seen = admissions.page(admissions.faculty, f"/applications/{admissions.key(yes)}")
    assert "Only the applicant sees this answer." in seen
    assert "Yes" not in seen.replace("Yago Yes", "")


def answers_kept(admissions: Admissions) -> int:
    with admissions.world.database.engine.connect() as connection:
        statement = "select count(*) from application_answers"
        return int(connection.exec_driver_sql(statement).scalar() or 0)


def test_womens_leadership_chooses_by_a_text_and_marks_that_faculty_confirm(
    admissions: Admissions,
) -> None:
    standing = admissions.criterion(
        "standing", prompt="Have you passed all courses of your first year?", confirm="y"
    )
    page = admissions.page(admissions.faculty, "/applications/criteria")
    assert "Marks alone would decide. That narrows who can take part" in page
    why = admissions.criterion("motivation", minimum="100")
    assert "Marks alone" not in admissions.page(admissions.faculty, "/applications/criteria")

    wilma = admissions.applied("Wilma", {standing: {"is_good": "no"}, why: {"text": GOOD_TEXT}})
    key = admissions.key(wilma)
    assert "Not confirmed yet" in admissions.page(admissions.faculty, f"/applications/{key}")
    confirmed = admissions.faculty.browser.post(
        admissions.path(f"/applications/{key}/confirm"),
        data={"criterion": str(standing), "seen": "yes"},
        follow_redirects=True,
    )
    assert "Confirmed" in text_of(confirmed)
    assert admissions.state(wilma) == "sent", "it informs, and refuses nobody"


def test_nobody_is_refused_without_a_reason_that_they_read_in_their_language(
    admissions: Admissions,
) -> None:
    rosa = admissions.applied("Rosa", email="rosa@madrid.test")
    without = admissions.decide("refuse", rosa)
    assert "Say why" in text_of(without)
    assert admissions.state(rosa) == "sent"
    assert "Write the reason." in text_of(admissions.decide("refuse", rosa, reason="other"))

    admissions.decide("refuse", rosa, reason="places", reason_text="Try again in autumn.")
    mine = admissions.page(rosa)
    assert "You did not get a place" in mine
    assert "There were more applications than places. Try again in autumn." in mine
    assert admissions.enrolment(rosa) == EnrolmentState.REFUSED
    (letter,) = admissions.letters()
    assert letter["To"] == "rosa@madrid.test"
    assert "Try again in autumn." in letter.get_content()
    assert rosa.browser.get(admissions.path("/")).status_code == 404


def test_the_form_to_apply_works_as_a_browser_without_scripts_fills_it(
    admissions: Admissions,
) -> None:
    english = admissions.english("B1")
    nadia = admissions.launched("Nadia")
    start = soup_of(nadia.browser.get(admissions.path("/apply")))
    button = start.select_one("main a.button")
    assert button is not None
    assert button["href"] == admissions.path(f"/apply/{english}")
    answered = fill(nadia.browser, str(button["href"]), level="B1")
    assert answered.location == admissions.path("/apply/send")
    sent = fill(nadia.browser, answered.location)
    assert sent.location == admissions.path("/apply")
    assert admissions.state(nadia) == "sent"


def test_an_applicant_sees_the_own_applications_on_the_front_page(admissions: Admissions) -> None:
    nadia = admissions.launched("Nadia")
    assert "You take part in no exchange yet" in text_of(nadia.browser.get("/"))
    admissions.send(nadia)
    assert nadia.browser.get("/").location == admissions.path("/apply")
