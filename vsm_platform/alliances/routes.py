"""The administrators' pages of alliances: members, rules, and who chairs when."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.alliances.actions import (
    AllianceDetails,
    do_add_alliance,
    do_add_members,
    do_add_turns,
    do_change_alliance,
    do_remove_turn,
    do_set_membership,
)
from vsm_platform.alliances.errors import FieldProblem
from vsm_platform.alliances.forms import (
    JoinForm,
    NewAllianceForm,
    RotationForm,
    TurnForm,
    first_new_day,
    membership_form,
    refuse,
    rotation_form,
    rules_form,
)
from vsm_platform.alliances.models import Alliance
from vsm_platform.alliances.queries import (
    Turn,
    access_alliance,
    access_turn,
    alliance_day,
    list_alliances,
    members_of,
    outsiders,
    turns_of,
)
from vsm_platform.alliances.rotation import propose
from vsm_platform.alliances.rule_words import kind_label, rules_in_words
from vsm_platform.core.permissions import ADMINISTRATOR
from vsm_platform.web.forms import Form
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("alliances", __name__)
ROW = "int(max=2147483647)"
ADMIN = "/admin/alliances"
ALLIANCE = f"{ADMIN}/<{ROW}:alliance_id>"
GET_AND_POST = ("GET", "POST")
YEARS, MOST_YEARS = 5, 30
"""How many turns are proposed, and how many can be asked for."""


def _page(template: str, alliance: Alliance | None = None, **values: Any) -> str:
    return render_template(f"alliances/{template}.html", alliance=alliance, **values)


def _done(message: str, endpoint: str, alliance_id: int) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(f"alliances.{endpoint}", alliance_id=alliance_id), 303)


def _actor() -> int:
    return signed_in_viewer().person_id


@room.page(f"{ADMIN}/", policy=ADMINISTRATOR)
def index(session: Session) -> ResponseReturnValue:
    return _page("index", alliances=list_alliances(session))


@room.page(f"{ADMIN}/new", policy=ADMINISTRATOR, methods=GET_AND_POST)
def new(session: Session) -> ResponseReturnValue:
    form = NewAllianceForm(joined_in=alliance_day().year)
    form.institutions.choices = list(outsiders(session))
    if form.validate_on_submit():
        try:
            alliance_id = _add(session, form)
        except FieldProblem as problem:
            refuse(form, problem)
        else:
            message = gettext("The alliance is there. Now say what it asks of its exchanges.")
            return _done(message, "rules", alliance_id)
    return _page("new", form=form)


def _add(session: Session, form: NewAllianceForm) -> int:
    details = AllianceDetails(form.name.data, form.about.data or "")
    alliance_id = do_add_alliance(session, details, actor_id=_actor())
    do_add_members(
        session,
        alliance_id,
        form.institutions.data,
        joined_in=form.joined_in.data,
        actor_id=_actor(),
    )
    return alliance_id


@room.page(f"{ALLIANCE}/", policy=ADMINISTRATOR)
def alliance(session: Session, alliance_id: int) -> ResponseReturnValue:
    """An alliance at a glance: its rules in words, its members, this year's chair."""
    found, today = access_alliance(session, alliance_id), alliance_day()
    members = members_of(session, alliance_id)
    return _page(
        "alliance",
        found,
        rules=rules_in_words(found.rules),
        present=[member for member in members if member.belongs_in(today.year)],
        absent=[member for member in members if not member.belongs_in(today.year)],
        **_chairs(turns_of(session, alliance_id), today),
    )


def _chairs(turns: list[Turn], today: date) -> dict[str, Turn | None]:
    chair = next((turn for turn in turns if turn.starts_on <= today <= turn.ends_on), None)
    return {"chair": chair, "next": next((turn for turn in turns if turn.starts_on > today), None)}


@room.page(f"{ALLIANCE}/rules", policy=ADMINISTRATOR, methods=GET_AND_POST)
def rules(session: Session, alliance_id: int) -> ResponseReturnValue:
    found = access_alliance(session, alliance_id)
    form = rules_form(found)
    if form.validate_on_submit():
        try:
            do_change_alliance(session, alliance_id, form.details(), actor_id=_actor())
        except FieldProblem as problem:
            refuse(form, problem)
        else:
            return _done(gettext("Saved."), "alliance", alliance_id)
    return _page("rules", found, form=form, kind_label=kind_label)


