"""Serving a WSGI application from a thread, for the demo and for tests.

Connections are kept alive (HTTP/1.1), and each is answered in a thread of its own.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server

from vsm_platform.practice.app import create_practice_app
from vsm_platform.practice.transports import HttpTransport
from vsm_platform.practice.world import World

IDLE_SECONDS = 30


class QuietHandler(WSGIRequestHandler):
    """Keeps connections alive and writes no line for each request."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing; problems are still logged."""

    def send_header(self, keyword: str, value: str) -> None:
        """Let the application's own `Date` take the place of the server's, which came before."""
        if keyword.lower() == "date":
            buffered: list[bytes] = getattr(self, "_headers_buffer", [])
            buffered[:] = [line for line in buffered if not line.lower().startswith(b"date:")]
        super().send_header(keyword, value)


@dataclass(frozen=True)
class RunningServer:
    host: str
    port: int

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def serve_in_thread(
    app: WSGIApplication, host: str = "127.0.0.1", port: int = 0
) -> Iterator[RunningServer]:
    """Serve until the context ends; port 0 takes a free one.

    `host` is the name in the address too: `localhost` and `127.0.0.1` are two sites to a browser.
    """
    server = make_server(host, port, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True  # type: ignore[attr-defined] # A threaded server has it.
    thread = threading.Thread(target=server.serve_forever, name="practice server", daemon=True)
    thread.start()
    try:
        yield RunningServer(host, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve_world(
    world: World, *, port: int = 0, state_file: Path | None = None
) -> Iterator[RunningServer]:
    """Serve the practice LMS of a world on 127.0.0.1 and tell the world its address."""
    with HttpTransport() as transport:
        app = create_practice_app(world, transport=transport, state_file=state_file)
        with serve_in_thread(app, "127.0.0.1", port) as server:
            world.base_url = server.base_url
            yield server
