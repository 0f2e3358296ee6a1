"""A tool in a few lines, written from the specification alone and verified with jwcrypto.

It shares nothing with the product and nothing with the practice LMS, so that it judges the
practice LMS as a stranger would.
"""

import json
import time
import uuid
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from jwcrypto import jwk, jwt

from vsm_platform.practice import HttpResponse, Transport

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
BOTH = ["GET", "POST"]
BEARER_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@cache
def tool_key() -> jwk.JWK:
    """One key for all tests, since making keys takes longer than using them."""
    return jwk.JWK.generate(kty="RSA", size=2048, kid="tool-1")


@dataclass
class Tool:
    """The tool's memory: what it knows of platforms (by issuer) and what it was sent."""

    base_url: str
    transport: Transport
    key: jwk.JWK = field(default_factory=tool_key)
    platforms: dict[str, dict[str, str]] = field(default_factory=dict)
    initiations: list[dict[str, str]] = field(default_factory=list)
    launches: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    #: What a good launch shows, if a test wants more than a greeting.
    page: str = ""

    @property
    def addresses(self) -> dict[str, Any]:
        return {
            "login_initiation_url": f"{self.base_url}/lti/login",
            "redirect_uris": [f"{self.base_url}/lti/launch"],
            "target_link_uri": f"{self.base_url}/lti/launch",
            "jwks_uri": f"{self.base_url}/lti/keys",
        }

    def sign(self, claims: dict[str, Any], **headers: str) -> str:
        token = jwt.JWT(header={"alg": "RS256", "kid": "tool-1", **headers}, claims=claims)
        token.make_signed_token(self.key)
        return str(token.serialize())

    def verify(self, token: str, platform: dict[str, str]) -> dict[str, Any]:
        """Check signature, times, issuer and audience; raises what jwcrypto raises."""
        answer = self.transport.send("GET", platform["jwks_uri"])
        if answer.status != 200:
            raise ConnectionError(f"The key set answers {answer.status}.")
        verified = jwt.JWT(
            jwt=token,
            key=jwk.JWKSet.from_json(answer.text),
            check_claims={"iss": platform["issuer"], "aud": platform["client_id"], "exp": None},
            algs=["RS256"],
        )
        claims: dict[str, Any] = json.loads(verified.claims)
        return claims

    def assertion(self, platform: dict[str, str], **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": platform["client_id"],
            "sub": platform["client_id"],
            "aud": platform["token_audience"],
            "iat": now,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
        }
        return self.sign({**claims, **changes})

    def ask_token(
        self, platform: dict[str, str], scope: str, *, assertion: str = ""
    ) -> HttpResponse:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": BEARER_TYPE,
            "client_assertion": assertion or self.assertion(platform),
            "scope": scope,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.transport.send(
            "POST", platform["token_endpoint"], headers, urlencode(form).encode()
        )

    def token(self, platform: dict[str, str], scope: str) -> str:
        answer = self.ask_token(platform, scope)
        assert answer.status == 200, answer.text
        return str(json.loads(answer.body)["access_token"])

    def call(
        self, method: str, url: str, token: str, document: object = None, media_type: str = ""
    ) -> HttpResponse:
        headers = {"Authorization": f"Bearer {token}"}
        if document is None:
            return self.transport.send(method, url, headers)
        headers["Content-Type"] = media_type
        return self.transport.send(method, url, headers, json.dumps(document).encode())


def create_tool_app(tool: Tool) -> Flask:
    """The tool's three addresses."""
    app = Flask("stand_in_tool")
    app.add_url_rule("/lti/login", view_func=lambda: login(tool), endpoint="login", methods=BOTH)
    app.add_url_rule("/lti/launch", view_func=lambda: launch(tool), endpoint="launch", methods=BOTH)

    @app.get("/lti/keys")
    def keys() -> Response:
        return jsonify(keys=[tool.key.export_public(as_dict=True)])

    return app


def login(tool: Tool) -> Response:
    """Send the browser back with an authentication request, the state in a cookie."""
    tool.initiations.append(dict(request.values))
    platform = tool.platforms[request.values["iss"]]
    state = uuid.uuid4().hex
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform["client_id"],
        "redirect_uri": f"{tool.base_url}/lti/launch",
        "login_hint": request.values["login_hint"],
        "lti_message_hint": request.values["lti_message_hint"],
        "state": state,
        "nonce": uuid.uuid4().hex,
    }
    answer = redirect(f"{platform['authorization_endpoint']}?{urlencode(query)}")
    cookie = f"__Host-state={state}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
    answer.headers["Set-Cookie"] = cookie
    return answer


def launch(tool: Tool) -> tuple[str, int]:
    """Verify the message and greet, or say what is wrong."""
    tool.forms.append(dict(request.form))
    if "error" in request.form:
        return f"{request.form['error']}: {request.form['error_description']}", 400
    if request.cookies.get("__Host-state") != request.form["state"]:
        return "The state cookie is missing.", 400
    issuer = _claimed_issuer(request.form["id_token"])
    try:
        claims = tool.verify(request.form["id_token"], tool.platforms[issuer])
    except Exception as problem:  # noqa: BLE001 - Whatever it is, the page says it.
        return f"{type(problem).__name__}: {problem}", 400
    tool.launches.append(claims)
    greeting = f"<!doctype html><title>Tool</title><p>Hello {claims.get('name', 'you')}</p>"
    return tool.page or greeting, 200


def _claimed_issuer(token: str) -> str:
    parsed = jwt.JWT()
    parsed.deserialize(token)
    return str(json.loads(parsed.token.objects["payload"])["iss"])
