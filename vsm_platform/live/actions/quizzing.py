"""Quizzes: questions with right answers, asked in all rooms one after the other, each with its result."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.live.actions.common import locked_session, record, say_of_poll
from vsm_platform.live.errors import Full
from vsm_platform.live.models import LOCK, MOST_POLLS, LivePoll, LiveQuiz, LiveRoom, LiveSession
from vsm_platform.live.queries.access import Seat, rooms_in


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question of a quiz."""

    question: str
    options: Sequence[str]
    right: Sequence[int]
    """Which of them are right, by their places; at least one."""


def do_make_quiz(
    session: Session, seat: Seat, title: str, questions: Sequence[QuizQuestion]
) -> int:
    """Keep a quiz ready; nobody but those who lead sees it before its questions are asked.

    Raises:
        Full: there are very many.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    made = select(func.count()).where(LiveQuiz.session_id == live.id)
    if (session.scalar(made) or 0) >= MOST_POLLS:
        raise Full(most=MOST_POLLS)
    quiz = LiveQuiz(
        session_id=live.id,
        title=title,
        questions=[asdict(one) for one in questions],
        asked=0,
        made_by_id=seat.person_id,
        made_at=clock.now(),
    )
    session.add(quiz)
    session.flush()
    record(session, "quiz_made", live, seat.person_id, questions=len(questions))
    return quiz.id


def do_ask_next(session: Session, seat: Seat, quiz_id: int, asked: int) -> None:
    """Show the result of the present question, and ask the next one.

    Args:
        session: the unit of work.
        seat: of somebody who leads.
        quiz_id: which quiz.
        asked: how many questions the page knew to be asked, so that two who press at once ask one.

    Raises:
        NotFound: there is no such quiz here, or no further question in it.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    rooms = rooms_in(session, live.id, lock=True)
    quiz = _quiz(session, live, quiz_id)
    if quiz.asked != asked:
        return
    if quiz.asked >= len(quiz.questions):
        raise NotFound
    _close_open(session, live, rooms, quiz, seat)
    wanted = quiz.questions[quiz.asked]
    quiz.asked += 1
    poll = LivePoll(
        session_id=live.id,
        room_id=None,
        question=wanted["question"],
        options=list(wanted["options"]),
        made_by_id=seat.person_id,
        made_at=clock.now(),
        quiz_id=quiz.id,
        right=list(wanted["right"]),
    )
    session.add(poll)
    session.flush()
    say_of_poll(session, live, rooms, seat, {"poll": poll.id})


def do_show_result(session: Session, seat: Seat, quiz_id: int) -> None:
    """Close the question that is being asked: everybody sees what was right, and who many chose what.

    Raises:
        NotFound: there is no such quiz here.
        SessionEnded: its time is over.
    """
    live = locked_session(session, seat.exchange_id, seat.live.id)
    rooms = rooms_in(session, live.id, lock=True)
    _close_open(session, live, rooms, _quiz(session, live, quiz_id), seat)


def _quiz(session: Session, live: LiveSession, quiz_id: int) -> LiveQuiz:
    quiz = session.get(LiveQuiz, quiz_id, with_for_update=LOCK, populate_existing=True)
    if quiz is None or quiz.session_id != live.id:
        raise NotFound
    return quiz


def _close_open(
    session: Session, live: LiveSession, rooms: Sequence[LiveRoom], quiz: LiveQuiz, seat: Seat
) -> None:
    query = select(LivePoll).where(LivePoll.quiz_id == quiz.id, LivePoll.closed_at.is_(None))
    for poll in session.scalars(query.with_for_update(key_share=True)).all():
        poll.closed_at = clock.now()
        say_of_poll(session, live, rooms, seat, {"poll": poll.id, "closed": True})
