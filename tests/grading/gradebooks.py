"""Universities with gradebooks, and what a test does with them: launch, mark, deliver, look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.launch.universities import TOOL, Universities, University, walk, welcome
from vsm_platform.accounts.api import Identity
from vsm_platform.core.courier import Courier
from vsm_platform.core.outbox import Delivery, HeldChannel
from vsm_platform.exchanges.api import Enrolment, do_set_coordinator
from vsm_platform.grading.models import ColumnState, GradeColumn, Measure
from vsm_platform.institutions.api import LmsCourse
from vsm_platform.practice import Robot, Visit
from vsm_platform.practice.model import Account, LineItem, Score

FLAVOURS = {
    "moodle": "Samoa",
    "blackboard": "Madrid",
    "canvas": "Bogota",
    "brightspace": "Auckland",
}
COURSE_CHOICE = "/launch/course"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


@dataclass
class Gradebooks:
    """One exchange, its universities, and their gradebooks."""

    app: Flask
    universities: Universities
    partners: list[University]
    exchange_id: int
    browsers: dict[tuple[str, str], Robot] = field(default_factory=dict)

    @property
    def grades(self) -> str:
        return f"{TOOL}/exchanges/{self.exchange_id}/grades"

    # People.

    def arrive(self, university: University, account: Account) -> Robot:
        """Launch, read the notice where it is asked, and keep the browser."""
        # Some of these universities teach in Spanish; what the pages say is compared in English.
        account.locale = "en"
        key = university.tenant_key, account.sub
        robot = self.browsers.setdefault(key, self.universities.robot())
        visit = walk(robot, university, account)
        if "/welcome" in visit.url:
            visit = welcome(robot, visit)
        assert visit.status == 200, visit.text
        return robot

    def everybody_arrives(self) -> None:
        for university in self.partners:
            for account in (university.teacher, *university.students):
                self.arrive(university, account)

    def teacher(self, university: University) -> Robot:
        """The browser of the university's teacher."""
        return self.arrive(university, university.teacher)

    def appoint(self, university: University) -> Robot:
        """The browser of the university's teacher, who coordinates from now on."""
        robot = self.teacher(university)
        query = select(Identity.person_id).where(
            Identity.subject == university.teacher.sub,
            Identity.institution_id == university.institution_id,
        )
        ((person_id,),) = self.universities.rows(query)
        with self.universities.work() as session:
            do_set_coordinator(
                session, self.exchange_id, person_id, is_coordinator=True, actor_id=None
            )
        return robot

    def enrolment(self, university: University, account: Account) -> int:
        query = (
            select(Enrolment.id)
            .join(Identity, Identity.person_id == Enrolment.person_id)
            .where(
                Identity.subject == account.sub,
                Identity.institution_id == university.institution_id,
                Enrolment.exchange_id == self.exchange_id,
            )
        )
        return int(self.universities.rows(query)[0][0])

    # Measures, marks and columns, through their pages.

    def measure(self, kind: str = "participation") -> int:
        """The latest measure of this kind."""
        query = select(Measure.id).where(
            Measure.exchange_id == self.exchange_id, Measure.source.startswith(kind)
        )
        return int(self.universities.rows(query.order_by(Measure.id.desc()))[0][0])

    def add_mark(self, coordinator: Robot, title: str = "Essay", maximum: str = "20") -> int:
        form = coordinator.open(f"{self.grades}/new")
        added = send(coordinator, form, "maximum", title=title, maximum=maximum)
        assert added.url == self.grades, added.text
        return self.measure("mark")

    def give(
        self, robot: Robot, measure_id: int, marks: dict[int, str], comment: str = ""
    ) -> Visit:
        """Enter marks on their page, by enrolment."""
        page = robot.open(f"{self.grades}/{measure_id}/marks")
        values = {f"value_{enrolment}": value for enrolment, value in marks.items()}
        if comment:
            values |= {f"comment_{enrolment}": comment for enrolment in marks}
        return send(robot, page, f"value_{next(iter(marks))}", **values)

    def column_page(self, university: University, measure_id: int) -> str:
        return f"{self.grades}/{measure_id}/columns/{self.lms_course(university)}"

    def choose_column(
        self, university: University, measure_id: int, *, maximum: str = "100", step: str = "0.01"
    ) -> Visit:
        """Let the university's teacher set the column up."""
        robot = self.teacher(university)
        page = robot.open(self.column_page(university, measure_id))
        return send(robot, page, "label", label="Exchange", maximum=maximum, step=step)

    def with_column(self, university: University, **scale: str) -> LineItem:
        """The university's column of participation, in its gradebook, with all scores."""
        self.teacher(university)
        self.choose_column(university, self.measure(), **scale)
        self.deliver()
        return self.line_items(university)[0]

    def lms_course(self, university: University) -> int:
        query = select(LmsCourse.id).where(
            LmsCourse.course_key == f"context:{university.course.id}",
            LmsCourse.deployment_id.in_(
                select(Enrolment.lms_course_id)  # any course of this university's deployment
                .join(LmsCourse, LmsCourse.id == Enrolment.lms_course_id)
                .with_only_columns(LmsCourse.deployment_id)
                .join(Identity, Identity.person_id == Enrolment.person_id)
                .where(Identity.institution_id == university.institution_id)
            ),
        )
        return int(self.universities.rows(query)[0][0])

    # What becomes of it.

    @property
    def courier(self) -> Courier:
        courier: Courier = self.app.extensions["vsm_courier"]
        return courier

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        """Carry out what is due, now or after so much time; gives the number of tries.

        The time passes for what waits and not for the clock, which the LMS would see as wrong.
        """
        with self.universities.work() as session:
            for delivery in session.scalars(select(Delivery)):
                delivery.due_at -= after
                delivery.created_at -= after
                if delivery.leased_until:
                    delivery.leased_until -= after
            for held in session.scalars(select(HeldChannel)):
                held.until -= after
        return self.courier.run_due()

    def line_items(self, university: University) -> list[LineItem]:
        return list(university.course.line_items.values())

    def scores(self, university: University, account: Account) -> list[Score]:
        """All that arrived for a person, in the order of arrival."""
        return [
            score
            for item in self.line_items(university)
            for score in item.scores
            if score.user_id == account.sub
        ]

    def outcomes(self, kind: str = "grading.score") -> list[tuple[str, str]]:
        """State and reason of each delivery, the oldest first."""
        query = select(Delivery.state, Delivery.error).where(Delivery.kind == kind)
        return self.universities.rows(query.order_by(Delivery.id))

    def column_state(self, measure_id: int | None = None) -> list[ColumnState]:
        query = select(GradeColumn.state).order_by(GradeColumn.id)
        if measure_id is not None:
            query = query.where(GradeColumn.measure_id == measure_id)
        return [state for (state,) in self.universities.rows(query)]


def send(robot: Robot, page: Visit, field_name: str, **values: str) -> Visit:
    """Fill in and send the page's form that has a field of this name."""
    assert page.status == 200, page.text
    number = next((n for n, f in enumerate(page.forms) if field_name in f.fields), None)
    assert number is not None, f"no form with {field_name} on {page.url}: {page.text}"
    return robot.submit(page, number, **values)


def press(robot: Robot, page: Visit, action_ends: str, **values: str) -> Visit:
    """Send the page's form whose address ends so."""
    number = next(n for n, f in enumerate(page.forms) if f.action.endswith(action_ends))
    return robot.submit(page, number, **values)


def numbers(scores: Sequence[Score]) -> list[tuple[Any, Any]]:
    """Given and maximum of each score."""
    return [(score.score_given, score.score_maximum) for score in scores]
