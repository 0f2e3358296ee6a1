"""Live sessions: everybody at once, in rooms; what is made there stays.

Each room numbers its events from 1, and the session has a numbering of its own (room number 0).
Whoever lost the line asks for what came after the last number seen. Where a session stands is
said by two moments, when it was opened and when it closes, so that no process must be alive for
a session to end.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vsm_platform.accounts.api import Person
from vsm_platform.content.meetings.api import Meeting
from vsm_platform.core.db import Base
from vsm_platform.exchanges.api import Exchange
from vsm_platform.teams.api import Team, TeamSet

TITLE, WORDS, LINK = 120, 2_000, 1_000
"""Characters of a title, of what somebody says or puts on a card, and of an address."""
TASK, NOTES = 4_000, 20_000
"""Characters of a task, and of a room's notes."""
TODO = 300
"""Characters of what to do in a point of the agenda."""
GROUP, OPTION, KEY = 60, 120, 40
MOST_ROOMS, MOST_OPTIONS, MOST_CARDS, MOST_POLLS = 200, 8, 200, 50
MOST_WONDERS, MOST_OWN_WONDERS, MOST_QUESTIONS, MOST_POINTS = 500, 20, 30, 40
"""Questions to those who teach in all and of one person, questions of a quiz, points of an agenda."""
HERE = timedelta(seconds=12)
"""For so long somebody counts as present after a process has last seen the connection."""
HERE_BY_FORM = timedelta(minutes=3)
"""The same for whoever sends plain forms, and so has no connection."""
LONGEST = timedelta(hours=24)
"""A session whose end nobody says is over after so long."""


LOCK = {"key_share": True}
"""How rows are locked here. What happens in a room names its session (a foreign key), and must be able to while
somebody who has locked the session waits for the room: PostgreSQL's FOR NO KEY UPDATE lets it."""


class State(StrEnum):
    """Where a session stands now."""

    GATHERING = "gathering"
    OPEN = "open"
    CLOSING = "closing"
    """Open, and it is known when it ends."""
    ENDED = "ended"


class EventKind(StrEnum):
    """What happened."""

    OPENED = "opened"
    CLOSES = "closes"
    """It was said when the session ends; ``data`` holds the moment, or nothing where it goes on."""
    CAME = "came"
    """Somebody belongs to the room from now on."""
    WENT = "went"
    """Somebody belongs to another room from now on."""
    SAID = "said"
    TOLD = "told"
    """A facilitator says something to rooms from outside."""
    NOTED = "noted"
    """The notes have changed; several changes in a row are one event, which moves on."""
    POLL = "poll"
    VOTED = "voted"
    CARD = "card"
    HAND = "hand"
    CALLED = "called"
    ANSWERED = "answered"
    TASK = "task"
    """Title, task or link have changed."""
    AGENDA = "agenda"
    WONDER = "wonder"
    """Something about the questions to those who teach: a new one, a vote, an answer."""


class LiveSession(Base):
    """A time together, of a whole course or of one team."""

    __tablename__ = "live_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), index=True)
    title: Mapped[str] = mapped_column(String(TITLE))
    task: Mapped[str] = mapped_column(Text, default="")
    """Markdown: what all rooms do."""
    agenda: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Its points in their order, each with ``title``, ``minutes`` and ``text``; times follow from the opening."""
    link: Mapped[str] = mapped_column(String(LINK), default="")
    """Where all see each other; an https address, empty for none."""
    language: Mapped[str] = mapped_column(String(20), default="")
    """BCP 47 tag of the language in which it is spoken, for captions; empty where it is not said."""
    team_set_id: Mapped[int | None] = mapped_column(ForeignKey(TeamSet.id, ondelete="SET NULL"))
    """The teams whose rooms it has; late joiners come into their team's."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    """The one team that it is for; nobody else but faculty knows of it."""
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey(Meeting.id, ondelete="SET NULL"), index=True
    )
    """The meeting that it belongs to, whose guests may come in too."""
    minutes: Mapped[int | None]
    """How long it lasts from its opening; none until somebody closes it."""
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    """The moment at which it ends, whoever is there then; none where nobody has said it."""
    settled_at: Mapped[datetime | None]
    """When it was put in order after its end (``actions.settling``)."""
    last_number: Mapped[int] = mapped_column(default=0)
    """The number of the newest event of the session as a whole."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime]

    def state_at(self, present: datetime) -> State:
        """Where it stands at a moment."""
        if self.opened_at is None:
            return State.GATHERING
        if self.ends_at and present >= self.ends_at:
            return State.ENDED
        return State.CLOSING if self.closes_at else State.OPEN

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; none before it is opened."""
        return self.closes_at or (self.opened_at and self.opened_at + LONGEST)


