"""1EdTech's certification cases for tools: deep linking.

Each through the whole login and launch, judged by a verifier that shares nothing with the product:
the tool's published key set is read over HTTP and the answer is verified with jwcrypto.
"""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jwcrypto import jwk, jwt

from tests.launch.placing import SETTINGS, Chooser, begin, form_with
from tests.launch.universities import LTI, TOOL, Universities, University, claims_of
from vsm_platform.core import clock
from vsm_platform.institutions.api import do_ensure_signing_key, do_rotate_keys
from vsm_platform.institutions.models import NEXT_KEY_AGE
from vsm_platform.practice import Step, Visit
from vsm_platform.practice.html_forms import forms_of

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture(params=["Samoa", "Manila"], ids=["moodle", "blackboard"])
def university(request: pytest.FixtureRequest, universities: Universities) -> University:
    university = universities.connect(request.param)
    universities.exchange(university)
    return university


@pytest.fixture
def chooser(universities: Universities, university: University) -> Chooser:
    return Chooser(universities, university)


@pytest.fixture
def answer(chooser: Chooser) -> Step:
    """The form that the tool's page would post to the platform."""
    return chooser.answered(chooser.open(), "home", "people", with_column="y")


def verified(chooser: Chooser, answer: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of the response, by the keys that the tool publishes."""
    keys = jwk.JWKSet.from_json(chooser.robot.open(f"{TOOL}/lti/keys").body)
    token = jwt.JWT(jwt=answer.form["JWT"], key=keys, algs=["RS256"])
    return json.loads(token.header), json.loads(token.claims)


def test_request(chooser: Chooser, university: University) -> None:
    """A deep linking request is accepted and shows a choice."""
    sent = claims_of(chooser.robot.authorize(begin(university)))
    assert sent[f"{LTI}message_type"] == "LtiDeepLinkingRequest"
    assert "ltiResourceLink" in sent[SETTINGS]["accept_types"]

    page = chooser.open()

    assert page.status == 200
    assert "What to place" in page.body


def test_response(chooser: Chooser, answer: Step) -> None:
    """The response comes to the return address, which accepts it and places what it says."""
    visit = chooser.robot.send(answer)

    assert visit.status == 200, visit.text
    assert len(chooser.new_links) == 2


def test_format(chooser: Chooser, university: University) -> None:
    """One form post with the one field JWT, which holds a signed token in compact form."""
    page = chooser.open()
    form = page.forms[form_with(page, "csrf_token")]
    step = Step(form.method, form.action, {**form.fields, "pages": "home"})

    html = chooser.robot._request(step, []).text

    [sent] = forms_of(html, page.url)
    assert (sent.method, list(sent.fields)) == ("POST", ["JWT"])
    assert sent.action.startswith(university.world.base_url)
    assert sent.is_automatic
    assert len(sent.fields["JWT"].split(".")) == 3
    assert BeautifulSoup(html, "lxml").select_one("form button[type=submit]")


def test_timestamps(chooser: Chooser, answer: Step) -> None:
    """Whole seconds; made just now, valid for minutes."""
    _header, claims = verified(chooser, answer)

    assert isinstance(claims["iat"], int)
    assert isinstance(claims["exp"], int)
    assert abs(claims["iat"] - time.time()) < 60
    assert 0 < claims["exp"] - claims["iat"] <= 3600


def test_signature(chooser: Chooser, answer: Step) -> None:
    """RS256 by a key that the key set names; a changed token does not verify."""
    header, _claims = verified(chooser, answer)
    keys = json.loads(chooser.robot.open(f"{TOOL}/lti/keys").body)["keys"]
    assert header["alg"] == "RS256"
    assert header["kid"] in [key["kid"] for key in keys]

    head, body, signature = answer.form["JWT"].split(".")
    answer.form["JWT"] = f"{head}.{body}.{signature[:-8]}AAAAAAAA"

    assert chooser.robot.send(answer).status == 400
    assert chooser.new_links == []


def test_required_claims(chooser: Chooser, answer: Step, university: University) -> None:
    """Every claim that the message must have, nothing null, and ``data`` only if it was sent."""
    _header, claims = verified(chooser, answer)

    names = {"iss", "aud", "exp", "iat", "nonce"}
    names |= {LTI + name for name in ("message_type", "version", "deployment_id")}
    names |= {DL + name for name in ("content_items", "msg", "log")}
    if university.platform.flavour == "blackboard":
        names |= {"sub", f"{DL}data"}
    assert claims.keys() == names
    assert None not in claims.values()


def test_values(chooser: Chooser, answer: Step, university: University) -> None:
    """Parties, message, items and column are what the specification says."""
    _header, claims = verified(chooser, answer)

    assert claims["iss"] == university.tool.client_id
    assert claims["aud"] == [university.world.issuer(university.platform)]
    assert claims.get("sub", university.tool.client_id) == university.tool.client_id
    assert len(claims["nonce"]) >= 40
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}deployment_id"] == university.deployment_id
    home, people = claims[f"{DL}content_items"]
    assert home == {
        "type": "ltiResourceLink",
        "title": "Climate Change",
        "text": "What comes next, who takes part, and when you are all awake together.",
        "url": f"{TOOL}/exchanges/1/",
        "custom": {"exchange_page": "/exchanges/1/"},
        "iframe": {},
        "lineItem": {
            "scoreMaximum": 100,
            "label": "Climate Change: participation",
            "resourceId": "exchange-1-participation",
            "tag": "participation",
            "gradesReleased": True,
        },
    }
    assert "lineItem" not in people
    _assert_fresh(chooser, claims["nonce"])


def _assert_fresh(chooser: Chooser, nonce: str) -> None:
    again = chooser.answered(chooser.open(), "home")
    _header, claims = verified(chooser, again)
    assert claims["nonce"] != nonce


def test_a_rotated_key_signs_and_the_platform_finds_it(
    chooser: Chooser, university: University, universities: Universities
) -> None:
    vault = universities.app.extensions["vsm_vault"]
    with clock.moved(-NEXT_KEY_AGE - timedelta(minutes=1)), universities.work() as session:
        do_ensure_signing_key(session, vault)
    page: Visit = chooser.open()
    with universities.work() as session:
        do_rotate_keys(session, vault, actor_id=None)

    assert chooser.place(page, "home").status == 200
