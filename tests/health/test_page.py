"""Who may test, how often, and what leaves the house in the text for a support ticket."""

import re
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.forms import soup_of, submit
from tests.health.clinic import Clinic
from tests.launch.universities import University
from tests.queries import counted_queries
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import Role
from vsm_platform.health.models import ConnectionTest
from vsm_platform.institutions.models import CachedAccessToken
from vsm_platform.institutions.models import ToolKey as StoredKey


def test_nobody_but_an_administrator_sees_a_connection_or_tests_it(
    clinic: Clinic, samoa: University
) -> None:
    people = clinic.people
    own = people.university("Elsewhere University")
    exchange_id = people.exchange("An exchange", [own])
    browsers = {"stranger": (people.browser(), 401)}
    for role in (Role.STUDENT, Role.FACILITATOR, Role.COORDINATOR):
        somebody = people.person(own, f"Some {role}")
        people.enrol(exchange_id, own, somebody, role)
        browsers[role] = (somebody.browser, 403)
    for browser, status in browsers.values():
        assert browser.get(clinic.page(samoa)).status_code == status
        assert browser.get(f"{clinic.page(samoa)}.txt").status_code == status
        assert browser.post(clinic.test_address(samoa)).status_code == status
    assert clinic.universities.rows(select(ConnectionTest.id)) == []


def test_what_is_not_there_is_not_found(clinic: Clinic, samoa: University) -> None:
    for address in ("/admin/institutions/99/health", "/admin/institutions/99/health.txt"):
        assert clinic.administrator.get(address).status_code == 404
    assert clinic.administrator.post(f"{clinic.page(samoa)}/99").status_code == 404
    assert clinic.administrator.post("/admin/institutions/99/health/1").status_code == 404


def test_a_form_without_its_token_tests_nothing(clinic: Clinic, samoa: University) -> None:
    clinic.universities.app.config["WTF_CSRF_ENABLED"] = True
    assert clinic.administrator.post(clinic.test_address(samoa)).status_code == 400
    assert submit(clinic.administrator, clinic.page(samoa)).status_code == 303
    assert "Way in" in clinic.lines(samoa)


def test_the_page_is_found_from_the_institution_and_from_the_lms(
    clinic: Clinic, samoa: University
) -> None:
    for page in (
        f"/admin/institutions/{samoa.institution_id}/",
        f"/admin/platforms/{samoa.registration_id}/",
    ):
        links = soup_of(clinic.administrator.get(page)).select("main a[href]")
        assert any(str(link["href"]).startswith(clinic.page(samoa)) for link in links), page


def test_an_institution_without_an_lms_is_told_what_to_do(clinic: Clinic) -> None:
    from vsm_platform.institutions.api import InstitutionDetails, do_add_institution

    with clinic.people.work() as session:
        key = do_add_institution(session, InstitutionDetails("Alone"), actor_id=None).id
    opened = clinic.administrator.get(f"/admin/institutions/{key}/health")
    assert "No LMS is connected yet" in opened.get_data(as_text=True)
    assert not soup_of(opened).select("main form")
    text = clinic.administrator.get(f"/admin/institutions/{key}/health.txt")
    assert text.get_data(as_text=True).startswith("Connection of a learning platform")


def test_an_lms_is_tested_at_most_once_in_fifteen_seconds(
    clinic: Clinic, samoa: University
) -> None:
    clinic.test(samoa)
    samoa.platform.faults.roster = "html"
    assert clinic.test(samoa)["Roster"].standing == "works", "what was found before is shown"
    shown = clinic.administrator.get(clinic.page(samoa)).get_data(as_text=True)
    assert "Tested just now" not in shown
    assert clinic.test_later(samoa)["Roster"].standing == "broken"
    assert clinic.universities.rows(select(func.count(ConnectionTest.id))) == [(1,)]


def test_of_two_who_press_at_once_one_asks_the_lms(clinic: Clinic, samoa: University) -> None:
    address = clinic.test_address(samoa)
    colleague = clinic.people.administrator().browser
    pressing = [
        threading.Thread(target=browser.post, args=[address])
        for browser in (clinic.administrator, colleague)
    ]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert clinic.universities.rows(select(func.count(ConnectionTest.id))) == [(1,)]


def test_a_test_that_was_cut_off_leaves_the_earlier_outcome(
    clinic: Clinic, samoa: University
) -> None:
    before = clinic.test(samoa)
    with clinic.universities.work() as session:
        finished = session.scalars(select(ConnectionTest)).one()
        finished.tested_at -= timedelta(minutes=2)
        cut_off = ConnectionTest(
            deployment_id=finished.deployment_id,
            tested_at=finished.tested_at + timedelta(minutes=1),
            tested_by=None,
            requests=[],
        )
        session.add(cut_off)
    assert clinic.lines(samoa) == before
    clinic.test(samoa)
    assert clinic.universities.rows(select(func.count(ConnectionTest.id))) == [(1,)]


