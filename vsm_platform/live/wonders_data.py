"""What a person asked those who teach, voted for, and wrote as a quiz: taken along, and gone with them."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.core import clock
from vsm_platform.live.models import LiveBacking, LiveQuiz, LiveSession, LiveWonder

_MEETING = LiveSession.title.label("meeting")


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """What the person asked, voted for and wrote."""
    asked = (
        select(_MEETING, LiveWonder.text, LiveWonder.asked_at)
        .join(LiveSession, LiveSession.id == LiveWonder.session_id)
        .where(LiveWonder.person_id == person_id)
        .order_by(LiveWonder.id)
    )
    yield Part("wonders", _l("What you asked those who teach, live"), listed(session, asked))
    backed = (
        select(_MEETING, LiveWonder.text)
        .join(LiveSession, LiveSession.id == LiveWonder.session_id)
        .join(LiveBacking, LiveBacking.wonder_id == LiveWonder.id)
        .where(LiveBacking.person_id == person_id)
        .order_by(LiveWonder.id)
    )
    yield Part("backed", _l("Live questions that you voted for"), listed(session, backed))
    written = (
        select(_MEETING, LiveQuiz.title, LiveQuiz.made_at)
        .join(LiveSession, LiveSession.id == LiveQuiz.session_id)
        .where(LiveQuiz.made_by_id == person_id)
        .order_by(LiveQuiz.id)
    )
    yield Part("quizzes", _l("Quizzes that you wrote"), listed(session, written))


def do_forget(session: Session, gone: Gone) -> None:
    """Let questions and votes be gone; a quiz, which others answered, loses the name alone."""
    session.execute(delete(LiveBacking).where(LiveBacking.person_id == gone.person_id))
    asked = select(LiveWonder).where(LiveWonder.person_id == gone.person_id)
    for wonder in session.scalars(asked).all():
        wonder.text, wonder.person_id, wonder.client_key = "", None, None
        wonder.removed_at = wonder.removed_at or clock.now()
    written = select(LiveQuiz).where(LiveQuiz.made_by_id == gone.person_id)
    for quiz in session.scalars(written).all():
        quiz.title, quiz.made_by_id = gone.without(quiz.title), None
        quiz.questions = [
            {
                **one,
                "question": gone.without(one["question"]),
                "options": [gone.without(option) for option in one["options"]],
            }
            for one in quiz.questions
        ]


offer_personal_data("live_questions", own_data)
offer_erasure("live_questions", do_forget)
