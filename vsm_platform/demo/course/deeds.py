"""What students do in a demonstration's course: robots look at pages, hand in, and apply.

Each comes in by a launch, as on any other day, and sends the forms that stand on the pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask

from vsm_platform.content.assignments import api as assignments
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.course.forms import send, send_if_there
from vsm_platform.demo.course.making import Made
from vsm_platform.demo.course.texts import AssignmentText, CourseText
from vsm_platform.demo.launching import Journeys, Traveller, path_of
from vsm_platform.demo.programmes import Programme
from vsm_platform.exchanges import api as exchanges
from vsm_platform.practice import Robot, Visit, World

BUSY = 40
"""Students who do something, at most."""
SHARES = (0.75, 1, 0.9, 0.5, 1, 0.3, 0.75)
"""How much each of them has done of what there was so far."""
APPLICANTS = 2
"""Students of a university that chooses, who apply instead of coming in."""
PLACES_KEPT = 3
"""A university with fewer students than this has no applicants in a demonstration."""
LEVELS = ("C1", "B1")
"""What the applicants say of their language: one is good enough and waits, one is refused."""
WELL, MUCH = "45342545", "3343254"
"""How the course goes for them, and how much work it is, from 1 to 5."""
MOTIVATION = (
    "I have worked in groups before, but never with people who see the same question from another "
    "country. I want to find out which of my habits are mine, and which are only my town’s. I can "
    "bring patience, a camera, and an evening a week."
)


@dataclass(frozen=True, slots=True)
class Deeds:
    """Robots' days in one course; several threads use it at once."""

    journeys: Journeys
    product_url: str
    made: Made
    text: CourseText
    busy: list[Traveller]
    asking: list[Traveller]

    def student(self, traveller: Traveller) -> None:
        """Say to be done with some things, and perhaps hand something in."""
        number = self.busy.index(traveller)
        robot, _visit = self.journeys.click(traveller)
        share = SHARES[number % len(SHARES)]
        for item_id in self.made.items[: round(len(self.made.items) * share)]:
            self._be_done(robot, item_id)
        for one in self.text.assignments:
            key = self.made.assignments.get(one.key)
            # The first of all, whom the guide names, leaves that to the visitor.
            if key is not None and 0 < number <= len(one.works):
                self._hand_in(robot, key, one.works[number - 1])
        if number:
            self._talk(robot, number - 1)
            self._say_how_it_goes(robot, number - 1)

    def applicant(self, traveller: Traveller) -> None:
        """Answer what is asked, and send the application, unless a rule refuses it before."""
        number = self.asking.index(traveller) % len(LEVELS)
        robot, visit = self.journeys.click(traveller)
        if path_of(visit) == "/welcome":
            visit = self.journeys.welcome(robot, visit, traveller)
        language, motivation = self.made.criteria[traveller.tenant.name]
        visit = self._answer(robot, f"/{language}", level=LEVELS[number])
        visit = self._answer(robot, f"/{motivation}", text=MOTIVATION)
        if any(urlsplit(form.action).path.endswith("/send") for form in visit.forms):
            self._answer(robot, "/send")

    def _talk(self, robot: Robot, number: int) -> None:
        """Each post of the texts is one student's; the topics take turns."""
        posts = [
            (topic_id, post)
            for topic_id, topic in zip(self.made.topics, self.text.topics, strict=False)
            for post in topic.posts
        ]
        for topic_id, post in posts[number : number + 1]:
            path = f"/discussion/topics/{topic_id}/reply"
            send(robot, robot.open(self._address(path)), path, text=post)

    def _say_how_it_goes(self, robot: Robot, number: int) -> None:
        """Answer the pulse, most of them; where it is not open nobody is asked."""
        if number % 4 == 3:
            return
        for survey_id in self.made.survey:
            visit = robot.open(self._address(f"/surveys/{survey_id}/answer/week"))
            wish = self.text.wishes[number] if number < len(self.text.wishes) else ""
            going, workload = WELL[number % len(WELL)], MUCH[number % len(MUCH)]
            answers = {"q.going": going, "q.workload": workload, "q.change": wish}
            send_if_there(robot, visit, path_of(visit), **answers, go="next")

    def _address(self, path: str) -> str:
        return f"{self.product_url}/exchanges/{self.journeys.exchange_id}{path}"

    def _answer(self, robot: Robot, path: str, **values: str) -> Visit:
        visit = robot.open(self._address(f"/apply{path}"))
        return send_if_there(robot, visit, path, **values) or visit

    def _be_done(self, robot: Robot, item_id: int) -> None:
        """What is not open yet at this university has no such form, and is left alone."""
        visit = robot.open(self._address(f"/modules/items/{item_id}"))
        send_if_there(robot, visit, "/done", done="yes")

    def _hand_in(self, robot: Robot, assignment_id: int, work: str) -> None:
        path = f"/assignments/{assignment_id}"
        visit = robot.open(self._address(path))
        send(robot, visit, path, text=work, links="", step="hand_in")


def applicants(world: World, programme: Programme) -> list[Traveller]:
    """The last students of each university that chooses: they are not in, but apply."""
    choosy = {partner.name for partner in programme.partners if partner.selects}
    return [
        Traveller(tenant, account)
        for tenant in world.tenants()
        if tenant.name in choosy and len(tenant.people("student")) >= PLACES_KEPT + APPLICANTS
        for account in tenant.people("student")[-APPLICANTS:]
    ]


def mark_works(app: Flask, exchange_id: int, made: Made, text: CourseText) -> None:
    """The coordinator marks the first work of each assignment with words for it, and releases it."""
    database: Database = app.extensions["vsm_database"]
    with app.test_request_context(), database.unit_of_work(writes=True) as session:
        staff = exchanges.staff_of(session, exchange_id)
        chief = next((one for one in staff if one.role == exchanges.Role.COORDINATOR), None)
        if chief is None:
            return
        for one in _with_words(text.assignments):
            view = assignments.assignment_view(session, exchange_id, made.assignments[one.key])
            if view.is_released:
                continue
            owners = assignments.owners_of(session, view)
            enrolments = [each.enrolment_id for owner in owners for each in owner.workers]
            done = assignments.handed_in_by_all(session, exchange_id, enrolments)
            for owner in owners:
                if any(view.id in done.get(each.enrolment_id, ()) for each in owner.workers):
                    verdict = assignments.Verdict(one.mark, one.feedback)
                    assignments.do_mark(
                        session, view, owner, verdict, seen_version=0, actor_id=chief.person_id
                    )
                    break
            assignments.do_release(session, view, actor_id=chief.person_id)


def _with_words(texts: Iterable[AssignmentText]) -> list[AssignmentText]:
    return [one for one in texts if one.feedback]
