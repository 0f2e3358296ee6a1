"""Universities that share issuer, client_id, subjects and course ids never see each other.

Blackboard serves all its universities under one issuer and one client_id, Canvas all under one
issuer; only the deployment tells them apart. The two of each pair here use the same subjects for
their people and the same id for their courses, as separate tenants may.
"""

import re
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.launch.refusals import assert_refused
from tests.launch.universities import (
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
from vsm_platform.exchanges.api import CourseLink, Enrolment
from vsm_platform.institutions.actions import do_suspend_deployment, do_suspend_institution
from vsm_platform.institutions.models import Deployment, Institution, Registration
from vsm_platform.practice import Robot

PAIRS = {"blackboard": ("Madrid", "Manila"), "canvas": ("Bogota", "Tokyo")}


@dataclass(frozen=True)
class Pair:
    """Two universities of one vendor, each with an exchange of its own."""

    universities: Universities
    one: University
    other: University
    exchange_of_one: int
    exchange_of_other: int

    def enter(self, university: University, *, as_teacher: bool = False) -> Robot:
        robot = self.universities.robot()
        account = university.teacher if as_teacher else university.student
        visit = walk(robot, university, account)
        if "/welcome" in visit.url:
            visit = welcome(robot, visit)
        assert visit.status == 200, visit.body[:2000]
        return robot


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest, universities: Universities) -> Pair:
    one, other = (universities.connect(name) for name in PAIRS[request.param])
    exchanges = [
        universities.exchange(one, title="Exchange of the one"),
        universities.exchange(other, title="Exchange of the other"),
    ]
    universities.link_course(one, exchanges[0])
    universities.link_course(other, exchanges[1])
    return Pair(universities, one, other, *exchanges)


def test_the_pair_shares_registration_subject_and_course(pair: Pair) -> None:
    assert pair.one.registration_id == pair.other.registration_id
    assert pair.one.student.sub == pair.other.student.sub
    assert pair.one.course.id == pair.other.course.id
    assert pair.one.deployment_id != pair.other.deployment_id
    assert pair.one.institution_id != pair.other.institution_id


def test_one_subject_of_two_universities_is_two_people(pair: Pair) -> None:
    for university in (pair.one, pair.other, pair.one):
        pair.enter(university)

    query = (
        select(Person.institution_id, Person.display_name, Identity.subject)
        .join(Identity, Identity.person_id == Person.id)
        .where(Identity.subject == pair.one.student.sub)
        .order_by(Person.institution_id)
    )
    assert pair.universities.rows(query) == [
        (university.institution_id, university.student.name, university.student.sub)
        for university in (pair.one, pair.other)
    ]


def test_one_course_id_of_two_universities_leads_into_two_exchanges(pair: Pair) -> None:
    links = pair.universities.rows(select(CourseLink.course_key, CourseLink.deployment_id))
    assert len({key for key, _deployment in links}) == 1
    assert len({deployment for _key, deployment in links}) == 2

    for university, own, foreign in (
        (pair.one, pair.exchange_of_one, "Exchange of the other"),
        (pair.other, pair.exchange_of_other, "Exchange of the one"),
    ):
        visit = walk(pair.enter(university), university, university.student)
        assert visit.url == f"{TOOL}/exchanges/{own}/"
        assert foreign not in visit.body


def test_a_course_that_only_the_other_university_linked_is_not_linked(
    universities: Universities, pair: Pair
) -> None:
    pair.one.course.id = "course-2"
    pair.one.tenant.courses = {"course-2": pair.one.course}
    pair.other.course.id = "course-2"
    pair.other.tenant.courses = {"course-2": pair.other.course}
    teacher = universities.robot()
    chooser = walk(teacher, pair.other, pair.other.teacher)
    choose_exchange(teacher, chooser, universities.partnership_of(pair.other))

    visit = walk(universities.robot(), pair.one, pair.one.student)

    assert_refused(visit, "course_not_linked", 404)
    assert pair.one.tenant.name in visit.body
    assert pair.other.tenant.name not in visit.body


def test_the_chooser_offers_only_the_exchanges_of_one_s_own_university(
    universities: Universities, pair: Pair
) -> None:
    pair.one.course.id = "course-2"
    pair.one.tenant.courses = {"course-2": pair.one.course}
    robot = universities.robot()
    visit = walk(robot, pair.one, pair.one.teacher)
    assert "Exchange of the one" in visit.body
    assert "Exchange of the other" not in visit.body

    forged = choose_exchange(robot, visit, universities.partnership_of(pair.other))

    assert forged.url == f"{TOOL}/launch/course"
    foreign = select(CourseLink.id).where(CourseLink.course_key == "context:course-2")
    assert universities.rows(foreign) == []


def own_pages(app: Flask, exchange_id: int) -> list[str]:
    """Every address of the product that can be read, filled in for one exchange."""
    addresses = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        values = {name: exchange_id if name == "exchange_id" else 1 for name in rule.arguments}
        with app.test_request_context(base_url=TOOL):
            addresses.append(app.url_for(rule.endpoint, _external=True, **values))
    return addresses


