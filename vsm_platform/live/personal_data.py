"""What a person said and made in live rooms: taken along; what others need stays without the name."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Gone, Part, listed, offer_erasure, offer_personal_data
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Exchange
from vsm_platform.live.agenda_text import written
from vsm_platform.live.models import (
    EventKind,
    LiveCard,
    LiveEvent,
    LiveNotes,
    LivePlacement,
    LivePoll,
    LiveRoom,
    LiveSession,
    LiveVote,
)
from vsm_platform.live.queries.agenda import Point

_MEETING = LiveSession.title.label("meeting")
_ABOUT_SOMEBODY = (EventKind.CAME, EventKind.WENT, EventKind.HAND)
"""Events whose data hold a person's number."""


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Where the person was, what the person said and pinned, asked and chose, and the notes."""
    yield from _where(session, person_id)
    yield from _words(session, person_id)
    yield from _questions(session, person_id)
    yield Part(
        "notes", _l("Notes of your rooms, which all wrote together"), _notes(session, person_id)
    )


def _where(session: Session, person_id: int) -> Iterator[Part]:
    placed = (
        select(
            Exchange.title.label("exchange"),
            _MEETING,
            LiveRoom.number.label("room"),
            LivePlacement.arrived_at,
            LivePlacement.hand_at.label("raised_at"),
        )
        .join(LiveSession, LiveSession.id == LivePlacement.session_id)
        .join(Exchange, Exchange.id == LiveSession.exchange_id)
        .outerjoin(LiveRoom, LiveRoom.id == LivePlacement.room_id)
        .where(LivePlacement.person_id == person_id)
        .order_by(LivePlacement.session_id)
    )
    yield Part("placements", _l("Live sessions that you belong to"), listed(session, placed))
    made = select(_MEETING, LiveSession.task, LiveSession.agenda, LiveSession.created_at)
    made = made.where(LiveSession.created_by_id == person_id).order_by(LiveSession.id)
    planned = [
        {**row, "agenda": written(Point(**one) for one in row["agenda"])}
        for row in listed(session, made)
    ]
    yield Part("made", _l("Live sessions that you planned"), planned)


def _words(session: Session, person_id: int) -> Iterator[Part]:
    said = (
        select(
            _MEETING,
            LiveEvent.room_number.label("room"),
            LiveEvent.kind,
            LiveEvent.text,
            LiveEvent.happened_at,
        )
        .join(LiveSession, LiveSession.id == LiveEvent.session_id)
        .where(LiveEvent.person_id == person_id)
        .order_by(LiveEvent.happened_at, LiveEvent.session_id, LiveEvent.number)
    )
    yield Part("said", _l("What you said and did in live rooms"), listed(session, said))
    cards = (
        select(_MEETING, LiveCard.text, LiveCard.group.label("topic"), LiveCard.made_at)
        .join(LiveRoom, LiveRoom.id == LiveCard.room_id)
        .join(LiveSession, LiveSession.id == LiveRoom.session_id)
        .where(LiveCard.person_id == person_id)
        .order_by(LiveCard.id)
    )
    yield Part("cards", _l("Cards that you pinned"), listed(session, cards))


def _questions(session: Session, person_id: int) -> Iterator[Part]:
    asked = (
        select(_MEETING, LivePoll.question, LivePoll.options.label("answers"), LivePoll.made_at)
        .join(LiveSession, LiveSession.id == LivePoll.session_id)
        .where(LivePoll.made_by_id == person_id)
        .order_by(LivePoll.id)
    )
    yield Part("asked", _l("Quick questions that you asked"), listed(session, asked))
    votes = (
        select(LivePoll.question, LivePoll.options, LiveVote.option)
        .join(LivePoll, LivePoll.id == LiveVote.poll_id)
        .where(LiveVote.person_id == person_id)
        .order_by(LivePoll.id)
    )
    chosen = [
        {"question": question, "answer": options[option] if option < len(options) else ""}
        for question, options, option in session.execute(votes)
    ]
    yield Part("votes", _l("What you chose, in sessions that are not over"), chosen)


def _rooms_of(person_id: int) -> Any:
    """The rooms whose notes the person has written in, or may have."""
    placed = select(LivePlacement.room_id).where(LivePlacement.person_id == person_id)
    wrote = select(LiveNotes.room_id).where(LiveNotes.person_id == person_id)
    return or_(LiveNotes.room_id.in_(placed), LiveNotes.room_id.in_(wrote))


def _notes(session: Session, person_id: int) -> list[dict[str, Any]]:
    """The notes as they are now."""
    newest = (
        select(LiveNotes.room_id, func.max(LiveNotes.version).label("version"))
        .where(_rooms_of(person_id))
        .group_by(LiveNotes.room_id)
        .subquery()
    )
    query = (
        select(_MEETING, LiveRoom.number.label("room"), LiveNotes.text, LiveNotes.written_at)
        .join(
            newest,
            (newest.c.room_id == LiveNotes.room_id) & (newest.c.version == LiveNotes.version),
        )
        .join(LiveRoom, LiveRoom.id == LiveNotes.room_id)
        .join(LiveSession, LiveSession.id == LiveRoom.session_id)
        .order_by(LiveRoom.id)
    )
    return listed(session, query)


# Erasure --------------------------------------------------------------------------------------


def do_forget(session: Session, gone: Gone) -> None:
    """Let words be gone; questions and notes, which are others' too, lose the name alone."""
    _forget_notes(session, gone)
    _forget_events(session, gone.person_id)
    _forget_questions(session, gone)
    own = LiveCard.person_id == gone.person_id
    taken_off = {"text": "", "group": "", "person_id": None, "removed_at": clock.now()}
    session.execute(update(LiveCard).where(own).values(taken_off))
    for live in session.scalars(
        select(LiveSession).where(LiveSession.created_by_id == gone.person_id)
    ).all():
        live.created_by_id = None
        live.title, live.task = gone.without(live.title), gone.without(live.task)
        live.agenda = [
            {**one, "title": gone.without(one["title"]), "text": gone.without(one["text"])}
            for one in live.agenda
        ]
    called = LiveRoom.called_by_id == gone.person_id
    session.execute(update(LiveRoom).where(called).values(called_by_id=None))
    session.execute(delete(LivePlacement).where(LivePlacement.person_id == gone.person_id))


