"""What the pages of peer evaluation share: their addresses, and where they stand in an exchange."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from vsm_platform.evaluation.actions.evaluations import do_copy_evaluations
from vsm_platform.evaluation.offers import (
    evaluation_agenda,
    evaluation_cards,
    evaluation_pages,
    evaluation_tasks,
    teams_with_answers,
)
from vsm_platform.evaluation.scales import SCALES
from vsm_platform.evaluation.words import figure_text, hint_text, pattern_text
from vsm_platform.exchanges.api import (
    Access,
    Partner,
    Role,
    Section,
    Tab,
    offer_agenda,
    offer_copy,
    offer_pages,
    offer_set_up_tasks,
    offer_tab,
    progress_for,
)
from vsm_platform.teams.api import offer_team_card, offer_team_use
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("evaluation", __name__)

ROW = "int(max=2147483647)"
EVALUATIONS = f"/exchanges/<{ROW}:exchange_id>/evaluations"
EVALUATION = f"{EVALUATIONS}/<{ROW}:evaluation_id>"
GET_AND_POST = ("GET", "POST")


def _shown(access: Access) -> bool:
    return access.teaches or access.role == Role.STUDENT


offer_tab(
    Tab(
        Section.PEOPLE,
        "evaluation.overview",
        _l("Peer evaluation"),
        order=30,
        shown=_shown,
        prefix="evaluation.",
    )
)
offer_agenda("evaluation", evaluation_agenda)
offer_set_up_tasks("evaluation", evaluation_tasks)
offer_pages("evaluation", evaluation_pages, order=70)
offer_team_card("evaluation", evaluation_cards)
offer_team_use("evaluation", teams_with_answers)
offer_copy("evaluation", do_copy_evaluations)
room.add_app_template_filter(figure_text)
room.add_app_template_filter(hint_text)
room.add_app_template_filter(pattern_text)


def course_page(
    template: str, access: Access, partners: tuple[Partner, ...], **values: object
) -> str:
    return render_template(
        f"evaluation/{template}.html",
        access=access,
        progress=progress_for(access, signed_in_viewer()),
        partners=partners,
        scales=SCALES,
        **values,
    )


def question(template: str, access: Access, **values: object) -> str:
    """A page that asks before something is done."""
    return render_template(f"evaluation/{template}.html", access=access, **values)


def to_evaluation(exchange_id: int, evaluation_id: int) -> ResponseReturnValue:
    address = url_for("evaluation.evaluation", exchange_id=exchange_id, evaluation_id=evaluation_id)
    return redirect(address, 303)


def actor_id() -> int:
    return signed_in_viewer().person_id
