"""Access tokens and requests to services, against a small platform over HTTP."""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from lti.errors import ServiceError
from lti.ports import AccessToken, Registration
from lti.services.connector import PlatformConnector
from lti.services.http import Connections
from lti.services.safe_addresses import AddressRule
from lti.services.tokens import AccessTokens
from lti.tool_keys import ToolKey, generate_tool_key
from tests.lti.stand_ins import Watch, registration

KEY = generate_tool_key()
SCOPES = ["scope/b", "scope/a"]
Said = tuple[int, Mapping[str, str], bytes]


def as_json(document: object, status: int = 200, **headers: str) -> Said:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "application/json", **named}, json.dumps(document).encode()


@dataclass
class Platform:
    """Answers what a test puts in: each list is used up, its last answer stays."""

    base: str = ""
    tokens: list[Said] = field(default_factory=list)
    answers: dict[str, list[Said]] = field(default_factory=dict)
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Said:
        self.asked.append((method, path, headers, body))
        said = self.tokens if path == "/token" else self.answers.get(path, [])
        if not said:
            return 404, {}, b""
        return said.pop(0) if len(said) > 1 else said[0]

    def asked_for(self, path: str) -> list[tuple[str, str, Mapping[str, str], bytes]]:
        return [one for one in self.asked if one[1] == path]


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform(tokens=[as_json({"access_token": "one", "expires_in": 3600})])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            status, said, content = platform.answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in {**said, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 (the base class's names)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    platform.base = f"http://127.0.0.1:{server.server_port}"
    yield platform
    server.shutdown()
    server.server_close()
    thread.join()


class SharedTokens:
    """What all processes of a host share."""

    def __init__(self) -> None:
        self.kept: dict[str, AccessToken] = {}

    def get(self, key: str) -> AccessToken | None:
        return self.kept.get(key)

    def put(self, token: AccessToken) -> None:
        self.kept[token.key] = token

    def drop(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class Tool:
    """One process of the tool."""

    platform: Platform
    watch: Watch = field(default_factory=Watch)
    shared: SharedTokens = field(default_factory=SharedTokens)
    key: ToolKey = KEY
    pauses: list[float] = field(default_factory=list)
    rule: AddressRule = field(default_factory=lambda: AddressRule(loopback=True))

    def __post_init__(self) -> None:
        self.connections = Connections(self.rule)
        self.tokens = AccessTokens(self.connections, lambda: self.key, self.watch, self.shared)

    def record(self, **changes: Any) -> Registration:
        return registration(
            f"{self.platform.base}/keys",
            token_endpoint=f"{self.platform.base}/token",
            authorization_endpoint=f"{self.platform.base}/auth",
            **changes,
        )

    def connector(self, **changes: Any) -> PlatformConnector:
        record = self.record(**changes)
        return PlatformConnector(record, self.tokens, self.connections, self.pauses.append)

    def get(self, path: str = "/list", **changes: Any) -> Any:
        connector = self.connector(**changes)
        address = f"{self.platform.base}{path}"
        return connector.request("GET", address, scopes=SCOPES, accept="application/json")


@pytest.fixture
def tool(platform: Platform) -> Iterator[Tool]:
    tool = Tool(platform)
    yield tool
    tool.connections.close()


def code_of(tool: Tool, path: str = "/list", **changes: Any) -> str:
    with pytest.raises(ServiceError) as caught:
        tool.get(path, **changes)
    return caught.value.code


def test_a_token_is_asked_for_with_a_signed_assertion_and_its_own_scopes(
    tool: Tool, platform: Platform
) -> None:
    platform.answers["/list"] = [as_json([])]
    tool.get()
    form = parse_qs(platform.asked_for("/token")[0][3].decode())
    assert form["grant_type"] == ["client_credentials"]
    assert form["scope"] == ["scope/a scope/b"]
    claims = jwt.decode(form["client_assertion"][0], options={"verify_signature": False})
    record = tool.record()
    assert claims["iss"] == claims["sub"] == record.client_id
    assert claims["aud"] == record.token_endpoint
    assert claims["exp"] - claims["iat"] < 120
    assert jwt.get_unverified_header(form["client_assertion"][0])["kid"] == KEY.kid
    assert platform.asked_for("/list")[0][2]["authorization"] == "Bearer one"


def test_the_audience_can_differ_from_the_token_address(tool: Tool, platform: Platform) -> None:
    platform.answers["/list"] = [as_json([])]
    tool.get(token_audience="https://api.example/auth/token")
    form = parse_qs(platform.asked_for("/token")[0][3].decode())
    claims = jwt.decode(form["client_assertion"][0], options={"verify_signature": False})
    assert claims["aud"] == "https://api.example/auth/token"


def test_a_token_serves_until_it_expires_and_in_every_process(
    tool: Tool, platform: Platform
) -> None:
    platform.answers["/list"] = [as_json([])]
    tool.get()
    tool.get()
    other = Tool(platform, tool.watch, tool.shared)
    other.get()
    assert len(platform.asked_for("/token")) == 1
    tool.watch.go(minutes=59, seconds=30)
    tool.get()
    assert len(platform.asked_for("/token")) == 2
    other.connections.close()


def test_one_tenant_never_gets_anothers_token(tool: Tool, platform: Platform) -> None:
    platform.tokens = [
        as_json({"access_token": name, "expires_in": 3600}) for name in ("one", "two", "three")
    ]
    platform.answers["/list"] = [as_json([])]
    tool.get(client_id="first")
    tool.get(client_id="second")
    connector = tool.connector(client_id="first")
    assert connector.get_access_token(["scope/a"]) == "three", "other scopes, another token"
    used = [headers["authorization"] for _, _, headers, _ in platform.asked_for("/list")]
    assert used == ["Bearer one", "Bearer two"]


def test_a_token_that_is_no_longer_accepted_is_replaced_once(
    tool: Tool, platform: Platform
) -> None:
    platform.tokens = [
        as_json({"access_token": "old", "expires_in": 3600}),
        as_json({"access_token": "new", "expires_in": 3600}),
    ]
    platform.answers["/list"] = [(401, {}, b""), as_json(["found"])]
    assert tool.get().document == ["found"]
    assert platform.asked_for("/list")[1][2]["authorization"] == "Bearer new"
    platform.answers["/list"] = [(401, {}, b"")]
    assert code_of(tool) == "service_unauthorized"
    assert len(platform.asked_for("/list")) == 4


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (as_json({"error": "invalid_client"}, 401), "token_refused"),
        (as_json({"error": "invalid_scope"}, 400), "token_refused"),
        ((503, {}, b"down"), "service_failing"),
        ((200, {"Content-Type": "text/html"}, b"<!doctype html>"), "service_malformed"),
        (as_json({"access_token": 7}), "service_malformed"),
        (as_json({"access_token": "has\nline"}), "service_malformed"),
        (as_json([]), "service_malformed"),
    ],
)
def test_a_token_endpoint_that_gives_no_token_is_told_by_its_reason(
    tool: Tool, platform: Platform, said: Said, code: str
) -> None:
    platform.tokens = [said]
    assert code_of(tool) == code
    assert platform.asked_for("/list") == []


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        (400, "service_rejected", 1),
        (403, "service_forbidden", 1),
        (404, "service_not_found", 1),
        (409, "service_conflict", 1),
        (410, "service_not_found", 1),
        (302, "service_rejected", 1),
        (500, "service_failing", 3),
        (503, "service_failing", 3),
    ],
)
def test_each_status_has_its_code_and_reading_is_tried_again_where_that_may_help(
    tool: Tool, platform: Platform, status: int, code: str, tries: int
) -> None:
    platform.answers["/list"] = [(status, {"Location": "/elsewhere"}, b"")]
    assert code_of(tool) == code
    assert len(platform.asked_for("/list")) == tries


