"""Where a launch leads: welcome, chooser, course home, and the pages that say what is missing."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.launch.refusals import assert_refused
from tests.launch.universities import (
    COURSE,
    INSTRUCTOR,
    LEARNER,
    LTI,
    TOOL,
    Universities,
    University,
    choose_exchange,
    signed_again,
    walk,
    welcome,
)
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.accounts.models import NoticeAcknowledgement
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Role, do_set_coordinator, partners_of
from vsm_platform.institutions.actions import InstitutionDetails, do_change_institution
from vsm_platform.institutions.models import Institution
from vsm_platform.practice import Robot, Visit, add_course, enrol
from vsm_platform.practice.model import Account, Course

TEACHING_ASSISTANT = (
    "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
)


def unlinked_course(samoa: University, *people: Account) -> Course:
    """A second course of the university with a link to the tool."""
    course = add_course(samoa.world, samoa.tenant, "Ocean Studies")
    samoa.world.place_link(samoa.tenant, course, samoa.tool, "Open the exchange")
    for account in people:
        enrol(samoa.world, course, account)
    return course


def arrive(robot: Robot, samoa: University, account: Account, **claims: Any) -> Visit:
    """Launch with changed claims; a claim of LTI's is named by its last word."""

    def change(payload: dict[str, Any]) -> None:
        for name, value in claims.items():
            payload[LTI + name if LTI + name in payload else name] = value

    launch = robot.authorize(samoa.address(account))
    return robot.post_launch(signed_again(launch, samoa, change))


def roles_of(universities: Universities, account: Account) -> list[Role]:
    return [role for _name, role in universities.enrolments(account.sub)]


