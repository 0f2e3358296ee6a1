"""What the demonstration's tests share: a house of its own on free ports."""

import socket
from pathlib import Path

import pytest

from vsm_platform.demo.house import House


def free_ports(number: int) -> list[int]:
    """Ports on which nothing listens now; all are held until the last is found."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture
def house(tmp_path: Path) -> House:
    port, practice_port = free_ports(2)
    return House(tmp_path / "demo" / "engineering", port, practice_port)
