"""An LMS is connected: presets, both sides' values, hostile addresses, shared issuers."""

from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from tests.forms import errors_of, soup_of, submit
from tests.institutions.conftest import Setting
from vsm_platform.institutions.models import Deployment, Registration, State

MOODLE = "https://moodle.meridian.test"
LAUNCH = "https://exchange.test/lti/launch"


def page_of(institution: int, platform: str, site: str = MOODLE, client_id: str = "") -> str:
    page = f"/admin/institutions/{institution}/connect/{platform}?site={quote(site)}"
    return page + (f"&client_id={client_id}" if client_id else "")


def shown(answer: TestResponse) -> list[tuple[str, str]]:
    """Labels and values to copy, in the page's order."""
    page = soup_of(answer)
    return [
        (label.get_text(strip=True), str(label.find_next("span", class_="code").get_text()))  # type: ignore[union-attr]
        for label in page.select("main .field > span[id$=-label]")
    ]


def test_every_kind_of_lms_can_be_chosen(administrator: FlaskClient, setting: Setting) -> None:
    institution = setting.institution()
    page = soup_of(administrator.get(f"/admin/institutions/{institution}/connect/"))
    links = page.select("main .tasks a")
    assert [link.get_text(strip=True) for link in links] == [
        *("Moodle", "Canvas", "Blackboard", "D2L Brightspace", "Sakai", "Open edX"),
        "Another one",
    ]
    for link in links:
        assert administrator.get(str(link["href"])).status_code == 200


def test_an_unknown_kind_of_lms_is_not_found(administrator: FlaskClient, setting: Setting) -> None:
    institution = setting.institution()
    page = f"/admin/institutions/{institution}/connect/webct"
    assert administrator.get(page).status_code == 404


def test_the_moodle_page_shows_what_to_type_there_in_its_own_order(
    administrator: FlaskClient, setting: Setting
) -> None:
    values = shown(administrator.get(page_of(setting.institution(), "moodle")))
    assert values == [
        ("Tool name", "Virtual exchange"),
        ("Tool URL", LAUNCH),
        ("Tool description", "One shared course for students of several universities."),
        ("Public keyset", "https://exchange.test/lti/keys"),
        ("Initiate login URL", "https://exchange.test/lti/login"),
        ("Redirection URI(s)", LAUNCH),
    ]


def test_the_domain_carries_the_port(
    app: Flask, administrator: FlaskClient, settings: Settings, setting: Setting
) -> None:
    institution = setting.institution()
    elsewhere = {"public_url": "https://exchange.test:8443"}
    app.config["SETTINGS"] = settings.model_copy(update=elsewhere)
    values = dict(shown(administrator.get(page_of(institution, "desire2learn"))))
    assert values["Domain"] == "exchange.test:8443"
    assert values["Redirect URLs"] == "https://exchange.test:8443/lti/launch"


