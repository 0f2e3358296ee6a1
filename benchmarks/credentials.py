"""How fast credentials are issued, and whether each is issued once although the process is killed.

1,860 people (HUC's number) get theirs in one run, on one core and SQLite: built, canonicalised,
signed, stored, with a place in the status list. The process that does it is killed half-way (-9),
and another goes on. ``--count N`` issues another number.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from benchmarks.house import nothing_printed, report
from config import Settings
from vsm_platform import schema
from vsm_platform.accounts.api import Person
from vsm_platform.app import create_app
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.actions.achievements import (
    AchievementFacts,
    Words,
    do_add_achievement,
)
from vsm_platform.credentials.actions.issuers import Owner, do_add_issuer
from vsm_platform.credentials.actions.planning import do_confirm, do_plan_by_hand
from vsm_platform.credentials.certificates import Certificate, draw
from vsm_platform.credentials.models import (
    AchievementKind,
    AchievementVersion,
    Credential,
    CredentialRevision,
)
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.standards.api import Outcome, verify
from vsm_platform.exchanges.api import (
    Enrolment,
    EnrolmentState,
    ExchangeFacts,
    ExchangeState,
    Role,
    do_create_exchange,
    partners_of,
)
from vsm_platform.institutions.api import InstitutionDetails, do_add_institution

HOST = "exchange.example.org"
UNIVERSITIES = 14
NAMES = ("Sina Leota", "Nguyễn Thị Lan", "山田 愛子", "محمد الأحمد", "නිමල් පෙරේරා", "Zoë Müller")
WORDS = Words(
    "Open seminar on global challenges",
    "Seven weeks of work in mixed teams of students from several universities.",
    "Do all pages and assignments, and take part in the final presentation.",
    (
        "Explain one global challenge from several points of view",
        "Work in a team over distance",
        "Present a result to an audience that one does not know",
    ),
)


def make_app(folder: Path) -> Flask:
    """The application on a database of its own."""
    settings = Settings(
        environment="test",
        public_url=f"https://{HOST}",
        data_folder=folder,
        secret_key="a key of the benchmark, with 32 characters",  # noqa: S106 (opens nothing)
    )
    schema.upgrade(settings.database_address())
    return create_app(settings)


def set_up(app: Flask, count: int) -> None:
    """Universities, an exchange with so many students, and a confirmed run for all of them."""
    database: Database = app.extensions["vsm_database"]
    with app.app_context(), database.unit_of_work(writes=True) as session:
        ids = [
            do_add_institution(
                session, InstitutionDetails(f"University {n}", country="US"), actor_id=None
            ).id
            for n in range(UNIVERSITIES)
        ]
        facts = ExchangeFacts("Seminar", "", date(2026, 1, 12), date(2026, 3, 20), ["en"])
        do_create_exchange(
            session,
            facts,
            institution_ids=ids,
            lead_id=ids[0],
            actor_id=None,
            state=ExchangeState.RUNNING,
        )
        add_students(session, count)
        confirm_run(app, session, ids[0])


def confirm_run(app: Flask, session: Session, institution_id: int) -> None:
    """An issuer, an achievement, and a run for everybody who is there."""
    issuer = do_add_issuer(
        session,
        app.extensions["vsm_vault"],
        Owner(institution_id=institution_id),
        host=HOST,
        actor_id=None,
    )
    achievement = AchievementFacts(
        AchievementKind.COURSE,
        "en",
        WORDS,
        issuer,
        ects=3.0,
        eqf=6,
        isced="031",
        hours=75.0,
        languages=["en"],
    )
    made = do_add_achievement(session, 1, achievement, actor_id=None)
    students = session.scalars(select(Enrolment.id)).all()
    run = do_plan_by_hand(session, 1, made, students, actor_id=None)
    do_confirm(session, 1, run, awarded_on=date(2026, 3, 20), actor_id=1)


def add_students(session: Session, count: int) -> None:
    """So many students, dealt over the universities."""
    present = clock.now()
    partners = partners_of(session, 1)
    people = [
        {
            "display_name": f"{NAMES[n % len(NAMES)]} {n}",
            "institution_id": partners[n % UNIVERSITIES].institution_id,
            "created_at": present,
        }
        for n in range(count)
    ]
    session.execute(insert(Person), people)
    rows = session.execute(select(Person.id, Person.institution_id).order_by(Person.id))
    by_institution = {one.institution_id: one.partnership_id for one in partners}
    session.execute(
        insert(Enrolment),
        [
            {
                "exchange_id": 1,
                "partnership_id": by_institution[institution_id],
                "person_id": person_id,
                "role": Role.STUDENT,
                "state": EnrolmentState.ENROLLED,
                "enrolled_at": present,
                "arrived_at": present,
            }
            for person_id, institution_id in rows
        ],
    )


def issued(database: Database) -> int:
    """How many credentials there are."""
    with database.unit_of_work(writes=False) as session:
        return session.scalar(select(func.count()).select_from(Credential)) or 0


def kill_half_way(folder: Path, database: Database, count: int) -> int:
    """Let another process issue, and kill it when half is done; gives how many there are then."""
    worker = [sys.executable, "-m", "benchmarks.credentials", "--worker", str(folder)]
    with subprocess.Popen(worker) as process:
        while issued(database) < count // 2 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    # What the killed process held is free when its lease ends; nobody waits for that here.
    with database.unit_of_work(writes=True) as session:
        session.execute(update(Delivery).values(leased_until=clock.now() - timedelta(minutes=1)))
    return issued(database)


def work(folder: Path) -> None:
    """What the process does that is killed."""
    make_app(folder).extensions["vsm_courier"].run_due()


def run(app: Flask, folder: Path, count: int) -> dict[str, object]:
    """Issue, be killed, go on; gives the figures."""
    database: Database = app.extensions["vsm_database"]
    set_up(app, count)
    before = kill_half_way(folder, database, count)
    began = time.perf_counter()
    app.extensions["vsm_courier"].run_due()
    seconds = time.perf_counter() - began
    total = issued(database)
    with database.unit_of_work(writes=False) as session:
        people = session.scalar(select(func.count(func.distinct(Credential.person_id)))) or 0
        documents = session.scalars(select(CredentialRevision.document)).all()
    return {
        "issued": total,
        "per_second": round((total - before) / seconds, 1),
        "lost": count - people,
        "duplicated": len(documents) - people,
        "verify_per_second": verified_per_second(app, documents),
        "pdf_per_second": drawn_per_second(app, documents[0]),
        "issued_before_the_kill": before,
    }


def verified_per_second(app: Flask, documents: Sequence[str]) -> float:
    """How many are checked in a second, with the issuer's keys and status list from the database."""
    database: Database = app.extensions["vsm_database"]
    with app.app_context(), database.unit_of_work(writes=False) as session:
        sources = OurSources(session, app.extensions["vsm_vault"], f"https://{HOST}")
        began = time.perf_counter()
        found = [verify(one, sources, clock.now()) for one in documents[:500]]
        seconds = time.perf_counter() - began
    assert all(one.outcome is Outcome.GOOD for one in found)
    return round(len(found) / seconds, 1)


