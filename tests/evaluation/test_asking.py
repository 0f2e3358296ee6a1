"""How faculty plan an evaluation, remind people, and take it over into the next season."""

from datetime import timedelta

from sqlalchemy import select

from tests.evaluation.conftest import Asked, Course, today, words
from tests.forms import errors_of, submit
from tests.letters import sent
from tests.people import Somebody
from vsm_platform.accounts.models import EmailAddress, Person
from vsm_platform.core import clock
from vsm_platform.evaluation.actions.evaluations import do_copy_evaluations
from vsm_platform.evaluation.models import Evaluation, EvaluationSheet
from vsm_platform.exchanges.api import Role
from vsm_platform.mail.post_office import LyingLetter


def reminders(asked: Asked) -> dict[str, LyingLetter]:
    """The reminders that went out, by address; letters about the teams went out too."""
    letters = sent(asked.world.app)
    return {one.recipient: one for one in letters if "After phase 1" in one.subject}


def give_address(asked: Asked, name: str, address: str, language: str = "") -> None:
    with asked.world.work() as session:
        person_id = asked.student(name).id
        session.add(EmailAddress(person_id=person_id, address=address, verified_at=clock.now()))
        session.get_one(Person, person_id).locale = language


def test_faculty_plan_one_and_publish_it(course: Course) -> None:
    browser = course.coordinator.browser
    path = f"/exchanges/{course.exchange_id}/evaluations"
    assert "No peer evaluation yet" in browser.get(path).text
    set_id = course.make_set(1)
    course.place(set_id, course.team_ids(set_id)[0], "Sina", "Aiko")
    first, last = today().isoformat(), (today() + timedelta(days=7)).isoformat()
    made = submit(browser, f"{path}/new", title="After phase 1", opens_on=first, closes_on=last)
    assert made.status_code == 303
    assert "draft" in words(browser.get(made.location).text)
    refused = browser.post(f"{made.location}/publish")
    assert refused.status_code == 409, "its teams are a draft"
    course.publish(set_id)
    assert browser.post(f"{made.location}/publish").status_code == 303
    page = words(browser.get(made.location).text)
    assert "0 of 2 have answered" in page
    assert "University of Samoa" in page
    assert "After phase 1" in course.students["Sina"].browser.get(path).text


def test_nonsense_is_refused_in_words(course: Course) -> None:
    browser = course.coordinator.browser
    path = f"/exchanges/{course.exchange_id}/evaluations/new"
    values = {"title": "", "team_set": "77", "opens_on": "2026-13-01", "closes_on": "x"}
    assert set(errors_of(browser.post(path, data=values))) == set(values)
    values = {
        "title": "A",
        "team_set": "0",
        "opens_on": "2026-10-08",
        "closes_on": "2026-10-07",
        "note": "x" * 2001,
    }
    assert set(errors_of(browser.post(path, data=values))) == {"closes_on", "note"}


def test_two_teachers_who_both_publish_do_not_hide_it(asked: Asked) -> None:
    for teacher in (asked.faculty, asked.course.facilitator):
        teacher.browser.post(f"{asked.path}/publish")
    assert asked.student("Sina").browser.get(asked.path).status_code == 200


def test_the_teams_of_an_evaluation_stay_once_somebody_has_answered(asked: Asked) -> None:
    other = asked.course.make_set(1, "Others")
    browser = asked.faculty.browser
    refused = submit(browser, f"{asked.path}/edit", team_set=str(other))
    assert refused.status_code == 409, "it is published, and the other teams are not"
    asked.say("Sina", "Aiko", 3)
    asked.course.place(other, asked.course.team_ids(other)[0], "Sina")
    asked.course.publish(other)
    assert submit(browser, f"{asked.path}/edit", team_set=str(other)).status_code == 409
    assert submit(browser, f"{asked.path}/edit", title="After phase one").status_code == 303


def test_reminders_go_only_to_those_who_have_not_answered_in_their_language(asked: Asked) -> None:
    for name in ("Sina", "Tavita", "Aiko", "Yuki"):
        give_address(asked, name, f"{name.lower()}@example.org", "es" if name == "Aiko" else "")
    asked.say_all("Sina", dict.fromkeys(("Sina", "Tavita", "Aiko", "Haru"), 4))
    asked.course.leave(asked.student("Tavita"))
    answer = asked.faculty.browser.post(f"{asked.path}/remind")
    assert answer.status_code == 303
    letters = reminders(asked)
    assert set(letters) == {"aiko@example.org", "yuki@example.org"}
    spanish = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
    assert any(day in letters["aiko@example.org"].body for day in spanish)
    assert asked.path in letters["yuki@example.org"].body
    assert "After phase 1" in letters["yuki@example.org"].subject
    again = asked.faculty.browser.post(f"{asked.path}/remind")
    assert again.status_code == 429
    with asked.after(timedelta(days=2)):
        assert asked.faculty.browser.post(f"{asked.path}/remind").status_code == 303


