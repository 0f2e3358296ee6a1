"""The pages of cartridges, and what stands there before a browser looks at them."""

import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page
from tests.browser.stage import Stage
from tests.content.cartridges.building import blackboard, canvas
from vsm_platform.accounts.api import Person
from vsm_platform.content.cartridges.actions.steps import do_begin
from vsm_platform.content.cartridges.models import CartridgeImport, ImportState
from vsm_platform.content.cartridges.reading import read_cartridge
from vsm_platform.content.cartridges.zips import SafeZip
from vsm_platform.content.files.api import do_store, exchange_owner

PAGES: tuple[Page, ...] = (
    Page("cartridges", "cartridges.overview", "coordinator"),
    Page("cartridge-preview", "cartridges.show", "coordinator"),
    Page("cartridge-coming", "cartridges.show", "coordinator", {"import_id": 2}),
    Page("cartridge-came", "cartridges.show", "coordinator", {"import_id": 3}),
    Page("cartridge-failed", "cartridges.show", "coordinator", {"import_id": 4}),
    Page("cartridge-undo", "cartridges.ask_undo", "coordinator", {"import_id": 3}),
)
NO_PAGES: dict[str, str] = {"cartridges.export": "a file to be saved"}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        name = stage.universities["moodle"].teacher.name
        teacher = session.scalars(select(Person).where(Person.display_name == name)).one().id
        first = _begun(session, stage, teacher, canvas())
        coming = session.get_one(
            CartridgeImport, _begun(session, stage, teacher, blackboard(), "Coral reefs")
        )
        coming.state, coming.done = ImportState.UNDER_WAY, 3
        came = session.get_one(CartridgeImport, _begun(session, stage, teacher, canvas()))
        came.state, came.done = ImportState.DONE, came.steps
        came.report = [["lost", "Heat", "iframe × 1, link × 2"], ["no_room", "reef.mp4", ""]]
        failed = session.get_one(
            CartridgeImport, _begun(session, stage, teacher, blackboard(), "محيطات العالم")
        )
        failed.state, failed.done, failed.error = ImportState.FAILED, 2, "not_found"
    return {"import_id": first}


def _begun(session: Session, stage: Stage, teacher: int, data: bytes, title: str = "") -> int:
    stream = io.BytesIO(data)
    plan = read_cartridge(SafeZip(stream, largest=1 << 30))
    plan.title = title or plan.title
    stream.seek(0)
    file_id = do_store(
        session,
        stage.exchange_id,
        owner=exchange_owner(stage.exchange_id),
        name="ocean-course.imscc",
        stream=stream,
        actor_id=teacher,
        by_faculty=True,
    )
    return do_begin(
        session,
        stage.exchange_id,
        plan,
        file_id=file_id,
        name="ocean-course.imscc",
        is_own_file=False,
        actor_id=teacher,
    )
