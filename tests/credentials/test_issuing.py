"""Credentials are issued once, whatever happens; corrected, revoked, and all of it stays true."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.credentials.conftest import Stage
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.outbox import Delivery
from vsm_platform.credentials.actions.forgetting import do_forget_person
from vsm_platform.credentials.actions.issuers import Owner
from vsm_platform.credentials.models import (
    Credential,
    CredentialRevision,
    CredentialState,
    IssuerKey,
    Run,
    RunItem,
    RunState,
    StatusEntry,
)
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.standards.api import Outcome, Verification, verify

ROOT = Path(__file__).parents[2]


def check(stage: Stage, document: str) -> Verification:
    with stage.app.app_context(), stage.database.unit_of_work(writes=False) as session:
        sources = OurSources(session, stage.vault, "https://exchange.test")
        return verify(document, sources, clock.now())


def bad(found: Verification) -> list[str]:
    return [one.name for one in found.checks if one.outcome is not Outcome.GOOD]


def run_state(stage: Stage, run_id: int) -> tuple[str, str]:
    with stage.database.unit_of_work(writes=False) as session:
        run = session.get_one(Run, run_id)
        return run.state, run.stopped_why


def test_everybody_of_a_run_gets_one_signed_credential(stage: Stage) -> None:
    run_id = stage.issue()
    assert run_state(stage, run_id) == (RunState.DONE, "")
    revision = stage.revisions("Aiko 山田")[0]
    document = json.loads(revision.document)
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "Aiko 山田"
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert document["issuer"]["id"] == "did:web:exchange.test:issuers:1"
    assert document["credentialSubject"]["creditsEarned"] == 5
    assert "@" not in document["credentialSubject"]["id"]
    assert bad(check(stage, revision.document)) == []


def test_the_same_people_are_never_issued_to_twice(stage: Stage) -> None:
    stage.issue()
    with pytest.raises(Exception, match="nothing_to_issue"):
        stage.issue()
    with stage.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 3


def test_two_lists_with_the_same_person_issue_once(stage: Stage) -> None:
    """Both are drawn up before either is confirmed, and either may be carried out first."""
    coordinator = stage.coordinator.browser
    people = {"people": [str(stage.enrolment("Sina Leota"))]}
    runs = [
        coordinator.post(f"{stage.achievement_path}/issue/people", data=people).location
        for _ in range(2)
    ]
    for path in runs:
        answer = coordinator.post(path, data={"awarded_on": clock.now().date().isoformat()})
        assert answer.status_code == 303
    stage.deliver()
    with stage.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 1
        assert session.scalar(select(func.count()).where(RunItem.is_skipped)) == 1
    said = ["had it already" in coordinator.get(path).text for path in runs]
    assert sorted(said) == [False, True]


def test_a_correction_keeps_the_id_and_the_day_and_ends_the_older_form(stage: Stage) -> None:
    stage.issue("Sina Leota")
    held = f"{stage.path}/held/{stage.credential('Sina Leota').id}"
    data = {"name": "Sina Tuilagi", "grade": "A", "reason": "She has married."}
    assert stage.coordinator.browser.post(f"{held}/correct", data=data).status_code == 303
    older, newer = stage.revisions("Sina Leota")
    first, second = json.loads(older.document), json.loads(newer.document)
    assert first["id"] == second["id"]
    assert first["awardedDate"] == second["awardedDate"]
    assert first["validFrom"] < second["validFrom"]
    assert first["credentialStatus"]["id"] != second["credentialStatus"]["id"]
    assert bad(check(stage, older.document)) == ["status", "version"]
    assert bad(check(stage, newer.document)) == []
    assert "Sina Tuilagi" in stage.coordinator.browser.get(held).text


def test_what_was_issued_never_changes_when_the_description_does(stage: Stage) -> None:
    stage.issue("Sina Leota")
    browser = stage.coordinator.browser
    page = {
        "kind": "course", "language": "en", "name": "Another name", "description": "x",
        "criteria": "y", "issuer": str(stage.issuer_id), "ects": "7", "eqf": "6",
        "isced": "052", "mode": "virtual", "measure": "0", "colour": "1",
    }  # fmt: skip
    answer = browser.post(f"{stage.achievement_path}/edit", data=page)
    assert answer.status_code == 303, answer.text
    stage.issue("Tavita Faleolo")
    before, after = stage.revisions("Sina Leota")[0], stage.revisions("Tavita Faleolo")[0]
    assert json.loads(before.document)["name"] == "Oceans and Climate"
    assert json.loads(after.document)["name"] == "Another name"
    for number, name in ((1, "Oceans and Climate"), (2, "Another name")):
        assert name in stage.world.browser().get(f"/achievements/1/{number}").text


def test_a_revoked_credential_says_so_and_can_be_issued_again(stage: Stage) -> None:
    stage.issue("Sina Leota")
    held = f"{stage.path}/held/{stage.credential('Sina Leota').id}"
    browser = stage.coordinator.browser
    assert browser.post(f"{held}/revoke", data={"reason": ""}).status_code == 200
    browser.post(f"{held}/revoke", data={"reason": "Wrong person."})
    assert bad(check(stage, stage.revisions("Sina Leota")[0].document)) == ["status"]
    assert "Wrong person." in stage.students["Sina Leota"].browser.get(
        f"/credentials/{stage.credential('Sina Leota').id}"
    ).text  # fmt: skip
    stage.issue("Sina Leota")
    newest = stage.revisions("Sina Leota")[-1]
    assert newest.number == 2
    assert bad(check(stage, newest.document)) == []


def test_a_whole_run_is_taken_back_with_a_reason(stage: Stage) -> None:
    run = f"{stage.path}/runs/{stage.issue()}"
    browser = stage.coordinator.browser
    assert browser.post(f"{run}/undo", data={"reason": "The wrong course."}).status_code == 303
    for name in stage.students:
        assert stage.credential(name).state == CredentialState.REVOKED
        assert bad(check(stage, stage.revisions(name)[0].document)) == ["status"]
    with stage.database.unit_of_work(writes=False) as session:
        undone = select(AuditEntry).where(AuditEntry.action == "credentials.run_undone")
        assert session.scalars(undone).one().details["number"] == 3
    assert browser.post(f"{run}/undo", data={"reason": "Again."}).status_code == 404


def test_an_expired_credential_says_so(stage: Stage) -> None:
    stage.achievement_id = stage.add_achievement(months_valid=1)
    stage.issue("Sina Leota")
    document = stage.revisions("Sina Leota")[0].document
    assert bad(check(stage, document)) == []
    with clock.moved(timedelta(days=40)):
        assert "dates" in bad(check(stage, document))


def test_a_missing_key_stops_the_run_clearly_and_it_goes_on(stage: Stage) -> None:
    with stage.world.work() as session:
        key = session.scalars(select(IssuerKey).where(IssuerKey.kind == "ed25519")).one()
        kept, key.closed_private = key.closed_private, b"nothing that this server can open"
    run_id = stage.issue()
    assert run_state(stage, run_id) == (RunState.STOPPED, "key")
    browser, path = stage.coordinator.browser, f"{stage.path}/runs/{run_id}"
    assert "signing key is missing or cannot be opened" in browser.get(path).text
    with stage.world.work() as session:
        key = session.scalars(select(IssuerKey).where(IssuerKey.kind == "ed25519")).one()
        key.closed_private = kept
    assert browser.post(f"{path}/resume").status_code == 303
    stage.deliver()
    assert run_state(stage, run_id) == (RunState.DONE, "")
    assert len({stage.credential(name).uuid for name in stage.students}) == 3


def test_new_keys_sign_and_what_the_old_ones_signed_goes_on_verifying(stage: Stage) -> None:
    stage.issue("Sina Leota")
    administrator = stage.world.administrator().browser
    assert administrator.post(f"/admin/issuers/{stage.issuer_id}/rotate").status_code == 303
    stage.issue("Tavita Faleolo")
    old, new = (stage.revisions(name)[0].document for name in ("Sina Leota", "Tavita Faleolo"))
    methods = {json.loads(one)["proof"]["verificationMethod"] for one in (old, new)}
    assert len(methods) == 2
    assert bad(check(stage, old)) == bad(check(stage, new)) == []
    with stage.database.unit_of_work(writes=False) as session:
        retired = select(IssuerKey).where(IssuerKey.retired_at.is_not(None))
        assert [one.closed_private for one in session.scalars(retired)] == [None, None]


def test_private_keys_are_closed_at_rest(stage: Stage) -> None:
    with stage.database.unit_of_work(writes=False) as session:
        for key in session.scalars(select(IssuerKey)):
            assert key.closed_private
            assert stage.vault.open(key.closed_private).encode() not in key.closed_private


def test_names_with_control_characters_are_signed_without_them(stage: Stage) -> None:
    stage.students["Bad"] = stage.world.person(stage.apia, "Si\u202ena\u0007 Le\u200dota")
    stage.world.enrol(stage.exchange_id, stage.apia, stage.students["Bad"])
    stage.issue("Bad")
    document = stage.revisions("Bad")[0].document
    assert "\u202e" not in document
    assert "\\u0007" not in document
    assert bad(check(stage, document)) == []


def test_erasing_a_person_leaves_no_name_and_their_files_go_on_verifying(stage: Stage) -> None:
    stage.issue("Sina Leota")
    taken_along, credential = stage.revisions("Sina Leota")[0], stage.credential("Sina Leota")
    with stage.world.work() as session:
        do_forget_person(session, stage.students["Sina Leota"].id)
    with stage.database.unit_of_work(writes=False) as session:
        left = session.scalars(select(CredentialRevision)).one()
        assert (left.name, left.grade, left.document) == ("", "", "")
        assert session.get_one(Credential, credential.id).person_id is None
    assert stage.world.browser().get(f"/c/{credential.share_code}").status_code == 404
    page = stage.coordinator.browser.get(f"{stage.path}/held/{credential.id}").text
    assert "Sina" not in page
    assert bad(check(stage, taken_along.document)) == []


def test_a_second_person_decides_where_the_issuer_wants_it(stage: Stage) -> None:
    administrator = stage.world.administrator().browser
    data = {
        "website": "https://www.nus.edu.ws",
        "needs_approval": "y",
        "is_active": "y",
        "papers_days": "365",
    }
    administrator.post(f"/admin/issuers/{stage.issuer_id}", data=data)
    run_id = stage.issue()
    path = f"{stage.path}/runs/{run_id}"
    assert run_state(stage, run_id) == (RunState.ASKED, "")
    own = stage.coordinator.browser.post(f"{path}/decide", data={"decision": "yes"})
    assert own.status_code == 403
    office = stage.world.office(stage.apia).browser
    assert "Sina Leota" in office.get(f"/office/credentials/runs/{run_id}").text
    other = stage.world.office(stage.hilo, "Other Office").browser
    assert other.get(f"/office/credentials/runs/{run_id}").status_code == 404
    office.post(f"/office/credentials/runs/{run_id}", data={"decision": "yes"})
    stage.deliver()
    assert run_state(stage, run_id) == (RunState.DONE, "")


def test_the_second_person_can_refuse_with_a_reason(stage: Stage) -> None:
    stage.issuer_id = stage.add_issuer(Owner(institution_id=stage.hilo.id), needs_approval=True)
    stage.achievement_id = stage.add_achievement()
    run_id = stage.issue()
    path = f"{stage.path}/runs/{run_id}"
    data = {"decision": "no", "reason": "Two have not finished."}
    assert stage.colleague.browser.post(f"{path}/decide", data=data).status_code == 303
    assert run_state(stage, run_id) == (RunState.REFUSED, "")
    assert "Two have not finished." in stage.coordinator.browser.get(path).text
    stage.deliver()
    with stage.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 0


WORKER = """
import sys
from config import Settings
from pathlib import Path
from vsm_platform.app import create_app
import vsm_platform.credentials.actions.issuing as issuing
issuing.BATCH = 4
address, folder, key = sys.argv[1:]
create_app(Settings(environment="test", public_url="https://exchange.test", database_url=address,
    data_folder=Path(folder), secret_key=key, contact="x")).extensions["vsm_courier"].run_due()
