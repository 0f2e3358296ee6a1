"""Votes of teams: what is open, who has voted, and what the viewer may do there."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.scheduling.models import MeetingPoll, PollAnswer
from vsm_platform.content.scheduling.policies import may_see_poll
from vsm_platform.content.scheduling.queries.people import Question
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, access_exchange
from vsm_platform.teams.api import TeamView, is_in_team, members_of, team_view


@dataclass(frozen=True, slots=True)
class PollView:
    """A vote, for somebody who may see it."""

    poll: MeetingPoll
    access: Access
    team: TeamView
    is_member: bool
    answers: dict[int, list[int]]
    """By enrolment, what was ticked; for counting, never to be shown by name."""
    voters: int

    @property
    def own(self) -> list[int] | None:
        """What the viewer ticked; None before that."""
        return self.answers.get(self.access.enrolment_id or 0)

    @property
    def ticks(self) -> Counter[int]:
        """By slot, how many it suits."""
        return count_ticks(self.answers)


def count_ticks(answers: dict[int, list[int]]) -> Counter[int]:
    """By slot, how many it suits."""
    return Counter(slot for slots in answers.values() for slot in slots)


def access_poll(session: Session, viewer: Viewer, exchange_id: int, poll_id: int) -> PollView:
    """A vote with the viewer's part in it.

    Raises:
        NotFound: there is none, or the viewer is neither in the team nor teaches.
    """
    access = access_exchange(session, viewer, exchange_id)
    poll = session.get(MeetingPoll, poll_id)
    if poll is None or poll.exchange_id != exchange_id:
        raise NotFound
    team = team_view(session, exchange_id, poll.team_id)
    if team is None:
        raise NotFound
    is_member = team.is_published and is_in_team(session, team.id, access.enrolment_id)
    if not may_see_poll(access, is_member=is_member):
        raise NotFound
    voters = present_members(session, team.id)
    answers = {key: ticked for key, ticked in answers_of(session, poll_id).items() if key in voters}
    return PollView(poll, access, team, is_member, answers, len(voters))


def present_members(session: Session, team_id: int) -> set[int]:
    """The enrolments of those in a team who have come in and have not left."""
    return {one.enrolment_id for one in members_of(session, [team_id])[team_id] if one.is_here}


def answers_of(session: Session, poll_id: int) -> dict[int, list[int]]:
    """What was ticked, by enrolment."""
    query = select(PollAnswer).where(PollAnswer.poll_id == poll_id)
    return {one.enrolment_id: one.slots for one in session.scalars(query)}


def question_of(poll: MeetingPoll) -> Question:
    """Which meetings the vote is about."""
    return Question(
        poll.zone, poll.minutes, poll.every_weeks, poll.first_on, poll.until, poll.title
    )


def open_polls(session: Session, team_ids: Collection[int]) -> list[MeetingPoll]:
    """The votes of these teams that are not over."""
    query = select(MeetingPoll).where(
        MeetingPoll.team_id.in_(team_ids), MeetingPoll.closed_at.is_(None)
    )
    return list(session.scalars(query.order_by(MeetingPoll.id)))


def answered_polls(session: Session, enrolment_id: int | None) -> set[int]:
    """The votes in which somebody has ticked already."""
    query = select(PollAnswer.poll_id).where(PollAnswer.enrolment_id == enrolment_id)
    return set(session.scalars(query))


def poll_path(poll: MeetingPoll) -> str:
    """The address of a vote's page below our own."""
    return f"/exchanges/{poll.exchange_id}/meeting-times/votes/{poll.id}"
