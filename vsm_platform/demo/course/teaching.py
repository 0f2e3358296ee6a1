"""Files, assignments and modules of a demonstration's course, made as faculty make them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from vsm_platform.content.assignments import api as assignments
from vsm_platform.content.files import api as files
from vsm_platform.content.modules import api as modules
from vsm_platform.demo.course.texts import (
    FOLDER,
    AssignmentText,
    CourseText,
    ItemText,
    ModuleText,
)

END_OF_DAY = time(23, 59)
_LINKS = {
    "link": modules.Kind.LINK,
    "video": modules.Kind.VIDEO,
    "recording": modules.Kind.RECORDING,
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose course is made, by whom."""

    session: Session
    exchange_id: int
    actor_id: int | None
    """The coordinator; None where nobody has come in yet."""
    language: str
    weeks: int
    today: date


def add_files(desk: Desk, text: CourseText) -> dict[str, int]:
    """The shared files, by name."""
    found = {}
    for name in text.files:
        with (FOLDER / name).open("rb") as stream:
            found[name] = files.do_store(
                desk.session,
                desk.exchange_id,
                owner=files.exchange_owner(desk.exchange_id),
                name=name,
                stream=stream,
                actor_id=desk.actor_id,
                by_faculty=True,
            )
    return found


def add_assignments(
    desk: Desk, text: CourseText, team_set_id: int | None, late: list[int]
) -> dict[str, int]:
    """The assignments, by key; published, and due later for the partnerships in ``late``.

    Without teams, those for teams are left out.
    """
    found = {}
    for one in text.assignments:
        if one.for_teams and team_set_id is None:
            continue
        facts = _facts(desk, one, team_set_id, late)
        found[one.key] = assignments.do_add_assignment(
            desk.session, desk.exchange_id, facts, actor_id=desk.actor_id
        )
        assignments.do_publish_assignment(
            desk.session,
            desk.exchange_id,
            found[one.key],
            is_published=True,
            actor_id=desk.actor_id,
        )
    return found


def _facts(
    desk: Desk, one: AssignmentText, team_set_id: int | None, late: list[int]
) -> assignments.AssignmentFacts:
    due_on = desk.today + timedelta(days=one.due_in_days)
    return assignments.AssignmentFacts(
        title=one.title,
        instructions=one.instructions,
        is_for_teams=one.for_teams,
        team_set_id=team_set_id if one.for_teams else None,
        points=one.points,
        opens_on=None,
        due_on=due_on,
        due_time=END_OF_DAY,
        due_zone="",
        accepts_late=True,
        accepts_again=True,
        readers=assignments.Readers.EVERYBODY,
        own_dues={
            partner: (due_on + timedelta(days=one.later_days), END_OF_DAY) for partner in late
        },
    )


def add_modules(
    desk: Desk, text: CourseText, file_ids: Mapping[str, int], assignment_ids: Mapping[str, int]
) -> None:
    """All modules with what is in them, published."""
    shelf = _Shelf(desk, file_ids, assignment_ids)
    for module in text.modules:
        weeks = module.weeks_of(desk.weeks)
        module_id = modules.do_add_module(
            desk.session,
            desk.exchange_id,
            module.title,
            week=weeks[0] if weeks else None,
            last_week=weeks[1] if weeks else None,
            intro=module.intro,
            actor_id=desk.actor_id,
        )
        shelf.fill(module_id, module)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What items of modules point to."""

    desk: Desk
    file_ids: Mapping[str, int]
    assignment_ids: Mapping[str, int]

    def fill(self, module_id: int, module: ModuleText) -> None:
        for item in module.items:
            self._add(module_id, item)

    def _add(self, module_id: int, item: ItemText) -> None:
        session, actor_id = self.desk.session, self.desk.actor_id
        match item.kind:
            case "heading":
                modules.do_add_heading(session, module_id, item.title, actor_id=actor_id)
            case "page":
                self._add_page(module_id, item)
            case "activity":
                self._add_activity(module_id, item)
            case "file":
                self._place(module_id, item.kind, self.file_ids.get(item.key), item.key)
            case "assignment":
                self._place(module_id, assignments.KIND, self.assignment_ids.get(item.key), "")
            case kind:
                modules.do_add_link(
                    session,
                    module_id,
                    item.title,
                    item.url,
                    kind=_LINKS[kind],
                    text=item.text,
                    minutes=item.minutes,
                    actor_id=actor_id,
                )

    def _place(self, module_id: int, kind: str, ref_id: int | None, title: str) -> None:
        if ref_id is not None:
            modules.do_add_item(
                self.desk.session, module_id, kind, ref_id, title, actor_id=self.desk.actor_id
            )

    def _add_page(self, module_id: int, item: ItemText) -> None:
        text = item.text
        for name, file_id in self.file_ids.items():
            address = files.content_path(self.desk.exchange_id, file_id, name)
            text = text.replace(f"]({name})", f"]({address})")
        modules.do_add_page(
            self.desk.session,
            module_id,
            item.title,
            text,
            minutes=item.minutes,
            actor_id=self.desk.actor_id,
        )

    def _add_activity(self, module_id: int, item: ItemText) -> None:
        """A copy from the library, in the language of teaching where it is there in that."""
        found = modules.find_activity(item.key, self.desk.language)
        if found is None:
            raise LookupError(f"The library has no activity {item.key}.")
        modules.do_add_page(
            self.desk.session,
            module_id,
            found.title,
            f"{found.purpose}\n\n{found.markdown}",
            kind=modules.Kind.ACTIVITY,
            language=found.language,
            minutes=found.minutes,
            actor_id=self.desk.actor_id,
        )
