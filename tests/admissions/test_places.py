"""Places and the waiting list: who gets the last one, and to whom it passes on."""

import threading
from datetime import date, timedelta

from sqlalchemy import select

from tests.admissions.conftest import Admissions, noon, text_of, until
from tests.people import Somebody
from vsm_platform.accounts.api import Identity
from vsm_platform.admissions.models import Application
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.exchanges.api import EnrolmentState, Role
from vsm_platform.exchanges.models import Enrolment


def take(admissions: Admissions, who: Somebody) -> None:
    who.browser.post(admissions.path("/apply/place"), data={"answer": "take"})


def decline(admissions: Admissions, who: Somebody) -> None:
    who.browser.post(admissions.path("/apply/place"), data={"answer": "decline"})


def one_place_and_two_who_wait(admissions: Admissions) -> tuple[Somebody, Somebody, Somebody]:
    """Ana has been offered the only place; Ben and Caro wait for it in this order."""
    admissions.terms(places=1)
    ana, ben, caro = (
        admissions.applied(name, email=f"{name}@madrid.test".lower())
        for name in ("Ana", "Ben", "Caro")
    )
    admissions.decide("accept", ana)
    admissions.decide("waitlist", ben, caro)
    assert [admissions.state(one) for one in (ana, ben, caro)] == [
        "offered",
        "waitlisted",
        "waitlisted",
    ]
    return ana, ben, caro


def test_more_than_there_are_places_cannot_be_accepted(admissions: Admissions) -> None:
    admissions.terms(places=1)
    ana, ben = admissions.applied("Ana"), admissions.applied("Ben")
    both = [str(admissions.key(one)) for one in (ana, ben)]
    asked = admissions.faculty.browser.post(
        admissions.path("/applications/decide"), data={"applications": both, "decision": "accept"}
    )
    assert "There are not enough places for all of them." in text_of(asked)
    refused = admissions.decide("accept", ana, ben)
    assert refused.status_code == 409
    assert "Places left: 1. Chosen for a place: 2. Nobody was told." in text_of(refused)
    assert admissions.state(ana) == "sent"
    waiting = admissions.decide("waitlist", ana, ben)
    assert "2 decisions taken." in text_of(waiting)
    assert admissions.enrolment(ana) == EnrolmentState.WAITLISTED
    assert "Number 2" in admissions.page(ben)


