"""What the verifier says of good, changed, expired, revoked and corrected documents, and of hostile ones."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest

from tests.credentials.standards import examples
from tests.credentials.standards.carriers import GOOD, PNG, SVG, codes, pdf_with
from vsm_platform.credentials.standards import api
from vsm_platform.credentials.standards.canonical import canonical


def test_a_good_one_is_good_in_every_form_in_which_it_comes() -> None:
    document = json.dumps(examples.signed(), ensure_ascii=False)
    token = api.as_token(api.badge(examples.AWARD), examples.TOKEN_KEY)
    forms = {
        "json": [document, document.encode(), b"\xef\xbb\xbf" + document.encode()],
        "jwt": [token, f"  {token[:50]}\n{token[50:]}\n"],
        "png": [api.bake_png(PNG, document), api.bake_png(PNG, token)],
        "svg": [api.bake_svg(SVG, document).encode(), api.bake_svg(SVG, token).encode()],
        "pdf": [pdf_with(document), pdf_with(token)],
    }
    for form, contents in forms.items():
        for content in contents:
            found = api.verify(content, examples.sources(), examples.NOW)
            assert found.form == form
            assert {check.name: check.code for check in found.checks} == GOOD
            assert found.outcome == "good"


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _paths(inner, (*path, key))]
    if isinstance(value, list):
        return [
            found for number, inner in enumerate(value) for found in _paths(inner, (*path, number))
        ]
    return [path]


def _changed(document: api.Json, path: tuple[Any, ...]) -> api.Json:
    copy: Any = json.loads(json.dumps(document))
    place = copy
    for step in path[:-1]:
        place = place[step]
    old = place[path[-1]]
    if isinstance(old, bool):
        place[path[-1]] = not old
    elif isinstance(old, int | float):
        place[path[-1]] = old + 1
    else:
        place[path[-1]] = f"{old}x"
    return dict(copy)


_SIGNED = examples.signed(examples.award(endorsements=(examples.signed_recognition(),)))


@pytest.mark.parametrize("path", _paths(_SIGNED), ids=lambda path: ".".join(map(str, path)))
def test_whatever_single_value_is_changed_it_is_no_longer_good(path: tuple[Any, ...]) -> None:
    found = api.verify(json.dumps(_changed(_SIGNED, path)), examples.sources(), examples.NOW)
    assert found.outcome != "good"


def test_what_is_added_or_taken_away_is_seen_too() -> None:
    added = {**_SIGNED, "description": "With honours"}
    assert codes(added)["signature"] == "signature_wrong"
    taken = {key: value for key, value in _SIGNED.items() if key != "evidence"}
    assert codes(taken)["signature"] == "signature_wrong"
    unsigned = {key: value for key, value in _SIGNED.items() if key != "proof"}
    assert codes(unsigned)["signature"] == "proof_missing"
    assert codes({**_SIGNED, "proof": []})["signature"] == "proof_missing"
    assert codes({**_SIGNED, "cheers": "x"})["form"] == "term_unknown"


def test_expired_and_early_ones_say_the_day() -> None:
    expired = examples.signed(
        replace(examples.AWARD, valid_from=examples.NOW - timedelta(9), valid_until=examples.NOW)
    )
    assert codes(expired)["dates"] == "dates_expired"
    assert codes(expired)["signature"] == "signature_good"
    early = examples.signed(replace(examples.AWARD, valid_from=examples.NOW + timedelta(hours=1)))
    assert codes(early)["dates"] == "dates_early"


def test_revoked_is_not_unsigned() -> None:
    found = codes(examples.signed(), examples.sources(1, 4711))
    assert found == GOOD | {"status": "status_revoked"}
    assert codes(examples.signed(), examples.sources(4710, 4712)) == GOOD


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        (None, "status_unknown"),
        (examples.status_list(key=examples.TOKYO_KEY, issuer=examples.TOKYO), "status_list_wrong"),
        ({**examples.status_list(), "validFrom": "2020-01-01T00:00:00Z"}, "status_list_wrong"),
        ({**examples.status_list(), "id": f"{examples.LIST}0"}, "status_list_wrong"),
        (examples.signed(), "status_list_wrong"),
    ],
)
def test_a_list_that_cannot_be_trusted_proves_nothing(listed: api.Json | None, code: str) -> None:
    lists = {} if listed is None else {examples.LIST: listed}
    found = api.verify(
        json.dumps(examples.signed()), examples.sources(status_lists=lists), examples.NOW
    )
    assert found.check("status").code == code
    assert found.outcome == "open"


def test_an_old_list_proves_nothing() -> None:
    later = examples.NOW + timedelta(days=30)
    found = api.verify(json.dumps(examples.signed()), examples.sources(), later)
    assert found.check("status").code == "status_list_wrong"


def test_a_corrected_one_is_named_old_and_the_new_one_newest() -> None:
    new = replace(
        examples.AWARD,
        person="Ana Maria Popescu",
        valid_from=examples.NOW + timedelta(minutes=1),
        status=api.StatusEntry(examples.LIST, 99),
    )
    known = examples.sources(4711, newest_versions={examples.AWARD.id: new.valid_from})
    old = codes(examples.signed(), known)
    assert (old["version"], old["status"], old["signature"]) == (
        "version_old",
        "status_revoked",
        "signature_good",
    )
    assert codes(examples.signed(new), known) == GOOD | {"version": "version_newest"}


def test_a_retired_key_that_is_still_published_goes_on_verifying() -> None:
    second = api.SigningKey(bytes(32), examples.BUCHAREST.id)
    both = [api.PublicKey.of(second), api.PublicKey.of(examples.KEY)]
    known = {examples.BUCHAREST.id: api.did_document(examples.BUCHAREST.id, both)}
    assert codes(examples.signed(), examples.sources(did_documents=known)) == GOOD
    gone = {examples.BUCHAREST.id: api.did_document(examples.BUCHAREST.id, both[:1])}
    assert (
        codes(examples.signed(), examples.sources(did_documents=gone))["signature"] == "key_foreign"
    )


def test_an_issuer_that_is_not_known_is_not_called_false() -> None:
    found = api.verify(
        json.dumps(examples.signed()), examples.sources(did_documents={}), examples.NOW
    )
    assert found.check("issuer").code == "issuer_unknown"
    assert found.check("signature").code == "signature_unknown"
    assert found.outcome == "open"


def test_the_key_of_another_university_does_not_sign_for_this_one() -> None:
    forged = api.badge(examples.AWARD)
    other = {**forged, "issuer": {**forged["issuer"], "id": examples.TOKYO.id}}
    signed = api.sign(other, examples.TOKYO_KEY, examples.NOW)
    assert codes({**signed, "issuer": forged["issuer"]})["signature"] == "key_foreign"
    with pytest.raises(api.CannotSign, match="issuer_wrong"):
        api.sign(forged, examples.TOKYO_KEY, examples.NOW)


def test_a_key_must_be_controlled_by_the_issuer_and_allowed_to_assert() -> None:
    document = examples.did_documents()[examples.BUCHAREST.id]
    stolen = json.loads(json.dumps(document))
    stolen["verificationMethod"][0]["controller"] = examples.TOKYO.id
    silent = {**document, "assertionMethod": []}
    for wrong in (stolen, silent, {**document, "id": examples.TOKYO.id}):
        known = examples.sources(did_documents={examples.BUCHAREST.id: wrong})
        assert codes(examples.signed(), known)["signature"] == "key_foreign"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cryptosuite": "eddsa-jcs-2022"}, "suite_unknown"),
        ({"type": "Ed25519Signature2020"}, "suite_unknown"),
        ({"proofPurpose": "authentication"}, "purpose_wrong"),
        ({"verificationMethod": 7}, "suite_unknown"),
        ({"previousProof": "urn:x"}, "suite_unknown"),
        ({"expires": "2026-01-01T00:00:00Z"}, "proof_expired"),
        ({"created": "yesterday"}, "proof_date_wrong"),
        ({"proofValue": "z0OIl"}, "signature_wrong"),
        ({"proofValue": "u1234"}, "signature_wrong"),
        ({"proofValue": "z" + "1" * 5000}, "signature_wrong"),
        ({"proofValue": None}, "signature_wrong"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "proof_context_differs"),
    ],
)
def test_a_proof_with_other_settings_is_refused(change: api.Json, code: str) -> None:
    document = {**examples.signed()}
    document["proof"] = {**document["proof"], **change}
    assert codes(document)["signature"] == code


def test_one_bad_proof_beside_a_good_one_is_not_overlooked() -> None:
    document = examples.signed()
    bad = {**document["proof"], "created": "2020-01-01T00:00:00Z"}
    assert codes({**document, "proof": [document["proof"], bad]})["signature"] == "signature_wrong"


# Tokens


def _token(algorithm: str, key: Any, **headers: Any) -> str:
    document = api.badge(examples.AWARD)
    claims = {
        "iss": examples.BUCHAREST.id,
        "jti": examples.AWARD.id,
        "sub": examples.AWARD.subject,
        "nbf": int(examples.NOW.timestamp()),
        "exp": int((examples.NOW + timedelta(days=365)).timestamp()),
    }
    return jwt.encode({**document, **claims}, key, algorithm=algorithm, headers=headers)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES384", "EdDSA", "PS256"])
def test_no_other_algorithm_of_a_token_is_accepted(algorithm: str) -> None:
    good = api.as_token(api.badge(examples.AWARD), examples.TOKEN_KEY)
    head = {"alg": algorithm, "typ": "JWT", "kid": examples.TOKEN_KEY.method}
    text = base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()
    with pytest.raises(api.CannotRead, match="algorithm_wrong"):
        codes(".".join([text, *good.split(".")[1:]]))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    secret = (examples.TOKEN_KEY.jwk["x"] * 2).encode()
    with pytest.raises(api.CannotRead, match="algorithm_wrong"):
        codes(_token("HS256", secret, kid=examples.TOKEN_KEY.method))


def test_the_token_s_own_key_is_never_believed() -> None:
    mine = api.TokenKey(api.new_token_key(), examples.BUCHAREST.id)
    assert (
        codes(_token("ES256", mine.private, kid=mine.method, jwk=mine.jwk))["signature"]
        == "key_foreign"
    )
    token = _token("ES256", mine.private, kid=examples.TOKEN_KEY.method)
    assert codes(token)["signature"] == "signature_wrong"
    with pytest.raises(api.CannotRead, match="algorithm_wrong"):
        codes(_token("ES256", mine.private, kid=mine.method, jku="https://evil.example"))


def test_a_token_whose_claims_say_something_else_is_refused() -> None:
    document = {**api.badge(examples.AWARD), "iss": examples.TOKYO.id}
    token = jwt.encode(
        document, examples.TOKEN_KEY.private, "ES256", {"kid": examples.TOKEN_KEY.method}
    )
    assert codes(token)["form"] == "claims_differ"


def test_an_rsa_token_holds_as_well() -> None:
    key = api.TokenKey(api.new_token_key("RS256"), examples.BUCHAREST.id)
    known = {
        examples.BUCHAREST.id: api.did_document(examples.BUCHAREST.id, [api.PublicKey.of(key)])
    }
    token = api.as_token(api.badge(examples.AWARD), key)
    status_unsigned = GOOD | {"status": "status_list_wrong"}
    assert codes(token, examples.sources(did_documents=known)) == status_unsigned


# What is within


def test_each_credential_and_recognition_within_is_checked_by_itself() -> None:
    recognised = examples.signed(
        replace(examples.AWARD, endorsements=(examples.signed_recognition(),))
    )
    other = examples.signed(examples.award(2, status=api.StatusEntry(examples.LIST, 5)))
    found = api.verify(
        json.dumps(examples.signed_record(recognised, other)), examples.sources(5), examples.NOW
    )
    assert found.outcome == "good"
    assert [(part.kind, part.outcome) for part in found.parts] == [
        ("badge", "good"),
        ("badge", "bad"),
    ]
    assert [part.kind for part in found.parts[0].parts] == ["endorsement"]
    assert found.parts[0].parts[0].outcome == "good"


def test_a_recognition_of_something_else_put_in_is_seen() -> None:
    foreign = examples.signed_recognition(credential_id="urn:uuid:another")
    document = api.sign(
        api.badge(replace(examples.AWARD, endorsements=(foreign,))), examples.KEY, examples.NOW
    )
    found = api.verify(json.dumps(document), examples.sources(), examples.NOW)
    assert found.parts[0].check("form").code == "endorses_other"


def test_a_record_in_another_order_of_contexts_is_not_well_formed() -> None:
    document = examples.signed_record(examples.signed())
    first, clr, badges, extensions = document["@context"]
    wrong = {**document, "@context": [first, badges, clr, extensions]}
    assert codes(wrong)["form"] == "field_wrong"


@pytest.mark.parametrize("field", ["credentialStatus", "validUntil"])
def test_a_field_moved_to_where_nobody_reads_it_is_missed(field: str) -> None:
    """The statements stay the same, and so does the signature: the verifier must see it all the same."""
    document = examples.signed(
        replace(examples.AWARD, endorsements=(examples.signed_recognition(),))
    )
    moved = json.loads(json.dumps(document))
    place = moved["endorsement"][0]["credentialSubject"]
    place["type"] = [*place["type"], "VerifiableCredential"]
    place[field] = moved.pop(field)
    assert canonical(_unsigned(moved)) == canonical(_unsigned(document))
    assert codes(moved, examples.sources(4711))["form"] == "field_hidden"


def test_a_field_whose_name_is_written_in_full_is_missed_too() -> None:
    document = examples.signed()
    full = "https://www.w3.org/2018/credentials#credentialStatus"
    moved = {(full if key == "credentialStatus" else key): value for key, value in document.items()}
    assert canonical(_unsigned(moved)) == canonical(_unsigned(document))
    assert codes(moved, examples.sources(4711))["form"] == "field_hidden"


def _unsigned(document: api.Json) -> api.Json:
    return {key: value for key, value in document.items() if key != "proof"}


# Form that the official schema lets through


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"validFrom": "2026-12-10T12:00:00"}, "validFrom"),
        ({"validFrom": None}, "validFrom"),
        ({"validUntil": "soon"}, "validUntil"),
        ({"id": ""}, "id"),
        ({"issuer": {}}, "issuer"),
        ({"type": "OpenBadgeCredential"}, "type"),
        ({"credentialSubject": []}, "credentialSubject"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "credentialSubject.id"),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "@context"),
    ],
)
def test_what_is_missing_is_named(change: api.Json, field: str) -> None:
    found = api.verify(
        json.dumps({**examples.signed(), **change}), examples.sources(), examples.NOW
    )
    assert found.check("form").facts == {"field": field}
    assert found.check("signature").outcome == "left"
