"""The answer to a deep linking request, as PyLTI1p3 builds it and as it must be."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from lti.services.deep_linking import Answer, Asker, Column, Link, _Response, sign_answer
from lti.tool_keys import ToolKey, generate_tool_key, public_key_set

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LINK = Link("https://tool.test/exchanges/7/", "Climate Change")


@pytest.fixture(scope="module")
def key() -> ToolKey:
    return generate_tool_key()


def asker(code: str = "moodle", data: str | None = None) -> Asker:
    return Asker("https://lms.test", "client-1", "deployment-1", code, data)


def read(key: ToolKey, token: str) -> dict[str, Any]:
    public = jwt.PyJWK(public_key_set([key])["keys"][0])
    options = {"verify_exp": False, "verify_iat": False}
    claims: dict[str, Any] = jwt.decode(
        token, public, algorithms=["RS256"], audience="https://lms.test", options=options
    )
    return claims


def answered(key: ToolKey, answer: Answer, **of: Any) -> dict[str, Any]:
    return read(key, sign_answer(asker(**of), answer, key, NOW))


def test_the_header_names_the_key(key: ToolKey) -> None:
    token = sign_answer(asker(), Answer(), key, NOW)
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["kid"]) == ("RS256", key.kid)


def test_the_host_s_clock_counts(key: ToolKey) -> None:
    claims = answered(key, Answer())
    assert claims["iat"] == int(NOW.timestamp())
    assert claims["exp"] == claims["iat"] + 600


@pytest.mark.parametrize("data", ["csrf:1", "", '"}<&', "\r\n\0"])
def test_data_is_returned_as_it_was_sent(key: ToolKey, data: str) -> None:
    assert answered(key, Answer(), data=data)[f"{DL}data"] == data


def test_data_that_was_not_sent_is_not_returned(key: ToolKey) -> None:
    assert f"{DL}data" not in answered(key, Answer())


@pytest.mark.parametrize("code", ["BlackboardLearn", "blackboard"])
def test_blackboard_reads_the_application_as_subject(key: ToolKey, code: str) -> None:
    assert answered(key, Answer(), code=code)["sub"] == "client-1"


@pytest.mark.parametrize("code", ["moodle", "canvas", "desire2learn", "sakai", "openedx", ""])
def test_no_other_platform_gets_a_subject(key: ToolKey, code: str) -> None:
    assert "sub" not in answered(key, Answer(), code=code)


def test_words_for_person_and_log_are_sent_where_there_are_any(key: ToolKey) -> None:
    answer = Answer(message="Done", log="2", error_message="Not done", error_log="why")
    claims = answered(key, answer)
    names = ("msg", "log", "errormsg", "errorlog")
    assert [claims[DL + name] for name in names] == ["Done", "2", "Not done", "why"]
    assert not {DL + name for name in names} & answered(key, Answer()).keys()


def test_an_answer_without_links_has_an_empty_list(key: ToolKey) -> None:
    assert answered(key, Answer())[f"{DL}content_items"] == []


def test_a_link_has_no_empty_members(key: ToolKey) -> None:
    [item] = answered(key, Answer(links=[LINK]))[f"{DL}content_items"]
    assert item == {"type": "ltiResourceLink", "title": LINK.title, "url": LINK.url}


def test_open_edx_gets_no_address_but_the_parameter(key: ToolKey) -> None:
    link = Link(LINK.url, LINK.title, custom={"exchange_page": "/exchanges/7/"})
    [item] = answered(key, Answer(links=[link]), code="openedx")[f"{DL}content_items"]
    assert "url" not in item
    assert item["custom"] == {"exchange_page": "/exchanges/7/"}


def test_long_titles_and_labels_are_cut_to_what_platforms_hold(key: ToolKey) -> None:
    column = Column("l" * 300, 20, "exchange-7-participation", "participation", False)
    link = Link(LINK.url, "t" * 300, column=column)
    [item] = answered(key, Answer(links=[link]))[f"{DL}content_items"]
    assert len(item["title"]) == len(item["lineItem"]["label"]) == 255
    assert item["lineItem"]["gradesReleased"] is False


def test_each_answer_has_a_nonce_without_a_trace_of_the_host(key: ToolKey) -> None:
    nonces = {answered(key, Answer())["nonce"] for _ in range(20)}
    assert len(nonces) == 20
    assert all(len(nonce.removeprefix("nonce-")) == 43 for nonce in nonces)


def test_the_form_of_the_library_is_not_for_use(key: ToolKey) -> None:
    response = _Response(asker(), Answer(), key, NOW)
    with pytest.raises(NotImplementedError):
        response.output_response_form([])
