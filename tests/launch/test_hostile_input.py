"""Input that no platform would send: whatever it is, the answer is a page and never a 500.

The garbage is made from fixed seeds, so that a failure can be repeated.
"""

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask.testing import FlaskClient

from tests.launch.refusals import BadLaunches, Change, assert_refused
from tests.launch.universities import (
    LTI,
    TOOL,
    Universities,
    University,
    claims_of,
    walk,
)
from vsm_platform.practice import Step

LogLines = Callable[[], list[dict[str, Any]]]

VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e308, float("nan"), 10**4000, "", " ", "\0", "\ud800", "x" * 300,
    "x" * 5000, "\u202eevil", "𝔘nicode", "<script>alert(1)</script>", "{institution}", "%(course)s",
    "javascript:alert(1)", "https://[::1", "https://exchange.test:99999999/", "../../etc/passwd",
    "1 or 1=1", [], [[]], [None], [[[[[[]]]]]], {}, {"id": None}, {"": ""}, {"id": {"id": "x"}},
]  # fmt: skip


class Door:
    """The product's two addresses, spoken to directly: a login costs one request."""

    def __init__(self, client: FlaskClient, university: University) -> None:
        self.client = client
        key = university.platform.signing_keys[0]
        self.key_headers = {"kid": key.kid}
        # Reading a private key takes longer than a whole launch, so it is read once.
        self.private_key = load_pem_private_key(key.private_key_pem.encode(), None)
        self.login_form = {
            "iss": university.world.issuer(university.platform),
            "client_id": university.tool.client_id,
            "login_hint": "person-1",
            "target_link_uri": f"{TOOL}/lti/launch",
            "lti_deployment_id": university.deployment_id,
        }

    def login(self) -> tuple[str, str]:
        """A fresh login's state and nonce."""
        location = self.client.post("/lti/login", data=self.login_form).location
        query = parse_qs(urlsplit(location).query)
        return query["state"][0], query["nonce"][0]

    def raw_token(self, payload: bytes) -> str:
        """A token with a genuine signature over any bytes."""
        key: Any = self.private_key
        return jwt.PyJWS().encode(payload, key, algorithm="RS256", headers=self.key_headers)

    def launch(self, payload: bytes) -> int:
        """Post a token over these bytes with a fresh login's state."""
        return self.post(self.login()[0], self.raw_token(payload))

    def launch_claims(self, claims: dict[str, Any], change: Change) -> int:
        """Post a changed copy of the claims, which answers a fresh login."""
        state, nonce = self.login()
        changed = json.loads(json.dumps({**claims, "nonce": nonce}))
        change(changed)
        return self.post(state, self.raw_token(json.dumps(changed).encode()))

    def post(self, state: str, id_token: str) -> int:
        form = {"state": state, "id_token": id_token}
        return self.client.post("/lti/launch", data=form).status_code


@pytest.fixture
def door(client: FlaskClient, samoa: University, exchange_id: int) -> Door:
    return Door(client, samoa)


@pytest.fixture
def genuine_claims(universities: Universities, samoa: University) -> dict[str, Any]:
    return claims_of(universities.robot().authorize(samoa.address(samoa.student)))


def assert_nothing_failed(statuses: list[int], lines: list[dict[str, Any]]) -> None:
    assert [line for line in lines if line["event"] == "failed"] == []
    assert set(statuses) <= {200, 303, 400, 403, 404, 413}, statuses


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [path] if path else []
    members: Any = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    for name, member in members:
        found += places(member, (*path, name))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for name in path[:-1]:
        value = value[name]
        if not isinstance(value, dict | list):
            return
    if isinstance(value, dict) or (isinstance(value, list) and path[-1] < len(value)):
        value[path[-1]] = new


def test_no_value_of_any_claim_breaks_a_launch(
    door: Door, genuine_claims: dict[str, Any], log_lines: LogLines
) -> None:
    known = places(genuine_claims)
    chance = random.Random(1947)

    def spoil(claims: dict[str, Any]) -> None:
        for _ in range(chance.randint(1, 3)):
            put(claims, chance.choice(known), chance.choice(VALUES))

    statuses = [door.launch_claims(genuine_claims, spoil) for _ in range(150)]

    assert_nothing_failed(statuses, log_lines())
    assert {303, 400} <= set(statuses), "some are harmless, most are refused"


@pytest.mark.parametrize("claim", ["sub", LTI + "deployment_id", LTI + "context", "name", "email"])
def test_no_value_of_a_claim_that_is_stored_breaks_a_launch(
    door: Door, genuine_claims: dict[str, Any], log_lines: LogLines, claim: str
) -> None:
    statuses = []
    for value in VALUES:
        stored = {claim: {"id": value} if claim == LTI + "context" else value}
        statuses.append(door.launch_claims({**genuine_claims, **stored}, lambda _claims: None))

    assert_nothing_failed(statuses, log_lines())


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"null", b"[]", b'"text"', b"7", b"{", b"\xff\xfe", b'{"nonce": NaN}', b"\x00" * 100,
        b'{"a":' * 9000, b"[" * 30_000, b'{"iat": ' + b"9" * 5000 + b"}", b"{}" * 10,
    ],
)  # fmt: skip
def test_a_signed_payload_that_is_no_object_is_refused(
    door: Door, log_lines: LogLines, payload: bytes
) -> None:
    statuses = [door.launch(payload)]

    assert_nothing_failed(statuses, log_lines())
    assert statuses == [400]