def test_nothing_waits_for_the_database_while_an_lms_is_asked(
    clinic: Clinic, samoa: University, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vsm_platform.health import routes

    def examine_while_others_write(*arguments: object) -> object:
        with database.unit_of_work(writes=True) as session:
            session.scalar(select(func.count(ConnectionTest.id)))
        return examine(*arguments)

    examine = routes.examine
    monkeypatch.setattr(routes, "examine", examine_while_others_write)
    assert clinic.test(samoa)["Roster"].standing == "works"


def test_the_page_asks_the_database_as_often_for_three_deployments_as_for_one(
    clinic: Clinic, samoa: University, database: Database
) -> None:
    from tests.launch.universities import connection_of
    from vsm_platform.institutions.api import Institution, do_connect_lms

    clinic.test(samoa)
    with counted_queries(database) as one:
        clinic.administrator.get(clinic.page(samoa))
    other = clinic.universities.world.platform("hawaii")
    connection = connection_of(
        clinic.universities.world, other, next(iter(other.registrations.values()))
    )
    with clinic.people.work() as session:
        institution = session.get_one(Institution, samoa.institution_id)
        for deployment in ("a", "b"):
            do_connect_lms(session, institution, connection, deployment, actor_id=None)
    clinic.administrator.get(clinic.page(samoa))  # It reads anew whose frames may show it.
    with counted_queries(database) as three:
        opened = clinic.administrator.get(clinic.page(samoa))
    assert len(soup_of(opened).select("main form")) == 3
    assert len(three) == len(one)


def test_the_text_of_a_connection_that_was_never_tested_says_so(
    clinic: Clinic, samoa: University
) -> None:
    text = clinic.text(samoa)
    assert "Not tested yet." in text
    assert "Last launch: 20" in text


def test_the_text_for_a_ticket_holds_what_helps(clinic: Clinic, samoa: University) -> None:
    samoa.platform.faults.roster = "forbidden"
    clinic.test(samoa)
    text = clinic.text(samoa)
    for part in (
        f"Issuer: {samoa.world.issuer(samoa.platform)}",
        f"Client ID: {samoa.tool.client_id}",
        f"Deployment ID: {samoa.deployment_id}",
        "Our key set: https://exchange.test/lti/keys",
        "Product: vsm-platform 0.",
        "LMS: Moodle (moodle)",
        "- Roster: broken [service_forbidden]",
        "status=403",
        "Setting: Site administration › Plugins",
        "- POST 127.0.0.1:",
    ):
        assert part in text, part
    assert re.search(r"Tested: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", text)


def test_the_text_and_what_is_stored_hold_no_secret_and_nobody(
    clinic: Clinic, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lti.services.tokens import AccessTokens

    seen: list[str] = []
    ask = AccessTokens.get

    def overheard(tokens: AccessTokens, *arguments: object) -> str:
        seen.append(ask(tokens, *arguments))
        return seen[-1]

    monkeypatch.setattr(AccessTokens, "get", overheard)
    guelph = clinic.university("Guelph")
    clinic.test(guelph)
    with database.unit_of_work(writes=False) as session:
        test = session.scalars(select(ConnectionTest)).one()
        stored = f"{test.findings}{test.requests}"
        vault = app.extensions["vsm_vault"]
        keys = [vault.open(key.closed_private_key) for key in session.scalars(select(StoredKey))]
        assert session.scalars(select(CachedAccessToken)).all() == [], "no token is kept"
    people = [*guelph.tenant.accounts.values()]
    hidden = {
        *seen,
        *(line for key in keys for line in key.splitlines() if len(line) > 40),
        *(person.name for person in people),
        *(person.family_name for person in people),
        *(person.email for person in people),
        *(person.sub for person in people),
        "Ada Admin",
        app.config["SECRET_KEY"],
        "Bearer",
        "client_assertion",
        "PRIVATE",
    }
    assert len(seen) >= 3
    for text in (clinic.text(guelph), stored):
        assert [word for word in hidden if word and word in text] == []


def test_what_an_lms_answers_does_not_reach_the_page(clinic: Clinic, samoa: University) -> None:
    """Only codes that are known here are kept of an answer, never its text."""
    samoa.platform.faults.access_tokens = "html"
    samoa.platform.faults.key_set = "html"
    clinic.test(samoa)
    shown = clinic.administrator.get(clinic.page(samoa)).get_data(as_text=True)
    assert "Please sign in" not in shown + clinic.text(samoa)
