"""The whole course, once everybody has come in: made at one go, so that it is there or it is not."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.content.modules import api as modules
from vsm_platform.core import clock
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials import api as credentials
from vsm_platform.demo.course import agreement as terms
from vsm_platform.demo.course.meetings import invite_guest, invite_students, plan_class
from vsm_platform.demo.course.teaching import Desk, add_assignments, add_files, add_modules
from vsm_platform.demo.course.texts import CourseText, course_text
from vsm_platform.demo.programmes import Programme
from vsm_platform.exchanges import api as exchanges
from vsm_platform.teams import api as teams


@dataclass(frozen=True, slots=True)
class Made:
    """What the guide and the robots need to know of a course; kept in a file beside it."""

    items: list[int] = field(default_factory=list)
    """What a student has met by now, in its order."""
    assignments: dict[str, int] = field(default_factory=dict)
    guest_link: str = ""
    student_links: dict[str, str] = field(default_factory=dict)
    """By the name of a partner without an LMS."""
    criteria: dict[str, list[int]] = field(default_factory=dict)
    """What applicants are asked, by the name of their university: language, then motivation."""
    topics: list[int] = field(default_factory=list)
    survey: list[int] = field(default_factory=list)
    badge: list[int] = field(default_factory=list)
    live: list[int] = field(default_factory=list)
    """What the coordinator has made; one of each, once it is there."""

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def make_course(app: Flask, exchange_id: int, programme: Programme, path: Path) -> Made:
    """Make what is not there yet; ``path`` is the file that says what was made."""
    database: Database = app.extensions["vsm_database"]
    # Its addresses are the product's, and its words those of the language of teaching.
    with app.test_request_context():
        with database.unit_of_work(writes=False) as session:
            if path.exists() and modules.modules_with_items(session, exchange_id):
                return Made.load(path)
        with database.unit_of_work(writes=True) as session:
            made = _make(session, exchange_id, programme)
    made.save(path)
    return made


def text_of(programme: Programme) -> CourseText:
    """What this programme teaches."""
    rows = [
        f"| {partner.name} | {partner.place or '–'} | {partner.students or '–'} |"
        for partner in programme.partners
    ]
    return course_text(
        programme.key,
        {
            "title": programme.title,
            "description": programme.description,
            "partners": "\n".join(rows),
        },
    )


def _make(session: Session, exchange_id: int, programme: Programme) -> Made:
    text, today = text_of(programme), clock.now().date()
    staff = exchanges.staff_of(session, exchange_id)
    chief = next((one for one in staff if one.role == exchanges.Role.COORDINATOR), None)
    actor_id = chief.person_id if chief else None
    desk = Desk(session, exchange_id, actor_id, programme.languages[0], programme.weeks, today)
    terms.join_alliance(session, exchange_id, programme, today)
    terms.set_terms(session, exchange_id, programme, actor_id)
    team_set_id = _form_teams(session, exchange_id, programme, actor_id)
    late = _late(session, exchange_id, programme)
    assignment_ids = add_assignments(desk, text, team_set_id, late)
    add_modules(desk, text, add_files(desk, text), assignment_ids)
    next_class = plan_class(desk, programme, text)
    _let_lead_sign(session, exchange_id)
    return Made(
        items=_met(session, exchange_id, programme),
        assignments=assignment_ids,
        guest_link=invite_guest(desk, text, next_class),
        student_links=invite_students(session, exchange_id, programme, actor_id),
        criteria=_ask(session, exchange_id, programme, actor_id),
    )


def _form_teams(
    session: Session, exchange_id: int, programme: Programme, actor_id: int | None
) -> int | None:
    """One set of teams, dealt evenly and published; None where nobody is there yet.

    Only those who came in are dealt: a roster may name many more, and those who are to apply.
    """
    query = (
        select(exchanges.Enrolment.id, exchanges.Enrolment.partnership_id)
        .where(
            exchanges.Enrolment.exchange_id == exchange_id,
            exchanges.Enrolment.role == exchanges.Role.STUDENT,
            exchanges.Enrolment.state == exchanges.EnrolmentState.ENROLLED,
            exchanges.Enrolment.is_test.is_(False),
        )
        .order_by(exchanges.Enrolment.id)
    )
    people = [(enrolment, partner) for enrolment, partner in session.execute(query)]
    if not people:
        return None
    number = -(-len(people) // programme.team_size)
    made = teams.do_make_set(
        session, exchange_id, title="Project teams", teams=number, actor_id=actor_id
    )
    empty: dict[int, list[int]] = {team.id: [] for team in teams.teams_of_set(session, made)}
    teams.do_place(session, exchange_id, made, teams.deal(people, empty), actor_id=actor_id)
    teams.do_publish_set(session, exchange_id, made, is_published=True, actor_id=actor_id)
    return made


def _let_lead_sign(session: Session, exchange_id: int) -> None:
    """Keys of its own for the university that leads, as an administrator gives them."""
    lead, settings = exchanges.partners_of(session, exchange_id)[0], current_app.config["SETTINGS"]
    vault, host = current_app.extensions["vsm_vault"], urlsplit(settings.public_url).netloc
    owner = credentials.Owner(institution_id=lead.institution_id)
    credentials.do_add_issuer(session, vault, owner, host=host, actor_id=None)


def _late(session: Session, exchange_id: int, programme: Programme) -> list[int]:
    """The partnerships whose students come later than the others."""
    names = {partner.name for partner in programme.partners if partner.begins_weeks_later}
    return [
        partner.partnership_id
        for partner in exchanges.partners_of(session, exchange_id)
        if partner.name in names
    ]


def _met(session: Session, exchange_id: int, programme: Programme) -> list[int]:
    """What students of the exchange's own weeks can have looked at by now."""
    kinds = {modules.Kind.PAGE, modules.Kind.ACTIVITY, modules.Kind.LINK, modules.Kind.VIDEO}
    return [
        item.id
        for module, items in modules.modules_with_items(session, exchange_id)
        if (module.first_week or 0) <= programme.weeks_gone + 1
        for item in items
        if item.kind in kinds
    ]


def _ask(
    session: Session, exchange_id: int, programme: Programme, actor_id: int | None
) -> dict[str, list[int]]:
    if actor_id is None:
        return {}
    choosy = {partner.name for partner in programme.partners if partner.selects}
    return {
        partner.name: terms.ask_applicants(
            session, partner.partnership_id, programme.languages[0], actor_id
        )
        for partner in exchanges.partners_of(session, exchange_id)
        if partner.name in choosy
    }
