"""What all of a session see together: questions to those who teach, and quizzes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.live.models import LiveBacking, LiveQuiz, LiveWonder
from vsm_platform.live.queries.rooms import PollView


@dataclass(frozen=True, slots=True)
class Wonder:
    """A question to those who teach."""

    id: int
    text: str
    name: str
    """Of who asks; empty for people who were erased."""
    person_id: int | None
    votes: int
    is_backed: bool
    """Whether the viewer wants it answered too."""
    is_answered: bool


def wonders_of(session: Session, session_id: int, person_id: int | None) -> list[Wonder]:
    """The questions of a session: open ones first, the most wanted above; one select."""
    votes = (
        select(func.count())
        .where(LiveBacking.wonder_id == LiveWonder.id)
        .correlate(LiveWonder)
        .scalar_subquery()
    )
    own = (
        select(func.count())
        .where(LiveBacking.wonder_id == LiveWonder.id, LiveBacking.person_id == person_id)
        .correlate(LiveWonder)
        .scalar_subquery()
    )
    query = (
        select(LiveWonder, Person.display_name, votes, own)
        .outerjoin(Person, Person.id == LiveWonder.person_id)
        .where(LiveWonder.session_id == session_id, LiveWonder.removed_at.is_(None))
    )
    found = [
        Wonder(
            row.id,
            row.text,
            name or "",
            row.person_id,
            count,
            bool(backed),
            row.answered_at is not None,
        )
        for row, name, count, backed in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one.is_answered, -one.votes, one.id))


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz as far as it has come."""

    quiz: LiveQuiz
    present: PollView | None
    """The question that is being asked."""
    right: int
    """How many of its questions that are closed the viewer has answered rightly."""
    closed: int

    @property
    def questions(self) -> int:
        return len(self.quiz.questions)

    @property
    def has_more(self) -> bool:
        return self.quiz.asked < self.questions

    @property
    def is_over(self) -> bool:
        return not self.has_more and self.present is None


def quizzes_of(session: Session, session_id: int, polls: Sequence[PollView]) -> list[QuizView]:
    """The quizzes of a session, with their questions among these of the viewer; one select."""
    query = select(LiveQuiz).where(LiveQuiz.session_id == session_id).order_by(LiveQuiz.id)
    views = []
    for quiz in session.scalars(query):
        own = [view for view in polls if view.poll.quiz_id == quiz.id]
        closed = [view for view in own if not view.is_open]
        views.append(
            QuizView(
                quiz,
                next((view for view in own if view.is_open), None),
                sum(view.is_right for view in closed),
                len(closed),
            )
        )
    return views
