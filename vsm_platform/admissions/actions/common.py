"""What the actions share: the lock on a partner's places, the enrolment behind, the audit log."""

from sqlalchemy.orm import Session

from vsm_platform.admissions.models import Admission, Application, ApplicationState
from vsm_platform.admissions.queries.desks import new_admission
from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import EnrolmentState, Partnership, do_set_candidate

_STANDS = {
    ApplicationState.SENT: EnrolmentState.APPLIED,
    ApplicationState.OFFERED: EnrolmentState.APPLIED,
    ApplicationState.WAITLISTED: EnrolmentState.WAITLISTED,
    ApplicationState.REFUSED: EnrolmentState.REFUSED,
}
"""Where somebody stands in the exchange whose application is in one of these states."""


def locked_application(session: Session, application_id: int) -> Application:
    """An application as it is now; the caller holds its partnership's lock.

    Raises:
        NotFound: there is none.
    """
    application = session.get(
        Application, application_id, with_for_update=True, populate_existing=True
    )
    if application is None:
        raise NotFound
    return application


def ensured_admission(session: Session, partnership_id: int) -> Admission:
    """How a partner chooses, stored from now on if it was not."""
    admission = session.get(Admission, partnership_id, populate_existing=True)
    if admission is None:
        admission = new_admission(partnership_id)
        session.add(admission)
        session.flush()
    return admission


def do_stand(session: Session, partnership: Partnership, application: Application) -> None:
    """Let the person stand in the exchange as the application does.

    Raises:
        Conflict: the person is inside already.
    """
    back = EnrolmentState.EXPECTED if application.was_expected else None
    before = do_set_candidate(
        session,
        partnership,
        application.person_id,
        _STANDS.get(application.state, back),
        lms_course_id=application.lms_course_id,
    )
    if before == EnrolmentState.EXPECTED:
        application.was_expected = True


def record(
    session: Session,
    verb: str,
    partnership: Partnership,
    actor_id: int | None,
    *,
    application: Application | None = None,
    **details: str | int,
) -> None:
    """Write a line into the audit log; applicants by their numbers, and never what they wrote."""
    if application is not None:
        details = {"application": application.id, "person": application.person_id, **details}
    audit.record(
        session,
        f"admissions.{verb}",
        f"exchange:{partnership.exchange_id}",
        actor_id=actor_id,
        institution_id=partnership.institution_id,
        **details,
    )
