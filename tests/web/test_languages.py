"""Every language that is offered says everything: the catalogues against the product's sources.

Only the catalogues in text form are read, which are what people translate; the compiled ones
are made from them.
"""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from vsm_platform.web.languages import COMPLETE

ROOT = Path(__file__).parents[2]
FOLDERS = ("templates", "vsm_platform")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")

for_each_language = pytest.mark.parametrize("language", COMPLETE[1:])


def catalogue(language: str) -> Catalog:
    path = ROOT / "vsm_platform" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    """The messages without the header, whose identifier is empty."""
    return [message for message in catalogue(language) if message.id]


def forms(text: object) -> list[str]:
    """A text's forms by number; a text that counts nothing has one."""
    return [text] if isinstance(text, str) else [*text] if isinstance(text, list | tuple) else []


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def keeps_placeholders(message: Message) -> bool:
    """Whether each form fills in what the source does; the first may leave out the number."""
    sources = [placeholders(form) for form in forms(message.id)]
    first, *rest = [placeholders(form) for form in forms(message.string)]
    return first in sources and all(form == sources[-1] for form in rest)


def in_our_folders(folder: str) -> bool:
    """Babel's own rule leaves out names that begin with "_": those of our layouts and macros."""
    return Path(folder).relative_to(ROOT).parts[0] in FOLDERS


@pytest.fixture(scope="module")
def said() -> set[str]:
    """What the product's sources say, counting texts by their singular."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=in_our_folders)
    return {forms(text)[0] for _file, _line, text, _comments, _context in found}


@for_each_language
def test_every_text_is_translated(language: str) -> None:
    wanted = catalogue(language).num_plurals
    unsaid = [
        message.id
        for message in messages(language)
        if len(forms(message.string)) != (wanted if message.pluralizable else 1)
        or not all(form.strip() for form in forms(message.string))
    ]
    assert unsaid == []


@for_each_language
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []


@for_each_language
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    different = [message.id for message in messages(language) if not keeps_placeholders(message)]
    assert different == []


@for_each_language
def test_a_translation_holds_no_markup_that_its_source_does_not(language: str) -> None:
    marked = [
        message.id
        for message in messages(language)
        if "<" in "".join(forms(message.string)) and "<" not in "".join(forms(message.id))
    ]
    assert marked == []


@for_each_language
def test_the_catalogue_holds_what_the_sources_say(language: str, said: set[str]) -> None:
    """When this fails: ``bash .ci/messages``, then translate what is new."""
    listed = {forms(message.id)[0] for message in messages(language)}
    assert {"new": said - listed, "gone": listed - said} == {"new": set(), "gone": set()}