def test_who_answers_before_the_letter_is_written_gets_none(asked: Asked) -> None:
    give_address(asked, "Lani", "lani@example.org")
    asked.faculty.browser.post(f"{asked.path}/remind")
    asked.say_all("Lani", {"Lani": 4, "Yuki": 4})
    assert reminders(asked) == {}


def test_nobody_is_reminded_when_nobody_can_answer(asked: Asked) -> None:
    with asked.after():
        assert asked.faculty.browser.post(f"{asked.path}/remind").status_code == 409


def test_the_next_season_has_the_questions_and_no_answers(asked: Asked) -> None:
    asked.say("Sina", "Aiko", 3)
    samoa, osaka = asked.course.partners
    following = asked.world.exchange("Climate Change", [samoa, osaka])
    with asked.world.work() as session:
        do_copy_evaluations(session, asked.course.exchange_id, following, 364)
        query = select(Evaluation).where(Evaluation.exchange_id == following)
        copied = session.scalars(query).one()
        assert (copied.title, copied.note) == ("After phase 1", "The film.")
        assert copied.team_set_id is copied.published_at is None
        assert copied.opens_on == today() - timedelta(days=2) + timedelta(days=364)
        answers = select(EvaluationSheet).where(EvaluationSheet.evaluation_id == copied.id)
        assert session.scalars(answers).all() == []


def test_the_set_up_path_says_how_it_stands(asked: Asked) -> None:
    path = f"/exchanges/{asked.course.exchange_id}/set-up"
    assert "Students see when they are asked." in asked.faculty.browser.get(path).text
    asked.faculty.browser.post(f"{asked.course.teams}/sets/{asked.set_id}/publish")
    assert "so nobody can answer" in asked.faculty.browser.get(path).text


EVERY = (
    ("GET", "/edit"),
    ("POST", "/edit"),
    ("GET", "/publish"),
    ("POST", "/publish"),
    ("GET", "/delete"),
    ("POST", "/delete"),
    ("POST", "/remind"),
    ("GET", "/results"),
    ("GET", "/results/{team}"),
    ("POST", "/results.csv"),
    ("GET", "/release"),
    ("POST", "/release"),
)


def everybody_else(asked: Asked) -> list[tuple[Somebody, set[int]]]:
    """People who have no business there, with how they are answered."""
    samoa, osaka = asked.course.partners
    other = asked.world.exchange("Another", [samoa, osaka])
    teacher = asked.world.person(osaka, "Tomo Teacher")
    asked.world.enrol(other, osaka, teacher, Role.COORDINATOR)
    student = asked.world.person(osaka, "Suki Student")
    asked.world.enrol(other, osaka, student)
    guest = asked.world.person(samoa, "Gil Guest")
    asked.world.enrol(asked.course.exchange_id, samoa, guest)
    asked.course.change(guest, role=Role.GUEST)
    client = asked.course.client("Kofi Client")
    return [
        (teacher, {404}),
        (student, {404}),
        (guest, {404}),
        (client, {404}),
        (asked.world.office(samoa), {404}),
        (asked.world.administrator(), {403}),
        (asked.student("Sina"), {403}),
        (asked.student("Yuki"), {403}),
    ]


def test_nobody_else_reads_or_changes_anything(asked: Asked) -> None:
    asked.say("Sina", "Aiko", 1, comment="A secret.")
    with asked.after():
        for somebody, expected in everybody_else(asked):
            for method, path in EVERY:
                address = f"{asked.path}{path.format(team=asked.teams[0])}"
                answer = somebody.browser.open(address, method=method)
                assert answer.status_code in expected, (somebody.id, method, path)
                assert "A secret." not in answer.text
    assert "A secret." not in asked.student("Aiko").browser.get(asked.path).text


def test_an_administrator_sees_no_evaluation(asked: Asked) -> None:
    browser = asked.world.administrator().browser
    assert browser.get(asked.path).status_code == 404
    listed = browser.get(asked.path.rsplit("/", 1)[0])
    assert "After phase 1" not in listed.text


def test_another_exchanges_evaluation_is_not_reached_through_ones_own(asked: Asked) -> None:
    samoa, osaka = asked.course.partners
    other = asked.world.exchange("Another", [samoa, osaka])
    teacher = asked.world.person(osaka, "Tomo Teacher")
    asked.world.enrol(other, osaka, teacher, Role.COORDINATOR)
    with asked.after():
        for method, path in EVERY:
            address = f"/exchanges/{other}/evaluations/{asked.id}{path.format(team=asked.teams[0])}"
            assert teacher.browser.open(address, method=method).status_code == 404, address
