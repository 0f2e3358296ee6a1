"""Decisions as offices sign them on the page, checked by verifiers that nobody here wrote.

The did documents and status lists are those that the product serves; nothing else is known.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import decide, open_offices
from tests.credentials.peers.others import ask_others, published
from vsm_platform.core import clock
from vsm_platform.credentials.standards import api, documents

AIKO, SINA, TAVITA = "Aiko 山田", "Sina Leota", "Tavita Faleolo"
REASONS = 'Elective: “free choice” – نعم, ශ්‍රී, 山田 \\ "quoted"'

pytestmark = pytest.mark.peer


@pytest.fixture
def answers(stage: Stage, tmp_path: Path) -> dict[str, Any]:
    """Good, changed, corrected, withdrawn and expired decisions, and what Node says of each."""
    return ask_others(tmp_path, _signed(stage), published(stage))


def _signed(stage: Stage) -> dict[str, Any]:
    offices = open_offices(stage)
    stage.issue(AIKO)
    key = stage.credential(AIKO).id
    decide(offices.hilo.browser, key, grade="A-", reason=REASONS)
    decide(offices.hilo.browser, key, seen="1", credits="4", why="Corrected")
    found = [json.loads(revision.document) for _one, revision in offices.decisions()]
    stage.issue(SINA)
    sina = stage.credential(SINA).id
    decide(offices.apia.browser, sina, answer="no", credits="", scheme="", reason="Done before")
    withdrawn = json.loads(offices.decisions()[-1][1].document)
    path = f"/office/recognition/{sina}/withdraw"
    assert offices.apia.browser.post(path, data={"reason": "By mistake"}).status_code == 303
    changed = json.loads(json.dumps(found[1]))
    subject = changed["credentialSubject"]
    subject["endorsementComment"] = subject["endorsementComment"].replace("4 US", "40 US")
    other = json.loads(json.dumps(found[1]))
    other["credentialSubject"]["id"] = f"urn:uuid:{stage.credential(SINA).uuid}"
    return {
        "good": found[1],
        "corrected": found[0],
        "withdrawn": withdrawn,
        "changed": changed,
        "of somebody else": other,
        "expired": _expired(stage),
    }


def _expired(stage: Stage) -> api.Json:
    """A decision about a credential that has ended since: it ends with the credential."""
    from vsm_platform.credentials.models import Issuer
    from vsm_platform.credentials.signing import issuer_profile, signing_key

    past = clock.now() - timedelta(days=40)
    with stage.world.work() as session:
        issuer = session.get_one(Issuer, stage.issuer_id)
        recognition = documents.Recognition(
            id=api.new_id(),
            issuer=issuer_profile(session, issuer),
            credential_id=api.new_id(),
            comment="Recognised.",
            awarded=past,
            valid_from=past,
            valid_until=past + timedelta(days=10),
        )
        key = signing_key(session, stage.vault, issuer)
        return api.sign(documents.endorsement(recognition), key, past)


def test_others_verify_what_is_good_and_nothing_else(answers: dict[str, Any]) -> None:
    bazaar = {name.removesuffix(".json"): one["digitalbazaar"] for name, one in answers.items()}
    assert bazaar["good"]["errors"] == []
    assert bazaar["good"]["verified"] is True
    assert bazaar["good"]["revoked"] is False
    # To this verifier a revoked one is verified, and revoked.
    for name in ("corrected", "withdrawn"):
        assert (bazaar[name]["status"], bazaar[name]["revoked"]) == (True, True), bazaar[name]
    for name in ("changed", "of somebody else", "expired"):
        assert bazaar[name]["verified"] is False, name
    core = {name.removesuffix(".json"): one["verifierCore"] for name, one in answers.items()}
    assert core["good"]["errors"] == []
    assert core["good"]["valid_signature"] is True
    assert core["good"]["revocation_status"] is True
    for name in ("changed", "of somebody else"):
        assert core[name]["errors"], name
    assert core["expired"]["expiration"] is False
    for name in ("corrected", "withdrawn"):
        assert core[name]["revocation_status"] is False, name
