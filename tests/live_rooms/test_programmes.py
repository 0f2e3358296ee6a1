"""Two of the fourteen programmes meet live, everybody coming in by a real launch from their own LMS."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.launch.universities import TOOL, Universities, University, walk, welcome
from tests.people import World as People
from tests.people import counted_queries
from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.unit_of_work import Database
from vsm_platform.demo.programmes import Programme, programmes
from vsm_platform.practice import (
    Robot,
    Switchboard,
    Visit,
    World,
    WsgiTransport,
    build_university,
    create_practice_app,
    serve_in_thread,
)
from vsm_platform.practice.context import EXTENSION
from vsm_platform.practice.flavours import FLAVOURS
from vsm_platform.practice.model import Account
from vsm_platform.practice.robot import Step
from vsm_platform.teams.api import (
    do_deal_evenly,
    do_make_set,
    do_publish_set,
    members_of,
    teams_of_set,
)

AT_ONCE = 8


@dataclass
class Class:
    """A programme's course, with a robot for everybody who came in."""

    universities: Universities
    partners: list[University]
    exchange_id: int
    teachers: list[Robot]
    students: dict[str, Robot] = field(default_factory=dict)
    """By the name that the LMS told."""
    teams: dict[str, set[str]] = field(default_factory=dict)
    """The members of each team, by the team's title."""

    @property
    def path(self) -> str:
        return f"{TOOL}/exchanges/{self.exchange_id}/live"

    def press(self, robot: Robot, page: Visit, action: str, **values: Any) -> Visit:
        """Send the form of a page whose address ends so."""
        found = [number for number, form in enumerate(page.forms) if form.action.endswith(action)]
        assert found, (action, page.url, page.text[:500])
        answer = robot.submit(page, found[0], **values)
        assert answer.status == 200, answer.text[:500]
        return answer

    def plan(self, **values: str) -> str:
        """The first teacher plans a session by its form; gives its address."""
        robot = self.teachers[0]
        page = robot.open(f"{self.path}/new")
        floor = self.press(robot, page, "/live/new", rooms_from="teams", **values)
        assert floor.url.endswith("/rooms"), floor.text[:500]
        return floor.url.removesuffix("/rooms")

    def lead(self, session: str, action: str, **values: Any) -> Visit:
        robot = self.teachers[0]
        return self.press(robot, robot.open(f"{session}/rooms"), action, **values)

    def answer(self, session: str, number: str) -> None:
        """The button of a room that calls sends that room's form elsewhere."""
        robot = self.teachers[0]
        page = robot.open(f"{session}/rooms")
        form = next(form for form in page.forms if form.action.endswith("/visit"))
        fields = {"csrf_token": form.fields["csrf_token"], "number": number}
        assert robot.send(Step("POST", f"{session}/answer", fields)).url.endswith(number)

    def come_in(self, session: str, name: str) -> str:
        """A student opens the session and goes through the door; gives the room's address."""
        robot = self.students[name]
        return self.press(robot, robot.open(session), "/join").url

    def all_come_in(self, session: str, *but: str) -> dict[str, str]:
        """All but these at once, as at the beginning of a class."""
        names = [name for name in self.students if name not in but]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            rooms = pool.map(lambda name: self.come_in(session, name), names)
            return dict(zip(names, rooms, strict=True))

    def since(self, robot: Robot, room: str, number: int = 0) -> dict[str, Any]:
        answer = robot.transport.send(
            "GET", f"{room}/since/{number}", {"Cookie": robot.jar.header(room)}, b""
        )
        assert answer.status == 200, answer.text
        found: dict[str, Any] = json.loads(answer.text)
        return found


