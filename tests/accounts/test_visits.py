"""Visits: welcome, profile, sign-out, and the administrator's one-time link."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.forms import soup_of, submit, values_of
from vsm_platform.accounts.api import (
    LaunchedPerson,
    do_begin_visit,
    do_invite_administrator,
    do_recognise,
)
from vsm_platform.accounts.models import NoticeAcknowledgement, Person, SignIn
from vsm_platform.core import clock
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.models import Institution, Registration


@pytest.fixture
def samoa(database: Database) -> tuple[int, int]:
    """Ids of an institution and of its registered LMS."""
    with database.unit_of_work(writes=True) as session:
        institution = Institution(
            name="National University of Samoa", country="WS", timezone="Pacific/Apia",
            created_at=clock.now(),
        )  # fmt: skip
        registration = Registration(
            platform="moodle", name="NUS Moodle", issuer="https://nus.test", client_id="1",
            authorization_endpoint="https://nus.test/auth", token_endpoint="https://nus.test/token",
            jwks_uri="https://nus.test/keys", created_at=clock.now(),
        )  # fmt: skip
        session.add_all([institution, registration])
        session.flush()
        return institution.id, registration.id


def arrive(
    client: FlaskClient, database: Database, samoa: tuple[int, int], name: str, subject: str = "7"
) -> int:
    """A launch's visit without the launch; gives the person's id."""
    launched = LaunchedPerson(
        institution_id=samoa[0], registration_id=samoa[1], subject=subject, name=name, given_name="",
        family_name="", email="sina@nus.test", is_test_user=False,
    )  # fmt: skip
    with database.unit_of_work(writes=True) as session:
        person = do_recognise(session, launched)
        visit = do_begin_visit(session, person)
        person_id, visit_id = person.id, visit.id
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(visit_id)
    return person_id


def test_a_first_visit_reads_the_notice_before_anything_else(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    person_id = arrive(client, database, samoa, "Sina Tuala")
    answer = client.get("/profile")
    assert answer.status_code == 303
    assert answer.location == "/welcome?next=/profile"
    page = client.get(answer.location)
    assert "National University of Samoa" in page.text
    assert 'value="Sina Tuala"' in page.text
    assert submit(client, answer.location, timezone="Pacific/Apia").location == "/profile"
    with database.unit_of_work(writes=False) as session:
        acknowledged = session.scalars(select(NoticeAcknowledgement)).one()
        assert (acknowledged.person_id, acknowledged.language) == (person_id, "en")
    assert "sina@nus.test" in client.get("/profile").text


def test_a_launch_without_a_name_asks_for_one(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "")
    page = submit(client, "/welcome", display_name="", timezone="Pacific/Apia")
    assert "Enter the name by which the others may call you." in page.text
    assert (
        submit(client, "/welcome", display_name="Sina", timezone="Pacific/Apia").status_code == 303
    )
    assert client.get("/profile").status_code == 200


def test_the_next_launch_keeps_the_name_that_the_person_chose(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    person_id = arrive(client, database, samoa, "TUALA, SINA")
    submit(client, "/welcome", display_name="Sina T.", timezone="Pacific/Apia")
    assert arrive(client, database, samoa, "TUALA, SINA") == person_id
    with database.unit_of_work(writes=False) as session:
        assert session.get_one(Person, person_id).display_name == "Sina T."


def test_a_changed_notice_of_the_institution_is_shown_again(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    submit(client, "/welcome", timezone="Pacific/Apia")
    with database.unit_of_work(writes=True) as session:
        institution = session.get_one(Institution, samoa[0])
        institution.notice, institution.notice_revision = "We keep data in Apia.", 1
    assert client.get("/profile").status_code == 303
    assert "We keep data in Apia." in client.get("/welcome").text


def test_a_zone_that_does_not_exist_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    page = submit(client, "/welcome", display_name="Sina T.", timezone="Pacific/Atlantis")
    assert page.status_code == 200
    assert 'value="Sina T."' in page.text


def test_a_welcome_that_is_sent_twice_is_recorded_once(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    for _ in range(2):
        assert submit(client, "/welcome", timezone="Pacific/Apia").status_code == 303
    with database.unit_of_work(writes=False) as session:
        assert len(session.scalars(select(NoticeAcknowledgement)).all()) == 1


def test_the_welcome_leads_nowhere_but_to_this_site(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    for address in ("https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"):
        answer = submit(client, f"/welcome?next={address}", timezone="Pacific/Apia")
        assert answer.location == "/"


def test_the_profile_changes_name_zone_and_language(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    submit(client, "/welcome", timezone="Pacific/Apia")
    submit(client, "/profile", display_name="Sina T.", timezone="Asia/Tokyo", locale="es")
    page = client.get("/profile")
    assert '<html lang="es"' in page.text
    assert "Asia/Tokyo" in page.text


def test_signing_out_ends_the_visit_for_good(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    submit(client, "/welcome", timezone="Pacific/Apia")
    kept = client.get_cookie("__Host-vsm", domain="exchange.test")
    assert kept is not None
    token = values_of(soup_of(client.get("/profile")).select_one("form[action='/sign-out']"))
    assert client.post("/sign-out", data=token).status_code == 200
    client.set_cookie("__Host-vsm", kept.value, domain="exchange.test")
    assert client.get("/profile").status_code == 401


def test_a_visit_ends_after_twelve_hours(
    client: FlaskClient, database: Database, samoa: tuple[int, int]
) -> None:
    arrive(client, database, samoa, "Sina")
    submit(client, "/welcome", timezone="Pacific/Apia")
    with clock.moved(timedelta(hours=11, minutes=59)):
        assert client.get("/profile").status_code == 200
    with clock.moved(timedelta(hours=12, minutes=1)):
        assert client.get("/profile").status_code == 401


def invite(database: Database, person_id: int | None = None) -> str:
    with database.unit_of_work(writes=True) as session:
        return f"/invitation/{do_invite_administrator(session, person_id)}"


def test_an_invitation_makes_an_administrator_once(client: FlaskClient, database: Database) -> None:
    link = invite(database)
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert submit(client, link, display_name="Ana").location == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(link).status_code == 410


def test_an_invitation_expires(client: FlaskClient, database: Database) -> None:
    link = invite(database)
    with clock.moved(timedelta(hours=25)):
        assert client.get(link).status_code == 410


def test_an_administrator_comes_back_as_the_same_person(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    first, second = client, app.test_client()
    submit(first, invite(database), display_name="Ana")
    with database.unit_of_work(writes=False) as session:
        ana = session.scalars(select(Person).where(Person.is_administrator)).one().id
    submit(second, invite(database, ana))
    with database.unit_of_work(writes=False) as session:
        assert {visit.person_id for visit in session.scalars(select(SignIn))} == {ana}


def test_a_made_up_invitation_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/invitation/guess").status_code == 410


def test_the_welcome_page_is_drawn_once_and_shows_nobody_what_is_anothers(
    app: Flask, database: Database, samoa: tuple[int, int]
) -> None:
    sina, mele = app.test_client(), app.test_client()
    arrive(sina, database, samoa, 'Sina "S" <Tuala>')
    arrive(mele, database, samoa, "Mele Vaai", subject="8")

    pages = sina.get("/welcome"), mele.get("/welcome")
    first, second = map(_own_parts, pages)

    assert first["display_name"] == 'Sina "S" <Tuala>'
    assert second["display_name"] == "Mele Vaai"
    assert "<Tuala>" not in pages[0].text
    for value in ("Sina", first["launch-token"], first["csrf_token"]):
        assert value not in pages[1].text
    assert submit(mele, "/welcome?next=/profile", timezone="Pacific/Apia").location == "/profile"


def _own_parts(page: TestResponse) -> dict[str, str]:
    """What stands in a welcome page for its reader alone."""
    named = {each: soup_of(page).find(attrs={"name": each}) for each in _OWN}
    return {
        each: str(found["content" if found.name == "meta" else "value"])
        for each, found in named.items()
    }


_OWN = ("display_name", "csrf_token", "launch-token")
