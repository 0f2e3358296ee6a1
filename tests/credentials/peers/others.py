"""Asks the verifiers that nobody here wrote; they know nothing but what the product publishes."""

import json
import subprocess
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.peers.test_by_others import HERE, _node
from vsm_platform.core import clock
from vsm_platform.credentials.standards import contexts, documents


def ask_others(folder: Path, signed: Mapping[str, Any], world: Mapping[str, Any]) -> dict[str, Any]:
    """What each verifier says of each document, by its name."""
    if not (HERE / "node_modules").is_dir():
        pytest.skip("the verifiers are not installed: bash .ci/verifiers")
    _wait_until_valid(signed.values())
    folder = folder / "documents"
    folder.mkdir()
    for name, document in signed.items():
        (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))
    (folder / "world.json").write_text(json.dumps(world))
    run = subprocess.run(
        [_node(), str(HERE / "check.mjs"), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return dict(json.loads(run.stdout)["answers"])


def _wait_until_valid(signed: Iterable[Any]) -> None:
    """A correction within the same second is valid from the next one, and Node has its own clock."""
    begins = max(datetime.fromisoformat(one["validFrom"]) for one in signed)
    time.sleep(max((begins - clock.now()).total_seconds(), 0))


def published(stage: Stage) -> dict[str, Any]:
    """What the product publishes, by its address."""
    browser = stage.world.browser()
    found: dict[str, Any] = {"now": clock.now().isoformat()}
    for issuer_id in (stage.issuer_id, stage.issuer_id + 1):
        address = f"/issuers/{issuer_id}/did.json"
        answer = browser.get(address)
        if answer.status_code == 200:
            found[f"https://exchange.test{address}"] = json.loads(answer.text)
    for list_id in (1, 2):
        for issuer_id in (stage.issuer_id, stage.issuer_id + 1):
            address = f"/issuers/{issuer_id}/status/{list_id}"
            answer = browser.get(address)
            if answer.status_code == 200:
                public = stage.app.config["SETTINGS"].public_url
                found[f"{public}{address}"] = json.loads(answer.text)
    for address in (documents.CLR, documents.EXTENSIONS):
        found[address] = json.loads(contexts.pinned(address))
    return found
