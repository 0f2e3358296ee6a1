"""Find a time: look for it, and plan it or let the team vote about it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from vsm_platform.content.meetings.api import ForWhom, next_of_teams, plans
from vsm_platform.content.scheduling.actions import do_plan_slots, do_start_poll
from vsm_platform.content.scheduling.errors import UnknownChoice
from vsm_platform.content.scheduling.forms import (
    COURSE,
    DAYS_OPEN,
    SET,
    TEAM,
    LookForm,
    read_slot,
    read_slots,
)
from vsm_platform.content.scheduling.policies import (
    COUNTED,
    may_start_poll,
    require_planner_of_times,
)
from vsm_platform.content.scheduling.queries.options import options, turns_of, week_of
from vsm_platform.content.scheduling.queries.people import (
    Group,
    Question,
    best_anchored,
    course_group,
    team_groups,
)
from vsm_platform.content.scheduling.queries.polls import open_polls, poll_path
from vsm_platform.content.scheduling.routes.pages import TIMES, course_page, room
from vsm_platform.core import clock
from vsm_platform.core.errors import NotAllowed
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Role,
    access_exchange,
    partners_of,
    require_open,
)
from vsm_platform.teams.api import (
    TeamView,
    own_teams,
    published_sets,
    teams_of_exchange,
    teams_of_set,
)
from vsm_platform.web.room import signed_in_viewer

TEAMS_ON_A_PAGE = 40
Choices = list[tuple[str, str]]


def _choices(session: Session, access: Access) -> Choices:
    """Who can meet: for faculty everybody, sets of teams and teams; for a student the own teams."""
    if not plans(access):
        return [(f"{TEAM}-{team.id}", team.title) for team in own_teams(session, access)]
    sets = published_sets(session, access.exchange_id)
    teams = teams_of_exchange(session, access.exchange_id)
    return [
        (COURSE, gettext("The whole course")),
        *(
            (f"{SET}-{one.id}", gettext("Each team of “%(title)s”", title=one.title))
            for one in sets
        ),
        *((f"{TEAM}-{team.id}", team.title) for team in teams),
    ]


def _defaults(access: Access, choices: Choices) -> dict[str, str]:
    """What the form shows at first: an hour each week, from tomorrow to the course's end."""
    tomorrow = clock.today(ZoneInfo(_zone())) + timedelta(1)
    first = max(tomorrow, access.own_starts_on)
    last = access.own_ends_on or access.ends_on
    until = min(max(last, first + timedelta(6)), first + timedelta(weeks=52))
    return {
        "whom": choices[0][0],
        "title": gettext("Team meeting") if choices[0][0] != COURSE else gettext("Meeting"),
        "minutes": "60",
        "every": "1",
        "first_on": first.isoformat(),
        "until": until.isoformat(),
    }


def _zone() -> str:
    """The anchor: whoever looks for a time keeps it on their own clock."""
    zone = signed_in_viewer().timezone
    return zone if clock.zone_or_none(zone) else "UTC"


def _form(access: Access, choices: Choices, sent: MultiDict[str, str]) -> LookForm:
    values = MultiDict(_defaults(access, choices))
    for name, value in sent.items():
        values.setlist(name, [value])
    form = LookForm(formdata=values)
    form.offer(choices)
    return form


def _anchor(sent: MultiDict[str, str]) -> str:
    """On whose clock the times of a sent form stay."""
    zone = sent.get("zone")
    return zone if zone and clock.zone_or_none(zone) else _zone()


