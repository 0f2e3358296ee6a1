"""An LMS's page: its addresses and deployments, changed, approved and switched off."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.forms import errors_of, soup_of, submit, values_of
from tests.institutions.conftest import Setting
from tests.queries import counted_queries
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.api import do_note_unknown_deployment, find_deployment
from vsm_platform.institutions.models import Deployment, Registration, State

LMS = "/admin/platforms/1/"


def seen(database: Database, deployment_id: str, registration: int = 1, name: str = "") -> bool:
    with database.unit_of_work(writes=True) as session:
        return do_note_unknown_deployment(session, registration, deployment_id, name)


def test_the_list_without_an_lms_says_how_to_get_one(administrator: FlaskClient) -> None:
    assert "No learning platform is connected yet" in administrator.get("/admin/platforms/").text


def test_the_page_shows_where_the_lms_is(administrator: FlaskClient, setting: Setting) -> None:
    setting.lms(setting.institution())
    page = administrator.get(LMS).text
    for text in ("https://lms1.test/mod/lti/auth.php", "client-1", "Meridian University"):
        assert text in page


def test_an_edited_lms_keeps_what_was_not_changed(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    setting.lms(setting.institution(), token_audience="https://audience.test/token")
    answer = submit(administrator, LMS + "edit", name="Renamed")
    assert answer.status_code == 303
    row = session.get_one(Registration, 1)
    assert (row.name, row.token_audience) == ("Renamed", "https://audience.test/token")
    assert row.frame_origins == ["https://lms1.test"]


def test_an_lms_cannot_become_another(administrator: FlaskClient, setting: Setting) -> None:
    institution = setting.institution()
    setting.lms(institution, 1)
    setting.lms(institution, 2)
    answer = submit(administrator, LMS + "edit", issuer="https://lms2.test", client_id="client-2")
    assert "Another LMS here" in errors_of(answer)["client_id"]


def test_a_disabled_lms_leaves_the_list_of_those_that_may_frame_us(
    administrator: FlaskClient, client: FlaskClient, app: Flask, setting: Setting
) -> None:
    setting.lms(setting.institution())

    def policy() -> str:
        return app.test_client().get("/notice").headers["Content-Security-Policy"]

    assert "https://lms1.test" in policy()
    assert submit(administrator, LMS + "disable", reason="Moved").status_code == 303
    assert "https://lms1.test" not in policy()
    assert submit(administrator, LMS + "enable", reason="Back").status_code == 303
    assert "https://lms1.test" in policy()


def test_an_unknown_deployment_waits_and_is_approved_for_one_institution(
    administrator: FlaskClient, setting: Setting, database: Database, session: Session
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    setting.lms(first)
    assert seen(database, "d-2", name="Second's Moodle")
    assert "Second&#39;s Moodle" in administrator.get("/admin/").text
    page = LMS + "deployments/2/approve"
    assert errors_of(submit(administrator, page)) == {"institution": "Choose the institution."}
    assert submit(administrator, page, institution=str(second)).status_code == 303
    found = find_deployment(session, 1, "d-2")
    assert found is not None
    assert (found.institution_id, found.institution_name, found.is_open) == (second, "Second", True)


def test_an_approved_deployment_cannot_be_given_to_another_institution(
    administrator: FlaskClient, setting: Setting, database: Database, session: Session
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    setting.lms(first)
    seen(database, "d-2")
    page = LMS + "deployments/2/approve"
    form = soup_of(administrator.get(page)).select_one("main form")
    assert form is not None
    assert submit(administrator, page, institution=str(first)).status_code == 303
    late = administrator.post(page, data=values_of(form) | {"institution": str(second)})
    assert late.status_code == 409
    assert administrator.get(page).status_code == 409
    assert session.get_one(Deployment, 2).institution_id == first


def test_a_deployment_added_by_hand_approves_the_one_that_waits(
    administrator: FlaskClient, setting: Setting, database: Database, session: Session
) -> None:
    institution = setting.institution()
    setting.lms(institution)
    seen(database, "d-2")
    page = LMS + "deployments/new"
    answer = submit(administrator, page, deployment_id="d-2", institution=str(institution))
    assert answer.status_code == 303
    row = session.get_one(Deployment, 2)
    assert (row.institution_id, row.state) == (institution, State.ACTIVE)
    again = submit(administrator, page, deployment_id="d-2", institution=str(institution))
    assert "already" in errors_of(again)["deployment_id"]


def test_a_deployment_needs_an_institution_that_is_there(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    setting.lms(setting.institution())
    page = LMS + "deployments/new"
    for institution in ("", "99", "x", "-1", "1; drop table"):
        answer = submit(administrator, page, deployment_id="d-2", institution=institution)
        assert answer.status_code == 200
        assert list(errors_of(answer)) == ["institution"], institution
    assert len(session.scalars(select(Deployment)).all()) == 1


def test_a_suspended_deployment_is_closed_and_opens_again(
    administrator: FlaskClient, setting: Setting, database: Database
) -> None:
    setting.lms(setting.institution())

    def is_open() -> bool:
        with database.unit_of_work(writes=False) as session:
            found = find_deployment(session, 1, "1")
            return found is not None and found.is_open

    assert is_open()
    submit(administrator, LMS + "deployments/1/suspend", reason="Wrong tool")
    assert not is_open()
    submit(administrator, LMS + "deployments/1/reactivate", reason="Right after all")
    assert is_open()


def test_a_refused_deployment_waits_again_when_it_is_reactivated(
    administrator: FlaskClient, setting: Setting, database: Database, session: Session
) -> None:
    setting.lms(setting.institution())
    seen(database, "d-2")
    submit(administrator, LMS + "deployments/2/suspend", reason="Nobody knows it")
    assert "Waits for you" not in administrator.get("/admin/").text
    submit(administrator, LMS + "deployments/2/reactivate", reason="They called")
    assert session.get_one(Deployment, 2).state == State.PENDING


def test_a_deployment_is_not_found_under_another_lms(
    administrator: FlaskClient, setting: Setting
) -> None:
    institution = setting.institution()
    setting.lms(institution, 1)
    setting.lms(institution, 2)
    assert administrator.get("/admin/platforms/2/deployments/1/suspend").status_code == 404


def test_a_deployment_is_noted_once(setting: Setting, database: Database, session: Session) -> None:
    setting.lms(setting.institution())
    assert [seen(database, "d-2"), seen(database, "d-2")] == [True, True]
    assert len(session.scalars(select(Deployment)).all()) == 2


@pytest.mark.parametrize("deployment_id", ["", "x" * 256, "nul\0"])
def test_what_cannot_be_a_deployment_is_not_noted(
    setting: Setting, database: Database, session: Session, deployment_id: str
) -> None:
    setting.lms(setting.institution())
    assert not seen(database, deployment_id)
    assert find_deployment(session, 1, deployment_id) is None


def test_an_lms_that_invents_deployments_is_stopped(
    setting: Setting, database: Database, session: Session
) -> None:
    institution = setting.institution()
    setting.lms(institution, 1)
    setting.lms(institution, 2)
    with database.unit_of_work(writes=True) as work:
        noted = [do_note_unknown_deployment(work, 1, f"d-{n}", "") for n in range(210)]
    assert sum(noted) == 200
    assert seen(database, "another", registration=2)


@pytest.mark.parametrize("page", ["/admin/platforms/", LMS])
def test_a_list_asks_as_much_of_the_database_for_many_as_for_one(
    administrator: FlaskClient, setting: Setting, database: Database, page: str
) -> None:
    setting.lms(setting.institution("University 0"))
    administrator.get(page)
    with counted_queries(database) as for_one:
        administrator.get(page)
    for number in range(2, 9):
        institution = setting.institution(f"University {number}")
        setting.lms(institution, number)
        setting.lms(institution, 1, deployment_id=f"d-{number}")
    administrator.get(page)
    with counted_queries(database) as for_many:
        administrator.get(page)
    assert len(for_many) == len(for_one) <= 4
