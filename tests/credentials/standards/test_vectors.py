"""The values that 1EdTech and the W3C have published for eddsa-rdfc-2022, reproduced byte by byte.

Sources: 1EdTech/openbadges-specification, ob_v3p0/impl (linked-data-proof-ob, linked-data-proof-clr);
w3c/vc-di-eddsa, TestVectors/eddsa-rdfc-2022. A hash of the canonical text is the text's every byte.
"""

import hashlib
from typing import Any

import pytest

from vsm_platform.credentials.standards import contexts, documents, proofs
from vsm_platform.credentials.standards.canonical import canonical
from vsm_platform.credentials.standards.keys import SigningKey, base58, from_base58, verifies

_ISSUER = "https://example.edu/issuers/565049"
_SEED = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4"
_MULTIBASE = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
_SUBJECT = "did:example:ebfeb1f712ebc6f1c276e12ec21"
_PROOF = {
    "type": "DataIntegrityProof",
    "created": "2010-01-01T19:23:24Z",
    "verificationMethod": f"{_ISSUER}#{_MULTIBASE}",
    "cryptosuite": "eddsa-rdfc-2022",
    "proofPurpose": "assertionMethod",
}
_PROOF_HASH = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"

_BADGE = {
    "@context": [documents.VC, documents.OPEN_BADGES],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": _ISSUER,
        "type": ["Profile"],
        "url": "https://www.imsglobal.org",
        "name": "Example Corp",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": _SUBJECT,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized "
                "upon review by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within "
            "a group environment.",
            "name": "Teamwork",
        },
    },
}


def _achievement(uuid: str, number: int) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{uuid}",
        "type": "Achievement",
        "creator": {"id": _ISSUER, "type": "Profile"},
        "name": f"Achievement {number}",
        "criteria": {"id": f"https://example.edu/achievements/{uuid}/criteria"},
        "description": f"Achievement {number}",
        "image": {"id": "https://example.edu/achievements/sample.png", "type": "Image"},
    }


_FIRST = _achievement("a7467ef6-56cb-11ec-bf63-0242ac130002", 1)
_SECOND = _achievement("dd887f0a-56cb-11ec-bf63-0242ac130002", 2)
_UNIVERSITY = {"id": _ISSUER, "type": "Profile", "name": "Example University"}


def _schema(name: str) -> list[dict[str, str]]:
    address = f"https://purl.imsglobal.org/spec/{name}_schema.json"
    return [{"id": address, "type": "1EdTechJsonSchemaValidator2019"}]


_RECORD = {
    "@context": [documents.VC, documents.CLR, documents.OPEN_BADGES, documents.EXTENSIONS],
    "id": "http://example.edu/credentials/3732",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": _UNIVERSITY,
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Sample Transcript",
    "credentialSubject": {
        "id": _SUBJECT,
        "type": "ClrSubject",
        "verifiableCredential": [
            {
                "@context": [documents.VC, documents.OPEN_BADGES, documents.EXTENSIONS],
                "id": "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002",
                "type": ["VerifiableCredential", "AchievementCredential"],
                "issuer": _UNIVERSITY,
                "validFrom": "2010-01-01T00:00:00Z",
                "name": "Example University Degree",
                "credentialSubject": {
                    "id": _SUBJECT,
                    "type": "AchievementSubject",
                    "achievement": _FIRST,
                },
                "credentialSchema": _schema("ob/v3p0/schema/json/ob_v3p0_achievementcredential"),
                "proof": [
                    {
                        **_PROOF,
                        "proofValue": "z45QnLySMt2mWuW787G6cf3SLkP97ZkMZxLeXH5yaaTQPCtTup4GCV95tU8HE"
                        "nQJSyGCokSj3AvUhmJtvveTmN4Vu",
                    }
                ],
            }
        ],
        "achievement": [_FIRST, _SECOND],
        "association": [
            {
                "type": "Association",
                "associationType": "isParentOf",
                "sourceId": _FIRST["id"],
                "targetId": _SECOND["id"],
            }
        ],
    },
    "credentialSchema": _schema("clr/v2p0/schema/json/clr_v2p0_clrcredential"),
}


