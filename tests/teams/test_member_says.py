"""What a member says: a few words about themself to the team, and quietly what is not working."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.forms import submit
from tests.letters import sent
from tests.people import Somebody, counted_queries
from tests.teams.conftest import Course, enrol_students, words
from vsm_platform.accounts.models import EmailAddress
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role
from vsm_platform.teams.models import TeamConcern

TEXT = "Haru never answers, and I do everything alone."


@pytest.fixture
def formed(course: Course) -> dict[str, int]:
    """Sina, Aiko and Haru in one published team, Tavita in another."""
    set_id = course.make_set(2)
    first, second = course.team_ids(set_id)
    course.place(set_id, first, "Sina", "Aiko", "Haru")
    course.place(set_id, second, "Tavita")
    course.publish(set_id)
    return {"set": set_id, "first": first, "second": second}


def give_address(course: Course, somebody: Somebody, address: str) -> None:
    with course.world.work() as session:
        session.add(EmailAddress(person_id=somebody.id, address=address, verified_at=clock.now()))


def concern_ids(course: Course) -> list[int]:
    with course.world.work() as session:
        return list(session.scalars(select(TeamConcern.id).order_by(TeamConcern.id)))


def raise_concern(course: Course, formed: dict[str, int], name: str = "Sina") -> int:
    browser = course.students[name].browser
    answer = submit(browser, f"{course.teams}/{formed['first']}/concern", text=TEXT)
    assert answer.status_code == 303
    return concern_ids(course)[-1]


def test_a_member_introduces_themself_and_takes_it_back(
    course: Course, formed: dict[str, int]
) -> None:
    page = f"{course.teams}/{formed['first']}"
    sina = course.students["Sina"].browser
    submit(sina, f"{page}/introduction", text="I fish, and I film it.\n\nCall me Si.")
    for name in ("Sina", "Aiko"):
        assert "I fish, and I film it." in course.students[name].browser.get(page).text
    assert "I fish" in course.coordinator.browser.get(page).text
    submit(sina, f"{page}/introduction", text="")
    assert "I fish" not in course.students["Aiko"].browser.get(page).text


def test_an_introduction_is_for_the_team_and_runs_nothing(
    course: Course, formed: dict[str, int]
) -> None:
    page = f"{course.teams}/{formed['first']}"
    submit(course.students["Sina"].browser, f"{page}/introduction", text="<script>x</script>")
    shown = BeautifulSoup(course.students["Aiko"].browser.get(page).text, "lxml")
    assert not shown.select("main script")
    client = course.client("Kofi Client")
    course.coordinator.browser.post(f"{page}/clients", data={"client": course.enrolment(client)})
    seen = client.browser.get(page)
    assert seen.status_code == 200
    assert "&lt;script" not in seen.text
    too_long = course.students["Sina"].browser.post(
        f"{page}/introduction", data={"text": "x" * 601}
    )
    assert too_long.status_code == 200


def test_the_facilitators_hear_of_it_by_letter_and_the_letter_says_nothing_of_it(
    course: Course, formed: dict[str, int]
) -> None:
    give_address(course, course.coordinator, "cora@example.org")
    give_address(course, course.students["Aiko"], "aiko@example.org")
    sent(course.world.app)
    raise_concern(course, formed)
    letters = [one for one in sent(course.world.app) if "not working" in one.subject]
    assert [letter.recipient for letter in letters] == ["cora@example.org"]
    assert f"{course.teams}/concerns" in letters[0].body
    for secret in ("Haru", "Sina", "everything"):
        assert secret not in letters[0].body


def test_faculty_look_into_it_and_the_writer_sees_what_became_of_it(
    course: Course, formed: dict[str, int]
) -> None:
    give_address(course, course.students["Sina"], "sina@example.org")
    concern = raise_concern(course, formed)
    faculty = course.facilitator.browser
    assert "1 person says that something is not working" in faculty.get(course.teams).text
    listed = words(faculty.get(f"{course.teams}/concerns").text)
    assert "Team 1 : Sina" in listed
    assert "new" in listed
    page = f"{course.teams}/concerns/{concern}"
    assert "the team is not to know" in faculty.get(page).text
    answered = submit(faculty, page, state="looked_into", answer="I will talk with everybody.")
    assert answered.status_code == 303
    own = words(
        course.students["Sina"].browser.get(f"{course.teams}/{formed['first']}/concern").text
    )
    assert "looked into" in own
    assert "I will talk with everybody." in own
    assert any("answered you" in one.subject for one in sent(course.world.app))
    assert "says that something" not in faculty.get(course.teams).text


def test_two_teachers_do_not_overwrite_each_others_answer(
    course: Course, formed: dict[str, int]
) -> None:
    page = f"{course.teams}/concerns/{raise_concern(course, formed)}"
    values = {"state": "looked_into", "answer": "First.", "version": "1"}
    assert course.facilitator.browser.post(page, data=values).status_code == 303
    later = course.coordinator.browser.post(page, data=values | {"answer": "Second."})
    assert later.status_code == 200
    assert "Somebody else has answered meanwhile" in later.text
    assert "First." in later.text
    assert "Second." in later.text


def test_nobody_else_finds_out_that_it_was_written(course: Course, formed: dict[str, int]) -> None:
    concern = raise_concern(course, formed)
    samoa, osaka = course.partners
    other = course.world.exchange("Another", [samoa, osaka])
    teacher = course.world.person(osaka, "Tomo Teacher")
    course.world.enrol(other, osaka, teacher, Role.COORDINATOR)
    client = course.client("Kofi Client")
    team = f"{course.teams}/{formed['first']}"
    course.coordinator.browser.post(f"{team}/clients", data={"client": course.enrolment(client)})
    strangers = {
        404: [teacher, client, course.world.office(samoa)],
        403: [course.students["Aiko"], course.students["Tavita"], course.world.administrator()],
    }
    for expected, people in strangers.items():
        for somebody in people:
            for method in ("GET", "POST"):
                for path in (f"concerns/{concern}", "concerns"):
                    if (method, path) == ("POST", "concerns"):
                        continue
                    answer = somebody.browser.open(f"{course.teams}/{path}", method=method)
                    assert answer.status_code == expected, (method, path)
    for path in (team, f"{team}/concern", course.teams, f"{course.teams}/sets/{formed['set']}"):
        seen = course.students["Aiko"].browser.get(path)
        assert seen.status_code == 200
        assert TEXT not in seen.text
        assert "What you wrote" not in seen.text
    assert teacher.browser.get(f"/exchanges/{other}/teams/concerns/{concern}").status_code == 404


def test_only_a_member_writes_about_a_team(course: Course, formed: dict[str, int]) -> None:
    values = {"text": TEXT, "team_may_know": "no", "key": "k"}
    for somebody in (
        course.students["Tavita"],
        course.students["Lani"],
        course.facilitator,
        course.client("Kofi Client"),
        course.world.administrator(),
    ):
        for path in ("concern", "introduction"):
            address = f"{course.teams}/{formed['first']}/{path}"
            assert somebody.browser.get(address).status_code == 404
            assert somebody.browser.post(address, data=values).status_code == 404
    assert concern_ids(course) == []


def test_a_double_post_is_kept_once_and_the_sixth_of_a_day_is_refused(
    course: Course, formed: dict[str, int]
) -> None:
    browser = course.students["Sina"].browser
    page = f"{course.teams}/{formed['first']}/concern"
    values = {"text": TEXT, "team_may_know": "yes", "key": "same"}
    for _time in range(3):
        assert browser.post(page, data=values).status_code == 303
    assert len(concern_ids(course)) == 1
    for number in range(4):
        assert browser.post(page, data=values | {"key": str(number)}).status_code == 303
    assert browser.post(page, data=values | {"key": "sixth"}).status_code == 429
    with clock.moved(timedelta(hours=25)):
        fresh = course.world.person(course.partners[0], "Nobody")
        assert fresh.id
    assert len(concern_ids(course)) == 5


def test_an_empty_message_is_refused_in_words(course: Course, formed: dict[str, int]) -> None:
    page = f"{course.teams}/{formed['first']}/concern"
    answer = course.students["Sina"].browser.post(page, data={"text": " ", "key": "k"})
    assert "Write what is not working." in answer.text
    assert concern_ids(course) == []


def test_the_teams_page_asks_the_database_equally_often_however_large_the_team(
    course: Course, formed: dict[str, int]
) -> None:
    names = [f"S{number:02}" for number in range(20)]
    enrol_students(course, course.partners[0], *names)
    page = f"{course.teams}/{formed['first']}"
    browser = course.students["Sina"].browser
    counts = []
    for more in ([], names):
        course.place(formed["set"], formed["first"], *more)
        browser.get(page)
        with counted_queries(course.world.database) as statements:
            assert browser.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
