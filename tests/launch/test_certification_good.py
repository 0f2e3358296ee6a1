"""1EdTech's certification cases for tools: the launches that must be let in.

Nine as an instructor and nine as a learner, from a course that is linked to an exchange. Each ends
on the course home; before it stands the welcome page, which asks for what the LMS did not tell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.launch.universities import (
    COURSE,
    INSTRUCTOR,
    LEARNER,
    LTI,
    TOOL,
    Universities,
    University,
    choose_exchange,
    signed_again,
    welcome,
)
from vsm_platform.exchanges.api import Role
from vsm_platform.practice import Robot, Visit

NAMES = ("name", "given_name", "family_name")
SEVERAL_ROLES = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student",
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#User",
)
UNKNOWN_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/unknownrole/unknown#Helper"


@dataclass(frozen=True)
class GoodLaunches:
    """Whole launches of one kind of person, with the payload that a case asks for."""

    universities: Universities
    university: University
    role: str
    enrolled_as: Role
    subject: str = "certified-person"

    def let_in(
        self,
        *,
        roles: list[str] | None = None,
        without: tuple[str, ...] = (),
        enrolled_as: Role | None = None,
        name: str = "Sina Example",
    ) -> None:
        """Launch, be welcomed, stand on the course home, enrolled; come back without questions."""
        robot = self.universities.robot()
        first = self.launch(robot, roles=roles, without=without)
        home = welcome(robot, first, display_name=name)
        again = self.launch(robot, roles=roles, without=without)
        for visit in (home, again):
            assert visit.status == 200
            assert visit.url.startswith(f"{TOOL}/exchanges/")
            assert COURSE in visit.body
        role = enrolled_as or self.enrolled_as
        assert self.universities.enrolments(self.subject) == [(name, role)]

    def launch(
        self, robot: Robot, *, roles: list[str] | None = None, without: tuple[str, ...] = ()
    ) -> Visit:
        launch = robot.authorize(self.university.address(self.university.student))
        change = self._change([self.role] if roles is None else roles, without)
        return robot.post_launch(signed_again(launch, self.university, change))

    def _change(
        self, roles: list[str], without: tuple[str, ...]
    ) -> Callable[[dict[str, Any]], None]:
        def change(claims: dict[str, Any]) -> None:
            claims["sub"] = self.subject
            claims[LTI + "roles"] = roles
            for name in without:
                del claims[name if name in claims else LTI + name]

        return change


@pytest.fixture(params=["instructor", "learner"])
def good_launches(
    request: pytest.FixtureRequest,
    universities: Universities,
    samoa: University,
    exchange_id: int,
) -> GoodLaunches:
    if request.param == "instructor":
        return GoodLaunches(universities, samoa, INSTRUCTOR, Role.FACILITATOR)
    return GoodLaunches(universities, samoa, LEARNER, Role.STUDENT)


def test_plain(good_launches: GoodLaunches) -> None:
    good_launches.let_in()


def test_several_roles(good_launches: GoodLaunches) -> None:
    good_launches.let_in(roles=[*SEVERAL_ROLES, good_launches.role])


def test_short_role_name(good_launches: GoodLaunches) -> None:
    good_launches.let_in(roles=[good_launches.role.rpartition("#")[2]])


def test_unknown_role(good_launches: GoodLaunches) -> None:
    good_launches.let_in(roles=[UNKNOWN_ROLE], enrolled_as=Role.STUDENT)


def test_no_role(good_launches: GoodLaunches) -> None:
    good_launches.let_in(roles=[], enrolled_as=Role.STUDENT)


def test_email_only(good_launches: GoodLaunches) -> None:
    good_launches.let_in(without=NAMES)


def test_names_only(good_launches: GoodLaunches) -> None:
    good_launches.let_in(without=("email",))


def test_no_personal_data(good_launches: GoodLaunches) -> None:
    good_launches.let_in(without=(*NAMES, "email"))


def test_email_without_context(good_launches: GoodLaunches, universities: Universities) -> None:
    """Without a context the link itself stands for the course: its teacher links it first."""
    without = (*NAMES, "context")
    robot = universities.robot()
    teacher = GoodLaunches(
        universities, good_launches.university, INSTRUCTOR, Role.FACILITATOR, "its-teacher"
    )
    asked = teacher.launch(robot, without=without)
    partnership = universities.partnership_of(good_launches.university)
    chosen = welcome(robot, choose_exchange(robot, asked, partnership), display_name="Its Teacher")

    assert COURSE in chosen.body
    good_launches.let_in(without=without)
