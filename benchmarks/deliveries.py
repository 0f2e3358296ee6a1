"""How fast queued scores reach a gradebook, and whether each arrives once.

The practice LMS stands in a process of its own and the product delivers to it over HTTP, with its
own courier on SQLite, as ``vsm serve`` does. ``--count N`` queues another number than 10,000.
"""

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.house import free_port, report
from config import Settings
from vsm_platform import schema
from vsm_platform.accounts.api import LaunchedPerson, do_recognise
from vsm_platform.app import create_app
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    ExchangeState,
    Role,
    do_create_exchange,
    do_enrol,
)
from vsm_platform.exchanges.api import partnerships_of_institution as exchanges_of
from vsm_platform.grading.actions.columns import ColumnWish, do_choose_column
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_scores
from vsm_platform.institutions.api import (
    CourseServices,
    InstitutionDetails,
    LmsConnection,
    do_add_institution,
    do_connect_lms,
    do_note_course_services,
    find_deployment,
)
from vsm_platform.practice import World, build_university, serve_in_thread, serve_world
from vsm_platform.practice.flavours import fill
from vsm_platform.practice.model import Tenant, ToolRegistration

MEASURES = 4
MAXIMUM = 20


def practice_process(pipe: Connection, product: str, students: int) -> None:
    """Serve a university's gradebook; at the end, say what arrived there."""
    world = World()
    tenant = build_university(
        world,
        name="University of the Bench",
        country="NL",
        timezone="Europe/Amsterdam",
        locale="en",
        flavour="canvas",
        students=students,
        teachers=1,
        course_title="Marks",
    )
    tool = world.register_tool(
        world.platform(tenant.platform_key),
        name="Virtual exchange",
        login_initiation_url=f"{product}/lti/login",
        redirect_uris=[f"{product}/lti/launch"],
        target_link_uri=f"{product}/lti/launch",
        jwks_uri=f"{product}/lti/keys",
    )
    with serve_world(world):
        pipe.send(_facts(world, tenant, tool))
        pipe.recv()
        course = next(iter(tenant.courses.values()))
        arrived = [(i.id, s.user_id) for i in course.line_items.values() for s in i.scores]
        pipe.send(Counter(Counter(arrived).values()))


def _facts(world: World, tenant: Tenant, tool: ToolRegistration) -> dict[str, Any]:
    platform = world.platform(tenant.platform_key)
    paths = world.flavour(platform).paths
    course = next(iter(tenant.courses.values()))
    return {
        "issuer": world.issuer(platform),
        "client_id": tool.client_id,
        "deployment_id": world.deployment(tool, tenant).id,
        "token_endpoint": world.platform_address(platform, paths.tokens),
        "jwks_uri": world.platform_address(platform, paths.key_set),
        "line_items": world.tenant_address(tenant, fill(paths.line_items, course_id=course.id)),
        "subjects": [account.sub for account in tenant.people("student")],
    }


