"""Languages, as people write them and as pages say them."""

import pytest
from flask import Flask
from flask_babel import force_locale

from vsm_platform.exchanges.languages import find_language, language_list, language_names


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("PT-br", "pt-BR"),
        ("es_MX", "es-MX"),
        ("spanish", "es"),
        ("Samoan", "sm"),
        ("español", "es"),
        ("日本語", "ja"),
        ("Deutsch", "de"),
        ("Qwertyish", None),
        ("xx", None),
        ("", None),
    ],
)
def test_a_language_is_found_by_tag_or_name(app: Flask, written: str, tag: str | None) -> None:
    with app.test_request_context():
        assert find_language(written) == tag


@pytest.mark.parametrize("page", ["en", "es", "ar"])
def test_every_name_that_a_page_shows_is_understood_again(app: Flask, page: str) -> None:
    tags = ["en", "es", "de", "ja", "sm", "haw", "pt-BR", "zh-Hans", "ar", "si"]
    with app.test_request_context(), force_locale(page):
        assert [find_language(name) for name in language_names(tags)] == tags


def test_languages_are_listed_in_the_pages_words(app: Flask) -> None:
    with app.test_request_context(), force_locale("es"):
        assert language_list(["en", "es"]) == "inglés y español"
        assert language_list([]) == ""
