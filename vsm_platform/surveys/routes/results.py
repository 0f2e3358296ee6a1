"""What a survey found: its page, the files to take away, the report to print."""

from dataclasses import dataclass

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import (
    Access,
    Partner,
    exchange_page,
    partners_of,
    require_not_archived,
)
from vsm_platform.surveys.actions.results import do_show_results
from vsm_platform.surveys.models import Survey
from vsm_platform.surveys.queries.changes import changes_of, published_changes
from vsm_platform.surveys.queries.comparing import compared, others_of
from vsm_platform.surveys.queries.people import Standing, standing_of
from vsm_platform.surveys.queries.results import (
    Results,
    access_results,
    results_of,
    taught_results,
)
from vsm_platform.surveys.queries.results_files import as_json, header, rows
from vsm_platform.surveys.queries.results_names import Names
from vsm_platform.surveys.queries.results_pages import Chosen, chosen_in, parts_of
from vsm_platform.surveys.queries.surveys import survey_view
from vsm_platform.surveys.queries.texts import tag_counts
from vsm_platform.surveys.routes.pages import ROW, SURVEY, room
from vsm_platform.web.csv_files import csv_response
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer

RESULTS = f"{SURVEY}/results"
FEWEST_ASKED = 5
"""Of a university where fewer are asked, no rate is shown."""


@room.app_template_filter("decimal_text")
def decimal_text(value: float) -> str:
    """A figure with one place behind the point, as the page's language writes it."""
    return str(format_decimal(round(value, 1), "0.0"))


@dataclass(frozen=True, slots=True)
class Read:
    """What every page of results begins with."""

    access: Access
    survey: Survey
    partners: tuple[Partner, ...]
    results: Results
    names: Names

    @property
    def title(self) -> str:
        title = self.names.say(self.results.document.title)
        return f"{title} – {self.survey.label}" if self.survey.label else title


def read_results(session: Session, exchange_id: int, survey_id: int, *, teaches: bool) -> Read:
    """A survey with its figures, for whoever may read them.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotAllowed: it is for those who teach, and the viewer does not.
    """
    look = taught_results if teaches else access_results
    access, survey = look(session, signed_in_viewer(), exchange_id, survey_id)
    partners = partners_of(session, exchange_id)
    results = results_of(session, survey, reads_names=access.teaches)
    language = results.document.language_for(current_language())
    by_id = {str(one.partnership_id): one.name for one in partners}
    return Read(access, survey, partners, results, Names(results.document, language, by_id))


def rates_of(session: Session, read: Read) -> tuple[Standing, list[Standing]]:
    """How many have answered in all, and by university where enough are asked."""
    view = survey_view(session, read.survey.exchange_id, read.survey.id)
    standings = standing_of(session, view, read.partners)
    total = Standing(
        read.partners[0],
        sum(one.asked for one in standings),
        sum(one.answered for one in standings),
    )
    large = [one for one in standings if one.asked >= FEWEST_ASKED]
    left = total.asked - sum(one.asked for one in large)
    # The rest would be the difference to the whole: with it, the smallest of the others is left out.
    while large and 0 < left < FEWEST_ASKED:
        smallest = min(large, key=lambda one: one.asked)
        large.remove(smallest)
        left += smallest.asked
    return total, large


@room.page(RESULTS, policy=SIGNED_IN)
def results(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """The figures: of all, of one group, or of groups side by side."""
    read = read_results(session, exchange_id, survey_id, teaches=False)
    chosen = chosen_in(read.results, request.args.get("by", ""), request.args.get("group", ""))
    return _page(session, "surveys/results.html", read, chosen)


@room.page(f"{RESULTS}/report", policy=SIGNED_IN)
def results_report(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """The same to print, with all tables open and with what was changed."""
    read = read_results(session, exchange_id, survey_id, teaches=True)
    return _page(session, "surveys/report.html", read, Chosen())


def _page(session: Session, template: str, read: Read, chosen: Chosen) -> str:
    teaches = read.access.teaches
    look = changes_of if teaches else published_changes
    changes = [
        one for one in look(session, read.survey.exchange_id) if one.survey_id == read.survey.id
    ]
    total, rates = rates_of(session, read)
    tags = tag_counts(session, read.survey) if teaches else {}
    return exchange_page(
        session,
        template,
        read.access,
        read.partners,
        survey=read.survey,
        title=read.title,
        results=read.results,
        names=read.names,
        chosen=chosen,
        parts=parts_of(read.results, read.names, chosen, tags),
        asked={one.key: one for one in read.results.asked},
        total=total,
        rates=rates,
        changes=changes,
        teaches=teaches,
        others=others_of(session, signed_in_viewer(), read.survey) if teaches else [],
    )


@room.page(f"{RESULTS}/beside/<{ROW}:other_id>", policy=SIGNED_IN)
def results_beside(
    session: Session, exchange_id: int, survey_id: int, other_id: int
) -> ResponseReturnValue:
    """What has changed since an earlier survey with the same questions."""
    read = read_results(session, exchange_id, survey_id, teaches=True)
    others = others_of(session, signed_in_viewer(), read.survey)
    other = next((one for one in others if one.survey_id == other_id), None)
    if other is None:
        raise NotFound
    before = session.get_one(Survey, other_id)
    return exchange_page(
        session,
        "surveys/beside.html",
        read.access,
        read.partners,
        survey=read.survey,
        title=read.title,
        names=read.names,
        other=other,
        compared=compared(session, before, read.survey),
    )


@room.page(f"{RESULTS}/show", policy=SIGNED_IN, methods=("POST",))
def results_show(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Let students see the figures, or with ``hide`` in the address no longer."""
    access, _survey = taught_results(session, signed_in_viewer(), exchange_id, survey_id)
    require_not_archived(access)
    shows = "hide" not in request.args
    if Form().validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_show_results(session, exchange_id, survey_id, shows=shows, actor_id=actor_id)
        shown, hidden = gettext("Students see the figures now."), gettext("Only you see them now.")
        flash(shown if shows else hidden, "success")
    return redirect(url_for("surveys.results", exchange_id=exchange_id, survey_id=survey_id), 303)


@room.page(f"{RESULTS}.csv", policy=SIGNED_IN)
def results_csv(session: Session, exchange_id: int, survey_id: int) -> Response:
    """The figures as a table: those that the page shows, and no single answer."""
    read = read_results(session, exchange_id, survey_id, teaches=True)
    return csv_response("survey-results", header(), rows(read.results, read.names))


@room.page(f"{RESULTS}.json", policy=SIGNED_IN)
def results_json(session: Session, exchange_id: int, survey_id: int) -> Response:
    """The same for programs."""
    read = read_results(session, exchange_id, survey_id, teaches=True)
    answer = jsonify(as_json(read.results, read.title))
    answer.headers["Content-Disposition"] = "attachment; filename=survey-results.json"
    return answer
