"""Whatever the order of joins, drops, moves and messages: all end with the same state."""

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.live_rooms.conftest import Lives
from vsm_platform.accounts.api import load_viewer
from vsm_platform.core.permissions import Viewer
from vsm_platform.live.actions.landing import do_join, do_move
from vsm_platform.live.actions.making import RoomPlan, RoomsFrom, SessionFacts, do_make_session
from vsm_platform.live.actions.running import do_open
from vsm_platform.live.actions.talking import do_say
from vsm_platform.live.errors import AnotherRoom
from vsm_platform.live.models import LiveSession
from vsm_platform.live.queries.access import (
    Seat,
    access_room,
    access_session,
    acting_in_room,
    rooms_in,
)
from vsm_platform.live.queries.people import people_of
from vsm_platform.live.queries.rooms import events_since, talk_in_rooms

NAMES = ("Anna", "Ben", "Cem", "Diana")
PEOPLE = st.sampled_from(NAMES)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), PEOPLE),
        st.tuples(st.just("say"), PEOPLE),
        st.tuples(st.just("say twice"), PEOPLE),
        st.tuples(st.just("catch up"), PEOPLE),
        st.tuples(st.just("move to 1"), PEOPLE),
        st.tuples(st.just("move to 2"), PEOPLE),
    ),
    min_size=4,
    max_size=16,
)


@dataclass
class Client:
    """A browser that may lose the line: it keeps what it heard, and asks from the last number."""

    name: str
    room: str = ""
    number: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    def catch_up(self, lives: Lives) -> None:
        if not self.room:
            return
        answer = lives[self.name].browser.get(f"{self.room}/since/{self.number}")
        if answer.status_code == 409:
            # Moved: the door leads to where one is now, whose events are asked from the first.
            found = lives[self.name].browser.post(self.room.partition("/rooms")[0] + "/join")
            self.room, self.number, self.events = str(found.headers["Location"]), 0, []
            self.catch_up(lives)
            return
        told = answer.json
        self.events += told["events"]
        self.number = told["number"]


def take(lives: Lives, session: str, clients: dict[str, Client], step: str, name: str) -> int:
    """One step; gives how many lines are said by it."""
    client = clients[name]
    if step == "join":
        client.room = client.room or lives.join(session, name)
    elif step == "catch up":
        client.catch_up(lives)
    elif step.startswith("move"):
        lives.move(session, int(step[-1]), lives[name])
    elif client.room:
        key = uuid4().hex
        sent = [
            lives.act(name, client.room, "say", text=f"by {name}", client_key=key).status_code
            for _ in range(2 if step == "say twice" else 1)
        ]
        assert set(sent) <= {303, 409}
        return int(303 in sent)
    return 0


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_all_end_with_the_same_state(lives: Lives, steps: list[tuple[str, str]]) -> None:
    session = lives.opened()
    clients = {name: Client(name) for name in NAMES}
    said = sum(take(lives, session, clients, *step) for step in steps)
    logs: dict[str, list[dict[str, Any]]] = {}
    for client in clients.values():
        client.catch_up(lives)
        client.catch_up(lives)
        if client.room:
            numbers = [one["number"] for one in client.events]
            assert numbers == sorted(set(numbers)), "nothing twice, nothing out of order"
            assert logs.setdefault(client.room, client.events) == client.events
    made = lives.teacher.browser.get(f"{session}/made.json").json
    lines = [line for one in made["rooms"] for line in one["talk"] if line["kind"] == "said"]
    assert len(lines) == said
    everybody = [name for one in made["rooms"] for name in one["people"]]
    came = [lives[name].id for name in NAMES if clients[name].room]
    assert len(everybody) == len(set(everybody)) == len(came)


# A thousand more, without pages ---------------------------------------------------------------

MORE = st.lists(
    st.tuples(
        st.sampled_from(
            ["join", "say", "say", "say twice", "catch up", "drop", "move to 1", "move to 2"]
        ),
        PEOPLE,
    ),
    min_size=3,
    max_size=9,
)


