"""Launches that are right, and what the library makes of them."""

from dataclasses import replace

import pytest

from lti.launch import Binding, MessageType, peek_login
from lti.roles import Roles
from tests.lti.stand_ins import CLAIM, OTHER_KEY, TARGET, House

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
DEEP_LINKING_REQUEST = {
    "message_type": "LtiDeepLinkingRequest",
    "resource_link": ...,
    "target_link_uri": ...,
    DEEP_LINKING: {
        "deep_link_return_url": "https://moodle.samoa.test/return",
        "accept_types": ["ltiResourceLink", "link"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": "true",
        "data": "csrf:1",
    },
}


def test_the_least_that_a_platform_may_send_is_a_launch(house: House) -> None:
    launch = house.whole_launch()
    assert launch.registration == house.record
    assert (launch.subject, launch.deployment_id) == ("student-42", "1")
    assert launch.message_type is MessageType.RESOURCE_LINK
    assert launch.roles.is_learner
    assert launch.binding is Binding.COOKIE
    assert launch.launched_at == house.clock()
    assert launch.target_link_uri == TARGET
    assert launch.resource_link is not None
    assert launch.resource_link.id == "link-1"
    assert (launch.name, launch.given_name, launch.email, launch.locale) == ("", "", "", "")
    assert launch.context is None
    assert launch.tool_platform is None
    assert launch.names_and_roles is None
    assert launch.assignments_and_grades is None
    assert launch.deep_linking is None
    assert launch.return_url is None
    assert dict(launch.custom) == {}


WHOLE_LAUNCH = {
    CLAIM + "context": {"id": "7", "label": "CC1", "title": "Climate", "type": ["a"]},
    CLAIM + "tool_platform": {
        "guid": "g",
        "product_family_code": "moodle",
        "version": "4.5",
        "name": "NUS",
    },
    CLAIM + "launch_presentation": {
        "document_target": "iframe",
        "return_url": "https://moodle.samoa.test/back",
        "locale": "sm-WS",
    },
    CLAIM + "custom": {"zone": "Pacific/Apia", "unknown": "$Person.zone", "number": 4},
    "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
        "context_memberships_url": "https://moodle.samoa.test/members",
        "service_versions": ["2.0"],
    },
    "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
        "scope": ["score"],
        "lineitems": "https://moodle.samoa.test/items",
    },
}


def test_everything_that_a_platform_may_send_is_kept(house: House) -> None:
    launch = house.whole_launch(
        given_name="Ana",
        family_name="Tui",
        name="Ana Tui",
        email="ana@nus.test",
        **WHOLE_LAUNCH,
    )
    assert (launch.given_name, launch.family_name, launch.name) == ("Ana", "Tui", "Ana Tui")
    assert (launch.email, launch.locale) == ("ana@nus.test", "sm-WS")
    assert "Ana" not in repr(launch)
    assert "ana@" not in repr(launch)
    assert launch.context is not None
    assert (launch.context.id, launch.context.types) == ("7", ("a",))
    assert launch.tool_platform is not None
    assert launch.tool_platform.product_family_code == "moodle"
    assert launch.return_url == "https://moodle.samoa.test/back"
    assert launch.document_target == "iframe"
    assert launch.custom == {"zone": "Pacific/Apia"}
    assert launch.names_and_roles is not None
    assert launch.names_and_roles.service_versions == ("2.0",)
    assert launch.assignments_and_grades is not None
    assert launch.assignments_and_grades.scopes == ("score",)
    assert launch.assignments_and_grades.lineitem is None


def test_a_deep_linking_request_needs_neither_link_nor_target(house: House) -> None:
    launch = house.whole_launch(**DEEP_LINKING_REQUEST)
    assert launch.message_type is MessageType.DEEP_LINKING
    assert launch.resource_link is None
    assert launch.target_link_uri == TARGET
    settings = launch.deep_linking
    assert settings is not None
    assert settings.deep_link_return_url == "https://moodle.samoa.test/return"
    assert settings.accept_multiple
    assert not settings.auto_create
    assert settings.data == "csrf:1"


