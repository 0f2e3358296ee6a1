"""Registering a tool: dynamically, and by an administrator's hand."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.practice.stand_in_tool import AGS, ROSTER_SCOPE
from vsm_platform.practice import RobotError, Step

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
REGISTRATION_PAGE = "http://localhost:9001/register"


def invite(theatre, tenant):
    """Begin at the LMS's page; return the two parameters that the tool is given."""
    client = theatre.app.test_client()
    answer = client.post(
        f"/{tenant.platform_key}/tools/dynamic",
        data={"registration_url": REGISTRATION_PAGE, "tenants": tenant.key},
    )
    assert answer.status_code == 303
    parts = urlsplit(answer.location)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == REGISTRATION_PAGE
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def configuration(theatre, invitation):
    headers = {"Authorization": f"Bearer {invitation['registration_token']}"}
    answer = theatre.transport.send("GET", invitation["openid_configuration"], headers)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def document(theatre, **changes):
    base = theatre.tool.base_url
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{base}/lti/login",
        "redirect_uris": [f"{base}/lti/launch"],
        "client_name": "Exchange",
        "jwks_uri": f"{base}/lti/keys",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{ROSTER_SCOPE} {AGS}score",
        TOOL: {
            "domain": "localhost:9001",
            "target_link_uri": f"{base}/lti/launch",
            "claims": ["iss", "sub", "name", "email"],
            "messages": [{"type": "LtiDeepLinkingRequest"}],
        },
        **changes,
    }


def register(theatre, invitation, **changes):
    endpoint = configuration(theatre, invitation)["registration_endpoint"]
    return theatre.tool.call(
        "POST",
        endpoint,
        invitation["registration_token"],
        document(theatre, **changes),
        "application/json",
    )


def test_moodle_registers_a_tool_that_waits_for_its_administrator(theatre):
    tenant = theatre.university("moodle")
    answer = json.loads(register(theatre, invite(theatre, tenant)).body)
    registration = theatre.world.platforms[tenant.key].registrations[answer["client_id"]]
    assert answer[TOOL]["deployment_id"] == registration.deployments[0].id
    assert not registration.active
    assert registration.claims == ["email", "name"]
    assert answer["scope"].split() == [f"{AGS}score", ROSTER_SCOPE]


def test_the_administrator_activates_it_and_the_launch_works(theatre):
    stage = theatre.stage("moodle")
    stage.course.links.clear()
    answer = json.loads(register(theatre, invite(theatre, stage.tenant)).body)
    theatre.learn(stage.platform, answer["client_id"])
    client = theatre.app.test_client()
    changes = {"active": "on", "scopes": [ROSTER_SCOPE], "place_link": "on"}
    path = f"/{stage.platform.key}/tools/{answer['client_id']}"
    assert client.post(path, data=changes).status_code == 303
    claims = stage.claims()
    assert "given_name" not in claims
    assert claims["name"] == stage.student.name


def test_canvas_tells_no_deployment_and_takes_the_privacy_level(theatre):
    tenant = theatre.university("canvas")
    tool = {**document(theatre)[TOOL], "https://canvas.instructure.com/lti/privacy_level": "public"}
    answer = json.loads(register(theatre, invite(theatre, tenant), **{TOOL: tool}).body)
    registration = theatre.world.platforms[tenant.key].registrations[answer["client_id"]]
    assert "deployment_id" not in answer[TOOL]
    assert registration.privacy_level == "public"
    assert registration.active


def test_brightspace_announces_its_token_audience(theatre):
    tenant = theatre.university("brightspace")
    found = configuration(theatre, invite(theatre, tenant))
    assert found["authorization_server"].endswith("/auth/token")
    assert found["authorization_server"] != found["token_endpoint"]


def test_blackboard_s_portal_tells_no_deployment_and_names_one_key_set_for_all(theatre):
    tenant = theatre.university("blackboard")
    invitation = invite(theatre, tenant)
    found = configuration(theatre, invitation)
    assert found["jwks_uri"].endswith("/.well-known/jwks.json")
    assert found["token_endpoint"].endswith("/api/v1/gateway/oauth2/jwttoken")
    answer = json.loads(register(theatre, invitation).body)
    assert "deployment_id" not in answer[TOOL]


