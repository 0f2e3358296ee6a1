"""What an LMS can do wrong, or be made to do: each to a page that says so, and nothing registered."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from config import Settings
from lti.registration import flow
from tests.forms import soup_of
from tests.registration.hostile import PLATFORM, HostileLms, Reply
from tests.registration.sides import Exchange, Lms, code_of
from vsm_platform.app import create_app
from vsm_platform.institutions.models import ATTEMPTS_LIMIT

SECOND = 1.0


@pytest.fixture
def link(exchange: Exchange) -> str:
    return exchange.invite(exchange.institution("Meridian University"), "moodle")


def press(exchange: Exchange, page: str) -> Any:
    return Lms(None, None, exchange.app.test_client(), "").press(page)


def refused(exchange: Exchange, hostile: HostileLms, link: str, code: str, status: int) -> str:
    """The registration fails with this code; nothing is registered, and the link stays good."""
    before = len(exchange.log())
    answer = press(exchange, hostile.opens(link))
    assert (code_of(answer), answer.status_code) == (code, status)
    assert exchange.registrations == []
    invitation = exchange.invitations[0]
    assert (invitation.outcome, invitation.used_at) == (code, None)
    assert exchange.log()[-1] == "registration_failed"
    assert len(exchange.log()) - before <= 2
    hostile.configuration = hostile.registration = None
    assert press(exchange, hostile.opens(link)).status_code == 200
    assert exchange.invitations[0].outcome == ""
    return str(answer.text)


def test_a_good_lms_is_registered_with_its_token(
    exchange: Exchange, hostile: HostileLms, link: str
) -> None:
    assert press(exchange, hostile.opens(link)).status_code == 200
    assert [(method, said) for method, _path, said in hostile.asked] == [
        ("GET", "Bearer token-1"),
        ("POST", "Bearer token-1"),
    ]
    sent = json.loads(hostile.bodies[-1])
    tool = sent["https://purl.imsglobal.org/spec/lti-tool-configuration"]
    assert (tool["domain"], tool["target_link_uri"]) == (
        "exchange.test",
        "https://exchange.test/lti/launch",
    )
    assert [message["type"] for message in tool["messages"]] == [
        "LtiResourceLinkRequest",
        "LtiDeepLinkingRequest",
    ]
    assert tool["claims"] == ["iss", "sub", "name", "email"]
    assert "contextgroup" not in sent["scope"]
    assert exchange.deployments == []


def test_opening_the_page_asks_nobody_anything(
    exchange: Exchange, hostile: HostileLms, link: str, client: FlaskClient
) -> None:
    assert client.get(hostile.opens(link)).status_code == 200
    assert hostile.asked == []


REDIRECT = Reply("302 Found", b"", [("Location", "http://169.254.169.254/latest/meta-data")])


@pytest.mark.parametrize(
    ("reply", "code", "status"),
    [
        (REDIRECT, "registration_platform_redirects", 424),
        (Reply(body=b"x" * (flow.DOCUMENT_LIMIT + 1)), "registration_answer_too_large", 424),
        (Reply(body=b"<!doctype html><p>Sign in"), "registration_answer_no_json", 424),
        (Reply(body=b"[]"), "registration_answer_no_json", 424),
        (Reply(body=b"\xff\xfe{"), "registration_answer_no_json", 424),
        (Reply(body=b"[" * 100_000), "registration_answer_no_json", 424),
        (Reply("401 Unauthorized", b""), "registration_token_refused", 400),
        (Reply("403 Forbidden", b"{}"), "registration_token_refused", 400),
        (Reply("404 Not Found", b"<p>?"), "registration_refused", 400),
        (Reply.of({"error": "invalid_client_metadata"}, "400 No"), "registration_refused", 400),
        (Reply("500 Broken", b""), "registration_platform_failed", 424),
        (Reply("204 Nothing", b""), "registration_platform_failed", 424),
    ],
)
@pytest.mark.parametrize("which", ["configuration", "registration"])
def test_an_answer_that_cannot_be_used_is_refused(
    exchange: Exchange,
    hostile: HostileLms,
    link: str,
    which: str,
    reply: Reply,
    code: str,
    status: int,
) -> None:
    setattr(hostile, which, reply)
    refused(exchange, hostile, link, code, status)


@pytest.mark.parametrize("client_id", [None, "", " ", "a b", "x" * 256, "a\nb", ["a"], {}, True])
def test_a_client_id_that_is_none_is_refused(
    exchange: Exchange, hostile: HostileLms, link: str, client_id: Any
) -> None:
    hostile.registration = Reply.of(hostile.answer(client_id=client_id))
    refused(exchange, hostile, link, "registration_answer_malformed", 400)


INNER = [
    "http://10.0.0.1/register",
    "https://10.0.0.1/register",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00::1]/register",
    "https://[::ffff:10.0.0.1]/register",
    "https://192.168.0.1:8443/register",
    "https://0x0a000001/register",
]


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize(
    "endpoint",
    ["registration_endpoint", "token_endpoint", "jwks_uri", "authorization_endpoint"],
)
def test_a_configuration_that_names_an_inner_address_is_refused(
    exchange: Exchange, hostile: HostileLms, link: str, endpoint: str, inner: str
) -> None:
    hostile.configuration = Reply.of(hostile.document(**{endpoint: inner}))
    answer = press(exchange, hostile.opens(link))
    assert (code_of(answer), answer.status_code) == ("registration_address_refused", 400)
    assert [method for method, _path, _said in hostile.asked] == ["GET"]
    assert exchange.registrations == []


@pytest.mark.parametrize("inner", [*INNER, "http://example.edu/", "file:///etc/passwd", "x", " "])
def test_a_configuration_at_an_inner_address_is_never_asked(
    exchange: Exchange, hostile: HostileLms, link: str, inner: str
) -> None:
    page = soup_of(exchange.app.test_client().get(hostile.opens(link)))
    lms = Lms(None, None, exchange.app.test_client(), "")
    answer = lms.send(page, openid_configuration=inner)
    expected = "registration_address_refused" if inner.strip() else "registration_address_missing"
    if inner == "http://example.edu/":
        # Without a network the name is unknown; with one, plain http is refused.
        assert code_of(answer) in {expected, "registration_platform_unreachable"}
    else:
        assert code_of(answer) == expected
    assert answer.status_code in {400, 424}
    assert hostile.asked == []


@pytest.mark.parametrize(
    "issuer",
    [
        "https://moodle.example.edu",
        "https://canvas.instructure.com",
        "https://blackboard.com",
        "http://127.0.0.1:1",
        "http://127.0.0.1@evil.example",
    ],
)
def test_a_configuration_that_lies_about_its_issuer_is_refused(
    exchange: Exchange, hostile: HostileLms, link: str, issuer: str
) -> None:
    hostile.configuration = Reply.of(hostile.document(issuer=issuer))
    answer = press(exchange, hostile.opens(link))
    assert code_of(answer) in {
        "registration_issuer_foreign",
        "registration_configuration_malformed",
    }
    assert [method for method, _path, _said in hostile.asked] == ["GET"]
    assert exchange.registrations == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"registration_endpoint": None}, "registration_not_offered"),
        ({"registration_endpoint": ""}, "registration_not_offered"),
        ({"registration_endpoint": 7}, "registration_configuration_malformed"),
        ({"issuer": None}, "registration_configuration_malformed"),
        ({"issuer": ""}, "registration_configuration_malformed"),
        ({"issuer": ["a"]}, "registration_configuration_malformed"),
        ({"token_endpoint": "javascript:alert(1)"}, "registration_configuration_malformed"),
        ({"jwks_uri": "/keys"}, "registration_configuration_malformed"),
        ({"jwks_uri": "https://lms.test/" + "x" * 500}, "registration_configuration_malformed"),
        ({"authorization_endpoint": None}, "registration_configuration_malformed"),
        ({"scopes_supported": "all"}, "registration_configuration_malformed"),
        ({PLATFORM: None}, "registration_configuration_malformed"),
        ({PLATFORM: {"messages_supported": {}}}, "registration_configuration_malformed"),
    ],
)
def test_a_configuration_that_lacks_something_is_refused(
    exchange: Exchange, hostile: HostileLms, link: str, changes: dict[str, Any], code: str
) -> None:
    hostile.configuration = Reply.of(hostile.document(**changes))
    refused(exchange, hostile, link, code, 400)


def test_a_configuration_that_names_an_unknown_host_is_refused(
    exchange: Exchange, hostile: HostileLms, link: str
) -> None:
    unknown = "https://no-such-host.invalid/keys"
    hostile.configuration = Reply.of(hostile.document(jwks_uri=unknown))
    refused(exchange, hostile, link, "registration_platform_unreachable", 424)


def test_an_lms_that_is_down_is_said_to_be(exchange: Exchange, link: str) -> None:
    down = HostileLms(base_url="http://127.0.0.1:9")
    answer = press(exchange, down.opens(link))
    assert (code_of(answer), answer.status_code) == ("registration_platform_unreachable", 424)
    assert "still good" in answer.text


@pytest.mark.parametrize("which", ["configuration", "registration"])
def test_an_lms_that_is_too_slow_is_not_waited_for(
    exchange: Exchange,
    hostile: HostileLms,
    link: str,
    which: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "CONFIGURATION_SECONDS", 0.3 * SECOND)
    monkeypatch.setattr(flow, "REGISTRATION_SECONDS", 0.3 * SECOND)

    def drop_by_drop() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.1)
            yield b" "

    setattr(hostile, which, Reply(body=drop_by_drop))
    began = time.monotonic()
    answer = press(exchange, hostile.opens(link))
    assert (code_of(answer), answer.status_code) == ("registration_platform_too_slow", 424)
    assert time.monotonic() - began < 2 * SECOND


def test_a_token_with_line_breaks_never_reaches_the_lms(
    exchange: Exchange, hostile: HostileLms, link: str
) -> None:
    answer = press(exchange, hostile.opens(link, token="a\r\nX-Inner: yes"))
    assert code_of(answer) == "registration_token_refused"
    assert hostile.asked == []


def test_a_code_that_the_lms_gives_is_shown_and_logged_only_if_it_is_one(
    exchange: Exchange, hostile: HostileLms, link: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"error": "<script>alert(1)</script>", "error_description": "secret stuff"}
    hostile.registration = Reply.of(document, "400 No")
    page = refused(exchange, hostile, link, "registration_refused", 400)
    lines = capsys.readouterr().out
    assert "alert(1)" not in page + lines
    assert "secret stuff" not in page + lines
    assert "token-1" not in lines
    assert link.rpartition("/")[2] not in lines


def test_a_link_that_fails_again_and_again_is_closed(exchange: Exchange, link: str) -> None:
    down = HostileLms(base_url="http://127.0.0.1:9")
    page = down.opens(link)
    codes = [code_of(press(exchange, page)) for _ in range(ATTEMPTS_LIMIT + 1)]
    assert codes[-2:] == ["registration_platform_unreachable", "invitation_tired"]


def test_in_production_this_machine_is_never_asked(settings: Settings, hostile: HostileLms) -> None:
    strict = settings.model_copy(update={"environment": "production"})
    assert not strict.accepts_loopback
    app = create_app(strict)
    exchange = Exchange(app, app.test_client())
    code = invited(exchange)
    answer = press(exchange, hostile.opens(f"/lti/register/{code}"))
    assert (code_of(answer), answer.status_code) == ("registration_address_refused", 400)
    assert hostile.asked == []
    app.extensions["vsm_database"].engine.dispose()


def invited(exchange: Exchange) -> str:
    from vsm_platform.institutions.actions import do_invite_lms
    from vsm_platform.institutions.models import Institution

    key = exchange.institution("Meridian University")
    with exchange.work() as session:
        return do_invite_lms(session, session.get_one(Institution, key), "", actor_id=None)
