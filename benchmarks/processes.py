"""What running servers have taken: memory and processor time of gunicorn's workers."""

import os
from multiprocessing.process import BaseProcess
from pathlib import Path


def children_of(process: BaseProcess) -> list[str]:
    """Gunicorn's worker."""
    return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def memory(processes: list[BaseProcess]) -> int:
    """KiB that the servers have for themselves, with their share of what they have together."""
    total = 0
    for process in processes:
        for pid in children_of(process):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def processor(processes: list[BaseProcess]) -> float:
    """Seconds that the servers have worked."""
    ticks = 0
    for pid in (child for process in processes for child in children_of(process)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
