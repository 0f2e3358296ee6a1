"""A passport's signed file as a student takes it home, checked by verifiers that nobody here wrote."""

import json
from pathlib import Path

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.peers.others import ask_others, published
from tests.credentials.test_passport import another_exchange, take

SINA = "Sina Leota"
pytestmark = pytest.mark.peer


def test_others_verify_a_passport_and_find_what_was_changed(stage: Stage, tmp_path: Path) -> None:
    stage.issue(SINA)
    another_exchange(stage, "Tides and towns", SINA)
    good = json.loads(take(stage.students[SINA].browser, "/passport/file", "json"))
    changed = json.loads(json.dumps(good).replace(SINA, "Tina Leota", 1))
    fewer = json.loads(json.dumps(good))
    fewer["credentialSubject"]["verifiableCredential"].pop()
    signed = {"good": good, "changed": changed, "fewer": fewer}
    answers = ask_others(tmp_path, signed, published(stage))
    for verifier, says in (("digitalbazaar", "verified"), ("verifierCore", "valid_signature")):
        found = {name.removesuffix(".json"): one[verifier] for name, one in answers.items()}
        assert found["good"]["errors"] == [], verifier
        assert found["good"][says] is True, verifier
        for name in ("changed", "fewer"):
            assert found[name].get(says) is not True, (verifier, name)