@pytest.fixture
def launched(app: Flask, request: pytest.FixtureRequest) -> Iterator[Class]:
    """The programme that the test names: its universities launch, all its students come in."""
    programme = programmes()[request.param]
    world = World()
    practice = create_practice_app(world)
    with serve_in_thread(practice) as server:
        built = _world(programme, server.base_url)
        world.base_url, world.platforms = built.base_url, built.platforms
        practice.extensions[EXTENSION].transport = Switchboard({TOOL: WsgiTransport(app, TOOL)})
        universities = Universities(app, world, practice)
        partners = [universities.connect(one.name) for one in programme.partners]
        exchange_id = universities.exchange(*partners, title=programme.title)
        for partner in partners:
            universities.link_course(partner, exchange_id)
        everybody = Class(universities, partners, exchange_id, [])
        for partner in partners:
            everybody.teachers.append(_arrive(universities, partner, partner.teacher))
            with ThreadPoolExecutor(AT_ONCE) as pool:
                robots = pool.map(lambda one: _arrive(universities, partner, one), partner.students)  # noqa: B023
                names = (one.name for one in partner.students)
                everybody.students |= dict(zip(names, robots, strict=True))
        yield everybody


def _world(programme: Programme, base_url: str) -> World:
    world = World(base_url)
    for number, partner in enumerate(programme.partners):
        tenant = build_university(
            world,
            name=partner.name,
            country=partner.country,
            timezone=partner.timezone,
            locale="en",
            flavour=[one for one in FLAVOURS if one not in {"canvas", "blackboard"}][number % 2],
            students=partner.students,
            teachers=1,
            course_title=programme.title,
        )
        tool = world.register_tool(
            world.platform(tenant.platform_key),
            name="Virtual exchange",
            login_initiation_url=f"{TOOL}/lti/login",
            redirect_uris=[f"{TOOL}/lti/launch"],
            target_link_uri=f"{TOOL}/lti/launch",
            jwks_uri=f"{TOOL}/lti/keys",
            tenants=[tenant],
            privacy_level="public",
        )
        world.place_link(tenant, next(iter(tenant.courses.values())), tool, "Virtual exchange")
    return world


def _arrive(universities: Universities, partner: University, account: Account) -> Robot:
    """A person's first launch, and the welcome page."""
    robot = universities.robot()
    home = welcome(robot, walk(robot, partner, account), display_name=account.name)
    assert home.status == 200, home.text[:500]
    return robot


def _make_teams(everybody: Class, teams: int) -> None:
    """Mixed teams, dealt evenly and published."""
    with (
        everybody.universities.app.test_request_context(),
        everybody.universities.work() as session,
    ):
        made = do_make_set(
            session, everybody.exchange_id, title="Groups", teams=teams, actor_id=None
        )
        do_deal_evenly(session, everybody.exchange_id, made, actor_id=None)
        do_publish_set(session, everybody.exchange_id, made, is_published=True, actor_id=None)
        found = teams_of_set(session, made)
        members = members_of(session, [team.id for team in found])
        everybody.teams = {
            team.title: {member.name for member in members[team.id]} for team in found
        }


def _meet(everybody: Class, rooms: dict[str, str]) -> None:
    """Each lands with their team, and nobody else."""
    by_room: dict[str, set[str]] = {}
    for name, room in rooms.items():
        by_room.setdefault(room, set()).add(name)
    assert sorted(map(sorted, by_room.values())) == sorted(map(sorted, everybody.teams.values()))


@pytest.mark.parametrize("launched", ["global-health"], indirect=True)
def test_global_health_meets_in_nine_rooms_of_four(launched: Class) -> None:
    """Two medical schools, 18 and 18 students: a case in nine groups of two and two."""
    _make_teams(launched, 9)
    assert {len(members) for members in launched.teams.values()} == {4}
    session = launched.plan(
        title="Week 1: a case of malaria", minutes="50", task="What would *you* ask?"
    )
    waiting = launched.students[next(iter(launched.students))].open(session)
    assert "not open yet" in waiting.text
    launched.lead(session, "/open")
    rooms = launched.all_come_in(session)
    _meet(launched, rooms)

    _work(launched, session, rooms)
    _call(launched, session, next(iter(rooms)), rooms)
    for name, room in rooms.items():
        told = launched.since(launched.students[name], room)["events"]
        said = [event["text"] for event in told if event["kind"] == "said"]
        assert sorted(said) == sorted(f"This is {one}." for one in _with(launched, name))
        page = launched.students[name].open(room).text
        assert all(f"{one} was here" in page for one in _with(launched, name))
    launched.lead(session, "/close", minutes="5")
    with clock.moved(timedelta(minutes=6)):
        for name, room in rooms.items():
            made = launched.students[name].open(room)
            assert made.url == f"{room}/made"
            assert all(f"This is {one}." in made.body for one in _with(launched, name))


