"""Who gets into which route: every address of the product, asked as everybody who could ask.

``python -m tests.policies.matrix`` writes what it finds into ``matrix.txt``; look at the difference
before it is committed, for it says who may do what from now on.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.browser.page import known_values
from tests.browser.pages import set_up_rooms
from tests.browser.stage import Stage, standing_stage
from tests.people import University, World
from vsm_platform.exchanges.api import Enrolment, Partnership, Role

TABLE = Path(__file__).with_name("matrix.txt")
CLOSED = {401, 403, 404, 412}
"""412: an upload first asks for the version of its protocol, whoever sends it."""
NOT_ASKED = {
    "static": "files",
    "web.styleguide": "in development only",
    "health.test": "works in units of work of its own, which need what came before",
}
ROLES = (
    "stranger",
    "signed in elsewhere",
    "office of another institution",
    "guest",
    "client",
    "student",
    "student of a partner",
    "facilitator",
    "facilitator of a partner",
    "coordinator",
    "coordinator of a partner",
    "office",
    "administrator",
)
"""Columns, from those who may least to those who may most."""
HEADINGS = "?eogcsSfFkKOA"
"""One letter for each role, in the order of ``ROLES``."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The stage with somebody in every role, who can ask every address."""

    stage: Stage
    world: World
    people: list[int | None]

    def ask(self, rooms: tuple[str, ...] = ("",)) -> dict[str, list[bool]]:
        """Ask every address of these rooms as everybody; gives who got in, by route.

        Nothing that is asked changes anything: each unit of work is rolled back instead of
        committed.
        """
        with patch.object(Session, "commit", Session.rollback):
            return _ask_all(self.stage, self.world, self.people, rooms)


@contextmanager
def standing_crowd() -> Iterator[Crowd]:
    """Stand the stage up, with everybody who could ask."""
    with tempfile.TemporaryDirectory() as folder, standing_stage(Path(folder)) as stage:
        set_up_rooms(stage)
        world = World(stage.app)
        yield Crowd(stage, world, _people(stage, world))


@contextmanager
def asking() -> Iterator[dict[str, list[bool]]]:
    """Who got into which route, of all of them."""
    with standing_crowd() as crowd:
        yield crowd.ask()


def _people(stage: Stage, world: World) -> list[int | None]:
    """The visits of everybody, in the order of ``ROLES``."""
    exchange_id = stage.exchange_id
    samoa, hawaii = (_existing(stage, flavour) for flavour in list(stage.universities)[:2])
    other = world.university("University of Elsewhere", "Elsewhere")
    people: dict[str, int | None] = {
        "stranger": None,
        "signed in elsewhere": world.person(other, "Else Where").visit_id,
        "office of another institution": _office(world, other),
        "office": _office(world, samoa),
        "administrator": world.administrator().visit_id,
    }
    for university, suffix in ((samoa, ""), (hawaii, " of a partner")):
        for role in (Role.STUDENT, Role.FACILITATOR, Role.COORDINATOR):
            one = world.person(university, f"{role} {suffix}")
            world.enrol(exchange_id, university, one, role)
            people[f"{role.value}{suffix}"] = one.visit_id
    for role in (Role.GUEST, Role.CLIENT):
        one = world.person(samoa, role)
        with world.work() as session:
            _visit(session, exchange_id, samoa.id, one.id, role)
        people[role.value] = one.visit_id
    return [people[role] for role in ROLES]


def _visit(
    session: Session, exchange_id: int, institution_id: int, person_id: int, role: Role
) -> None:
    partnership = (
        session.query(Partnership)
        .filter_by(exchange_id=exchange_id, institution_id=institution_id)
        .one()
    )
    session.add(
        Enrolment(
            exchange_id=exchange_id,
            partnership_id=partnership.id,
            person_id=person_id,
            role=role,
            enrolled_at=partnership_time(session),
        )
    )


def partnership_time(session: Session) -> object:
    """Some moment at which people were enrolled."""
    return session.query(Enrolment.enrolled_at).first()[0]  # type: ignore[index]


def _existing(stage: Stage, flavour: str) -> University:
    from sqlalchemy import select

    from vsm_platform.institutions.api import Deployment

    institution_id = stage.universities[flavour].institution_id
    with stage.database.unit_of_work(writes=False) as session:
        deployment = session.scalars(
            select(Deployment).where(Deployment.institution_id == institution_id)
        ).first()
        assert deployment
        return University(institution_id, flavour, deployment.registration_id, deployment.id)


def _office(world: World, university: University) -> int:
    from vsm_platform.accounts.api import Person

    one = world.person(university, f"Office of {university.name}")
    with world.work() as session:
        session.get_one(Person, one.id).is_office = True
    return one.visit_id


def _ask_all(
    stage: Stage, world: World, people: list[int | None], rooms: tuple[str, ...]
) -> dict[str, list[bool]]:
    found = {}
    for rule in sorted(stage.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint in NOT_ASKED or rule.endpoint.startswith("launch."):
            continue
        if not rule.endpoint.startswith(rooms):
            continue
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            address = _address(stage, rule, method)
            # A browser of its own for each, because some of what is asked ends the visit.
            codes = [_status(world.browser(one), address, method) for one in people]
            assert max(codes) < 500, (rule.endpoint, method, codes)
            found[f"{rule.endpoint} {method}"] = [code not in CLOSED for code in codes]
    return found


def _status(browser: FlaskClient, address: str, method: str) -> int:
    answer = browser.open(address, method=method, data={})
    # An answer may be an open file.
    answer.close()
    return answer.status_code


def _address(stage: Stage, rule: Rule, method: str) -> str:
    known = known_values(stage)
    values = {name: known.get(name, 1) for name in rule.arguments}
    address: str = stage.app.url_map.bind("exchange.test").build(
        rule.endpoint, values, method=method
    )
    return address


def as_text(found: dict[str, list[bool]]) -> str:
    """The table, one line a route."""
    legend = [f"{letter}  {role}" for letter, role in zip(HEADINGS, ROLES, strict=True)]
    lines = [
        "".join(letter if is_in else "." for letter, is_in in zip(HEADINGS, row, strict=True))
        + f"  {route}"
        for route, row in found.items()
    ]
    return "\n".join(["Who gets into which route. A letter stands for a role that gets in:", "",
                      *legend, "", *lines, ""])  # fmt: skip


if __name__ == "__main__":
    with asking() as answers:
        TABLE.write_text(as_text(answers))