"""


def test_a_process_that_is_killed_half_way_loses_and_doubles_nothing(
    stage: Stage, database_address: str
) -> None:
    """The process that issues is killed by SIGKILL; another goes on when its lease has ended."""
    for number in range(60):
        name = f"Student {number:02}"
        stage.students[name] = stage.world.person(stage.apia, name)
        stage.world.enrol(stage.exchange_id, stage.apia, stage.students[name])
    settings = stage.app.config["SETTINGS"]
    stage.deliver = lambda: None  # type: ignore[method-assign]  # another process does it
    run_id = stage.issue()
    arguments = [database_address, str(settings.data_folder), settings.secret_key]
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
    )
    deadline = time.monotonic() + 60
    while _issued(stage) < 20 and worker.poll() is None and time.monotonic() < deadline:
        pass
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    before = _issued(stage)
    assert 0 < before < 63
    with stage.world.work() as session:
        session.execute(update(Delivery).values(leased_until=clock.now() - timedelta(minutes=1)))
    stage.app.extensions["vsm_courier"].run_due()
    assert run_state(stage, run_id) == (RunState.DONE, "")
    with stage.database.unit_of_work(writes=False) as session:
        people = session.scalars(select(Credential.person_id)).all()
        assert len(people) == len(set(people)) == 63
        documents = session.scalars(select(CredentialRevision.document)).all()
        assert len(documents) == len({json.loads(one)["id"] for one in documents}) == 63
        places = session.scalars(
            select(StatusEntry.position).where(StatusEntry.revision_id.is_not(None))
        ).all()
        assert len(places) == len(set(places)) == 63


def _issued(stage: Stage) -> int:
    with stage.database.unit_of_work(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Credential)) or 0
