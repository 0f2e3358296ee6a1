"""Who does not get in: suspended, disabled, unknown and not yet approved platforms."""

from dataclasses import replace

import pytest

from tests.launch.refusals import BadLaunches
from tests.launch.universities import TOOL, Universities, University, connection_of, walk
from vsm_platform.institutions.actions import (
    do_approve_deployment,
    do_connect_lms,
    do_disable_registration,
    do_enable_registration,
    do_reactivate_deployment,
    do_reactivate_institution,
    do_suspend_deployment,
    do_suspend_institution,
)
from vsm_platform.institutions.models import Deployment, Institution, Registration, State
from vsm_platform.practice import Step

pytestmark = pytest.mark.usefixtures("exchange_id")


def deployments(universities: Universities) -> list[tuple[int, str, State, str]]:
    from sqlalchemy import select

    columns = (
        Deployment.id,
        Deployment.deployment_id,
        Deployment.state,
        Deployment.platform_name,
    )
    return universities.rows(select(*columns).order_by(Deployment.id))


def test_a_suspended_institution_is_refused_by_name_until_it_is_reactivated(
    bad_launches: BadLaunches, universities: Universities, samoa: University
) -> None:
    key = samoa.institution_id
    universities.change(Institution, key, do_suspend_institution, "asked for")

    page = bad_launches.refused("institution_suspended", status=403)
    universities.change(Institution, key, do_reactivate_institution, "asked for")

    assert samoa.tenant.name in page.title
    assert walk(universities.robot(), samoa, samoa.student).status == 200


def test_a_suspended_deployment_is_refused_until_it_is_reactivated(
    bad_launches: BadLaunches, universities: Universities, samoa: University
) -> None:
    key = deployments(universities)[0][0]
    universities.change(Deployment, key, do_suspend_deployment, "asked for")

    bad_launches.refused("deployment_suspended", status=403)
    universities.change(Deployment, key, do_reactivate_deployment, "asked for")

    assert walk(universities.robot(), samoa, samoa.student).status == 200


def test_a_disabled_registration_is_refused_at_the_login_until_it_is_enabled(
    bad_launches: BadLaunches, universities: Universities, samoa: University
) -> None:
    key = samoa.registration_id
    universities.change(Registration, key, do_disable_registration, "asked for")
    robot = universities.robot()

    login = robot.begin(samoa.address(samoa.student))
    bad_launches.refused_as_it_is(robot, login, "registration_disabled", 403)
    universities.change(Registration, key, do_enable_registration, "asked for")

    assert walk(universities.robot(), samoa, samoa.student).status == 200


def test_a_registration_that_was_disabled_after_the_login_is_refused_at_the_launch(
    bad_launches: BadLaunches, universities: Universities, samoa: University
) -> None:
    robot = universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    universities.change(Registration, samoa.registration_id, do_disable_registration, "asked for")

    bad_launches.refused_as_it_is(robot, launch, "registration_disabled", 403)


@pytest.mark.parametrize(
    "change", [{"iss": "https://unknown.example"}, {"client_id": "unknown"}, {"iss": "samoa"}]
)
def test_an_unknown_issuer_or_client_is_refused(
    bad_launches: BadLaunches, samoa: University, change: dict[str, str]
) -> None:
    robot = bad_launches.universities.robot()
    login = robot.begin(samoa.address(samoa.student))
    login.form.update(change)

    page = bad_launches.refused_as_it_is(robot, login, "registration_unknown", 403)
    assert page.title == "We do not know this learning platform"


def test_an_issuer_with_one_client_needs_no_client_id(
    universities: Universities, samoa: University
) -> None:
    robot = universities.robot()
    login = robot.begin(samoa.address(samoa.student))
    del login.form["client_id"]

    visit = robot.post_launch(robot.authenticate(robot.login(login)))

    assert visit.status == 200


def test_an_issuer_with_several_clients_and_no_client_id_is_refused(
    bad_launches: BadLaunches, universities: Universities, samoa: University
) -> None:
    known = connection_of(universities.world, samoa.platform, samoa.tool)
    with universities.work() as session:
        institution = session.get_one(Institution, samoa.institution_id)
        second = replace(known, client_id="second-client")
        do_connect_lms(session, institution, second, "2", actor_id=None)
    robot = universities.robot()
    login = robot.begin(samoa.address(samoa.student))
    del login.form["client_id"]

    bad_launches.refused_as_it_is(robot, login, "login_registration_ambiguous")


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "javascript:alert(1)", "/lti/launch", "https://["]
)
def test_a_login_to_another_place_is_refused(
    bad_launches: BadLaunches, samoa: University, target: str
) -> None:
    robot = bad_launches.universities.robot()
    login = robot.begin(samoa.address(samoa.student))
    login.form["target_link_uri"] = target

    bad_launches.refused_as_it_is(robot, login, "target_link_uri_foreign")


