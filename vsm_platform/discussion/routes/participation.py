"""Taking part: what is asked, how far one is, and the rule with a look at what it would give."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.discussion.actions.participation import do_set_rule
from vsm_platform.discussion.forms import RuleForm
from vsm_platform.discussion.policies import require_coordinator
from vsm_platform.discussion.queries import participation as talk
from vsm_platform.discussion.queries.access import Standing, standing_in
from vsm_platform.discussion.routes.pages import (
    DISCUSSION,
    GET_AND_POST,
    course_page,
    done,
    room,
)
from vsm_platform.discussion.scoring import Done, Rule, Week
from vsm_platform.discussion.spaces import discussion_path
from vsm_platform.exchanges.api import partners_of
from vsm_platform.web.room import signed_in_viewer


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """One week of a student's own part in the exchange."""

    number: int
    first: date
    last: date
    done: Done
    is_over: bool
    is_now: bool


@room.page(f"{DISCUSSION}/participation", policy=SIGNED_IN)
def participation(session: Session, exchange_id: int) -> ResponseReturnValue:
    """What is asked; for a student, how far one is; for who teaches, how all stand, in numbers."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    rule = talk.rule_of(session, exchange_id)
    weeks = _own_weeks(session, standing) if rule and not standing.teaches else []
    over = [week.done for week in weeks if week.is_over]
    return course_page(
        session,
        "participation",
        standing,
        rule=rule,
        weeks=weeks,
        score=rule.score(over) if rule else None,
        lines=_standings(session, exchange_id, rule) if rule and standing.teaches else [],
    )


def _own_weeks(session: Session, standing: Standing) -> list[OwnWeek]:
    access = standing.access
    windows = talk.windows_of(session, access.exchange_id)
    weeks = windows.get(access.partnership_id or 0, [])
    own = access.enrolment_id or 0
    found = talk.tallies(session, access.exchange_id, windows, own) if own else []
    written = found[0].weeks if found else [Done()] * len(weeks)
    return [_own_week(week, one) for week, one in zip(weeks, written, strict=True)]


def _own_week(week: Week, one: Done) -> OwnWeek:
    now = clock.now()
    is_now = week.starts_at <= now < week.ends_at
    return OwnWeek(week.number, week.first, week.last, one, week.ends_at <= now, is_now)


def _standings(session: Session, exchange_id: int, rule: Rule) -> list[talk.Standing]:
    windows = talk.windows_of(session, exchange_id)
    return talk.standings(rule, windows, talk.tallies(session, exchange_id, windows), clock.now())


@room.page(f"{DISCUSSION}/participation/rule", policy=SIGNED_IN, methods=GET_AND_POST)
def rule(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Set the rule; first, see what it would give today."""
    standing = standing_in(session, signed_in_viewer(), exchange_id)
    require_coordinator(standing.access)
    present = talk.rule_of(session, exchange_id) or Rule(0, 0)
    form = RuleForm(posts=present.posts, answers=present.answers, weeks=present.weeks)
    lines: list[talk.Standing] = []
    if form.validate_on_submit():
        wanted = form.rule()
        if request.form.get("step") == "save":
            do_set_rule(session, standing, wanted)
            return done(gettext("Saved."), f"{discussion_path(exchange_id)}/participation")
        lines = _standings(session, exchange_id, wanted) if wanted else []
    partners = partners_of(session, exchange_id)
    return course_page(
        session, "participation_rule", standing, partners=partners, form=form, lines=lines
    )
