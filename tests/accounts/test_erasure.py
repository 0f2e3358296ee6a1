"""A person is erased: asked for, waited for, taken back, done; and comes again as somebody new."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.discussion.conftest import Course, stay_signed_in
from tests.letters import sent
from tests.people import Somebody, World
from vsm_platform.accounts import personal_data
from vsm_platform.accounts.api import Gone, Identity, LaunchedPerson, Person, SignIn, do_recognise
from vsm_platform.accounts.erasure import WAITING
from vsm_platform.accounts.models import Erasure, GoneSubject
from vsm_platform.accounts.rosters import do_recognise_roster
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.exchanges.api import Enrolment
from vsm_platform.institutions.api import RosterMember, RosterSource
from vsm_platform.mail.models import Letter

ADDRESS = "anna.abel@example.org"


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def ask(somebody: Somebody) -> None:
    answer = somebody.browser.post("/your-data/erasure", data={"is_sure": "y"})
    assert answer.status_code == 303


def give_address(course: Course, somebody: Somebody, address: str = ADDRESS) -> str:
    """What the LMS would have sent; gives the identifier by which it knows the person."""
    with course.world.work() as session:
        identity = session.scalars(select(Identity).where(Identity.person_id == somebody.id)).one()
        identity.email = address
        return identity.subject


def pass_days(app: Flask, days: float) -> None:
    """Let the courier look every day, as it does in life, and at the end."""
    for day in range(int(days) + 1):
        with clock.moved(timedelta(days=min(day, days), minutes=1)):
            app.extensions["vsm_courier"].run_due()
    with clock.moved(timedelta(days=days, minutes=2)):
        app.extensions["vsm_courier"].run_due()


def wait_and_erase(app: Flask) -> None:
    pass_days(app, WAITING.days)


def name_of(world: World, person_id: int) -> str:
    with world.work() as session:
        return session.get_one(Person, person_id).display_name


def row_of(world: World, person_id: int) -> Erasure | None:
    with world.work() as session:
        found = session.get(Erasure, person_id)
        session.expunge_all()
        return found


def test_what_goes_and_stays_is_said_before(course: Course) -> None:
    page = course["Anna"].browser.get("/your-data/erasure").get_data(as_text=True)
    for words in ("What goes", "What stays, and why", "gradebook", "For 7 days"):
        assert words in page
    assert row_of(course.world, course["Anna"].id) is None


def test_it_is_asked_for_with_a_tick(course: Course) -> None:
    answer = course["Anna"].browser.post("/your-data/erasure", data={})
    assert answer.status_code == 200
    assert "Tick the box" in answer.get_data(as_text=True)
    assert row_of(course.world, course["Anna"].id) is None


def test_a_letter_says_so_and_how_to_take_it_back(course: Course, app: Flask) -> None:
    anna = course["Anna"]
    give_address(course, anna)
    ask(anna)
    ask(anna)
    letters = [one for one in sent(app) if "erased" in one.subject]
    assert [one.recipient for one in letters] == [ADDRESS]
    assert len(letters) == 1, "asked twice, told once"
    assert "https://exchange.test/your-data" in letters[0].body
    assert "you have asked us" in letters[0].body
    page = anna.browser.get("/your-data").get_data(as_text=True)
    assert "Your data will be erased" in page
    assert anna.browser.get("/your-data/erasure").status_code == 303


def test_it_can_be_taken_back_and_then_nothing_happens(course: Course, app: Flask) -> None:
    anna = course["Anna"]
    ask(anna)
    assert anna.browser.post("/your-data/erasure/take-back").status_code == 303
    wait_and_erase(app)
    assert name_of(course.world, anna.id) == "Anna Abel"
    assert "Have it erased" in anna.browser.get("/your-data").get_data(as_text=True)


def test_asked_again_after_it_was_taken_back_the_time_runs_anew(
    course: Course,
    app: Flask,
) -> None:
    anna = stay_signed_in(course)["Anna"]
    ask(anna)
    with clock.moved(timedelta(days=3)):
        anna.browser.post("/your-data/erasure/take-back")
        ask(anna)
    wait_and_erase(app)
    assert name_of(course.world, anna.id) == "Anna Abel"
    pass_days(app, 10)
    assert name_of(course.world, anna.id) == personal_data.GONE


def test_nothing_happens_before_its_time(course: Course, app: Flask) -> None:
    ask(course["Anna"])
    pass_days(app, WAITING.days - 0.01)
    assert name_of(course.world, course["Anna"].id) == "Anna Abel"


def test_a_thread_keeps_its_shape_around_somebody_who_is_gone(
    course: Course,
    app: Flask,
) -> None:
    anna, ben = stay_signed_in(course)["Anna"], course["Ben"]
    topic = course.open(anna, "Where do you live?", "By the river")
    course.reply(ben, topic, "On a hill")
    course.reply(anna, topic, "Which hill?", to=2)
    course.reply(ben, topic, "The one in the north", to=3)
    ask(anna)
    wait_and_erase(app)
    read = course.posts(ben, topic)
    assert list(read) == [2, 3, 4] or list(read) == [1, 2, 3, 4]
    shown = ben.browser.get(topic).get_data(as_text=True)
    for word in ("Anna", "Abel", "river", "Which hill"):
        assert word not in shown
    assert "The one in the north" in shown


def test_the_person_is_nobody_from_then_on(course: Course, app: Flask) -> None:
    anna = stay_signed_in(course)["Anna"]
    subject = give_address(course, anna)
    ask(anna)
    wait_and_erase(app)
    assert anna.browser.get("/your-data").status_code == 401
    found = row_of(course.world, anna.id)
    assert found
    assert found.finished_at
    assert found.closed_words is None
    with course.world.work() as session:
        for model in (Identity, SignIn):
            rows = select(func.count()).select_from(model).where(model.person_id == anna.id)
            assert session.scalar(rows) == 0
        enrolment = session.scalars(select(Enrolment).where(Enrolment.person_id == anna.id)).one()
        assert enrolment.state == "left"
        logged = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject == f"person:{anna.id}")
        ).all()
        assert {"accounts.erasure_asked", "accounts.person_erased"} <= set(logged)
        assert session.scalar(select(func.count()).select_from(GoneSubject)) == 1
        digests = session.scalars(select(GoneSubject.digest)).all()
        assert subject not in digests
    people = course["Ben"].browser.get(f"/exchanges/{course.exchange_id}/people")
    assert "Anna" not in people.get_data(as_text=True)


def test_a_launch_afterwards_makes_somebody_new(course: Course, app: Flask) -> None:
    anna, berlin = course["Anna"], course.partners[0]
    subject = give_address(course, anna)
    ask(anna)
    wait_and_erase(app)
    source = RosterSource(1, berlin.registration_id, berlin.id, "moodle", "", "")
    member = RosterMember(
        subject, "Anna Abel", "Anna", "Abel", ADDRESS, is_learner=True, is_instructor=False,
        is_test_user=False, is_gone=False, groups=None,
    )  # fmt: skip
    named = [member]
    with course.world.work() as session:
        assert do_recognise_roster(session, source, named) == {}
    launched = LaunchedPerson(
        berlin.registration_id, berlin.id, subject, "Anna Abel", "", "", ADDRESS, is_test_user=False
    )
    with course.world.work() as session:
        again = do_recognise(session, launched)
        assert again.id != anna.id
    with course.world.work() as session:
        assert session.scalar(select(func.count()).select_from(GoneSubject)) == 0
        assert do_recognise_roster(session, source, named)[subject].id == again.id


def test_a_room_that_fails_is_asked_again_and_the_others_are_not(
    course: Course,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anna, asked = course["Anna"], list[str]()

    def fails_once(_session: object, gone: Gone) -> None:
        asked.append("fails")
        assert "Anna Abel" in gone.words
        if len(asked) < 3:
            raise RuntimeError

    def works(_session: object, _gone: Gone) -> None:
        asked.append("works")

    rooms = dict(personal_data._erasing)
    monkeypatch.setattr(personal_data, "_erasing", rooms)
    personal_data.offer_erasure("of this test", fails_once)
    personal_data.offer_erasure("before it", works)
    ask(anna)
    pass_days(app, WAITING.days - 0.01)
    with clock.moved(WAITING + timedelta(minutes=1)):
        app.extensions["vsm_courier"].run_due()
    assert asked == ["works", "fails"]
    assert name_of(course.world, anna.id) == personal_data.GONE, "the doors close first"
    answer = anna.browser.post("/your-data/erasure/take-back")
    assert answer.status_code == 401
    with clock.moved(WAITING + timedelta(hours=1)):
        app.extensions["vsm_courier"].run_due()
    assert asked == ["works", "fails", "fails"]
    found = row_of(course.world, anna.id)
    assert found
    assert found.finished_at
    assert found.closed_words is None


def test_letters_and_the_log_forget_the_name(course: Course, app: Flask) -> None:
    anna = course["Anna"]
    give_address(course, anna)
    with course.world.work() as session:
        for recipient, body in (
            (ADDRESS.upper(), "Hello"),
            ("ben@example.org", "anna abel wrote."),
        ):
            session.add(Letter(recipient=recipient, subject="News of Anna Abel", body=body,
                               created_at=clock.now()))  # fmt: skip
        session.add(AuditEntry(happened_at=clock.now(), actor_id=anna.id, action="x.y", subject="z",
                               details={"who": "Anna Abel", "mail": ADDRESS, "n": 3}))  # fmt: skip
    ask(anna)
    with course.world.work() as session:
        session.execute(text("delete from deliveries where kind = 'mail.letter'"))
    wait_and_erase(app)
    with course.world.work() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.recipient, letter.subject, letter.body) == (
            "ben@example.org", "News of …", "… wrote.",
        )  # fmt: skip
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "x.y")).one()
        assert entry.details == {"who": "…", "mail": "…", "n": 3}


# On somebody's behalf --------------------------------------------------------------------------


def test_an_office_has_one_of_its_own_people_erased(course: Course, app: Flask) -> None:
    anna, office = course["Anna"], course.world.office(course.partners[0])
    subject = give_address(course, anna)
    for words in ("anna abel", ADDRESS.upper(), subject):
        page = office.browser.get("/data-requests", query_string={"who": words})
        assert f"/data-requests/{anna.id}" in page.get_data(as_text=True), words
    path = f"/data-requests/{anna.id}"
    assert "What stays" in office.browser.get(path).get_data(as_text=True)
    assert office.browser.post(path, data={}).status_code == 200
    assert row_of(course.world, anna.id) is None
    assert office.browser.post(path, data={"is_sure": "y"}).status_code == 303
    letter = next(one for one in sent(app) if "erased" in one.subject)
    assert letter.recipient == ADDRESS
    assert "on your behalf" in letter.body
    assert "on your behalf" in anna.browser.get("/your-data").get_data(as_text=True)
    assert "Anna Abel" in office.browser.get("/data-requests").get_data(as_text=True)
    anna.browser.post("/your-data/erasure/take-back")
    assert row_of(course.world, anna.id) is None, "the person has the last word"


def test_whoever_asked_for_somebody_can_take_it_back(course: Course) -> None:
    anna, office = course["Anna"], course.world.office(course.partners[0])
    office.browser.post(f"/data-requests/{anna.id}", data={"is_sure": "y"})
    assert office.browser.post(f"/data-requests/{anna.id}/take-back").status_code == 303
    assert row_of(course.world, anna.id) is None


def test_an_office_knows_of_no_other_institutions_people(course: Course) -> None:
    diana, office = course["Diana"], course.world.office(course.partners[0])
    page = office.browser.get("/data-requests", query_string={"who": "Diana Diaz"})
    assert f"/data-requests/{diana.id}" not in page.get_data(as_text=True)
    path = f"/data-requests/{diana.id}"
    assert office.browser.get(path).status_code == 404
    assert office.browser.post(path, data={"is_sure": "y"}).status_code == 404
    ask(diana)
    assert "Diana" not in office.browser.get("/data-requests").get_data(as_text=True)
    assert office.browser.post(f"{path}/take-back").status_code == 404
    assert row_of(course.world, diana.id) is not None


def test_there_is_no_list_to_look_through(course: Course) -> None:
    office = course.world.office(course.partners[0])
    for words in ("", " ", "Anna", "%", "a", "Abel"):
        page = office.browser.get("/data-requests", query_string={"who": words})
        assert "/data-requests/" not in page.get_data(as_text=True), words


def test_an_administrator_finds_everybody_but_administrators(course: Course) -> None:
    admin = course.world.administrator()
    page = admin.browser.get("/data-requests", query_string={"who": "Diana Diaz"})
    assert f"/data-requests/{course['Diana'].id}" in page.get_data(as_text=True)
    assert admin.browser.get(f"/data-requests/{admin.id}").status_code == 404
    assert (
        admin.browser.post(f"/data-requests/{admin.id}", data={"is_sure": "y"}).status_code == 404
    )


def test_teachers_and_students_ask_for_nobody_else(course: Course) -> None:
    for one in (course.teacher, course["Ben"]):
        assert one.browser.get("/data-requests").status_code == 403
        path = f"/data-requests/{course['Anna'].id}"
        assert one.browser.post(path, data={"is_sure": "y"}).status_code == 403
    assert row_of(course.world, course["Anna"].id) is None


def test_who_is_gone_is_found_by_nobody(course: Course, app: Flask) -> None:
    admin = stay_signed_in(course).world.administrator()
    ask(course["Anna"])
    wait_and_erase(app)
    page = admin.browser.get("/data-requests", query_string={"who": "—"})
    assert "/data-requests/" not in page.get_data(as_text=True)
    assert admin.browser.get(f"/data-requests/{course['Anna'].id}").status_code == 404
    with course.world.work() as session:
        waiting = (
            select(func.count())
            .select_from(Delivery)
            .where(Delivery.kind == "accounts.erasure", Delivery.state == DeliveryState.WAITING)
        )
        assert session.scalar(waiting) == 0