def test_a_deep_linking_request_may_name_the_target_of_its_login(house: House) -> None:
    launch = house.whole_launch(**{**DEEP_LINKING_REQUEST, "target_link_uri": TARGET})
    assert launch.target_link_uri == TARGET


def test_what_a_platform_did_not_send_is_not_made_up(house: House) -> None:
    settings = {
        "deep_link_return_url": "https://moodle.samoa.test/return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    }
    changes = {**DEEP_LINKING_REQUEST, DEEP_LINKING: settings, CLAIM + "context": {"id": "7"}}
    launch = house.whole_launch(**changes)
    assert launch.deep_linking is not None
    assert launch.deep_linking.data is None
    assert launch.context is not None
    assert launch.context.types == ()


def test_a_launch_without_any_role_is_a_launch(house: House) -> None:
    assert house.whole_launch(roles=[]).roles == Roles.parse([])


def test_a_short_role_name_is_understood(house: House) -> None:
    assert house.whole_launch(roles=["Instructor", "urn:unknown"]).roles.is_instructor


def test_the_platforms_storage_binds_where_no_cookie_came_back(house: House) -> None:
    redirect = house.login(lti_storage_target="_parent")
    token = house.token(house.claims(redirect))
    form = {"state": redirect.state, "id_token": token}
    waiting = peek_login(form, house.logins)
    assert waiting is not None
    assert waiting.storage_target == "_parent"
    launch = house.post(form, cookies={}, stored_state=redirect.state)
    assert launch.binding is Binding.STORAGE


def test_a_launch_that_nothing_binds_to_the_browser_says_so(house: House) -> None:
    redirect = house.login()
    launch = house.launch(redirect, house.token(house.claims(redirect)), cookies={})
    assert launch.binding is Binding.NONE


def test_there_is_no_login_to_peek_at_for_a_state_of_another_form(house: House) -> None:
    house.login()
    assert peek_login({}, house.logins) is None
    assert peek_login({"state": "1\x00"}, house.logins) is None


def test_launches_in_several_frames_do_not_disturb_each_other(house: House) -> None:
    first, second = house.login(), house.login()
    for redirect in (second, first):
        launch = house.launch(redirect, house.token(house.claims(redirect)))
        assert launch.binding is Binding.COOKIE


def test_our_client_id_may_stand_anywhere_in_the_audience(house: House) -> None:
    launch = house.whole_launch(aud=["other", house.record.client_id], azp=house.record.client_id)
    assert launch.subject == "student-42"


@pytest.mark.parametrize("ahead", [-59, 59])
def test_a_platforms_clock_may_differ_by_a_minute(house: House, ahead: int) -> None:
    now = int(house.clock().timestamp()) + ahead
    assert house.whole_launch(iat=now, nbf=now, exp=now + 1.5).subject


def test_the_same_address_may_be_written_differently(house: House) -> None:
    launch = house.whole_launch(target_link_uri="HTTPS://exchange.test:443/lti/launch?course=7")
    assert launch.subject == "student-42"


def test_the_login_s_deployment_may_be_repeated(house: House) -> None:
    redirect = house.login(lti_deployment_id="1")
    assert house.launch(redirect, house.token(house.claims(redirect))).deployment_id == "1"


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_the_rsa_signatures_of_the_security_framework_are_accepted(
    house: House, algorithm: str
) -> None:
    house.keys.publish(OTHER_KEY, alg=None)
    redirect = house.login()
    token = house.token(house.claims(redirect), key=OTHER_KEY, algorithm=algorithm)
    assert house.launch(redirect, token).subject == "student-42"


def test_a_host_without_a_shared_cache_can_do_without(house: House) -> None:
    from lti.keys import NoKeySetCache

    redirect = house.login()
    token = house.token(house.claims(redirect))
    assert house.launch(redirect, token, key_set_cache=NoKeySetCache()).subject
    assert not house.shared.kept


def test_two_tenants_of_one_registration_differ_by_deployment_alone(house: House) -> None:
    first = house.whole_launch(deployment_id="tenant-a")
    second = house.whole_launch(deployment_id="tenant-b")
    assert first.registration == second.registration
    assert replace(first, deployment_id="tenant-b") == second
