"""What is asked of each LMS, and what is believed of it; over no network."""

import json
from pathlib import Path
from typing import Any

import pytest

from lti.errors import RegistrationError
from lti.registration import (
    SCOPES,
    Initiation,
    PlatformConfiguration,
    ToolDescription,
    parse_answer,
    parse_configuration,
    registration_request,
)
from lti.registration.configuration import PLATFORM_CONFIGURATION, speaks_for
from lti.registration.flow import _deployment, _key_set
from lti.registration.request import TOOL_CONFIGURATION
from lti.registration.response import error_code

RECORDED = json.loads(
    (Path(__file__).parent / "recorded" / "moodle_4_5_registration.json").read_text()
)
MOODLE = "https://moodle.example.edu/mod/lti/openid-configuration.php"
TOOL = ToolDescription(
    name="Virtual exchange",
    description="One shared course.",
    login_url="https://exchange.example:8443/lti/login",
    launch_url="https://exchange.example:8443/lti/launch",
    key_set_url="https://exchange.example:8443/lti/keys",
    logo_url="https://exchange.example:8443/static/favicon.svg",
)
CANVAS = "https://canvas.instructure.com/lti/"


def document(
    code: str, site: str, messages: list[Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "issuer": site,
        "authorization_endpoint": f"{site}/auth",
        "token_endpoint": f"{site}/token",
        "jwks_uri": f"{site}/keys",
        "registration_endpoint": f"{site}/register",
        "scopes_supported": list(SCOPES),
        PLATFORM_CONFIGURATION: {
            "product_family_code": code,
            "messages_supported": messages or [],
        },
    } | more


def configuration(code: str, *messages: Any, **more: Any) -> PlatformConfiguration:
    site = "https://lms.example.edu"
    return parse_configuration(f"{site}/config", document(code, site, list(messages), **more))


def test_a_recorded_moodle_is_read() -> None:
    found = parse_configuration(MOODLE, RECORDED["openid_configuration"])
    assert found.issuer == "https://moodle.example.edu"
    assert found.registration_endpoint.endswith("/mod/lti/openid-registration.php")
    assert found.preset.label == "Moodle"
    assert found.version == "4.5.6 (Build: 20250811)"
    assert found.authorization_server is None
    assert found.messages == {
        "LtiResourceLinkRequest": (),
        "LtiDeepLinkingRequest": ("ContentArea",),
    }
    assert parse_answer(RECORDED["response"], SCOPES) == parse_answer(
        {
            "client_id": "qmTUuIRzArKV9F5",
            "scope": " ".join(SCOPES[:4]),
            TOOL_CONFIGURATION: {"deployment_id": 4},
        },
        SCOPES,
    )


def test_a_recorded_moodle_is_asked_for_what_it_offers() -> None:
    found = parse_configuration(MOODLE, RECORDED["openid_configuration"])
    asked = registration_request(TOOL, found)
    # It offers no course groups, so they are not asked for.
    assert asked["scope"].split() == list(SCOPES[:4])
    tool = asked[TOOL_CONFIGURATION]
    assert tool["domain"] == "exchange.example:8443"
    assert tool["claims"] == ["iss", "sub", "name", "given_name", "family_name", "email"]
    assert tool["messages"][1]["placements"] == ["ContentArea"]
    assert "placements" not in tool["messages"][0]
    assert asked["redirect_uris"] == [TOOL.launch_url]
    assert asked["grant_types"] == ["implicit", "client_credentials"]


def test_messages_may_be_plain_strings() -> None:
    found = configuration("moodle", "LtiResourceLinkRequest", {"type": "LtiDeepLinkingRequest"}, 7)
    assert found.messages == {"LtiResourceLinkRequest": (), "LtiDeepLinkingRequest": ()}


def test_canvas_is_asked_in_its_own_members() -> None:
    found = configuration(
        "canvas",
        {"type": "LtiResourceLinkRequest", "placements": ["course_navigation", "top_navigation"]},
        {"type": "LtiDeepLinkingRequest", "placements": ["link_selection", "editor_button"]},
    )
    tool = registration_request(TOOL, found)[TOOL_CONFIGURATION]
    assert tool[f"{CANVAS}privacy_level"] == "public"
    assert tool[f"{CANVAS}tool_id"] == "virtual-exchange"
    links, picker = tool["messages"]
    assert links["placements"] == ["course_navigation"]
    assert links[f"{CANVAS}course_navigation/default_enabled"] is False
    assert picker["placements"] == ["link_selection"]


def test_other_lmss_are_not_asked_in_canvas_s_members() -> None:
    for code in ("moodle", "desire2learn", "BlackboardLearn", "sakai", "something", "openedx", ""):
        asked = json.dumps(registration_request(TOOL, configuration(code)))
        assert "canvas" not in asked


def test_an_lms_that_lists_no_scopes_is_asked_for_what_all_have() -> None:
    found = configuration("moodle", scopes_supported=None)
    assert registration_request(TOOL, found)["scope"].split() == list(SCOPES[:4])


def test_course_groups_are_asked_for_where_they_are_offered() -> None:
    assert registration_request(TOOL, configuration("moodle"))["scope"].split() == list(SCOPES)


def test_only_claims_that_are_offered_are_asked_for() -> None:
    found = configuration("moodle", claims_supported=["sub", "name"])
    assert registration_request(TOOL, found)[TOOL_CONFIGURATION]["claims"] == ["iss", "sub", "name"]


@pytest.mark.parametrize(
    ("address", "issuer"),
    [
        (
            "https://moodle.example.edu/mod/lti/openid-configuration.php",
            "https://moodle.example.edu",
        ),
        ("https://moodle.example.edu:443/c", "https://MOODLE.example.edu/"),
        ("https://lms.example.edu/sakai/c?key=1", "https://lms.example.edu"),
        ("https://school.instructure.com/api/lti/c", "https://canvas.instructure.com"),
        ("https://sso.canvaslms.com/api/lti/c", "https://canvas.beta.instructure.com"),
        ("https://canvas.school.edu/api/lti/c", "https://canvas.school.edu"),
        ("https://developer.blackboard.com/c", "https://blackboard.com"),
    ],
)
def test_an_issuer_is_believed_where_it_belongs(address: str, issuer: str) -> None:
    assert speaks_for(address, issuer)


@pytest.mark.parametrize(
    ("address", "issuer"),
    [
        ("https://evil.example/c", "https://moodle.example.edu"),
        ("https://moodle.example.edu.evil.example/c", "https://moodle.example.edu"),
        ("https://moodle.example.edu:8443/c", "https://moodle.example.edu"),
        ("http://moodle.example.edu/c", "https://moodle.example.edu"),
        ("https://other.example.edu/c", "https://moodle.example.edu"),
        ("https://evil.example/c", "https://canvas.instructure.com"),
        ("https://evilinstructure.com/c", "https://canvas.instructure.com"),
        ("https://instructure.com.evil.example/c", "https://canvas.instructure.com"),
        ("http://school.instructure.com/c", "https://canvas.instructure.com"),
        ("https://school.instructure.com/c", "https://blackboard.com"),
        ("https://evil.example/blackboard.com", "https://blackboard.com"),
        ("https://blackboard.com/c", "https://canvas.instructure.com"),
    ],
)
def test_an_issuer_is_not_believed_elsewhere(address: str, issuer: str) -> None:
    assert not speaks_for(address, issuer)


def test_blackboard_s_wrong_issuer_is_put_right_and_its_key_set_found() -> None:
    portal = "https://developer.blackboard.com"
    token = f"{portal}/api/v1/gateway/oauth2/jwttoken"
    said = document("BlackboardLearn", portal, token_endpoint=token)
    found = parse_configuration(f"{portal}/.well-known/openid-configuration", said)
    assert found.issuer == "https://blackboard.com"
    ways = found.preset.registration
    assert ways is not None
    keys = f"{portal}/api/v1/management/applications/client-1/jwks.json"
    assert _key_set(found, "client-1", ways) == keys


def test_the_correction_is_blackboard_s_alone() -> None:
    with pytest.raises(RegistrationError, match="registration_issuer_foreign"):
        parse_configuration(
            "https://evil.example/c",
            document("BlackboardLearn", "https://developer.blackboard.com"),
        )


@pytest.mark.parametrize("issuer", ["https://lms.example.edu?a=b", "https://lms.example.edu#a"])
def test_an_issuer_has_neither_query_nor_fragment(issuer: str) -> None:
    with pytest.raises(RegistrationError, match="registration_issuer_foreign"):
        configuration("moodle", issuer=issuer)


def test_sakai_names_its_deployment_in_the_address_of_its_configuration() -> None:
    ways = configuration("sakai").preset.registration
    assert ways is not None
    address = "https://sakai.example.edu/imsblis/lti13/well_known?key=47&clientId=c&deploymentId="
    assert _deployment(Initiation(f"{address}1"), ways) == "1"
    for wrong in ("", "%00", "x" * 256):
        assert _deployment(Initiation(address + wrong), ways) is None


def test_a_token_audience_is_kept_where_it_is_not_the_token_address() -> None:
    audience = "https://api.brightspace.com/auth/token"
    assert (
        configuration("desire2learn", authorization_server=audience).authorization_server
        == audience
    )
    token = "https://lms.example.edu/token"
    assert configuration("desire2learn", authorization_server=token).authorization_server is None


@pytest.mark.parametrize(
    ("scope", "granted"),
    [
        (None, SCOPES),
        ("", ()),
        (SCOPES[0], SCOPES[:1]),
        (f"{SCOPES[1]}  {SCOPES[0]} https://evil.example/all", SCOPES[:2]),
        (list(SCOPES[:2]), SCOPES[:2]),
        (7, ()),
        ({SCOPES[0]: True}, ()),
    ],
)
def test_what_is_granted_is_at_most_what_was_asked(scope: Any, granted: tuple[str, ...]) -> None:
    assert parse_answer({"client_id": "c", "scope": scope}, SCOPES).scopes == tuple(granted)


@pytest.mark.parametrize("deployment", [None, "", "a\nb", ["a"], True, {}])
def test_a_deployment_that_is_none_shows_itself_later(deployment: Any) -> None:
    answer = {"client_id": "c", TOOL_CONFIGURATION: {"deployment_id": deployment}}
    assert parse_answer(answer, SCOPES).deployment_id is None
    assert parse_answer({"client_id": 10000000000001, TOOL_CONFIGURATION: []}, SCOPES).client_id


def test_only_a_code_counts_as_the_lms_s_error_code() -> None:
    assert error_code({"error": "invalid_redirect_uri"}) == "invalid_redirect_uri"
    for wrong in ({"error": "<b>"}, {"error": "x" * 61}, {"error": 7}, {}, [], None):
        assert error_code(wrong) == ""


def test_the_token_is_in_no_text_of_the_initiation() -> None:
    assert "secret" not in repr(Initiation("https://lms.example.edu/", "secret"))
