"""Which language a post is in: guessed from its words, until somebody says otherwise."""

import re
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

SURE = 0.5
SHORTEST = 12
"""Letters below which nothing can be said."""
ENOUGH = 200
"""Letters after which more of them change nothing, and cost a tenth of a post's whole time."""
_NOISE = re.compile(r"https?://\S+|`[^`]*`|[@#]\S+")


_loading = Lock()


@cache
def _loaded() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 (see below)

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _identifier() -> Any:
    """Loaded with the first post, by one thread for all: it takes a second, and some megabytes."""
    with _loading:
        return _loaded()


def guess_language(text: str, taught_in: Sequence[str] = ()) -> str:
    """The language of a text as a BCP 47 tag.

    Args:
        text: Markdown.
        taught_in: the exchange's languages; the first stands for a text that is too short to say.
    """
    words = _NOISE.sub(" ", text)
    default = taught_in[0] if taught_in else ""
    if sum(map(str.isalpha, words)) < SHORTEST:
        return default
    tag, share = _identifier().classify(words[:ENOUGH])
    return str(tag) if share >= SURE else default
