"""Live connections: who has a page open hears at once that something in it has changed.

Socket.IO over WebSocket, one thread for each connection. What is sent is only news of what the
database already holds: a place and the number of its newest event. Whoever hears it, or comes back
after a lost line, asks over HTTP for what happened since the number that it has, so that nothing
is lost, nothing is doubled, and words are read through the same policies as ever.

A room offers its places by ``offer_place``; whoever changes something there calls ``tell`` in the
transaction of the change. A room that shows who is here also gives an ``attend``, which is told
every few seconds whose connections this process holds, and at once when that changes.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_socketio import SocketIO, join_room, leave_room
from sqlalchemy.orm import Session

from config import Settings
from vsm_platform.core.errors import AppError, NotFound
from vsm_platform.core.logs import get_logger
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.unit_of_work import after_commit
from vsm_platform.web.room import current_viewer, database
from vsm_platform.web.wires import Wire, use_wires

Enter = Callable[[Session, Viewer, Sequence[int]], int]
"""Gives the number of a place's newest event, or raises an AppError where it is not the viewer's."""
Persons = Mapping[str, frozenset[int]]
"""Who is at which place, by their ids."""
Attend = Callable[[Session, Persons, Persons, Persons], None]
"""Notes who is at a room's places, who of them has come or is due to be noted anew, and who has gone."""
Load = Callable[[str], Viewer | None]
PLACES, LINES = 8, 6
"""Places that one connection hears of, and connections that one person has; the oldest ends."""
EVENTS, SECONDS = 30, 10
"""A person sends so many events in so many seconds; more are refused."""
BEHIND = 100
"""Messages that may wait for a slow reader: who is further behind is cut off, and catches up."""
LOOK_SECONDS = 30
"""So often it is looked whose visit has ended, and who reads too slowly."""
AT_A_TIME = 0.02
"""Seconds for which it is looked before news are told again: who has news to hear does not wait for it."""
ATTEND_SECONDS = 5
"""So often a room that shows who is here is told so anew, while anybody is."""
PAUSE = 0.1
"""Seconds in which the news of one place are told together."""
SPARE_THREADS = 16
"""Threads that are left for pages when all others hold a connection."""
MOST = 500
"""Connections of a process that nobody has set up otherwise; each holds a thread."""

_PLACES: dict[str, Enter] = {}
_ATTENDED: dict[str, Attend] = {}
_SIGNALLED: set[str] = set()


def offer_place(
    kind: str, enter: Enter, attend: Attend | None = None, *, signals: bool = False
) -> None:
    """Let people hear of places of this kind; ``topic:7:12`` asks the rule of ``topic`` for (7, 12).

    With ``signals``, browsers there may also say something to each other that nobody keeps.
    """
    _PLACES[kind] = enter
    if signals:
        _SIGNALLED.add(kind)
    if attend:
        _ATTENDED[kind] = attend


def tell(session: Session, place: str, number: int) -> None:
    """Tell whoever is at a place that its newest event has this number, once that is safe."""
    live: Live | None = current_app.extensions.get("vsm_live") if current_app else None
    if live is not None:
        after_commit(session, lambda: live.note(place, number))


@dataclass
class Line:
    """One connection."""

    sid: str
    wire: Wire
    sign_in_id: str
    person_id: int
    places: dict[str, int] = field(default_factory=dict)
    """What it hears of, with the number of the newest event that was there when it was last looked."""


