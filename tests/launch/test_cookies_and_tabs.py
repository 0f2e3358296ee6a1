"""How a browser is known: cookies, platform storage, a tab of its own, and the launch token."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from itsdangerous import TimestampSigner

from tests.launch.refusals import assert_refused
from tests.launch.universities import (
    TOOL,
    Universities,
    University,
    walk,
    welcome,
)
from vsm_platform.core import clock
from vsm_platform.practice import HttpResponse, Robot, Step, Transport, Visit

ATTRIBUTES = {"Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"}


class Recording:
    """A transport that remembers which cookies were set, and with which attributes."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.cookies: dict[str, set[str]] = {}

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse:
        answer = self.transport.send(method, url, headers, body)
        for text in answer.all_headers("set-cookie"):
            pair, *attributes = text.split("; ")
            self.cookies[pair.partition("=")[0]] = set(attributes)
        return answer


@pytest.fixture
def madrid(universities: Universities) -> University:
    """On Blackboard, which offers platform storage in a frame."""
    university = universities.connect("Madrid")
    universities.link_course(university, universities.exchange(university))
    return university


@pytest.fixture
def bogota(universities: Universities) -> University:
    """On Canvas, which offers platform storage in the window around the page."""
    university = universities.connect("Bogota")
    universities.link_course(university, universities.exchange(university))
    return university


def element(visit: Visit | HttpResponse, selector: str) -> dict[str, str]:
    """The attributes of the one element that a page must have."""
    found = BeautifulSoup(visit.body, "html.parser").select(selector)
    assert len(found) == 1, visit.body[:2000]
    return {name: str(value) for name, value in found[0].attrs.items()}


def new_tab_form(visit: Visit) -> Step:
    """The way out of a frame that keeps no cookies."""
    form = next(form for form in visit.forms if "code" in form.fields)
    assert form.action == f"{TOOL}/launch/continue"
    assert element(visit, "form[target=_blank]")["method"] == "post"
    return Step(form.method, form.action, form.fields)


def is_let_in(robot: Robot) -> bool:
    return robot.open(f"{TOOL}/profile").status == 200


