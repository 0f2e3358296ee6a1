"""What faculty read, what students are shown, and what nobody finds out."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup

from tests.evaluation.conftest import Asked, Course, ask, enrol_students, words
from tests.people import counted_queries
from vsm_platform.evaluation.scales import KEYS

FOUR = ("Sina", "Tavita", "Aiko", "Haru")


def answer(asked: Asked, *rows: str) -> None:
    """Let the first four answer: who (row) says what of whom (column)."""
    for by, row in zip(FOUR, rows, strict=False):
        for about, value in zip(FOUR, row.split() or "....", strict=True):
            if value != ".":
                assert asked.say(by, about, int(value)).status_code == 303


@pytest.fixture
def answered(asked: Asked) -> Asked:
    """Haru rates himself high; Tavita has not answered."""
    asked.say("Sina", "Haru", 2, comment="Never wrote back to us.")
    answer(asked, "4 4 5 .", "", "4 4 4 2", "3 3 3 5")
    return asked


def test_results_wait_until_nobody_can_change_an_answer(answered: Asked) -> None:
    browser = answered.faculty.browser
    for method, path in (
        ("GET", "/results"),
        ("GET", f"/results/{answered.teams[0]}"),
        ("POST", "/results.csv"),
        ("GET", "/release"),
        ("POST", "/release"),
    ):
        assert browser.open(f"{answered.path}{path}", method=method).status_code == 409, path
    page = words(browser.get(answered.path).text)
    assert "3 of 6 have answered" in page
    assert "Team 1 Tavita" in page
    assert "Lani" in page


def test_faculty_read_means_factors_hints_and_comments(answered: Asked) -> None:
    with answered.after():
        browser = answered.course.facilitator.browser
        listed = browser.get(f"{answered.path}/results")
        assert "sees themself differently" in listed.text
        page = browser.get(f"{answered.path}/results/{answered.teams[0]}")
    text = words(page.text)
    assert "Haru" in text
    assert "The 2 others: 2.0 · Own: 5.0 · Factor: 0.61" in text
    assert "The own rating is 5.0, the others’ is 2.0 on average." in text
    assert "Never wrote back to us." in text
    assert "Sina of Haru" in text
    assert "has not answered" in text


def test_who_has_left_is_in_no_figure(answered: Asked) -> None:
    answered.course.leave(answered.student("Sina"))
    with answered.after():
        browser = answered.faculty.browser
        text = words(browser.get(f"{answered.path}/results/{answered.teams[0]}").text)
    assert "Sina" not in text
    assert "The 1 other: 2.0" in text


def test_who_comes_into_the_team_afterwards_has_nothing_to_do_with_it(answered: Asked) -> None:
    with answered.after():
        answered.course.place(answered.set_id, answered.teams[0], "Yuki")
        browser = answered.faculty.browser
        assert "Yuki" not in words(browser.get(f"{answered.path}/results/{answered.teams[0]}").text)


def test_who_is_moved_after_answering_stays_in_the_figures(answered: Asked) -> None:
    answered.course.place(answered.set_id, answered.teams[1], "Haru")
    with answered.after():
        text = words(
            answered.faculty.browser.get(f"{answered.path}/results/{answered.teams[0]}").text
        )
    assert "Haru" in text
    assert "in another team now" in text


def test_students_see_own_means_after_release_and_never_who_said_what(asked: Asked) -> None:
    answer(asked, "4 4 5 2", "5 5 4 2", "4 4 4 4", "3 3 3 5")
    asked.say("Sina", "Haru", 2, comment="Never wrote back to us.")
    browser = asked.student("Haru").browser
    with asked.after():
        assert "How the others saw your work" not in browser.get(asked.path).text
        assert asked.faculty.browser.post(f"{asked.path}/release").status_code == 303
        page = browser.get(asked.path)
        text = words(page.text)
        assert "How the others saw your work" in text
        assert "Contribution to the work The others 2.7 You 5.0" in text
        for secret in ("Never wrote", "Sina", "rated low", "Factor"):
            assert secret not in text
        for path in ("results", f"results/{asked.teams[0]}", "release", "edit"):
            assert browser.get(f"{asked.path}/{path}").status_code == 403, path
        assert browser.post(f"{asked.path}/results.csv").status_code == 403
        asked.course.leave(asked.student("Sina"))
        assert words(browser.get(asked.path).text) == text, "a departure shows nothing new"


def test_with_fewer_than_three_voices_nothing_is_shown(answered: Asked) -> None:
    with answered.after():
        answered.faculty.browser.post(f"{answered.path}/release")
        page = answered.student("Haru").browser.get(answered.path).text
    assert "one could tell who said what" in page
    assert "The others 2" not in words(page)


def test_a_scale_on_which_a_third_voice_is_missing_is_not_shown(asked: Asked) -> None:
    answer(asked, "4 4 5 2", "5 5 4 2", "4 4 4 4", "3 3 3 5")
    asked.say("Tavita", "Haru", {**dict.fromkeys(KEYS, 3), "track": 0})
    with asked.after():
        asked.faculty.browser.post(f"{asked.path}/release")
        text = words(asked.student("Haru").browser.get(asked.path).text)
    assert "Keeping the team on track Fewer than 3 others could tell." in text
    assert "Expecting quality The others 3.0" in text


def test_released_results_stay_as_they_are(asked: Asked) -> None:
    browser = asked.faculty.browser
    with asked.after():
        for _time in range(2):
            assert browser.post(f"{asked.path}/release").status_code == 303
        values = {
            "title": "Again",
            "team_set": asked.set_id,
            "opens_on": "2026-01-01",
            "closes_on": "2100-01-01",
        }
        assert browser.post(f"{asked.path}/edit", data=values).status_code == 409
        assert browser.post(f"{asked.path}/publish?draft=1").status_code == 409


def test_the_table_holds_everybody_and_calculates_nothing(course: Course) -> None:
    enrol_students(course, course.partners[1], '=HYPERLINK("x")', "+1", "Haru Two")
    asked = ask(course, [["Sina", '=HYPERLINK("x")', "+1"], ["Lani", "Haru Two"]])
    with course.world.work() as session:
        from vsm_platform.teams.models import Team

        session.get_one(Team, asked.teams[1]).name = "@team"
    asked.say_all("Sina", {"Sina": 4, "+1": 3})
    with asked.after():
        table = asked.faculty.browser.post(f"{asked.path}/results.csv")
    assert table.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    by_name = {row["Name"]: row for row in rows}
    assert '\'=HYPERLINK("x")' in by_name
    assert by_name["'+1"]["Others, all in all"] == "3.0"
    assert {row["Team"] for row in rows} == {"Team 1", "'@team"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_taking_the_table_away_is_in_the_audit_log(answered: Asked) -> None:
    from sqlalchemy import select

    from vsm_platform.core.audit import AuditEntry

    with answered.after():
        answered.faculty.browser.post(f"{answered.path}/results.csv")
    with answered.world.work() as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert "evaluation.results_exported" in actions


def test_a_set_whose_teams_have_answered_is_not_deleted(answered: Asked) -> None:
    browser = answered.faculty.browser
    for path in (f"sets/{answered.set_id}/delete", f"{answered.teams[0]}/delete"):
        assert browser.post(f"{answered.course.teams}/{path}").status_code == 409
    assert browser.post(f"{answered.path}/delete").status_code == 409


def test_results_ask_the_database_equally_often_however_many_teams(course: Course) -> None:
    names = [f"S{number:02}" for number in range(24)]
    enrol_students(course, course.partners[0], *names)
    few = ask(course, [["Sina", "Aiko"]], title="Few")
    many = ask(course, [names[start : start + 2] for start in range(0, 24, 2)], title="Many")
    few.say_all("Sina", {"Sina": 4, "Aiko": 4})
    for start in range(0, 24, 2):
        many.say_all(names[start], {names[start]: 4, names[start + 1]: 4})
    counts = []
    for asked in (few, many):
        with asked.after():
            for path in ("", "/results", f"/results/{asked.teams[0]}"):
                asked.faculty.browser.get(f"{asked.path}{path}")
                with counted_queries(asked.world.database) as statements:
                    assert asked.faculty.browser.get(f"{asked.path}{path}").status_code == 200
                counts.append(len(statements))
    assert counts[:3] == counts[3:]


def test_names_are_written_so_that_nothing_runs(course: Course) -> None:
    enrol_students(course, course.partners[0], "<script>alert(1)</script>")
    asked = ask(course, [["Sina", "<script>alert(1)</script>", "Aiko"]])
    asked.say("Sina", "Aiko", 3, comment="<img src=x onerror=alert(1)>")
    with asked.after():
        page = asked.faculty.browser.get(f"{asked.path}/results/{asked.teams[0]}")
    main = BeautifulSoup(page.text, "lxml").select_one("main")
    assert main is not None
    assert main.select("script, img") == []
