"""Who came late and who left after the teams were made, and three ways to put it right."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.formation.actions.repairs import do_repair, do_undo_repair
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.queries.formations import access_formation, repairs_of
from vsm_platform.formation.repairing import Choice, Damage, choices, damage_of
from vsm_platform.formation.routes.pages import (
    FORMATION,
    POST,
    ROW,
    actor_id,
    course_page,
    room,
)
from vsm_platform.web.room import signed_in_viewer


@dataclass(frozen=True, slots=True)
class _Step:
    """One person's way in a repair, in words."""

    name: str
    institution: str
    origin: str
    to: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """One way to put it right, as the page shows it."""

    token: str
    price: float
    moved: int
    concerned: int
    steps: list[_Step]

    @property
    def label(self) -> str:
        if abs(self.price) < 0.005:
            return str(gettext("costs nothing"))
        points = f"{abs(self.price):.1f}" if abs(self.price) >= 0.05 else f"{abs(self.price):.2f}"
        if self.price < 0:
            return str(gettext("better by %(points)s", points=points))
        return str(gettext("costs %(points)s", points=points))


@room.page(f"{FORMATION}/repair", policy=SIGNED_IN)
def repair(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    access, formation = access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    situation = Situation(session, formation, taught_at=access.partnership_id)
    damage = damage_of(session, formation, situation.roster, taught_at=access.partnership_id)
    if damage is None:
        raise NotFound
    shown = []
    if damage.is_any:
        shown = [_shown(one, damage, situation) for one in choices(situation, damage)]
    gone = [
        one for team in damage.members.values() for one in team if one.enrolment_id in damage.gone
    ]
    return course_page(
        session,
        "repair",
        access,
        formation=formation,
        damage=damage,
        joined=[situation.roster[key] for key in damage.joined],
        gone=gone,
        shown=shown,
        repairs=repairs_of(session, formation_id),
    )


def _shown(one: Choice, damage: Damage, situation: Situation) -> _Shown:
    steps = []
    for change in one.option.changes:
        person = situation.roster[change.key]
        origin = damage.teams[change.origin].title if change.origin is not None else ""
        to = damage.teams[change.to].title
        steps.append(_Step(person.display_name, person.institution, origin, to))
    option = one.option
    return _Shown(one.token, option.price, option.moved, len(option.concerned), steps)


@room.page(f"{FORMATION}/repair", policy=SIGNED_IN, methods=POST)
def apply(session: Session, exchange_id: int, formation_id: int) -> ResponseReturnValue:
    """Do what was chosen."""
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    token = request.form.get("choice", "")
    do_repair(session, exchange_id, formation_id, token, actor_id=actor_id())
    flash(gettext("Done. Everybody concerned is told, and you can take it back."), "success")
    return _to_repair(exchange_id, formation_id)


@room.page(f"{FORMATION}/repairs/<{ROW}:repair_id>/undo", policy=SIGNED_IN, methods=POST)
def undo_repair(
    session: Session, exchange_id: int, formation_id: int, repair_id: int
) -> ResponseReturnValue:
    access_formation(session, signed_in_viewer(), exchange_id, formation_id)
    do_undo_repair(session, exchange_id, formation_id, repair_id, actor_id=actor_id())
    flash(gettext("It is taken back. Everybody concerned is told."), "success")
    return _to_repair(exchange_id, formation_id)


def _to_repair(exchange_id: int, formation_id: int) -> ResponseReturnValue:
    address = url_for("formation.repair", exchange_id=exchange_id, formation_id=formation_id)
    return redirect(address, 303)
