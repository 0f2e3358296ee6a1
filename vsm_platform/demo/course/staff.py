"""What the coordinator does in a demonstration's course: topics, a pulse, a badge, live rooms.

By the forms of the pages, after a launch, as on any other day.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from vsm_platform.core import clock
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.course.forms import send
from vsm_platform.demo.course.making import Made
from vsm_platform.demo.course.texts import CourseText
from vsm_platform.demo.launching import ArrivalError, Journeys, Traveller, path_of
from vsm_platform.exchanges import api as exchanges
from vsm_platform.practice import Robot, Visit, World

HALF = "50"
"""Percent of what the modules offer, for the badge."""
PULSE_DAYS = 6
MEETING = {
    "title": "Meet your team",
    "task": (
        "1. Say where you are, and what you see from your window.\n"
        "2. Write into the notes **one thing** that is the same everywhere, and one that is not.\n"
        "3. Pin to the board what you want to find out together."
    ),
}
"""A live session; its rooms are open until the next day."""


@dataclass(frozen=True, slots=True)
class Lectern:
    """The coordinator's part in one course."""

    journeys: Journeys
    product_url: str
    made: Made
    text: CourseText

    def prepare(self, traveller: Traveller) -> None:
        """Begin topics, ask how it goes, and say what one can get; what is noted is not done again."""
        robot, _visit = self.journeys.click(traveller)
        for topic in self.text.topics[len(self.made.topics) :]:
            visit = self._send(
                robot, "/discussion/course/0/new", title=topic.title, text=topic.prompt
            )
            self.made.topics.append(_number(visit, "topics"))
        if not self.made.survey:
            self.made.survey.append(self._ask(robot))
        if not self.made.badge:
            self.made.badge.append(self._offer_badge(robot))
        if not self.made.live:
            self.made.live.append(self._open_rooms(robot))

    def give_badges(self, traveller: Traveller) -> None:
        """Issue to whoever has reached it."""
        robot, _visit = self.journeys.click(traveller)
        visit = self._send(robot, f"/credentials/{self.made.badge[0]}/issue", ending="/rule")
        send(robot, visit, path_of(visit))

    def _ask(self, robot: Robot) -> int:
        """The weekly pulse, open by now on everybody's calendar."""
        first = clock.now().date() - timedelta(days=1)
        days = {"opens_on": first, "closes_on": first + timedelta(days=PULSE_DAYS)}
        visit = self._send(robot, "/surveys", ending="/take/pulse")
        values = {name: day.isoformat() for name, day in days.items()}
        made = _number(send(robot, visit, path_of(visit), **values), "surveys")
        self._send(robot, f"/surveys/{made}/publish")
        return made

    def _open_rooms(self, robot: Robot) -> int:
        made = _number(self._send(robot, "/live/new", **MEETING), "live")
        self._send(robot, f"/live/{made}/rooms", ending="/open")
        return made

    def _offer_badge(self, robot: Robot) -> int:
        made = _number(
            self._send(robot, "/credentials/new", kind="participation", **self.text.badge),
            "credentials",
        )
        path = f"/credentials/{made}"
        self._send(robot, f"{path}/rule", kind="items", minimum=HALF)
        self._send(robot, path, ending="/publish")
        return made

    def _send(self, robot: Robot, path: str, *, ending: str = "", **values: str) -> Visit:
        visit = robot.open(f"{self.product_url}/exchanges/{self.journeys.exchange_id}{path}")
        return send(robot, visit, ending or path, **values)


def _number(visit: Visit, room: str) -> int:
    """The number of what was made, from the address to which it leads."""
    found = re.search(rf"/{room}/(\d+)", path_of(visit))
    if found is None:
        raise ArrivalError(f"{path_of(visit)} is not about anything in {room}: {visit.text[:1200]}")
    return int(found[1])


def chief_of(app: Flask, exchange_id: int, world: World) -> list[Traveller]:
    """The coordinator as a traveller; nobody where nobody has come in."""
    database: Database = app.extensions["vsm_database"]
    with database.unit_of_work(writes=False) as session:
        staff = exchanges.staff_of(session, exchange_id)
    chief = next((one for one in staff if one.role == exchanges.Role.COORDINATOR), None)
    return [
        Traveller(tenant, account)
        for tenant in world.tenants()
        for account in tenant.people("teacher")
        if chief and (tenant.name, account.name) == (chief.institution, chief.display_name)
    ][:1]
