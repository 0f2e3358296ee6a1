"""The page that checks a credential, and what verifiers fetch, by HTTP."""

import hashlib
import io
import json

import pytest
from flask.testing import FlaskClient

from tests.credentials.conftest import Stage
from tests.forms import soup_of
from vsm_platform.credentials.actions.holding import do_revoke
from vsm_platform.credentials.standards import contexts


def _check(browser: FlaskClient, content: bytes | str, name: str = "credential.json") -> str:
    form = soup_of(browser.get("/verify")).select_one("main form")
    token = form.select_one("[name=csrf_token]")
    fields: dict[str, object] = {"csrf_token": token["value"]}
    if isinstance(content, str):
        fields["text"] = content
    else:
        fields["file"] = (io.BytesIO(content), name)
    answer = browser.post("/verify", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


@pytest.fixture
def document(stage: Stage) -> str:
    stage.issue("Sina Leota")
    return stage.revisions("Sina Leota")[-1].document


def test_a_stranger_checks_a_credential_by_text_and_by_file(stage: Stage, document: str) -> None:
    stranger = stage.app.test_client()
    for page in (_check(stranger, document), _check(stranger, document.encode())):
        assert "This is genuine, and valid today." in page
        assert "Sina Leota" in page
        assert "Explain how islands adapt" in page
        assert "National University of Samoa" in page


def test_the_downloads_in_every_form_are_genuine(stage: Stage, document: str) -> None:
    sina = stage.students["Sina Leota"].browser
    path = f"/credentials/{stage.credential('Sina Leota').id}"
    for ending in ("json", "jwt", "png", "svg", "pdf"):
        content = sina.get(f"{path}/file.{ending}")
        assert content.status_code == 200, ending
        page = _check(stage.app.test_client(), content.data, f"credential.{ending}")
        assert "This is genuine, and valid today." in page, ending


def test_a_changed_name_is_seen_and_said(stage: Stage, document: str) -> None:
    page = _check(stage.app.test_client(), document.replace("Sina Leota", "Sina Leotta"))
    assert "Do not rely on this" in page
    assert "The signature does not fit" in page
    assert "What it claims" in page


def test_a_revoked_one_says_so_and_who_may_know_more(stage: Stage, document: str) -> None:
    with stage.world.work() as session:
        do_revoke(
            session,
            stage.exchange_id,
            stage.credential("Sina Leota").id,
            reason="Issued by mistake.",
            actor_id=stage.coordinator.id,
        )
    page = _check(stage.app.test_client(), document)
    assert "has been withdrawn since" in page
    assert "The issuer has withdrawn it." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\xff\xfe no credential", "This is no credential"),
        (b"{", "not whole JSON"),
        (b"%PDF-1.7 nothing here", "There is no credential attached to this PDF"),
        (b"\x89PNG\r\n\x1a\n", "There is no credential in this picture"),
        (b"[" * 100_000, "This is no credential"),
        (b'{"a":' * 100_000, "not whole JSON"),
        (b"eyJhbGciOiJub25lIn0.e30.", "signed in a way that is not accepted"),
        (b"PK\x03\x04" + bytes(2000), "This is no credential"),
    ],
)
def test_what_is_no_credential_gets_a_plain_word(stage: Stage, content: bytes, said: str) -> None:
    assert said in _check(stage.app.test_client(), content)


def test_nothing_given_says_what_to_do(stage: Stage) -> None:
    assert "Choose a file, or paste the text." in _check(stage.app.test_client(), "")


def test_a_stranger_s_text_never_becomes_markup_or_a_dangerous_link(stage: Stage) -> None:
    evil = "<script>alert(1)</script>"
    document = {
        **json.loads('{"@context": ["https://www.w3.org/ns/credentials/v2"]}'),
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "type": ["Profile"],
        },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:2",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:3",
                "type": ["Achievement"],
                "name": evil,
                "description": evil,
                "criteria": {"narrative": evil},
            },
        },
        "evidence": [{"id": "javascript:alert(1)", "type": ["Evidence"], "name": evil}],
    }
    document["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
    page = _check(stage.app.test_client(), json.dumps(document))
    assert "Nobody has signed it." in page
    assert "&lt;script&gt;" in page
    assert evil not in page
    assert "javascript:" not in page


def test_verifiers_get_keys_lists_and_contexts_from_any_site(stage: Stage, document: str) -> None:
    status = json.loads(document)["credentialStatus"]["statusListCredential"]
    path = f"/issuers/{stage.issuer_id}"
    stranger = stage.app.test_client()
    for address, kind in (
        (f"{path}/did.json", "application/did+json"),
        (f"{path}/status/{status.rsplit('/', 1)[1]}", "application/vc"),
        ("/contexts/ob-3.0.3.json", "application/ld+json"),
    ):
        answer = stranger.get(address)
        assert answer.status_code == 200, address
        assert answer.mimetype == kind
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert "Set-Cookie" not in answer.headers
        again = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304, address


def test_the_did_document_names_the_address_under_which_it_stands(stage: Stage) -> None:
    document = stage.app.test_client().get(f"/issuers/{stage.issuer_id}/did.json").json
    assert document["id"].endswith(f":issuers:{stage.issuer_id}")
    kinds = {key["type"] for key in document["verificationMethod"]}
    assert kinds == {"Multikey", "JsonWebKey"}
    assert "d" not in document["verificationMethod"][-1].get("publicKeyJwk", {})


def test_every_context_is_served_as_it_was_pinned(stage: Stage) -> None:
    stranger = stage.app.test_client()
    for name, address in contexts.FILES.items():
        content = stranger.get(f"/contexts/{name}").data
        assert hashlib.sha256(content).hexdigest() == contexts._PINNED[address][1]
    for name in ("NOTICE.txt", "..%2Fapi.py", "x"):
        assert stranger.get(f"/contexts/{name}").status_code == 404


def test_what_is_not_there_is_not_found(stage: Stage) -> None:
    stranger = stage.app.test_client()
    for path in (
        "/issuers/999/did.json",
        f"/issuers/{stage.issuer_id}/status/999",
        "/issuers/1/status/x",
    ):
        assert stranger.get(path).status_code == 404


def test_checks_from_one_place_are_limited(stage: Stage) -> None:
    stranger = stage.world.browser()
    found = [stranger.post("/verify", data={"text": "Dear Sir"}).status_code for _ in range(121)]
    assert found[0] == 200
    assert found[-1] == 429
