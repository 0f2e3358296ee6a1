"""CIVIS: Bucharest registers after the others closed; a draft, and what follows the last day."""

import pytest

from tests.exchanges.journeys.conftest import Office, in_days
from tests.launch.refusals import assert_refused
from tests.launch.universities import Universities, University


@pytest.fixture
def marseille(universities: Universities) -> University:
    """Guelph's LMS stands in for that of Marseille."""
    return universities.connect("Guelph")


@pytest.fixture
def bucharest(universities: Universities) -> University:
    """Manila's LMS stands in for Bucharest's."""
    return universities.connect("Manila")


def test_bucharest_registers_after_the_others_closed(
    office: Office, marseille: University, bucharest: University
) -> None:
    exchange = office.make(marseille, bucharest, starts=-2, ends=60, ects="6", kind="open_course")
    office.link(marseille)
    office.link(bucharest)
    office.decide(exchange, "open")
    in_time, late = marseille.students[:2]
    assert office.click(marseille, in_time).status == 200
    office.agree(exchange, marseille, registers_until=in_days(-3))
    office.agree(exchange, bucharest, registers_until=in_days(14))

    page = assert_refused(office.click(marseille, late), "registration_over", 403)
    assert "a later day for your university" in page.texts[1]
    assert office.click(marseille, in_time).status == 200, "who is in stays in"
    assert office.click(marseille, marseille.teacher).status == 200
    assert office.click(bucharest, bucharest.student).status == 200

    overview = office.text(f"/exchanges/{exchange}/partners")
    assert overview.count("after the start") == 1
    warning = office.text(office.partner_page(exchange, bucharest))
    assert "Registration here goes on after the exchange’s first day." in warning
    office.agree(exchange, marseille, registers_until=in_days(3))
    assert office.click(marseille, late).status == 200, "a coordinator set a later day"


def test_registration_that_has_not_begun_says_when(
    office: Office, marseille: University, bucharest: University
) -> None:
    exchange = office.make(marseille, bucharest, starts=30, ends=90)
    office.link(marseille)
    office.decide(exchange, "open")
    office.agree(exchange, marseille, registers_from=in_days(10))
    page = assert_refused(office.click(marseille, marseille.student), "registration_not_begun", 403)
    assert "it begins on" in page.texts[0]


def test_a_draft_is_for_those_who_prepare_it(
    office: Office, marseille: University, bucharest: University
) -> None:
    exchange = office.make(marseille, bucharest, starts=5, ends=60)
    home = office.link(marseille)
    assert home.status == 200, "teachers link their courses while it is a draft"
    page = assert_refused(office.click(marseille, marseille.student), "exchange_not_open", 403)
    assert "still preparing" in page.texts[0]

    office.decide(exchange, "open")
    assert office.click(marseille, marseille.student).status == 200
    office.decide(exchange, "draft")
    assert_refused(office.click(marseille, marseille.student), "exchange_not_open", 403)
    assert office.click(marseille, marseille.teacher).status == 200


def test_after_the_end_everybody_reads_and_late_marks_are_given_until_it_is_archived(
    office: Office, marseille: University, bucharest: University
) -> None:
    exchange = office.make(marseille, bucharest, starts=-60, ends=20)
    office.link(marseille)
    office.decide(exchange, "open")
    inside, late = marseille.students[:2]
    office.click(marseille, inside)
    settings = f"/exchanges/{exchange}/settings"
    office.send(settings, ends_on=in_days(-2))

    assert "This course is over" in office.click(marseille, inside).text
    assert_refused(office.click(marseille, late), "exchange_takes_nobody_new", 403)
    grades = f"/exchanges/{exchange}/grades"
    office.send(f"{grades}/new", title="Late essay", maximum="10")

    office.decide(exchange, "archived")
    assert office.click(marseille, inside).status == 200
    assert office.read(marseille, inside, grades).status == 200
    assert_refused(office.click(marseille, marseille.students[2]), "exchange_takes_nobody_new", 403)
    for page in (settings, f"{grades}/new", office.partner_page(exchange, marseille)):
        assert office.browser.get(page).status_code == 200, "administrators still look"
        assert office.browser.post(page).status_code == 403, page
    office.decide(exchange, "finished")
    office.decide(exchange, "running")
    assert office.click(marseille, late).status == 200, "it was reopened"
    assert "Still running after its last day" in office.click(marseille, late).text
