"""A deep linking request is answered once, in time, by the person whom the LMS sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.launch.placing import Chooser, begin, form_to, form_with, payload
from tests.launch.refusals import assert_refused
from tests.launch.universities import (
    INSTRUCTOR,
    MEMBERSHIP,
    TOOL,
    Universities,
    University,
    welcome,
)
from vsm_platform.core import clock
from vsm_platform.exchanges.api import CourseLink, Role
from vsm_platform.institutions.actions import do_suspend_deployment
from vsm_platform.institutions.models import Deployment, Registration
from vsm_platform.launch.deep_linking.models import MEMORY, REQUEST_LIFE, DeepLinkingRequest
from vsm_platform.practice import Step, Visit

ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"


@pytest.fixture
def chooser(universities: Universities, samoa: University) -> Chooser:
    universities.exchange(samoa)
    return Chooser(universities, samoa)


def sent_form(page: Visit, *pages: str) -> Step:
    """The chooser's form, filled in, to be sent as often as a test likes."""
    form = page.forms[form_with(page, "csrf_token")]
    return Step(form.method, form.action, {**form.fields, "pages": [*pages]})


def header(visit: Visit, name: str) -> str:
    return dict(visit.headers).get(name.lower(), "")


def test_a_second_answer_is_never_made(chooser: Chooser) -> None:
    page = chooser.open()
    chooser.place(page, "home")

    for visit in (
        chooser.place(page, "people"),
        chooser.cancel(page),
        chooser.robot.open(page.url),
    ):
        refusal = assert_refused(visit, "deep_linking_answered", 409)
        assert "choose content there again" in refusal.texts[1]
    assert len(chooser.new_links) == 1


def test_of_answers_sent_at_the_same_moment_one_is_made(chooser: Chooser) -> None:
    step = sent_form(chooser.open(), "home")

    def answer(_number: int) -> int:
        return (
            chooser.universities.app.test_client(use_cookies=False)
            .post(
                step.action,
                data=step.form,
                headers={"Cookie": chooser.robot.jar.header(step.action)},
                base_url=TOOL,
            )
            .status_code
        )

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(answer, range(8)))

    assert sorted(codes) == [200] + [409] * 7


def test_a_late_answer_is_refused_and_much_later_forgotten(chooser: Chooser) -> None:
    page = chooser.open()

    with clock.moved(REQUEST_LIFE):
        for visit in (chooser.place(page, "home"), chooser.robot.open(page.url)):
            assert_refused(visit, "deep_linking_expired", 410)
    with clock.moved(REQUEST_LIFE + MEMORY + timedelta(seconds=1)):
        Chooser(chooser.universities, chooser.university).open()
    rows = chooser.universities.rows(select(func.count(DeepLinkingRequest.id)))
    assert rows == [(1,)]


def test_another_person_finds_no_such_request(chooser: Chooser, samoa: University) -> None:
    page = chooser.open()
    other = Chooser(chooser.universities, samoa, samoa.student)
    own = other.open()

    form = own.forms[form_to(own, "/nothing")]
    stolen = {"csrf_token": form.fields["csrf_token"], "pages": "home"}
    for step in (
        Step("GET", page.url, {}),
        Step("POST", page.url, stolen),
        Step("POST", f"{page.url}/nothing", stolen),
    ):
        assert_refused(other.robot.send(step), "not_found", 404)
    assert chooser.place(page, "home").status == 200


def test_a_stranger_is_sent_back_to_the_course(chooser: Chooser) -> None:
    page = chooser.open()
    stranger = chooser.universities.robot()

    assert_refused(stranger.open(page.url), "sign_in_needed", 401)
    assert_refused(stranger.open(f"{TOOL}/launch/content/4711"), "sign_in_needed", 401)


def test_a_form_without_its_token_answers_nothing(chooser: Chooser) -> None:
    page = chooser.open()

    for address in (page.url, f"{page.url}/nothing"):
        visit = chooser.robot.send(Step("POST", address, {"pages": "home"}))
        assert_refused(visit, "form_expired")
    assert chooser.place(page, "home").status == 200