class Live:
    """The connections of this process."""

    def __init__(self, app: Flask, socketio: SocketIO, load: Load, load_by_token: Load) -> None:
        self.most = MOST
        self._app, self._socketio = app, socketio
        self._load, self._load_by_token = load, load_by_token
        self._is_one_of_many = bool(app.config["SETTINGS"].redis_url)
        self._guard = threading.Lock()
        self._lines: dict[str, Line] = {}
        self._sent: dict[int, deque[float]] = {}
        self._news: dict[str, int] = {}
        self._here: dict[str, frozenset[int]] = {}
        self._attended_at = 0.0
        self._to_look_at: deque[Line] = deque()
        self._looked_at = time.monotonic()
        self._something = threading.Event()
        self._is_working = False
        socketio.on_event("connect", self._connect)
        socketio.on_event("disconnect", self._disconnect)
        socketio.on_event("join", self._join)
        socketio.on_event("leave", self._leave)
        socketio.on_event("signal", self._signal)
        socketio.on_error_default(self._failed)

    # What browsers send

    def _connect(self, auth: object = None) -> bool:
        token = str(auth.get("token") or "") if isinstance(auth, dict) else ""
        viewer = self._load_by_token(f"Launch {token}") if token else current_viewer()
        if viewer is None or not viewer.is_ready:
            return False
        wire = request.environ["vsm.wire"]
        line = Line(request.sid, wire, viewer.get_id(), viewer.person_id)  # type: ignore[attr-defined]
        with self._guard:
            if len(self._lines) >= self.most:
                return False
            own = [one for one in self._lines.values() if one.person_id == line.person_id]
            self._lines[line.sid] = line
        for older in own[: max(0, len(own) + 1 - LINES)]:
            older.wire.cut()
        self._work()
        return True

    def _disconnect(self, *_reason: object) -> None:
        with self._guard:
            line = self._lines.pop(request.sid, None)  # type: ignore[attr-defined]
            self._something.set()
            if line and not any(one.person_id == line.person_id for one in self._lines.values()):
                self._sent.pop(line.person_id, None)

    def _join(self, place: object = None, *_more: object) -> dict[str, object]:
        line = self._admitted()
        viewer = self._load(line.sign_in_id)
        if viewer is None:
            line.wire.cut()
            raise NotFound
        enter_place(viewer, place)
        if len({*line.places, str(place)}) > PLACES:
            raise NotFound
        line.places[str(place)] = 0
        join_room(str(place))
        self._something.set()
        # Asked again: between the rule's answer and the door something may have happened.
        number = line.places[str(place)] = enter_place(viewer, place)
        return {"number": number}

    def _leave(self, place: object = None, *_more: object) -> dict[str, object]:
        line = self._admitted()
        line.places.pop(str(place), None)
        leave_room(str(place))
        leave_room(_door(place, line.sid))
        self._something.set()
        return {}

    def _signal(
        self, place: object = None, signal: object = None, to: object = None, *_more: object
    ) -> dict[str, object]:
        """Hand on what one browser says to the others at a place, or to one, such as how to be called.

        Everybody who hears it learns by which ``line`` an answer gets to that one browser alone.
        """
        line = self._admitted()
        viewer = self._load(line.sign_in_id)
        if viewer is None or str(place) not in line.places or not _has_signals(place):
            raise NotFound
        enter_place(viewer, place)
        told = {
            "place": place,
            "name": viewer.display_name,
            "signal": signal,
            "line": line.sid,
        }
        # At this place only: whoever has left it is reached no more by those who are still there.
        join_room(_door(place, line.sid))
        target = _door(place, to) if to else place
        self._socketio.emit("signal", told, to=target, skip_sid=line.sid)
        return {}

    def _admitted(self) -> Line:
        """The connection of this event, unless its person sends too many."""
        with self._guard:
            line = self._lines.get(request.sid)  # type: ignore[attr-defined]
            if line is None:
                raise NotFound
            sent, present = self._sent.setdefault(line.person_id, deque()), time.monotonic()
            while sent and sent[0] < present - SECONDS:
                sent.popleft()
            sent.append(present)
            floods = len(sent) > EVENTS
        if floods:
            line.wire.cut()
            raise NotFound
        return line

    def _failed(self, error: BaseException) -> dict[str, object]:
        """What a browser is answered whose event was refused."""
        if isinstance(error, AppError):
            return {"error": error.code}
        get_logger().exception("live_event_failed")
        return {"error": "unexpected"}

    # What is told

    def note(self, place: str, number: int) -> None:
        """Remember news; a thread of its own tells them, so that no writer waits for readers."""
        with self._guard:
            if not (self._lines or self._is_one_of_many):
                return
            self._news[place] = max(number, self._news.get(place, 0))
        self._something.set()
        self._work()

    def _work(self) -> None:
        with self._guard:
            if self._is_working:
                return
            self._is_working = True
        threading.Thread(target=self._run, name="live", daemon=True).start()

    def _run(self) -> None:
        """Tell news while there is anybody to hear them."""
        while self._goes_on():
            try:
                self._tell()
                self.attend()
                self._look_on()
            except Exception:  # noqa: BLE001 (a database that is away for a moment must not end this)
                get_logger().exception("live_failed")
            time.sleep(PAUSE)
            if not self._to_look_at:
                self._something.wait(ATTEND_SECONDS if self._here else LOOK_SECONDS)

    def _goes_on(self) -> bool:
        with self._guard:
            self._is_working = bool(self._lines or self._news or self._here)
            return self._is_working

    def _tell(self) -> None:
        self._something.clear()
        with self._guard:
            news, self._news = self._news, {}
        for place, number in news.items():
            self._socketio.emit("news", {"place": place, "number": number}, to=place)

    def attend(self) -> None:
        """Say who is here and who has gone, where that has changed or a while has passed."""
        here = self._attendance()
        is_due = bool(here) and time.monotonic() - self._attended_at > ATTEND_SECONDS - PAUSE
        if here == self._here and not is_due:
            return
        fresh, gone = here if is_due else _without(here, self._here), _without(self._here, here)
        with self._app.app_context(), database().unit_of_work(writes=True) as session:
            for attend in set(_ATTENDED.values()):
                attend(session, _of(attend, here), _of(attend, fresh), _of(attend, gone))
        self._here = here
        if is_due:
            self._attended_at = time.monotonic()

    def _attendance(self) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        with self._guard:
            for line in self._lines.values():
                for place in tuple(line.places):
                    if place.partition(":")[0] in _ATTENDED:
                        found.setdefault(place, set()).add(line.person_id)
        return {place: frozenset(people) for place, people in found.items()}

    def _look_on(self) -> None:
        """Look at a few connections, so that all are looked at in turn."""
        began = time.monotonic()
        if not self._to_look_at and began - self._looked_at > LOOK_SECONDS:
            self._looked_at = began
            with self._guard:
                self._to_look_at.extend(self._lines.values())
        while self._to_look_at and time.monotonic() < began + AT_A_TIME:
            self._look_at(self._to_look_at.popleft())

    def look(self) -> None:
        """Look at all connections now."""
        with self._guard:
            lines = list(self._lines.values())
        for line in lines:
            self._look_at(line)

    def _look_at(self, line: Line) -> None:
        """End a connection whose visit has ended, whose places are closed to it, or that lags."""
        with self._app.app_context():
            viewer = self._load(line.sign_in_id)
            if viewer is None or line.wire.waiting() > BEHIND:
                return line.wire.cut()
            try:
                for place, before in tuple(line.places.items()):
                    number = enter_place(viewer, place)
                    if number > before and place in line.places:
                        line.places[place] = number
                        self._remind(line, place, number)
            except AppError:
                line.wire.cut()

    def _remind(self, line: Line, place: str, number: int) -> None:
        """Tell one connection what another process may have failed to tell it, for Redis was away."""
        if self._is_one_of_many:
            again = {"place": place, "number": number, "again": True}
            self._socketio.emit("news", again, to=line.sid)


