"""``vsm demo``: from nothing to a running exchange with everybody in it, and a page to read."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import click

from config import load_settings
from vsm_platform import schema
from vsm_platform.accounts.api import do_invite_administrator
from vsm_platform.app import create_app
from vsm_platform.core import clock
from vsm_platform.core.db import make_engine
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo import pages
from vsm_platform.demo.course.deeds import BUSY, Deeds, applicants, mark_works
from vsm_platform.demo.course.making import Made, make_course, text_of
from vsm_platform.demo.course.staff import Lectern, chief_of
from vsm_platform.demo.house import ROOT, House, require_checkout
from vsm_platform.demo.launching import (
    SAMPLE,
    Arrivals,
    Journeys,
    Outcome,
    Traveller,
    is_newcomer,
    students,
    teachers,
)
from vsm_platform.demo.product import product_server, wait_until_ready
from vsm_platform.demo.programmes import Programme, programmes
from vsm_platform.demo.registering import (
    Agreement,
    appoint_coordinator,
    find_agreement,
    register,
)
from vsm_platform.demo.world import build_world, load_world
from vsm_platform.exchanges.api import Exchange
from vsm_platform.practice import HttpTransport, World, serve_world


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What was asked for on the command line; `folder` is None for the repository's own."""

    programme: str
    fresh: bool
    port: int
    practice_port: int
    everybody: bool
    serves: bool
    folder: Path | None


def run_demo(options: DemoOptions) -> None:
    """Run a demonstration until Ctrl-C.

    Raises:
        click.ClickException: it cannot start; the message says what to do.
    """
    _refuse_production()
    require_checkout()
    programme = _programme(options.programme)
    folder = (options.folder or ROOT / "var" / "demo").absolute() / programme.key
    house = House(folder, options.port, options.practice_port)
    house.require_free_ports()
    try:
        with _signals_as_interrupts():
            _run(programme, house, options)
    except KeyboardInterrupt:
        pages.say_goodbye(programme, house)


def _refuse_production() -> None:
    if load_settings().is_production:
        raise click.ClickException(
            "There is no demonstration in production: its practice LMS lets anybody be anybody. "
            "Run it elsewhere, with VSM_ENVIRONMENT unset."
        )


def _programme(key: str) -> Programme:
    found = programmes().get(key)
    if found is None:
        raise click.ClickException(f"There is no programme {key}; `vsm demo --list` names all.")
    return found


@contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """Let a closed terminal and a plain kill end both servers too, as Ctrl-C does."""
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(programme: Programme, house: House, options: DemoOptions) -> None:
    goes_on = house.world_file.exists() and not options.fresh
    pages.say_what_begins(programme, house, goes_on=goes_on)
    world = load_world(house) if goes_on else _clean_world(programme, house)
    with open_database(house) as database, product_server(house) as process, ExitStack() as stack:
        # While the product's server starts. The practice LMS follows, because it writes the
        # world's file, whose existence says that all of this is done.
        agreement = prepare(database, programme, world, house)
        stack.enter_context(
            serve_world(world, port=house.practice_port, state_file=house.world_file)
        )
        wait_until_ready(process, house)
        everybody = options.everybody or programme.students <= SAMPLE
        limit = None if everybody else SAMPLE
        outcomes = launch_all(database, programme, world, agreement, house, limit)
        made, lived = teach(programme, world, agreement, house, limit)
        outcomes += lived
        doors = pages.Doors(
            administrator=_invitation(database, house),
            guest=made.guest_link,
            guest_name=text_of(programme).meeting["guest"],
            students=made.student_links,
        )
        pages.show_guide(programme, world, house, doors, launched_all=everybody)
        if options.serves:
            _wait(process, house)
    if any(outcome.problem for outcome in outcomes):
        raise SystemExit(1)


def _clean_world(programme: Programme, house: House) -> World:
    house.clear()
    # Made before the product's server starts, which would make another one.
    house.settings.signing_key()
    return build_world(programme, house)


@contextmanager
def open_database(house: House) -> Iterator[Database]:
    """The product's database with its newest schema."""
    address = house.settings.database_address()
    schema.upgrade(address)
    database = Database(make_engine(address))
    try:
        yield database
    finally:
        database.engine.dispose()


