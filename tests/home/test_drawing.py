"""A drawing that is kept for many readers never shows one what is another's."""

from datetime import timedelta

from tests.people import World
from vsm_platform.core import clock
from vsm_platform.exchanges.api import ExchangeFacts, Role, do_update_exchange


def test_readers_of_one_exchange_each_see_their_own_page(world: World) -> None:
    today = clock.now().date()
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    osaka = world.university("Osaka University", "Osaka", "Asia/Tokyo", "JP")
    exchange_id = world.exchange(
        "Climate Change", [samoa, osaka], starts_on=today, ends_on=today + timedelta(days=90)
    )
    sina = world.person(samoa, "Sina", timezone="Pacific/Apia")
    haruto = world.person(osaka, "Haruto", timezone="Asia/Tokyo")
    cora = world.person(samoa, "Cora", timezone="Pacific/Apia")
    world.enrol(exchange_id, samoa, sina)
    world.enrol(exchange_id, osaka, haruto)
    world.enrol(exchange_id, samoa, cora, Role.COORDINATOR)
    path = f"/exchanges/{exchange_id}/"
    cora_sees, sina_sees, haruto_sees = (
        reader.browser.get(path).text for reader in (cora, sina, haruto)
    )
    assert "Still without a way in" in cora_sees
    assert "Still without a way in" not in sina_sees
    assert "in Apia" in sina_sees
    assert "in Tokyo" in haruto_sees
    assert "Haruto" not in sina_sees
    assert "Sina" not in haruto_sees
    spanish = sina.browser.get(path, headers={"Accept-Language": "es"}).text
    assert 'lang="es"' in spanish


def test_a_change_shows_at_the_next_click(world: World) -> None:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    exchange_id = world.exchange("Climate Change", [samoa])
    sina = world.person(samoa, "Sina")
    world.enrol(exchange_id, samoa, sina)
    path = f"/exchanges/{exchange_id}/"
    assert "Rising water" not in sina.browser.get(path).text
    today = clock.now().date()
    facts = ExchangeFacts("Climate Change", "Rising water", today, today, ["en"])
    with world.work() as session:
        do_update_exchange(session, exchange_id, facts, actor_id=None)
    world.enrol(exchange_id, samoa, world.person(samoa, "Second"))
    page = sina.browser.get(path).text
    assert "Rising water" in page
    assert "2 students" in page


def test_the_clocks_move_on_with_the_minute(world: World) -> None:
    samoa = world.university("University of Samoa", "Apia", "Pacific/Apia", "WS")
    exchange_id = world.exchange("Climate Change", [samoa])
    sina = world.person(samoa, "Sina")
    world.enrol(exchange_id, samoa, sina)
    path = f"/exchanges/{exchange_id}/"
    before = sina.browser.get(path).text
    with clock.moved(timedelta(minutes=1)):
        assert sina.browser.get(path).text != before
