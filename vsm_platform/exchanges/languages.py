"""The languages in which an exchange is taught: from what people write, and back into words."""

from collections.abc import Iterator, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from flask_babel import get_locale

_ENGLISH = Locale("en")
_KEYS = [str(key) for key in _ENGLISH.languages]


def find_language(text: str) -> str | None:
    """The BCP 47 tag of a language, given by its tag or by its name, or None.

    Names may be in English, in the page's language, or in the language itself.
    """
    wanted = text.strip().casefold()
    return (
        _by_tag().get(wanted.replace("_", "-"))
        or _by_name(str(get_locale() or "en")).get(wanted)
        or _by_own_name().get(wanted)
    )


def language_names(tags: Sequence[str]) -> list[str]:
    """The languages' names in the page's language."""
    locale = get_locale() or _ENGLISH
    keys = [tag.replace("-", "_") for tag in tags]
    return [locale.languages.get(key) or _ENGLISH.languages.get(key) or key for key in keys]


def language_list(tags: Sequence[str]) -> str:
    """The languages as a list in words, such as ``English and Spanish``."""
    return format_list(language_names(tags), locale=get_locale() or _ENGLISH) if tags else ""


@cache
def _by_tag() -> dict[str, str]:
    tags = [key.replace("_", "-") for key in _KEYS]
    return {tag.casefold(): tag for tag in tags}


@cache
def _by_name(page_locale: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in (Locale.parse(page_locale), _ENGLISH):
        for key in _KEYS:
            name = locale.languages.get(key)
            if name:
                found.setdefault(name.casefold(), key.replace("_", "-"))
    return found


@cache
def _by_own_name() -> dict[str, str]:
    # Half a second of reading locales, so only for a name that is found nowhere else.
    return {name.casefold(): tag for tag in _by_tag().values() for name in _own_name(tag)}


def _own_name(tag: str) -> Iterator[str]:
    try:
        name = None if "-" in tag else Locale.parse(tag).language_name
    except (UnknownLocaleError, ValueError):
        return
    if name:
        yield name
