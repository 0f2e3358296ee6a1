"""A launch through the practice LMS, judged by a tool that shares nothing with it."""

import re
from urllib.parse import urlencode

import pytest

from tests.practice.stand_in_tool import CLAIM
from vsm_platform.practice import HttpTransport, Robot, RobotError, Step, serve_in_thread


def test_a_student_arrives_at_the_tool(every_flavour):
    claims = every_flavour.claims()
    assert claims["sub"] == every_flavour.student.sub
    assert claims[f"{CLAIM}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{CLAIM}version"] == "1.3.0"
    assert claims[f"{CLAIM}resource_link"]["id"] == every_flavour.link.id
    assert claims[f"{CLAIM}context"]["title"] == "Climate Change"
    assert claims[f"{CLAIM}target_link_uri"] == every_flavour.tool.addresses["target_link_uri"]
    assert "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner" in claims[f"{CLAIM}roles"]


def test_a_teacher_arrives_as_instructor(every_flavour):
    roles = every_flavour.claims(every_flavour.teacher)[f"{CLAIM}roles"]
    assert "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor" in roles


def test_the_robot_names_every_hop(moodle):
    hops = moodle.launch().hops
    assert [(hop.method, hop.status) for hop in hops] == [
        ("GET", 200),
        ("POST", 302),
        ("GET", 200),
        ("POST", 200),
    ]


def test_the_state_comes_back_as_it_was_sent(moodle):
    launch = moodle.robot().authorize(moodle.address())
    assert re.fullmatch("[0-9a-f]{32}", launch.form["state"])


def test_a_test_can_change_the_token_before_it_is_sent(moodle):
    robot = moodle.robot()
    launch = robot.authorize(moodle.address())
    launch.form["id_token"] = moodle.world.sign(
        moodle.platform, {"iss": moodle.known["issuer"]}, {"kid": None}
    )
    visit = robot.post_launch(launch)
    assert visit.status == 400
    assert moodle.tool.launches == []


def test_a_changed_redirect_uri_is_refused_without_going_there(moodle):
    robot = moodle.robot()
    request = robot.login(robot.begin(moodle.address()))
    request.form["redirect_uri"] += "/"
    with pytest.raises(RobotError, match="Unregistered redirect_uri"):
        robot.authenticate(request)
    assert moodle.tool.forms == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("response_type", "code", "invalid_request"),
        ("response_mode", "query", "invalid_request"),
        ("scope", "profile", "invalid_request"),
        ("prompt", "login", "invalid_request"),
        ("nonce", "", "invalid_request"),
        ("login_hint", "somebody-else", "login_required"),
        ("lti_message_hint", "unknown", "login_required"),
    ],
)
def test_a_wrong_authentication_request_is_answered_with_an_error(moodle, name, value, error):
    robot = moodle.robot()
    request = robot.login(robot.begin(moodle.address()))
    request.form[name] = value
    robot.send(request)
    assert moodle.tool.forms[-1]["error"] == error
    assert moodle.tool.forms[-1]["state"] == request.form["state"]


def test_the_authentication_request_may_be_posted(moodle):
    robot = moodle.robot()
    request = robot.login(robot.begin(moodle.address()))
    posted = Step("POST", request.action, request.form)
    assert robot.send(posted).status == 200


def test_a_message_hint_is_good_for_its_own_tool_only(theatre):
    stage = theatre.stage("moodle")
    first_client = stage.known["client_id"]
    theatre.register(stage.tenant)
    robot = stage.robot()
    request = robot.login(robot.begin(stage.address()))
    assert request.form["client_id"] != first_client
    robot.send(request)
    assert theatre.tool.forms[-1]["error"] == "unauthorized_client"


def test_a_pending_tool_cannot_be_opened(moodle):
    moodle.platform.registrations[moodle.known["client_id"]].active = False
    visit = moodle.launch()
    assert visit.status == 400
    assert "pending" in visit.body


def test_what_is_not_there_is_not_found(moodle):
    moodle.link.client_id = "nobody"
    assert moodle.launch().status == 404
    assert moodle.robot().open(f"{moodle.world.base_url}/elsewhere/tools").status == 404


def test_a_platform_answers_only_at_its_own_flavour_s_addresses(moodle):
    address = moodle.world.platform_address(moodle.platform, "/api/lti/security/jwks")
    assert moodle.robot().open(address).status == 404


def test_the_launch_form_can_be_sent_without_scripts(moodle):
    begun = moodle.robot().begin(moodle.address())
    page = moodle.transport.send("GET", moodle.address()).text
    assert '<button type="submit">' in page
    assert begun.form["iss"] == moodle.world.issuer(moodle.platform)


def test_cookies_blocked_in_the_frame_end_at_the_tool_s_own_page(moodle):
    assert moodle.robot("partitioned").launch(moodle.address()).status == 200
    visit = moodle.robot("none").launch(moodle.address())
    assert (visit.status, visit.body) == (400, "The state cookie is missing.")


def test_the_same_launch_works_over_real_sockets(theatre):
    stage = theatre.stage("canvas")
    with serve_in_thread(theatre.app) as server, HttpTransport() as http:
        query = urlencode({"account": stage.student.sub})
        path = f"/courses/{stage.course.id}/links/{stage.link.id}/launch?{query}"
        stage.world.base_url = server.base_url
        begun = Robot(http).begin(stage.world.tenant_address(stage.tenant, path))
    assert begun.action == stage.tool.addresses["login_initiation_url"]
    assert begun.form["iss"].startswith(server.base_url)