def _forget_notes(session: Session, gone: Gone) -> None:
    for notes in session.scalars(select(LiveNotes).where(_rooms_of(gone.person_id))).all():
        notes.text = gone.without(notes.text)
        if notes.person_id == gone.person_id:
            notes.person_id = notes.client_key = None
    session.flush()


def _forget_events(session: Session, person_id: int) -> None:
    own = LiveEvent.person_id == person_id
    nothing = {"text": "", "person_id": None, "client_key": None}
    session.execute(
        update(LiveEvent).where(own).values(nothing).execution_options(synchronize_session=False)
    )
    placed = select(LivePlacement.session_id).where(LivePlacement.person_id == person_id)
    about = select(LiveEvent).where(
        LiveEvent.session_id.in_(placed), LiveEvent.kind.in_(_ABOUT_SOMEBODY)
    )
    for event in session.scalars(about).all():
        if event.data.get("person") == person_id:
            event.data = {}


def _forget_questions(session: Session, gone: Gone) -> None:
    session.execute(delete(LiveVote).where(LiveVote.person_id == gone.person_id))
    asked = select(LivePoll).where(LivePoll.made_by_id == gone.person_id)
    for poll in session.scalars(asked).all():
        poll.question, poll.made_by_id = gone.without(poll.question), None
        poll.options = [gone.without(one) for one in poll.options]


offer_personal_data("live", own_data)
offer_erasure(
    "live",
    do_forget,
    kept=(
        _l(
            "The notes of your live rooms, which all wrote together: who wrote which word is not "
            "kept. Where they name you, … stands."
        ),
        _l(
            "The places of what you said in a live room, empty, and the quick questions that you "
            "asked: others have voted on them."
        ),
    ),
)
