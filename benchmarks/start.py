"""How long the server takes to answer for the first time, and what an idle process of it holds.

The server is the one that ``vsm serve`` runs, on SQLite, in a fresh interpreter. ``cpu_seconds``
is what the machine worked for it: on a busy machine the start waits, and this does not.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.house import free_port, report
from vsm_platform import schema
from vsm_platform.demo.house import House
from vsm_platform.demo.product import product_server, wait_until_ready

TICKS_PER_SECOND = 100
"""Of the times in ``/proc/<pid>/stat``, on every Linux that Python runs on."""
SETTLED_SECONDS = 2.0
"""The jobs' first round is over by then."""


def _processes(group: int) -> list[Path]:
    """The processes of a group, as ``/proc`` has them; the field is the fifth (proc(5))."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            found.append(process)
    return found


def _cpu_seconds(process: Path) -> float:
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def _mebibytes(process: Path) -> float:
    lines = (process / "status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def main() -> None:
    """Measure and report."""
    with TemporaryDirectory() as folder:
        house = House(Path(folder), free_port(), free_port())
        schema.upgrade(house.settings.database_address())
        began = time.monotonic()
        with product_server(house) as process:
            wait_until_ready(process, house)
            started = time.monotonic() - began
            worked = sum(map(_cpu_seconds, _processes(process.pid or 0)))
            time.sleep(SETTLED_SECONDS)
            idle = max(map(_mebibytes, _processes(process.pid or 0)))
    report(
        {
            "start_seconds": round(started, 2),
            "cpu_seconds": round(worked, 2),
            "idle_mib": round(idle, 1),
        }
    )


if __name__ == "__main__":
    main()