def test_no_page_shows_the_other_university_anything(app: Flask, pair: Pair) -> None:
    for teaches in (False, True):
        pair.enter(pair.other, as_teacher=teaches)
    secrets = [
        "Exchange of the other",
        pair.other.tenant.name,
        pair.other.student.name,
        pair.other.teacher.name,
    ]
    for as_teacher in (False, True):
        robot = pair.enter(pair.one, as_teacher=as_teacher)
        for address in own_pages(app, pair.exchange_of_other):
            visit = robot.open(address)
            assert visit.status < 500, address
            for secret in secrets:
                assert secret not in visit.body, f"{secret} at {address}"
        assert robot.open(f"{TOOL}/exchanges/{pair.exchange_of_other}/").status == 404
        assert robot.open(f"{TOOL}/exchanges/{pair.exchange_of_other}/people").status == 404


def test_nobody_was_enrolled_in_the_other_s_exchange(pair: Pair) -> None:
    pair.enter(pair.one)
    pair.enter(pair.other)

    query = select(Enrolment.exchange_id, Person.institution_id).join(
        Person, Person.id == Enrolment.person_id
    )
    assert sorted(pair.universities.rows(query)) == [
        (pair.exchange_of_one, pair.one.institution_id),
        (pair.exchange_of_other, pair.other.institution_id),
    ]


def test_a_login_for_one_deployment_does_not_serve_the_other_s(pair: Pair) -> None:
    robot = pair.universities.robot()
    pair.one.platform.faults.wrong_deployment = True
    launch = robot.authorize(pair.one.address(pair.one.student))

    assert_refused(robot.post_launch(launch), "deployment_mismatch")


def test_the_deployment_of_the_signed_token_decides_and_nothing_else(pair: Pair) -> None:
    """A login without the hint: the platform's signature says whose person it is."""
    robot = pair.universities.robot()
    begun = robot.begin(pair.one.address(pair.one.student))
    del begun.form["lti_deployment_id"]
    begun.form.pop("lti_storage_target")
    launch = robot.authenticate(robot.login(begun))
    signed_again(
        launch,
        pair.one,
        lambda claims: claims.update({LTI + "deployment_id": pair.other.deployment_id}),
    )

    visit = robot.post_launch(launch)

    assert "/welcome" in visit.url
    institutions = select(Person.institution_id).join(Identity, Identity.person_id == Person.id)
    theirs = institutions.where(Identity.subject == pair.one.student.sub)
    assert pair.universities.rows(theirs) == [(pair.other.institution_id,)]


@pytest.mark.parametrize("closed", ["institution", "deployment"])
def test_closing_one_university_leaves_the_other_open(pair: Pair, closed: str) -> None:
    if closed == "institution":
        pair.universities.change(
            Institution, pair.one.institution_id, do_suspend_institution, "asked for"
        )
    else:
        query = select(Deployment.id).where(Deployment.deployment_id == pair.one.deployment_id)
        ((key,),) = pair.universities.rows(query)
        pair.universities.change(Deployment, key, do_suspend_deployment, "asked for")

    refused = walk(pair.universities.robot(), pair.one, pair.one.student)
    assert_refused(refused, f"{closed}_suspended", 403)
    pair.enter(pair.other)


def test_a_visit_at_one_university_does_not_become_the_other_s(pair: Pair) -> None:
    """One browser, two universities: the later launch is whom the browser is."""
    robot = pair.enter(pair.one)
    visit = walk(robot, pair.other, pair.other.student)
    welcome(robot, visit)

    assert robot.open(f"{TOOL}/exchanges/{pair.exchange_of_one}/").status == 404
    assert robot.open(f"{TOOL}/exchanges/{pair.exchange_of_other}/").status == 200


def frame_ancestors(headers: list[tuple[str, str]]) -> set[str]:
    policy = dict(headers)["content-security-policy"]
    found = re.search(r"frame-ancestors ([^;]*)", policy)
    assert found is not None
    return set(found[1].split())


def test_a_page_may_be_framed_by_the_visitor_s_own_lms_only(
    universities: Universities, samoa: University, hawaii: University
) -> None:
    for university in (samoa, hawaii):
        robot = universities.robot()
        visit = walk(robot, university, university.teacher)

        own = f"https://{university.platform_key}.example"
        assert frame_ancestors(visit.headers) == {"'self'", own}


def test_a_registration_in_another_spelling_is_another_registration(
    universities: Universities, samoa: University
) -> None:
    """Issuers are compared letter by letter: a look-alike is somebody else."""
    tool = samoa.tool
    with universities.work() as session:
        known = session.get_one(Registration, samoa.registration_id)
        known.issuer = known.issuer.upper()
    robot = universities.robot()
    visit = robot.send(robot.begin(samoa.address(samoa.student)))

    assert_refused(visit, "registration_unknown", 403)
    assert replace(tool).client_id == tool.client_id
