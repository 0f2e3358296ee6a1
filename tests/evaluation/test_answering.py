"""How students answer: step by step, again later, in their own time, and about their team alone."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.evaluation.conftest import Asked, Course, ask, words
from tests.forms import errors_of
from tests.people import counted_queries
from vsm_platform.core import clock
from vsm_platform.evaluation.models import EvaluationJudgement
from vsm_platform.evaluation.scales import KEYS
from vsm_platform.exchanges.api import Role


def saved(asked: Asked, about: str) -> list[EvaluationJudgement]:
    enrolment_id = asked.enrolment(about)
    with asked.world.work() as session:
        query = select(EvaluationJudgement).where(EvaluationJudgement.enrolment_id == enrolment_id)
        found = session.scalars(query).all()
        session.expunge_all()
        return list(found)


def test_a_student_says_something_of_everybody_step_by_step(asked: Asked) -> None:
    browser = asked.student("Sina").browser
    page = browser.get(asked.path)
    assert "Your team never sees what you say" in page.text
    steps = BeautifulSoup(page.text, "lxml").select(".tasks a")
    assert [step.get_text() for step in steps] == ["Yourself", "Tavita", "Aiko", "Haru"]
    address = steps[0]["href"]
    for value, name in enumerate(["Sina", "Tavita", "Aiko", "Haru"], 2):
        assert address == asked.address(name)
        address = asked.say("Sina", name, value).location
    assert address == asked.path
    page = browser.get(asked.path)
    assert "You have said something of everybody" in page.text
    assert [one.ratings for one in saved(asked, "Haru")] == [dict.fromkeys(KEYS, 5)]


def test_every_choice_belongs_to_a_group_that_names_scale_and_person(asked: Asked) -> None:
    page = asked.student("Sina").browser.get(asked.address("Aiko"))
    groups = BeautifulSoup(page.text, "lxml").select("form fieldset")
    assert len(groups) == len(KEYS)
    for group in groups:
        assert "Aiko" in group.legend.get_text()
        choices = group.select("input[type=radio]")
        assert [choice["value"] for choice in choices] == ["5", "4", "3", "2", "1", "0"]
        assert all(group.select_one(f'label[for="{choice["id"]}"]') for choice in choices)


def test_one_can_stop_in_the_middle_of_a_step_and_go_on(asked: Asked) -> None:
    answer = asked.say("Sina", "Aiko", {"work": 4, "quality": 2}, later="yes")
    assert answer.location == asked.path
    page = asked.student("Sina").browser.get(asked.path)
    assert "begun" in words(page.text)
    again = asked.student("Sina").browser.get(asked.address("Aiko"))
    chosen = BeautifulSoup(again.text, "lxml").select("input[checked]")
    assert {choice["name"]: choice["value"] for choice in chosen} == {"work": "4", "quality": "2"}


def test_a_step_that_is_not_complete_says_what_is_missing_and_keeps_the_rest(asked: Asked) -> None:
    answer = asked.say("Sina", "Aiko", {"work": 4})
    assert answer.status_code == 200
    assert set(errors_of(answer)) == set(KEYS) - {"work"}
    chosen = BeautifulSoup(answer.text, "lxml").select("input[checked]")
    assert [(choice["name"], choice["value"]) for choice in chosen] == [("work", "4")]
    assert saved(asked, "Aiko") == []


@pytest.mark.parametrize("forged", ["6", "-1", "7.5", "five", "", "2147483648000", "٣٣"])
def test_forged_values_are_not_saved(asked: Asked, forged: str) -> None:
    values = dict.fromkeys(KEYS, "3") | {"work": forged, "version": "0"}
    answer = asked.student("Sina").browser.post(asked.address("Aiko"), data=values)
    assert answer.status_code == 200
    assert "work" in errors_of(answer)
    assert saved(asked, "Aiko") == []


def test_nobody_can_say_of_themself_that_they_cannot_tell(asked: Asked) -> None:
    answer = asked.say("Sina", "Sina", 0)
    assert answer.status_code == 200
    assert saved(asked, "Sina") == []
    assert asked.say("Sina", "Aiko", 0).status_code == 303


def test_a_scale_that_there_is_not_is_ignored(asked: Asked) -> None:
    asked.say("Sina", "Aiko", 3, looks="5")
    assert [one.ratings for one in saved(asked, "Aiko")] == [dict.fromkeys(KEYS, 3)]


def test_nobody_outside_of_the_own_team_can_be_rated(asked: Asked) -> None:
    values = dict.fromkeys(KEYS, "1")
    browser = asked.student("Sina").browser
    teacher = asked.course.enrolment(asked.faculty)
    for about in (asked.enrolment("Yuki"), teacher, 0, 2147483647):
        for method in ("GET", "POST"):
            answer = browser.open(f"{asked.path}/about/{about}", method=method, data=values)
            assert answer.status_code == 404, (about, method)
    assert saved(asked, "Yuki") == []


def test_the_same_step_sent_twice_is_saved_once(asked: Asked) -> None:
    values = dict.fromkeys(KEYS, "3") | {"version": "0", "comment": "Kind."}
    browser = asked.student("Sina").browser
    for _time in range(2):
        assert browser.post(asked.address("Aiko"), data=values).status_code == 303
    assert [(one.version, one.comment) for one in saved(asked, "Aiko")] == [(1, "Kind.")]


def test_an_older_tab_overwrites_nothing_unseen(asked: Asked) -> None:
    browser = asked.student("Sina").browser
    browser.post(asked.address("Aiko"), data=dict.fromkeys(KEYS, "3") | {"version": "0"})
    older = browser.post(asked.address("Aiko"), data=dict.fromkeys(KEYS, "5") | {"version": "0"})
    assert older.status_code == 200
    assert "in another window meanwhile" in older.text
    assert saved(asked, "Aiko")[0].ratings["work"] == 3
    chosen = BeautifulSoup(older.text, "lxml").select("input[checked]")
    assert {choice["value"] for choice in chosen} == {"5"}, "what was chosen is kept"
    version = BeautifulSoup(older.text, "lxml").select_one("input[name=version]")
    assert version is not None
    again = dict.fromkeys(KEYS, "5") | {"version": str(version["value"])}
    assert browser.post(asked.address("Aiko"), data=again).status_code == 303
    assert saved(asked, "Aiko")[0].ratings["work"] == 5


def test_before_the_first_day_and_after_the_last_nothing_is_taken(asked: Asked) -> None:
    asked.say("Sina", "Aiko", 3)
    for days in (-30, 30):
        with asked.after(timedelta(days=days)):
            browser = asked.student("Sina").browser
            for method in ("GET", "POST"):
                values = dict.fromkeys(KEYS, "1") | {"version": "1"}
                answer = browser.open(asked.address("Aiko"), method=method, data=values)
                assert answer.status_code == 409, (days, method)
            assert browser.get(asked.path).status_code == 200
    assert saved(asked, "Aiko")[0].ratings["work"] == 3


def test_it_closes_as_the_last_day_ends_at_each_university(asked: Asked) -> None:
    """Samoa is four hours ahead of Osaka: its day ends earlier."""
    with asked.world.database.unit_of_work(writes=False) as session:
        from vsm_platform.evaluation.queries.evaluations import evaluation_view

        view = evaluation_view(session, asked.course.exchange_id, asked.id)
    osaka, samoa = view.closes_at("Asia/Tokyo"), view.closes_at("Pacific/Apia")
    assert osaka - samoa == timedelta(hours=4)
    between = samoa + timedelta(hours=2) - clock.now()
    with asked.after(between):
        assert asked.student("Aiko").browser.get(asked.address("Sina")).status_code == 200
        assert asked.student("Sina").browser.get(asked.address("Aiko")).status_code == 409
    with asked.after(samoa + timedelta(seconds=50) - clock.now()):
        assert asked.student("Sina").browser.get(asked.address("Aiko")).status_code == 200


def test_who_leaves_late_is_asked_of_no_more(asked: Asked) -> None:
    for name in ("Sina", "Tavita", "Aiko"):
        asked.say("Sina", name, 4)
    asked.course.leave(asked.student("Haru"))
    page = asked.student("Sina").browser.get(asked.path)
    assert "You have said something of everybody" in page.text
    assert "Haru" not in words(page.text)
    assert asked.student("Sina").browser.get(asked.address("Sina")).status_code == 200


def test_a_team_of_two_works_and_one_alone_has_nothing_to_say(asked: Asked) -> None:
    asked.say_all("Lani", {"Lani": 4, "Yuki": 5})
    assert "You have said something" in asked.student("Lani").browser.get(asked.path).text
    asked.course.leave(asked.student("Yuki"))
    page = asked.student("Lani").browser.get(asked.path)
    assert "nobody else in your team" in page.text
    assert asked.student("Lani").browser.get(asked.address("Lani")).status_code == 409


def test_a_draft_and_a_draft_of_teams_are_known_to_no_student(asked: Asked) -> None:
    faculty = asked.faculty.browser
    assert faculty.post(f"{asked.path}/publish?draft=1").status_code == 303
    for path in (asked.path, asked.address("Aiko")):
        assert asked.student("Sina").browser.get(path).status_code == 404
    assert faculty.post(f"{asked.path}/publish").status_code == 303
    faculty.post(f"{asked.course.teams}/sets/{asked.set_id}/publish")
    for path in (asked.path, asked.address("Aiko")):
        assert asked.student("Sina").browser.get(path).status_code == 404
    assert (
        "After phase 1" not in asked.student("Sina").browser.get(asked.path.rsplit("/", 1)[0]).text
    )


def test_agenda_and_team_page_lead_there_until_it_is_answered(asked: Asked) -> None:
    browser = asked.student("Sina").browser
    home = browser.get(f"/exchanges/{asked.course.exchange_id}/")
    assert "After phase 1" in home.text
    assert asked.path in home.text
    team = browser.get(f"{asked.course.teams}/{asked.teams[0]}")
    assert asked.path in team.text
    asked.say_all("Sina", dict.fromkeys(["Sina", "Tavita", "Aiko", "Haru"], 4))
    assert "answered" in words(browser.get(f"{asked.course.teams}/{asked.teams[0]}").text)
    with asked.after():
        assert asked.path not in browser.get(f"{asked.course.teams}/{asked.teams[0]}").text


def test_what_can_no_longer_be_answered_is_not_late(asked: Asked) -> None:
    with asked.after():
        home = asked.student("Sina").browser.get(f"/exchanges/{asked.course.exchange_id}/")
        assert home.status_code == 200
        assert "After phase 1" not in home.text


def test_an_archived_course_takes_no_answers(asked: Asked) -> None:
    from vsm_platform.exchanges.api import ExchangeState, do_decide_state

    with asked.world.work() as session:
        do_decide_state(session, asked.course.exchange_id, ExchangeState.FINISHED, actor_id=None)
    answer = asked.student("Sina").browser.post(
        asked.address("Aiko"), data=dict.fromkeys(KEYS, "1")
    )
    assert answer.status_code == 403
    assert saved(asked, "Aiko") == []


def test_the_pages_ask_the_database_equally_often_however_large_the_team(course: Course) -> None:
    from tests.evaluation.conftest import enrol_students

    enrol_students(course, course.partners[0], *(f"S{number:02}" for number in range(20)))
    small = ask(course, [["Sina", "Aiko"]], title="Small")
    large = ask(course, [["Lani", *(f"S{number:02}" for number in range(20))]], title="Large")
    counts = []
    for asked, name, mate in ((small, "Sina", "Aiko"), (large, "Lani", "S00")):
        browser = asked.student(name).browser
        for path in (asked.path, asked.address(mate)):
            browser.get(path)
            with counted_queries(asked.world.database) as statements:
                assert browser.get(path).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_a_facilitator_is_no_member_and_answers_nothing(asked: Asked) -> None:
    assert asked.faculty.browser.get(asked.address("Aiko")).status_code == 404
    visitor = asked.world.person(asked.course.partners[0], "Gil Guest")
    asked.world.enrol(asked.course.exchange_id, asked.course.partners[0], visitor)
    asked.course.change(visitor, role=Role.GUEST)
    assert visitor.browser.get(asked.path).status_code == 404
