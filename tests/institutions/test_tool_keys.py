"""Our keys are published before they sign and after, and rotate without a gap."""

from datetime import timedelta

import jwt
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti.keys import sign
from tests.forms import submit
from vsm_platform.core import clock
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.api import do_ensure_signing_key, signing_key
from vsm_platform.institutions.models import NEXT_KEY_AGE, RETIRED_LIFE, KeyState, ToolKey


def published(client: FlaskClient) -> list[str]:
    return [key["kid"] for key in client.get("/lti/keys").get_json()["keys"]]


def signer(app: Flask, database: Database) -> str:
    with database.unit_of_work(writes=False) as session:
        key = signing_key(session, app.extensions["vsm_vault"])
    assert key is not None
    return key.kid


def test_the_first_who_asks_finds_a_signing_key_and_its_successor(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    first = published(client)
    assert len(first) == 2
    assert signer(app, database) in first
    assert published(client) == first


def test_anybody_may_keep_the_key_set_for_five_minutes(client: FlaskClient) -> None:
    answer = client.get("/lti/keys")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.mimetype == "application/jwk-set+json"
    assert "Set-Cookie" not in answer.headers


def test_the_key_set_holds_no_private_member(client: FlaskClient) -> None:
    for key in client.get("/lti/keys").get_json()["keys"]:
        assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}


def test_private_keys_are_stored_encrypted(client: FlaskClient, session: Session) -> None:
    published(client)
    for row in session.scalars(select(ToolKey)):
        assert b"PRIVATE" not in row.closed_private_key


def test_ensuring_twice_makes_one_signing_key(
    app: Flask, database: Database, session: Session
) -> None:
    for _ in range(2):
        with database.unit_of_work(writes=True) as work:
            do_ensure_signing_key(work, app.extensions["vsm_vault"])
    assert session.scalar(select(func.count()).select_from(ToolKey)) == 2


def test_keys_rotate_without_a_gap(
    administrator: FlaskClient, app: Flask, database: Database
) -> None:
    known = published(administrator)
    for turn in range(1, 4):
        with clock.moved(by=turn * (NEXT_KEY_AGE + timedelta(minutes=1))):
            answer = submit(administrator, "/admin/keys/rotate")
            assert answer.status_code == 303
            # An LMS that fetched the set before the rotation can verify what is signed after it.
            assert signer(app, database) in known
            assert set(known) <= set(published(administrator))
            known = published(administrator)


def test_a_signature_can_be_verified_with_the_published_key(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    key_set = jwt.PyJWKSet.from_dict(client.get("/lti/keys").get_json())
    with database.unit_of_work(writes=False) as session:
        key = signing_key(session, app.extensions["vsm_vault"])
    assert key is not None
    token = sign(key, {"iss": "client"})
    assert jwt.decode(token, key_set[key.kid].key, algorithms=["RS256"]) == {"iss": "client"}


def test_a_next_key_that_lms_cannot_know_yet_does_not_sign(
    administrator: FlaskClient, app: Flask, database: Database
) -> None:
    published(administrator)
    before = signer(app, database)
    answer = submit(administrator, "/admin/keys/rotate")
    assert answer.status_code == 409
    assert "60" in answer.text
    assert signer(app, database) == before


def test_a_retired_key_is_published_for_seven_days(
    administrator: FlaskClient, app: Flask, database: Database
) -> None:
    published(administrator)
    old = signer(app, database)
    with clock.moved(by=NEXT_KEY_AGE):
        submit(administrator, "/admin/keys/rotate")
        assert old in published(administrator)
        with clock.moved(by=RETIRED_LIFE - timedelta(minutes=1)):
            assert old in published(administrator)
        with clock.moved(by=RETIRED_LIFE + timedelta(minutes=1)):
            assert old not in published(administrator)


def test_the_page_shows_the_keys_and_the_log_the_rotation(
    administrator: FlaskClient, session: Session
) -> None:
    assert "No keys yet" in administrator.get("/admin/keys/").text
    for kid in published(administrator):
        assert kid in administrator.get("/admin/keys/").text
    with clock.moved(by=NEXT_KEY_AGE):
        submit(administrator, "/admin/keys/rotate")
        assert "retired, still published" in administrator.get("/admin/keys/").text
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).all()
    assert actions[:2] == ["institutions.tool_keys_rotated", "institutions.tool_keys_made"]
    states = session.scalars(select(ToolKey.state).order_by(ToolKey.id)).all()
    assert sorted(states) == [KeyState.NEXT, KeyState.RETIRED, KeyState.SIGNING]
