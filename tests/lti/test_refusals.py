"""Launches that are wrong: each is refused with its code, and uses its login up."""

import base64
import json
from dataclasses import replace
from typing import Any

import jwt
import pytest

from lti.errors import LaunchError, LtiError
from lti.login import LoginRedirect
from tests.lti.stand_ins import CLAIM, OTHER_KEY, PLATFORM_KEY, House, registration
from tests.lti.test_launch import DEEP_LINKING, DEEP_LINKING_REQUEST


def refusal(house: House, redirect: LoginRedirect, token: str, **changes: Any) -> LtiError:
    with pytest.raises(LtiError) as refused:
        house.launch(redirect, token, **changes)
    assert 400 <= refused.value.status < 500
    assert not house.logins.waiting
    return refused.value


def refusal_of_claims(house: House, **changes: Any) -> LtiError:
    redirect = house.login()
    return refusal(house, redirect, house.token(house.claims(redirect, **changes)))


def unsigned(header: object, payload: object) -> str:
    parts = [json.dumps(part).encode() for part in (header, payload)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + ".AA"


@pytest.mark.parametrize(
    ("error", "told"),
    [("login_required", "login_required"), ("<b>student@x</b>", "unknown")],
)
def test_a_platform_s_own_refusal_is_passed_on_without_its_text(
    house: House, error: str, told: str
) -> None:
    form = {"state": house.login().state, "error": error, "error_description": "Sam One, 12"}
    with pytest.raises(LaunchError) as refused:
        house.post(form)
    assert (refused.value.code, refused.value.data) == ("platform_refused", {"error": told})


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("", "state_missing"),
        ("state-unheard-of", "state_unknown"),
        ("state-" + "x" * 43, "state_unknown"),
        ("\x00", "state_unknown"),
    ],
)
def test_a_state_that_no_login_has_is_refused(house: House, state: str, code: str) -> None:
    with pytest.raises(LaunchError) as refused:
        house.post({"state": state, "id_token": "x"})
    assert refused.value.code == code


def test_a_replayed_token_is_refused(house: House) -> None:
    redirect = house.login()
    token = house.token(house.claims(redirect))
    house.launch(redirect, token)
    assert refusal(house, redirect, token).code == "state_unknown"


def test_a_new_token_with_an_old_state_is_refused(house: House) -> None:
    old = house.login()
    house.launch(old, house.token(house.claims(old)))
    assert refusal(house, old, house.token(house.claims(old))).code == "state_unknown"


def test_a_nonce_of_another_login_is_refused(house: House) -> None:
    first, second = house.login(), house.login()
    house.launch(first, house.token(house.claims(first)))
    refused = refusal(house, second, house.token(house.claims(first)))
    assert refused.code == "nonce_mismatch"


def test_a_launch_that_comes_after_five_minutes_is_refused(house: House) -> None:
    redirect = house.login()
    house.clock.go(minutes=5)
    assert refusal(house, redirect, house.token(house.claims(redirect))).code == "state_expired"


@pytest.mark.parametrize("place", ["cookies", "stored_state"])
def test_a_browser_that_keeps_another_state_is_refused(house: House, place: str) -> None:
    redirect = house.login()
    kept: dict[str, Any] = {"cookies": {}, "stored_state": None}
    kept[place] = {redirect.cookie_name: "state-other"} if place == "cookies" else "state-other"
    token = house.token(house.claims(redirect))
    assert refusal(house, redirect, token, **kept).code == "state_mismatch"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "token_missing"),
        ("x" * 65_537, "token_too_large"),
        ("one.two", "token_malformed"),
        ("a.b.c", "token_malformed"),
        ("é.é.é", "token_malformed"),
        ("[" * 30_000 + ".e30.AA", "token_malformed"),
        (unsigned([], {}), "token_malformed"),
        (unsigned({}, []), "token_malformed"),
        (unsigned({}, None), "token_malformed"),
        (unsigned({}, 5), "token_malformed"),
        (unsigned({}, {}), "nonce_missing"),
        (unsigned({}, {"nonce": ["x"]}), "nonce_mismatch"),
    ],
)
def test_a_token_of_another_shape_is_refused(house: House, token: str, code: str) -> None:
    refused = refusal(house, house.login(), token)
    assert refused.code == code
    assert refused.__cause__ is None


