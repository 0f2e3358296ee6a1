"""What must hold of the assembled application, whatever rooms it has."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter

from config import Settings, SettingsError, load_settings
from vsm_platform import schema
from vsm_platform.core.permissions import ANYONE, Policy
from vsm_platform.core.unit_of_work import Database
from vsm_platform.institutions.api import Deployment, Registration
from vsm_platform.tables import METADATA


def test_every_route_names_its_policy(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        assert endpoint == "static" or isinstance(getattr(view, "policy", None), Policy), endpoint


def test_every_template_compiles(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_strangers_are_kept_out_of_every_page_that_is_not_for_anyone(
    app: Flask, client: FlaskClient
) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or app.view_functions[rule.endpoint].policy is ANYONE:
            continue
        values = {
            name: next(iter(kind.items)) if isinstance(kind, AnyConverter) else "1"
            for name, kind in rule._converters.items()
        }
        with app.test_request_context():
            address = app.url_map.bind("").build(rule.endpoint, values, force_external=False)
        assert client.get(address).status_code in {401, 405}, rule


def test_every_answer_has_the_security_headers(client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in answer.headers


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_name": schema.is_of_models}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_go_down_and_up_again(database: Database, database_address: str) -> None:
    config = schema.alembic_config(database_address)
    database.engine.dispose()
    command.downgrade(config, "base")
    command.upgrade(config, "head")


def test_the_second_migration_keeps_lmss_that_were_registered_by_hand(
    database: Database, database_address: str
) -> None:
    config = schema.alembic_config(database_address)
    database.engine.dispose()
    command.downgrade(config, "0001")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into registrations (platform, name, issuer, client_id, authorization_endpoint, "
            "token_endpoint, token_audience, jwks_uri, frame_origins, state, created_at) values "
            "('moodle', 'M', 'https://m.test', 'c', 'https://m.test/a', 'https://m.test/t', '', "
            "'https://m.test/k', '[]', 'active', '2026-01-01')"
        )
        connection.exec_driver_sql(
            "insert into deployments (registration_id, deployment_id, state, first_seen_at, "
            "platform_name) values (1, '1', 'pending', '2026-01-01', '')"
        )
    database.engine.dispose()
    command.upgrade(config, "head")
    with database.unit_of_work(writes=False) as session:
        assert session.get_one(Registration, 1).scopes == []
        assert session.get_one(Deployment, 1).registration_id == 1
    database.engine.dispose()
    command.downgrade(config, "0001")
    command.upgrade(config, "head")


def test_production_refuses_to_ask_this_machine(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert settings.accepts_loopback
    monkeypatch.setenv("VSM_ENVIRONMENT", "production")
    monkeypatch.setenv("VSM_ALLOW_LOOPBACK_PLATFORMS", "true")
    with pytest.raises(SettingsError, match="VSM_ALLOW_LOOPBACK_PLATFORMS"):
        load_settings()
    strict = settings.model_copy(update={"allow_loopback_platforms": False})
    assert not strict.accepts_loopback


def test_wrong_settings_are_reported_together_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VSM_ENVIRONMENT", "production")
    monkeypatch.setenv("VSM_SECRET_KEY", "short")
    monkeypatch.setenv("VSM_PUBLIC_URL", "http://exchange.example.org")
    monkeypatch.delenv("VSM_CONTACT", raising=False)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    for name in ("VSM_SECRET_KEY", "VSM_PUBLIC_URL", "VSM_CONTACT"):
        assert name in str(caught.value)


def test_a_secret_key_is_made_once_outside_production(settings: Settings) -> None:
    bare = settings.model_copy(update={"secret_key": ""})
    assert len(bare.signing_key()) >= 32
    assert bare.signing_key() == bare.signing_key()
