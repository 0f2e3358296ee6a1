"""How much CPU a whole launch costs, and whether 110 at once all arrive.

A launch is login + validation + session + enrolment + landing page: three requests. The floor is
what the same run needs for three empty Flask requests and one RS256 verification.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask

from benchmarks.house import TimedTransport, free_port, report
from vsm_platform import schema
from vsm_platform.app import create_app
from vsm_platform.core.db import make_engine
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.command import prepare
from vsm_platform.demo.house import House
from vsm_platform.demo.launching import Arrivals, Journeys, Traveller, students, teachers
from vsm_platform.demo.product import product_server, wait_until_ready
from vsm_platform.demo.programmes import programmes
from vsm_platform.demo.registering import Agreement
from vsm_platform.demo.world import build_world, launch_address
from vsm_platform.practice import (
    HttpTransport,
    Robot,
    Switchboard,
    Transport,
    World,
    WsgiTransport,
    serve_world,
)
from vsm_platform.practice.robot import Step, Visit

STUDENTS_AT_ONCE = 110


def hello() -> Flask:
    """The empty page that everything is compared with."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def floor_milliseconds(rounds: int = 400) -> float:
    """CPU of three empty requests and one RS256 verification, median of the rounds."""
    transport = WsgiTransport(hello(), "http://localhost")
    key = rsa.generate_private_key(65537, 2048)
    public, message = key.public_key(), b"x" * 2000
    signature = key.sign(message, padding.PKCS1v15(), SHA256())

    def once() -> None:
        for _ in range(3):
            transport.send("GET", "http://localhost/")
        public.verify(signature, message, padding.PKCS1v15(), SHA256())

    return statistics.median(_milliseconds(once) for _ in range(rounds))


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


@contextmanager
def demonstration() -> Iterator[tuple[House, World, Agreement]]:
    """Climate Change's five universities, registered; their LMSs are served, the product not."""
    with TemporaryDirectory() as folder:
        house = House(Path(folder), free_port(), free_port())
        programme = programmes()["climate-change"]
        world = build_world(programme, house)
        schema.upgrade(house.settings.database_address())
        database = Database(make_engine(house.settings.database_address()))
        agreement = prepare(database, programme, world, house)
        with serve_world(world, port=house.practice_port):
            yield house, world, agreement
        database.engine.dispose()


def link_courses(house: House, world: World, agreement: Agreement, transport: Transport) -> None:
    """Every teacher's launch, which links the courses with the exchange."""
    arrivals = Arrivals(house.arrivals_file)
    journeys = Journeys(world, agreement.exchange_id, agreement.partnerships, arrivals, transport)
    problems = [o.problem for o in journeys.run(teachers(world), journeys.teacher) if o.problem]
    if problems:
        raise RuntimeError(problems[0])


def measure_one_by_one(
    house: House, world: World, agreement: Agreement
) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """CPU milliseconds by path of each student's first launch, and of the next one."""
    product = WsgiTransport(create_app(house.settings), house.product_url)
    practice = HttpTransport(timeout_seconds=30)
    link_courses(house, world, agreement, Switchboard({house.product_url: product}, practice))
    everybody = [_Student(house, product, practice, one) for one in students(world, None)]
    first = _launch_together(world, everybody, is_new=True)
    for student in everybody:
        student.welcome()
    returning = _launch_together(world, everybody, is_new=False)
    practice.close()
    return first, returning


class _Student:
    """A student's browser with a stop-watch on what the product does for it."""

    def __init__(
        self, house: House, product: WsgiTransport, practice: HttpTransport, traveller: Traveller
    ) -> None:
        self.traveller = traveller
        self.timed = TimedTransport(product)
        self.robot = Robot(Switchboard({house.product_url: self.timed}, practice))
        self.step: Step
        self.visit: Visit

    def welcome(self) -> None:
        form = next(n for n, f in enumerate(self.visit.forms) if "display_name" in f.fields)
        name, zone = self.traveller.account.name or "A student", self.traveller.tenant.timezone
        self.robot.submit(self.visit, form, display_name=name, timezone=zone)


def _launch_together(
    world: World, everybody: list[_Student], *, is_new: bool
) -> list[dict[str, float]]:
    """Everybody takes each step before anybody takes the next.

    So the product works as it does under load, one request after the other, like the floor that
    it is compared with, and not with caches that the practice LMS has filled meanwhile.
    """
    for student in everybody:
        student.timed.seconds.clear()
        traveller = student.traveller
        address = launch_address(world, traveller.tenant, traveller.account)
        student.step = student.robot.begin(address)
    for student in everybody:
        student.step = student.robot.login(student.step)
    for student in everybody:
        student.step = student.robot.authenticate(student.step)
    for student in everybody:
        student.visit = student.robot.post_launch(student.step)
    for visit in (student.visit for student in everybody):
        if visit.status != 200 or ("/welcome" in visit.url) is not is_new:
            raise RuntimeError(f"{visit.url} answered {visit.status}")
    return [
        {path: seconds * 1000 for path, seconds in student.timed.seconds.items()}
        for student in everybody
    ]


def launch_all_at_once(house: House, world: World, agreement: Agreement) -> tuple[int, int, float]:
    """Every student clicks in the same moment, on the demo's server.

    Returns:
        How many clicked, how many did not arrive, and seconds until the last had.
    """
    arrivals = Arrivals(Path("/dev/null"))
    with product_server(house) as process, HttpTransport(timeout_seconds=60) as transport:
        wait_until_ready(process, house)
        journeys = Journeys(
            world, agreement.exchange_id, agreement.partnerships, arrivals, transport
        )
        everybody = students(world, None)[:STUDENTS_AT_ONCE]
        began = time.monotonic()
        with ThreadPoolExecutor(STUDENTS_AT_ONCE) as pool:
            failed = list(pool.map(lambda one: _fails(journeys, one), everybody))
        return len(everybody), sum(failed), time.monotonic() - began


def _fails(journeys: Journeys, traveller: Traveller) -> bool:
    try:
        journeys.student(traveller)
    except (RuntimeError, OSError):
        return True
    return False


def _median(launches: list[dict[str, float]]) -> float:
    return statistics.median(sum(launch.values()) for launch in launches)


def _split(launches: list[dict[str, float]]) -> dict[str, float]:
    paths = sorted({path for launch in launches for path in launch})
    return {
        path: round(statistics.median(launch.get(path, 0.0) for launch in launches), 3)
        for path in paths
    }


def main() -> None:
    """Measure and report."""
    with demonstration() as (house, world, agreement):
        before = floor_milliseconds()
        first, returning = measure_one_by_one(house, world, agreement)
        floor = (before + floor_milliseconds()) / 2
        clicked, failed, seconds = launch_all_at_once(house, world, agreement)
    report(
        {
            "launches_per_second": round(1000 / _median(returning), 1),
            "ratio_to_floor": round(_median(returning) / floor, 2),
            "first_launch_ratio_to_floor": round(_median(first) / floor, 2),
            "simultaneous": clicked,
            "simultaneous_errors": failed,
            "simultaneous_seconds": round(seconds, 2),
            "floor_ms": round(floor, 3),
            "split": {"returning_ms": _split(returning), "first_ms": _split(first)},
        }
    )


if __name__ == "__main__":
    main()
