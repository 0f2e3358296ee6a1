"""What applicants do: answer, send, change, withdraw."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.care import do_plan_care
from vsm_platform.admissions.actions.common import (
    do_stand,
    ensured_admission,
    locked_application,
    record,
)
from vsm_platform.admissions.actions.places import do_pass_on
from vsm_platform.admissions.criteria import Asked, first_exclusion, missing
from vsm_platform.admissions.errors import (
    ApplicationIncomplete,
    ApplicationsClosed,
    CandidateObjected,
)
from vsm_platform.admissions.models import ENDED, Answer, Application, ApplicationState
from vsm_platform.admissions.queries.applying import Paper, objection
from vsm_platform.admissions.queries.desks import answers_of, criteria_of, desk_of
from vsm_platform.core import clock
from vsm_platform.core.errors import Conflict, NotFound
from vsm_platform.exchanges.api import Partnership, locked_partnership

WITHDRAWABLE = frozenset(
    {ApplicationState.SENT, ApplicationState.WAITLISTED, ApplicationState.OFFERED}
)


def do_begin_application(
    session: Session, partnership_id: int, person_id: int, *, lms_course_id: int | None = None
) -> Application:
    """An application without an answer yet, or the one that the person has begun before.

    Whoever is invited to apply without an LMS is given one, and may then open its page.

    Raises:
        NotFound: there is no such partner.
    """
    partnership = session.get(Partnership, partnership_id)
    if partnership is None:
        raise NotFound
    query = select(Application).where(
        Application.exchange_id == partnership.exchange_id, Application.person_id == person_id
    )
    present = clock.now()
    begun = Application(
        exchange_id=partnership.exchange_id,
        partnership_id=partnership_id,
        person_id=person_id,
        state=ApplicationState.DRAFT,
        lms_course_id=lms_course_id,
        begun_at=present,
        changed_at=present,
    )
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    # On PostgreSQL a second click may be faster; then there is one, which is the aim.
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:
        return session.scalars(query).one()
    ensured_admission(session, partnership_id)
    do_plan_care(session, partnership)
    return begun


def do_answer(
    session: Session, paper: Paper, asked: Asked, value: Mapping[str, Any]
) -> Application:
    """Keep an answer, as far as it has come; a rule that it does not meet refuses at once.

    An application that was sent takes only answers that could have been sent.

    Raises:
        ApplicationsClosed: the deadline has passed, or somebody has decided meanwhile.
        ApplicationIncomplete: the answer lacks something, and the application was sent.
    """
    if not paper.can_be_written:
        raise ApplicationsClosed
    partnership, application = _locked(session, paper)
    if application.state == ApplicationState.SENT and missing(asked, value):
        raise ApplicationIncomplete
    if application.state in ENDED:
        application.state, application.sent_at = ApplicationState.DRAFT, None
    _keep(session, application, asked, value)
    _judge(session, partnership, application)
    return application


def _locked(session: Session, paper: Paper) -> tuple[Partnership, Application]:
    partnership = locked_partnership(session, paper.desk.partnership_id)
    begun = do_begin_application(
        session, partnership.id, paper.person_id, lms_course_id=paper.lms_course_id
    )
    application = locked_application(session, begun.id)
    if paper.application is not None and application.state != paper.state:
        raise ApplicationsClosed
    return partnership, application


def _keep(
    session: Session, application: Application, asked: Asked, value: Mapping[str, Any]
) -> None:
    query = select(Answer).where(
        Answer.application_id == application.id, Answer.criterion_id == asked.id
    )
    answer = session.scalars(query).one_or_none()
    if answer is None:
        answer = Answer(application_id=application.id, criterion_id=asked.id)
        session.add(answer)
    if answer.value != dict(value):
        answer.value, answer.is_confirmed = dict(value), None
    answer.changed_at = application.changed_at = clock.now()
    session.flush()


def _judge(session: Session, partnership: Partnership, application: Application) -> None:
    """Refuse by the first rule that is not met, or take such a refusal back."""
    answers = answers_of(session, [application.id])[application.id]
    excluded = first_exclusion(criteria_of(session, partnership.id), answers)
    if excluded:
        application.state, application.refused_by_id = ApplicationState.REFUSED, excluded[0].id
        application.decided_at = clock.now()
    elif application.state == ApplicationState.REFUSED:
        was_sent = application.sent_at is not None
        application.state = ApplicationState.SENT if was_sent else ApplicationState.DRAFT
        application.refused_by_id = application.decided_at = None
    do_stand(session, partnership, application)
    if excluded and excluded[0].is_private:
        do_forget_private(session, application)


def do_send_application(session: Session, paper: Paper) -> None:
    """The applicant has written everything; from now on faculty sees it.

    Raises:
        ApplicationsClosed: it is not the time.
        ApplicationIncomplete: a question is open.
        CandidateObjected: another room's rule keeps the person out, such as a third application.
    """
    if not paper.can_be_written or paper.was_ruled_out:
        raise ApplicationsClosed
    if not paper.is_ready:
        raise ApplicationIncomplete
    reason = objection(session, paper)
    if reason:
        raise CandidateObjected(reason=reason)
    partnership, application = _locked(session, paper)
    if application.state in ENDED or application.sent_at is None:
        application.sent_at = clock.now()
    application.state, application.decided_at = ApplicationState.SENT, None
    application.changed_at, application.forgotten_at = clock.now(), None
    application.lms_course_id = paper.lms_course_id or application.lms_course_id
    do_stand(session, partnership, application)
    do_forget_private(session, application)
    do_plan_care(session, partnership)


def do_forget_private(session: Session, application: Application) -> None:
    """Delete what nobody but the applicant was to see, once it has done what it was for."""
    private = [asked.id for asked in _asked(session, application) if asked.is_private]
    session.execute(
        delete(Answer)
        .where(Answer.application_id == application.id, Answer.criterion_id.in_(private))
        .execution_options(synchronize_session=False)
    )


def _asked(session: Session, application: Application) -> list[Asked]:
    return criteria_of(session, application.partnership_id)


def do_withdraw(session: Session, paper: Paper) -> None:
    """The applicant takes the application back; a place that was held passes on.

    Raises:
        Conflict: there is nothing to take back.
    """
    if paper.application is None:
        raise Conflict
    partnership = locked_partnership(session, paper.desk.partnership_id)
    application = locked_application(session, paper.application.id)
    if application.state not in WITHDRAWABLE:
        raise Conflict
    application.state, application.answer_until = ApplicationState.WITHDRAWN, None
    application.changed_at, application.rank = clock.now(), None
    do_stand(session, partnership, application)
    record(session, "withdrawn", partnership, application.person_id, application=application)
    do_pass_on(session, desk_of(session, partnership.id), partnership)
