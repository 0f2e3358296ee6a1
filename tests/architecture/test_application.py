"""What must hold of the assembled application, whatever rooms it has."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask.testing import FlaskClient

from config import Settings, SettingsError, load_settings
from vsm_platform import schema
from vsm_platform.core.permissions import ANYONE, Policy
from vsm_platform.core.unit_of_work import Database
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
        values = dict.fromkeys(rule.arguments, "1")
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
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_go_down_and_up_again(database: Database, database_address: str) -> None:
    config = schema.alembic_config(database_address)
    database.engine.dispose()
    command.downgrade(config, "base")
    command.upgrade(config, "head")


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
