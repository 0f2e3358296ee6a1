"""What those who teach have moderated in an exchange, from the audit log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core.audit import AuditEntry
from vsm_platform.discussion.models import Post, Topic

SHOWN = 200
ACTIONS = (
    "discussion.post_hidden",
    "discussion.post_restored",
    "discussion.report_settled",
    "discussion.topic_changed",
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step."""

    happened_at: datetime
    actor: str
    """Empty for somebody who is gone."""
    action: str
    """The last word of the audit log's verb, such as ``post_hidden``."""
    what: str
    """Of a topic, which of its switches."""
    is_on: bool
    topic_id: int
    title: str
    number: int
    """Of the post; 0 for the topic."""
    reason: str
    """Where the post is still hidden, why."""


def moderation_log(session: Session, exchange_id: int) -> list[LogLine]:
    """The newest steps first; two statements."""
    first = select(func.min(Topic.created_at)).where(Topic.exchange_id == exchange_id)
    query = (
        select(AuditEntry, Person.display_name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(
            # The log is read by its time; nothing of this exchange is older than its first topic.
            AuditEntry.happened_at >= first.scalar_subquery(),
            AuditEntry.action.in_(ACTIONS),
            AuditEntry.details["exchange"].as_integer() == exchange_id,
        )
        .order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
        .limit(SHOWN)
    )
    entries = session.execute(query).all()
    places = {_place(entry) for entry, _name in entries}
    known = _known(session, exchange_id, {topic for topic, _number in places})
    lines = []
    for entry, name in entries:
        topic_id, number = _place(entry)
        if topic_id in known:
            title, reasons = known[topic_id]
            lines.append(_line(entry, name, topic_id, number, title, reasons.get(number, "")))
    return lines


def _line(
    entry: AuditEntry, name: str | None, topic_id: int, number: int, title: str, reason: str
) -> LogLine:
    return LogLine(
        entry.happened_at,
        name or "",
        entry.action.partition(".")[2],
        str(entry.details.get("what", "")),
        bool(entry.details.get("on", 0)),
        topic_id,
        title,
        number,
        reason if entry.action == "discussion.post_hidden" else "",
    )


def _place(entry: AuditEntry) -> tuple[int, int]:
    return int(entry.subject.partition(":")[2]), int(entry.details.get("post", 0))


def _known(
    session: Session, exchange_id: int, topic_ids: set[int]
) -> dict[int, tuple[str, dict[int, str]]]:
    """Titles of topics, and the reasons of posts in them that are hidden now."""
    hidden = and_(Post.topic_id == Topic.id, Post.hidden_at.is_not(None))
    query = (
        select(Topic.id, Topic.title, Post.number, Post.hidden_reason)
        .outerjoin(Post, hidden)
        .where(Topic.exchange_id == exchange_id, Topic.id.in_(topic_ids))
    )
    found: dict[int, tuple[str, dict[int, str]]] = {}
    for topic_id, title, number, reason in session.execute(query):
        reasons = found.setdefault(topic_id, (title, {}))[1]
        if number:
            reasons[number] = reason
    return found
