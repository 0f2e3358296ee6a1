"""What faculty do: arrange interviews, confirm, decide, and order the waiting list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.admissions.actions.applying import do_forget_private
from vsm_platform.admissions.actions.common import (
    do_stand,
    ensured_admission,
    locked_application,
    record,
)
from vsm_platform.admissions.actions.letters import do_tell
from vsm_platform.admissions.actions.places import (
    do_offer_place,
    do_pass_on,
    place_objection,
    require_places,
)
from vsm_platform.admissions.models import Answer, Application, ApplicationState, Interview
from vsm_platform.admissions.queries.desks import Desk
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import Partnership, locked_partnership


class Decision(StrEnum):
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    REFUSE = "refuse"


_FROM = {
    Decision.ACCEPT: {
        ApplicationState.SENT,
        ApplicationState.WAITLISTED,
        ApplicationState.REFUSED,
        ApplicationState.EXPIRED,
    },
    Decision.WAITLIST: {
        ApplicationState.SENT,
        ApplicationState.OFFERED,
        ApplicationState.REFUSED,
        ApplicationState.EXPIRED,
    },
    Decision.REFUSE: {
        ApplicationState.SENT,
        ApplicationState.OFFERED,
        ApplicationState.WAITLISTED,
    },
}
"""From which states each decision can be taken; a refusal by people can be taken back."""


def may_decide(application: Application, decision: Decision) -> bool:
    """Whether the decision suits the application as it stands; one never sent is nobody's to decide."""
    was_sent = application.sent_at is not None and application.forgotten_at is None
    return was_sent and application.state in _FROM[decision]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with what the applicants are told."""

    decision: Decision
    reason: str = ""
    """A key of ``words.REASONS``; needed for a refusal."""
    reason_text: str = ""


@dataclass(slots=True)
class Decided:
    """What came of a decision about several people."""

    done: int = 0
    skipped: int = 0
    """Changed by somebody else meanwhile, and left as they are."""
    objected: int = 0
    """Kept out by another room's rule, such as so many exchanges a season."""


def do_decide(
    session: Session,
    desk: Desk,
    application_ids: Collection[int],
    verdict: Verdict,
    *,
    actor_id: int,
) -> Decided:
    """Decide about these applicants, all with the same words; each is told.

    Raises:
        NoPlaceLeft: more were to get a place than there are; nothing was changed.
        NotFound: one of them applied to another partner.
    """
    partnership = locked_partnership(session, desk.partnership_id)
    do_pass_on(session, desk, partnership)
    chosen = _chosen(session, desk, application_ids)
    ready = [one for one in chosen if may_decide(one, verdict.decision)]
    decided = Decided(skipped=len(chosen) - len(ready))
    if verdict.decision is Decision.ACCEPT:
        objected = {one.id for one in ready if place_objection(session, one)}
        decided.objected = len(objected)
        ready = [one for one in ready if one.id not in objected]
        require_places(session, partnership, len(ready))
    for application in ready:
        _decide(session, desk, partnership, application, verdict, actor_id)
        decided.done += 1
    do_pass_on(session, desk, partnership)
    return decided


def _chosen(
    session: Session, desk: Desk, application_ids: Collection[int]
) -> Sequence[Application]:
    query = select(Application).where(
        Application.id.in_(application_ids), Application.partnership_id == desk.partnership_id
    )
    found = session.scalars(
        query.order_by(Application.sent_at, Application.id).execution_options(
            populate_existing=True
        )
    ).all()
    if len(found) != len(set(application_ids)):
        raise NotFound
    return found


def _decide(
    session: Session,
    desk: Desk,
    partnership: Partnership,
    application: Application,
    verdict: Verdict,
    actor_id: int,
) -> None:
    application.decided_by_id = actor_id
    application.reason, application.reason_text = verdict.reason, verdict.reason_text
    do_forget_private(session, application)
    if verdict.decision is Decision.ACCEPT:
        do_offer_place(session, desk, partnership, application, actor_id)
        return
    is_refusal = verdict.decision is Decision.REFUSE
    application.state = ApplicationState.REFUSED if is_refusal else ApplicationState.WAITLISTED
    application.decided_at = application.changed_at = clock.now()
    application.refused_by_id = application.answer_until = application.rank = None
    do_stand(session, partnership, application)
    what = "refused" if is_refusal else "waitlisted"
    record(session, what, partnership, actor_id, application=application)
    do_tell(session, desk, application, what)


def do_rank(session: Session, desk: Desk, ranks: Mapping[int, int | None]) -> None:
    """Set the order of the waiting list; those without a number come after, as they applied."""
    partnership = locked_partnership(session, desk.partnership_id)
    for application in _chosen(session, desk, list(ranks)):
        if application.state == ApplicationState.WAITLISTED:
            application.rank = ranks[application.id]
    session.flush()
    do_pass_on(session, desk, partnership)


def do_set_moving(session: Session, desk: Desk, *, moves_up: bool, actor_id: int) -> None:
    """Let free places go to the waiting list from now on, or stop that."""
    partnership = locked_partnership(session, desk.partnership_id)
    ensured_admission(session, partnership.id).moves_up = moves_up
    session.flush()
    record(session, "list_moved" if moves_up else "list_stopped", partnership, actor_id)
    if moves_up:
        do_pass_on(session, desk, partnership)


def do_arrange_interview(
    session: Session,
    desk: Desk,
    application_id: int,
    *,
    at: datetime,
    where: str,
    actor_id: int,
) -> None:
    """Invite an applicant to an interview; the applicant is told in the own zone and in ours."""
    partnership = locked_partnership(session, desk.partnership_id)
    application = locked_application(session, application_id)
    application.interview, application.interview_at = Interview.INVITED, at
    application.interview_where = where
    record(session, "interview_arranged", partnership, actor_id, application=application)
    do_tell(session, desk, application, "interview")


def do_note_interview(
    session: Session, application_id: int, *, result: Interview, note: str
) -> None:
    """Keep how an interview went; for those who decide, and not for the applicant."""
    application = locked_application(session, application_id)
    application.interview, application.interview_note = result, note


def do_confirm_answer(
    session: Session, application_id: int, criterion_id: int, *, is_confirmed: bool
) -> None:
    """Note whether faculty has seen the proof of an answer, such as a certificate.

    Raises:
        NotFound: there is no such answer.
    """
    query = select(Answer).where(
        Answer.application_id == application_id, Answer.criterion_id == criterion_id
    )
    answer = session.scalars(query).one_or_none()
    if answer is None:
        raise NotFound
    answer.is_confirmed = is_confirmed