def test_a_moodle_is_connected_with_what_follows_from_its_address(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    page = page_of(setting.institution(), "moodle", MOODLE + "/")
    answer = submit(administrator, page, client_id="aBc123", deployment_id="4")
    assert answer.status_code == 303
    row = session.scalars(select(Registration)).one()
    assert (row.platform, row.issuer, row.client_id) == ("moodle", MOODLE, "aBc123")
    assert row.authorization_endpoint == f"{MOODLE}/mod/lti/auth.php"
    assert row.token_endpoint == f"{MOODLE}/mod/lti/token.php"
    assert row.jwks_uri == f"{MOODLE}/mod/lti/certs.php"
    assert row.frame_origins == [MOODLE]
    deployment = session.scalars(select(Deployment)).one()
    assert (deployment.deployment_id, deployment.state) == ("4", State.ACTIVE)
    assert "Moodle (moodle.meridian.test)" in administrator.get(answer.location).text


@pytest.mark.parametrize("platform", ["canvas", "desire2learn"])
def test_a_preset_needs_only_the_client_id(
    administrator: FlaskClient, setting: Setting, platform: str
) -> None:
    answer = submit(administrator, page_of(setting.institution(), platform), client_id="10000001")
    assert answer.status_code == 303


def test_addresses_that_only_the_lms_shows_are_asked_for(
    administrator: FlaskClient, setting: Setting
) -> None:
    institution = setting.institution()
    for platform in ("sakai", "openedx", "other"):
        answer = submit(administrator, page_of(institution, platform), client_id="1")
        assert "jwks_uri" in errors_of(answer), platform


def test_blackboards_key_set_follows_from_the_client_id(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    institution = setting.institution()
    asked = administrator.get(page_of(institution, "BlackboardLearn"))
    assert list(errors_of(asked)) == ["client_id"]
    page = page_of(institution, "BlackboardLearn", client_id="abc-123")
    assert submit(administrator, page, deployment_id="d-1").status_code == 303
    address = session.scalars(select(Registration.jwks_uri)).one()
    assert address.endswith("/applications/abc-123/jwks.json")


BAD_SITES = (
    *("", "moodle.example.edu", "ftp://moodle.test", "javascript:alert(1)", "https://"),
    *("http://moodle.test", "https://user:pass@moodle.test", "https://moodle.test/#top"),
    *("https://moodle.test?a=b", "https://moodle.test:99999", "https://[::1", "https://a\\b"),
    *("https://mo odle.test", "https://m.test/" + "x" * 255),
)


def test_a_site_that_cannot_be_is_refused(administrator: FlaskClient, setting: Setting) -> None:
    institution = setting.institution()
    for site in BAD_SITES:
        answer = administrator.get(page_of(institution, "moodle", site))
        assert answer.status_code == 200, site
        assert list(errors_of(answer)) == ["site"], site


BAD_VALUES = (
    ("name", ""),
    ("name", "x" * 201),
    ("client_id", ""),
    ("client_id", "two words"),
    ("client_id", "x" * 256),
    ("deployment_id", "x" * 256),
    ("deployment_id", "1\n2"),
    ("issuer", "https://lms.test?tenant=1"),
    ("issuer", "not an address"),
    ("issuer", "https://lms.test/" + "x" * 255),
    ("authorization_endpoint", "http://lms.test/auth"),
    ("authorization_endpoint", ""),
    ("token_endpoint", "https://me@lms.test/token"),
    ("token_audience", "lms"),
    ("jwks_uri", "file:///etc/passwd"),
    ("jwks_uri", "https://lms.test/" + "x" * 500),
    ("frame_origins", ""),
    ("frame_origins", "https://lms.test; script-src *"),
    ("frame_origins", "https://lms.test/path"),
    ("frame_origins", "*"),
    ("frame_origins", "https://*.edu"),
    ("frame_origins", "https://lms.test\nhttp://lms.test"),
)


def test_a_value_that_cannot_be_is_refused_at_its_field(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    page = page_of(setting.institution(), "moodle")
    for field, value in BAD_VALUES:
        answer = submit(administrator, page, **({"client_id": "kept-id"} | {field: value}))
        assert answer.status_code == 200, (field, value)
        assert list(errors_of(answer)) == [field], (field, value)
        assert soup_of(answer).select_one(f'[data-error-summary] a[href="#{field}"]')
        assert field == "client_id" or 'value="kept-id"' in answer.text
    assert session.scalars(select(Registration)).all() == []


def test_plain_http_to_this_machine_is_allowed_outside_production(
    administrator: FlaskClient, setting: Setting
) -> None:
    page = page_of(setting.institution(), "moodle", "http://127.0.0.1:5001/meridian")
    assert submit(administrator, page, client_id="1").status_code == 303


def test_plain_http_is_refused_in_production(
    app: Flask, administrator: FlaskClient, settings: Settings, setting: Setting
) -> None:
    institution = setting.institution()
    app.config["SETTINGS"] = settings.model_copy(update={"environment": "production"})
    answer = administrator.get(page_of(institution, "moodle", "http://127.0.0.1:5001"))
    assert "https://" in errors_of(answer)["site"]


def test_a_second_university_behind_one_issuer_is_a_deployment_of_the_same_registration(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    for institution, site, deployment in (
        (first, "https://first.blackboard.test", "d-1"),
        (second, "https://second.blackboard.test", "d-2"),
    ):
        page = page_of(institution, "BlackboardLearn", site, client_id="one-for-all")
        assert submit(administrator, page, deployment_id=deployment).status_code == 303
    registration = session.scalars(select(Registration)).one()
    assert "https://first.blackboard.test" in registration.frame_origins
    assert "https://second.blackboard.test" in registration.frame_origins
    deployments = session.scalars(select(Deployment).order_by(Deployment.id)).all()
    assert [(row.institution_id, row.deployment_id) for row in deployments] == [
        (first, "d-1"),
        (second, "d-2"),
    ]


def test_a_second_university_without_deployment_id_is_asked_for_it(
    administrator: FlaskClient, setting: Setting
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    submit(administrator, page_of(first, "canvas"), client_id="1", deployment_id="d-1")
    answer = submit(administrator, page_of(second, "canvas"), client_id="1")
    assert "Enter the deployment ID" in errors_of(answer)["deployment_id"]


def test_a_deployment_of_another_university_cannot_be_taken(
    administrator: FlaskClient, setting: Setting, session: Session
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    submit(administrator, page_of(first, "canvas"), client_id="1", deployment_id="d-1")
    answer = submit(administrator, page_of(second, "canvas"), client_id="1", deployment_id="d-1")
    assert errors_of(answer)["deployment_id"] == "This deployment ID belongs to First already."
    assert session.scalars(select(Deployment.institution_id)).all() == [first]


def test_a_known_lms_with_other_addresses_is_refused(
    administrator: FlaskClient, setting: Setting
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    submit(administrator, page_of(first, "canvas"), client_id="1", deployment_id="d-1")
    answer = submit(
        administrator,
        page_of(second, "canvas"),
        client_id="1",
        deployment_id="d-2",
        jwks_uri="https://evil.test/keys",
    )
    assert "other addresses" in errors_of(answer)["client_id"]


def test_a_known_registration_of_a_shared_issuer_is_offered(
    administrator: FlaskClient, setting: Setting
) -> None:
    first, second = setting.institution("First"), setting.institution("Second")
    submit(administrator, page_of(first, "canvas"), client_id="1", deployment_id="d-1")
    page = administrator.get(f"/admin/institutions/{second}/connect/canvas")
    assert soup_of(page).select_one('main a[href="/admin/platforms/1/deployments/new"]')
