"""Translating: who allows it, and what a machine has made of a text."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotAllowed
from vsm_platform.core.throttle import Limit, do_count, require_tries_left
from vsm_platform.discussion.actions.common import locked_topic, note_event
from vsm_platform.discussion.models import (
    EventKind,
    Space,
    SpaceKind,
    Topic,
    Translation,
    TranslationConsent,
)
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.discussion.queries.translations import consent_of, course_talk, digest_of

OWN = Limit("translate", 40, timedelta(hours=1))
"""Texts that one person can have translated; what is translated already costs nothing."""
OF_EXCHANGE = Limit("translate-exchange", 2000, timedelta(hours=23))


def do_allow_translating(session: Session, standing: Standing, *, on: bool) -> None:
    """Switch translating on or off in an exchange."""
    exchange_id = standing.access.exchange_id
    talk = course_talk(session, exchange_id)
    if talk.translates == on:
        return
    talk.translates = on
    session.add(talk)
    audit.record(
        session,
        "discussion.translating_changed",
        f"exchange:{exchange_id}",
        actor_id=standing.person_id,
        exchange=exchange_id,
        on=int(on),
    )
    _redraw(session, exchange_id, select(Topic.id).where(Topic.exchange_id == exchange_id))


def do_agree(session: Session, standing: Standing, team_id: int, *, on: bool) -> None:
    """A member agrees that the team's texts are translated, or no longer does.

    Raises:
        NotAllowed: the viewer is not a member of the team.
    """
    before = consent_of(session, team_id)
    if standing.person_id not in before.members:
        raise NotAllowed
    given = session.get(TranslationConsent, (team_id, standing.person_id))
    if on and given is None:
        session.add(
            TranslationConsent(team_id=team_id, person_id=standing.person_id, given_at=clock.now())
        )
    if given and not on:
        session.delete(given)
    session.flush()
    if consent_of(session, team_id).is_complete != before.is_complete:
        topics = select(Topic.id).join(Space, Space.id == Topic.space_id)
        own = (Space.kind == SpaceKind.TEAM, Space.ref_id == team_id)
        _redraw(session, standing.access.exchange_id, topics.where(*own))


def _redraw(session: Session, exchange_id: int, topics: object) -> None:
    """Let the pages of these topics be made anew, since what stands below their posts changes."""
    ids: Iterable[int] = session.scalars(topics).all()  # type: ignore[call-overload]
    for topic_id in sorted(ids):
        note_event(session, locked_topic(session, exchange_id, topic_id), EventKind.STATE)


def do_count_translation(session: Session, standing: Standing) -> None:
    """Count one text that is sent out.

    Raises:
        TooManyTries: the person, or the exchange, has had many translated lately.
    """
    for limit, who in (
        (OWN, f"{standing.person_id}"),
        (OF_EXCHANGE, f"{standing.access.exchange_id}"),
    ):
        require_tries_left(session, limit, who)
        do_count(session, limit, who)


def do_keep_translation(
    session: Session, html: str, target: str, provider: str, found: str
) -> None:
    """Keep what a machine has made of a text, for whoever reads it next."""
    session.merge(
        Translation(
            digest=digest_of(html),
            target=target,
            provider=provider,
            html=found,
            created_at=clock.now(),
        )
    )


def do_forget_translations(session: Session, html: str) -> None:
    """Let what was made of a text go with the text."""
    session.execute(delete(Translation).where(Translation.digest == digest_of(html)))