def test_a_first_launch_leads_over_the_welcome_page_to_the_course_home(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    visit = walk(robot, samoa, samoa.student)
    assert visit.url == f"{TOOL}/welcome?next=%2Fexchanges%2F{exchange_id}%2F"

    home = welcome(robot, visit, timezone="Pacific/Apia")

    assert (home.status, home.url) == (200, f"{TOOL}/exchanges/{exchange_id}/")
    assert COURSE in home.body
    columns = Person.display_name, Person.timezone, NoticeAcknowledgement.language
    query = select(*columns).join(NoticeAcknowledgement)
    assert universities.rows(query) == [(samoa.student.name, "Pacific/Apia", "en")]


def test_nothing_else_opens_before_the_notice_is_read(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    walk(robot, samoa, samoa.student)

    for path in ("/profile", f"/exchanges/{exchange_id}/", f"/exchanges/{exchange_id}/people"):
        assert robot.open(TOOL + path).url.startswith(f"{TOOL}/welcome")


def test_a_returning_launch_leads_to_the_course_home_at_once(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))

    for browser in (robot, universities.robot()):
        visit = walk(browser, samoa, samoa.student)
        assert (visit.status, visit.url) == (200, f"{TOOL}/exchanges/{exchange_id}/")
    assert len(universities.rows(select(Person.id).where(Person.notice_version != ""))) == 1


def test_a_changed_notice_is_shown_again_before_the_course(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    with universities.work() as session:
        institution = session.get_one(Institution, samoa.institution_id)
        details = InstitutionDetails(institution.name, notice="Grades go to the registry.")
        do_change_institution(session, institution, details, actor_id=None)

    again = walk(robot, samoa, samoa.student)

    assert "Grades go to the registry." in again.body
    assert welcome(robot, again).url == f"{TOOL}/exchanges/{exchange_id}/"


def test_a_learner_from_an_unlinked_course_reads_what_is_missing_and_who_can_mend_it(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    course = unlinked_course(samoa, samoa.student)
    robot = universities.robot()

    visit = robot.launch(samoa.address(samoa.student, course))

    page = assert_refused(visit, "course_not_linked", 404)
    assert "Ocean Studies" in page.texts[0]
    assert samoa.tenant.name in page.texts[0]
    assert "teacher" in page.texts[1]


def test_an_instructor_links_the_course_once_and_then_everybody_is_enrolled(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    course = unlinked_course(samoa, samoa.teacher, *samoa.students)
    robot = universities.robot()
    asked = robot.launch(samoa.address(samoa.teacher, course))
    assert asked.url == f"{TOOL}/launch/course"
    assert "Ocean Studies" in asked.body
    assert COURSE in asked.body

    chosen = choose_exchange(robot, asked, universities.partnership_of(samoa))
    home = welcome(robot, chosen)

    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"
    assert roles_of(universities, samoa.teacher) == [Role.FACILITATOR]
    for student in samoa.students:
        browser = universities.robot()
        arrived = browser.launch(samoa.address(student, course))
        assert welcome(browser, arrived).url == f"{TOOL}/exchanges/{exchange_id}/"
        assert roles_of(universities, student) == [Role.STUDENT]


def test_an_instructor_whose_university_is_in_no_exchange_reads_whom_to_ask(
    universities: Universities, samoa: University
) -> None:
    visit = walk(universities.robot(), samoa, samoa.teacher)

    assert (visit.status, visit.url) == (200, f"{TOOL}/launch/course")
    assert "not a partner in any exchange" in visit.body


def test_a_learner_cannot_link_a_course(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    course = unlinked_course(samoa, samoa.student, samoa.teacher)
    teacher, student = universities.robot(), universities.robot()
    chooser = teacher.launch(samoa.address(samoa.teacher, course))
    student.launch(samoa.address(samoa.student, course))

    forged = choose_exchange(student, chooser, universities.partnership_of(samoa))

    assert forged.status in {400, 404}
    again = student.launch(samoa.address(samoa.student, course))
    assert_refused(again, "course_not_linked", 404)


def test_an_assistant_is_enrolled_as_a_student_until_the_lms_says_instructor(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    arrive(universities.robot(), samoa, samoa.student, roles=[TEACHING_ASSISTANT, INSTRUCTOR])
    assert roles_of(universities, samoa.student) == [Role.STUDENT]


def test_the_role_follows_the_lms_up_and_down(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    for role, expected in (
        (LEARNER, Role.STUDENT),
        (INSTRUCTOR, Role.FACILITATOR),
        (LEARNER, Role.STUDENT),
    ):
        arrive(universities.robot(), samoa, samoa.student, roles=[role])
        assert roles_of(universities, samoa.student) == [expected]


def test_a_coordinator_stays_coordinator_whatever_the_lms_says(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    walk(universities.robot(), samoa, samoa.teacher)
    with universities.work() as session:
        query = select(Identity.person_id).where(Identity.subject == samoa.teacher.sub)
        person = session.scalars(query).one()
        do_set_coordinator(session, exchange_id, person, is_coordinator=True, actor_id=None)

    arrive(universities.robot(), samoa, samoa.teacher, roles=[LEARNER])

    assert roles_of(universities, samoa.teacher) == [Role.COORDINATOR]


def test_a_test_user_looks_and_is_counted_nowhere(universities: Universities) -> None:
    madrid = universities.connect("Madrid")
    exchange_id = universities.exchange(madrid)
    universities.link_course(madrid, exchange_id)
    previewer, student = universities.robot(), universities.robot()

    home = welcome(previewer, walk(previewer, madrid, madrid.test_user))
    welcome(student, walk(student, madrid, madrid.student))
    people = student.open(f"{TOOL}/exchanges/{exchange_id}/people")

    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"
    assert universities.enrolments(madrid.test_user.sub) == [("Test Student", Role.STUDENT)]
    with universities.work() as session:
        assert [partner.students for partner in partners_of(session, exchange_id)] == [1]
    assert people.status == 200
    assert madrid.student.name in people.body
    assert "Test Student" not in people.body


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"name": "", "given_name": "Sina", "family_name": "Vaai"}, "Sina Vaai"),
        ({"name": "", "given_name": "Sina", "family_name": ""}, "Sina"),
        ({"name": "  Sina Vaai ", "given_name": ""}, "Sina Vaai"),
        ({"name": "", "given_name": "", "family_name": ""}, ""),
        ({"name": "Maʻafala Tūiʻāsosopo"}, "Maʻafala Tūiʻāsosopo"),
        ({"name": "x" * 3000}, "x" * 120),
    ],
)
def test_the_welcome_page_offers_the_name_that_the_lms_sent(
    universities: Universities,
    samoa: University,
    exchange_id: int,
    sent: dict[str, str],
    expected: str,
) -> None:
    visit = arrive(universities.robot(), samoa, samoa.student, **sent)

    form = next(form for form in visit.forms if "display_name" in form.fields)
    assert form.fields["display_name"] == expected


def test_a_person_without_a_name_is_asked_for_one(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    samoa.platform.faults.omit_names = samoa.platform.faults.omit_email = True
    robot = universities.robot()
    visit = walk(robot, samoa, samoa.student)

    refused = welcome(robot, visit, display_name="   ")
    home = welcome(robot, refused, display_name="Sina")

    assert refused.url.startswith(f"{TOOL}/welcome")
    assert home.url == f"{TOOL}/exchanges/{exchange_id}/"
    assert universities.enrolments(samoa.student.sub) == [("Sina", Role.STUDENT)]


def test_a_name_that_the_person_chose_outlives_what_the_lms_sends(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student), display_name="Sina")

    arrive(robot, samoa, samoa.student, name="Official Name", email="new@samoa.example")
    profile = robot.open(f"{TOOL}/profile")

    assert universities.enrolments(samoa.student.sub) == [("Sina", Role.STUDENT)]
    assert "Official Name" in profile.body
    assert "new@samoa.example" in profile.body


def test_variables_that_the_lms_did_not_fill_in_are_shown_nowhere(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    samoa.tool.custom = {"zone": "$Person.address.timezone", "course": "$Context.title"}
    robot = universities.robot()

    visit = walk(robot, samoa, samoa.student)
    home = welcome(robot, visit)
    profile = robot.open(f"{TOOL}/profile")

    assert home.status == 200
    for page in (visit, home, profile):
        assert "$Person" not in page.body


def test_the_pages_are_in_the_language_of_the_launch(universities: Universities) -> None:
    madrid = universities.connect("Madrid")
    universities.link_course(madrid, universities.exchange(madrid))
    robot = universities.robot(language="en")
    assert madrid.student.locale == "es"

    visit = walk(robot, madrid, madrid.student)
    home = welcome(robot, visit)

    assert [language_of(page) for page in (visit, home)] == ["es", "es"]


def test_the_language_that_the_person_chose_wins_over_the_launch_s(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    profile = robot.open(f"{TOOL}/profile")
    number = next(n for n, form in enumerate(profile.forms) if "display_name" in form.fields)
    saved = robot.submit(profile, number, locale="es", timezone="Pacific/Apia")

    again = walk(universities.robot(language="en"), samoa, samoa.student)

    assert language_of(saved) == language_of(again) == "es"


def language_of(visit: Visit) -> str:
    page = BeautifulSoup(visit.body, "html.parser")
    assert page.html is not None
    return str(page.html["lang"])


def test_a_visit_ends_after_twelve_hours(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    home = welcome(robot, walk(robot, samoa, samoa.student))

    with clock.moved(timedelta(hours=11, minutes=55)):
        assert robot.open(home.url).status == 200
    with clock.moved(timedelta(hours=12, minutes=1)):
        assert_refused(robot.open(home.url), "sign_in_needed", 401)


def test_who_has_signed_out_is_out(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    welcome(robot, walk(robot, samoa, samoa.student))
    copied = universities.robot()
    copied.jar.by_host = {host: dict(kept) for host, kept in robot.jar.by_host.items()}
    profile = robot.open(f"{TOOL}/profile")
    number = next(n for n, form in enumerate(profile.forms) if "sign-out" in form.action)

    left = robot.submit(profile, number)

    assert left.status == 200
    assert robot.open(f"{TOOL}/profile").status == 401
    assert copied.open(f"{TOOL}/profile").status == 401, "a copy of the cookie opens nothing"
    assert walk(robot, samoa, samoa.student).url == f"{TOOL}/exchanges/{exchange_id}/"