@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
def test_a_login_that_lacks_a_parameter_is_refused(
    bad_launches: BadLaunches, samoa: University, name: str
) -> None:
    robot = bad_launches.universities.robot()
    login = robot.begin(samoa.address(samoa.student))
    del login.form[name]

    bad_launches.refused_as_it_is(robot, login, "login_parameter_missing")


@pytest.mark.parametrize("name", ["iss", "login_hint", "client_id", "lti_message_hint"])
def test_a_login_with_an_unusable_parameter_is_refused(
    bad_launches: BadLaunches, samoa: University, name: str
) -> None:
    for value in ("a\0b", "x" * 20_000):
        robot = bad_launches.universities.robot()
        login = robot.begin(samoa.address(samoa.student))
        login.form[name] = value

        bad_launches.refused_as_it_is(robot, login, "login_parameter_malformed")


def test_a_login_may_come_by_get_as_well_as_by_post(
    universities: Universities, samoa: University
) -> None:
    for method in ("GET", "POST"):
        robot = universities.robot()
        login = robot.begin(samoa.address(samoa.student))
        login.method = method

        assert robot.post_launch(robot.authenticate(robot.login(login))).status == 200


def test_an_unknown_deployment_waits_and_works_once_it_is_approved(
    universities: Universities, bad_launches: BadLaunches, hawaii: University
) -> None:
    bad_launches.university = hawaii
    known = deployments(universities)
    hawaii.tool.deployments[0].id = "another-deployment"

    bad_launches.refused("deployment_pending", status=403)
    bad_launches.refused("deployment_pending", status=403)
    (waiting,) = [each for each in deployments(universities) if each not in known]
    assert waiting[1:] == ("another-deployment", State.PENDING, hawaii.tenant.name)
    with universities.work() as session:
        row = session.get_one(Deployment, waiting[0])
        institution = session.get_one(Institution, hawaii.institution_id)
        do_approve_deployment(session, row, institution, actor_id=None)
    visit = walk(universities.robot(), hawaii, hawaii.teacher)

    assert (visit.status, visit.url) == (200, f"{TOOL}/launch/course")


def test_a_deployment_that_was_never_told_shows_itself_at_the_first_launch(
    universities: Universities, bad_launches: BadLaunches
) -> None:
    bad_launches.university = universities.connect("Hawaii", deployed=False)

    page = bad_launches.refused("deployment_pending", status=403)

    assert page.title == "Your university is not connected yet"
    assert [row[2] for row in deployments(universities)] == [State.ACTIVE, State.PENDING]


def test_a_suspended_deployment_that_waited_is_said_to_be_switched_off(
    universities: Universities, bad_launches: BadLaunches
) -> None:
    bad_launches.university = universities.connect("Hawaii", deployed=False)
    bad_launches.refused("deployment_pending", status=403)
    key = deployments(universities)[-1][0]
    universities.change(Deployment, key, do_suspend_deployment, "nobody knows it")

    bad_launches.refused("deployment_suspended", status=403)


def test_a_suspended_institution_ends_the_visits_that_are_open(
    universities: Universities, samoa: University, exchange_id: int
) -> None:
    robot = universities.robot()
    visit = walk(robot, samoa, samoa.student)
    assert "/welcome" in visit.url

    universities.change(Institution, samoa.institution_id, do_suspend_institution, "asked for")

    for path in ("/welcome", "/profile", f"/exchanges/{exchange_id}/", "/launch/course"):
        assert robot.open(TOOL + path).status == 401
    refused = robot.submit(visit, 0, display_name="Still here", timezone="UTC")
    assert refused.status in {400, 401}


def test_an_address_without_a_launch_says_where_to_begin(universities: Universities) -> None:
    visit = universities.robot().send(Step("GET", f"{TOOL}/profile", {}))

    assert visit.status == 401
    assert "learning platform" in visit.body