def test_state_and_session_cookies_have_exactly_the_attributes_that_frames_keep(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    robot.transport = recording = Recording(robot.transport)
    walk(robot, samoa, samoa.student)

    state = next(name for name in recording.cookies if name != "__Host-vsm")
    assert re.fullmatch(r"__Host-lti-state-[A-Za-z0-9_-]{12}", state)
    expiry = {each for each in recording.cookies[state] if each.startswith(("Max-Age", "Expires"))}
    assert recording.cookies[state] - expiry == ATTRIBUTES
    assert "Max-Age=300" in expiry
    assert recording.cookies["__Host-vsm"] == ATTRIBUTES


def test_a_frame_with_third_party_cookies_blocked_keeps_the_visit(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot(cookies="partitioned")

    home = welcome(robot, walk(robot, samoa, samoa.student))

    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"


def test_without_any_cookie_a_new_tab_takes_the_visit_over_once(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    frame, tab = universities.robot(cookies="none"), universities.robot()
    page = walk(frame, samoa, samoa.student)
    assert (page.status, page.url) == (200, f"{TOOL}/lti/launch")
    assert samoa.student.name in page.body
    assert samoa.tenant.name in page.body
    assert not is_let_in(frame)

    home = welcome(tab, tab.send(new_tab_form(page)))

    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"
    assert_refused(universities.robot().send(new_tab_form(page)), "code_not_usable", 410)


def test_the_code_stands_in_no_address_of_the_new_tab(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    page = walk(universities.robot(cookies="none"), samoa, samoa.student)
    code = new_tab_form(page).form["code"]

    visit = universities.robot().send(new_tab_form(page))

    assert all(code not in hop.url for hop in [*page.hops, *visit.hops])


def test_the_code_of_a_new_tab_expires(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    page = walk(universities.robot(cookies="none"), samoa, samoa.student)

    with clock.moved(timedelta(minutes=6)):
        visit = universities.robot().send(new_tab_form(page))

    assert_refused(visit, "code_not_usable", 410)


@pytest.mark.parametrize("code", ["", "invented", "\0", "x" * 5000])
def test_an_invented_code_opens_nothing(universities: Universities, code: str) -> None:
    visit = universities.robot().send(Step("POST", f"{TOOL}/launch/continue", {"code": code}))

    assert_refused(visit, "code_not_usable", 410)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_a_code_that_another_site_posts_asks_first(
    universities: Universities, samoa: University, exchange_id: int, headers: dict[str, str]
) -> None:
    """Else a stranger could make a browser enter a visit that is not its own."""
    page = walk(universities.robot(cookies="none"), samoa, samoa.student)
    posted = new_tab_form(page)
    posted.headers = headers
    victim = universities.robot()

    asked = victim.send(posted)

    assert samoa.student.name in asked.body
    assert victim.open(f"{TOOL}/profile").status == 401
    confirmed = victim.send(new_tab_form(asked))
    assert confirmed.url.startswith(f"{TOOL}/welcome")


def test_a_new_tab_that_keeps_no_cookie_either_says_how_to_allow_it(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    page = walk(universities.robot(cookies="none"), samoa, samoa.student)

    visit = universities.robot(cookies="none").send(new_tab_form(page))

    assert visit.status == 403
    assert "Your browser blocks cookies here" in visit.body


def test_the_new_tab_page_is_in_the_language_of_the_launch(
    universities: Universities, madrid: University
) -> None:
    madrid.platform.storage_target = ""
    page = walk(universities.robot(cookies="none", language="en"), madrid, madrid.student)

    assert element(page, "html")["lang"] == "es"


@pytest.mark.parametrize(
    ("name", "target"), [("madrid", "lti_storage_frame"), ("bogota", "_parent")]
)
def test_the_state_is_left_with_a_platform_that_offers_storage(
    request: pytest.FixtureRequest, universities: Universities, name: str, target: str
) -> None:
    university: University = request.getfixturevalue(name)
    robot = universities.robot()

    # The robot would go on from this page, as its script does.
    page = robot._request(robot.begin(university.address(university.student)), [])

    kept = element(page, "[data-storage-put]")
    assert kept["data-target"] == target
    assert kept["data-origin"] == university.world.base_url
    assert re.fullmatch(r"state-[A-Za-z0-9_-]{43}", kept["data-value"])
    assert kept["data-key"] == "lti-state-" + kept["data-value"][-12:]
    assert kept["data-next"].startswith(university.world.base_url)


def test_a_browser_that_brings_the_cookie_is_not_sent_to_the_storage(
    universities: Universities, bogota: University
) -> None:
    visit = walk(universities.robot(), bogota, bogota.student)

    assert visit.url.startswith(f"{TOOL}/welcome")


def asked_storage(universities: Universities, university: University) -> tuple[Robot, Step]:
    """A browser that lost the state cookie, and the form that waits for the storage's answer."""
    robot = universities.robot()
    launch = robot.authorize(university.address(university.student))
    robot.jar.by_host["exchange.test"] = {}
    page = robot.post_launch(launch)
    assert (page.status, page.url) == (200, f"{TOOL}/lti/launch")
    form = next(form for form in page.forms if "stored_state" in form.fields)
    assert element(page, "[data-storage-get]")["data-key"].endswith(launch.form["state"][-12:])
    return robot, Step(form.method, form.action, form.fields)


@pytest.mark.parametrize("name", ["madrid", "bogota"])
def test_the_right_state_from_the_storage_opens_the_course(
    request: pytest.FixtureRequest, universities: Universities, name: str
) -> None:
    robot, launch = asked_storage(universities, request.getfixturevalue(name))
    launch.form["stored_state"] = launch.form["state"]

    home = welcome(robot, robot.send(launch))

    assert re.fullmatch(TOOL + r"/exchanges/\d+/", home.url)


def test_the_right_state_from_the_storage_and_no_cookie_at_all_leads_to_a_new_tab(
    universities: Universities, bogota: University
) -> None:
    robot, launch = asked_storage(universities, bogota)
    robot.jar.policy = "none"
    launch.form["stored_state"] = launch.form["state"]

    page = robot.send(launch)
    visit = universities.robot().send(new_tab_form(page))

    assert visit.url.startswith(f"{TOOL}/welcome")


def test_a_wrong_state_from_the_storage_is_refused(
    universities: Universities, bogota: University
) -> None:
    robot, launch = asked_storage(universities, bogota)
    launch.form["stored_state"] = "state-" + "B" * 43

    assert_refused(robot.send(launch), "state_mismatch")


def test_no_state_from_the_storage_leads_to_a_new_tab(
    universities: Universities, bogota: University
) -> None:
    robot, launch = asked_storage(universities, bogota)

    page = robot.send(launch)

    assert not is_let_in(robot)
    assert universities.robot().send(new_tab_form(page)).url.startswith(f"{TOOL}/welcome")


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
@pytest.mark.parametrize("name", ["samoa", "bogota"])
def test_another_site_cannot_speak_for_the_platform_s_storage(
    request: pytest.FixtureRequest, universities: Universities, name: str, headers: dict[str, str]
) -> None:
    """A stranger's own launch, posted into somebody's browser with its state twice."""
    university: University = request.getfixturevalue(name)
    launch = universities.robot().authorize(university.address(university.student))
    launch.form["stored_state"] = launch.form["state"]
    launch.headers = headers
    victim = universities.robot()

    visit = victim.post_launch(launch)

    assert visit.status == 200
    assert victim.open(f"{TOOL}/profile").status == 401


def launch_token(visit: Visit) -> str:
    return element(visit, "meta[name=launch-token]")["content"]


def with_token(universities: Universities, token: str) -> Visit:
    """A script's request, which brings no cookie."""
    headers = {"Authorization": f"Launch {token}"}
    return universities.robot(cookies="none").send(
        Step("GET", f"{TOOL}/profile", {}, headers=headers)
    )


def test_the_page_s_launch_token_opens_the_visit_without_a_cookie(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    home = welcome(robot, walk(robot, samoa, samoa.student))

    visit = with_token(universities, launch_token(home))

    assert visit.status == 200
    assert samoa.student.name in visit.body


def test_a_launch_token_expires(
    universities: Universities,
    samoa: University,
    exchange_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robot = universities.robot()
    token = launch_token(welcome(robot, walk(robot, samoa, samoa.student)))
    present = TimestampSigner("any").get_timestamp()

    for hours, status in ((3.9, 200), (4.1, 401)):
        later = present + int(hours * 3600)
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self, later=later: later)
        assert with_token(universities, token).status == status


def test_a_launch_token_ends_with_its_visit(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    token = launch_token(welcome(robot, walk(robot, samoa, samoa.student)))
    profile = robot.open(f"{TOOL}/profile")
    number = next(n for n, form in enumerate(profile.forms) if "sign-out" in form.action)
    robot.submit(profile, number)

    assert with_token(universities, token).status == 401


@pytest.mark.parametrize("token", ["", "1", "MQ.abc.def", "x" * 5000, "é"])
def test_an_invented_launch_token_opens_nothing(universities: Universities, token: str) -> None:
    assert with_token(universities, token).status == 401