@contextmanager
def gradebook(product: str, students: int) -> Iterator[tuple[dict[str, Any], Connection]]:
    """A running practice LMS: what to register, and the pipe that asks what arrived."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=practice_process, args=(theirs, product, students))
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        process.terminate()
        process.join()


def register(database: Database, facts: dict[str, Any]) -> tuple[int, list[int]]:
    """The university, an exchange, and its students; gives the LMS course and the people."""
    with database.unit_of_work(writes=True) as session:
        details = InstitutionDetails("University of the Bench")
        institution = do_add_institution(session, details, actor_id=None)
        registration = do_connect_lms(
            session, institution, _connection(facts), facts["deployment_id"], actor_id=None
        )
        session.flush()
        deployment = find_deployment(session, registration.id, facts["deployment_id"])
        assert deployment is not None
        course = do_note_course_services(
            session, deployment, "context:1", CourseServices(line_items_url=facts["line_items"])
        )
        exchange = ExchangeFacts("Bench", "", date(2026, 8, 24), date(2027, 6, 30), ["en"])
        ids = [institution.id]
        do_create_exchange(
            session,
            exchange,
            institution_ids=ids,
            lead_id=ids[0],
            actor_id=None,
            state=ExchangeState.RUNNING,
        )
        launched = [
            LaunchedPerson(registration.id, institution.id, subject, "", "", "", "", False)
            for subject in facts["subjects"]
        ]
        return course, _enrol(session, launched, course)


def _connection(facts: dict[str, Any]) -> LmsConnection:
    return LmsConnection(
        platform="canvas",
        name="Bench",
        issuer=facts["issuer"],
        client_id=facts["client_id"],
        authorization_endpoint=facts["issuer"],
        token_endpoint=facts["token_endpoint"],
        token_audience="",
        jwks_uri=facts["jwks_uri"],
        frame_origins=[],
    )


def _enrol(session: Session, launched: list[LaunchedPerson], course: int) -> list[int]:
    (choice,) = exchanges_of(session, launched[0].institution_id)
    people = [do_recognise(session, person).id for person in launched]
    for person_id in people:
        do_enrol(
            session,
            partnership_id=choice.partnership_id,
            person_id=person_id,
            role=Role.STUDENT,
            lms_course_id=course,
        )
    return people


def set_up_columns(app: Flask, database: Database, course: int, actor_id: int) -> list[int]:
    """Measures with their columns in the gradebook."""
    with database.unit_of_work(writes=True) as session:
        measures = [
            do_ensure_measure(session, 1, f"mark:{n}", title=f"Mark {n}", maximum=MAXIMUM).id
            for n in range(MEASURES)
        ]
        for measure_id in measures:
            wish = ColumnWish(f"Mark {measure_id}", 100, 0.01)
            do_choose_column(session, measure_id, course, wish, actor_id=actor_id)
    app.extensions["vsm_courier"].run_due()
    return measures


def queue(database: Database, measures: list[int], students: int) -> int:
    """Give every student a mark in every measure, a page at a time."""
    queued = 0
    for measure_id in measures:
        for start in range(1, students + 1, 50):
            marks = [Mark(n, n % MAXIMUM) for n in range(start, min(start + 50, students + 1))]
            with database.unit_of_work(writes=True) as session:
                queued += do_give_scores(session, measure_id, marks).queued
    return queued


def run(app: Flask, product: str, students: int) -> dict[str, object]:
    """Queue and deliver everything; gives the figures."""
    database: Database = app.extensions["vsm_database"]
    with gradebook(product, students) as (facts, pipe):
        course, people = register(database, facts)
        measures = set_up_columns(app, database, course, people[0])
        began = time.perf_counter()
        queued = queue(database, measures, students)
        queuing = time.perf_counter() - began
        began, cpu = time.perf_counter(), time.process_time()
        while app.extensions["vsm_courier"].run_due():
            pass
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        pipe.send("what arrived?")
        times: Counter[int] = pipe.recv()
    delivered = _delivered(database)
    return {
        "deliveries": queued,
        "per_second": round(queued / seconds, 1),
        "lost": queued - sum(times.values()),
        "duplicated": sum(number for often, number in times.items() if often > 1),
        "not_marked_as_delivered": queued - delivered,
        "queued_per_second": round(queued / queuing, 1),
        "cpu_ms_each": round(cpu / queued * 1000, 3),
        "seconds": round(seconds, 1),
    }


def _delivered(database: Database) -> int:
    query = select(func.count()).where(
        Delivery.kind == "grading.score", Delivery.state == DeliveryState.DELIVERED
    )
    with database.unit_of_work(writes=False) as session:
        return session.scalar(query) or 0


def main() -> None:
    """Measure and report."""
    count = int(sys.argv[sys.argv.index("--count") + 1]) if "--count" in sys.argv else 10_000
    students = max(count // MEASURES, 1)
    with TemporaryDirectory() as folder:
        product = f"http://127.0.0.1:{free_port()}"
        settings = Settings(environment="test", public_url=product, data_folder=Path(folder))
        schema.upgrade(settings.database_address())
        app = create_app(settings)
        with serve_in_thread(app, "127.0.0.1", int(product.rpartition(":")[2])):
            result = run(app, product, students)
        app.extensions["vsm_database"].engine.dispose()
    report(result)


if __name__ == "__main__":
    main()
