"""What an office reads of its institution's exchanges, and everybody of an alliance's catalogue."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.alliances.leagues import APRU_RULES, League, league, offer, universities
from tests.people import University, World, counted_queries
from vsm_platform.alliances.api import ExchangeKind
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange, Partnership, Role

TODAY = clock.now().date()
START, END = TODAY + timedelta(days=30), TODAY + timedelta(days=120)


@pytest.fixture
def apru(world: World) -> League:
    return league(world, "APRU", universities(world, ["Keio", "Queensland", "Oregon"]), APRU_RULES)


def make(world: World, apru: League, title: str, partners: int = 2, **changes: object) -> int:
    days = {"starts_on": START, "ends_on": END}
    return offer(world, apru, title, apru.members[:partners], ects=6, **{**days, **changes})


def set_terms(world: World, partnership_id: int, **values: object) -> None:
    with world.work() as session:
        session.execute(
            update(Partnership).where(Partnership.id == partnership_id).values(**values)
        )


def set_exchange(world: World, exchange_id: int, **values: object) -> None:
    with world.work() as session:
        session.execute(update(Exchange).where(Exchange.id == exchange_id).values(**values))


def agreed(world: World, exchange_id: int, keio: University) -> None:
    """What Keio agreed to, in every term that there is."""
    set_terms(
        world,
        world.partnership(exchange_id, keio),
        places=5,
        credit_scheme="Keio units",
        credit_amount=2,
        registers_until=TODAY + timedelta(days=3),
        starts_on=date(2027, 10, 1),
        grade_scale="A–F",
        contact="office@keio.example",
        notice="Bring your passport.\n\nAnd your laptop.",
        breaks=[{"label": "New Year", "starts_on": "2026-12-28", "ends_on": "2027-01-05"}],
    )


def test_an_office_sees_its_own_terms_and_no_other_partners(world: World, apru: League) -> None:
    keio, queensland, _oregon = apru.members
    exchange_id = make(world, apru, "Pacific Rim")
    agreed(world, exchange_id, keio)
    office, other = world.office(keio).browser, world.office(queensland).browser
    for path in ("/office/", f"/office/exchanges/{exchange_id}/"):
        page = office.get(path).text
        for words in ("Pacific Rim", "5 of 5 left", "2 Keio units", "Oct 1, 2027"):
            assert words in page
        page = other.get(path).text
        for words in ("Keio units", "office@keio.example", "passport", "Oct 1, 2027"):
            assert words not in page
        assert "6 ECTS" in page, "who says nothing of credit gives the exchange's own"
        assert "any number" in page
    page = office.get(f"/office/exchanges/{exchange_id}/").text
    for words in ("A–F", "office@keio.example", "Bring your passport.", "New Year", "Queensland"):
        assert words in page


def test_an_office_sees_how_many_of_its_own_students_stand_where(
    world: World, apru: League
) -> None:
    keio, queensland, _oregon = apru.members
    exchange_id = make(world, apru, "Pacific Rim")
    agreed(world, exchange_id, keio)
    students = [world.person(keio, f"Student {number}") for number in range(3)]
    for student in students:
        world.enrol(exchange_id, keio, student)
    world.enrol(exchange_id, keio, world.person(keio, "Robot", is_test_user=True), is_test=True)
    world.enrol(exchange_id, keio, world.person(keio, "Teacher"), Role.FACILITATOR)
    world.enrol(exchange_id, queensland, world.person(queensland, "Quentin"))
    waits = update(Enrolment).where(Enrolment.person_id == students[2].id)
    with world.work() as session:
        session.execute(waits.values(state=EnrolmentState.WAITLISTED))
    office = world.office(keio).browser
    for path in ("/office/", f"/office/exchanges/{exchange_id}/"):
        page = office.get(path).text
        assert "3 of 5 left" in page
        assert "2 take part, 1 waits for a place" in page
        assert "Student 1" not in page, "numbers, and no names"


def test_the_catalogue_shows_what_is_open_now_with_places_for_the_readers_institution(
    world: World, apru: League
) -> None:
    keio, queensland, oregon = apru.members
    exchange_id = make(world, apru, "Pacific Rim", kind=ExchangeKind.MODULE)
    make(world, apru, "Draft", as_draft=True)
    over = make(world, apru, "Over")
    set_exchange(world, over, ends_on=TODAY - timedelta(days=1))
    world.exchange("Elsewhere", apru.members)
    set_terms(world, world.partnership(exchange_id, keio), places=20)
    set_terms(world, world.partnership(exchange_id, queensland), places=10)
    world.enrol(exchange_id, keio, world.person(keio, "Kenji"))
    pages = {
        member.name: world.person(member, "Reader").browser.get(f"/alliances/{apru.id}/").text
        for member in apru.members
    }
    assert "19 of 20 left" in pages["Keio"]
    assert "10 of 10 left" in pages["Queensland"]
    assert "left" not in pages["Oregon"]
    assert "tell the International Office of your university" in pages["Oregon"]
    for page in pages.values():
        assert "Module, <bdi>Fall 2026</bdi>" in page
        assert "English" in page
        assert "6 ECTS" in page
        for title in ("Draft", "Over", "Elsewhere", "Kenji"):
            assert title not in page
    office = world.office(oregon).browser.get(f"/alliances/{apru.id}/").text
    assert "You could join these" in office


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"registers_from": TODAY + timedelta(days=5)}, "opens on"),
        ({"registers_until": TODAY - timedelta(days=5)}, "closed on"),
        ({"registers_until": TODAY + timedelta(days=5)}, "until"),
        ({}, "no deadline"),
    ],
)
def test_registration_is_told_as_it_stands_for_the_readers_institution(
    world: World, apru: League, terms: dict[str, date], words: str
) -> None:
    keio, queensland, _oregon = apru.members
    exchange_id = make(world, apru, "Pacific Rim")
    if terms:
        set_terms(world, world.partnership(exchange_id, keio), **terms)
    own = world.person(keio, "Reader").browser.get(f"/alliances/{apru.id}/").text
    assert words in own
    other = world.person(queensland, "Reader").browser.get(f"/alliances/{apru.id}/").text
    assert "no deadline" in other


def test_who_registers_late_still_finds_a_running_exchange(world: World, apru: League) -> None:
    keio, queensland, _oregon = apru.members
    exchange_id = make(world, apru, "Pacific Rim")
    set_exchange(world, exchange_id, state="running")
    late = world.partnership(exchange_id, keio)
    set_terms(world, late, registers_until=TODAY + timedelta(days=20))
    assert "Pacific Rim" in world.person(keio, "A").browser.get(f"/alliances/{apru.id}/").text
    assert (
        "Pacific Rim"
        not in world.person(queensland, "B").browser.get(f"/alliances/{apru.id}/").text
    )


def test_a_partner_that_left_is_told_when(world: World, apru: League) -> None:
    keio = apru.members[0]
    exchange_id = make(world, apru, "Pacific Rim")
    set_terms(world, world.partnership(exchange_id, keio), left_on=date(2026, 3, 1))
    assert "left on" in world.office(keio).browser.get("/office/").text


def test_the_front_page_leads_to_the_catalogues_of_ones_university(
    world: World, apru: League
) -> None:
    page = world.person(apru.members[0], "Reader").browser.get("/").text
    assert f'href="/alliances/{apru.id}/"' in page
    oslo = world.university("Oslo")
    assert "/alliances/" not in world.person(oslo, "Reader").browser.get("/").text


def test_an_administrator_reads_every_catalogue(world: World, apru: League) -> None:
    make(world, apru, "Pacific Rim")
    page = world.administrator().browser.get(f"/alliances/{apru.id}/").text
    assert "Pacific Rim" in page


def test_hostile_words_stay_words(world: World, apru: League) -> None:
    keio = apru.members[0]
    exchange_id = make(world, apru, "<script>alert(1)</script>")
    set_terms(world, world.partnership(exchange_id, keio), notice="<img src=x onerror=alert(1)>")
    office = world.office(keio).browser
    for path in ("/office/", f"/office/exchanges/{exchange_id}/", f"/alliances/{apru.id}/"):
        page = office.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_lists_cost_the_same_however_long_they_are(world: World, apru: League) -> None:
    make(world, apru, "One")
    office = world.office(apru.members[0]).browser
    paths = ("/office/", f"/alliances/{apru.id}/")
    few = []
    for path in paths:
        office.get(path)
        with counted_queries(world.database) as queries:
            office.get(path)
        few.append(len(queries))
    for number in range(5):
        make(world, apru, f"More {number}")
    for path, number in zip(paths, few, strict=True):
        with counted_queries(world.database) as queries:
            office.get(path)
        assert len(queries) == number <= 7
