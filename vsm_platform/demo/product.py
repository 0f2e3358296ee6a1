"""The product's server in a process of its own: the same server that ``vsm serve`` runs."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess

import click

from config import Settings
from vsm_platform.demo.house import House
from vsm_platform.practice import HttpTransport
from vsm_platform.server import Address, serve

START_SECONDS = 30
STOP_SECONDS = 10
KILL_TRIES = 50
"""A killed group is gone within a moment; then there is nobody to kill any more."""


@contextmanager
def product_server(house: House) -> Iterator[BaseProcess]:
    """Start the server; it is stopped at the end, whatever happened meanwhile."""
    # A fresh interpreter, because this process has threads, which a fork would cut off.
    context = multiprocessing.get_context("spawn")
    arguments = (house.settings, house.addresses(), str(house.log_file))
    process = context.Process(target=_serve, args=arguments, name="product", daemon=True)
    process.start()
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: BaseProcess) -> None:
    """End the server at once, as Ctrl-C would: nobody waits for its last answers."""
    if process.pid is None:
        return
    if process.is_alive():
        os.kill(process.pid, signal.SIGINT)
        process.join(STOP_SECONDS)
    # The server leads a group of its own (``_serve``). Gunicorn's worker can lock itself up when
    # the signal comes while it takes a request, and would outlive the process that watches it.
    with suppress(ProcessLookupError):
        for _ in range(KILL_TRIES):
            os.killpg(process.pid, signal.SIGKILL)
            process.join(0.05)
            time.sleep(0.05)


def _serve(settings: Settings, addresses: list[Address], log_file: str) -> None:
    """Run in the child; everything that it would print goes to the log.

    It gets no signal of the terminal's, so that only its parent ends it.
    """
    os.setsid()
    log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    serve(settings, addresses)


def wait_until_ready(process: BaseProcess, house: House) -> None:
    """Return once the product answers.

    Raises:
        click.ClickException: it ended, or did not answer in time; the message names its log.
    """
    deadline = time.monotonic() + START_SECONDS
    with HttpTransport(timeout_seconds=START_SECONDS) as transport:
        while process.is_alive() and time.monotonic() < deadline:
            try:
                if transport.send("GET", f"{house.product_url}/health").status == 200:
                    return
            except ConnectionError:
                time.sleep(0.05)
    raise click.ClickException(f"The product's server did not start; see {house.log_file}.")