def test_two_tabs_of_one_person_each_answer_their_own_request(chooser: Chooser) -> None:
    first, second = chooser.open(), chooser.open()
    assert first.url != second.url

    assert chooser.place(first, "home").status == 200
    assert chooser.place(second, "people").status == 200
    assert len(chooser.new_links) == 2


def test_the_welcome_page_stands_before_the_choice(chooser: Chooser, samoa: University) -> None:
    robot = chooser.universities.robot()
    visit = robot.open(begin(samoa))
    assert visit.url == f"{TOOL}/welcome?next=%2Flaunch%2Fcontent%2F1"
    assert welcome(robot, visit).url == f"{TOOL}/launch/content/1"


def test_a_browser_that_keeps_no_cookies_chooses_in_a_new_tab(
    chooser: Chooser, samoa: University
) -> None:
    robot = chooser.universities.robot(cookies="none")
    visit = robot.open(begin(samoa))
    assert "Open in a new tab" in visit.body

    tab = chooser.universities.robot()
    opened = tab.submit(visit, form_with(visit, "code"))
    page = welcome(tab, opened)

    assert page.url == f"{TOOL}/launch/content/1"


def test_a_deployment_that_is_not_open_places_nothing(
    chooser: Chooser, universities: Universities, samoa: University
) -> None:
    page = chooser.open()
    universities.change(Deployment, 1, do_suspend_deployment, "term is over")

    assert_refused(chooser.place(page, "home"), "sign_in_needed", 401)
    assert_refused(chooser.robot.open(begin(samoa)), "deployment_suspended", 403)


@pytest.mark.parametrize(
    "role", [INSTRUCTOR, ASSISTANT, f"{MEMBERSHIP}ContentDeveloper", f"{MEMBERSHIP}Administrator"]
)
def test_whoever_puts_content_into_the_course_may_choose_and_only_instructors_link_it(
    chooser: Chooser, role: str
) -> None:
    assert chooser.place(chooser.open(roles=[role]), "home").status == 200

    linked = chooser.universities.rows(select(CourseLink.course_key))
    teacher = chooser.university.teacher
    enrolled = [role for _name, role in chooser.universities.enrolments(teacher.sub)]
    is_instructor = role == INSTRUCTOR
    assert linked == ([("context:course-1",)] if is_instructor else [])
    assert enrolled == ([Role.FACILITATOR] if is_instructor else [])


@pytest.mark.parametrize(
    "role",
    [
        f"{MEMBERSHIP}Mentor",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
    ],
)
def test_a_role_elsewhere_does_not_count(chooser: Chooser, role: str) -> None:
    page = chooser.open(roles=[role])

    assert page.status == 403
    forged = chooser.robot.submit(page, form_to(page, "/nothing"))
    assert "Nothing was placed" in forged.text
    assert chooser.new_links == []


def test_a_student_cannot_place_with_a_form_made_by_hand(
    chooser: Chooser, samoa: University
) -> None:
    chooser.account = samoa.student
    page = chooser.open()
    token = page.forms[form_to(page, "/nothing")].fields["csrf_token"]

    visit = chooser.robot.send(Step("POST", page.url, {"csrf_token": token, "pages": "home"}))

    assert visit.status == 403
    assert chooser.new_links == []


def test_a_refusal_tells_the_platforms_log_why(chooser: Chooser, samoa: University) -> None:
    chooser.account = samoa.student
    claims = payload(chooser.given_up(chooser.open()))

    name = "https://purl.imsglobal.org/spec/lti-dl/claim/"
    assert claims[f"{name}content_items"] == []
    assert claims[f"{name}errormsg"].startswith("Only those who teach")
    assert claims[f"{name}errorlog"].startswith("deep_linking_role")
    assert f"{name}msg" not in claims


