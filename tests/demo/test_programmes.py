"""The fourteen programmes as the demonstration reads them, and what each of them registers."""

from datetime import date, timedelta

import pytest

from config import Settings
from vsm_platform.core import clock
from vsm_platform.core.clock import zone_or_none
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.house import House
from vsm_platform.demo.launching import SAMPLE, students, teachers
from vsm_platform.demo.programmes import Programme, programmes
from vsm_platform.demo.registering import find_agreement, register
from vsm_platform.demo.world import build_world, locale_of
from vsm_platform.exchanges import api as exchanges

TODAY = date(2026, 11, 22)
KEYS = sorted(programmes())


def sizes(key: str) -> list[int]:
    return [partner.students for partner in programmes()[key].partners]


def test_all_fourteen_programmes_are_there() -> None:
    assert len(KEYS) == 14


@pytest.mark.parametrize("key", KEYS)
def test_every_partner_has_a_known_time_zone_and_a_country(key: str) -> None:
    for partner in programmes()[key].partners:
        assert zone_or_none(partner.timezone), partner
        assert partner.country or partner.kind == "individuals"


def test_numbers_of_students_are_the_reports_or_a_fair_part_of_its_total() -> None:
    assert sizes("climate-change") == [22] * 5
    assert sizes("entrepreneurship") == [12, 18]
    assert sizes("amre") == [8, 22]
    assert sizes("womens-leadership") == [26, 26]
    assert sizes("digital-storytelling") == [18, 0]
    assert sum(sizes("apru")) == 1300
    assert sum(sizes("huc")) == 3430


def test_lengths_are_read_in_weeks_and_guessed_only_where_they_vary() -> None:
    weeks = {key: programme.weeks for key, programme in programmes().items()}
    assert weeks["climate-change"] == 15
    assert weeks["womens-leadership"] == 13
    assert weeks["entrepreneurship"] == 2
    guessed = [key for key in KEYS if any("length" in each for each in programmes()[key].made_up)]
    assert guessed == ["civis", "huc"]


def test_languages_of_teaching_are_tags() -> None:
    languages = {key: programme.languages for key, programme in programmes().items()}
    assert languages["intercultural-learning"] == ["de"]
    assert languages["sustainable-development"] == ["es"]
    assert languages["huc"] == ["en", "es"]
    assert languages["civis"] == ["en"]


def test_an_lms_speaks_its_countrys_language() -> None:
    assert locale_of("CO") == "es-CO"
    assert locale_of("JP") == "ja-JP"
    assert locale_of("WS") == "en-WS"


def assert_begins_on_time(
    programme: Programme, exchange: exchanges.Exchange, partner: exchanges.Partner
) -> None:
    """Today is in the middle of the course, and everybody has begun, some of them later."""
    own_start = partner.starts_on or exchange.starts_on
    place = exchanges.progress(exchange.starts_on, exchange.ends_on, own_start, TODAY)
    assert (place.week, place.weeks) == (programme.weeks_gone + 1, programme.weeks)
    assert place.phase is exchanges.Phase.RUNNING
    begins_later = {each.name for each in programme.partners if each.begins_weeks_later}
    assert (own_start > exchange.starts_on) == (partner.name in begins_later)


@pytest.mark.parametrize("key", KEYS)
def test_every_programme_builds_a_world_and_registers_it(
    key: str, house: House, database: Database, settings: Settings
) -> None:
    programme = programmes()[key]
    world = build_world(programme, house)
    with database.unit_of_work(writes=True) as session:
        vault = Vault([settings.signing_key()])
        agreement = register(session, vault, programme, world, TODAY)
    with database.unit_of_work(writes=False) as session:
        for days in (0, 400):
            with clock.moved(timedelta(days=days)):
                assert find_agreement(session, programme) == agreement, f"{days} days later"
        partners = exchanges.partners_of(session, agreement.exchange_id)
        exchange = session.get_one(exchanges.Exchange, agreement.exchange_id)
        for partner in partners:
            assert_begins_on_time(programme, exchange, partner)
    assert sorted(partner.name for partner in partners) == sorted(
        partner.name for partner in programme.partners
    )
    assert partners[0].name == programme.lead.name
    assert len(teachers(world)) == sum(partner.has_lms for partner in programme.partners)
    assert len(students(world, None)) == programme.students


def test_universities_have_lmss_of_all_brands(house: House) -> None:
    world = build_world(programmes()["climate-change"], house)
    flavours = {platform.flavour for platform in world.platforms.values()}
    assert flavours == {"moodle", "canvas", "blackboard", "brightspace"}


def test_a_sample_takes_students_of_every_university(house: House) -> None:
    world = build_world(programmes()["huc"], house)
    sample = students(world, SAMPLE)
    assert len(sample) == SAMPLE
    per_university = [sum(each.tenant is tenant for each in sample) for tenant in world.tenants()]
    assert max(per_university) - min(per_university) <= 1