@room.page(f"{ALLIANCE}/members", policy=ADMINISTRATOR, methods=GET_AND_POST)
def members(session: Session, alliance_id: int) -> ResponseReturnValue:
    """Since when each member belongs, and from when no longer."""
    found = access_alliance(session, alliance_id)
    form = membership_form(members_of(session, alliance_id))
    if form.validate_on_submit():
        do_set_membership(session, alliance_id, form.years(), actor_id=_actor())
        return _done(gettext("Saved."), "alliance", alliance_id)
    return _page("members", found, form=form)


@room.page(f"{ALLIANCE}/join", policy=ADMINISTRATOR, methods=GET_AND_POST)
def join(session: Session, alliance_id: int) -> ResponseReturnValue:
    """Institutions join an alliance."""
    found = access_alliance(session, alliance_id)
    form = JoinForm(joined_in=alliance_day().year)
    form.institutions.choices = list(outsiders(session, alliance_id))
    if form.validate_on_submit():
        do_add_members(
            session,
            alliance_id,
            form.institutions.data,
            joined_in=form.joined_in.data,
            actor_id=_actor(),
        )
        return _done(gettext("Saved."), "alliance", alliance_id)
    return _page("join", found, form=form)


@room.page(f"{ALLIANCE}/chairs", policy=ADMINISTRATOR, methods=GET_AND_POST)
def chairs(session: Session, alliance_id: int) -> ResponseReturnValue:
    """Who chaired, chairs and will chair; and a proposal for the years that are still free."""
    found, today = access_alliance(session, alliance_id), alliance_day()
    turns = turns_of(session, alliance_id)
    form, asked = _rotation(session, alliance_id, turns)
    if form.validate_on_submit():
        try:
            do_add_turns(session, alliance_id, form.terms(), actor_id=_actor())
        except FieldProblem as problem:
            refuse(form, problem)
        else:
            return _done(gettext("Saved."), "chairs", alliance_id)
    return _page("chairs", found, turns=turns, form=form, today=today, asked=asked)


def _rotation(
    session: Session, alliance_id: int, turns: list[Turn]
) -> tuple[RotationForm, dict[str, str]]:
    """The form of the proposal that the address asks for, and what the address says of it."""
    last_day = turns[-1].ends_on if turns else None
    first = first_new_day(last_day, alliance_day(), request.args.get("first"))
    years = min(max(request.args.get("years", YEARS, type=int), 1), MOST_YEARS)
    members = members_of(session, alliance_id)
    proposal = propose(
        [member.seat for member in members], [turn.term for turn in turns], first, years
    )
    choices = [(member.institution_id, member.name) for member in members if not member.is_past]
    return rotation_form(proposal, choices), {"first": first.isoformat(), "years": str(years)}


@room.page(f"{ALLIANCE}/chairs/add", policy=ADMINISTRATOR, methods=GET_AND_POST)
def add_turn(session: Session, alliance_id: int) -> ResponseReturnValue:
    """One turn as chair that fits no plan of whole years."""
    found = access_alliance(session, alliance_id)
    form = TurnForm()
    form.institution.choices = [
        (member.institution_id, member.name) for member in members_of(session, alliance_id)
    ]
    if form.validate_on_submit():
        try:
            do_add_turns(session, alliance_id, [form.term()], actor_id=_actor())
        except FieldProblem as problem:
            refuse(form, problem)
        else:
            return _done(gettext("Saved."), "chairs", alliance_id)
    return _page("add_turn", found, form=form)


@room.page(f"{ALLIANCE}/chairs/<{ROW}:chair_id>/remove", policy=ADMINISTRATOR, methods=GET_AND_POST)
def remove_turn(session: Session, alliance_id: int, chair_id: int) -> ResponseReturnValue:
    """Take back a turn, after a question."""
    found, turn = access_alliance(session, alliance_id), access_turn(session, alliance_id, chair_id)
    if Form().validate_on_submit():
        do_remove_turn(session, alliance_id, chair_id, actor_id=_actor())
        return _done(gettext("The turn is taken back."), "chairs", alliance_id)
    return _page("remove_turn", found, turn=turn)
