"""Closes what the database must keep and nobody should read there: drafts, and answers in the box.

What is closed is filled up to whole blocks first, so that its length tells nothing either.
"""

import json
from typing import Any

from flask import current_app

from vsm_platform.core.secrets import Vault

BLOCK = 4_096
"""Bytes to whose multiples a text is filled up."""


def vault() -> Vault:
    """What closes and opens, of the running application."""
    found: Vault = current_app.extensions["vsm_vault"]
    return found


def seal(with_vault: Vault, data: object) -> bytes:
    text = json.dumps(data)
    return with_vault.close(text + " " * (-len(text) % BLOCK))


def unseal(with_vault: Vault, sealed: bytes) -> Any:
    return json.loads(with_vault.open(sealed))