def test_of_two_decisions_at_once_about_the_last_place_one_is_carried_out(
    admissions: Admissions,
) -> None:
    admissions.terms(places=1)
    ana, ben = admissions.applied("Ana"), admissions.applied("Ben")
    second = admissions.world.person(admissions.home, "Sara Second")
    admissions.world.enrol(admissions.exchange_id, admissions.home, second, Role.FACILITATOR)
    start, codes = threading.Barrier(2), []

    def accept(by: Somebody, whom: Somebody) -> None:
        start.wait()
        codes.append(admissions.decide("accept", whom, by=by).status_code)

    pairs = ((admissions.faculty, ana), (second, ben))
    threads = [threading.Thread(target=accept, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409]
    assert sorted(admissions.state(one) for one in (ana, ben)) == ["offered", "sent"]


def test_of_two_who_take_one_place_at_once_nobody_is_in_twice(admissions: Admissions) -> None:
    admissions.terms(places=1)
    ana = admissions.applied("Ana")
    admissions.decide("accept", ana)
    start = threading.Barrier(2)

    def click(answer: str) -> None:
        start.wait()
        browser = admissions.world.browser(ana.visit_id)
        browser.post(admissions.path("/apply/place"), data={"answer": answer})

    threads = [threading.Thread(target=click, args=(what,)) for what in ("take", "take")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert admissions.state(ana) == "accepted"
    with admissions.world.work() as session:
        query = select(AuditEntry).where(AuditEntry.action == "exchanges.enrolled")
        mine = [one for one in session.scalars(query) if one.details["person"] == ana.id]
    assert len(mine) == 1


def test_a_declined_place_passes_on_at_once(admissions: Admissions) -> None:
    ana, ben, caro = one_place_and_two_who_wait(admissions)
    assert "You may not get another." in admissions.page(ana, "/apply/place")
    decline(admissions, ana)
    assert admissions.enrolment(ana) is None
    assert "You have a place!" in admissions.page(ben)
    assert "Number 1" in admissions.page(caro)
    to_ben = [one for one in admissions.letters() if one["To"] == "ben@madrid.test"]
    # They leave at the same moment, in any order.
    assert sorted(one["Subject"] for one in to_ben) == [
        "You are on the waiting list of “Innovation”",
        "You have a place in “Innovation”",
    ]


def test_faculty_set_the_order_of_the_waiting_list(admissions: Admissions) -> None:
    ana, ben, caro = one_place_and_two_who_wait(admissions)
    listed = admissions.page(admissions.faculty, "/applications?show=waitlisted")
    assert listed.index("Ben") < listed.index("Caro")
    order = {f"rank_{admissions.key(caro)}": "1", f"rank_{admissions.key(ben)}": "two"}
    admissions.faculty.browser.post(admissions.path("/applications/order"), data=order)
    listed = admissions.page(admissions.faculty, "/applications?show=waitlisted")
    assert listed.index("Caro") < listed.index("Ben")
    decline(admissions, ana)
    assert admissions.state(caro) == "offered"
    assert admissions.state(ben) == "waitlisted"


def test_a_place_that_is_not_taken_in_time_passes_on_by_itself(admissions: Admissions) -> None:
    ana, ben, _caro = one_place_and_two_who_wait(admissions)
    held_until = admissions.application(ana).answer_until
    assert held_until is not None
    with clock.moved(until(held_until + timedelta(seconds=1))):
        admissions.care()
        assert admissions.state(ana) == "expired"
        assert admissions.enrolment(ana) is None
        assert admissions.state(ben) == "offered"
        subjects = [one["Subject"] for one in admissions.letters() if "ana@" in one["To"]]
    assert subjects[-1] == "Your place in “Innovation” has gone to somebody else"


def test_an_offer_that_has_run_out_cannot_be_taken_before_anybody_looked(
    admissions: Admissions,
) -> None:
    admissions.settings(answer_days="1")
    ana = admissions.applied("Ana")
    admissions.decide("accept", ana)
    # A visit lasts twelve hours and an offer a whole day, so the clock alone does not get there.
    with admissions.world.work() as session:
        session.get_one(Application, admissions.key(ana)).answer_until = clock.now()
    late = ana.browser.post(admissions.path("/apply/place"), data={"answer": "take"})
    assert late.status_code == 409
    assert "no longer held for you" in text_of(late)
    assert admissions.enrolment(ana) == EnrolmentState.APPLIED


def test_who_leaves_makes_room_for_the_next(admissions: Admissions) -> None:
    ana, ben, caro = one_place_and_two_who_wait(admissions)
    take(admissions, ana)
    admissions.care()
    assert admissions.state(ben) == "waitlisted", "the place is taken"
    with admissions.world.work() as session:
        query = select(Enrolment).where(Enrolment.person_id == ana.id)
        session.scalars(query).one().state = EnrolmentState.LEFT
    admissions.care()
    assert [admissions.state(one) for one in (ben, caro)] == ["offered", "waitlisted"]


def test_places_that_grow_go_to_the_waiting_list(admissions: Admissions) -> None:
    _ana, ben, caro = one_place_and_two_who_wait(admissions)
    admissions.terms(places=3)
    admissions.care()
    assert [admissions.state(one) for one in (ben, caro)] == ["offered", "offered"]


def test_while_places_are_free_the_list_does_not_move_until_faculty_say_so(
    admissions: Admissions,
) -> None:
    admissions.terms(places=5)
    ana, ben = admissions.applied("Ana"), admissions.applied("Ben")
    admissions.decide("waitlist", ana, ben)
    admissions.care()
    assert admissions.state(ana) == "waitlisted", "the places may be meant for others"
    page = admissions.page(admissions.faculty, "/applications?show=waitlisted")
    assert "once all places have been taken" in page
    admissions.faculty.browser.post(admissions.path("/applications/moving"), data={"moves": "yes"})
    assert [admissions.state(one) for one in (ana, ben)] == ["offered", "offered"]


def test_the_list_stops_at_the_last_day_that_faculty_set(admissions: Admissions) -> None:
    ana, ben, _caro = one_place_and_two_who_wait(admissions)
    admissions.settings(moves_until="2027-02-10", answer_days="60")
    with clock.moved(until(noon(date(2027, 2, 11), "Europe/Madrid"))):
        admissions.care()
        assert admissions.state(ana) == "expired"
        assert admissions.state(ben) == "waitlisted"


def test_without_days_to_answer_people_are_enrolled_at_once(admissions: Admissions) -> None:
    admissions.settings(answer_days="0")
    ana = admissions.applied("Ana", email="ana@madrid.test")
    admissions.decide("accept", ana)
    assert admissions.enrolment(ana) == EnrolmentState.ENROLLED
    assert admissions.page(ana).startswith("What comes next")
    (letter,) = admissions.letters()
    assert letter["Subject"] == "You take part in “Innovation”"


def test_an_application_that_was_withdrawn_gives_its_place_on(admissions: Admissions) -> None:
    ana, ben, _caro = one_place_and_two_who_wait(admissions)
    assert "goes to somebody else" in admissions.page(ana, "/apply/withdraw")
    ana.browser.post(admissions.path("/apply/withdraw"), data={})
    assert admissions.state(ana) == "withdrawn"
    assert admissions.state(ben) == "offered"
    assert "You can send your application again" in admissions.page(ana)
    assert "Your application is sent" in text_of(admissions.send(ana))


def test_a_decision_meets_only_those_who_still_stand_as_they_did(admissions: Admissions) -> None:
    ana, ben = admissions.applied("Ana"), admissions.applied("Ben")
    ana.browser.post(admissions.path("/apply/withdraw"), data={})
    decided = text_of(admissions.decide("refuse", ana, ben, reason="places"))
    assert "1 decision taken." in decided
    assert "1 application does not stand as it did" in decided
    assert [admissions.state(one) for one in (ana, ben)] == ["withdrawn", "refused"]


def test_a_refusal_by_people_can_be_taken_back(admissions: Admissions) -> None:
    ana = admissions.applied("Ana")
    admissions.decide("refuse", ana, reason="motivation")
    admissions.decide("accept", ana)
    assert "You have a place!" in admissions.page(ana)


def test_decisions_stand_in_the_log_without_what_anybody_wrote(admissions: Admissions) -> None:
    ana = admissions.applied("Ana")
    admissions.decide("refuse", ana, reason="other", reason_text="A secret reason")
    with admissions.world.work() as session:
        query = select(AuditEntry).where(AuditEntry.action == "admissions.refused")
        entry = session.scalars(query).one()
        assert (entry.actor_id, entry.institution_id) == (admissions.faculty.id, admissions.home.id)
        assert "secret" not in str(entry.details)
        assert entry.details["person"] == ana.id


def test_one_task_looks_after_a_partner_and_goes_on(admissions: Admissions) -> None:
    one_place_and_two_who_wait(admissions)
    admissions.care()
    with admissions.world.work() as session:
        query = select(Delivery).where(Delivery.kind == "admissions.care")
        delivery = session.scalars(query).one()
        assert delivery.state == DeliveryState.WAITING
        assert delivery.due_at > clock.now()


def test_without_an_address_nobody_is_written_to_and_nothing_fails(admissions: Admissions) -> None:
    ana = admissions.applied("Ana")
    admissions.decide("accept", ana)
    assert admissions.letters() == []
    with admissions.world.work() as session:
        assert session.scalars(select(Identity.email)).all().count("") == 3
