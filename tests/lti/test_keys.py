"""Platform keys over real HTTP: rotation, faults, and how seldom they are asked for."""

import base64
import json
import threading
import time
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lti.errors import LaunchError, LtiError, PlatformKeysError
from lti.keys import PlatformKeySets, public_key_set
from lti.launch import Launch
from lti.ports import CachedKeySet
from tests.lti.stand_ins import OTHER_KEY, PLATFORM_KEY, House, KeyServer, private_key


def launch_with(house: House, key: Any = PLATFORM_KEY) -> Launch:
    redirect = house.login()
    return house.launch(redirect, house.token(house.claims(redirect), key=key))


def code_of(house: House, key: Any = PLATFORM_KEY) -> str:
    with pytest.raises(LtiError) as refused:
        launch_with(house, key)
    return refused.value.code


def restarted(house: House) -> House:
    house.key_sets = PlatformKeySets(house.clock)
    return house


def test_a_key_set_is_fetched_once_an_hour(house: House) -> None:
    for _ in range(3):
        launch_with(house)
    assert house.keys.requests == 1
    house.clock.go(minutes=61)
    launch_with(house)
    assert house.keys.requests == 2


def test_another_process_uses_what_one_has_fetched(house: House) -> None:
    launch_with(house)
    launch_with(restarted(house))
    assert house.keys.requests == 1


def test_a_rotated_key_is_found_at_once(house: House) -> None:
    launch_with(house)
    house.keys.publish(OTHER_KEY)
    assert launch_with(house, OTHER_KEY).subject
    assert house.keys.requests == 2
    assert code_of(house, PLATFORM_KEY) == "key_unknown"


def test_a_key_that_another_process_has_found_needs_no_request(house: House) -> None:
    launch_with(house)
    first = house.key_sets
    house.keys.publish(PLATFORM_KEY, OTHER_KEY)
    house.clock.go(seconds=1)
    launch_with(restarted(house), OTHER_KEY)
    house.key_sets = first
    launch_with(house, OTHER_KEY)
    assert house.keys.requests == 2


def test_an_unknown_kid_is_asked_for_once_in_thirty_seconds(house: House) -> None:
    launch_with(house)
    for _ in range(5):
        assert code_of(house, OTHER_KEY) == "key_unknown"
    assert house.keys.requests == 2
    house.clock.go(seconds=30)
    house.keys.publish(OTHER_KEY)
    launch_with(house, OTHER_KEY)
    assert house.keys.requests == 3


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("", 60),
        ("no-cache", 60),
        ("public, max-age=600", 10),
        ("max-age=1", 5),
        ("MAX-AGE=999999", 24 * 60),
        ("s-max-age=1", 60),
        ("x-max-age=600", 60),
    ],
)
def test_a_platform_says_how_long_its_keys_are_fresh(house: House, said: str, minutes: int) -> None:
    house.keys.headers["Cache-Control"] = said
    launch_with(house)
    kept = house.shared.kept[house.keys.address]
    assert kept.fresh_until - kept.fetched_at == timedelta(minutes=minutes)


def test_old_keys_serve_for_a_day_while_the_platform_is_down(house: House) -> None:
    launch_with(house)
    house.keys.status = 500
    house.clock.go(hours=2)
    launch_with(house)
    launch_with(house)
    assert house.keys.requests == 2, "after a failure the platform is left alone for a while"
    house.clock.go(seconds=30)
    launch_with(house)
    assert house.keys.requests == 3
    house.clock.go(hours=22)
    assert code_of(house) == "platform_keys_unavailable"
    house.keys.status = 200
    launch_with(house)


def test_an_unknown_kid_while_the_platform_is_down_is_the_platforms_fault(house: House) -> None:
    launch_with(house)
    house.keys.status = 503
    assert code_of(house, OTHER_KEY) == "platform_keys_unavailable"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (401, b'{"keys": []}'),
        (302, b'{"keys": []}'),
        (200, b"<html>Sign in</html>"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b"\xff\xfe"),
        (200, b"[" * 100_000),
        (200, b'{"keys": ["' + b"x" * 300_000 + b'"]}'),
    ],
)
def test_a_platform_that_answers_something_else_is_not_believed(
    house: House, status: int, body: bytes
) -> None:
    house.keys.headers["Location"] = "http://127.0.0.1:9/keys"
    published = house.keys.body
    house.keys.status, house.keys.body = status, body
    with pytest.raises(PlatformKeysError) as refused:
        launch_with(house)
    assert refused.value.status == 424
    assert refused.value.data["jwks_uri"] == house.keys.address
    assert not house.shared.kept
    house.keys.status, house.keys.body = 200, published
    assert launch_with(house).subject, "the next launch works"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/keys", "file:///etc/hosts", "http://[", "", "no address"]
)
def test_an_address_that_does_not_answer_is_refused_in_time(house: House, address: str) -> None:
    with pytest.raises(PlatformKeysError):
        house.key_sets.find(address, "kid", house.shared)


def test_a_platform_that_is_slow_is_not_waited_for(house: House) -> None:
    house.key_sets = PlatformKeySets(house.clock, total_seconds=2)
    house.keys.delay = 30
    began = time.monotonic()
    assert code_of(house) == "platform_keys_unavailable"
    assert time.monotonic() - began < 20
    house.keys.delay = 0
    assert launch_with(house).subject