def prepare(database: Database, programme: Programme, world: World, house: House) -> Agreement:
    """Register the world with the product, or find what an earlier run registered.

    The world's file is written last: where it exists, everything before is complete.
    """
    with database.unit_of_work(writes=True) as session:
        if house.world_file.exists():
            agreement = find_agreement(session, programme)
            exchange = session.get_one(Exchange, agreement.exchange_id)
            if exchange.ends_on < clock.now().date():
                pages.say_it_is_over(exchange.ends_on)
            return agreement
        vault = Vault([house.settings.signing_key()])
        agreement = register(session, vault, programme, world, clock.now().date())
    world.save(house.world_file)
    return agreement


def launch_all(
    database: Database,
    programme: Programme,
    world: World,
    agreement: Agreement,
    house: House,
    limit: int | None,
) -> list[Outcome]:
    """Launch who has not come in yet: first the teachers, who link the courses, then students."""
    arrivals = Arrivals(house.arrivals_file)
    staff = arrivals.missing(teachers(world))
    class_ = arrivals.missing(class_of(programme, world, limit))
    started = time.monotonic()
    with HttpTransport(timeout_seconds=30) as transport, pages.progress() as bar:
        journeys = Journeys(
            world, agreement.exchange_id, agreement.partnerships, arrivals, transport
        )
        outcomes = bar.follow("Teachers", journeys.run(staff, journeys.teacher), len(staff))
        with database.unit_of_work(writes=True) as session:
            appoint_coordinator(session, agreement)
        outcomes += bar.follow("Students", journeys.run(class_, journeys.student), len(class_))
    pages.show_summary(outcomes, time.monotonic() - started, house)
    return outcomes


def class_of(programme: Programme, world: World, limit: int | None) -> list[Traveller]:
    """The students who come in; those who are to apply do not."""
    waiting = {traveller.mark for traveller in applicants(world, programme)}
    return [each for each in students(world, limit) if each.mark not in waiting]


def teach(
    programme: Programme, world: World, agreement: Agreement, house: House, limit: int | None
) -> tuple[Made, list[Outcome]]:
    """Make the course, if it is not there, and let some students live in it for a while."""
    app = create_app(house.settings)
    deeds_done = Arrivals(house.deeds_file)
    text = text_of(programme)
    with HttpTransport(timeout_seconds=30) as transport, pages.progress("people") as bar:
        with bar.step("Course"):
            made = make_course(app, agreement.exchange_id, programme, house.course_file)
        journeys = Journeys(
            world, agreement.exchange_id, agreement.partnerships, deeds_done, transport
        )
        class_ = class_of(programme, world, limit)
        lectern = Lectern(journeys, house.product_url, made, text)
        chief = chief_of(app, agreement.exchange_id, world)
        teaching = deeds_done.missing(chief)
        outcomes = bar.follow("Teaching", journeys.run(teaching, lectern.prepare), len(teaching))
        made.save(house.course_file)
        busy = [each for each in class_ if not is_newcomer(each)][:BUSY]
        asking = applicants(world, programme)
        deeds = Deeds(journeys, house.product_url, made, text, busy, asking)
        waiting = deeds_done.missing(busy)
        outcomes += bar.follow("At work", journeys.run(waiting, deeds.student), len(waiting))
        waiting = deeds_done.missing(asking)
        outcomes += bar.follow("Applying", journeys.run(waiting, deeds.applicant), len(waiting))
        mark_works(app, agreement.exchange_id, made, text)
        giving = teaching if made.badge else []
        outcomes += bar.follow("Badges", journeys.run(giving, lectern.give_badges), len(giving))
    app.extensions["vsm_database"].engine.dispose()
    pages.show_problems(outcomes, house)
    return made, outcomes


def _invitation(database: Database, house: House) -> str:
    with database.unit_of_work(writes=True) as session:
        return f"{house.product_url}/invitation/{do_invite_administrator(session)}"


def _wait(process: BaseProcess, house: House) -> None:
    process.join()
    raise click.ClickException(f"The product's server has ended; see {house.log_file}.")