def _work(everybody: Class, session: str, rooms: dict[str, str]) -> None:
    """A prompt is handed out; each says something, and writes a line of the notes."""
    teacher = everybody.teachers[0]
    everybody.press(teacher, teacher.open(f"{session}/icebreaker"), "/icebreaker", prompt="window")
    for name, room in rooms.items():
        robot = everybody.students[name]
        everybody.press(robot, robot.open(room), "/say", text=f"This is {name}.")
        page = robot.open(room)
        notes = everybody.press(robot, page, "/notes", text=_added(page, f"{name} was here"))
        assert "What do you see from your window?" in notes.text


def _call(everybody: Class, session: str, name: str, rooms: dict[str, str]) -> None:
    """A room calls: the other school's teacher sees it too, and the first one answers."""
    robot = everybody.students[name]
    everybody.press(robot, robot.open(rooms[name]), "/call", call="1")
    assert "calls you" in everybody.teachers[1].open(f"{session}/rooms").text
    everybody.answer(session, rooms[name].rpartition("/")[2])


def _with(everybody: Class, name: str) -> set[str]:
    return next(members for members in everybody.teams.values() if name in members)


def _added(page: Visit, line: str) -> str:
    """The notes as they stand in the page's form, with one more line."""
    form = next(form for form in page.forms if form.action.endswith("/notes"))
    return f"{str(form.fields['text']).strip()}\n{line}"


@pytest.mark.parametrize("launched", ["climate-change"], indirect=True)
def test_climate_change_meets_in_nineteen_rooms_of_110_people(
    launched: Class, database: Database
) -> None:
    """Five universities around the Pacific, 110 students: all come at once, some late, one is moved."""
    assert len(launched.students) == 110
    _make_teams(launched, 19)
    assert {len(members) for members in launched.teams.values()} <= {5, 6}
    session = launched.plan(title="Friday class", minutes="30", task="Solve it together.")
    launched.lead(session, "/open")
    names = list(launched.students)
    first, last = names[0], names[-1]
    with counted_queries(database) as alone:
        launched.come_in(session, first)
    rooms = launched.all_come_in(session, first, last)
    with counted_queries(database) as late:
        rooms[last] = launched.come_in(session, last)
    rooms[first] = launched.students[first].open(session).url
    assert len(late) <= len(alone), "the last of 110 costs no more than the first"
    _meet(launched, rooms)

    floor = launched.teachers[1].open(f"{session}/rooms").text
    assert all(team in floor for team in launched.teams)
    launched.lead(session, "/tell", text="Twenty minutes, then we meet again.")
    for name, room in rooms.items():
        told = launched.since(launched.students[name], room)["events"]
        kinds = [event["kind"] for event in told]
        assert kinds.count("told") == 1
        assert kinds.count("came") == len(_with(launched, name))

    target = rooms[names[1]].rpartition("/")[2]
    moved = next(name for name in names if rooms[name].rpartition("/")[2] != target)
    people = People(launched.universities.app)
    launched.lead(session, "/move", people=[str(_person(people, moved))], room=target)
    assert launched.students[moved].open(rooms[moved]).url.endswith(f"/rooms/{target}")
    launched.lead(session, "/close", minutes="0")
    assert launched.students[first].open(session).url.endswith("/made")
    made = launched.teachers[3].open(f"{session}/made")
    assert all(team in made.text for team in launched.teams), "each partner's teacher reads all"


def _person(people: People, name: str) -> int:
    with people.work() as session:
        return session.scalars(select(Person.id).where(Person.display_name == name)).one()
