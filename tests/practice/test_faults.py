"""Every drawer of faults, opened through its page and seen from the tool."""

import json
import time

import pytest

from tests.practice.stand_in_tool import AGS, CLAIM, ROSTER_SCOPE
from vsm_platform.practice import Faults

NAMES_AND_ROLES = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


@pytest.fixture
def switch(theatre, moodle):
    """Send the form of the drawer with these fields."""

    def send(**fields):
        answer = theatre.app.test_client().post(f"/{moodle.platform.key}/faults", data=fields)
        assert answer.status_code == 303, answer.text

    return send


def test_a_wrong_signature_is_noticed(moodle, switch):
    switch(wrong_signature="on")
    assert moodle.launch().status == 400
    assert moodle.tool.launches == []
    switch()
    assert moodle.launch().status == 200


def test_an_unknown_key_id_is_noticed(moodle, switch):
    switch(unknown_key_id="on")
    assert moodle.launch().status == 400


def test_an_expired_token_is_noticed(moodle, switch):
    switch(expired_token="on")
    assert "Expired" in moodle.launch().body


def test_a_clock_can_be_ahead_and_behind(moodle, switch):
    switch(clock_offset_seconds="45")
    assert moodle.claims()["iat"] == pytest.approx(time.time() + 45, abs=5)
    switch(clock_offset_seconds="-45")
    assert moodle.claims()["iat"] == pytest.approx(time.time() - 45, abs=5)


def test_a_nonce_can_be_replayed(moodle, switch):
    switch(replayed_nonce="on")
    first, second = moodle.claims(), moodle.claims()
    assert first["nonce"] == second["nonce"]
    switch()
    assert moodle.claims()["nonce"] != first["nonce"]


def test_another_university_s_deployment_can_be_named(theatre):
    theatre.university("blackboard", "One", platform_key="cloud")
    stage = theatre.stage("blackboard", "Two", platform_key="cloud")
    stage.platform.faults = Faults(wrong_deployment=True)
    deployments = {
        each.tenant_key: each.id
        for each in stage.platform.registrations[stage.known["client_id"]].deployments
    }
    assert stage.claims()[f"{CLAIM}deployment_id"] == deployments["one"]


def test_a_deployment_that_nobody_has_can_be_named(moodle, switch):
    right = moodle.claims()[f"{CLAIM}deployment_id"]
    switch(wrong_deployment="on")
    assert moodle.claims()[f"{CLAIM}deployment_id"] != right


def test_names_and_mail_can_be_missing_in_launch_and_roster(moodle, switch):
    switch(omit_names="on", omit_email="on")
    claims = moodle.claims()
    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    token = moodle.tool.token(moodle.known, ROSTER_SCOPE)
    roster = moodle.tool.call("GET", claims[NAMES_AND_ROLES]["context_memberships_url"], token)
    assert not {"name", "email"} & set(json.loads(roster.body)["members"][0])


def test_any_claim_or_part_of_one_can_be_missing(moodle, switch):
    switch(omit_claims="roles\nsub\nresource_link > id\nnothing")
    robot = moodle.robot()
    launch = robot.authorize(moodle.address())
    claims = moodle.tool.verify(launch.form["id_token"], moodle.known)
    assert "sub" not in claims
    assert f"{CLAIM}roles" not in claims
    assert set(claims[f"{CLAIM}resource_link"]) == {"title", "description"}


def test_a_claim_can_weigh_a_megabyte(moodle, switch):
    switch(oversized_claim="on")
    form = moodle.robot().authorize(moodle.address()).form
    assert len(form["id_token"]) > 1_000_000


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("down", 503),
        ("failing", 500),
        ("busy", 429),
        ("refused", 401),
        ("forbidden", 403),
        ("not_found", 404),
        ("conflict", 409),
        ("html", 200),
        ("broken", 200),
    ],
)
def test_keys_tokens_roster_and_grades_can_fail(moodle, switch, answer, status):
    claims = moodle.claims()
    token = moodle.tool.token(moodle.known, f"{ROSTER_SCOPE} {AGS}lineitem")
    switch(
        key_set=answer, access_tokens=answer, roster=answer, grades=answer, retry_after_seconds="7"
    )
    answers = [
        moodle.transport.send("GET", moodle.known["jwks_uri"]),
        moodle.tool.ask_token(moodle.known, ROSTER_SCOPE),
        moodle.tool.call("GET", claims[NAMES_AND_ROLES]["context_memberships_url"], token),
        moodle.tool.call("GET", claims[ENDPOINT]["lineitems"], token),
    ]
    assert [each.status for each in answers] == [status] * 4
    if answer == "busy":
        assert {each.header("retry-after") for each in answers} == {"7"}
    if answer == "html":
        assert {each.header("content-type") for each in answers} == {"text/html; charset=utf-8"}


def test_keys_can_be_slow(moodle, switch):
    switch(key_set_delay_seconds="0.3")
    begun = time.monotonic()
    assert moodle.launch().status == 200
    assert time.monotonic() - begun >= 0.3


def test_services_can_be_slow(moodle, switch):
    switch(service_delay_seconds="0.3")
    begun = time.monotonic()
    moodle.tool.token(moodle.known, ROSTER_SCOPE)
    assert time.monotonic() - begun >= 0.3


def test_a_roster_can_lack_its_members_or_never_end(moodle, switch):
    address = moodle.claims()[NAMES_AND_ROLES]["context_memberships_url"]
    token = moodle.tool.token(moodle.known, ROSTER_SCOPE)
    switch(roster="no_members")
    assert "members" not in json.loads(moodle.tool.call("GET", address, token).body)
    switch(roster="endless")
    assert f'<{address}>; rel="next"' in moodle.tool.call("GET", address, token).header("link")


def test_a_key_can_be_rotated_with_and_without_the_old_one(theatre, moodle):
    client = theatre.app.test_client()
    first = moodle.platform.current_kid
    client.post(f"/{moodle.platform.key}/faults/rotate", data={"keep_old": "1"})
    assert moodle.platform.signing_keys[0].kid == first
    assert moodle.platform.current_kid != first
    assert moodle.launch().status == 200
    client.post(f"/{moodle.platform.key}/faults/rotate")
    assert len(moodle.platform.signing_keys) == 1
    assert moodle.launch().status == 200


def test_the_page_says_what_is_on_and_makes_it_healthy(theatre, moodle, switch):
    switch(wrong_signature="on", key_set="down")
    client = theatre.app.test_client()
    path = f"/{moodle.platform.key}/faults"
    assert "On now: key set, wrong signature" in client.get(path).text
    client.post(f"{path}/reset")
    assert moodle.platform.faults == Faults()
    assert moodle.launch().status == 200


@pytest.mark.parametrize(
    "fields",
    [{"key_set": "odd"}, {"clock_offset_seconds": "soon"}, {"key_set_delay_seconds": "9999"}],
)
def test_a_wrong_setting_is_refused(theatre, moodle, fields):
    answer = theatre.app.test_client().post(f"/{moodle.platform.key}/faults", data=fields)
    assert answer.status_code == 400
    assert moodle.platform.faults == Faults()
