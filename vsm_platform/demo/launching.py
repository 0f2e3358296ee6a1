"""Everybody's first click: teachers link their courses, students come in, all by real launches.

Each person is a robot with cookies of its own, which walks the whole way over HTTP.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from vsm_platform.demo.world import launch_address
from vsm_platform.practice import Robot, RobotError, Transport, Visit, World
from vsm_platform.practice.model import Account, Tenant

AT_ONCE = 8
SAMPLE = 150


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody who is about to click."""

    tenant: Tenant
    account: Account

    @property
    def mark(self) -> str:
        return f"{self.tenant.key} {self.account.sub}"


class ArrivalError(RuntimeError):
    """A launch ended somewhere else than in the course; the message says where."""


class Arrivals:
    """Who has come in, one line each in a file, so that a demonstration can go on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._marks = set(path.read_text().splitlines()) if path.exists() else set()

    def add(self, traveller: Traveller) -> None:
        with self._lock, self._path.open("a") as file:
            self._marks.add(traveller.mark)
            file.write(f"{traveller.mark}\n")

    def missing(self, travellers: Iterable[Traveller]) -> list[Traveller]:
        return [each for each in travellers if each.mark not in self._marks]


def teachers(world: World) -> list[Traveller]:
    """All teachers."""
    return [
        Traveller(tenant, account)
        for tenant in world.tenants()
        for account in tenant.people("teacher")
    ]


def students(world: World, limit: int | None) -> list[Traveller]:
    """The students who are launched: at most `limit`, taken in turn from every university."""
    everybody = [
        [Traveller(tenant, account) for account in tenant.people("student")]
        for tenant in world.tenants()
    ]
    longest = max(map(len, everybody), default=0)
    in_turn = [
        people[turn] for turn in range(longest) for people in everybody if turn < len(people)
    ]
    return in_turn[:limit]


def is_newcomer(traveller: Traveller) -> bool:
    """Whether this student's first visit is left for the visitor: the first of each university."""
    return traveller.account is traveller.tenant.people("student")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    traveller: Traveller
    problem: str
    """Empty for a launch that led where it should."""


@dataclass
class Journeys:
    """Launches into one exchange; several threads use it at once."""

    world: World
    exchange_id: int
    partnerships: dict[str, int]
    arrivals: Arrivals
    transport: Transport

    def run(
        self, travellers: list[Traveller], walk: Callable[[Traveller], None]
    ) -> Iterator[Outcome]:
        """Launch all, several at once, and tell of each as it ends."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(lambda traveller: self._try(traveller, walk), travellers)

    def _try(self, traveller: Traveller, walk: Callable[[Traveller], None]) -> Outcome:
        try:
            walk(traveller)
        except (RobotError, ArrivalError, OSError) as problem:
            return Outcome(traveller, f"{traveller.account.name}: {problem}")
        self.arrivals.add(traveller)
        return Outcome(traveller, "")

    def teacher(self, traveller: Traveller) -> None:
        """Link the course with the exchange, and go through the welcome page to its home."""
        robot, visit = self.click(traveller)
        if path_of(visit) == "/launch/course":
            partnership = self.partnerships[traveller.tenant.name]
            visit = _fill_in(robot, visit, partnership=str(partnership))
        if path_of(visit) == "/welcome":
            visit = self.welcome(robot, visit, traveller)
        self._require(visit, path_of(visit))

    def student(self, traveller: Traveller) -> None:
        """Click, and read the welcome page; a newcomer's is left for the visitor."""
        robot, visit = self.click(traveller)
        path = path_of(visit)
        if path == "/welcome" and is_newcomer(traveller):
            path = parse_qs(urlsplit(visit.url).query).get("next", [""])[0]
        elif path == "/welcome":
            visit = self.welcome(robot, visit, traveller)
            path = path_of(visit)
        self._require(visit, path)

    def welcome(self, robot: Robot, visit: Visit, traveller: Traveller) -> Visit:
        """Go through the welcome page, with the name as the LMS has it."""
        return _fill_in(
            robot,
            visit,
            display_name=traveller.account.name,
            timezone=traveller.tenant.timezone,
        )

    def click(self, traveller: Traveller) -> tuple[Robot, Visit]:
        """Click on the link in the LMS, with a browser that nobody has used before."""
        robot = Robot(self.transport, language=traveller.account.locale)
        address = launch_address(self.world, traveller.tenant, traveller.account)
        return robot, robot.launch(address)

    def _require(self, visit: Visit, path: str) -> None:
        if visit.status != 200 or path != f"/exchanges/{self.exchange_id}/":
            raise ArrivalError(f"{path_of(visit)} answered {visit.status}")


def path_of(visit: Visit) -> str:
    return urlsplit(visit.url).path


def _fill_in(robot: Robot, visit: Visit, **values: str) -> Visit:
    """Fill in the form of the page itself: the one that is sent back to the page's address.

    Raises:
        ArrivalError: the page has no such form.
    """
    for number, form in enumerate(visit.forms):
        if form.method == "POST" and urlsplit(form.action).path == path_of(visit):
            return robot.submit(visit, number, **values)
    raise ArrivalError(f"{path_of(visit)} answered {visit.status} without a form")