@room.page(TIMES, policy=SIGNED_IN)
def find(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is looked for, and below it the best times. Nothing is changed here."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    choices = _choices(session, access)
    if not choices:
        return course_page(session, "no_team", access)
    form = _form(access, choices, request.args)
    values: dict[str, object] = {"kind": "", "looked": False}
    if request.args and form.validate():
        values = _found(session, access, form) | {"looked": True}
    return course_page(session, "find", access, form=form, **values)


def _found(session: Session, access: Access, form: LookForm) -> dict[str, object]:
    question, (kind, number) = form.question(_zone()), form.target()
    shared: dict[str, object] = {
        "kind": kind,
        "zone": _zone(),
        "arguments": form.arguments() | {"zone": _zone()},
    }
    if kind == SET:
        return shared | _of_set(session, access, number, question)
    if kind == TEAM:
        group = team_groups(session, access.exchange_id, [number], question)[number]
        polls = open_polls(session, [number])
        open_vote = poll_path(polls[0]) if polls else None
        planned = next_of_teams(session, access.exchange_id).get(number)
    else:
        partners = partners_of(session, access.exchange_id)
        group = course_group(session, access.exchange_id, partners, question)
        open_vote = planned = None
    group = best_anchored(group)
    shared["arguments"] = form.arguments() | {"zone": group.zone}
    return shared | _of_group(access, group) | {"open_vote": open_vote, "planned": planned}


def _of_group(access: Access, group: Group) -> dict[str, object]:
    names = get_day_names("abbreviated", "stand-alone", locale=get_locale() or "en")
    return {
        "group": group,
        "options": options(group, _zone()),
        "turns": turns_of(group, _zone()),
        "week": week_of(group) if group.size else [],
        "day_names": [names[day] for day in range(7)],
        "counts": group.size >= COUNTED,
        "plans": plans(access) and access.may_write,
        "votes": may_start_poll(access, is_member=access.role == Role.STUDENT),
        "days_open": DAYS_OPEN,
    }


def _of_set(session: Session, access: Access, set_id: int, question: Question) -> dict[str, object]:
    """The best time of each team, one page of them."""
    teams = teams_of_set(session, set_id)
    pages = max(-(-len(teams) // TEAMS_ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = teams[(page - 1) * TEAMS_ON_A_PAGE : page * TEAMS_ON_A_PAGE]
    groups = team_groups(session, access.exchange_id, [team.id for team in shown], question)
    return {
        "teams": [(team, _best(groups[team.id]), groups[team.id]) for team in shown],
        "planned": next_of_teams(session, access.exchange_id),
        "plans": plans(access) and access.may_write,
        "page": page,
        "pages": pages,
    }


def _best(group: Group) -> object:
    found = options(group, _zone())
    return found[0] if found else None


def _chosen(session: Session, access: Access) -> tuple[Question, str, int]:
    """What a form that was sent is about.

    Raises:
        UnknownChoice: its fields are not what this page offers to the viewer.
    """
    choices = _choices(session, access)
    if not choices:
        raise UnknownChoice
    form = _form(access, choices, request.form)
    if not form.validate():
        raise UnknownChoice
    return form.question(_anchor(request.form)), *form.target()


@room.page(f"{TIMES}/plan", policy=SIGNED_IN, methods=("POST",))
def plan(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Plan the meetings at one time, or at another each week, for the course or for a team."""
    viewer = signed_in_viewer()
    access = require_planner_of_times(access_exchange(session, viewer, exchange_id))
    question, kind, number = _chosen(session, access)
    slots = read_slots(request.form.get("slots", "").split(","))
    if kind == SET or slots is None or len(slots) not in {1, len(question.weeks)}:
        raise UnknownChoice
    whom = ForWhom(team_id=number) if kind == TEAM else ForWhom()
    made = do_plan_slots(session, exchange_id, question, slots, whom, actor_id=viewer.person_id)
    _say_planned(len(made))
    return redirect(url_for("meetings.overview", exchange_id=exchange_id), 303)


@room.page(f"{TIMES}/plan-teams", policy=SIGNED_IN, methods=("POST",))
def plan_teams(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Plan the meetings of each ticked team at the time that is shown beside it."""
    viewer = signed_in_viewer()
    access = require_planner_of_times(access_exchange(session, viewer, exchange_id))
    question, kind, number = _chosen(session, access)
    if kind != SET:
        raise UnknownChoice
    wanted = _wanted(teams_of_set(session, number))
    made = 0
    for team_id, slot in wanted.items():
        whom = ForWhom(team_id=team_id)
        made += len(
            do_plan_slots(session, exchange_id, question, [slot], whom, actor_id=viewer.person_id)
        )
    _say_planned(made)
    return redirect(url_for("meetings.overview", exchange_id=exchange_id), 303)


def _wanted(teams: list[TeamView]) -> dict[int, int]:
    """By team, the slot that was ticked for it.

    Raises:
        UnknownChoice: nothing is ticked, or something that the set does not have.
    """
    known, wanted = {str(team.id): team.id for team in teams}, {}
    for text in request.form.getlist("team"):
        team_id, _, slot = text.partition(":")
        read = read_slot(slot)
        if team_id not in known or read is None:
            raise UnknownChoice
        wanted[known[team_id]] = read
    if not wanted:
        raise UnknownChoice
    return wanted


def _say_planned(number: int) -> None:
    flash(ngettext("It is planned.", "%(num)d meetings are planned.", number), "success")


@room.page(f"{TIMES}/votes", policy=SIGNED_IN, methods=("POST",))
def start_vote(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Let a team vote about the ticked times."""
    viewer = signed_in_viewer()
    access = require_open(access_exchange(session, viewer, exchange_id))
    question, kind, number = _chosen(session, access)
    if not may_start_poll(access, is_member=access.role == Role.STUDENT):
        raise NotAllowed
    slots = read_slots(request.form.getlist("slot"))
    days = request.form.get("days", type=int)
    if kind != TEAM or slots is None or days not in DAYS_OPEN or question.first_on < _today():
        raise UnknownChoice
    poll = do_start_poll(
        session, exchange_id, number, question, slots, days=days, actor_id=viewer.person_id
    )
    flash(gettext("Your team is asked. It stands in everybody’s agenda."), "success")
    return redirect(poll_path(poll), 303)


def _today() -> date:
    return clock.today(ZoneInfo(_zone()))
