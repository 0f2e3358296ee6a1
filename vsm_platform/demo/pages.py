"""What ``vsm demo`` prints: what it is doing, how far it is, and what to try then."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

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

from vsm_platform.demo.house import House
from vsm_platform.demo.launching import AT_ONCE, SAMPLE, Outcome
from vsm_platform.demo.programmes import Programme, programmes
from vsm_platform.practice import World

PROBLEMS_SHOWN = 5
_STUDENT = (
    "Be a student of {university}: pick one, open “Virtual exchange”, and read the welcome page, "
    "which is left to you."
)
_TEACHER = "Be the teacher there, who coordinates the exchange of {university} and its partners."
_PLACE = (
    "As that teacher, place a page of the exchange: below the course's links, “Choose from Virtual "
    "exchange”."
)
_GRADES = (
    "As that teacher, open “Grades” in the exchange and choose a column for participation: a moment "
    "later it stands in the pretend gradebook, “Gradebook” in the course there, with its scores."
)
_FAULT = "Break something: tick a fault in this LMS's drawer, then open “Virtual exchange” again."
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
        console.print(
            Text(
                f"{partner.name} has no LMS. Its people will come in by invitation, which is not "
                "built yet; it takes part as an institution without a connection."
            )
        )


class Bar:
    """A progress bar for each group of launches."""

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
def progress() -> Iterator[Bar]:
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("launches"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as shown:
        yield Bar(shown)


def show_summary(outcomes: list[Outcome], seconds: float, house: House) -> None:
    """How many launches there were, how long they took, and what failed."""
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    if not outcomes:
        console.print("Nobody was left to launch.")
        return
    text = f"{len(outcomes)} launches in {seconds:.1f} s, {AT_ONCE} at once, failures: "
    console.print(Text.assemble((f"{text}{len(problems)}", "bold red" if problems else "bold")))
    for problem in problems[:PROBLEMS_SHOWN]:
        console.print(Padding(Text(problem), (0, 0, 0, 2)))
    if problems:
        console.print(Text(f"The product's log may say more: {house.log_file}"), soft_wrap=True)
        console.print("Running the command again launches those who have not come in.")


def show_guide(
    programme: Programme, world: World, house: House, invitation: str, *, launched_all: bool
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
    for number, (text, address) in enumerate(_ideas(programme, world, invitation), 1):
        console.print(Padding(Text(f"{number}. {text}"), (0, 0, 0, 2)))
        if address:
            _line("     ", address)
    console.print(Text("Ctrl-C ends both servers.", style="bold"))


def _line(label: str, address: str) -> None:
    # Never wrapped, so that a terminal knows the address for a link.
    console.print(
        Text(f"{label:<22} {address}" if label.strip() else f"{label}{address}"), soft_wrap=True
    )


def _ideas(programme: Programme, world: World, invitation: str) -> Iterator[tuple[str, str]]:
    tenants = {tenant.name: tenant for tenant in world.tenants()}
    if tenants:
        tenant = tenants.get(programme.lead.name) or next(iter(tenants.values()))
        platform = world.platform(tenant.platform_key)
        yield _STUDENT.format(university=tenant.name), world.tenant_address(tenant, "/")
        yield _TEACHER.format(university=tenant.name), ""
        yield _PLACE, ""
        yield _GRADES, ""
        yield _FAULT, world.platform_address(platform, "/faults")
    yield "Be the administrator, by a link that works once, within 24 hours:", invitation


def say_goodbye(programme: Programme, house: House) -> None:
    """The last lines, after Ctrl-C."""
    console.print()
    console.print(
        Text(
            f"Stopped. `vsm demo {programme.key}` goes on with {house.folder}; --fresh begins anew."
        )
    )
