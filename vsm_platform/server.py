"""The production server: gunicorn with one worker process of many threads.

A worker's threads wait on databases and learning platforms, and hold one live connection each, so
there are many more of them than requests at once; a thread is only made when all others are busy.
More than one worker process would need the settings for growth (PostgreSQL, Redis).
"""

import errno
import gc
import logging
import re
import socket
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import click
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has none
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from config import Settings

THREADS = 516
"""Five hundred live connections, and what pages need beside them (docs/decisions/0030)."""
SPARE_CONNECTIONS = 1000
"""Connections beyond the threads that may wait for one; with fewer, HTTP hangs behind sockets."""
KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than the proxies in front keep theirs."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens; an IPv6 host stands without brackets."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read ``host:port``, ``[ipv6]:port`` or a port alone, which means this machine only.

        Raises:
            ValueError: the text is none of these.
        """
        host, _, port = text.rpartition(":")
        number = int(port) if port.isascii() and port.isdigit() else -1
        if not 0 <= number <= 65535:
            raise ValueError(f"{text} names no port; write for example 127.0.0.1:5000.")
        return cls(host.strip("[]") or "127.0.0.1", number)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def problem(self) -> OSError | None:
        """Why nothing can listen here, or None. Servers that have just ended do not count."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
                probe.listen(1)
        except OSError as problem:
            return problem
        return None


_CODE = re.compile(r"[A-Za-z0-9_-]{20,}")
"""What opens a passport, a calendar or an invitation: random letters, more than any word has."""


def _without_codes(line: logging.LogRecord) -> bool:
    """Take the codes of addresses out of a line, and keep the line."""
    line.msg, line.args = _CODE.sub("…", line.getMessage()), ()
    return True


class Log(Logger):  # type: ignore[misc]  # its base is Any, for want of types
    """Gunicorn's own messages, which name the address of a request that failed.

    Tracebacks stay as they are: they show our code, and no address.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(_without_codes)


class Server(BaseApplication):  # type: ignore[misc]  # its base is Any, for want of types
    """Gunicorn, set up by arguments alone: no file and no variable of its own is read."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Almost nothing that is made until the application stands is ever thrown away: to look for
        # waste in it meanwhile takes a sixth of the start, and later would hold up requests.
        gc.disable()
        # Imported in the worker, so that the process that only watches it stays small.
        from vsm_platform.app import create_app  # noqa: PLC0415
        from vsm_platform.web.live import SPARE_THREADS  # noqa: PLC0415

        app = create_app(self._settings)
        # When all other threads hold a connection, pages still find one.
        app.extensions["vsm_live"].most = max(0, self._options["threads"] - SPARE_THREADS)
        gc.freeze()
        gc.enable()
        if self._settings.jobs == "inline":
            # A daemon: what a stop interrupts is leased, and tried again when the lease ends.
            courier = app.extensions["vsm_courier"]
            threading.Thread(
                target=courier.run, args=(threading.Event(),), name="courier", daemon=True
            ).start()
        return app


def serve(
    settings: Settings, addresses: list[Address], *, threads: int = THREADS, gevent: bool = False
) -> None:
    """Serve the product until a signal ends it.

    With ``gevent`` each connection and each request has a greenlet in place of a thread.

    Raises:
        click.ClickException: one of the addresses cannot be used, or gevent cannot.
    """
    if gevent:
        _require_gevent(settings)
    for address in addresses:
        problem = address.problem()
        if problem:
            raise click.ClickException(in_words(address, problem, "--bind"))
    options = {
        "bind": [str(address) for address in addresses],
        "worker_class": "gevent" if gevent else "gthread",
        "workers": 1,
        "threads": threads,
        "worker_connections": threads + SPARE_CONNECTIONS,
        "keepalive": KEEP_ALIVE,
        "control_socket_disable": True,
        # Which proxies are trusted is a setting of ours (VSM_TRUSTED_PROXIES), and only there.
        "forwarded_allow_ips": "",
        "logger_class": Log,
        "proc_name": "vsm",
    }
    Server(settings, options).run()


def _require_gevent(settings: Settings) -> None:
    """Make sure that nothing would hold up all greenlets at once.

    Raises:
        click.ClickException: something would; the message says what to do.
    """
    if find_spec("gevent") is None:
        raise click.ClickException('Install gevent: pip install --editable ".[gevent]".')
    if settings.database_address().startswith("sqlite"):
        raise click.ClickException(
            "With --gevent, a writer that waits for SQLite would hold up everybody. "
            "Set VSM_DATABASE_URL to PostgreSQL."
        )
    if settings.jobs == "inline":
        raise click.ClickException(
            "With --gevent, work in the background would hold up everybody. "
            "Set VSM_JOBS=apart, and run `vsm jobs`."
        )


def in_words(address: Address, problem: OSError, option: str) -> str:
    """What to do about an address that cannot be used."""
    if problem.errno == errno.EADDRINUSE:
        return f"Something else listens on {address}. Stop it, or choose another by {option}."
    return f"Nothing can listen on {address} ({problem.strerror}). Choose another by {option}."
