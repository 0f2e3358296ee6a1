"""Lists of what was issued: for administrators of everything, for an office of its own people."""

from collections.abc import Mapping

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import audit
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import OFFICE
from vsm_platform.credentials.actions.planning import do_decide
from vsm_platform.credentials.forms.issuing import DecideForm
from vsm_platform.credentials.models import Achievement, Issuer, Run, RunState
from vsm_platform.credentials.queries.achievements import achievement_view, issuers
from vsm_platform.credentials.queries.holders import (
    Filter,
    all_lines,
    line_page,
    statistics_of,
)
from vsm_platform.credentials.queries.runs import names_of, run_numbers, run_people
from vsm_platform.credentials.routes.pages import GET_AND_POST, ROW, actor_id, office_id, room
from vsm_platform.credentials.words import EXPIRED, RUN_SOURCES, RUN_STATES, STATES
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form

STANDINGS = {**{state.value: words for state, words in STATES.items()}, "expired": EXPIRED}


def filter_of(values: Mapping[str, str], institution_id: int | None = None) -> Filter:
    """What an address narrows the list to; what makes no sense narrows nothing."""

    def number(name: str) -> int | None:
        text = values.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    standing = values.get("show", "")
    return Filter(
        standing=standing if standing in STANDINGS else "",
        issuer_id=number("issuer"),
        exchange_id=number("exchange"),
        achievement_id=number("achievement"),
        institution_id=institution_id,
        search=" ".join(values.get("search", "").split())[:80],
    )


def list_values(session: Session, found: Filter) -> dict[str, object]:
    """What the template of a list needs."""
    arguments = {
        key: value
        for key, value in (
            ("show", found.standing),
            ("issuer", found.issuer_id),
            ("exchange", found.exchange_id),
            ("search", found.search),
        )
        if value
    }
    return {
        "found": found,
        "listed": line_page(session, found, request.args.get("page", 1, type=int)),
        "numbers": statistics_of(session, found),
        "standings": [(key, words) for key, (words, _tone) in STANDINGS.items()],
        "issuers": [(one.id, one.name) for one in issuers(session)],
        "arguments": arguments,
    }


def list_file(session: Session, found: Filter) -> Response:
    """A list as a file; that it was taken is in the log."""
    lines = all_lines(session, found)
    audit.record(
        session,
        "credentials.list_exported",
        "credentials",
        actor_id=actor_id(),
        institution_id=found.institution_id,
        number=len(lines),
    )
    header = [
        gettext("Name"),
        gettext("University"),
        gettext("Credential"),
        gettext("Exchange"),
        gettext("Signed by"),
        gettext("State"),
        gettext("Awarded on"),
        gettext("Valid until"),
        "ECTS",
        "ID",
    ]
    rows = [
        [
            one.name,
            one.institution,
            one.achievement,
            one.exchange,
            one.issuer,
            str(STANDINGS[one.standing][0]),
            one.awarded_at.date().isoformat(),
            one.expires_at.date().isoformat() if one.expires_at else "",
            one.ects,
            f"urn:uuid:{one.uuid}",
        ]
        for one in lines
    ]
    return csv_response("credentials", header, rows)


# Offices --------------------------------------------------------------------------------------


@room.page("/office/credentials/", policy=OFFICE)
def office_credentials(session: Session) -> ResponseReturnValue:
    """What the office's own students were given, and lists that wait for its word."""
    found = filter_of(request.args, office_id())
    return render_template(
        "credentials/office.html", asked=_asked(session), **list_values(session, found)
    )


@room.page("/office/credentials.csv", policy=OFFICE, methods=("POST",))
def office_file(session: Session) -> ResponseReturnValue:
    """The list as a file."""
    if not Form().validate():
        raise NotFound
    return list_file(session, filter_of(request.args, office_id()))


def _asked(session: Session) -> list[tuple[Run, str]]:
    """Lists that would be signed in the institution's name and wait for a second person."""
    query = (
        select(Run, Achievement)
        .join(Achievement, Achievement.id == Run.achievement_id)
        .join(Issuer, Issuer.id == Achievement.issuer_id)
        .where(Issuer.institution_id == office_id(), Run.state == RunState.ASKED)
        .order_by(Run.id)
    )
    return [
        (run, achievement_view(session, one.exchange_id, one.id).name)
        for run, one in session.execute(query)
    ]


@room.page(f"/office/credentials/runs/<{ROW}:run_id>", policy=OFFICE, methods=GET_AND_POST)
def office_run(session: Session, run_id: int) -> ResponseReturnValue:
    """A list that would be signed in the institution's name: the office is the second person."""
    run, one, form = *_own_run(session, run_id), DecideForm()
    if form.validate_on_submit() and form.decision.data in {"yes", "no"}:
        do_decide(
            session,
            one.exchange_id,
            run_id,
            is_approved=form.decision.data == "yes",
            reason=form.reason.data or "",
            actor_id=actor_id(),
        )
    return render_template(
        "credentials/office_run.html",
        run=run,
        one=achievement_view(session, one.exchange_id, one.id),
        numbers=run_numbers(session, [run.id])[run.id],
        lines=run_people(session, run.id),
        state=RUN_STATES[RunState(run.state)],
        source=RUN_SOURCES[run.source],
        names=names_of(session, [run.made_by_id]),
        decide=form,
    )


def _own_run(session: Session, run_id: int) -> tuple[Run, Achievement]:
    query = (
        select(Run, Achievement)
        .join(Achievement, Achievement.id == Run.achievement_id)
        .join(Issuer, Issuer.id == Achievement.issuer_id)
        .where(Run.id == run_id, Issuer.institution_id == office_id(), Run.state != RunState.DRAFT)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]