def test_what_changes_something_is_sent_once(tool: Tool, platform: Platform) -> None:
    platform.answers["/scores"] = [(503, {}, b"")]
    with pytest.raises(ServiceError):
        tool.connector().request(
            "POST",
            f"{platform.base}/scores",
            scopes=SCOPES,
            accept="application/json",
            content_type="application/vnd.ims.lis.v1.score+json",
            document={"userId": "1"},
        )
    (method, _, headers, body) = platform.asked_for("/scores")[0]
    assert (method, headers["content-type"]) == ("POST", "application/vnd.ims.lis.v1.score+json")
    assert json.loads(body) == {"userId": "1"}
    assert len(platform.asked_for("/scores")) == 1


def test_a_platform_that_asks_for_patience_gets_it(tool: Tool, platform: Platform) -> None:
    platform.answers["/list"] = [(429, {"Retry-After": "2"}, b""), as_json([1])]
    assert tool.get().document == [1]
    assert tool.pauses == [2.0]
    platform.answers["/list"] = [(429, {"Retry-After": "600"}, b"")]
    with pytest.raises(ServiceError) as caught:
        tool.get()
    assert (caught.value.code, caught.value.retry_after) == ("service_throttled", 600.0)
    assert tool.pauses == [2.0], "what takes long is for the caller to plan"