def test_no_garbage_in_the_form_breaks_a_launch(
    door: Door, samoa: University, genuine_claims: dict[str, Any], log_lines: LogLines
) -> None:
    statuses = []
    chance = random.Random(1968)
    token = samoa.sign(genuine_claims)
    for number in range(100):
        state = door.login()[0] if number % 3 else "state-" + "A" * 43
        spoiled = _spoiled(chance, token)
        form: dict[str, Any] = {"state": state, "id_token": spoiled, "stored_state": state}
        for name in chance.sample(sorted(form), chance.randint(0, 2)):
            form[name] = chance.choice([_noise(chance), "", ["a", "b"], "\0", "é" * 100])
        form[_noise(chance)] = _noise(chance)
        statuses.append(door.client.post("/lti/launch", data=form).status_code)

    assert_nothing_failed(statuses, log_lines())
    assert set(statuses) == {400}


def _noise(chance: random.Random) -> str:
    return "".join(chr(chance.choice([*range(1, 128), 0xE9, 0x202E, 0x1F600])) for _ in range(9))


def _spoiled(chance: random.Random, token: str) -> str:
    """A token that is cut, doubled, mixed up or filled with noise."""
    at = chance.randrange(len(token))
    head, body, signature = token.split(".")
    heads = ['{"alg": []}', '{"alg": "RS256", "kid": {}}', "[]", "null", '{"crit": ["b64"]}', "{"]
    other = jwt.utils.base64url_encode(chance.choice(heads).encode()).decode()
    return chance.choice(
        [
            token[:at],
            token[:at] + _noise(chance) + token[at:],
            f"{head}.{body}",
            f"{head}.{body}.{signature}.{signature}.{signature}",
            f"{other}.{body}.{signature}",
            f"{body}.{head}.{signature}",
            f"{head}.{body}.",
            "." * chance.randint(0, 5),
        ]
    )


def test_no_garbage_in_a_login_breaks_it(door: Door, log_lines: LogLines) -> None:
    statuses = []
    chance = random.Random(1984)
    names = [*door.login_form, "lti_message_hint", "lti_storage_target"]
    for number in range(120):
        form = dict(door.login_form)
        for name in chance.sample(names, chance.randint(1, 3)):
            form[name] = chance.choice([_noise(chance), "\0", "", "x" * 300, "https://[", "é" * 99])
        send = door.client.get if number % 2 else door.client.post
        values = {"query_string": form} if number % 2 else {"data": form}
        statuses.append(send("/lti/login", **values).status_code)

    assert [line for line in log_lines() if line["event"] == "failed"] == []
    assert set(statuses) <= {200, 302, 400, 403}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/x-www-form-urlencoded; charset=utf-16",
        "nonsense",
        "",
    ],
)
def test_a_launch_of_another_content_type_is_refused(
    door: Door, log_lines: LogLines, content_type: str
) -> None:
    body = b'{"id_token": "x", "state": "y"}\r\n--x\xff\x00'
    answer = door.client.post("/lti/launch", data=body, content_type=content_type)

    assert answer.status_code == 400
    assert "state_missing" in answer.text
    assert_nothing_failed([400], log_lines())


def test_a_megabyte_of_claims_is_refused_unread(
    bad_launches: BadLaunches, samoa: University
) -> None:
    samoa.platform.faults.oversized_claim = True
    visit = walk(bad_launches.universities.robot(), samoa, samoa.student)

    page = assert_refused(visit, "http_413", 413)
    assert page.title == "That was too much at once"


def test_a_token_too_large_to_be_one_is_refused(bad_launches: BadLaunches) -> None:
    bad_launches.refused(
        "token_too_large", lambda claims: claims.update(filler="x" * 70_000), status=413
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_the_launch_address_takes_only_forms(door: Door, method: str) -> None:
    answer = door.client.open("/lti/launch", method=method)

    assert answer.status_code == 405
    assert method == "HEAD" or "http_405" in answer.text


@pytest.mark.parametrize(
    ("missing", "code"), [("state", "state_missing"), ("id_token", "token_missing")]
)
def test_a_launch_that_lacks_a_field_is_refused(
    bad_launches: BadLaunches, samoa: University, missing: str, code: str
) -> None:
    robot = bad_launches.universities.robot()
    launch = robot.authorize(samoa.address(samoa.student))
    del launch.form[missing]

    bad_launches.refused_as_it_is(robot, launch, code)


@pytest.mark.parametrize("error", ["login_required", "x" * 5000, "<script>", "a\0b"])
def test_an_error_answer_with_any_text_is_shown_without_it(
    bad_launches: BadLaunches, error: str
) -> None:
    form = {"error": error, "error_description": "<b>bold</b>", "state": "anything"}
    launch = Step("POST", f"{TOOL}/lti/launch", form)
    robot = bad_launches.universities.robot()

    bad_launches.refused_as_it_is(robot, launch, "platform_refused")
    assert "<b>bold" not in robot.send(launch).body


def test_text_that_looks_like_a_template_or_a_page_is_shown_as_text(
    universities: Universities, samoa: University, bad_launches: BadLaunches
) -> None:
    name = "{institution} %(name)s {{ 7*7 }} <script>alert(1)</script>"
    robot = universities.robot()
    samoa.course.id, samoa.course.title = "course-2", name
    samoa.tenant.courses = {"course-2": samoa.course}

    visit = walk(robot, samoa, samoa.student)

    assert_refused(visit, "course_not_linked", 404)
    assert "<script>alert" not in visit.body
    assert "{institution} %(name)s {{ 7*7 }}" in visit.body