def test_a_colleague_who_links_the_course_meanwhile_is_not_overruled(
    chooser: Chooser, universities: Universities, samoa: University
) -> None:
    second = universities.exchange(samoa, title="Ocean and People")
    which = chooser.open()
    page = chooser.robot.submit(which, 0, exchange=str(second))
    universities.link_course(samoa, 1)

    assert_refused(chooser.place(page, "home"), "course_already_linked", 409)
    again = chooser.robot.open(page.url.partition("?")[0])
    assert "Your course belongs to this exchange" in again.text


def test_the_answer_may_go_to_the_lms_and_nowhere_else(chooser: Chooser) -> None:
    page = chooser.open()
    assert "form-action 'self';" in header(page, "Content-Security-Policy")
    step = sent_form(page, "home")
    response = chooser.universities.app.test_client(use_cookies=False).post(
        step.action,
        data=step.form,
        headers={"Cookie": chooser.robot.jar.header(step.action)},
        base_url=TOOL,
    )

    policy = response.headers["Content-Security-Policy"]
    assert f"form-action {chooser.university.world.base_url};" in policy
    assert "'self'" not in policy.partition("form-action")[2].partition(";")[0]
    assert response.headers["Cache-Control"] == "no-store"
    assert "form-action 'self';" in header(
        chooser.robot.open(f"{TOOL}/notice"), "Content-Security-Policy"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/return",
        "https://samoa.example.evil.example/return",
        "https://samoa.example@evil.example/return",
        "https://samoa.example:8443/return",
        "http://samoa.example/return",
        "https://samoa.example;script-src/return",
        "https://evil.example/return?x=https://samoa.example",
    ],
)
def test_an_answer_is_never_posted_to_a_stranger(chooser: Chooser, address: str) -> None:
    visit = chooser.open({"deep_link_return_url": address})

    page = assert_refused(visit, "deep_linking_return_foreign", 403)
    assert "Where its pages may show us" in page.texts[1]
    assert chooser.universities.rows(select(DeepLinkingRequest.id)) == []
    assert chooser.robot.open(f"{TOOL}/profile").status == 401


@pytest.mark.parametrize(
    "address", ["https://samoa.example/return?a=1&b=%22%3E", "https://SAMOA.example:443/r'\"<>"]
)
def test_an_address_of_the_lms_is_posted_to_as_it_came(chooser: Chooser, address: str) -> None:
    page = chooser.open({"deep_link_return_url": address})

    step = chooser.answered(page, "home")

    assert step.action == address


@pytest.mark.parametrize(
    ("address", "is_covered"),
    [
        ("https://math.samoa.example/return", True),
        ("https://a.b.samoa.example/return", True),
        ("https://samoa.example/return", False),
        ("https://mathsamoa.example/return", False),
        ("http://math.samoa.example/return", False),
        ("https://math.samoa.example:8443/return", False),
        ("https://math.samoa.example.evil.example/return", False),
        ("https://;script-src.samoa.example/return", False),
    ],
)
def test_a_star_among_the_origins_stands_for_all_hosts_below(
    chooser: Chooser, address: str, is_covered: bool
) -> None:
    with chooser.universities.work() as session:
        session.get_one(Registration, 1).frame_origins = ["https://*.samoa.example"]

    visit = chooser.open({"deep_link_return_url": address})

    if is_covered:
        assert chooser.answered(visit, "home").action == address
    else:
        assert_refused(visit, "deep_linking_return_foreign", 403)


@pytest.mark.parametrize("data", ['"}]><script>', "é \u202e 🌊\r\n\0", "x" * 20_000, ""])
def test_data_goes_back_exactly_as_it_came(chooser: Chooser, data: str) -> None:
    claims = payload(chooser.answered(chooser.open({"data": data}), "home"))

    assert claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"] == data


def test_without_a_context_a_choice_links_nothing(chooser: Chooser) -> None:
    page = chooser.open(context=None)
    assert "belongs to this exchange" not in page.text

    assert chooser.place(page, "home").status == 200
    assert chooser.universities.rows(select(CourseLink.id)) == []
