"""What is built: cleaned, dated, complete, and nothing that names a person by more than the name."""

import json
from datetime import UTC, datetime

import pytest

from tests.credentials.standards import examples
from vsm_platform.credentials.standards import api, keys, shape, status


def test_every_document_has_the_form_that_the_verifier_asks_for() -> None:
    for document in (
        api.badge(examples.AWARD),
        api.endorsement(examples.RECOGNITION),
        examples.signed_record(examples.signed()),
        examples.status_list(),
    ):
        assert list(shape.faults(document)) == []


@pytest.mark.parametrize(
    ("written", "signed"),
    [
        ("Ana\x00 Mar\x07ía\x7f\x85", "Ana María"),
        ("  two\t\twords\r\n", "two words"),
        ("\u202eevil\u202c \u2066name\u2069", "evil name"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800broken\ufffe", "broken"),
        ('o\'Neil "Jr" \\ 李', 'o\'Neil "Jr" \\ 李'),
    ],
)
def test_names_of_every_script_are_signed_without_control_characters(
    written: str, signed: str
) -> None:
    document = api.badge(examples.award(person=written))
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == signed


def test_no_mail_address_and_no_second_name_is_in_it() -> None:
    text = json.dumps(api.badge(examples.AWARD))
    assert "mailto" not in text
    assert '"email' not in text
    assert text.count("Ana Mar") == 1


def test_the_contexts_of_a_record_stand_in_the_order_that_is_asked_for() -> None:
    assert examples.signed_record(examples.signed())["@context"][:3] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": " \x00 "}, "text_missing"),
        ({"subject": "mailto:ana@example.org"}, "subject_wrong"),
        ({"subject": ""}, "address_wrong"),
        ({"id": "relative"}, "address_wrong"),
        ({"id": "urn:x:<y>"}, "address_wrong"),
        ({"valid_from": datetime(2026, 1, 1)}, "zone_missing"),  # noqa: DTZ001 - it is the mistake.
        ({"valid_until": datetime(2020, 1, 1, tzinfo=UTC)}, "dates_wrong"),
        ({"credits": -1.0}, "credits_wrong"),
        ({"credits": float("nan")}, "credits_wrong"),
        ({"evidence": (api.Evidence("javascript:alert(1)", "x"),)}, "address_wrong"),
    ],
)
def test_what_the_standards_forbid_is_not_built(changes: dict[str, object], code: str) -> None:
    with pytest.raises(api.CannotBuild, match=code):
        api.badge(examples.award(**changes))


def test_whole_credits_are_written_so_that_every_implementation_reads_the_same() -> None:
    text = json.dumps(api.badge(examples.AWARD))
    assert '"creditsEarned": 5,' in text
    assert '"creditsAvailable": 5,' in text


def test_dids_and_their_addresses() -> None:
    did = api.did_web("localhost:8000", "issuers", "7")
    assert did == "did:web:localhost%3A8000:issuers:7"
    assert api.did_address(did) == "https://localhost:8000/issuers/7/did.json"
    assert api.did_address("did:web:unibuc.ro") == "https://unibuc.ro/.well-known/did.json"
    assert api.did_address("did:key:z6Mk") == ""


def test_base_58_keeps_leading_zeros_and_comes_back() -> None:
    for data in (b"", b"\0", b"\0\0\1", bytes(range(64))):
        assert keys.from_base58(keys.base58(data)) == data


def test_a_did_document_holds_no_private_part() -> None:
    text = json.dumps(examples.did_documents())
    assert '"d"' not in text
    assert keys.base58(examples.KEY.seed) not in text
    assert "seed" not in repr(examples.KEY)
    assert "PRIVATE" not in repr(examples.TOKEN_KEY)


def test_a_list_marks_exactly_the_revoked_places() -> None:
    bits = status.decode(status.encode([0, 7, 8, 131_071]))
    assert len(bits) == 131_072 // 8
    assert (bits[0], bits[1], bits[-1]) == (0x81, 0x80, 0x01)
    assert sum(bits) == 0x81 + 0x80 + 0x01


def test_places_are_drawn_at_random_and_never_twice() -> None:
    drawn = api.draw_indexes(2000, range(100))
    assert len(set(drawn)) == 2000
    assert min(drawn) >= 100
    assert drawn != sorted(drawn)
    assert api.draw_index(lambda _index: False) < api.SIZE
    with pytest.raises(api.CannotBuild, match="list_full"):
        api.draw_index(lambda _index: True)
    with pytest.raises(api.CannotBuild, match="list_full"):
        api.draw_indexes(1, range(api.SIZE))
