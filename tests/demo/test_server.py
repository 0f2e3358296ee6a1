"""The production server's addresses, and how it starts and ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from gunicorn.config import Config  # type: ignore[import-untyped]  # it has none

from tests.demo.conftest import free_ports
from vsm_platform import schema, server
from vsm_platform.cli import main
from vsm_platform.demo import product
from vsm_platform.demo.house import House
from vsm_platform.server import Address, Log


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:5000", "127.0.0.1", 5000),
        ("5000", "127.0.0.1", 5000),
        (":8000", "127.0.0.1", 8000),
        ("[::1]:8000", "::1", 8000),
        ("exchange.example.org:80", "exchange.example.org", 80),
    ],
)
def test_an_address_is_read_as_host_and_port(text: str, host: str, port: int) -> None:
    assert Address.parse(text) == Address(host, port)


def test_an_address_is_written_with_brackets_around_ipv6() -> None:
    assert str(Address("::1", 80)) == "[::1]:80"
    assert str(Address("127.0.0.1", 80)) == "127.0.0.1:80"


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1:", "127.0.0.1:http", "1:70000", "1:-1"])
def test_an_address_without_a_port_is_refused(text: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--bind", text])
    assert result.exit_code == 2
    assert "names no port" in result.output


def test_an_address_in_use_is_reported_with_its_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        text = f"127.0.0.1:{taken.getsockname()[1]}"
        result = CliRunner().invoke(main, ["serve", "--bind", text])
    assert result.exit_code == 1
    assert f"Something else listens on {text}" in result.output
    assert "--bind" in result.output


def test_a_host_of_another_machine_is_reported() -> None:
    result = CliRunner().invoke(main, ["serve", "--bind", "192.0.2.1:8000"])
    assert result.exit_code == 1
    assert "Nothing can listen on 192.0.2.1:8000" in result.output


@pytest.mark.parametrize(
    ("found", "database", "jobs", "says"),
    [
        (None, "postgresql://h/vsm", "apart", "Install gevent"),
        (True, "", "apart", "Set VSM_DATABASE_URL to PostgreSQL"),
        (True, "postgresql://h/vsm", "inline", "Set VSM_JOBS=apart"),
    ],
)
def test_gevent_is_refused_where_something_would_hold_up_everybody(
    monkeypatch: pytest.MonkeyPatch, found: object, database: str, jobs: str, says: str
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _name: found)
    variables = {"VSM_DATABASE_URL": database, "VSM_JOBS": jobs}
    result = CliRunner().invoke(main, ["serve", "--gevent"], env=variables)
    assert result.exit_code == 1
    assert says in result.output


def test_the_server_starts_answers_and_ends(tmp_path: Path) -> None:
    schema.upgrade(f"sqlite:///{tmp_path / 'vsm.sqlite3'}")
    (port,) = free_ports(1)
    command = [sys.executable, "-c", "from vsm_platform.cli import main; main()"]
    command += ["serve", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    variables = {"VSM_DATA_FOLDER": str(tmp_path), "VSM_PUBLIC_URL": f"http://localhost:{port}"}
    with subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL) as process:
        assert _answer(f"http://127.0.0.1:{port}/health") == {"status": "ok"}
        process.terminate()
        assert process.wait(20) == 0


def test_codes_in_addresses_reach_no_line_of_the_servers(tmp_path: Path) -> None:
    """Whoever has the address of a passport, a calendar or an invitation has what it opens."""
    schema.upgrade(f"sqlite:///{tmp_path / 'vsm.sqlite3'}")
    (port,) = free_ports(1)
    code = "q7_Xk2mB9-fLw3RtZc8VnYdHs5GjPe4A"
    command = [sys.executable, "-c", "from vsm_platform.cli import main; main()"]
    command += ["serve", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    variables = {"VSM_DATA_FOLDER": str(tmp_path), "VSM_PUBLIC_URL": f"http://localhost:{port}"}
    said = tmp_path / "said"
    with (
        said.open("wb") as file,
        subprocess.Popen(command, env=variables, stdout=file, stderr=file) as process,
    ):
        assert _answer(f"http://127.0.0.1:{port}/health") == {"status": "ok"}
        for path in (f"/passport/key/{code}", f"/calendar/{code}.ics", f"/?code={code}"):
            httpx.get(f"http://127.0.0.1:{port}{path}")
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(f"GET {path} and more HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert b"400" in line.recv(1000)
        process.terminate()
        assert process.wait(20) == 0
    words = said.read_text()
    assert words.count("Invalid request") == 3
    assert code not in words


def test_an_error_under_way_is_told_without_the_codes_of_its_address(tmp_path: Path) -> None:
    config = Config()
    config.set("errorlog", str(tmp_path / "said"))
    log = Log(config)
    code = "q7_Xk2mB9-fLw3RtZc8VnYdHs5GjPe4A"
    log.error("Error handling request %s %s", "POST", f"/passport/key/{code}/file?again=1")
    log.error("Error handling request %s", b"/exchanges/12/credentials")
    words = (tmp_path / "said").read_text()
    assert "POST /passport/key/…/file?again=1" in words
    assert "/exchanges/12/credentials" in words


def _answer(address: str) -> object:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            return httpx.get(address).json()
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"{address} did not answer")


def test_a_worker_that_hangs_does_not_outlive_the_demonstration(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "STOP_SECONDS", 0.5)
    schema.upgrade(house.settings.database_address())
    with product.product_server(house) as process:
        product.wait_until_ready(process, house)
        tasks = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        worker = int(tasks.read_text().split()[0])
        os.kill(worker, signal.SIGSTOP)
    assert not process.is_alive()
    house.require_free_ports()
