"""What a person answered in surveys and said in public: taken along, and gone."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.exchanges.api import Exchange, enrolments_of
from vsm_platform.surveys.actions.keeping import do_erase_answers, own_answers
from vsm_platform.surveys.models import (
    ActionTaken,
    InstrumentVersion,
    Survey,
    SurveyParticipation,
    Testimonial,
)
from vsm_platform.surveys.sealing import vault


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Answers with a name or in confidence; of an anonymous survey only that the person answered."""
    own = enrolments_of(person_id)
    yield Part("answers", _l("Answers to surveys"), own_answers(session, vault(), person_id))
    taken_part = (
        select(InstrumentVersion.title, Survey.label, Survey.anonymity)
        .join(Survey, Survey.version_id == InstrumentVersion.id)
        .join(SurveyParticipation, SurveyParticipation.survey_id == Survey.id)
        .where(SurveyParticipation.enrolment_id.in_(own))
        .order_by(Survey.id)
    )
    yield Part("taken_part", _l("Surveys that you answered"), listed(session, taken_part))
    said = (
        select(
            Exchange.title.label("exchange"),
            Testimonial.text,
            Testimonial.video,
            Testimonial.shows_name,
            Testimonial.consented_at,
            Testimonial.shown_at,
        )
        .join(Exchange, Exchange.id == Testimonial.exchange_id)
        .where(Testimonial.enrolment_id.in_(own))
    )
    yield Part("testimonials", _l("What you said in public"), listed(session, said))
    actions = select(ActionTaken.said, ActionTaken.changed, ActionTaken.due_on)
    actions = actions.where(ActionTaken.owner_id.in_(own))
    yield Part("actions", _l("Changes that you see to"), listed(session, actions))


def do_forget(session: Session, gone: Gone) -> None:
    do_erase_answers(session, gone.person_id)
    own = session.scalars(enrolments_of(gone.person_id)).all()
    session.execute(delete(Testimonial).where(Testimonial.enrolment_id.in_(own)))
    owned = update(ActionTaken).where(ActionTaken.owner_id.in_(own)).values(owner_id=None)
    session.execute(owned.execution_options(synchronize_session=False))


offer_personal_data("surveys", own_data)
offer_erasure(
    "surveys",
    do_forget,
    kept=(
        _l(
            "Anonymous answers to surveys: nobody can know which are yours, so nobody can take them out."
        ),
        _l("Sums and shares that were shown already; they say nothing of one person."),
    ),
)
