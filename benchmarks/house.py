"""What the benchmarks share: a CPU stop-watch around an application, and how to report."""

import json
import os
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vsm_platform.practice import HttpResponse, WsgiTransport


@dataclass
class TimedTransport:
    """Carries requests into an application and adds up this thread's CPU time by path."""

    inner: WsgiTransport
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    statuses: list[int] = field(default_factory=list)

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpResponse:
        began = time.thread_time()
        answer = self.inner.send(method, url, headers, body)
        self.seconds[urlsplit(url).path] += time.thread_time() - began
        self.statuses.append(answer.status)
        return answer


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nothing_printed() -> Iterator[None]:
    """Sends what libraries print (HiGHS greets when it is made) to where errors go."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def report(result: dict[str, object]) -> None:
    """Print the result: one JSON line with ``--json``, else a line for each value."""
    if "--json" in sys.argv:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name}: {value}")
