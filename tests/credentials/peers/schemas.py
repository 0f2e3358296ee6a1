"""1EdTech's published JSON schemas, which their licence does not let us carry.

``VSM_SCHEMAS`` names a folder with those of https://purl.imsglobal.org/spec/clr/v2p0/schema/json/ (Data
Model 2.0, JSON Schema 2019-09); Open Badges' own of the same names with ``ob_v3p0`` say the same.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

_SCHEMAS = {
    "ClrCredential": "clr_v2p0_clrcredential",
    "EndorsementCredential": "clr_v2p0_endorsementcredential",
    "OpenBadgeCredential": "clr_v2p0_achievementcredential",
}


@cache
def _validator(name: str) -> Any:
    schema = json.loads((Path(os.environ["VSM_SCHEMAS"]) / f"{name}_schema.json").read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def schema_faults(document: dict[str, Any]) -> list[str]:
    """What the schemas find wrong with a document, and with each that stands within it."""
    if not os.environ.get("VSM_SCHEMAS"):
        pytest.skip("VSM_SCHEMAS does not name a folder with 1EdTech's schemas")
    return list(_faults(document))


def _faults(document: dict[str, Any]) -> Iterator[str]:
    name = next(name for kind, name in _SCHEMAS.items() if kind in document["type"])
    for error in _validator(name).iter_errors(document):
        yield f"{name} {error.json_path}: {error.message[:300]}"
    within = document["credentialSubject"].get("verifiableCredential", [])
    for one in (*within, *document.get("endorsement", [])):
        yield from _faults(one)
