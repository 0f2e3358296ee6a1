"""Who is named in a post, among those who may read it."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.outbox import enqueue
from vsm_platform.discussion.mentions import mentioned
from vsm_platform.discussion.models import MENTIONED, Mention, Post, Space, SpaceKind, Topic
from vsm_platform.discussion.queries.access import Standing
from vsm_platform.exchanges.api import TEACHERS, VISITORS, Enrolment, EnrolmentState
from vsm_platform.teams.api import TeamMember


def do_mention(session: Session, standing: Standing, topic: Topic, post: Post) -> set[int]:
    """Note whom a post names now; gives those whom it did not name before."""
    if "@" not in post.text and post.version == 1:
        return set()
    found: set[int] = set()
    if "@" in post.text:
        found = mentioned(post.text, _nameable(session, topic)) - {standing.person_id}
    before = set(session.scalars(select(Mention.person_id).where(Mention.post_id == post.id)))
    gone = before - found
    if gone:
        session.execute(
            delete(Mention).where(Mention.post_id == post.id, Mention.person_id.in_(gone))
        )
    session.add_all(Mention(post_id=post.id, person_id=one) for one in sorted(found - before))
    new = sorted(found - before)
    if new:
        payload = {"post": post.id, "people": new}
        enqueue(
            session,
            MENTIONED,
            payload,
            lane=f"mention:{post.id}",
            channel="discussion",
            exchange_id=topic.exchange_id,
        )
    return found - before


def _nameable(session: Session, topic: Topic) -> dict[int, str]:
    """Everybody who takes part where the topic stands, with their names."""
    space = session.get_one(Space, topic.space_id)
    query = (
        select(Person.id, Person.display_name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.exchange_id == topic.exchange_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Enrolment.role.not_in(VISITORS),
        )
    )
    if space.kind == SpaceKind.TEAM:
        members = select(TeamMember.enrolment_id).where(TeamMember.team_id == space.ref_id)
        query = query.where(Enrolment.id.in_(members) | Enrolment.role.in_(TEACHERS))
    return dict(session.execute(query).all())