def test_the_configuration_names_what_moodle_s_names(theatre):
    found = configuration(theatre, invite(theatre, theatre.university("moodle")))
    assert found["issuer"] == "http://127.0.0.1:9000/test-university"
    assert found["registration_endpoint"].endswith("/mod/lti/openid-registration.php")
    assert found[PLATFORM]["product_family_code"] == "moodle"
    assert {"type": "LtiResourceLinkRequest"} in found[PLATFORM]["messages_supported"]


def test_the_configuration_is_shown_only_for_a_token(theatre):
    address = invite(theatre, theatre.university("moodle"))["openid_configuration"]
    assert theatre.transport.send("GET", address).status == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert theatre.transport.send("GET", address, wrong).status == 401


def test_a_token_is_good_for_one_registration(theatre):
    invitation = invite(theatre, theatre.university("canvas"))
    endpoint = configuration(theatre, invitation)["registration_endpoint"]
    statuses = [
        theatre.tool.call(
            "POST",
            endpoint,
            invitation["registration_token"],
            document(theatre),
            "application/json",
        ).status
        for _ in range(2)
    ]
    assert statuses == [200, 401]


def test_a_token_of_one_platform_is_nothing_at_another(theatre):
    first = invite(theatre, theatre.university("moodle", "One"))
    second = invite(theatre, theatre.university("moodle", "Two"))
    first["openid_configuration"] = second["openid_configuration"]
    headers = {"Authorization": f"Bearer {first['registration_token']}"}
    assert theatre.transport.send("GET", first["openid_configuration"], headers).status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"application_type": "native"},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"grant_types": ["implicit"]},
        {"grant_types": "implicit"},
        {TOOL: {"messages": "all"}},
        {TOOL: {"custom_parameters": ["a"]}},
        {"redirect_uris": []},
        {"client_name": ""},
        {"jwks_uri": None},
        {TOOL: None},
        {TOOL: {"domain": "localhost", "target_link_uri": "http://localhost:9001/lti/launch"}},
        {TOOL: {"target_link_uri": "http://localhost:9001/lti/launch"}},
    ],
)
def test_a_wrong_registration_is_refused_and_may_be_mended(theatre, changes):
    invitation = invite(theatre, theatre.university("moodle"))
    answer = register(theatre, invitation, **changes)
    assert answer.status == 400
    assert json.loads(answer.body)["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}
    assert register(theatre, invitation).status == 200


FORM = {
    "name": "Exchange",
    "login_initiation_url": "http://localhost:9001/lti/login",
    "redirect_uris": "http://localhost:9001/lti/launch\nhttp://localhost:9001/lti/other",
    "target_link_uri": "http://localhost:9001/lti/launch",
    "jwks_uri": "http://localhost:9001/lti/keys",
    "place_link": "on",
}


def test_a_tool_is_registered_by_hand_and_shown_what_to_type(theatre):
    first = theatre.university("blackboard", "One", platform_key="cloud")
    theatre.university("blackboard", "Two", platform_key="cloud")
    client = theatre.app.test_client()
    answer = client.post("/cloud/tools", data={**FORM, "tenants": ["one", "two"]})
    page = client.get(answer.location)
    found = client.get(f"{answer.location}.json").json
    assert found["issuer"] == "http://127.0.0.1:9000/cloud"
    assert [each["tenant"] for each in found["deployments"]] == ["one", "two"]
    for value in (found["client_id"], found["jwks_uri"], found["deployments"][1]["deployment_id"]):
        assert value in page.text
    course = next(iter(first.courses.values()))
    assert [link.title for link in course.links.values()] == ["Exchange"]


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"jwks_uri": "keys"}, {"redirect_uris": "ftp://x/y"}, {"tenants": "none"}],
)
def test_a_wrong_form_is_refused(theatre, changes):
    tenant = theatre.university("moodle")
    data = {**FORM, "tenants": tenant.key, **changes}
    assert theatre.app.test_client().post(f"/{tenant.key}/tools", data=data).status_code == 400


def test_a_form_from_another_site_is_refused(theatre):
    tenant = theatre.university("moodle")
    answer = theatre.app.test_client().post(
        f"/{tenant.key}/tools",
        data={**FORM, "tenants": tenant.key},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_a_robot_that_expects_a_launch_says_where_it_stood(moodle):
    step = Step("GET", f"{moodle.world.base_url}/", {})
    with pytest.raises(RobotError, match="Choose a university"):
        moodle.robot().login(step)
