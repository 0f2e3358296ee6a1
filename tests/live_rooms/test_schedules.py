"""Whatever the order of joins, drops, moves and messages: all end with the same state."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.live_rooms.conftest import Lives

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
