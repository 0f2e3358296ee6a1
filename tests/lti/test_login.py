from urllib.parse import urlsplit

import pytest

from lti.errors import LoginError
from lti.login import LoginRequest
from tests.lti.stand_ins import LAUNCH_URL, TARGET, House, login_parameters, query_of, registration


def refusal(house: House, **changes: str) -> LoginError:
    with pytest.raises(LoginError) as refused:
        house.login(**changes)
    assert not house.logins.waiting
    return refused.value


def test_a_login_is_answered_with_what_openid_connect_asks_for(house: House) -> None:
    redirect = house.login(lti_message_hint="resource 1")
    query = query_of(redirect.location)
    assert redirect.location.startswith(f"{house.record.authorization_endpoint}?")
    assert query == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "client-1",
        "redirect_uri": LAUNCH_URL,
        "state": redirect.state,
        "nonce": house.logins.waiting[redirect.state].nonce,
        "login_hint": "42",
        "lti_message_hint": "resource 1",
    }


def test_a_message_hint_is_sent_back_only_where_one_came(house: House) -> None:
    assert "lti_message_hint" not in query_of(house.login().location)


def test_an_endpoint_that_has_a_query_keeps_it(house: House) -> None:
    endpoint = "https://moodle.samoa.test/auth?tenant=7"
    house.record = registration(house.keys.address, authorization_endpoint=endpoint)
    house.registrations.records = [house.record]
    location = house.login().location
    assert urlsplit(location).query.startswith("tenant=7&scope=openid&")
    assert location.count("?") == 1


def test_the_login_is_remembered_for_five_minutes(house: House) -> None:
    redirect = house.login(lti_deployment_id="9", lti_storage_target="_parent")
    login = house.logins.waiting[redirect.state]
    assert login.registration_key == house.record.key
    assert login.target_link_uri == TARGET
    assert login.deployment_id_hint == "9"
    assert login.storage_target == redirect.storage_target == "_parent"
    assert (login.expires_at - house.clock()).total_seconds() == 300
    assert redirect.cookie_max_age == 300


def test_logins_in_several_frames_have_a_cookie_each(house: House) -> None:
    first, second = house.login(), house.login()
    assert first.cookie_name != second.cookie_name
    assert first.cookie_name.startswith("__Host-lti-state-")
    assert first.cookie_value == first.state
    assert len(first.state) > 43
    assert first.location != second.location


def test_a_client_id_is_needed_only_where_the_issuer_has_several(house: House) -> None:
    house.login(client_id="")
    house.registrations.records.append(registration(house.keys.address, key=2))
    with pytest.raises(LoginError) as refused:
        house.login(client_id="")
    assert refused.value.code == "login_registration_ambiguous"
    house.login(client_id="client-2")


@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
def test_a_login_without_a_required_parameter_is_refused(house: House, name: str) -> None:
    refused = refusal(house, **{name: ""})
    assert (refused.code, refused.data) == ("login_parameter_missing", {"parameter": name})
    assert refused.status == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lti_message_hint", "x" * 20_000),
        ("client_id", "x" * 300),
        ("lti_deployment_id", "x" * 300),
        ("iss", "https://moodle.samoa.test\x00"),
        ("login_hint", "half a pair \ud800"),
    ],
)
def test_a_parameter_that_no_platform_sends_is_refused(house: House, name: str, value: str) -> None:
    assert refusal(house, **{name: value}).code == "login_parameter_malformed"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.test/lti/launch",
        "https://exchange.test.elsewhere.test/",
        "javascript:alert(1)",
        "https://exchange.test/a b",
    ],
)
def test_a_login_to_another_place_is_refused(house: House, address: str) -> None:
    assert refusal(house, target_link_uri=address).code == "target_link_uri_foreign"


def test_an_unknown_platform_is_told_apart_from_a_disabled_one(house: House) -> None:
    unknown = refusal(house, iss="https://unknown.test")
    assert (unknown.code, unknown.status) == ("registration_unknown", 403)
    assert unknown.data == {"issuer": "https://unknown.test", "client_id": "client-1"}
    house.registrations.disable(house.record.key)
    assert refusal(house).code == "registration_disabled"


def test_a_disabled_registration_does_not_make_an_active_one_ambiguous(house: House) -> None:
    house.registrations.records.append(registration(house.keys.address, key=2, is_active=False))
    assert query_of(house.login(client_id="").location)["client_id"] == "client-1"


@pytest.mark.parametrize("target", ["", "two words", "x" * 101, "<frame>"])
def test_a_storage_target_that_is_no_frame_name_is_left_aside(house: House, target: str) -> None:
    assert house.login(lti_storage_target=target).storage_target is None


def test_optional_parameters_that_are_absent_are_none(house: House) -> None:
    request = LoginRequest.parse(login_parameters(house.record, client_id=""))
    assert request.client_id is None
    assert request.deployment_id is None
    assert request.lti_message_hint == ""
