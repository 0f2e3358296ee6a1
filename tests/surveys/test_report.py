"""The report's survey, answered by 107 people through the real pages, shows the report's figures.

The figures are read from the results page as a reader sees them, and from the file it offers.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.people import World
from tests.surveys.conftest import Course
from tests.surveys.report_answers import IMPROVE, PEOPLE, everybody
from vsm_platform.exchanges.api import Role
from vsm_platform.surveys.actions import laying
from vsm_platform.surveys.api import Anonymity
from vsm_platform.surveys.instruments import shelf

UNIVERSITIES = 17


@dataclass
class Report:
    """The course of the report, with what its results page says."""

    course: Course
    survey_id: int
    page: BeautifulSoup
    data: dict[str, Any]

    def percent(self, key: str, *options: str) -> int:
        """The share of those who gave one of these answers."""
        found = self.data["questions"][key]
        lines = found.get("options") or found["ranking"]
        number = sum(
            line.get("number", line.get("top"))
            for line in lines
            if (line.get("keys") or [line["key"]])[0] in options
        )
        return round(100 * number / found["answers"])

    def shown(self, key: str, label: str) -> str:
        """The bar of an answer on the page, in words."""
        article = self.page.find(id=key)
        assert isinstance(article, Tag)
        bars = [
            " ".join(bar.get_text(" ").split()) for bar in article.select("figure [role=listitem]")
        ]
        return next(bar for bar in bars if bar.startswith(label))


def asked_in_a_course(app: Flask) -> Course:
    world = World(app)
    homes = [world.university(f"University {number}") for number in range(UNIVERSITIES)]
    exchange_id = world.exchange("Moving minds", homes)
    teacher = world.person(homes[0], "Tala Teacher")
    world.enrol(exchange_id, homes[0], teacher, Role.COORDINATOR)
    students = []
    for number in range(PEOPLE):
        home = homes[number % UNIVERSITIES]
        student = world.person(home, f"Student {number}")
        world.enrol(exchange_id, home, student)
        students.append(student)
    return Course(world, exchange_id, (homes[0], homes[1]), teacher, students)


def answered(app: Flask) -> tuple[Course, int]:
    """Everybody has answered, and nobody can answer any more."""
    course = asked_in_a_course(app)
    survey_id = course.ask(Anonymity.ANONYMOUS, shelf.ready("student_experience"))
    for student, said in zip(course.students, everybody(), strict=True):
        for section, answers in said.items():
            sent = course.send(student, survey_id, answers, section)
            assert sent.status_code == 303, sent.text
        app.extensions["vsm_courier"].run_due()
    course.settle(survey_id)
    with course.after(12):
        app.extensions["vsm_courier"].run_due()
    return course, survey_id


@pytest.fixture
def report(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Report]:
    """The same answers are drawn from the box each time: on this hangs which groups are shown."""
    monkeypatch.setattr(laying, "_CHANCE", random.Random(2022))
    course, survey_id = answered(app)
    with course.after(12):
        browser = course.teacher.browser
        page = browser.get(f"{course.path(survey_id)}/results")
        assert page.status_code == 200
        data = json.loads(browser.get(f"{course.path(survey_id)}/results.json").data)
        yield Report(course, survey_id, BeautifulSoup(page.text, "lxml"), data)


def test_the_results_page_shows_the_reports_figures(report: Report) -> None:
    assert report.data["answers"] == PEOPLE
    figures = {
        ("satisfaction", "4", "5"): 56,
        ("best", "flexibility"): 70,
        ("best", "home"): 55,
        ("best", "cost"): 51,
        ("challenge", "internet"): 68,
        ("recommend", "4", "5"): 62,
        ("motivation", "academic"): 77,
        ("motivation", "work_experience"): 38,
        ("motivation", "could_not_travel"): 21,
        ("motivation", "financial"): 13,
        ("motivation", "environmental"): 12,
        ("future_mode", "virtual"): 8,
        ("future_mode", "hybrid"): 36,
        ("future_mode", "physical"): 55,
        ("age", "from_18"): 83,
        ("gender", "female"): 64,
        ("study_mode", "full_time"): 87,
        ("caring", "no"): 73,
        ("work", "no"): 64,
    }
    assert {asked: report.percent(*asked) for asked in figures} == figures
    assert report.percent("discovery", "home_institution") > 60
    # Almost 75.
    assert report.percent("first_time", "yes") == report.percent("again", "yes") == 75
    _as_a_reader_sees_them(report)


def _as_a_reader_sees_them(report: Report) -> None:
    words = " ".join(report.page.get_text(" ").split())
    assert "107 of 107 have answered." in words
    assert "56% chose one of the two highest" in words
    assert "62% chose one of the two highest" in words
    assert report.shown("best", "Planning my work").endswith("70% (75) first: 35")
    assert report.shown("best", "Staying at home").endswith("55% (59) first: 28")
    assert report.shown("best", "Spending less").endswith("51% (55) first: 0")
    assert report.shown("challenge", "Trouble with my internet").endswith("68% (73) first: 40")
    assert "(48)" in report.shown("challenge", "Feedback")
    assert "(47)" in report.shown("challenge", "Teaching")
    challenges = [one["key"] for one in report.data["questions"]["challenge"]["ranking"]]
    assert challenges[:2] == ["internet", "time_zones"]
    assert report.shown("motivation", "I could not travel").endswith("21% (22)")


def crossed(report: Report, key: str, option: str) -> dict[tuple[str, str], int]:
    """How many of each group put an option first."""
    return {
        (group["by"], name): line["first"]
        for group in report.data["groups"]
        for name in group["names"]
        for line in group["questions"].get(key, {}).get("ranking", ())
        if line["key"] == option
    }


def test_the_reports_crossings_can_be_read_where_groups_are_compared(report: Report) -> None:
    """31% of the 35 who put flexibility first care, 31% work, 17% study part-time; and so on.

    Who does two of these is not shown: a group of a group is what the guard leaves out.
    """
    flexible = crossed(report, "best", "flexibility")
    shares = [flexible[by] / 35 for by in (("caring", "yes"), ("work", "part_time"))]
    assert [round(100 * share) for share in shares] == [31, 31]
    assert round(100 * flexible["study_mode", "part_time"] / 35) == 17
    internet = crossed(report, "challenge", "internet")
    assert internet["caring", "yes"] / 40 == internet["work", "part_time"] / 40 == 0.3


def test_groups_side_by_side_and_alone(report: Report) -> None:
    browser = report.course.teacher.browser
    address = f"{report.course.path(report.survey_id)}/results"
    side_by_side = BeautifulSoup(browser.get(f"{address}?by=work").text, "lxml")
    table = side_by_side.find(id="satisfaction").find("table")
    heads = [" ".join(cell.get_text(" ").split()) for cell in table.select("tbody th")]
    assert sorted(heads) == ["No (68)", "Part-time (39)"]
    place = heads.index("Part-time (39)")
    alone = BeautifulSoup(browser.get(f"{address}?by=work&group={place}").text, "lxml")
    assert "39 answers" in alone.find(id="satisfaction").get_text(" ")
    # An address that asks for what there is not shows everybody.
    for nonsense in ("by=work&group=99", "by=partner' OR 1", "by=work&group=-1"):
        assert browser.get(f"{address}?{nonsense}").status_code == 200


def test_texts_are_sorted_by_hand_into_the_reports_shares_and_figures_say_so_in_each_language(
    report: Report,
) -> None:
    """37% ask for more interaction, 20% for nothing, 14% for a meeting in person."""
    browser = report.course.teacher.browser
    address = f"{report.course.path(report.survey_id)}/results/texts/improve"
    _sort_by_hand(report, address)
    page = browser.get(f"{report.course.path(report.survey_id)}/results").text
    article = BeautifulSoup(page, "lxml").find(id="improve")
    assert isinstance(article, Tag)
    lines = [" ".join(line.get_text(" ").split()) for line in article.select("li")]
    assert lines == [
        "more interaction : 40 (37%)",
        "nothing or do not know : 21 (20%)",
        "in person : 15 (14%)",
    ]
    for other in OTHERS:
        _the_same_in(report, *other)


def _sort_by_hand(report: Report, address: str) -> None:
    """Read the texts without a tag, page by page, and tick those that say the same."""
    browser = report.course.teacher.browser
    for text, number, tag in IMPROVE:
        ids: list[str] = []
        for place in range(1, 9 if tag else 1):
            page = BeautifulSoup(browser.get(f"{address}?tag=0&page={place}").text, "lxml")
            ids += [
                str(box["value"])
                for box in page.select("input[name=texts]")
                if page.find("label", {"for": box["id"]}).get_text() == text
            ]
        if tag:
            assert len(set(ids)) == number
            sent = browser.post(f"{address}/tags", data={"tag": tag, "texts": list(set(ids))})
            assert sent.status_code == 303


OTHERS = (
    ("es", "ltr", "Organizar mi trabajo cuando me convenía", "primero: 35"),
    ("ar", "rtl", "Planning my work when it suited me", "first: 35"),
)


def _the_same_in(report: Report, language: str, direction: str, best: str, first: str) -> None:
    """The figures in another language, and in the other direction."""
    browser = report.course.teacher.browser
    address = f"{report.course.path(report.survey_id)}/results"
    browser.post("/language", data={"language": language, "next": address})
    page = BeautifulSoup(browser.get(address).text, "lxml")
    html, article = page.find("html"), page.find(id="best")
    assert isinstance(html, Tag)
    assert isinstance(article, Tag)
    assert (html["lang"], html["dir"]) == (language, direction)
    bar = article.select("[role=listitem]")[0]
    assert " ".join(bar.get_text(" ").split()) == f"{best} 70% (75) {first}"
    # A drawing is for the eyes alone: beside it stand its numbers, and all of them in a table.
    assert {drawing["aria-hidden"] for drawing in article.select("svg")} == {"true"}
    cells = [cell.get_text(strip=True) for cell in article.select("tbody tr")[0].select("td")]
    assert cells[:3] == ["75", "70%", "35"]
