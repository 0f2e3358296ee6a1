"""Machines that translate posts: what the product needs of one, and those that it knows.

Which one there is says ``VSM_TRANSLATE_URL``; by default none. A text leaves the house only where
``queries.translations`` says that it may, and only the text: nobody's name, no address of ours.
"""

import json
import time
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import nh3
from flask import current_app

from vsm_platform.core.logs import get_logger

SECONDS = 12.0
"""A reader waits so long for a translation."""
LARGEST = 1_000_000
"""Bytes of an answer; a post has 20,000 characters at most."""
AT_ONCE = 4
"""Requests under way in one process, so that a slow translator never holds all its threads."""
_TAGS = set(
    "a blockquote br code del em h2 h3 h4 h5 h6 hr li ol p pre strong sub sup "  # noqa: SIM905
    "table tbody td th thead tr ul".split()
)
_VARIANTS = {"EN": "EN-GB", "PT": "PT-PT"}
"""DeepL asks for one of several, where there are several."""


class TranslatorFailed(Exception):
    """The translator does not answer, or not with a translation; says nothing of the text."""


class Translator(Protocol):
    """A machine that translates."""

    @property
    def name(self) -> str:
        """As readers are told it."""

    def translate(self, html: str, source: str, target: str) -> str:
        """HTML in another language, not cleaned yet.

        Args:
            html: the text.
            source: BCP 47 tag; empty where nobody knows.
            target: BCP 47 tag.

        Raises:
            TranslatorFailed: there is no translation now.
        """


@dataclass(frozen=True, slots=True)
class Pretended:
    """Only marks a text, so that somebody can see how translations are shown. Never in production."""

    name: str = "a pretended translator, which translates nothing"

    def translate(self, html: str, source: str, target: str) -> str:
        return f"<p>[{source or '?'} → {target}]</p>{html}"


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """https://docs.libretranslate.com: POST /translate with ``format`` html."""

    address: str
    key: str
    name: str

    def translate(self, html: str, source: str, target: str) -> str:
        wanted = {"q": html, "source": _plain(source) or "auto", "target": _plain(target)}
        asked = {**wanted, "format": "html", **({"api_key": self.key} if self.key else {})}
        answer = _ask(f"{self.address}/translate", asked, {})
        return _text_at(answer, "translatedText")


@dataclass(frozen=True, slots=True)
class DeepL:
    """https://developers.deepl.com: POST /v2/translate with ``tag_handling`` html."""

    address: str
    key: str
    name: str

    def translate(self, html: str, source: str, target: str) -> str:
        upper = _plain(target).upper()
        asked: dict[str, Any] = {
            "text": [html],
            "target_lang": _VARIANTS.get(upper, upper),
            "tag_handling": "html",
            "ignore_tags": ["code", "pre"],
        }
        if source:
            asked["source_lang"] = _plain(source).upper()
        headers = {"Authorization": f"DeepL-Auth-Key {self.key}"}
        answer = _ask(f"{self.address}/v2/translate", asked, headers)
        found = answer.get("translations")
        return _text_at(found[0] if isinstance(found, list) and found else None, "text")


def _plain(tag: str) -> str:
    """The language alone, without a region."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _text_at(answer: Any, key: str) -> str:
    text = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise TranslatorFailed("no translation in the answer")
    return text


def _ask(address: str, asked: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """The answer as JSON, within the time and size that a reader can wait for."""
    import httpx  # noqa: PLC0415 (only where a course translates)

    ends = time.monotonic() + SECONDS
    try:
        with (
            httpx.Client(timeout=SECONDS / 2, trust_env=False) as client,
            client.stream("POST", address, json=asked, headers=headers) as answer,
        ):
            # Whatever else it says, such as 456 for a used-up quota, is no translation.
            if answer.status_code != 200:
                raise TranslatorFailed(f"http {answer.status_code}")
            found = json.loads(_read(answer, ends))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise TranslatorFailed(type(error).__name__) from None
    return found if isinstance(found, dict) else {}


def _read(answer: Any, ends: float) -> bytes:
    content = bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > LARGEST or time.monotonic() > ends:
            raise TranslatorFailed("too large or too slow")
    return bytes(content)


def translator_at(url: str) -> Translator | None:
    """The translator of a setting (``config.Settings.translate_url``); None for none."""
    parts = urlsplit(url)
    if parts.scheme == "pretend":
        return Pretended()
    kind, _, scheme = parts.scheme.partition("+")
    if not scheme:
        return None
    key, address = unquote(parts.username or ""), f"{scheme}://{_place(parts)}"
    if kind == "deepl":
        return DeepL(address, key, "DeepL")
    return LibreTranslate(address, key, f"LibreTranslate ({parts.hostname})")


def _place(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")


def translator() -> Translator | None:
    """The installation's translator, if it has one."""
    extensions = current_app.extensions
    if "vsm_translator" not in extensions:
        extensions["vsm_translator"] = translator_at(current_app.config["SETTINGS"].translate_url)
        extensions["vsm_translating"] = BoundedSemaphore(AT_ONCE)
    found: Translator | None = extensions["vsm_translator"]
    return found


def translated(html: str, source: str, target: str) -> str:
    """A post's HTML in another language, cleaned; what it says of why it failed goes into the log.

    Raises:
        TranslatorFailed: there is no translation now.
    """
    machine = translator()
    if machine is None:
        raise TranslatorFailed("no translator")
    places: BoundedSemaphore = current_app.extensions["vsm_translating"]
    if not places.acquire(blocking=False):
        raise TranslatorFailed("too many at once")
    try:
        return _clean(machine.translate(_clean(html), source, target))
    except TranslatorFailed as error:
        get_logger().warning("translator_failed", reason=str(error))
        raise
    finally:
        places.release()


def _clean(html: str) -> str:
    """Words and their order alone: no picture, nothing that runs, whoever has written it."""
    return nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto"},
    )  # fmt: skip