def test_a_platform_that_sends_byte_by_byte_is_not_waited_for(house: House) -> None:
    house.key_sets = PlatformKeySets(house.clock, total_seconds=2)
    house.keys.pause = 0.5
    began = time.monotonic()
    assert code_of(house) == "platform_keys_unavailable"
    assert time.monotonic() - began < 20
    house.keys.pause = 0
    assert launch_with(house).subject


def test_no_worker_is_left_behind_by_a_slow_platform(house: House) -> None:
    house.key_sets = PlatformKeySets(house.clock, total_seconds=0.2)
    house.keys.pause = 0.1
    assert code_of(house) == "platform_keys_unavailable"
    deadline = time.monotonic() + 20
    while any(thread.name == "lti-fetch" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def find_in_threads(house: House, count: int) -> list[str]:
    outcomes: list[str] = []

    def work() -> None:
        try:
            house.key_sets.find(house.keys.address, PLATFORM_KEY.kid, house.shared)
            outcomes.append("found")
        except LtiError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=5)
    return outcomes


def test_launches_at_the_same_time_share_one_request(house: House) -> None:
    house.keys.delay = 0.5
    assert find_in_threads(house, 8) == ["found"] * 8
    assert house.keys.requests == 1


def test_launches_at_the_same_time_share_one_failure(house: House) -> None:
    house.keys.delay, house.keys.status = 0.5, 500
    assert find_in_threads(house, 8) == ["platform_keys_unavailable"] * 8
    assert house.keys.requests == 1


def test_who_has_an_old_key_does_not_wait_for_another_s_request(house: House) -> None:
    launch_with(house)
    house.clock.go(hours=2)
    house.keys.delay = 4.5
    other = threading.Thread(target=find_in_threads, args=(house, 1))
    other.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert find_in_threads(house, 3) == ["found"] * 3
    assert time.monotonic() - began < 4
    other.join()
    assert house.keys.requests == 2


def published(house: House, **changes: Any) -> None:
    house.keys.publish(PLATFORM_KEY, **changes)


def test_a_key_without_algorithm_and_use_is_accepted(house: House) -> None:
    published(house, alg=None, use=None)
    assert launch_with(house).subject


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": ["RSA"]},
        {"kty": None},
        {"kid": 5},
        {"n": None},
        {"n": "AQAB"},
        {"n": 5},
        {"n": "_" * 1400},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    ],
)
def test_a_key_that_cannot_serve_is_as_good_as_none(house: House, changes: dict[str, Any]) -> None:
    published(house, **changes)
    assert code_of(house) == "key_unknown"


def test_the_right_one_of_two_keys_with_one_name_is_used(house: House) -> None:
    wrong = {**public_key_set([OTHER_KEY])["keys"][0], "kid": PLATFORM_KEY.kid}
    right = public_key_set([PLATFORM_KEY])["keys"][0]
    house.keys.serve({"keys": [wrong, "no key", right]})
    assert launch_with(house).subject


def test_private_members_are_never_kept(house: House) -> None:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key(PLATFORM_KEY)))
    house.keys.serve({"keys": [{**key, "kid": PLATFORM_KEY.kid}]})
    assert launch_with(house).subject
    kept = json.loads(house.shared.kept[house.keys.address].document)["keys"][0]
    assert set(kept) == {"kty", "kid", "n", "e"}


def elliptic(house: House, curve: ec.EllipticCurve) -> str:
    """Publish a key on this curve, and sign a launch's claims with it."""
    key = ec.generate_private_key(curve)
    members = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    house.keys.serve({"keys": [{**members, "kid": "ec"}]})
    redirect = house.login()
    payload = json.dumps(house.claims(redirect)).encode()
    algorithm = "ES256" if isinstance(curve, ec.SECP256R1) else "ES384"
    token = jwt.PyJWS().encode(payload, key, algorithm=algorithm, headers={"kid": "ec"})
    return house.launch(redirect, token).subject


def test_es256_is_accepted_and_other_curves_are_not(house: House) -> None:
    assert elliptic(house, ec.SECP256R1()) == "student-42"
    with pytest.raises(LaunchError, match="algorithm_refused"):
        elliptic(house, ec.SECP384R1())


def test_a_curve_that_does_not_fit_is_left_out(house: House) -> None:
    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    members = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key))
    house.keys.serve({"keys": [{**members, "kid": PLATFORM_KEY.kid}]})
    assert code_of(house) == "key_unknown"


def test_an_rsa_key_of_less_than_2048_bits_is_left_out(house: House) -> None:
    published(house, n=base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("="))
    assert code_of(house) == "key_unknown"


def test_a_kept_set_that_is_older_than_the_held_one_is_left_aside(
    house: House, key_server: KeyServer
) -> None:
    launch_with(house)
    now = house.clock()
    house.shared.put(
        CachedKeySet(key_server.address, '{"keys": []}', now - timedelta(hours=1), now)
    )
    assert code_of(house, OTHER_KEY) == "key_unknown"
    assert launch_with(house).subject