def _door(place: object, sid: object) -> str:
    """Where one connection at a place is spoken to alone, in whichever process it is."""
    return f"{place} {str(sid)[:40]}"


def _has_signals(place: object) -> bool:
    return str(place).partition(":")[0] in _SIGNALLED


def _without(persons: Persons, others: Persons) -> dict[str, frozenset[int]]:
    """Who is at the places in one and not in the other."""
    return {
        place: left
        for place, people in persons.items()
        if (left := people - others.get(place, frozenset()))
    }


def _of(attend: Attend, persons: Persons) -> dict[str, frozenset[int]]:
    """Those at the places of one room."""
    return {
        place: people
        for place, people in persons.items()
        if _ATTENDED[place.partition(":")[0]] is attend
    }


def enter_place(viewer: Viewer, place: object) -> int:
    """The number of a place's newest event, if the place is for the viewer.

    Raises:
        AppError: it is not, or there is none such.
    """
    kind, *numbers = str(place)[:80].split(":")
    if kind not in _PLACES or not all(one.isascii() and one.isdigit() for one in numbers):
        raise NotFound
    ids = [int(one[:10]) for one in numbers]
    if any(one >= 2**31 for one in ids):
        raise NotFound
    with database().unit_of_work(writes=False) as session:
        return _PLACES[kind](session, viewer, ids)


def init_live(app: Flask, settings: Settings, load: Load, load_by_token: Load) -> None:
    """Open the door for live connections, to pages of our own only."""
    own = urlsplit(settings.public_url).netloc

    def is_own_page(origin: str | None, environ: dict[str, Any]) -> bool:
        # A cookie travels with a stranger's page too; what sends no origin is no browser.
        return origin is None or urlsplit(origin).netloc in {own, environ.get("HTTP_HOST")}

    socketio = SocketIO(
        app,
        async_mode="threading",
        transports=["websocket"],
        cors_allowed_origins=is_own_page,
        message_queue=settings.redis_url or None,
        manage_session=False,
        http_compression=False,
    )
    use_wires(socketio.server.eio)
    app.extensions["vsm_live"] = Live(app, socketio, load, load_by_token)