def test_a_megabyte_of_claims_is_refused_unread(house: House) -> None:
    assert refusal_of_claims(house, padding="x" * 1_000_000).code == "token_too_large"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iss": "https://other.test"}, "issuer_mismatch"),
        ({"iss": ...}, "issuer_mismatch"),
        ({"iss": ["https://moodle.samoa.test"]}, "issuer_mismatch"),
        ({"aud": "client-2"}, "audience_mismatch"),
        ({"aud": ["client-2", "client-3"]}, "audience_mismatch"),
        ({"aud": {"client-1": 1}}, "audience_mismatch"),
        ({"aud": ...}, "audience_mismatch"),
        ({"azp": "client-2"}, "authorized_party_mismatch"),
        ({"aud": ["client-1", "client-2"]}, "authorized_party_mismatch"),
        ({"aud": ["client-1", "client-2"], "azp": "client-2"}, "authorized_party_mismatch"),
    ],
)
def test_a_token_of_or_for_somebody_else_is_refused(
    house: House, changes: dict[str, Any], code: str
) -> None:
    assert refusal_of_claims(house, **changes).code == code


def test_a_token_of_another_registration_of_the_same_issuer_is_refused(house: House) -> None:
    house.registrations.records.append(registration(house.keys.address, key=2))
    assert refusal_of_claims(house, aud="client-2").code == "audience_mismatch"


def test_a_registration_that_is_disabled_or_gone_since_the_login_is_refused(house: House) -> None:
    first, second = house.login(), house.login()
    token = house.token(house.claims(first))
    house.registrations.disable(house.record.key)
    with pytest.raises(LaunchError, match="registration_disabled"):
        house.launch(first, token)
    house.registrations.records.clear()
    assert refusal(house, second, house.token(house.claims(second))).code == "registration_unknown"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"kid": ...}, "key_id_missing"),
        ({"kid": ""}, "key_id_missing"),
        ({"kid": "unheard-of"}, "key_unknown"),
        ({"crit": ["exp"], "exp": 1}, "token_malformed"),
    ],
)
def test_a_header_that_names_no_usable_key_is_refused(
    house: House, headers: dict[str, Any], code: str
) -> None:
    redirect = house.login()
    refused = refusal(house, redirect, house.token(house.claims(redirect), **headers))
    assert refused.code == code


@pytest.mark.parametrize("kid", [["a"], 5, {"a": 1}, None])
def test_a_key_id_that_is_no_text_is_refused(house: House, kid: object) -> None:
    redirect = house.login()
    token = unsigned({"alg": "RS256", "kid": kid}, house.claims(redirect))
    assert refusal(house, redirect, token).code == "key_id_missing"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "PS256", ["RS256"], None])
def test_an_algorithm_that_is_not_accepted_is_refused(house: House, algorithm: object) -> None:
    redirect = house.login()
    token = unsigned({"alg": algorithm, "kid": PLATFORM_KEY.kid}, house.claims(redirect))
    assert refusal(house, redirect, token).code == "algorithm_refused"


def test_a_public_key_used_as_a_shared_secret_is_refused(house: House) -> None:
    redirect = house.login()
    token = jwt.encode(
        house.claims(redirect), "n" * 64, algorithm="HS256", headers={"kid": PLATFORM_KEY.kid}
    )
    assert refusal(house, redirect, token).code == "algorithm_refused"


@pytest.mark.parametrize("ending", ["AAAA", "A", "\ud800", ""])
def test_a_wrong_signature_is_refused(house: House, ending: str) -> None:
    redirect = house.login()
    token = house.token(house.claims(redirect)).rpartition(".")[0] + "." + ending
    code = "token_malformed" if ending in {"A", "\ud800"} else "signature_wrong"
    assert refusal(house, redirect, token).code == code


def test_a_signature_by_another_key_under_this_key_s_name_is_refused(house: House) -> None:
    redirect = house.login()
    token = house.token(house.claims(redirect), key=OTHER_KEY, kid=PLATFORM_KEY.kid)
    assert refusal(house, redirect, token).code == "signature_wrong"


def test_an_algorithm_that_the_key_is_not_for_is_refused(house: House) -> None:
    redirect = house.login()
    token = house.token(house.claims(redirect), algorithm="RS512")
    assert refusal(house, redirect, token).code == "signature_wrong"


@pytest.mark.parametrize(
    ("iat", "exp", "nbf", "code"),
    [
        (0, ..., ..., "times_missing"),
        (..., 60, ..., "times_missing"),
        (0, -60, ..., "token_expired"),
        (61, 120, ..., "token_from_the_future"),
        (0, 60, 61, "token_from_the_future"),
        (-661, 60, ..., "token_too_old"),
        (0, 86_401, ..., "token_lives_too_long"),
        (30, 20, ..., "token_lives_too_long"),
    ],
)
def test_a_token_out_of_its_time_is_refused(
    house: House, iat: Any, exp: Any, nbf: Any, code: str
) -> None:
    now = int(house.clock().timestamp())
    times = {"iat": iat, "exp": exp, "nbf": nbf}
    changes = {name: at if at is ... else now + at for name, at in times.items()}
    assert refusal_of_claims(house, **changes).code == code


