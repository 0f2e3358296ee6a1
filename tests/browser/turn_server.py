"""A TURN server for the browser's tests: coturn where it is installed, else node-turn from npm (.ci/verifiers)."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NODE_TURN = Path(__file__).parent / "turn"
PATIENCE = 15
BINDING = bytes.fromhex("000100002112a442") + b"twelve bytes"
"""A question that every STUN and TURN server answers (RFC 8489, 5 and 14)."""


def _coturn(address: str, port: int, secret: str) -> list[str] | None:
    program = shutil.which("turnserver")
    if program is None:
        return None
    options = {
        "static-auth-secret": secret,
        "realm": "vsm.example",
        "listening-ip": address,
        "relay-ip": address,
        "listening-port": port,
        "log-file": "stdout",
        "pidfile": f"{tempfile.gettempdir()}/turnserver-{port}.pid",
    }
    flags = ["-n", "--use-auth-secret", "--no-tls", "--no-dtls", "--no-cli"]
    return [program, *flags, *(f"--{name}={value}" for name, value in options.items())]


def _node_turn(address: str, port: int, secret: str) -> list[str] | None:
    node = shutil.which("node")
    if node is None or not (NODE_TURN / "node_modules" / "node-turn").exists():
        return None
    return [node, str(NODE_TURN / "server.js"), address, str(port), secret]


SERVERS = {"coturn": _coturn, "node-turn": _node_turn}


@contextmanager
def turn_server(name: str, secret: str) -> Iterator[str]:
    """Run one until the context ends; gives its address as browsers take it."""
    address, port = _own_address(), _free_port()
    command = SERVERS[name](address, port, secret)
    if command is None:
        pytest.skip(f"{name} is not installed")
    # Its log goes nowhere: nobody would read it, and a full pipe would stop it.
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(address, port)
        yield f"turn:{address}:{port}?transport=udp"
    finally:
        running.kill()
        running.wait(PATIENCE)


def _own_address() -> str:
    """The machine's own address, as browsers ask from it; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                probe.sendto(BINDING, (address, port))
                if probe.recv(2048):
                    return
            except OSError:
                time.sleep(0.05)
    raise AssertionError("The TURN server does not answer.")
