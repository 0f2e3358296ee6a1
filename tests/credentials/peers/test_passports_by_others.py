"""A passport's signed file as a student takes it home, checked by verifiers that nobody here wrote."""

import json
from pathlib import Path

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import decide, open_offices
from tests.credentials.peers.others import ask_others, published
from tests.credentials.peers.schemas import schema_faults
from tests.credentials.test_passport import another_exchange, take
from tests.credentials.test_passport_record import another_achievement
from vsm_platform.credentials.models import AchievementKind

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


def test_the_official_schemas_find_nothing_wrong_in_a_passport(stage: Stage) -> None:
    """With courses of two exchanges, their programme, a revoked one, and what counts at home."""
    stage.issue(SINA)
    another_exchange(stage, "Tides and towns", SINA)
    collected = {"kind": "credits", "ref": None, "minimum": 10}
    programme = another_achievement(stage, AchievementKind.PROGRAMME, "Certificate", 10, collected)
    stage.issue(SINA, achievement_id=programme)
    part = another_achievement(stage, AchievementKind.MODULE, "ශ්‍රී – نعم – 山田", 2.5)
    stage.issue(SINA, achievement_id=part)
    decide(open_offices(stage).apia.browser, stage.credential(SINA).id, grade="A-")
    record = json.loads(take(stage.students[SINA].browser, "/passport/file", "json"))
    subject = record["credentialSubject"]
    assert len(subject["verifiableCredential"]) == 5
    assert len(subject["association"]) == 3
    assert schema_faults(record) == []
    subject["association"][0]["associationType"] = "isUncleOf"
    assert len(schema_faults(record)) == 1
