"""Credentials are issued once, corrected, revoked, and the list of all of it stays true."""

import json

from sqlalchemy import select

from tests.credentials.conftest import Stage
from vsm_platform.credentials.models import Run, RunState


def test_everybody_of_a_run_gets_one_signed_credential(stage: Stage) -> None:
    run_id = stage.issue()
    with stage.database.unit_of_work(writes=False) as session:
        run = session.get_one(Run, run_id)
        assert (run.state, run.stopped_why) == (RunState.DONE, "")
    revision = stage.revisions("Aiko 山田")[0]
    document = json.loads(revision.document)
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "Aiko 山田"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert document["issuer"]["id"] == "did:web:exchange.test:issuers:1"
