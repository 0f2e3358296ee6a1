"""An LMS that registers again: what it says differently is shown, and counts once it is approved."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.forms import soup_of, submit
from tests.registration.hostile import SCOPES, HostileLms, Reply
from tests.registration.sides import Exchange, Lms, code_of
from vsm_platform.institutions.api import LmsConnection, State, do_connect_lms
from vsm_platform.institutions.models import Institution

LMS = "/admin/platforms/1/"
ANSWER = LMS + "answer/approve"


@pytest.fixture
def university(exchange: Exchange) -> int:
    return exchange.institution("Meridian University")


def press(exchange: Exchange, page: str) -> Any:
    return Lms(None, None, exchange.app.test_client(), "").press(page)


@pytest.fixture
def connected(exchange: Exchange, university: int, hostile: HostileLms) -> HostileLms:
    """An LMS that registered itself and was approved."""
    assert press(exchange, hostile.opens(exchange.invite(university))).status_code == 200
    assert exchange.approve().status_code == 303
    return hostile


def again(exchange: Exchange, lms: HostileLms, **changes: Any) -> Any:
    """The LMS registers again with another key set address and without its roster service."""
    lms.configuration = Reply.of(lms.document(jwks_uri=f"{lms.base_url}/new-keys", **changes))
    lms.registration = Reply.of(lms.answer(scope=" ".join(SCOPES[:3])))
    return press(exchange, lms.opens(exchange.renew(1)))


def test_changes_are_shown_beside_what_counts_and_change_nothing_yet(
    exchange: Exchange, connected: HostileLms
) -> None:
    assert "what has changed" in again(exchange, connected).text
    registration = exchange.registrations[0]
    assert registration.jwks_uri == f"{connected.base_url}/keys"
    assert registration.scopes == SCOPES
    assert registration.state == State.ACTIVE
    page = soup_of(exchange.browser.get(ANSWER))
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")]
            for row in page.select("main table tbody tr")]  # fmt: skip
    assert rows[0] == [
        "Key set address",
        f"{connected.base_url}/keys",
        f"{connected.base_url}/new-keys",
    ]
    assert rows[1][0] == "Services that it granted"
    assert "Names and Role Provisioning" in rows[1][1]
    assert "Names and Role Provisioning" not in rows[1][2]
    assert "It did not grant everything" in page.get_text()
    assert "Look at the changes" in exchange.browser.get("/admin/").text


def test_approved_changes_count(exchange: Exchange, connected: HostileLms) -> None:
    again(exchange, connected)
    assert submit(exchange.browser, ANSWER).status_code == 303
    registration = exchange.registrations[0]
    assert registration.jwks_uri == f"{connected.base_url}/new-keys"
    assert registration.scopes == SCOPES[:3]
    assert len(exchange.registrations) == len(exchange.deployments) == 1
    assert exchange.log()[-2:] == ["lms_registered_again", "lms_changes_approved"]
    assert "jwks_uri, scopes" in exchange.browser.get("/admin/log").text
    assert exchange.browser.get(ANSWER).status_code == 409


def test_refused_changes_leave_everything_as_it_is(
    exchange: Exchange, connected: HostileLms
) -> None:
    again(exchange, connected)
    assert exchange.refuse().status_code == 303
    registration = exchange.registrations[0]
    assert registration.jwks_uri == f"{connected.base_url}/keys"
    assert registration.state == State.ACTIVE
    assert exchange.log()[-1] == "lms_changes_refused"
    assert "Look at the changes" not in exchange.browser.get("/admin/").text


def test_a_second_decision_comes_too_late(exchange: Exchange, connected: HostileLms) -> None:
    again(exchange, connected)
    form = soup_of(exchange.browser.get(ANSWER)).select_one("main input[name=csrf_token]")
    assert form is not None
    data = {"csrf_token": str(form["value"])}
    assert exchange.browser.post(ANSWER, data=data).status_code == 303
    late = exchange.browser.post(ANSWER, data=data)
    assert (late.status_code, code_of(late)) == (409, "registration_decided")


def test_an_lms_that_registers_again_unasked_with_an_ordinary_invitation_is_an_update_too(
    exchange: Exchange, university: int, connected: HostileLms
) -> None:
    assert press(exchange, connected.opens(exchange.invite(university))).status_code == 200
    assert len(exchange.registrations) == 1
    assert "Nothing: everything is as it was." in exchange.browser.get(ANSWER).text


def test_another_university_s_invitation_cannot_change_an_lms_without_being_seen(
    exchange: Exchange, connected: HostileLms
) -> None:
    other = exchange.institution("Another")
    connected.registration = Reply.of(connected.answer())
    connected.configuration = Reply.of(connected.document(jwks_uri=f"{connected.base_url}/x"))
    assert press(exchange, connected.opens(exchange.invite(other))).status_code == 200
    assert exchange.registrations[0].jwks_uri == f"{connected.base_url}/keys"
    page = exchange.browser.get(ANSWER).text
    assert "It concerns these institutions too" in page
    assert "Meridian University" in page
    assert submit(exchange.browser, ANSWER).status_code == 303
    # The deployment is the first university's, and stays so.
    assert len({row.institution_id for row in exchange.deployments}) == 1
    assert exchange.deployments[0].institution_id != other


def test_a_link_that_renews_one_lms_is_refused_to_another(
    exchange: Exchange, connected: HostileLms, moodle: Lms
) -> None:
    link = exchange.renew(1)
    answer = moodle.register(link)
    assert (code_of(answer), answer.status_code) == ("other_lms_invited", 409)
    assert len(exchange.registrations) == 1
    assert exchange.invitations[-1].used_at is None
    assert exchange.log()[-1] == "registration_failed"
    assert press(exchange, connected.opens(link)).status_code == 200


def test_an_lms_that_makes_a_new_client_instead_of_updating_is_a_new_registration(
    exchange: Exchange, connected: HostileLms
) -> None:
    link = exchange.renew(1)
    connected.registration = Reply.of(connected.answer(client_id="client-2"))
    assert press(exchange, connected.opens(link)).status_code == 200
    assert [row.state for row in exchange.registrations] == [State.ACTIVE, State.PENDING]


def test_while_it_waits_the_same_university_may_register_anew(
    exchange: Exchange, university: int, hostile: HostileLms
) -> None:
    press(exchange, hostile.opens(exchange.invite(university)))
    hostile.configuration = Reply.of(hostile.document(token_endpoint=f"{hostile.base_url}/t2"))
    press(exchange, hostile.opens(exchange.invite(university)))
    registration = exchange.registrations[0]
    assert registration.token_endpoint == f"{hostile.base_url}/t2"
    assert exchange.approve().status_code == 303
    assert exchange.registrations[0].state == State.ACTIVE
    # What it said before does not come back as a change.
    assert exchange.browser.get(ANSWER).status_code == 409


def test_a_waiting_registration_is_not_touched_by_another_university_s_invitation(
    exchange: Exchange, university: int, hostile: HostileLms
) -> None:
    press(exchange, hostile.opens(exchange.invite(university)))
    hostile.configuration = Reply.of(hostile.document(token_endpoint=f"{hostile.base_url}/t2"))
    press(exchange, hostile.opens(exchange.invite(exchange.institution("Another"))))
    assert exchange.registrations[0].token_endpoint == f"{hostile.base_url}/token"
    page = exchange.browser.get(ANSWER).text
    assert "Meridian University" in page
    assert exchange.approve().status_code == 303
    assert exchange.registrations[0].token_endpoint == f"{hostile.base_url}/token"
    assert exchange.deployments[0].institution_id == university
    # What the other said is a change, looked at by itself.
    assert f"{hostile.base_url}/t2" in exchange.browser.get(ANSWER).text


def test_a_refused_lms_stays_out_and_says_so(
    exchange: Exchange, university: int, moodle: Lms
) -> None:
    moodle.register(exchange.invite(university))
    moodle.activate()
    assert exchange.refuse().status_code == 303
    assert exchange.registrations[0].state == State.SUSPENDED
    assert "switched off" in moodle.launch().body
    assert exchange.log()[-1] == "lms_refused"
    assert exchange.browser.get(ANSWER).status_code == 409
    assert "Refused or disabled" in exchange.browser.get(f"/admin/institutions/{university}/").text


def test_an_lms_connected_by_hand_can_register_again(
    exchange: Exchange, university: int, hostile: HostileLms
) -> None:
    by_hand = LmsConnection(
        platform="moodle",
        name="Moodle of Meridian",
        issuer=hostile.base_url,
        client_id="client-1",
        authorization_endpoint=f"{hostile.base_url}/old",
        token_endpoint=f"{hostile.base_url}/token",
        token_audience="",
        jwks_uri=f"{hostile.base_url}/keys",
        frame_origins=[hostile.base_url],
    )
    with exchange.app.app_context(), exchange.work() as session:
        do_connect_lms(
            session, session.get_one(Institution, university), by_hand, "7", actor_id=None
        )
    assert exchange.registrations[0].scopes == []
    assert press(exchange, hostile.opens(exchange.renew(1))).status_code == 200
    assert submit(exchange.browser, ANSWER).status_code == 303
    registration = exchange.registrations[0]
    assert (registration.name, registration.scopes) == ("Moodle of Meridian", SCOPES)
    assert registration.authorization_endpoint == f"{hostile.base_url}/auth"
    assert len(exchange.deployments) == 1


def test_an_lms_that_says_it_is_another_kind_is_pointed_out(
    exchange: Exchange, university: int, lms_of: Callable[[str], Lms]
) -> None:
    lms_of("canvas").register(exchange.invite(university, "moodle"))
    assert "You invited Moodle, but it calls itself “canvas" in exchange.browser.get(ANSWER).text
