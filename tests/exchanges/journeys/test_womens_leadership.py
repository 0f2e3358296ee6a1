"""Women's Leadership: one exchange in three seasons, 23+17, 25+12 and 26+26; credit at one side."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.forms import soup_of, values_of
from tests.people import Somebody, University, World
from vsm_platform.exchanges.api import (
    EnrolmentState,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
    partners_of,
)
from vsm_platform.exchanges.models import Enrolment
from vsm_platform.grading.api import do_ensure_measure
from vsm_platform.grading.models import Measure

KSU_TERMS = {
    "starts_on": "2020-09-14",
    "registers_until": "2020-09-21",
    "credit_amount": "3",
    "credit_scheme": "US credit hours",
    "break_0_from": "2020-11-23",
    "break_0_until": "2020-11-27",
    "break_0_label": "Thanksgiving",
}


@pytest.fixture
def people(app: Flask) -> World:
    return World(app)


def cohort(people: World, exchange_id: int, university: University, number: int) -> list[Somebody]:
    students = [people.person(university, f"Student {n}") for n in range(number)]
    for student in students:
        people.enrol(exchange_id, university, student)
    return students


def run_again(browser: FlaskClient, exchange_id: int, **fields: str) -> int:
    page = f"/exchanges/{exchange_id}/again"
    form = soup_of(browser.get(page)).select_one("main form[method=post]")
    assert form is not None
    boxes = [str(box["value"]) for box in form.select("input[name=institutions][checked]")]
    answer = browser.post(page, data={**values_of(form), "institutions": boxes, **fields})
    assert answer.status_code == 303, soup_of(answer).select_one("main")
    return int(answer.location.split("/")[2])


def text(browser: FlaskClient, path: str) -> str:
    main = soup_of(browser.get(path)).select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_three_cohorts_of_one_exchange_with_credit_at_one_side(people: World) -> None:
    h2uc = people.university("Hassan II University of Casablanca", "Casablanca")
    ksu = people.university("Kennesaw State University", "Kennesaw")
    fall = people.exchange(
        "Women's Leadership", [h2uc, ksu], starts_on=date(2020, 9, 7), ends_on=date(2020, 12, 6)
    )
    coordinator = people.person(ksu, "Kate Coordinator")
    people.enrol(fall, ksu, coordinator, Role.COORDINATOR)
    browser = coordinator.browser
    fill(browser, f"/exchanges/{fall}/settings", season="Fall 2020")
    terms = f"/exchanges/{fall}/partners/{people.partnership(fall, ksu)}"
    fill(browser, terms, **KSU_TERMS)
    cohort(people, fall, h2uc, 23)
    cohort(people, fall, ksu, 17)
    with people.work() as session:
        do_ensure_measure(session, fall, "mark:x", title="Essay", maximum=20)

    spring = run_again(browser, fall, season="Spring 2021", starts_on="2021-02-01")
    cohort(people, spring, h2uc, 25)
    cohort(people, spring, ksu, 12)
    autumn = run_again(browser, spring, season="Fall 2021", starts_on="2021-09-06", ends_on="")
    cohort(people, autumn, h2uc, 26)
    cohort(people, autumn, ksu, 26)

    check_seasons(browser, autumn)
    check_what_was_taken_over(people, spring, ksu)
    check_credit(people, autumn, ksu, h2uc, browser)


def fill(browser: FlaskClient, page: str, **fields: str) -> None:
    form = soup_of(browser.get(page)).select_one("main form[method=post]")
    assert form is not None
    assert browser.post(page, data={**values_of(form), **fields}).status_code == 303


def check_seasons(browser: FlaskClient, exchange_id: int) -> None:
    seasons = text(browser, f"/exchanges/{exchange_id}/life")
    for season, h2uc, ksu in (
        ("Fall 2020", 23, 17),
        ("Spring 2021", 25, 12),
        ("Fall 2021", 26, 26),
    ):
        assert season in seasons
        assert f"of Casablanca {h2uc} · Kennesaw State University {ksu}" in seasons


def check_what_was_taken_over(people: World, spring: int, ksu: University) -> None:
    """Twenty-one weeks later: terms and what is marked; not one person but who made it."""
    with people.work() as session:
        exchange = session.get_one(Exchange, spring)
        assert (exchange.starts_on, exchange.ends_on) == (date(2021, 2, 1), date(2021, 5, 2))
        terms = session.get_one(Partnership, people.partnership(spring, ksu))
        assert terms.starts_on == date(2021, 2, 8)
        assert terms.registers_until == date(2021, 2, 15)
        assert terms.breaks[0]["starts_on"] == "2021-04-19"
        assert terms.credit_amount == 3
        marks = select(Measure.title, Measure.maximum).where(Measure.exchange_id == spring)
        assert [tuple(row) for row in session.execute(marks)] == [("Essay", 20)]


def check_credit(
    people: World, exchange_id: int, ksu: University, h2uc: University, browser: FlaskClient
) -> None:
    assert browser.get(f"/exchanges/{exchange_id}/life/open").status_code == 200
    assert browser.post(f"/exchanges/{exchange_id}/life/open").status_code == 303
    with people.work() as session:
        session.get_one(Exchange, exchange_id).state = ExchangeState.RUNNING
    for university, own, others in (
        (ksu, "3 US credit hours", "none"),
        (h2uc, "none", "3 US credit hours"),
    ):
        student = people.person(university, "Curious Student")
        people.enrol(exchange_id, university, student)
        page = text(student.browser, f"/exchanges/{exchange_id}/terms")
        assert f"Credit at your university {own}" in page
        assert f"Credit: {others}" in page


def test_a_new_season_has_nobody_and_no_links_but_who_made_it(people: World) -> None:
    h2uc, ksu, third = (people.university(name) for name in ("H2UC", "KSU", "Third"))
    before = people.exchange("Leadership", [h2uc, ksu, third])
    coordinator = people.person(ksu, "Kate")
    people.enrol(before, ksu, coordinator, Role.COORDINATOR)
    cohort(people, before, h2uc, 3)
    with people.work() as session:
        session.get_one(Partnership, people.partnership(before, third)).left_on = date(2020, 1, 1)
    after = run_again(coordinator.browser, before, season="Next", starts_on="2027-08-16")
    with people.work() as session:
        enrolments = session.scalars(select(Enrolment).where(Enrolment.exchange_id == after)).all()
        assert [(one.person_id, one.role) for one in enrolments] == [
            (coordinator.id, Role.COORDINATOR)
        ]
        assert enrolments[0].state == EnrolmentState.ENROLLED
        assert {one.name for one in partners_of(session, after)} == {"H2UC", "KSU"}
        made = session.get_one(Exchange, after)
        assert (made.previous_id, made.state) == (before, ExchangeState.DRAFT)
        assert session.scalar(select(func.count(Exchange.id))) == 2
    student = people.person(h2uc, "Nosy")
    people.enrol(before, h2uc, student)
    assert student.browser.get(f"/exchanges/{after}/").status_code == 404


def test_who_is_not_in_a_later_season_learns_nothing_of_it(people: World) -> None:
    h2uc, ksu = people.university("H2UC"), people.university("KSU")
    before = people.exchange("Leadership", [h2uc, ksu])
    maker, other = people.person(ksu, "Kate"), people.person(h2uc, "Hind")
    people.enrol(before, ksu, maker, Role.COORDINATOR)
    people.enrol(before, h2uc, other, Role.COORDINATOR)
    after = run_again(maker.browser, before, season="Secret season", starts_on="2027-08-16")
    assert "Secret season" in text(maker.browser, f"/exchanges/{before}/life")
    assert "Secret season" not in text(other.browser, f"/exchanges/{before}/life")
    assert other.browser.get(f"/exchanges/{after}/life").status_code == 404
