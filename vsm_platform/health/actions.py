"""Testing a connection: it is begun, the LMS is asked outside of any transaction, it is kept."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti.services.probe import Measurement
from vsm_platform.core import clock
from vsm_platform.health.models import ConnectionTest, Finding
from vsm_platform.institutions.api import Deployment

QUIET_TIME = timedelta(seconds=15)
"""For so long after a test of a deployment no other begins, so that no LMS is flooded."""


def do_begin_test(session: Session, deployment_key: int, *, actor_id: int) -> int | None:
    """Note that a test begins; None where one has just been made or runs.

    Returns:
        The id of the test.
    """
    # Whoever else begins at this moment waits here on PostgreSQL, and on SQLite at the beginning.
    session.get_one(Deployment, deployment_key, with_for_update=True)
    lately = select(ConnectionTest.id).where(
        ConnectionTest.deployment_id == deployment_key,
        ConnectionTest.tested_at > clock.now() - QUIET_TIME,
    )
    if session.scalar(lately.limit(1)) is not None:
        return None
    test = ConnectionTest(
        deployment_id=deployment_key, tested_at=clock.now(), tested_by=actor_id, requests=[]
    )
    session.add(test)
    session.flush()
    return test.id


def do_finish_test(
    session: Session, test_id: int, findings: Sequence[Finding], requests: Sequence[Measurement]
) -> None:
    """Keep what was found, in the place of the tests before it."""
    test = session.get_one(ConnectionTest, test_id)
    test.findings = [finding.document() for finding in findings]
    test.requests = [_document(request) for request in requests]
    earlier = delete(ConnectionTest).where(
        ConnectionTest.deployment_id == test.deployment_id, ConnectionTest.id < test_id
    )
    session.execute(earlier)


def _document(request: Measurement) -> dict[str, object]:
    """Without path and query, which may hold identifiers of a course or of a person."""
    return {
        "method": request.method,
        "host": urlsplit(request.address).netloc,
        "status": request.status,
        "seconds": round(request.seconds, 2),
    }
