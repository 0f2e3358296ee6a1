"""One transaction for one piece of work: a request, a job, a command.

The only place in the application that commits. Whatever must happen once the change is safe
(news over a socket, a cache to drop) is given to ``after_commit`` and runs then, or never.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from vsm_platform.core.remembering import Memory
from vsm_platform.core.sessions import Bare, WorkSession, begin_sqlite

Found = TypeVar("Found")


class FifoLock:
    """A lock that serves its waiters in the order in which they came.

    SQLite lets one writer in at a time and makes the others poll; among 32 writers some then
    starve for seconds. Queuing inside the process keeps the slowest near the median.

    Args:
        places: how many are served at once.
    """

    def __init__(self, places: int = 1) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._free = places

    def __enter__(self) -> None:
        with self._guard:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_exc: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


AT_WORK = {"sqlite": 1, "postgresql": 2}
"""So many of them are at work at once: SQLite works within this process, and two would only take it from
each other; PostgreSQL lets one compute while the other waits."""


class Database:
    """The engine with the two ways to work on it: reading and writing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writes=True)
        self._lock = FifoLock() if engine.dialect.name == "sqlite" else None
        self.turn = FifoLock(places=AT_WORK[engine.dialect.name])
        """For what many send at once: where all are at work together, each waits for all others,
        and some for a second (docs/decisions/0030-discussion-on-weak-lines.md)."""
        self.memory = Memory()

    @contextmanager
    def unit_of_work(self, *, writes: bool) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back if anything is raised."""
        lock = self._lock if writes and self._lock else nullcontext()
        with lock, WorkSession(self._writing if writes else self.engine, writes=writes) as session:
            yield session
            session.commit()
            for callback in session.info.get(_AFTER_COMMIT, ()):
                callback()

    @contextmanager
    def statements(self, *, writes: bool) -> Iterator[Connection]:
        """A unit of work of plain statements, for hot paths: a session costs more than they do."""
        lock = self._lock if writes and self._lock else nullcontext()
        engine = self._writing if writes else self.engine
        with lock, engine.begin() as connection:
            yield connection

    @contextmanager
    def prepared(self, *, writes: bool) -> Iterator[Bare]:
        """A unit of work of prepared statements alone, past SQLAlchemy's connection as well."""
        lock = self._lock if writes and self._lock else nullcontext()
        with lock, closing(self.engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            if self._lock:
                begin_sqlite(driver, writes=writes)
            elif not writes:
                # PostgreSQL shows each statement what is committed when it begins, within a
                # transaction or without one; without it two questions to the server are saved.
                driver.autocommit = True
            try:
                yield Bare(self.engine, self.engine.dialect, connection)
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                if not (self._lock or writes):
                    driver.autocommit = False


def writes(session: Session) -> bool:
    """Whether this unit of work was begun to change something."""
    return isinstance(session, WorkSession) and session.writes


def asked_once(session: Session, key: Hashable, ask: Callable[[], Found]) -> Found:
    """What several rooms ask for one page, asked once; where something is changed, asked anew."""
    if writes(session):
        return ask()
    known = session.info.setdefault(_ASKED, {})
    if key not in known:
        known[key] = ask()
    found: Found = known[key]
    return found


_ASKED = "asked"
_AFTER_COMMIT = "after_commit"


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Run the callback once the session's work is safe; not at all if it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)
