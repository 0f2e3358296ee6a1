"""Whether a text may be sent out to be translated, and what is translated already."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.discussion.models import (
    CourseTalk,
    Space,
    SpaceKind,
    Topic,
    Translation,
    TranslationConsent,
)
from vsm_platform.discussion.policies import Place
from vsm_platform.discussion.translating import translator
from vsm_platform.teams.api import members_of


def digest_of(html: str) -> str:
    """By what a text's translations are found."""
    return hashlib.sha256(html.encode()).hexdigest()


def course_talk(session: Session, exchange_id: int) -> CourseTalk:
    """What the faculty have said about an exchange's discussion; what holds where they have not."""
    return session.get(CourseTalk, exchange_id) or CourseTalk(
        exchange_id=exchange_id, translates=False, posts_a_week=0, answers_a_week=0, weeks=0
    )


@dataclass(frozen=True, slots=True)
class Consent:
    """Who of a team agrees that its texts are sent out."""

    members: frozenset[int]
    """Persons who are in the team now."""
    agreed: frozenset[int]

    @property
    def is_complete(self) -> bool:
        """Everybody agrees: one who does not, or no longer, is enough to keep the texts here."""
        return bool(self.members) and self.members <= self.agreed


def consent_of(session: Session, team_id: int) -> Consent:
    """How a team stands to translating; two statements."""
    members = members_of(session, [team_id]).get(team_id, [])
    query = select(TranslationConsent.person_id).where(TranslationConsent.team_id == team_id)
    return Consent(
        frozenset(one.person_id for one in members if not one.has_left),
        frozenset(session.scalars(query)),
    )


def is_translated(session: Session, exchange_id: int, place: Place) -> bool:
    """Whether texts of a place may be sent to the installation's translator now."""
    if translator() is None or not course_talk(session, exchange_id).translates:
        return False
    if place.kind != SpaceKind.TEAM:
        return True
    return consent_of(session, place.ref_id).is_complete


def translates_topic(session: Session, topic_id: int) -> bool:
    """The same, of a topic."""
    if translator() is None:
        return False
    query = (
        select(Space.exchange_id, Space.kind, Space.ref_id)
        .join(Topic, Topic.space_id == Space.id)
        .where(Topic.id == topic_id)
    )
    exchange_id, kind, ref_id = session.execute(query).one()
    return is_translated(session, exchange_id, Place(SpaceKind(kind), ref_id))


def translation_of(session: Session, html: str, target: str) -> Translation | None:
    """What a machine has made of a text already."""
    return session.get(Translation, (digest_of(html), target))


def in_other_languages(rows: Sequence[Any], language: str) -> list[int]:
    """The posts among these that a reader of one language may want translated."""
    own = language.replace("_", "-").partition("-")[0]
    return [
        row.number
        for row in rows
        if not row.deleted_at
        and not row.hidden_at
        and (row.language or "").replace("_", "-").partition("-")[0] != own
    ]
