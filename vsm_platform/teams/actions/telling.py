"""Letters to those whose team is published or changed: asked for with the change, written after.

However many changes there are in a short time, each person gets one letter, about the team as it is
then: a delivery that already waits is enough for all of them (``jobs``).
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery, DeliveryState, enqueue
from vsm_platform.teams.actions.common import locked_set
from vsm_platform.teams.models import TeamLetter, TeamSet

TEAM_LETTERS = "teams.letters"
"""The kind of the deliveries that write these letters (``core.outbox``)."""
REST = timedelta(minutes=10)
"""Who moves people moves several, and now and then back: letters wait for so long."""


def do_tell_teams(
    session: Session,
    team_set: TeamSet,
    *,
    at_once: bool = False,
    why: Mapping[int, str] | None = None,
) -> None:
    """Let everybody whose team in a published set is not as they know it be told by letter.

    Args:
        session: the unit of work.
        team_set: the set, locked.
        at_once: without waiting for further changes, as when it was just published.
        why: by team, a reason in words that stands in its letters.
    """
    if not team_set.is_published:
        return
    due_at = clock.now() if at_once else clock.now() + REST
    reasons = {str(team_id): text for team_id, text in (why or {}).items() if text}
    waiting = session.scalars(_waiting(team_set.id)).first()
    if waiting is None:
        enqueue(
            session,
            TEAM_LETTERS,
            {"team_set": team_set.id, "why": reasons},
            lane=_lane(team_set.id),
            channel="teams",
            exchange_id=team_set.exchange_id,
            due_at=due_at,
        )
        return
    waiting.due_at = min(waiting.due_at, due_at) if at_once else due_at
    waiting.payload = {**waiting.payload, "why": {**waiting.payload["why"], **reasons}}


def _lane(team_set_id: int) -> str:
    return f"teams:{team_set_id}"


def _waiting(team_set_id: int) -> Select[Delivery]:
    """A delivery that nobody has begun to carry out: it will see this change too."""
    return (
        select(Delivery)
        .where(
            Delivery.lane == _lane(team_set_id),
            Delivery.kind == TEAM_LETTERS,
            Delivery.state == DeliveryState.WAITING,
            Delivery.leased_until.is_(None),
        )
        .with_for_update()
    )


def do_tell_of(
    session: Session, exchange_id: int, team_set_id: int, why: Mapping[int, str]
) -> None:
    """Let the members of these teams be told what has changed there, and why.

    Args:
        session: the unit of work.
        exchange_id: the exchange.
        team_set_id: the set.
        why: by team, a reason: a text, or a key of ``letters.REASONS``.

    Raises:
        NotFound: the exchange has no such set.
    """
    do_tell_teams(session, locked_set(session, exchange_id, team_set_id), why=why)


def do_see_news(session: Session, team_set_id: int, enrolment_id: int) -> None:
    """A member has read what has changed."""
    found = session.get(TeamLetter, (team_set_id, enrolment_id), with_for_update=True)
    if found is not None:
        found.is_unseen = False
