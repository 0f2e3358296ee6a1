"""A time is chosen: by faculty at once, or by the team's vote, which plans what has won."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vsm_platform.content.meetings.api import (
    Facts,
    ForWhom,
    Meeting,
    WallTime,
    do_plan_at,
)
from vsm_platform.content.meetings.errors import NoSuchHour
from vsm_platform.content.scheduling.errors import PollClosed, PollRuns, TooFewProposals
from vsm_platform.content.scheduling.models import MeetingPoll, PollAnswer
from vsm_platform.content.scheduling.queries.people import Question
from vsm_platform.content.scheduling.queries.polls import (
    answers_of,
    count_ticks,
    open_polls,
    present_members,
    question_of,
)
from vsm_platform.content.scheduling.slots import Term
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import enqueue
from vsm_platform.exchanges.api import takes_writing
from vsm_platform.teams.api import Team

ANNOUNCING = "scheduling.announcing"
"""The kind of the deliveries that announce votes by letter (``core.outbox``)."""
CLOSING = "scheduling.closing"
"""The kind of the deliveries that end votes (``core.outbox``)."""
LEAST, MOST = 2, 6
"""Times that a team can vote about."""


def do_plan_slots(
    session: Session,
    exchange_id: int,
    question: Question,
    slots: Sequence[int],
    whom: ForWhom,
    *,
    actor_id: int | None,
    after: datetime | None = None,
) -> list[Meeting]:
    """Plan the meetings of a question: all at one slot, or each week at another; in time's order.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        question: what was looked for.
        slots: one for all weeks, or one for each of them.
        whom: whom they are for.
        actor_id: who plans them; None for a team's vote.
        after: leave out what would begin before this instant, which may leave none.

    Raises:
        NoSuchHour: a clock skips one of the times.
        NotFound: the team is not of this exchange.
    """
    walls = _walls(question, slots, after)
    if not walls:
        return []
    return do_plan_at(
        session,
        exchange_id,
        Facts(title=question.title),
        walls,
        question.minutes,
        whom,
        actor_id=actor_id,
        is_series=len(set(slots)) == 1,
    )


def _walls(question: Question, slots: Sequence[int], after: datetime | None) -> list[WallTime]:
    """When the meetings are on the anchor's wall, in time's order."""
    term = Term(question.zone, question.minutes, question.weeks, ())
    each = slots if len(slots) > 1 else list(slots) * len(question.weeks)
    walls = [term.wall(number, slot) for number, slot in enumerate(each)]
    walls.sort(key=lambda wall: (wall.day, wall.at))
    if after is None:
        return walls
    return [wall for wall in walls if not wall.instants() or wall.instants()[0] > after]


def do_start_poll(
    session: Session,
    exchange_id: int,
    team_id: int,
    question: Question,
    slots: Sequence[int],
    *,
    days: int,
    actor_id: int,
) -> MeetingPoll:
    """Let a team vote about some slots; it ends by itself after so many days.

    Raises:
        TooFewProposals: there are fewer than two, or more than six.
        PollRuns: the team is voting already.
    """
    proposed = list(dict.fromkeys(slots))
    if not LEAST <= len(proposed) <= MOST:
        raise TooFewProposals
    # The row's lock lets two who ask at once do so one after the other.
    session.get(Team, team_id, with_for_update=True)
    if open_polls(session, [team_id]):
        raise PollRuns
    poll = _new_poll(exchange_id, team_id, question, proposed)
    poll.started_by_id, poll.started_at = actor_id, clock.now()
    poll.closes_at = poll.started_at + timedelta(days=days)
    session.add(poll)
    session.flush()
    _enqueue(session, poll)
    return poll


def _enqueue(session: Session, poll: MeetingPoll) -> None:
    """Let it be announced now, and end when its time has come."""
    for kind, lane, due_at in (
        (ANNOUNCING, f"scheduling_letters:{poll.id}", poll.started_at),
        (CLOSING, f"scheduling:{poll.id}", poll.closes_at),
    ):
        enqueue(
            session,
            kind,
            {"poll": poll.id},
            lane=lane,
            channel="scheduling",
            exchange_id=poll.exchange_id,
            due_at=due_at,
        )


def _new_poll(exchange_id: int, team_id: int, question: Question, slots: list[int]) -> MeetingPoll:
    return MeetingPoll(
        exchange_id=exchange_id,
        team_id=team_id,
        title=question.title,
        zone=question.zone,
        minutes=question.minutes,
        every_weeks=question.every_weeks,
        first_on=question.first_on,
        until=question.until,
        slots=slots,
    )


def do_vote(session: Session, poll_id: int, enrolment_id: int, slots: Sequence[int]) -> bool:
    """Keep what a member ticked in place of what they ticked before.

    Returns:
        Whether everybody has voted now, which ends the vote.

    Raises:
        PollClosed: it is over.
    """
    poll = _open_poll(session, poll_id)
    answer = session.get(PollAnswer, (poll_id, enrolment_id), with_for_update=True)
    if answer is None:
        answer = PollAnswer(poll_id=poll_id, enrolment_id=enrolment_id)
        session.add(answer)
    answer.slots = [slot for slot in poll.slots if slot in set(slots)]
    answer.answered_at = clock.now()
    session.flush()
    is_complete = present_members(session, poll.team_id) <= set(answers_of(session, poll_id))
    if is_complete:
        _close(session, poll)
    return is_complete


def do_close_poll(session: Session, poll_id: int, *, actor_id: int | None) -> MeetingPoll:
    """End a vote; what most have ticked becomes the team's meetings.

    Raises:
        PollClosed: it is over already.
    """
    poll = _open_poll(session, poll_id)
    _close(session, poll)
    if actor_id:
        _record(session, "vote_ended", poll, actor_id)
    return poll


def do_withdraw_poll(session: Session, poll_id: int, *, actor_id: int) -> None:
    """End a vote without a meeting.

    Raises:
        PollClosed: it is over already.
    """
    poll = _open_poll(session, poll_id)
    poll.closed_at = clock.now()
    _record(session, "vote_withdrawn", poll, actor_id)


def do_close_when_due(session: Session, poll_id: int) -> None:
    """End a vote whose time has come, if it is still there and open."""
    poll = _locked(session, poll_id)
    if poll is not None and poll.closed_at is None:
        _close(session, poll)


def winner_of(slots: Sequence[int], answers: Mapping[int, list[int]]) -> int | None:
    """The slot that suits most; of equals, the one that was the better proposal."""
    ticks = count_ticks(dict(answers))
    best = max(slots, key=lambda slot: (ticks[slot], -slots.index(slot)), default=None)
    return best if best is not None and ticks[best] else None


def _close(session: Session, poll: MeetingPoll) -> None:
    poll.closed_at = clock.now()
    voters = present_members(session, poll.team_id)
    answers = {key: slots for key, slots in answers_of(session, poll.id).items() if key in voters}
    poll.winner = winner_of(poll.slots, answers)
    if poll.winner is None:
        return
    if not takes_writing(session, poll.exchange_id):
        # Nobody meets any more in an exchange that has ended meanwhile.
        poll.winner = None
        return
    try:
        with session.begin_nested():
            meetings = _plan_winner(session, poll, poll.winner)
    except (NoSuchHour, NotFound):
        # The clock skips that hour on one of the days, or the team is a draft again.
        meetings = []
    if meetings:
        poll.meeting_id = meetings[0].id
    else:
        # It is shown that nothing came of the vote, and it can be repeated.
        poll.winner = None


def _plan_winner(session: Session, poll: MeetingPoll, slot: int) -> list[Meeting]:
    """The meetings of the slot that won, as far as they still lie ahead."""
    return do_plan_slots(
        session,
        poll.exchange_id,
        question_of(poll),
        [slot],
        ForWhom(team_id=poll.team_id),
        actor_id=None,
        after=clock.now(),
    )


def _locked(session: Session, poll_id: int) -> MeetingPoll | None:
    """The vote as it is once nobody else can change it, whatever was read of it before."""
    return session.get(MeetingPoll, poll_id, with_for_update=True, populate_existing=True)


def _open_poll(session: Session, poll_id: int) -> MeetingPoll:
    poll = _locked(session, poll_id)
    if poll is None or poll.closed_at is not None:
        raise PollClosed
    return poll


def _record(session: Session, verb: str, poll: MeetingPoll, actor_id: int) -> None:
    audit.record(
        session,
        f"scheduling.{verb}",
        f"team:{poll.team_id}",
        actor_id=actor_id,
        institution_id=None,
        exchange=poll.exchange_id,
    )
