"""Cartridges that real LMSs and other tools have written, which are other people's courses.

None is kept in the repository. Name a folder of them: ``VSM_CARTRIDGES=/folder pytest -o
junit_family=xunit1 --junit-xml=report.xml tests/content/cartridges/test_real_ones.py``; the report
says what came in.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.content.cartridges.conftest import Scene
from vsm_platform.content.cartridges.models import CartridgeImport, ImportState

FOLDER = os.environ.get("VSM_CARTRIDGES")
REAL = sorted(p for p in Path(FOLDER).iterdir() if p.is_file()) if FOLDER else []


def kinds(scene: Scene) -> Counter[str]:
    return Counter(str(one.kind) for _module, items in scene.modules() for one in items)


@pytest.mark.skipif(not REAL, reason="VSM_CARTRIDGES names no folder with real cartridges")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_cartridge_comes_in_and_goes_out_as_it_came(
    scene: Scene, path: Path, record_property: Callable[[str, object], None]
) -> None:
    address = scene.bring(path.read_bytes())
    with scene.world.work() as session:
        brought = session.scalars(select(CartridgeImport)).one()
        assert (brought.state, brought.error) == (ImportState.DONE, "")
        reasons = Counter(line[0] for line in [*brought.plan["remarks"], *brought.report])
    assert scene.facilitator.browser.get(address).status_code == 200
    first = kinds(scene)
    record_property("modules", len(scene.modules()))
    record_property("items", dict(first))
    record_property("remarks", dict(reasons))
    with scene.facilitator.browser.get(scene.path("/course.imscc")) as answer:
        assert answer.status_code == 200
        scene.bring(answer.data)
    assert kinds(scene) == first + first
