"""Who said what, where the survey promised that those who teach read it."""

from collections.abc import Iterator

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN
from vsm_platform.exchanges.api import exchange_page
from vsm_platform.surveys.actions.common import record
from vsm_platform.surveys.queries.named import Named, Said, named_answers, said_to
from vsm_platform.surveys.routes.pages import actor_id, room
from vsm_platform.surveys.routes.results import RESULTS, Read, read_results
from vsm_platform.web.csv_files import csv_response

NAMED = f"{RESULTS}/people"


def _named(session: Session, exchange_id: int, survey_id: int) -> tuple[Read, list[Named]]:
    """A survey with everybody's answers.

    Raises:
        NotFound: there is none, it keeps names from those who teach, or the viewer may not know of it.
        NotAllowed: the viewer does not teach in the exchange.
    """
    read = read_results(session, exchange_id, survey_id, teaches=True)
    return read, named_answers(session, read.survey)


@room.page(NAMED, policy=SIGNED_IN)
def named(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Everybody who has answered."""
    read, people = _named(session, exchange_id, survey_id)
    return exchange_page(
        session,
        "surveys/named.html",
        read.access,
        read.partners,
        survey=read.survey,
        title=read.title,
        people_who_answered=people,
    )


@room.page(f"{NAMED}/<response_id>", policy=SIGNED_IN)
def named_answer(
    session: Session, exchange_id: int, survey_id: int, response_id: str
) -> ResponseReturnValue:
    """What one person said, question by question, with the way to the next person."""
    read, people = _named(session, exchange_id, survey_id)
    place = next((n for n, one in enumerate(people) if one.response_id == response_id), None)
    if place is None:
        raise NotFound
    shown = people[place]
    return exchange_page(
        session,
        "surveys/named_answer.html",
        read.access,
        read.partners,
        survey=read.survey,
        title=read.title,
        shown=shown,
        parts=list(_parts(read, shown)),
        following=people[place + 1] if place + 1 < len(people) else None,
    )


def _parts(read: Read, person: Named) -> Iterator[tuple[str, list[tuple[str, list[Said]]]]]:
    """What a person answered, part by part; without what was left out."""
    for section in read.results.document.sections:
        questions = [
            (read.names.say(one.text), said)
            for one in section.questions
            if (said := list(said_to(one, person.answers, read.names)))
        ]
        if questions:
            yield read.names.say(section.title), questions


@room.page(f"{NAMED}.csv", policy=SIGNED_IN, methods=("POST",))
def named_csv(session: Session, exchange_id: int, survey_id: int) -> ResponseReturnValue:
    """Everybody's answers as a table; that it was taken is noted in the audit log."""
    read, people = _named(session, exchange_id, survey_id)
    record(session, "answers_exported", read.survey, actor_id(), people=len(people))
    questions = list(read.results.document.questions())
    columns = [column for one in questions for column in one.columns]
    header = [gettext("Name"), gettext("University"), gettext("Day")]
    header += [_heading(read, column) for column in columns]
    rows = [
        [one.name, one.institution, one.answered_on, *_cells(read, one, columns)] for one in people
    ]
    return csv_response("survey-answers", header, rows)


def _heading(read: Read, column: str) -> str:
    item = read.names.item(column)
    return f"{read.names.question(column)} – {item}" if item else read.names.question(column)


def _cells(read: Read, person: Named, columns: list[str]) -> list[str]:
    said = {
        one.column: ", ".join(one.words)
        for question in read.results.document.questions()
        for one in said_to(question, person.answers, read.names)
    }
    return [said.get(column, "") for column in columns]
