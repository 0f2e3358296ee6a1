"""Climate Change: Japan begins weeks after the others; a university leaves and its archive stays."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.exchanges.journeys.conftest import Office, in_days
from tests.launch.refusals import assert_refused
from tests.launch.universities import Universities, University
from tests.people import World as People
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import Enrolment, Role


@dataclass(frozen=True)
class Climate:
    office: Office
    exchange: int
    samoa: University
    hawaii: University
    tokyo: University


@pytest.fixture
def climate(office: Office, universities: Universities) -> Climate:
    """Began ten days ago; the Japanese students begin in seven weeks."""
    samoa, hawaii, tokyo = (universities.connect(name) for name in ("Samoa", "Hawaii", "Tokyo"))
    exchange = office.make(samoa, hawaii, tokyo, starts=-10, ends=95, season="Fall")
    for partner in (samoa, hawaii, tokyo):
        office.link(partner)
    office.agree(exchange, tokyo, starts_on=in_days(49))
    office.decide(exchange, "open")
    return Climate(office, exchange, samoa, hawaii, tokyo)


def test_each_is_told_the_own_first_day(climate: Climate) -> None:
    office, home = climate.office, f"/exchanges/{climate.exchange}/"
    samoan = office.click(climate.samoa, climate.samoa.student)
    japanese = office.click(climate.tokyo, climate.tokyo.student)
    assert samoan.url.endswith(home)
    assert "Week 2 of 16" in samoan.text
    assert "Starts in 49 days" in japanese.text or "Starts in 48 days" in japanese.text
    assert "Your first day" in japanese.text
    side_by_side = office.text(f"/exchanges/{climate.exchange}/partners")
    for partner in (climate.samoa, climate.hawaii, climate.tokyo):
        assert partner.tenant.name in side_by_side


def test_a_university_that_left_reads_its_archive_and_nobody_new_comes_in(
    climate: Climate, universities: Universities
) -> None:
    office, hawaii = climate.office, climate.hawaii
    inside, late = hawaii.students[:2]
    office.click(hawaii, inside)
    office.click(climate.samoa, climate.samoa.student)
    office.send(f"{office.partner_page(climate.exchange, hawaii)}/leave")

    again = office.click(hawaii, inside)
    assert again.status == 200
    assert "Your university left on" in again.text
    for path in ("", "people", "grades", "terms"):
        assert office.read(hawaii, inside, f"/exchanges/{climate.exchange}/{path}").status == 200
    page = assert_refused(office.click(hawaii, late), "partner_has_left", 403)
    assert "no longer takes part" in page.title

    others = office.click(climate.samoa, climate.samoa.student)
    assert "2 universities, 1 student" in others.text
    assert f"{hawaii.tenant.name} took part until" in others.text
    people = office.read(
        climate.samoa, climate.samoa.student, f"/exchanges/{climate.exchange}/people"
    )
    assert "left partner" in people.text
    number = len(universities.rows(select(Enrolment.id)))
    assert number == 5, "three teachers, the Hawaiian who stays and the Samoan"


def test_teachers_of_a_university_that_left_can_write_nothing(climate: Climate) -> None:
    office, hawaii = climate.office, climate.hawaii
    teacher = hawaii.teacher
    base = f"/exchanges/{climate.exchange}"
    people = People(office.universities.app)
    with people.work() as session:
        number = session.scalars(
            select(Enrolment).where(Enrolment.role == Role.FACILITATOR).order_by(Enrolment.id)
        ).all()[1]
        number.role = Role.COORDINATOR
    assert office.read(hawaii, teacher, f"{base}/settings").status == 200
    link_samoan_coordinator(climate)
    office.send(f"{office.partner_page(climate.exchange, hawaii)}/leave")

    for path in ("settings", "partners", "life", "again"):
        assert office.read(hawaii, teacher, f"{base}/{path}").status == 403, path
    new_mark = office.read(hawaii, teacher, f"{base}/grades/new")
    assert new_mark.status == 403
    assert office.read(hawaii, teacher, f"{base}/grades").status == 200, "they may still read"
    assert "Manage" not in office.read(hawaii, teacher, base + "/").text


def link_samoan_coordinator(climate: Climate) -> None:
    """Another partner needs a coordinator before the one of this partner can leave."""
    people = People(climate.office.universities.app)
    with people.work() as session:
        session.scalars(select(Enrolment).order_by(Enrolment.id)).all()[0].role = Role.COORDINATOR


def test_it_comes_back_and_everything_is_as_it_was(
    climate: Climate, universities: Universities
) -> None:
    office, hawaii = climate.office, climate.hawaii
    office.click(hawaii, hawaii.students[0])
    page = office.partner_page(climate.exchange, hawaii)
    office.send(f"{page}/leave")
    assert_refused(office.click(hawaii, hawaii.students[1]), "partner_has_left", 403)
    assert office.browser.post(f"{page}/back").status_code == 303

    assert office.click(hawaii, hawaii.students[1]).status == 200
    assert "3 universities, 2 students" in office.click(hawaii, hawaii.students[0]).text
    actions = [action for (action,) in universities.rows(select(AuditEntry.action))]
    assert {"exchanges.partner_left", "exchanges.partner_came_back"} <= set(actions)


def test_a_partner_joins_late_and_starts_late(climate: Climate, universities: Universities) -> None:
    office, guelph = climate.office, universities.connect("Guelph")
    partners = [climate.samoa, climate.hawaii, climate.tokyo, guelph]
    ids = [str(partner.institution_id) for partner in partners]
    office.send(f"/admin/exchanges/{climate.exchange}", institutions=ids)
    office.agree(climate.exchange, guelph, starts_on=in_days(20))
    office.link(guelph)
    page = office.click(guelph, guelph.student)
    assert "4 universities" in page.text
    assert "Starts in 20 days" in page.text or "Starts in 19 days" in page.text


def test_a_partner_that_will_leave_takes_part_until_then(climate: Climate) -> None:
    office, hawaii = climate.office, climate.hawaii
    page = office.partner_page(climate.exchange, hawaii)
    office.send(f"{page}/leave", left_on=in_days(30))
    assert office.click(hawaii, hawaii.student).status == 200
    assert "leaves on" in office.text(f"/exchanges/{climate.exchange}/partners")
