"""A world as JSON and back, so that a demo can go on with the same keys and people."""

import json
import os
import tempfile
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from vsm_platform.practice.model import Platform

FORMAT = 1


def save(path: Path, base_url: str, revision: int, platforms: dict[str, Platform]) -> None:
    """Write the file whole or not at all; only its owner may read it, for it holds keys."""
    document = {
        "format": FORMAT,
        "base_url": base_url,
        "revision": revision,
        "platforms": {key: asdict(platform) for key, platform in platforms.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path) -> tuple[str, int, dict[str, Platform]]:
    """Read a file that `save` wrote: the base address, the revision and the platforms.

    Raises:
        ValueError: the file is of another format.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("format") != FORMAT:
        raise ValueError(f"{path} is no practice LMS state of format {FORMAT}; delete it.")
    platforms = {key: _build(Platform, value) for key, value in document["platforms"].items()}
    return document["base_url"], document["revision"], platforms


def _build(kind: Any, value: Any) -> Any:
    """Make `value`, read from JSON, what the annotation `kind` says."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _build(hints[name], each) for name, each in value.items()})
    if get_origin(kind) is dict:
        return {key: _build(get_args(kind)[1], each) for key, each in value.items()}
    if get_origin(kind) is list:
        return [_build(get_args(kind)[0], each) for each in value]
    return value
