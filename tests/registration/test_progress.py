"""What is still to do, and on which side, at each moment."""

from collections.abc import Callable

import pytest

from tests.forms import submit
from tests.people import World as People
from tests.queries import counted_queries
from tests.registration.hostile import HostileLms
from tests.registration.sides import Exchange, Lms, code_of

DONE, NEXT, LATER = "done", "next", "later"
NAMES = [
    "Make an invitation",
    "Open the link in the LMS",
    "Register there",
    "Approve it here",
    "Switch it on in the LMS",
    "Approve its deployment here",
    "Come in from a course for the first time",
]


def states(*done: str) -> dict[str, str]:
    """All steps, of which these are done; the first other one is next."""
    rest = iter([NEXT] + [LATER] * len(NAMES))
    return {name: DONE if name in done else next(rest) for name in NAMES}


@pytest.fixture
def university(exchange: Exchange) -> int:
    return exchange.institution("Meridian University")


def test_the_steps_of_a_moodle(exchange: Exchange, university: int, moodle: Lms) -> None:
    page = f"/admin/institutions/{university}/"
    link = exchange.invite(university, "moodle")
    assert exchange.steps(page) == states(*NAMES[:1])
    opened = moodle.open(link)
    moodle.product.get(opened)
    assert exchange.steps(page) == states(*NAMES[:2])
    moodle.press(opened)
    assert exchange.steps(page) == states(*NAMES[:3])
    exchange.approve()
    told = [*NAMES[:4], "Approve its deployment here"]
    assert exchange.steps(page) == exchange.steps("/admin/platforms/1/") == states(*told)
    moodle.activate()
    moodle.launch()
    assert exchange.steps(page) == exchange.steps("/admin/platforms/1/") == {}
    assert "connected" in exchange.browser.get("/admin/institutions/").text


def test_the_steps_of_a_canvas_whose_deployment_shows_itself(
    exchange: Exchange, university: int, lms_of: Callable[[str], Lms]
) -> None:
    page = f"/admin/institutions/{university}/"
    canvas = lms_of("canvas")
    canvas.register(exchange.invite(university, "canvas"))
    exchange.approve()
    canvas.activate()
    assert exchange.steps(page) == states(*NAMES[:4])
    canvas.launch()
    assert exchange.steps(page) == states(*NAMES[:5])
    approve = "/admin/platforms/1/deployments/1/approve"
    assert approve in exchange.browser.get(page).text
    assert submit(exchange.browser, approve).status_code == 303
    assert exchange.steps(page) == states(*NAMES[:6])
    canvas.launch()
    assert exchange.steps(page) == {}


def test_a_step_of_ours_has_a_link_and_one_of_theirs_says_whose_it_is(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    page = f"/admin/institutions/{university}/"
    link = exchange.invite(university, "moodle")
    assert "The LMS’s administrator" in exchange.browser.get(page).text
    assert "/answer/approve" not in exchange.browser.get(page).text
    moodle.register(link)
    for place in (page, "/admin/platforms/1/", "/admin/"):
        assert "/admin/platforms/1/answer/approve" in exchange.browser.get(place).text


def test_a_failed_try_is_shown_with_its_reason(exchange: Exchange, university: int) -> None:
    down = HostileLms(base_url="http://127.0.0.1:9")
    link = exchange.invite(university)
    lms = Lms(None, None, exchange.app.test_client(), "")
    assert code_of(lms.press(down.opens(link))) == "registration_platform_unreachable"
    page = exchange.browser.get(f"/admin/institutions/{university}/").text
    for words in ("The last try failed", "We could not ask your LMS", "127.0.0.1:9"):
        assert words in page


def test_changes_that_wait_are_a_step(
    exchange: Exchange, university: int, moodle: Lms, hostile: HostileLms
) -> None:
    lms = Lms(None, None, exchange.app.test_client(), "")
    lms.press(hostile.opens(exchange.invite(university)))
    exchange.approve()
    lms.press(hostile.opens(exchange.renew(1)))
    steps = exchange.steps(f"/admin/institutions/{university}/")
    assert steps["Approve it here"] == DONE
    assert steps["Look at its changes"] == NEXT


def test_an_institution_sees_only_its_own_steps(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    other = exchange.institution("Another")
    moodle.register(exchange.invite(university))
    page = exchange.browser.get(f"/admin/institutions/{other}/").text
    assert "Invite its LMS’s administrator" in page
    assert moodle.tool.client_id not in page
    assert exchange.steps(f"/admin/institutions/{other}/") == {}


def test_an_institution_s_page_asks_as_much_for_many_ways_in_as_for_one(
    exchange: Exchange, university: int
) -> None:
    database = exchange.app.extensions["vsm_database"]
    page = f"/admin/institutions/{university}/"
    exchange.invite(university)
    exchange.browser.get(page)
    with counted_queries(database) as for_one:
        exchange.browser.get(page)
    for _ in range(5):
        exchange.invite(university)
    with counted_queries(database) as for_many:
        exchange.browser.get(page)
    assert len(for_many) == len(for_one) <= 6


def test_somebody_who_comes_by_another_lms_is_not_this_one_s_first_visit(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    moodle.register(exchange.invite(university, "moodle"))
    exchange.approve()
    people = People(exchange.app)
    people.person(people.university("Elsewhere"), "Sam")
    assert (
        exchange.steps(f"/admin/institutions/{university}/")[
            "Come in from a course for the first time"
        ]
        == LATER
    )
