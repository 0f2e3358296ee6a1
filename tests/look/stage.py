"""A small application that gives the templates what the product's own gives them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined

from vsm_platform.web.fragments import fragment
from vsm_platform.web.templating import local_time
from vsm_platform.web.zones import zone_place

ROOT = Path(__file__).parents[2]
VIEWER = SimpleNamespace(
    display_name="Sina Tuilagi",
    institution_name="National University of Samoa",
    timezone="Pacific/Apia",
    is_administrator=False,
)

Render = Callable[..., BeautifulSoup]


def page_globals() -> dict[str, object]:
    return {
        "asset": lambda name: f"/static/{name}",
        "locale": "en",
        "direction": "ltr",
        "viewer": VIEWER,
        "languages": (("en", "English"), ("es", "Español")),
        "now": datetime(2026, 11, 26, 23, 23, tzinfo=UTC),
        "framed": False,
        "profile_url": None,
    }


def make_app() -> Flask:
    """A Flask application with nothing but the look."""
    app = Flask("look", template_folder=str(ROOT / "templates"))
    app.secret_key = "for the tests of the look"
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    Babel(app)
    app.context_processor(page_globals)
    app.jinja_env.globals.update(
        csrf_token=lambda: "token-of-the-form",
        fragment=fragment,
        local_time=local_time,
        zone_place=zone_place,
    )
    app.add_url_rule("/language", "accounts.set_language", lambda: "", methods=["POST"])
    return app