def drawn_per_second(app: Flask, document: str, number: int = 20) -> float:
    """How many certificates are drawn in a second."""
    database: Database = app.extensions["vsm_database"]
    with app.test_request_context(), database.unit_of_work(writes=False) as session:
        version = session.scalars(select(AchievementVersion)).first()
        assert version is not None
        partners = [one.name for one in partners_of(session, 1)]
        certificate = Certificate(
            name=NAMES[0],
            grade="",
            kind=AchievementKind.COURSE,
            version=version,
            issuer=partners[0],
            exchange="Seminar",
            partners=partners,
            awarded_at=clock.now(),
            valid_until=None,
            document=document,
            address=f"https://{HOST}/c/{'x' * 22}",
            language="en",
        )
        draw(certificate)
        began = time.perf_counter()
        for _ in range(number):
            draw(certificate)
        return round(number / (time.perf_counter() - began), 1)


def main() -> None:
    """Measure and report."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if "--worker" in sys.argv:
        work(Path(sys.argv[-1]))
        return
    count = int(sys.argv[sys.argv.index("--count") + 1]) if "--count" in sys.argv else 1_860
    with TemporaryDirectory() as name, nothing_printed():
        folder = Path(name)
        app = make_app(folder)
        result = run(app, folder, count)
        app.extensions["vsm_database"].engine.dispose()
    report(result)


if __name__ == "__main__":
    main()
