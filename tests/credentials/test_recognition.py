"""What a home university makes of a credential: decided, signed, corrected, withdrawn, and read."""

import json

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import Offices, decide, give_grade, open_offices, set_terms
from tests.people import counted_queries
from vsm_platform.core import clock
from vsm_platform.credentials.models import IssuerKey
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.recognition.queries import recognitions_of
from vsm_platform.credentials.standards.api import Verification, verify

AIKO, SINA = "Aiko 山田", "Sina Leota"


@pytest.fixture
def offices(stage: Stage) -> Offices:
    return open_offices(stage)


def check(stage: Stage, document: str) -> Verification:
    with stage.world.work() as session:
        sources = OurSources(session, stage.vault, "https://exchange.test")
        return verify(document, sources, clock.now())


def test_an_office_decides_and_the_student_reads_the_signed_decision(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    credential = stage.credential(AIKO)
    page = offices.hilo.browser.get("/office/recognition/").text
    assert "1 credential waits for your decision" in page
    assert "Aiko" in page
    assert "Sina" not in page
    one = offices.hilo.browser.get(f"/office/recognition/{credential.id}").text
    assert "3 US credit hours" in one
    answer = decide(offices.hilo.browser, credential.id, grade="A-", reason="As elective.")
    assert answer.status_code == 303, answer.text
    (found, revision), *others = offices.decisions()
    assert others == []
    assert (found.scheme, found.credits, found.grade) == ("US credit hours", 3.0, "A-")
    document = json.loads(revision.document)
    assert document["credentialSubject"] == {
        "id": f"urn:uuid:{credential.uuid}",
        "type": ["EndorsementSubject"],
        "endorsementComment": "University of Hawaii at Hilo recognises “Oceans and Climate” with "
        "3 US credit hours. Grade: A-. As elective.",
    }
    assert document["issuer"]["name"] == "University of Hawaii at Hilo"
    assert check(stage, revision.document).outcome == "good"
    aiko = stage.students[AIKO].browser
    for path in (stage.path, f"/credentials/{credential.id}"):
        assert "3 US credit hours" in aiko.get(path).text, path
    assert aiko.get(f"/credentials/{credential.id}/recognition.json").text == revision.document
    assert "Nothing waits for you" in offices.hilo.browser.get("/office/recognition/").text


def test_the_page_that_a_student_shares_shows_and_checks_the_decision(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    credential = stage.credential(AIKO)
    decide(offices.hilo.browser, credential.id, grade="A-")
    public = f"/c/{credential.share_code}"
    stranger = stage.world.browser()
    assert stranger.get(f"{public}/recognition.json").status_code == 404
    stage.students[AIKO].browser.post(f"/credentials/{credential.id}/share")
    page = stranger.get(public).text
    assert "Recognition at home" in page
    assert "checked just now: genuine" in page
    assert stranger.get(f"{public}/recognition.json").status_code == 200


def test_a_correction_is_newer_and_the_older_decision_no_longer_holds(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    key, browser = stage.credential(AIKO).id, offices.hilo.browser
    decide(browser, key)
    assert "Say why you change it" in decide(browser, key, seen="1", credits="4").text
    assert decide(browser, key, seen="1", credits="4", why="By mistake 3").status_code == 303
    (_, old), (found, new) = offices.decisions()
    assert (found.revision, found.credits, new.reason) == (2, 4.0, "By mistake 3")
    first, second = json.loads(old.document), json.loads(new.document)
    assert first["id"] == second["id"]
    assert first["awardedDate"] == second["awardedDate"]
    assert first["validFrom"] < second["validFrom"]
    outcome = {one.name: one.outcome for one in check(stage, old.document).checks}
    assert outcome["status"] == "bad"
    assert outcome["version"] == "bad"
    assert check(stage, new.document).check("status").outcome == "good"


def test_what_a_colleague_has_decided_meanwhile_is_not_overwritten(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    key = stage.credential(AIKO).id
    decide(offices.hilo.browser, key)
    answer = decide(offices.hilo.browser, key, credits="5")
    assert answer.status_code == 409
    assert "A colleague has decided" in answer.text
    assert len(offices.decisions()) == 1


def test_a_withdrawn_decision_says_why_to_the_student_and_to_verifiers(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    credential = stage.credential(AIKO)
    path = f"/office/recognition/{credential.id}/withdraw"
    assert offices.hilo.browser.get(path).status_code == 404
    decide(offices.hilo.browser, credential.id)
    assert offices.hilo.browser.get(path).status_code == 200
    assert "Say why" in offices.hilo.browser.post(path, data={"reason": " "}).text
    offices.hilo.browser.post(path, data={"reason": "Wrong student."})
    assert offices.hilo.browser.post(path, data={"reason": "Again"}).status_code == 409
    ((_, revision),) = offices.decisions()
    assert check(stage, revision.document).check("status").outcome == "bad"
    mine = stage.students[AIKO].browser.get(f"/credentials/{credential.id}").text
    assert "Wrong student." in mine
    assert decide(offices.hilo.browser, credential.id, seen="1", why="Anew").status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": ""}, "Choose yes or no"),
        ({"answer": "maybe"}, "valid choice"),
        ({"answer": "no", "reason": ""}, "Say why there is no credit"),
        ({"credits": "many"}, "Enter a number"),
        ({"credits": "-3"}, "Enter a number"),
        ({"credits": "1e5"}, "Enter a number"),
        ({"credits": "5000"}, "Enter a number above 0"),
        ({"scheme": " \u202e "}, "Say in what the credits are counted"),
        ({"reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(
    offices: Offices, fields: dict[str, str], words: str
) -> None:
    offices.stage.issue(AIKO)
    answer = decide(offices.hilo.browser, offices.stage.credential(AIKO).id, **fields)
    assert answer.status_code == 200
    assert words in answer.text
    assert offices.decisions() == []


def test_control_characters_are_not_signed(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    decide(
        offices.hilo.browser,
        stage.credential(AIKO).id,
        grade="A\x00\u202e-",
        reason="نعم\x07 ශ්‍රී <b>&amp;",
    )
    ((found, revision),) = offices.decisions()
    assert found.grade == "A-"
    assert found.reason == "نعم ශ්‍රී <b>&amp;"
    assert check(stage, revision.document).outcome == "good"
    assert "<b>&amp;" not in stage.students[AIKO].browser.get(stage.path).text


def test_an_office_sees_and_decides_nothing_of_another_universitys_students(
    offices: Offices,
) -> None:
    stage = offices.stage
    stage.issue()
    sina = stage.credential(SINA).id
    hilo = offices.hilo.browser
    assert hilo.get(f"/office/recognition/{sina}").status_code == 404
    assert decide(hilo, sina).status_code == 404
    assert (
        hilo.post(f"/office/recognition/{sina}/withdraw", data={"reason": "x"}).status_code == 404
    )
    assert "Sina" not in hilo.get("/office/recognition/?show=all").text
    assert "Sina" not in hilo.post("/office/recognition.csv?show=all").text
    assert "Aiko" in hilo.post("/office/recognition.csv?show=all").text
    decide(offices.apia.browser, sina, scheme="ECTS", credits="5")
    assert offices.decisions()[0][0].institution_id == stage.apia.id
    for student in stage.students.values():
        assert student.browser.get("/office/recognition/").status_code == 403
    aiko = stage.students[AIKO].browser
    assert aiko.get(f"/credentials/{sina}/recognition.json").status_code == 404
    assert stage.coordinator.browser.get(f"/office/recognition/{sina}").status_code == 403


def test_a_university_that_does_not_sign_is_told_so(stage: Stage) -> None:
    office = stage.world.office(stage.hilo).browser
    stage.issue(AIKO)
    assert "does not sign yet" in office.get("/office/recognition/").text
    answer = decide(office, stage.credential(AIKO).id)
    assert answer.status_code == 409
    assert "Ask an administrator to set up your university" in answer.text


def test_a_missing_key_signs_nothing_and_says_so(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    with stage.world.work() as session:
        for one in session.query(IssuerKey):
            one.closed_private = b"not to be opened"
    answer = decide(offices.hilo.browser, stage.credential(AIKO).id)
    assert answer.status_code == 503
    assert offices.decisions() == []


def test_a_name_change_after_the_decision_is_shown_as_something_to_look_at(
    offices: Offices,
) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    key, hilo = stage.credential(AIKO).id, offices.hilo.browser
    decide(hilo, key)
    assert "Nothing here with these filters" in hilo.get("/office/recognition/?show=changed").text
    correction = {"name": "Aiko Kane", "grade": "", "expires_on": "", "reason": "Married."}
    held = f"{stage.path}/held/{key}/correct"
    assert stage.coordinator.browser.post(held, data=correction).status_code == 303
    assert "Aiko Kane" in hilo.get("/office/recognition/?show=changed").text
    assert "was corrected or revoked" in hilo.get(f"/office/recognition/{key}").text
    # The decision is about the credential, whose id stays: it still verifies.
    assert check(stage, offices.decisions()[0][1].document).outcome == "good"
    decide(hilo, key, seen="1", why="Looked at again")
    assert "Nothing here with these filters" in hilo.get("/office/recognition/?show=changed").text


def test_nothing_is_decided_about_a_revoked_credential(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    key = stage.credential(AIKO).id
    stage.coordinator.browser.post(f"{stage.path}/held/{key}/revoke", data={"reason": "x"})
    assert decide(offices.hilo.browser, key).status_code == 409
    assert "Aiko" not in offices.hilo.browser.get("/office/recognition/").text


def test_days_to_decide_make_things_late(offices: Offices) -> None:
    stage, hilo = offices.stage, offices.hilo.browser
    stage.issue(AIKO)
    with stage.world.work() as session:
        from vsm_platform.credentials.models import Credential

        one = session.get_one(Credential, stage.credential(AIKO).id)
        one.awarded_at = clock.now() - clock_days(20)
    assert "is late" not in hilo.get("/office/recognition/").text
    assert "1 to 730" in hilo.post("/office/recognition/practice", data={"days": "0"}).text
    assert hilo.post("/office/recognition/practice", data={"days": "14"}).status_code == 303
    assert "1 is late." in hilo.get("/office/recognition/").text
    assert "Aiko" in hilo.get("/office/recognition/?show=late").text
    assert "Aiko" not in offices.apia.browser.get("/office/recognition/?show=late").text


def clock_days(days: int) -> object:
    from datetime import timedelta

    return timedelta(days=days)


def test_the_list_costs_the_same_however_long_it_is(offices: Offices) -> None:
    stage, hilo = offices.stage, offices.hilo.browser
    stage.issue(AIKO)
    hilo.get("/office/recognition/?show=all")
    with counted_queries(stage.database) as few:
        hilo.get("/office/recognition/?show=all")
    for number in range(12):
        student = stage.world.person(stage.hilo, f"More {number}")
        stage.world.enrol(stage.exchange_id, stage.hilo, student)
        stage.students[f"More {number}"] = student
    stage.issue(*(f"More {number}" for number in range(12)))
    with counted_queries(stage.database) as many:
        page = hilo.get("/office/recognition/?show=all").text
    assert "More 11" in page
    assert len(many) == len(few)


def test_the_passport_asks_once_for_all_decisions(offices: Offices) -> None:
    stage = offices.stage
    stage.issue(AIKO)
    decide(offices.hilo.browser, stage.credential(AIKO).id)
    with counted_queries(stage.database) as statements, stage.world.work() as session:
        found = recognitions_of(session, stage.students[AIKO].id)
    assert [one.amount for one in found.values()] == ["3 US credit hours"]
    assert len(statements) == 1


def test_strange_filters_narrow_nothing(offices: Offices) -> None:
    offices.stage.issue(AIKO)
    hilo = offices.hilo.browser
    for query in (
        "show=x",
        "exchange=9999999999",
        "exchange=a",
        "page=-4",
        "page=x",
        "search=%25_",
    ):
        assert hilo.get(f"/office/recognition/?{query}").status_code == 200, query


def test_the_grade_of_the_credential_stands_in_the_list(offices: Offices) -> None:
    stage = offices.stage
    measure = give_grade(stage, Aiko=85)
    stage.achievement_id = stage.add_achievement(measure_id=measure)
    stage.issue(AIKO)
    assert "85 / 100" in offices.hilo.browser.get("/office/recognition/").text
    set_terms(stage, stage.hilo.id, credit_amount=None)
    one = offices.hilo.browser.get(f"/office/recognition/{stage.credential(AIKO).id}").text
    assert "bears no credit at your university" in one
