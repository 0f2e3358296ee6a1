"""1EdTech's certification cases for tools: the launches that must be refused.

Each takes the whole way: the practice LMS begins the login, signs the message that the case asks
for, and posts it to the product.
"""

import time
from typing import Any

import pytest

from tests.launch.refusals import BadLaunches, Change
from tests.launch.universities import LTI, University

LMS_CLAIMS = [
    "message_type", "version", "deployment_id", "target_link_uri", "roles", "resource_link",
]  # fmt: skip


def without(*names: str) -> Change:
    """Leave out LTI claims (``roles``), or others by their own name (``sub``)."""

    def change(claims: dict[str, Any]) -> None:
        for name in names:
            del claims[name if name in claims else LTI + name]

    return change


def with_times(*, issued: float, expires: float) -> Change:
    """Set iat and exp, both in seconds from now."""

    def change(claims: dict[str, Any]) -> None:
        claims["iat"] = int(time.time() + issued)
        claims["exp"] = int(time.time() + expires)

    return change


def test_no_key_id_in_the_header(bad_launches: BadLaunches) -> None:
    bad_launches.refused("key_id_missing", headers={"kid": None})


def test_wrong_key_id_in_the_header(bad_launches: BadLaunches) -> None:
    bad_launches.refused("key_unknown", headers={"kid": "no-such-key"})


def test_wrong_lti_version(bad_launches: BadLaunches) -> None:
    bad_launches.refused(
        "version_unsupported", lambda claims: claims.update({LTI + "version": "11.3"})
    )


def test_no_lti_version(bad_launches: BadLaunches) -> None:
    bad_launches.refused("version_unsupported", without("version"))


def test_not_an_lti_message(bad_launches: BadLaunches) -> None:
    def change(claims: dict[str, Any]) -> None:
        kept = {name: claims[name] for name in ("iss", "aud", "sub", "nonce", "iat", "exp")}
        claims.clear()
        claims.update(kept, name="badltilaunch")

    bad_launches.refused("message_type_missing", change)


def test_a_token_whose_payload_says_nothing_of_openid_connect(bad_launches: BadLaunches) -> None:
    def change(claims: dict[str, Any]) -> None:
        claims.clear()
        claims.update(name="badltilaunch")

    bad_launches.refused("nonce_missing", change)


def test_lti_claims_missing(bad_launches: BadLaunches) -> None:
    bad_launches.refused("message_type_missing", without(*LMS_CLAIMS))


@pytest.mark.parametrize("claim", LMS_CLAIMS)
def test_a_single_lti_claim_missing(bad_launches: BadLaunches, claim: str) -> None:
    codes = {"message_type": "message_type_missing", "version": "version_unsupported"}
    bad_launches.refused(codes.get(claim, "claim_missing"), without(claim))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("token_expired", with_times(issued=-7200, expires=-3600)),
        ("token_from_the_future", with_times(issued=3600, expires=7200)),
        ("token_too_old", with_times(issued=-365 * 86_400, expires=3600)),
        ("token_lives_too_long", with_times(issued=0, expires=365 * 86_400)),
        ("token_lives_too_long", with_times(issued=30, expires=-30)),
        ("times_missing", without("iat")),
        ("times_missing", without("exp")),
        ("times_missing", lambda claims: claims.update(iat="now", exp="later")),
        ("times_missing", lambda claims: claims.update(exp=1e300)),
    ],
)
def test_iat_and_exp_wrong(bad_launches: BadLaunches, code: str, change: Change) -> None:
    bad_launches.refused(code, change)


def test_no_message_type(bad_launches: BadLaunches) -> None:
    bad_launches.refused("message_type_missing", without("message_type"))


def test_no_roles(bad_launches: BadLaunches) -> None:
    bad_launches.refused("claim_missing", without("roles"))


def test_no_deployment_id(bad_launches: BadLaunches) -> None:
    bad_launches.refused("claim_missing", without("deployment_id"))


def test_no_resource_link_id(bad_launches: BadLaunches) -> None:
    bad_launches.refused("claim_missing", lambda claims: claims[LTI + "resource_link"].pop("id"))


def test_no_subject(bad_launches: BadLaunches) -> None:
    bad_launches.refused("claim_missing", without("sub"))


def test_a_refusal_is_written_in_the_reader_s_language(bad_launches: BadLaunches) -> None:
    english = bad_launches.refused("claim_missing", without("sub"))
    bad_launches.language = "es-MX,es;q=0.9,en;q=0.8"
    spanish = bad_launches.refused("claim_missing", without("sub"))

    assert (english.language, spanish.language) == ("en", "es")
    assert spanish.title != english.title
    assert spanish.texts[0] != english.texts[0]
    assert spanish.texts[1] != english.texts[1]


def test_the_same_launch_unspoiled_is_let_in(bad_launches: BadLaunches, samoa: University) -> None:
    robot = bad_launches.universities.robot()

    visit = robot.launch(samoa.address(samoa.student))

    assert visit.status == 200
    assert "/welcome" in visit.url
