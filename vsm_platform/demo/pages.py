"""What ``vsm demo`` prints: what it is doing, how far it is, and what to try then."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from vsm_platform.demo.course.deeds import applicants
from vsm_platform.demo.house import House
from vsm_platform.demo.launching import AT_ONCE, SAMPLE, Outcome
from vsm_platform.demo.programmes import Programme, programmes
from vsm_platform.practice import World

PROBLEMS_SHOWN = 5
_STUDENT = (
    "Be a student. {student} has been here before: the course home says what comes next, when the "
    "live class is on {student}'s clock, and who is in the team. Open a page, say that you are done, "
    "hand something in, answer what the others wrote and what the pulse asks, look at the badge, "
    "and open “Live” in a second browser as somebody else of the team: the rooms are open."
)
_NEWCOMER = "Be {newcomer}, who has never been here: the welcome page is left to you."
_TEACHER = (
    "Be the teacher there, {teacher}, who coordinates it: see how far everybody is and the set-up path "
    "under “Manage”, mark what was handed in, read how the week went under “Surveys” once five have "
    "answered, say what you change, and look at the course as a student of any partner does."
)
_GRADES = (
    "As that teacher, open “Grades” and choose a column for participation: a moment later it stands "
    "in the pretend gradebook, “Gradebook” in the course there. “Choose from Virtual exchange”, below "
    "the course's links, places a page of the exchange."
)
_APPLICANT = (
    "Some universities choose their students. As the teacher of {university}, read the application "
    "that waits under “Manage”; another was refused by a rule, with its reason."
)
_GUEST = "Be {guest}, who speaks at one class and sees nothing else, by a link that works once:"
_INVITED = "Be a student of {partner}, who comes in without an LMS, by a link that works once:"
_FAULT = "Break something: tick a fault in this LMS's drawer, then open “Virtual exchange” again."
_ADMINISTRATOR = (
    "Be the administrator, who connects universities, tests their LMSs and reads the log, by a link "
    "that works once, within 24 hours:"
)
console = Console(highlight=False)


def list_programmes() -> None:
    """All programmes, one line each."""
    for each in programmes().values():
        numbers = f"{len(each.partners):>2} institutions {each.students:>5} students"
        line = Text.assemble((f"{each.key:<24}", "bold"), f"{numbers}  {each.title}")
        console.print(line, overflow="ellipsis", no_wrap=True)


def say_what_begins(programme: Programme, house: House, *, goes_on: bool) -> None:
    """What is about to happen, and what of it is made up."""
    console.print(Text(programme.title, style="bold"))
    verb = "Going on with" if goes_on else "Making"
    console.print(Text(f"{verb} {house.folder}"))
    if not goes_on:
        console.print(Text(f"Made up here: {' '.join(programme.made_up)}"))
    for partner in programme.by_invitation:
        console.print(Text(f"{partner.name} has no LMS. Its people come in by invitation."))


class Bar:
    """A progress bar for each group of launches, and for what takes a moment by itself."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def follow(self, name: str, outcomes: Iterable[Outcome], total: int) -> list[Outcome]:
        """Wait for all outcomes and show each as it comes."""
        if not total:
            return []
        task = self._progress.add_task(name, total=total)
        seen = []
        for outcome in outcomes:
            seen.append(outcome)
            self._progress.advance(task)
        return seen

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show that one thing is being done, and that it is done."""
        task = self._progress.add_task(name, total=1)
        yield
        self._progress.advance(task)


@contextmanager
def progress(what: str = "launches") -> Iterator[Bar]:
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(what),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as shown:
        yield Bar(shown)


def show_summary(outcomes: list[Outcome], seconds: float, house: House) -> None:
    """How many launches there were, how long they took, and what failed."""
    if not outcomes:
        console.print("Nobody was left to launch.")
        return
    failures = sum(bool(outcome.problem) for outcome in outcomes)
    text = f"{len(outcomes)} launches in {seconds:.1f} s, {AT_ONCE} at once, failures: "
    console.print(Text.assemble((f"{text}{failures}", "bold red" if failures else "bold")))
    show_problems(outcomes, house)


def show_problems(outcomes: list[Outcome], house: House) -> None:
    """What failed, and what to do about it; nothing where nothing has."""
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    for problem in problems[:PROBLEMS_SHOWN]:
        console.print(Padding(Text(problem), (0, 0, 0, 2)))
    if problems:
        console.print(Text(f"The product's log may say more: {house.log_file}"), soft_wrap=True)
        console.print("Running the command again goes on with those for whom it failed.")


@dataclass(frozen=True, slots=True)
class Doors:
    """The links that let somebody in without an LMS."""

    administrator: str
    guest: str
    guest_name: str
    students: Mapping[str, str]
    """By the name of a partner without an LMS."""


def say_it_is_over(day: date) -> None:
    """For who comes back to a demonstration after weeks."""
    console.print(f"The course of this demonstration ended on {day}: --fresh begins a new one.")


def show_guide(
    programme: Programme, world: World, house: House, doors: Doors, *, launched_all: bool
) -> None:
    """Addresses, and what to try."""
    if not launched_all:
        console.print(
            f"That was a sample of {SAMPLE} of {programme.students} students; --all launches all."
        )
    console.print()
    _line("Practice universities", f"{house.practice_url}/")
    _line("The product", f"{house.product_url}/")
    console.print()
    console.print(Text("What to try", style="bold"))
    ideas = [*_with_lms(programme, world), *_by_link(doors)]
    for number, (text, address) in enumerate(ideas, 1):
        console.print(Padding(Text(f"{number}. {text}"), (0, 0, 0, 2)))
        if address:
            _line("     ", address)
    console.print(Text("Ctrl-C ends both servers.", style="bold"))


def _line(label: str, address: str) -> None:
    # Never wrapped, so that a terminal knows the address for a link.
    console.print(
        Text(f"{label:<22} {address}" if label.strip() else f"{label}{address}"), soft_wrap=True
    )


def _with_lms(programme: Programme, world: World) -> Iterator[tuple[str, str]]:
    tenants = {tenant.name: tenant for tenant in world.tenants()}
    if not tenants:
        return
    tenant = tenants.get(programme.lead.name) or next(iter(tenants.values()))
    platform = world.platform(tenant.platform_key)
    newcomer, student = (account.name for account in tenant.people("student")[:2])
    teacher = tenant.people("teacher")[0].name
    where = f"Everybody below is of {tenant.name}: pick the person, then open “Virtual exchange”."
    yield where, world.tenant_address(tenant, "/")
    yield _STUDENT.format(student=student), ""
    yield _NEWCOMER.format(newcomer=newcomer), ""
    yield _TEACHER.format(teacher=teacher), ""
    yield _GRADES, ""
    choosy = next((one for one in applicants(world, programme)), None)
    if choosy:
        at = choosy.tenant
        yield _APPLICANT.format(university=at.name), world.tenant_address(at, "/")
    yield _FAULT, world.platform_address(platform, "/faults")


def _by_link(doors: Doors) -> Iterator[tuple[str, str]]:
    for partner, link in doors.students.items():
        yield _INVITED.format(partner=partner), link
    if doors.guest:
        yield _GUEST.format(guest=doors.guest_name), doors.guest
    yield _ADMINISTRATOR, doors.administrator


def say_goodbye(programme: Programme, house: House) -> None:
    """The last lines, after Ctrl-C."""
    console.print()
    console.print(
        Text(
            f"Stopped. `vsm demo {programme.key}` goes on with {house.folder}; --fresh begins anew."
        )
    )
