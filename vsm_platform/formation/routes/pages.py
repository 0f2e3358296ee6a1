"""What the pages of formation share: their addresses, and where they stand in an exchange."""

from collections.abc import Iterable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    Role,
    SetUpState,
    SetUpTask,
    offer_agenda,
    offer_copy,
    offer_set_up_tasks,
    partners_of,
    progress_for,
    short_names,
)
from vsm_platform.formation.actions.formations import do_copy_wishes
from vsm_platform.formation.queries.formations import (
    criteria_of_exchange,
    damage_numbers,
    formation_of_set,
    formations_of,
    own_values,
)
from vsm_platform.formation.queries.roster import attributes_of
from vsm_platform.formation.wishes import IMPORTANCES, SHORT_RULES, asked, wishes_of
from vsm_platform.teams.api import Hint, SetView, offer_team_hint
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("formation", __name__)
offer_copy("formation", do_copy_wishes)

ROW = "int(max=2147483647)"
FORMING = f"/exchanges/<{ROW}:exchange_id>/forming"
FORMATION = f"{FORMING}/<{ROW}:formation_id>"
PROPOSAL = f"{FORMATION}/proposals/<{ROW}:proposal_id>"
ATTRIBUTES = f"{FORMING}/attributes"
QUESTIONS = f"{FORMING}/questions"
GET_AND_POST = ("GET", "POST")
POST = ("POST",)


def _tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    lines = formations_of(session, access.exchange_id)
    state, text = SetUpState.OPTIONAL, _l("Mixed teams that can meet, in one click.")
    if any(one.team_set_id for one in lines):
        state, text = SetUpState.DONE, _l("Teams were proposed, and you took them.")
    elif lines:
        text = _l("You have begun to say what teams should be like.")
    path = f"/exchanges/{access.exchange_id}/forming"
    for one in lines:
        if (
            one.published_at
            and one.team_set_id
            and any(damage_numbers(session, access.exchange_id, one.id, one.team_set_id))
        ):
            text = _l("Somebody came or left since the teams were published.")
            state, path = SetUpState.PROBLEM, f"{path}/{one.id}/repair"
            break
    yield SetUpTask("formation", _l("Let teams be proposed"), text, path, state, order=59)


offer_set_up_tasks("formation", _tasks)


def _agenda(session: Session, access: Access, _viewer: Viewer) -> Iterable[AgendaItem]:
    """The questions that stand behind the wishes of faculty, for a student who is asked them."""
    if access.role != Role.STUDENT or access.enrolment_id is None:
        return
    wishes = wishes_of(criteria_of_exchange(session, access.exchange_id))
    if not wishes:
        return
    questions = asked(attributes_of(session, access.exchange_id), wishes)
    if not questions:
        return
    said = own_values(session, access.enrolment_id)
    yield AgendaItem(
        kind="questions",
        title=str(_l("A few questions, so that you get a good team")),
        path=f"/exchanges/{access.exchange_id}/forming/questions",
        is_done=all(one.id in said for one in questions),
    )


offer_agenda("formation", _agenda)


def _hints(session: Session, access: Access, shown: SetView | None) -> Iterable[Hint]:
    """For an exchange, to let teams be proposed; for teams that people came late to or left, to repair."""
    path = f"/exchanges/{access.exchange_id}/forming"
    if shown is None:
        yield Hint(_l("Let teams be proposed"), path)
        return
    formation_id = formation_of_set(session, shown.id)
    if formation_id is None:
        return
    joined, gone = damage_numbers(session, access.exchange_id, formation_id, shown.id)
    if joined or gone:
        came = ngettext("%(num)d person is in no team.", "%(num)d people are in no team.", joined)
        left = ngettext("%(num)d person has left.", "%(num)d people have left.", gone)
        text = " ".join(said for said, number in ((came, joined), (left, gone)) if number)
        yield Hint(_l("See the ways to put it right"), f"{path}/{formation_id}/repair", text)


offer_team_hint("formation", _hints)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    partners = partners_of(session, access.exchange_id)
    return render_template(
        f"formation/{template}.html",
        access=access,
        progress=progress_for(access, signed_in_viewer()),
        partners=partners,
        short_names=short_names(partners),
        importances=IMPORTANCES,
        short_rules=SHORT_RULES,
        **values,
    )


def actor_id() -> int:
    return signed_in_viewer().person_id


def to_wishes(exchange_id: int, formation_id: int) -> ResponseReturnValue:
    address = url_for("formation.wishes", exchange_id=exchange_id, formation_id=formation_id)
    return redirect(address, 303)


def to_proposal(
    exchange_id: int, formation_id: int, proposal_id: int, *, anchor: str | None = None
) -> ResponseReturnValue:
    address = url_for(
        "formation.proposal",
        exchange_id=exchange_id,
        formation_id=formation_id,
        proposal_id=proposal_id,
        _anchor=anchor,
    )
    return redirect(address, 303)
