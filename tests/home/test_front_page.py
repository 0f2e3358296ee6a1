"""The front page: where each person goes on."""

from tests.people import World
from vsm_platform.exchanges.api import Role


def test_a_stranger_reads_what_this_is_and_how_to_come_in(world: World) -> None:
    page = world.browser().get("/")
    assert page.status_code == 200
    assert "One course, many universities" in page.text
    assert "click the link to the exchange there" in page.text


def test_whoever_is_in_one_exchange_goes_straight_there(world: World) -> None:
    samoa = world.university("University of Samoa")
    exchange_id = world.exchange("Climate Change", [samoa])
    student = world.person(samoa, "Sina")
    world.enrol(exchange_id, samoa, student)
    answer = student.browser.get("/")
    assert (answer.status_code, answer.location) == (303, f"/exchanges/{exchange_id}/")


def test_whoever_is_in_several_chooses(world: World) -> None:
    samoa = world.university("University of Samoa")
    teacher = world.person(samoa, "Tala")
    for title in ("Climate Change", "Rising Water"):
        world.enrol(world.exchange(title, [samoa]), samoa, teacher, Role.FACILITATOR)
    world.exchange("Not mine", [samoa])
    page = teacher.browser.get("/").text
    assert "Climate Change" in page
    assert "Rising Water" in page
    assert "Not mine" not in page


def test_whoever_is_in_none_is_told_what_to_do(world: World) -> None:
    samoa = world.university("University of Samoa")
    page = world.person(samoa, "Sina").browser.get("/").text
    assert "You take part in no exchange yet" in page
    assert "tell its teacher" in page


def test_an_administrator_of_no_exchange_is_led_to_the_administration(world: World) -> None:
    assert world.administrator().browser.get("/").location == "/admin/"