def test_the_next_pages_address_keeps_its_case(tool: Tool, platform: Platform) -> None:
    link = '</list?page=UG9zaXRpb24>; rel="Next", </list?since=7>; rel=differences'
    platform.answers["/list"] = [as_json([1], Link=link)]
    answer = tool.get()
    assert answer.next_address == f"{platform.base}/list?page=UG9zaXRpb24"
    assert answer.differences_address == f"{platform.base}/list?since=7"


def test_pages_that_repeat_themselves_are_refused(tool: Tool, platform: Platform) -> None:
    platform.answers["/list"] = [as_json([1], Link='</list>; rel="next"')]
    pages = tool.connector().pages(
        f"{platform.base}/list", scopes=SCOPES, accept="application/json"
    )
    assert next(pages).document == [1]
    with pytest.raises(ServiceError, match="service_endless"):
        next(pages)


def test_a_platform_that_is_not_there_is_told_as_such(tool: Tool, platform: Platform) -> None:
    with pytest.raises(ServiceError, match="service_unreachable"):
        tool.connector().request("GET", "http://127.0.0.1:9/list", scopes=SCOPES, accept="*/*")


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/members", "https://169.254.169.254/latest", "http://[::1]:1/x", "ftp://a/b"],
)
def test_a_service_inside_is_not_asked_unless_the_registration_is_there_too(
    platform: Platform, address: str
) -> None:
    tool = Tool(platform, rule=AddressRule(loopback=False))
    with pytest.raises(ServiceError, match="service_address_refused"):
        tool.connector().request("GET", address, scopes=SCOPES, accept="*/*")
    platform.answers["/list"] = [as_json([])]
    assert tool.get().status == 200
    tool.connections.close()


def test_an_expiry_that_makes_no_sense_is_not_believed(tool: Tool, platform: Platform) -> None:
    platform.tokens = [as_json({"access_token": "one", "expires_in": "soon"})]
    tool.connector().get_access_token(SCOPES)
    (kept,) = tool.shared.kept.values()
    assert kept.expires_at - tool.watch() < timedelta(minutes=5)


@pytest.mark.parametrize("relation", ["next", "differences"])
def test_a_page_elsewhere_is_never_shown_the_token(
    tool: Tool, platform: Platform, relation: str
) -> None:
    link = f'<https://elsewhere.example/list>; rel="{relation}"'
    platform.answers["/list"] = [as_json([1], Link=link)]
    pages = tool.connector().pages(
        f"{platform.base}/list", scopes=SCOPES, accept="application/json"
    )
    with pytest.raises(ServiceError, match="service_malformed"):
        list(pages)
