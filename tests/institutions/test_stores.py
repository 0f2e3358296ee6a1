"""The database behind ``lti``'s ports."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti.errors import LoginError
from lti.login import LoginRequest, begin_login
from lti.ports import CachedKeySet, LoginState
from tests.institutions.conftest import Setting
from vsm_platform.core import clock
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.api import LtiStores
from vsm_platform.institutions.models import Login, Registration, State
from vsm_platform.institutions.stores import CLEANING_AGE, CLEANING_INTERVAL

LAUNCH = "https://exchange.test/lti/launch"


@pytest.fixture
def stores(database: Database, setting: Setting) -> LtiStores:
    setting.lms(setting.institution())
    return LtiStores.of(database)


def login(state: str = "state", **changes: object) -> LoginState:
    made = LoginState(
        state=state,
        nonce=f"nonce of {state}",
        registration_key=1,
        target_link_uri=LAUNCH,
        storage_target="_parent",
        expires_at=clock.now() + timedelta(minutes=5),
        deployment_id_hint="1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_registration_is_found_by_issuer_and_client(stores: LtiStores) -> None:
    (found,) = stores.registrations.find("https://lms1.test", "client-1")
    assert found.jwks_uri == "https://lms1.test/mod/lti/certs.php"
    assert (found.token_audience, found.is_active) == (None, True)
    assert stores.registrations.get(found.key) == found
    assert stores.registrations.find("https://lms1.test", None) == [found]


def test_an_issuer_is_compared_letter_by_letter(stores: LtiStores) -> None:
    for issuer in ("https://LMS1.test", "https://lms1.test/", "https://lms2.test", "nul\0", ""):
        assert stores.registrations.find(issuer, "client-1") == []
    assert stores.registrations.find("https://lms1.test", "client-2") == []
    assert stores.registrations.get(99) is None


def test_a_disabled_registration_is_refused_by_the_librarys_own_error(
    stores: LtiStores, setting: Setting
) -> None:
    with setting.work() as session:
        session.get_one(Registration, 1).state = State.SUSPENDED
    request = LoginRequest.parse(
        {"iss": "https://lms1.test", "login_hint": "someone", "target_link_uri": LAUNCH}
    )
    with pytest.raises(LoginError) as refusal:
        begin_login(
            request,
            registrations=stores.registrations,
            logins=stores.logins,
            clock=clock.now,
            launch_url=LAUNCH,
            is_own_address=lambda address: address == LAUNCH,
        )
    assert refusal.value.code == "registration_disabled"


def test_a_login_is_given_out_once(stores: LtiStores) -> None:
    saved = login()
    stores.logins.save(saved)
    assert stores.logins.find("state") == saved
    assert stores.logins.consume("state") == saved
    assert stores.logins.consume("state") is None
    assert stores.logins.find("state") is None


def test_of_many_that_consume_a_login_at_once_one_gets_it(stores: LtiStores) -> None:
    for turn in range(5):
        stores.logins.save(login(f"state {turn}"))
        start, got = threading.Barrier(8), []

        def consume(state: str = f"state {turn}") -> None:
            start.wait()  # noqa: B023 (joined within the turn)
            got.append(stores.logins.consume(state))  # noqa: B023

        threads = [threading.Thread(target=consume) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([one for one in got if one]) == 1


def test_a_state_that_no_database_can_hold_is_unknown(stores: LtiStores) -> None:
    for state in ("", "nul\0", "x" * 10_000):
        assert stores.logins.find(state) is None
        assert stores.logins.consume(state) is None


def test_old_logins_are_removed_in_passing(stores: LtiStores, session: Session) -> None:
    long_ago = clock.now() - CLEANING_AGE - timedelta(minutes=1)
    stores.logins.save(login("old", expires_at=long_ago))
    stores.logins.save(login("just expired", expires_at=clock.now() - timedelta(minutes=1)))
    for number in range(CLEANING_INTERVAL):
        stores.logins.save(login(f"new {number}"))
    assert session.get(Login, "old") is None
    assert session.get(Login, "just expired") is not None
    assert session.scalar(select(func.count()).select_from(Login)) == CLEANING_INTERVAL + 1


def test_a_key_set_is_kept_and_replaced(stores: LtiStores) -> None:
    address = "https://lms1.test/mod/lti/certs.php"
    assert stores.key_sets.get(address) is None
    present = clock.now()
    first = CachedKeySet(address, '{"keys": []}', present, present + timedelta(hours=1))
    second = replace(first, document='{"keys": [{}]}', fetched_at=present + timedelta(hours=2))
    for key_set in (first, second):
        stores.key_sets.put(key_set)
        assert stores.key_sets.get(address) == key_set
