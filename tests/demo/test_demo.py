"""A whole demonstration: real servers, real launches, twice."""

import signal
import subprocess
import sys

from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests.demo.conftest import free_ports
from vsm_platform.cli import main
from vsm_platform.core.db import Base
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.command import open_database
from vsm_platform.demo.house import House
from vsm_platform.demo.programmes import programmes
from vsm_platform.demo.registering import find_agreement
from vsm_platform.exchanges import api as exchanges

ENGINEERING = programmes()["engineering"]
TABLES = {
    "modules",
    "module_items",
    "items_done",
    "assignments",
    "submissions",
    "submission_versions",
    "scores",
    "team_sets",
    "teams",
    "team_members",
    "meetings",
    "invitations",
    "posts",
    "survey_participations",
    "credential_run_items",
}


def options(house: House, *more: str) -> list[str]:
    ports = ["--port", str(house.port), "--practice-port", str(house.practice_port)]
    return ["demo", "engineering", *ports, "--folder", str(house.folder.parent), *more]


def run(house: House, *more: str) -> Result:
    return CliRunner().invoke(main, options(house, *more), catch_exceptions=False)


def counted(database: Database) -> tuple[list[int], list[str]]:
    """Students by partner, and the roles of those who teach."""
    with database.unit_of_work(writes=False) as session:
        agreement = find_agreement(session, ENGINEERING)
        partners = exchanges.partners_of(session, agreement.exchange_id)
        staff = exchanges.staff_of(session, agreement.exchange_id)
        return [partner.students for partner in partners], [person.role for person in staff]


def rows(database: Database) -> dict[str, int]:
    """How much there is in each table of the course."""
    with database.unit_of_work(writes=False) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name in TABLES
        }


def test_engineering_runs_whole_and_goes_on(house: House) -> None:
    first = run(house, "--no-serve")
    assert "22 launches" in first.output
    assert "failures: 0" in first.output
    assert first.exit_code == 0
    with open_database(house) as database:
        assert counted(database) == ([10, 10], ["coordinator", "facilitator"])
        made = rows(database)
        assert made["modules"] >= 4
        assert made["teams"] == 5
        assert made["team_members"] == 20
        assert made["assignments"] == 2
        assert min(made.values()) > 0, made

    again = run(house, "--no-serve")
    assert "Nobody was left to launch." in again.output
    assert again.exit_code == 0
    with open_database(house) as database:
        assert rows(database) == made

    house.arrivals_file.unlink()
    assert "22 launches" in _served_until_interrupted(house)
    with open_database(house) as database:
        assert counted(database) == ([10, 10], ["coordinator", "facilitator"])
    _names_the_ports_it_was_made_for(house)


def _served_until_interrupted(house: House) -> str:
    command = [sys.executable, "-c", "from vsm_platform.cli import main; main()", *options(house)]
    # A shell that runs the tests in the background lets what it starts ignore this signal, and
    # what is started from here would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = ""
        while "Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        process.send_signal(signal.SIGINT)
        assert "Stopped." in process.stdout.read()
    assert process.returncode == 0
    house.require_free_ports()
    return printed


def _names_the_ports_it_was_made_for(house: House) -> None:
    port, practice_port = free_ports(2)
    result = run(House(house.folder, port, practice_port), "--no-serve")
    assert result.exit_code == 1
    assert f"{house.port} and {house.practice_port}" in result.output
    assert "--fresh" in result.output
