"""When a person would meet the team: taken along, and gone."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.content.scheduling.models import MeetingPoll, PollAnswer
from vsm_platform.exchanges.api import enrolments_of


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """What the person ticked: minutes since Monday 00:00 on the vote's clock."""
    answers = (
        select(MeetingPoll.title, MeetingPoll.zone, PollAnswer.slots, PollAnswer.answered_at)
        .join(PollAnswer, PollAnswer.poll_id == MeetingPoll.id)
        .where(PollAnswer.enrolment_id.in_(enrolments_of(person_id)))
        .order_by(MeetingPoll.id)
    )
    yield Part("votes", _l("Times that suited you"), listed(session, answers))
    begun = select(MeetingPoll.title, MeetingPoll.started_at)
    begun = begun.where(MeetingPoll.started_by_id == person_id)
    yield Part("begun", _l("Votes on a time that you began"), listed(session, begun))


def do_forget(session: Session, gone: Gone) -> None:
    own = enrolments_of(gone.person_id)
    session.execute(delete(PollAnswer).where(PollAnswer.enrolment_id.in_(own)))


offer_personal_data("scheduling", own_data)
offer_erasure("scheduling", do_forget)