@pytest.mark.parametrize(
    ("document", "document_hash", "signature", "value"),
    [
        pytest.param(
            _BADGE,
            "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773",
            "f7a017acf7d27983267ec362657c0fb08e955549f49dac5bf36a03c4f2c3a4f1"
            "e3738a6c5ecd7ffba7135cb9cd754e6196f4b73082ea8df8e703c8ecd4333503",
            "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr",
            id="Open Badges 3.0",
        ),
        pytest.param(
            _RECORD,
            "768d7015ae69e0210e1c2a45194d9c1d15d7a6022e52b946574a2a27f6fa85fe",
            "0c220dadbcfcaa64ab8a8c5002dbe258e6c7746ca71c25e2ea3b7fbffd665684"
            "13f53b1d34f5655f3057864bd372bbf0d1e74ea2f8c72e2f4b5790f21a22b70a",
            "zF52sU1nfPAjcwCqtgxPNSor6SJnAzRBwZW5VNQXPt8xXCHkd39sgqj32DnMjhFCzbyHsLkhQ8HpBqQTkMgXy329",
            id="CLR 2.0",
        ),
    ],
)
def test_1edtechs_vectors_are_reproduced(
    document: dict[str, Any], document_hash: str, signature: str, value: str
) -> None:
    key = SigningKey(bytes.fromhex(_SEED), _ISSUER)

    to_sign = proofs.signing_input(document, _PROOF)

    assert to_sign.hex() == _PROOF_HASH + document_hash
    assert hashlib.sha256(canonical(document).encode()).hexdigest() == document_hash
    assert key.multibase == _MULTIBASE
    assert key.sign(to_sign).hex() == signature
    assert f"z{base58(key.sign(to_sign))}" == value
    assert proofs.holds(document, {**_PROOF, "proofValue": value}, _MULTIBASE)


def test_the_credential_within_1edtechs_record_holds_too() -> None:
    within = _RECORD["credentialSubject"]["verifiableCredential"][0]
    assert proofs.holds(within, within["proof"][0], _MULTIBASE)


def test_a_vector_with_one_letter_changed_does_not_hold() -> None:
    within = _RECORD["credentialSubject"]["verifiableCredential"][0]
    changed = {**within, "name": "Example University degree"}
    assert not proofs.holds(changed, within["proof"][0], _MULTIBASE)


_EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


@pytest.fixture
def _w3cs_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """W3C's vector uses the context of the specification's examples, which is one line."""
    loaded = contexts._document(documents.VC)
    example = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    extra = {**loaded, "documentUrl": _EXAMPLES, "document": example}

    def load(address: str, options: object = None) -> dict[str, Any]:
        return extra if address == _EXAMPLES else contexts._document(address)

    monkeypatch.setattr("vsm_platform.credentials.standards.expansion.load", load)
    monkeypatch.setattr(
        "vsm_platform.credentials.standards.expansion.ADDRESSES", (*contexts.ADDRESSES, _EXAMPLES)
    )


@pytest.mark.usefixtures("_w3cs_examples")
def test_w3cs_vector_is_reproduced() -> None:
    multibase = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    seed = from_base58("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:]
    document = {
        "@context": [documents.VC, _EXAMPLES],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{multibase}#{multibase}",
        "proofPurpose": "assertionMethod",
    }

    to_sign = proofs.signing_input(document, proof)

    assert to_sign.hex() == (
        "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
        "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
    )
    signature = SigningKey(seed, f"did:key:{multibase}").sign(to_sign)
    assert signature.hex() == (
        "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
        "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
    )
    value = (
        "2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
    )
    assert base58(signature) == value
    assert verifies(multibase, from_base58(value), to_sign)
