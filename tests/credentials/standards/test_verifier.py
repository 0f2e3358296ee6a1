"""What the verifier says of good, changed, expired, revoked and corrected documents, and of hostile ones."""

import base64
import gzip
import io
import json
import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest

from tests.credentials.standards import examples
from vsm_platform.credentials.standards import api, attached, baking, keys, status
from vsm_platform.credentials.standards.canonical import canonical
from vsm_platform.credentials.standards.limits import LONGEST_LIST
from vsm_platform.credentials.standards.reading import LARGEST_FILE, parse, read
from vsm_platform.credentials.standards.words import WORDS

GOOD = {
    "form": "form_good",
    "signature": "signature_good",
    "issuer": "issuer_known",
    "dates": "dates_until",
    "status": "status_good",
    "version": "version_unknown",
}


def _png() -> bytes:
    """One white dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(b"\0\xff")
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PNG = _png()
SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'


def pdf_with(text: str) -> bytes:
    from weasyprint import HTML, Attachment

    attachment = Attachment(string=text, name="credential.json")
    page = HTML(string="<html lang=en><title>Certificate</title><p>Certificate</p></html>")
    return bytes(page.write_pdf(attachments=[attachment], pdf_variant="pdf/ua-1"))


def codes(data: bytes | str | api.Json, sources: api.Collected | None = None) -> dict[str, str]:
    """The code of each check."""
    text = json.dumps(data) if isinstance(data, dict) else data
    found = api.verify(text, sources or examples.sources(), examples.NOW)
    return {check.name: check.code for check in found.checks}


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


# Hostile files


def _refused(data: bytes | str) -> str:
    with pytest.raises(api.CannotRead) as caught:
        read(data)
    assert caught.value.code in WORDS
    return caught.value.code


def test_sizes_depths_and_numbers_have_limits() -> None:
    assert _refused(b" " * (LARGEST_FILE + 1)) == "too_large"
    assert _refused("{" + " " * 2_000_001) == "too_large"
    assert _refused('{"a":' * 50 + "1" + "}" * 50) == "too_deep"
    assert _refused('{"a":' * 200_000) == "json_wrong"
    assert _refused(json.dumps({"a": list(range(LONGEST_LIST + 1))})) == "too_complex"
    assert _refused(json.dumps({"a": [[1] * 400] * 400})) == "too_complex"
    parts = [{"id": "urn:x:y", "tag": [f"{a} {b}" for b in range(80)]} for a in range(20)]
    assert _refused(json.dumps({"a": parts})) == "too_complex"
    assert _refused('{"a": 1' + "0" * 5000 + "}") == "json_wrong"
    assert _refused('{"a": NaN}') == "json_wrong"
    assert _refused('{"a": "\\ud800"}') == "json_wrong"
    assert _refused('{"a": 1, "a": 2}') == "json_key_twice"
    assert _refused("[]") == "form_unknown"
    assert _refused(b"PK\x03\x04" + bytes(500)) == "form_unknown"
    assert _refused(gzip.compress(bytes(1_000_000))) == "form_unknown"


def test_whole_numbers_are_read_as_javascript_reads_them() -> None:
    assert parse('{"a": 5.0, "b": 5e0, "c": 2.5}') == {"a": 5, "b": 5, "c": 2.5}
    assert isinstance(parse('{"a": 5.0}')["a"], int)


def test_a_picture_that_would_unpack_to_gigabytes_is_not_unpacked() -> None:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(stream, "PNG")
    baked = api.bake_png(stream.getvalue(), json.dumps(examples.signed()))
    assert codes(baked) == GOOD


def test_a_packed_or_broken_chunk_is_refused() -> None:
    packed = baking.KEYWORD + b"\0\1\0\0\0" + zlib.compress(bytes(10_000_000))
    assert _refused(PNG[:33] + baking._chunk(b"iTXt", packed) + PNG[33:]) == "picture_compressed"
    assert (
        _refused(PNG[:33] + baking._chunk(b"iTXt", baking.KEYWORD + b"\0\0\0x")) == "picture_wrong"
    )
    assert _refused(PNG[:33] + struct.pack(">I4s", 2**31, b"iTXt") + bytes(40)) == "picture_wrong"
    assert _refused(PNG) == "picture_empty"


def test_a_picture_holds_one_credential_the_last_baked() -> None:
    twice = api.bake_png(api.bake_png(PNG, "{}"), json.dumps(examples.signed()))
    assert twice.count(baking.KEYWORD) == 1
    drawn = api.bake_svg(api.bake_svg(SVG, "{}"), json.dumps(examples.signed()))
    assert drawn.count("<openbadges:credential") == 1
    assert codes(twice) == codes(drawn.encode()) == GOOD


def test_a_drawing_with_entities_or_from_elsewhere_is_refused() -> None:
    entity = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert _refused(f"{entity}<svg>&b;</svg>".encode()) == "picture_wrong"
    outside = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert _refused(f"{outside}<svg>&a;</svg>".encode()) == "picture_wrong"
    assert _refused(b"<svg><p></svg>") == "picture_wrong"
    assert _refused(SVG.encode()) == "picture_empty"


def test_text_that_ends_a_drawing_s_section_early_stays_whole() -> None:
    document = examples.signed(examples.award(narrative="a ]]> b <script>"))
    assert codes(api.bake_svg(SVG, json.dumps(document)).encode()) == GOOD


def test_an_attachment_that_unpacks_to_much_is_refused() -> None:
    bomb = zlib.compress(b"{" + b" " * (2 * attached.LARGEST))
    pdf = b"%PDF-1.7\n1 0 obj\n<</Type /EmbeddedFile/Filter /FlateDecode>>\nstream\n" + bomb
    assert _refused(pdf + b"\nendstream\nendobj") == "too_large"
    assert _refused(b"%PDF-1.7\n/EmbeddedFile stream\n{") == "pdf_empty"
    assert _refused(b"%PDF-1.7\n" + b"/EmbeddedFile stream\nx\nendstream\n" * 1000) == "pdf_empty"


def test_a_status_list_that_unpacks_to_much_is_refused() -> None:
    bomb = gzip.compress(bytes(100_000_000))
    text = f"u{base64.urlsafe_b64encode(bomb).rstrip(b'=').decode()}"
    short = f"u{base64.urlsafe_b64encode(gzip.compress(bytes(100))).rstrip(b'=').decode()}"
    for wrong in (text, short, "u!!", "zabc", "", status.encode([])[:-9]):
        with pytest.raises(api.CannotRead, match="list_unreadable"):
            status.decode(wrong)


@pytest.mark.parametrize("index", ["-1", "131072", "x", "1e3", "٣", None, True, 1.5, "9" * 5000])
def test_a_place_that_is_none_is_not_read_as_not_revoked(index: Any) -> None:
    document = api.badge(examples.AWARD)
    document["credentialStatus"] = {**document["credentialStatus"], "statusListIndex": index}
    with pytest.raises(api.CannotRead, match="status_entry_wrong"):
        status.is_revoked(examples.status_list(), document["credentialStatus"])


def test_a_did_key_proves_the_signature_but_not_who_it_is() -> None:
    multibase = examples.KEY.multibase
    own = f"did:key:{multibase}"
    key = api.SigningKey(examples.KEY.seed, own)
    award = replace(examples.AWARD, issuer=api.Profile(own, "Anybody"), status=None)
    found = codes(api.sign(api.badge(award), key, examples.NOW))
    assert (found["signature"], found["issuer"]) == ("signature_good", "issuer_unknown")
    assert keys.did_address(own) == ""
