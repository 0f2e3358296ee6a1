"""An application is the home university's business: who sees, who decides, and who is kept out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.admissions.conftest import Admissions, noon, text_of, until
from vsm_platform.admissions.api import do_begin_application
from vsm_platform.admissions.models import Answer, Application
from vsm_platform.core import clock
from vsm_platform.exchanges.api import (
    EnrolmentState,
    Participation,
    Partnership,
    Role,
    do_set_candidate,
)
from vsm_platform.teams.api import do_deal_evenly, do_make_set


def test_another_partners_faculty_see_and_change_nothing(admissions: Admissions) -> None:
    english = admissions.english("B1")
    ana = admissions.applied("Ana Applicant", {english: {"level": "B2"}})
    foreign, key = admissions.foreign_faculty.browser, admissions.key(ana)
    for page in ("/applications", "/applications/excluded", "/applications/criteria"):
        assert "Ana Applicant" not in admissions.page(admissions.foreign_faculty, page)
    for page in (f"/applications/{key}", f"/applications/criteria/{english}"):
        assert foreign.get(admissions.path(page)).status_code == 404
    for page, data in (
        (f"/applications/{key}/interview", {}),
        (f"/applications/{key}/result", {"result": "held"}),
        (f"/applications/{key}/confirm", {"criterion": str(english), "seen": "yes"}),
        ("/applications/decide", {"applications": str(key), "decision": "accept"}),
        (
            "/applications/decide",
            {"applications": str(key), "decision": "accept", "confirmed": "yes"},
        ),
        ("/applications/order", {f"rank_{key}": "1"}),
        (f"/applications/criteria/{english}", {"level": "A1"}),
        (f"/applications/criteria/{english}/remove", {}),
    ):
        assert foreign.post(admissions.path(page), data=data).status_code == 404, page
    chosen = f"?partner={admissions.world.partnership(admissions.exchange_id, admissions.home)}"
    assert "Ana" not in admissions.page(admissions.foreign_faculty, f"/applications{chosen}")
    assert admissions.state(ana) == "sent"


def test_students_and_strangers_see_none_of_it(admissions: Admissions) -> None:
    ana = admissions.applied("Ana")
    inside = admissions.world.person(admissions.home, "Ida Inside")
    admissions.world.enrol(admissions.exchange_id, admissions.home, inside)
    abroad = admissions.world.person(admissions.other, "Aki Abroad")
    admissions.world.enrol(admissions.exchange_id, admissions.other, abroad)
    at_home = admissions.world.person(admissions.home, "Noa Nobody")
    key = admissions.key(ana)
    pages = (
        "/applications",
        f"/applications/{key}",
        "/applications/criteria",
        "/applications/criteria/new/language",
        "/applications/excluded",
    )
    for who, status in ((inside, 403), (abroad, 403), (at_home, 404), (ana, 404)):
        for page in pages:
            assert who.browser.get(admissions.path(page)).status_code == status, (page, status)
    data = {"applications": str(key), "decision": "accept", "confirmed": "yes"}
    for who in (inside, abroad, at_home, ana):
        answer = who.browser.post(admissions.path("/applications/decide"), data=data)
        assert answer.status_code in {403, 404}
    assert admissions.state(ana) == "sent"


def test_one_applicant_sees_nothing_of_another(admissions: Admissions) -> None:
    why = admissions.criterion("question", prompt="Anything else?", maximum="300")
    admissions.applied("Ana", {why: {"text": "My secret"}})
    ben = admissions.launched("Ben")
    for page in ("/apply", f"/apply/{why}"):
        assert "My secret" not in admissions.page(ben, page)


def test_the_page_to_apply_is_for_those_who_came_by_the_course(admissions: Admissions) -> None:
    stranger = admissions.world.person(admissions.home, "Noa Nobody")
    third = admissions.world.university("University of Lima", "Lima")
    for who in (stranger, admissions.world.person(third, "Lia Lima")):
        for page in ("/apply", "/apply/send", "/apply/1", "/apply/withdraw", "/apply/place"):
            assert who.browser.get(admissions.path(page)).status_code == 404
        assert who.browser.post(admissions.path("/apply/send"), data={}).status_code == 404


def test_administrators_choose_the_partner(admissions: Admissions) -> None:
    ana = admissions.applied("Ana")
    administrator = admissions.world.administrator()
    partner = admissions.world.partnership(admissions.exchange_id, admissions.other)
    assert "Ana" in admissions.page(administrator, "/applications")
    assert "Ana" not in admissions.page(administrator, f"/applications?partner={partner}")
    admissions.decide("accept", ana, by=administrator)
    assert admissions.state(ana) == "offered"


def test_where_nobody_applies_the_page_says_so(admissions: Admissions) -> None:
    page = admissions.page(admissions.foreign_faculty, "/applications")
    assert "Students of this partner come in without applying." in page
    osaka = admissions.launched("Oto", admissions.other)
    assert "You need not apply" in admissions.page(osaka)
    assert admissions.send(osaka).status_code in {200, 409}
    assert admissions.enrolment(osaka) is None


def test_hostile_words_are_shown_as_words(admissions: Admissions) -> None:
    why = admissions.criterion("question", prompt="<b>Why?</b>", maximum="300")
    ana = admissions.applied("<script>alert(1)</script>", {why: {"text": "<img src=x onerror=1>"}})
    page = admissions.faculty.browser.get(
        admissions.path(f"/applications/{admissions.key(ana)}")
    ).get_data(as_text=True)
    for bad in ("<script>alert", "<img src=x", "<b>Why"):
        assert bad not in page


def test_answers_are_forgotten_in_time_and_counts_stay(admissions: Admissions) -> None:
    english = admissions.english("B2")
    why = admissions.criterion("question", prompt="Why?", maximum="300")
    admissions.settings(keeps_days="30")
    answers = {english: {"level": "B2"}, why: {"text": "Because."}}
    refused = admissions.applied("Ref Refused", answers)
    ruled_out = admissions.launched("Rule Ruled")
    admissions.answer(ruled_out, english, level="A1")
    waiting = admissions.applied("Wait Waits", answers)
    inside = admissions.applied("In Inside", answers)
    admissions.decide("refuse", refused, reason="other", reason_text="Personal words")
    admissions.decide("accept", inside)
    inside.browser.post(admissions.path("/apply/place"), data={"answer": "take"})

    with clock.moved(timedelta(days=29)):
        admissions.care()
        assert kept(admissions) == {refused.id, ruled_out.id, waiting.id, inside.id}
    with clock.moved(timedelta(days=31)):
        admissions.care()
        assert kept(admissions) == {waiting.id, inside.id}
    assert admissions.application(refused).reason_text == ""
    assert "1 person excluded" in admissions.page(admissions.faculty, "/applications/excluded")
    file = admissions.page(admissions.faculty, f"/applications/{admissions.key(refused)}")
    assert "The answers were deleted on" in file
    with clock.moved(until(noon(date(2027, 8, 15)))):
        admissions.care()
        assert kept(admissions) == set()


def kept(admissions: Admissions) -> set[int]:
    with admissions.world.work() as session:
        query = select(Application.person_id).join(Answer, Answer.application_id == Application.id)
        return set(session.scalars(query))


def test_a_draft_is_kept_until_the_deadline_and_then_forgotten(admissions: Admissions) -> None:
    why = admissions.criterion("question", prompt="Why?", maximum="300")
    lea = admissions.launched("Lea")
    admissions.answer(lea, why, text="Half a thought")
    admissions.settings(keeps_days="10")
    with clock.moved(timedelta(days=20)):
        admissions.care()
        assert kept(admissions) == {lea.id}
    with clock.moved(until(noon(date(2027, 2, 2), "Europe/Madrid"))):
        admissions.care()
        assert kept(admissions) == set()


def test_whom_a_roster_expected_is_expected_again_after_withdrawing(
    admissions: Admissions,
) -> None:
    lea = admissions.launched("Lea")
    partnership = admissions.world.partnership(admissions.exchange_id, admissions.home)
    with admissions.world.work() as session:
        do_set_candidate(
            session,
            session.get_one(Partnership, partnership),
            lea.id,
            EnrolmentState.EXPECTED,
        )
    admissions.send(lea)
    assert admissions.enrolment(lea) == EnrolmentState.APPLIED
    lea.browser.post(admissions.path("/apply/withdraw"), data={})
    assert admissions.enrolment(lea) == EnrolmentState.EXPECTED
    assert lea.browser.get(admissions.path("/")).status_code == 404


def test_somebody_expected_who_stands_in_a_team_can_apply(admissions: Admissions) -> None:
    english, lea = admissions.english("B2"), admissions.launched("Lea")
    partnership = admissions.world.partnership(admissions.exchange_id, admissions.home)
    with admissions.world.work() as session:
        partner = session.get_one(Partnership, partnership)
        do_set_candidate(session, partner, lea.id, EnrolmentState.EXPECTED)
        team_set = do_make_set(
            session, admissions.exchange_id, title="Teams", teams=1, actor_id=None
        )
        do_deal_evenly(session, admissions.exchange_id, team_set, actor_id=None)
    assert admissions.answer(lea, english, level="C1").status_code == 200
    assert admissions.enrolment(lea) == EnrolmentState.EXPECTED
    assert admissions.answer(lea, english, level="A2").status_code == 200
    assert admissions.enrolment(lea) == EnrolmentState.REFUSED


def test_somebody_may_be_invited_to_apply_without_an_lms(admissions: Admissions) -> None:
    person = admissions.world.person(admissions.home, "Inva Invited")
    partnership = admissions.world.partnership(admissions.exchange_id, admissions.home)
    assert person.browser.get(admissions.path("/apply")).status_code == 404
    with admissions.world.work() as session:
        first = do_begin_application(session, partnership, person.id).id
        assert do_begin_application(session, partnership, person.id).id == first
    assert "Apply to take part" in admissions.page(person)
    admissions.send(person)
    assert admissions.enrolment(person) == EnrolmentState.APPLIED


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.COORDINATOR])
def test_who_teaches_never_applies(admissions: Admissions, role: Role) -> None:
    teacher = admissions.launched("Tea Teacher")
    admissions.world.enrol(admissions.exchange_id, admissions.home, teacher, role)
    assert teacher.browser.get(admissions.path("/apply")).location == admissions.path("/")
    assert admissions.enrolment(teacher) == EnrolmentState.ENROLLED


def test_after_the_deadline_nothing_can_be_sent_or_changed(admissions: Admissions) -> None:
    why = admissions.criterion("question", prompt="Why?", maximum="300")
    ana = admissions.applied("Ana", {why: {"text": "First"}})
    late = admissions.launched("Lou Late")
    admissions.answer(late, why, text="Nearly")
    admissions.terms(registers_until=date(2026, 1, 31))
    for who in (ana, late):
        admissions.answer(who, why, text="Second")
    assert "First" in admissions.page(ana)
    page = admissions.page(late)
    assert "It is too late" in page
    assert "The application that you had begun was not sent." in page
    assert "Saturday, January 31, 2026" in page
    admissions.send(late)
    assert admissions.enrolment(late) is None
    admissions.terms(participation=Participation.APPLICATION, contact="desk@madrid.test")
    assert "desk@madrid.test" in text_of(late.browser.get(admissions.path("/apply")))
