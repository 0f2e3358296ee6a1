"""Thousands of broken logins and launches, the same ones at every run.

Whatever a stranger or a faulty platform sends, the answer is a launch or an ``LtiError``, and
what a launch holds can be stored in any database and shown on any page.
"""

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from lti.errors import LtiError
from lti.launch import Launch, peek_login
from tests.lti.stand_ins import CLAIM, PLATFORM_KEY, House
from tests.lti.test_launch import DEEP_LINKING, DEEP_LINKING_REQUEST

SCALARS: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 10**30, 1e308, float("nan"), float("inf")),
    *("", " ", "a", "x" * 300, "\x00", "\ud800", "\u202e", "é", "$Var", "..", "[]", "1.3.0"),
    *("https://x.test/", "https://[", "javascript:1", "//", "%00", "LtiResourceLinkRequest"),
]
OPTIONAL = [
    *("context", "custom", "tool_platform", "launch_presentation", "lis", "role_scope_mentor"),
]
SERVICES = [
    "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
    "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
    DEEP_LINKING,
]
MEMBERS = [
    *("id", "label", "title", "type", "scope", "lineitems", "lineitem", "guid", "version"),
    *("context_memberships_url", "service_versions", "return_url", "locale", "data"),
    *("deep_link_return_url", "accept_types", "accept_multiple", "description"),
    "accept_presentation_document_targets",
]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


def anything(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.randrange(5 if depth < 3 else 3)
    if kind < 3:
        return chance.choice(SCALARS)
    inner = [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    return inner if kind == 3 else {chance.choice(MEMBERS): value for value in inner}


def broken(chance: random.Random, claims: dict[str, Any]) -> dict[str, Any]:
    """The claims with one to three of them changed, left out or added."""
    names = [*claims, *(CLAIM + name for name in OPTIONAL), *SERVICES, "name", "email", "azp"]
    for name in chance.sample(names, chance.randint(1, 3)):
        if chance.random() < 0.2:
            claims.pop(name, None)
        else:
            claims[name] = anything(chance)
    return claims


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from texts_of([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | frozenset):
        for item in value:
            yield from texts_of(item)


def outcome(house: House, form: dict[str, str]) -> Launch | None:
    peek_login(form, house.logins)
    try:
        return house.post(form)
    except LtiError:
        return None


@pytest.mark.parametrize("seed", range(4))
def test_no_claims_can_break_a_launch(house: House, seed: int) -> None:
    chance, launches = seeded(seed), 0
    for _ in range(500):
        redirect = house.login()
        kind = DEEP_LINKING_REQUEST if chance.random() < 0.3 else {}
        claims = broken(chance, house.claims(redirect, **kind))
        launch = outcome(house, {"state": redirect.state, "id_token": house.token(claims)})
        house.logins.waiting.clear()
        if launch:
            launches += 1
            for text in texts_of(launch):
                assert "\x00" not in text
                text.encode()
    assert launches > 20


def test_no_damaged_token_can_break_a_launch(house: House) -> None:
    chance = seeded(7)
    signs = "AZaz09-_.=é\x00\ud800 \n{}\"'"
    for _ in range(400):
        redirect = house.login()
        token = list(house.token(house.claims(redirect)))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(token))
            token[place : place + chance.choice([0, 1, 1, 40])] = chance.choice(signs)
        outcome(house, {"state": redirect.state, "id_token": "".join(token)})


def test_no_header_can_break_a_launch(house: House) -> None:
    chance = seeded(11)
    for _ in range(200):
        redirect = house.login()
        headers = {chance.choice(["jku", "x5c", "typ", "crit", "cty", "jwk"]): anything(chance)}
        token = house.token(house.claims(redirect), **headers)
        outcome(house, {"state": redirect.state, "id_token": token})


def test_no_key_set_can_break_a_launch(house: House) -> None:
    chance = seeded(13)
    members = ["kty", "kid", "n", "e", "use", "alg", "crv", "x", "y", "d"]
    for _ in range(60):
        house.clock.go(hours=25)
        redirect = house.login()
        token = house.token(house.claims(redirect))
        changes = {chance.choice(members): anything(chance) for _ in range(2)}
        house.keys.publish(PLATFORM_KEY, **changes)
        outcome(house, {"state": redirect.state, "id_token": token})
        house.keys.serve(anything(chance))
        house.clock.go(hours=25)
        redirect = house.login()
        outcome(house, {"state": redirect.state, "id_token": house.token(house.claims(redirect))})


def test_no_parameters_can_break_a_login(house: House) -> None:
    chance = seeded(17)
    names = ["iss", "client_id", "login_hint", "target_link_uri", "lti_message_hint"]
    names += ["lti_deployment_id", "lti_storage_target", "canvas_region"]
    words = [scalar for scalar in SCALARS if isinstance(scalar, str)]
    for _ in range(600):
        changes = {chance.choice(names): chance.choice(words) for _ in range(2)}
        try:
            redirect = house.login(**changes)
        except LtiError:
            continue
        assert redirect.location.isascii()
        assert "\n" not in redirect.location
