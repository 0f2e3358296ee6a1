"""The product as an operator runs it: ``vsm serve`` in processes of its own, which a test may kill.

What people do goes over HTTP to that server, with the cookie and the tokens that a launch leaves, since
whatever a test did in its own process would be told to nobody there.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from config import Settings
from tests.people import Somebody
from vsm_platform.accounts.api import load_viewer, make_launch_token
from vsm_platform.launch.queries import form_token

PATIENCE = 30
COMMAND = (sys.executable, "-c", "from vsm_platform.cli import main; main()", "serve")


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """One server process with its own address; it can be killed and started again."""

    def __init__(self, settings: Settings, folder: Path, *options: str, **changes: str) -> None:
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.base_url = f"http://{self.host}"
        self._log = folder / f"server-{self.port}.log"
        self._command = [*COMMAND, "--bind", self.host, *options]
        self._variables = {**os.environ, **_variables(settings), **changes}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.base_url}/health", trust_env=False).status_code == 200:
                    return
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def kill(self) -> None:
        """End it with everything that it has started, as a power cut would."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._process = None


def _variables(settings: Settings) -> dict[str, str]:
    return {
        "VSM_ENVIRONMENT": settings.environment,
        "VSM_PUBLIC_URL": settings.public_url,
        "VSM_DATABASE_URL": settings.database_url,
        "VSM_DATA_FOLDER": str(settings.data_folder),
        "VSM_SECRET_KEY": settings.secret_key,
        "VSM_CONTACT": settings.contact,
    }


class Caller:
    """Somebody's browser, as far as a server can tell."""

    def __init__(self, app: Flask, server: Served, somebody: Somebody) -> None:
        self.somebody = somebody
        with app.test_request_context():
            viewer = load_viewer(str(somebody.visit_id))
            assert viewer is not None
            self.token = make_launch_token(viewer)
            proof = form_token(somebody.id)
        with somebody.browser.session_transaction() as kept:
            kept["csrf_token"] = proof
        cookie = somebody.browser.get_cookie("__Host-vsm", domain="exchange.test")
        assert cookie is not None
        proofs = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        self._proof = str(proofs.dumps(proof))
        self._line = httpx.Client(
            base_url=server.base_url,
            headers={"Cookie": f"__Host-vsm={cookie.value}"},
            timeout=PATIENCE,
            trust_env=False,
        )

    def close(self) -> None:
        self._line.close()

    def get(self, address: str) -> httpx.Response:
        return self._line.get(address)

    def post(self, address: str, **fields: Any) -> httpx.Response:
        """Send a form once."""
        data = {"csrf_token": self._proof, "client_key": uuid4().hex, **fields}
        return self._line.post(address, data=data)

    def post_until_taken(self, address: str, **fields: Any) -> httpx.Response:
        """Send a form again and again with one key until the server has answered, as the page does."""
        fields = {"client_key": uuid4().hex, **fields}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = self.post(address, **fields)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code < 500 and answer.status_code != 429:
                return answer
            time.sleep(0.5)
        raise AssertionError(f"{address} was never taken")

    def since(self, place: str, number: int) -> Mapping[str, Any]:
        answer = self.get(f"{place}/since/{number}")
        assert answer.status_code == 200, answer.text
        found: Mapping[str, Any] = answer.json()
        return found
