"""CIVIS and P2A as they would be run here, through HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.alliances.leagues import (
    CIVIS_RULES,
    P2A_RULES,
    League,
    chaired,
    league,
    offer,
    universities,
)
from tests.people import University, World
from vsm_platform.alliances.api import ExchangeKind
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import (
    Exchange,
    ExchangeState,
    Partnership,
    Role,
    do_set_partners,
)
from vsm_platform.exchanges.errors import RulesBroken

NINE = [
    "Aix-Marseille Université",
    "University of Athens",
    "University of Bucharest",
    "Université libre de Bruxelles",
    "Universidad Autónoma de Madrid",
    "Sapienza Università di Roma",
    "Stockholm University",
    "Universität Tübingen",
    "University of Glasgow",
]


def new_exchange(league: League, partners: list[University], **changes: str) -> dict[str, object]:
    return {
        "title": "Cities of the Future",
        "description": "",
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-01",
        "languages": "English",
        "institutions": [str(partner.id) for partner in partners],
        "lead": str(partners[0].id),
        "alliance": str(league.id),
        "kind": "open_course",
        "season": "Fall 2026",
        "ects": "6",
        **changes,
    }


def state_of(world: World, exchange_id: int) -> str:
    with world.work() as session:
        return session.get_one(Exchange, exchange_id).state


def exchanges(world: World) -> list[int]:
    with world.work() as session:
        return list(session.scalars(select(Exchange.id)))


@pytest.fixture
def civis(world: World) -> League:
    return league(world, "CIVIS", universities(world, NINE), CIVIS_RULES)


def test_civis_refuses_fewer_than_three_partners_with_the_reason(
    world: World, civis: League
) -> None:
    browser = world.administrator().browser
    page = browser.post("/admin/exchanges/new", data=new_exchange(civis, civis.members[:2])).text
    assert "CIVIS asks for at least 3 partners; this exchange has 2." in page
    assert "Cities of the Future" in page, "what was typed stays"
    assert exchanges(world) == []
    made = browser.post("/admin/exchanges/new", data=new_exchange(civis, civis.members[:3]))
    assert made.status_code == 303


def test_civis_refuses_eleven_ects_for_an_open_course(world: World, civis: League) -> None:
    browser = world.administrator().browser
    eleven = new_exchange(civis, civis.members[:3], ects="11")
    page = browser.post("/admin/exchanges/new", data=eleven).text
    assert "CIVIS asks for 1 to 10 ECTS (open course); this exchange has 11." in page
    assert exchanges(world) == []
    module = new_exchange(civis, civis.members[:3], ects="11", kind="module")
    assert browser.post("/admin/exchanges/new", data=module).status_code == 303


def test_a_draft_may_break_rules_and_says_which_and_is_not_published(
    world: World, civis: League
) -> None:
    browser = world.administrator().browser
    data = new_exchange(civis, civis.members[:2], ects="11", draft="yes")
    answer = browser.post("/admin/exchanges/new", data=data)
    exchange_id = exchanges(world)[0]
    assert answer.location == f"/admin/exchanges/{exchange_id}"
    page = browser.get(answer.location).text
    assert "CIVIS asks for at least 3 partners; this exchange has 2." in page
    assert "this exchange has 11." in page
    refused = browser.post(f"/exchanges/{exchange_id}/publish")
    assert refused.status_code == 409
    assert "CIVIS asks for at least 3 partners" in refused.text
    assert state_of(world, exchange_id) == "draft"
    mend = new_exchange(civis, civis.members[:2], ects="6")
    assert browser.post(f"/exchanges/{exchange_id}/settings", data=mend).status_code == 303
    partners = {
        "institutions": [str(member.id) for member in civis.members[:3]],
        "lead": str(civis.members[0].id),
    }
    assert browser.post(f"/admin/exchanges/{exchange_id}", data=partners).status_code == 303
    assert "Yes, publish it" in browser.get(f"/exchanges/{exchange_id}/publish").text
    assert browser.post(f"/exchanges/{exchange_id}/publish").status_code == 303
    assert state_of(world, exchange_id) == "open"
    assert browser.post(f"/exchanges/{exchange_id}/publish").status_code == 409, "only once"


def test_an_open_exchange_cannot_be_changed_into_one_that_breaks_a_rule(
    world: World, civis: League
) -> None:
    exchange_id = offer(
        world, civis, "Cities", civis.members[:3], kind=ExchangeKind.OPEN_COURSE, ects=6
    )
    browser = world.administrator().browser
    two = {
        "institutions": [str(member.id) for member in civis.members[:2]],
        "lead": str(civis.members[0].id),
    }
    answer = browser.post(f"/admin/exchanges/{exchange_id}", data=two)
    assert answer.status_code == 409
    assert "CIVIS asks for at least 3 partners; this exchange has 2." in answer.text
    more = new_exchange(civis, civis.members[:3], ects="11")
    answer = browser.post(f"/exchanges/{exchange_id}/settings", data=more)
    assert answer.status_code == 409
    with world.work() as session:
        assert session.get_one(Exchange, exchange_id).ects == 6
        ids = select(Partnership.id).where(Partnership.exchange_id == exchange_id)
        assert len(session.scalars(ids).all()) == 3


def test_the_rules_are_asked_again_of_whatever_sets_partners(world: World, civis: League) -> None:
    exchange_id = offer(
        world, civis, "Cities", civis.members[:3], kind=ExchangeKind.OPEN_COURSE, ects=6
    )
    ids = [member.id for member in civis.members[:2]]
    with pytest.raises(RulesBroken), world.work() as session:
        do_set_partners(session, exchange_id, institution_ids=ids, lead_id=ids[0], actor_id=None)


def test_civis_nine_universities_give_the_same_credit(world: World, civis: League) -> None:
    exchange_id = offer(
        world,
        civis,
        "Nine Cities",
        civis.members,
        kind=ExchangeKind.OPEN_COURSE,
        ects=6,
        as_draft=True,
    )
    glasgow = world.partnership(exchange_id, civis.members[8])
    terms = update(Partnership).where(Partnership.id == glasgow)
    with world.work() as session:
        session.execute(terms.values(credit_scheme="CATS", credit_amount=12))
    browser = world.administrator().browser
    refused = browser.post(f"/exchanges/{exchange_id}/publish")
    assert "the same credit from every partner, here 6 ECTS" in refused.text
    assert "University of Glasgow: 12 CATS" in refused.text
    with world.work() as session:
        session.execute(terms.values(credit_scheme="ECTS", credit_amount=6))
    assert browser.post(f"/exchanges/{exchange_id}/publish").status_code == 303
    for member in civis.members:
        page = world.person(member, "Somebody").browser.get(f"/alliances/{civis.id}/").text
        assert "Nine Cities" in page
        assert "6 ECTS" in page


def test_an_alliance_that_does_not_exist_cannot_be_chosen(world: World, civis: League) -> None:
    browser = world.administrator().browser
    data = new_exchange(civis, civis.members[:3], alliance="4711")
    assert browser.post("/admin/exchanges/new", data=data).status_code == 200
    assert exchanges(world) == []


def test_an_exchange_of_an_alliance_begins_as_a_draft(world: World, civis: League) -> None:
    data = new_exchange(civis, civis.members[:3])
    answer = world.administrator().browser.post("/admin/exchanges/new", data=data)
    assert answer.status_code == 303
    assert state_of(world, exchanges(world)[0]) == ExchangeState.DRAFT


# P2A: this year's chair publishes, last year's cannot ---------------------------------------------


@pytest.fixture
def p2a(world: World) -> League:
    names = ["Hanoi", "Duy Tan", "Malaya", "Panpacific", "Sunway", "Chiang Mai", "Hamka"]
    return league(world, "P2A", universities(world, names), P2A_RULES)


def a_year_each(world: World, alliance: League) -> tuple[University, University]:
    """Last year's chair and this year's; the change is at midnight before today, UTC."""
    today, year = clock.now().date(), timedelta(days=365)
    last, present = alliance.members[0], alliance.members[1]
    chaired(world, alliance, last, today - year, today - timedelta(days=1))
    chaired(world, alliance, present, today, today + year)
    return last, present


def test_p2a_this_years_chair_publishes_and_last_years_cannot(world: World, p2a: League) -> None:
    last, present = a_year_each(world, p2a)
    exchange_id = offer(world, p2a, "Entrepreneurs", p2a.members, as_draft=True)
    before, now = world.office(last).browser, world.office(present).browser
    assert "Entrepreneurs" in now.get("/office/").text
    assert "Waits for you to publish" not in before.get("/office/").text
    refused = before.post(f"/exchanges/{exchange_id}/publish")
    assert refused.status_code == 403
    assert "Publishing is for the chair of P2A" in refused.text
    assert "Today that is Duy Tan" in refused.text
    assert state_of(world, exchange_id) == "draft"
    assert now.post(f"/exchanges/{exchange_id}/publish").status_code == 303
    assert state_of(world, exchange_id) == "open"
    with world.work() as session:
        line = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "exchanges.state_changed")
        ).one()
        assert line.subject == f"exchange:{exchange_id}"


def test_p2a_the_right_goes_over_with_the_calendar(world: World, p2a: League) -> None:
    last, present = a_year_each(world, p2a)
    exchange_id = offer(world, p2a, "Entrepreneurs", p2a.members, as_draft=True)
    with clock.moved(timedelta(days=-1)):
        early = world.office(present).browser
        assert early.post(f"/exchanges/{exchange_id}/publish").status_code == 403
        in_time = world.office(last).browser
        assert in_time.post(f"/exchanges/{exchange_id}/publish").status_code == 303
    assert state_of(world, exchange_id) == "open"


def test_p2a_coordinators_publish_only_for_the_chair(world: World, p2a: League) -> None:
    last, present = a_year_each(world, p2a)
    exchange_id = offer(world, p2a, "Entrepreneurs", p2a.members, as_draft=True)
    people = {one.id: world.person(one, f"Teacher of {one.name}") for one in (last, present)}
    student = world.person(present, "Sita Student")
    for university in (last, present):
        world.enrol(exchange_id, university, people[university.id], Role.COORDINATOR)
    world.enrol(exchange_id, present, student)
    assert people[last.id].browser.get(f"/exchanges/{exchange_id}/publish").status_code == 200
    assert people[last.id].browser.post(f"/exchanges/{exchange_id}/publish").status_code == 403
    assert student.browser.get(f"/exchanges/{exchange_id}/publish").status_code == 403
    assert student.browser.post(f"/exchanges/{exchange_id}/publish").status_code == 403
    assert people[present.id].browser.post(f"/exchanges/{exchange_id}/publish").status_code == 303


def test_p2a_without_a_chair_nobody_of_the_partners_publishes(world: World, p2a: League) -> None:
    exchange_id = offer(world, p2a, "Entrepreneurs", p2a.members, as_draft=True)
    office = world.office(p2a.members[0]).browser
    refused = office.post(f"/exchanges/{exchange_id}/publish")
    assert refused.status_code == 403
    assert "Nobody chairs today." in refused.text


def test_the_chair_publishes_an_exchange_in_which_it_has_no_part(world: World, p2a: League) -> None:
    _last, present = a_year_each(world, p2a)
    others = [member for member in p2a.members if member != present]
    exchange_id = offer(world, p2a, "Entrepreneurs", others, as_draft=True)
    office = world.office(present).browser
    assert "Entrepreneurs" in office.get(f"/exchanges/{exchange_id}/publish").text
    assert office.get(f"/office/exchanges/{exchange_id}/").status_code == 404
    assert office.post(f"/exchanges/{exchange_id}/publish").status_code == 303
    assert office.get(f"/exchanges/{exchange_id}/").status_code == 404


def test_the_chair_of_one_alliance_publishes_nothing_of_another(
    world: World, p2a: League, civis: League
) -> None:
    _last, present = a_year_each(world, p2a)
    exchange_id = offer(
        world, civis, "Cities", civis.members[:3], kind=ExchangeKind.MODULE, ects=6, as_draft=True
    )
    office = world.office(present).browser
    assert office.get(f"/exchanges/{exchange_id}/publish").status_code == 404
    assert office.post(f"/exchanges/{exchange_id}/publish").status_code == 404


def test_where_coordinators_publish_the_chairs_office_does_not(world: World, civis: League) -> None:
    a_year_each(world, civis)
    exchange_id = offer(
        world, civis, "Cities", civis.members[1:4], kind=ExchangeKind.MODULE, ects=6, as_draft=True
    )
    office = world.office(civis.members[1]).browser
    assert "Cities" in office.get(f"/exchanges/{exchange_id}/publish").text
    assert office.post(f"/exchanges/{exchange_id}/publish").status_code == 403
    teacher = world.person(civis.members[3], "Tea Teacher")
    world.enrol(exchange_id, civis.members[3], teacher, Role.COORDINATOR)
    assert teacher.browser.post(f"/exchanges/{exchange_id}/publish").status_code == 303