@dataclass
class Device(Client):
    """A browser whose requests go past HTTP: the same access, policies and actions, each in its transaction."""

    viewer: Viewer | None = None

    def join(self, table: "Table") -> None:
        with table.work() as session:
            own = do_join(session, table.seat(session, self.viewer))
            room = str(own.number if own else 0)
        if room != self.room:
            self.room, self.number, self.events = room, 0, []

    def say(self, table: "Table", key: str) -> bool:
        with suppress(AnotherRoom), table.work() as session:
            seat, own = acting_in_room(session, self.viewer, *table.ids, int(self.room))
            do_say(session, seat, own, f"by {self.name}", client_key=key)
            return True
        return False

    def look(self, table: "Table") -> None:
        """Ask for what is new, as ``since`` answers; whoever was moved goes through the door again."""
        with table.work() as session:
            seat, own = None, None
            with suppress(AnotherRoom):
                seat, own = access_room(session, self.viewer, *table.ids, int(self.room))
            if seat and own and seat.is_own(own):
                found = events_since(session, table.ids[1], own.number, self.number)
                self.events += [
                    {"number": one.number, "kind": str(one.kind), "text": one.text} for one in found
                ]
                self.number = own.last_number
                return
        self.join(table)
        self.look(table)


@dataclass
class Table:
    """A session with two rooms, of which everybody has an address."""

    lives: Lives
    ids: tuple[int, int]
    leader: Viewer
    devices: dict[str, Device]

    def work(self) -> AbstractContextManager[Session]:
        return self.lives.course.world.database.unit_of_work(writes=True)

    def seat(self, session: Session, viewer: Viewer | None) -> Seat:
        assert viewer is not None
        return access_session(session, viewer, *self.ids)

    def take(self, step: str, name: str) -> int:
        """One step; gives how many lines are said by it."""
        device = self.devices[name]
        if step == "join":
            device.join(self)
        elif step.startswith("move"):
            with self.work() as session:
                seat = self.seat(session, self.leader)
                do_move(session, seat, [self.lives[name].id], int(step[-1]))
        elif not device.room:
            return 0
        elif step == "catch up":
            device.look(self)
        elif step == "drop":
            # The device is put away; on another one everything is read from the first event.
            device.number, device.events = 0, []
        else:
            key = uuid4().hex
            said = [device.say(self, key) for _ in range(2 if step == "say twice" else 1)]
            return int(any(said))
        return 0


def _table(lives: Lives, viewers: dict[str, Viewer], leader: Viewer) -> Table:
    exchange_id = lives.course.exchange_id
    with lives.course.world.database.unit_of_work(writes=True) as session:
        plan = RoomPlan(RoomsFrom.NAMED, titles=["One", "Two"])
        made = do_make_session(
            session, exchange_id, SessionFacts("Any"), plan, actor_id=leader.person_id
        )
        do_open(session, access_session(session, leader, exchange_id, made))
    devices = {name: Device(name, viewer=viewer) for name, viewer in viewers.items()}
    return Table(lives, (exchange_id, made), leader, devices)


@settings(
    max_examples=1_000,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=MORE)
def _run_schedule(lives: Lives, steps: list[tuple[str, str]]) -> None:
    viewers = {name: load_viewer(str(lives[name].visit_id)) for name in NAMES}
    leader = load_viewer(str(lives.teacher.visit_id))
    assert leader is not None
    table = _table(lives, {name: one for name, one in viewers.items() if one}, leader)
    said = sum(table.take(*step) for step in steps)
    logs: dict[str, list[dict[str, Any]]] = {}
    for device in table.devices.values():
        if device.room:
            device.look(table)
            numbers = [one["number"] for one in device.events]
            assert numbers == list(range(1, device.number + 1)), "nothing twice, nothing missing"
            assert logs.setdefault(device.room, device.events) == device.events
    with table.work() as session:
        live = session.get_one(LiveSession, table.ids[1])
        talk = [line for lines in talk_in_rooms(session, live).values() for line in lines]
        assert sum(line.kind == "said" for line in talk) == said
        rooms = {one.id: str(one.number) for one in rooms_in(session, live.id)}
        people = people_of(session, table.ids[0], live.id)
        placed = {one.person_id: rooms[one.room_id] for one in people if one.room_id}
    for name, device in table.devices.items():
        assert not device.room or placed[lives[name].id] == device.room


def test_a_thousand_schedules_end_with_the_same_state(lives: Lives) -> None:
    with lives.course.world.app.test_request_context():
        _run_schedule(lives)