class LiveRoom(Base):
    __tablename__ = "live_rooms"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id))
    number: Mapped[int]
    """From 1 within its session; it stands in the address."""
    title: Mapped[str] = mapped_column(String(TITLE), default="")
    """Empty for a room that is called by its team or its number."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    task: Mapped[str] = mapped_column(Text, default="")
    """What this room does besides; Markdown."""
    link: Mapped[str] = mapped_column(String(LINK), default="")
    """Where the room's people see each other, an https address; empty for none."""
    last_number: Mapped[int] = mapped_column(default=0)
    notes_version: Mapped[int] = mapped_column(default=0)
    thread: Mapped[str] = mapped_column(String(200), default="")
    """Where the team's discussion keeps what was said, below our own address; ``-`` where it keeps none."""
    called_at: Mapped[datetime | None]
    """Since when the room asks for a facilitator."""
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class LivePlacement(Base):
    """Where somebody is in a session: in exactly one room, or with all the others."""

    __tablename__ = "live_placements"

    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey(LiveRoom.id), index=True)
    by_hand: Mapped[bool] = mapped_column(default=False)
    """A facilitator chose the room, so that it stays whatever becomes of the teams."""
    arrived_at: Mapped[datetime | None]
    """When the person first came in."""
    here_until: Mapped[datetime | None]
    """A lease, which whoever holds the connection renews: after it the person counts as away."""
    hand_at: Mapped[datetime | None]
    """Since when the person's hand is up."""


class LiveEvent(Base):
    """Something that happened in a room, or (number 0) in the session as a whole."""

    __tablename__ = "live_events"
    __table_args__ = (
        UniqueConstraint("session_id", "room_number", "person_id", "client_key"),
        Index(None, "session_id", "person_id", "happened_at"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id), primary_key=True)
    room_number: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """None for what the product did, for votes, and once the person was erased."""
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    """Made by the form, so that what is sent again is there once."""
    text: Mapped[str] = mapped_column(Text, default="")
    """What was said, as it was written."""
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    happened_at: Mapped[datetime]


class LiveNotes(Base):
    """A version of a room's notes; versions that are asked for no more are thinned out."""

    __tablename__ = "live_notes"

    room_id: Mapped[int] = mapped_column(ForeignKey(LiveRoom.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    written_at: Mapped[datetime]


class LiveQuiz(Base):
    """Questions with right answers, asked in all rooms one after the other."""

    __tablename__ = "live_quizzes"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id), index=True)
    title: Mapped[str] = mapped_column(String(TITLE))
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Each with ``question``, ``options`` and ``right``; one that is asked becomes a poll."""
    asked: Mapped[int] = mapped_column(default=0)
    """How many of them were asked so far."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]


class LivePoll(Base):
    """A quick question."""

    __tablename__ = "live_polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey(LiveRoom.id), index=True)
    """The room that it is asked in; none for all of them."""
    question: Mapped[str] = mapped_column(String(WORDS))
    options: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    counts: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """The votes by option, once the session is over; who had chosen what is forgotten then."""
    quiz_id: Mapped[int | None] = mapped_column(ForeignKey("live_quizzes.id"), index=True)
    """The quiz that it is a question of; its votes stay hidden until it is closed."""
    right: Mapped[list[int] | None] = mapped_column("right_options", JSON(none_as_null=True))
    """Which options are right, by their places; none where nothing is right or wrong."""


class LiveVote(Base):
    __tablename__ = "live_votes"

    poll_id: Mapped[int] = mapped_column(ForeignKey(LivePoll.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    option: Mapped[int]
    """Its place among the poll's options, from 0."""


class LiveCard(Base):
    """A card on a room's board."""

    __tablename__ = "live_cards"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(LiveRoom.id))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    group: Mapped[str] = mapped_column("group_title", String(GROUP), default="")
    """The heading below which it lies; empty for none."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class LiveCourse(Base):
    """How an exchange meets live."""

    __tablename__ = "live_courses"

    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id), primary_key=True)
    video: Mapped[str] = mapped_column(String(LINK), default="")
    """The pattern of the rooms' video links (``videos``); empty for none."""


class LiveWonder(Base):
    """A question of somebody in the session to those who teach, for which others vote."""

    __tablename__ = "live_wonders"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "client_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LiveSession.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    client_key: Mapped[str | None] = mapped_column(String(KEY))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """Since when it is shown to nobody: its author or a facilitator took it back."""


class LiveBacking(Base):
    """Somebody wants a question answered."""

    __tablename__ = "live_backings"

    wonder_id: Mapped[int] = mapped_column(ForeignKey(LiveWonder.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
