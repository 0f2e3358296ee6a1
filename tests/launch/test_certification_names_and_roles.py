"""1EdTech's certification cases for tools: Names and Role Provisioning Services, the five of them.

An instructor launches; the tool then asks the platform's roster. What it sent is looked at where it
arrived, in the platform.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from flask import Flask, request, request_started

from tests.launch.rosters import Rosters, open_exchange
from tests.launch.universities import LTI, Universities, University, claims_of
from vsm_platform.practice import World

SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@dataclass(frozen=True)
class Arrived:
    """One request as it arrived at the platform."""

    method: str
    address: str
    headers: dict[str, str]
    form: dict[str, str] = field(repr=False)


@pytest.fixture
def arrived(practice_lms: tuple[World, Flask]) -> Iterator[list[Arrived]]:
    """Everything that arrives at the platform from now on."""
    requests: list[Arrived] = []

    def note(_app: Flask, **_more: Any) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        requests.append(Arrived(request.method, request.url, headers, dict(request.form)))

    with request_started.connected_to(note, practice_lms[1]):
        yield requests


@pytest.fixture
def asked(
    universities: Universities, samoa: University, arrived: list[Arrived]
) -> tuple[Rosters, Arrived, Arrived]:
    """What came of an instructor's launch: the request for a token, and the one for the roster."""
    rosters = open_exchange(universities, samoa)
    arrived.clear()
    rosters.read()
    token = next(each for each in arrived if SCOPE in each.form.get("scope", ""))
    roster = next(each for each in arrived if "/memberships" in each.address)
    return rosters, token, roster


def test_instructor_launch(universities: Universities, samoa: University) -> None:
    """The instructor's message announces the service, and the tool lets the instructor in."""
    rosters = open_exchange(universities, samoa)
    launch = universities.robot().authorize(samoa.address(samoa.teacher))
    claims = claims_of(launch)
    assert "2.0" in claims[SERVICE]["service_versions"]
    assert any(role.endswith("#Instructor") for role in claims[LTI + "roles"])
    _, visit = rosters.arrive(samoa, samoa.teacher)
    assert visit.status == 200
    assert rosters.states(samoa) == {samoa.teacher.sub: "enrolled"}


def test_request(samoa: University, asked: tuple[Rosters, Arrived, Arrived]) -> None:
    """A GET of the address that the launch announced, whose members the tool takes in."""
    rosters, _, roster = asked
    assert roster.method == "GET"
    path = urlsplit(roster.address).path
    assert path.endswith(
        f"/CourseSection/{samoa.course.id}/bindings/{samoa.deployment_id}/memberships"
    )
    assert rosters.counts(samoa) == {"enrolled": 1, "expected": 3}


def test_headers(asked: tuple[Rosters, Arrived, Arrived]) -> None:
    """Accept is the membership container's media type, version 2."""
    assert asked[2].headers["accept"] == MEDIA_TYPE


def test_bearer_token(
    asked: tuple[Rosters, Arrived, Arrived], samoa: University, arrived: list[Arrived]
) -> None:
    """The token that the platform gave for a signed assertion, as a bearer token."""
    rosters, token, roster = asked
    scheme, _, value = roster.headers["authorization"].partition(" ")
    assert scheme == "Bearer"
    assert value
    claims = jwt.decode(token.form["client_assertion"], options={"verify_signature": False})
    assert claims["iss"] == claims["sub"] == samoa.tool.client_id
    rosters.read_now()
    asked_again = [each for each in arrived if each.form.get("scope") == SCOPE]
    assert len(asked_again) == 1, "kept until it expires"


def test_scope(asked: tuple[Rosters, Arrived, Arrived]) -> None:
    """The one scope of this service, and no other."""
    assert asked[1].form["scope"].split() == [SCOPE]
    assert parse_qs(urlsplit(asked[2].address).query)["limit"] == ["250"]
