"""An import is begun, confirmed, stopped, goes on, and is taken out again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.assignments.api import do_delete_assignment
from vsm_platform.content.assignments.errors import AssignmentInUse
from vsm_platform.content.cartridges.errors import ImportNotReady
from vsm_platform.content.cartridges.models import (
    IMPORT,
    CartridgeImport,
    ImportedThing,
    ImportState,
)
from vsm_platform.content.cartridges.plans import Kind, Plan
from vsm_platform.content.files.api import do_delete_files
from vsm_platform.content.modules.api import do_delete_module
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.grading.errors import MeasureInUse

REMARKS = 1_000
"""Lines of a report; no course that people made has more."""


def locked_import(session: Session, exchange_id: int, import_id: int) -> CartridgeImport:
    """An import of this exchange, locked until the end of the transaction.

    Raises:
        NotFound: the exchange has no such import.
    """
    query = select(CartridgeImport).where(
        CartridgeImport.id == import_id, CartridgeImport.exchange_id == exchange_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound
    return found


def do_begin(
    session: Session,
    exchange_id: int,
    plan: Plan,
    *,
    file_id: int,
    name: str,
    is_own_file: bool,
    actor_id: int,
) -> int:
    """Keep what a cartridge would bring, for faculty to decide; gives the import's id."""
    begun = CartridgeImport(
        exchange_id=exchange_id,
        person_id=actor_id,
        file_id=file_id,
        name=name[:200],
        title=plan.title or name[:200],
        is_own_file=is_own_file,
        plan=_summary(plan),
        steps=len(plan.files) + sum(1 + len(module.items) for module in plan.modules),
        created_at=clock.now(),
    )
    session.add(begun)
    session.flush()
    return begun.id


def _summary(plan: Plan) -> dict[str, object]:
    return {
        "version": plan.version,
        "modules": [[module.title, len(module.items), module.is_rest] for module in plan.modules],
        "counts": {str(kind): plan.count(kind) for kind in Kind},
        "files": len(plan.files),
        "remarks": [[one.why, one.title, one.detail] for one in plan.remarks[:REMARKS]],
    }


def do_confirm(
    session: Session, exchange_id: int, import_id: int, *, rest_title: str, actor_id: int
) -> None:
    """Let it come in.

    Raises:
        ImportNotReady: it has been confirmed before.
    """
    found = locked_import(session, exchange_id, import_id)
    if found.state != ImportState.READ:
        raise ImportNotReady
    found.rest_title, found.person_id = rest_title[:200], actor_id
    _set_going(session, found)
    _record(session, "import_begun", found, actor_id)


def do_go_on(session: Session, exchange_id: int, import_id: int) -> None:
    """Go on where it was stopped, or where it failed.

    Raises:
        ImportNotReady: it is neither.
    """
    found = locked_import(session, exchange_id, import_id)
    if found.state not in {ImportState.STOPPED, ImportState.FAILED}:
        raise ImportNotReady
    _set_going(session, found)


def _set_going(session: Session, found: CartridgeImport) -> None:
    found.state, found.error, found.finished_at = ImportState.UNDER_WAY, "", None
    enqueue(
        session,
        IMPORT,
        {"import": found.id},
        lane=f"cartridge:{found.id}",
        channel="cartridges",
        exchange_id=found.exchange_id,
    )


def do_stop(session: Session, exchange_id: int, import_id: int) -> None:
    """Stop after the thing that is just coming in; what is here stays until it is undone.

    Raises:
        ImportNotReady: it is not under way.
    """
    found = locked_import(session, exchange_id, import_id)
    if found.state != ImportState.UNDER_WAY:
        raise ImportNotReady
    found.state = ImportState.STOPPED


def do_forget(session: Session, exchange_id: int, import_id: int, *, actor_id: int) -> None:
    """Leave it, before anything came in.

    Raises:
        ImportNotReady: it has been confirmed.
    """
    found = locked_import(session, exchange_id, import_id)
    if found.state != ImportState.READ:
        raise ImportNotReady
    drop_own_file(session, found, actor_id)
    session.delete(found)


def do_undo(session: Session, exchange_id: int, import_id: int, *, actor_id: int) -> int:
    """Take out everything that the import made.

    Modules and files can be brought back for a while. A task on which a student has begun to work
    stays; the return value says how many those are.

    Raises:
        ImportNotReady: it is still at work, or nothing came in.
    """
    found = locked_import(session, exchange_id, import_id)
    if found.state not in {ImportState.STOPPED, ImportState.FAILED, ImportState.DONE}:
        raise ImportNotReady
    made = things_of(session, import_id)
    for module_id in made.get("module", ()):
        do_delete_module(session, exchange_id, module_id, actor_id=actor_id)
    do_delete_files(session, exchange_id, made.get("file", ()), actor_id=actor_id)
    kept = sum(
        not _is_deleted(session, exchange_id, one, actor_id) for one in made.get("assignment", ())
    )
    drop_own_file(session, found, actor_id)
    found.state, found.finished_at = ImportState.UNDONE, clock.now()
    _record(session, "import_undone", found, actor_id)
    return kept


def _is_deleted(session: Session, exchange_id: int, assignment_id: int, actor_id: int) -> bool:
    try:
        with session.begin_nested():
            do_delete_assignment(session, exchange_id, assignment_id, actor_id=actor_id)
    except (AssignmentInUse, MeasureInUse):
        return False
    except NotFound:
        # Somebody has deleted it before.
        return True
    return True


def things_of(session: Session, import_id: int) -> dict[str, list[int]]:
    """What an import made, by kind."""
    made: dict[str, list[int]] = {}
    query = select(ImportedThing).where(ImportedThing.import_id == import_id)
    for thing in session.scalars(query.order_by(ImportedThing.id)):
        made.setdefault(thing.kind, []).append(thing.thing_id)
    return made


def drop_own_file(session: Session, found: CartridgeImport, actor_id: int) -> None:
    """The cartridge goes, if it was sent for this import alone."""
    if found.is_own_file and found.file_id is not None:
        do_delete_files(session, found.exchange_id, [found.file_id], actor_id=actor_id)


def _record(session: Session, verb: str, found: CartridgeImport, actor_id: int) -> None:
    audit.record(
        session,
        f"cartridges.{verb}",
        f"exchange:{found.exchange_id}",
        actor_id=actor_id,
        name=found.title,
    )
