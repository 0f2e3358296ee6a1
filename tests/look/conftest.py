"""Rendering templates without the rest of the product."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template, render_template_string
from flask_babel import force_locale

from tests.look.stage import Render, make_app


@pytest.fixture(scope="session")
def look() -> Flask:
    return make_app()


@pytest.fixture
def render(look: Flask) -> Render:
    """Render a template's source."""

    def render_source(source: str, **context: object) -> BeautifulSoup:
        with look.test_request_context("/"):
            return BeautifulSoup(render_template_string(source, **context), "lxml")

    return render_source


@pytest.fixture
def page(look: Flask) -> Callable[..., str]:
    """Render a file to text."""

    def render_file(name: str, **context: object) -> str:
        with look.test_request_context("/"), force_locale(str(context.get("locale", "en"))):
            return render_template(name, **context)

    return render_file