@pytest.mark.parametrize("moment", [None, "soon", True, [1], 1e300, float("nan"), 10**400])
def test_a_time_that_is_no_number_of_seconds_is_refused(house: House, moment: object) -> None:
    assert refusal_of_claims(house, exp=moment).code == "times_missing"


@pytest.mark.parametrize(
    ("changes", "code", "claim"),
    [
        ({"message_type": ...}, "message_type_missing", None),
        ({"message_type": ["LtiResourceLinkRequest"]}, "message_type_unsupported", None),
        ({"message_type": "LtiSubmissionReviewRequest"}, "message_type_unsupported", None),
        ({"version": ...}, "version_unsupported", None),
        ({"version": "1.3"}, "version_unsupported", None),
        ({"version": 1.3}, "version_unsupported", None),
        ({"deployment_id": ...}, "claim_missing", "deployment_id"),
        ({"deployment_id": ""}, "claim_malformed", "deployment_id"),
        ({"deployment_id": 1}, "claim_malformed", "deployment_id"),
        ({"deployment_id": "x" * 256}, "claim_malformed", "deployment_id"),
        ({"deployment_id": "a\x00b"}, "claim_malformed", "deployment_id"),
        ({"sub": ...}, "claim_missing", "sub"),
        ({"sub": None}, "claim_malformed", "sub"),
        ({"roles": ...}, "claim_missing", "roles"),
        ({"roles": None}, "claim_malformed", "roles"),
        ({"roles": "Learner"}, "claim_malformed", "roles"),
        ({"roles": [None]}, "claim_malformed", "roles"),
        ({"resource_link": ...}, "claim_missing", "resource_link"),
        ({"resource_link": None}, "claim_malformed", "resource_link"),
        ({"resource_link": ["link-1"]}, "claim_malformed", "resource_link"),
        ({"resource_link": {}}, "claim_missing", "resource_link.id"),
        ({"resource_link": {"id": "1", "title": 7}}, "claim_malformed", "resource_link.title"),
        ({"target_link_uri": ...}, "claim_missing", "target_link_uri"),
        ({"target_link_uri": "javascript:x"}, "claim_malformed", "target_link_uri"),
        ({"target_link_uri": "https://elsewhere.test/"}, "target_link_uri_foreign", None),
        ({"target_link_uri": "https://exchange.test/b"}, "target_link_uri_mismatch", None),
        ({CLAIM + "context": {}, CLAIM + "custom": 4}, "claim_malformed", "custom"),
        ({CLAIM + "context": {"label": "x"}}, "claim_missing", "context.id"),
        ({"name": {"first": "x"}}, "claim_malformed", "name"),
    ],
)
def test_a_message_that_lti_does_not_allow_is_refused(
    house: House, changes: dict[str, Any], code: str, claim: str | None
) -> None:
    refused = refusal_of_claims(house, **changes)
    assert (refused.code, refused.data.get("claim")) == (code, claim)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (..., "claim_missing"),
        (None, "claim_malformed"),
        ([], "claim_missing"),
        ({"deep_link_return_url": 5}, "claim_malformed"),
        ({"accept_types": ["link"]}, "deep_linking_unsupported"),
        ({"accept_presentation_document_targets": []}, "deep_linking_unsupported"),
        ({"data": 5}, "claim_malformed"),
    ],
)
def test_a_deep_linking_request_that_cannot_be_answered_is_refused(
    house: House, settings: Any, code: str
) -> None:
    good: dict[str, Any] = DEEP_LINKING_REQUEST[DEEP_LINKING]  # type: ignore[assignment]
    given = {**good, **settings} if isinstance(settings, dict) else settings
    assert refusal_of_claims(house, **{**DEEP_LINKING_REQUEST, DEEP_LINKING: given}).code == code


def test_another_deployment_than_the_login_named_is_refused(house: House) -> None:
    redirect = house.login(lti_deployment_id="tenant-a")
    token = house.token(house.claims(redirect, deployment_id="tenant-b"))
    assert refusal(house, redirect, token).code == "deployment_mismatch"


def test_a_refusal_says_nothing_about_the_person(house: House) -> None:
    refused = refusal_of_claims(house, name=["Sam One"], email="sam@one.test", sub="77-sam")
    assert "sam" not in f"{refused!r} {refused.data} {refused.explanation}".casefold()


def test_a_registration_whose_keys_are_elsewhere_is_not_trusted(house: House) -> None:
    house.keys.publish(OTHER_KEY)
    house.registrations.records = [replace(house.record)]
    assert refusal_of_claims(house).code == "key_unknown"
