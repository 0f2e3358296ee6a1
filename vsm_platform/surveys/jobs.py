"""Looks after surveys: invitations as they open, reminders before they close, and the end.

Letters are written in the transaction that remembers them, so that a process which dies in between
writes them once and not twice. They go to those alone who have not answered, each in the reader's
language and zone.
"""

from collections.abc import Collection
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, again, delivered
from vsm_platform.core.errors import NotFound
from vsm_platform.core.outbox import Claimed
from vsm_platform.core.secrets import Vault
from vsm_platform.core.unit_of_work import Database
from vsm_platform.exchanges.api import partners_of
from vsm_platform.mail.api import do_send
from vsm_platform.surveys.actions.caring import (
    AT_ONCE,
    CARE,
    INVITATION,
    REMINDER,
    REMINDING,
    do_note_letters,
    do_settle,
    next_look,
    takes_letters,
    waiting_for,
)
from vsm_platform.surveys.actions.common import locked_survey
from vsm_platform.surveys.actions.releasing import (
    FIGURES,
    Prepared,
    do_keep_release,
    make_later,
    prepare_release,
)
from vsm_platform.surveys.letters import Letters, write_letters
from vsm_platform.surveys.queries.people import (
    Asked,
    answered_among,
    asked_people,
    has_letter,
)
from vsm_platform.surveys.queries.surveys import (
    SurveyView,
    Windows,
    is_over_everywhere,
    survey_view,
    windows_of,
)
from vsm_platform.surveys.sealing import vault


def care(database: Database, claimed: Claimed) -> Outcome:
    """Do what is due for one survey (``surveys.care``)."""
    with database.unit_of_work(writes=False) as session:
        found = _read(session, claimed.payload)
        if found is None:
            return delivered()
        survey, windows = found
        if is_over_everywhere(windows):
            # The vault is fetched here: what follows runs where there is no application at hand.
            return delivered(then=partial(_settle, with_vault=vault(), survey=survey))
        letters = _due(session, survey, windows)
        at = clock.now() if letters.is_cut else next_look(windows)
    return again(at, then=partial(_send_once, letters=letters) if letters.written else None)


def _settle(session: Session, *, with_vault: Vault, survey: SurveyView) -> None:
    do_settle(session, with_vault, survey.exchange_id, survey.id)


def _read(session: Session, payload: dict[str, Any]) -> tuple[SurveyView, Windows] | None:
    try:
        survey = survey_view(session, payload["exchange"], payload["survey"])
    except NotFound:
        return None
    if not survey.is_published or survey.is_settled:
        return None
    partners = partners_of(session, survey.exchange_id)
    return survey, windows_of(session, [survey], partners)[survey.id]


def _due(session: Session, survey: SurveyView, windows: Windows) -> Letters:
    """The letters that are due now, at most as many as go at once."""
    if not takes_letters(session, survey.exchange_id):
        return Letters(survey, INVITATION)
    people = waiting_for(asked_people(session, survey), windows)
    invited = has_letter(session, survey.id, INVITATION)
    if survey.invites and (new := [one for one in people if one.enrolment_id not in invited]):
        return _some(session, survey, windows, INVITATION, new)
    if survey.reminds:
        reminded = has_letter(session, survey.id, REMINDING)
        late = [
            one
            for one in people
            if one.enrolment_id not in reminded and _is_late(windows, one.partnership_id)
        ]
        return _some(session, survey, windows, REMINDING, late)
    return Letters(survey, REMINDING)


def _is_late(windows: Windows, partnership_id: int) -> bool:
    at = windows[partnership_id].reminds_at
    return at is not None and at <= clock.now()


def _some(
    session: Session, survey: SurveyView, windows: Windows, kind: str, people: list[Asked]
) -> Letters:
    some = people[:AT_ONCE]
    letters = write_letters(session, survey, windows, kind, some, is_cut=len(people) > AT_ONCE)
    letters.late = [one.enrolment_id for one in some if _is_late(windows, one.partnership_id)]
    return letters


def remind(database: Database, claimed: Claimed) -> Outcome:
    """Write some of the reminders for which faculty asked (``surveys.reminder``)."""
    with database.unit_of_work(writes=False) as session:
        found = _read(session, claimed.payload)
        if found is None:
            return delivered()
        survey, windows = found
        if not takes_letters(session, survey.exchange_id):
            return delivered()
        wanted = set(claimed.payload["people"])
        people = [
            one
            for one in waiting_for(asked_people(session, survey), windows)
            if one.enrolment_id in wanted
        ]
        letters = write_letters(session, survey, windows, REMINDING, people)
    return delivered(then=partial(_send, letters=letters))


def _send_once(session: Session, letters: Letters) -> None:
    """Send letters that come by themselves to those alone who have none of this kind yet."""
    survey = locked_survey(session, letters.survey.exchange_id, letters.survey.id)
    told = has_letter(session, survey.id, letters.kind)
    _send(session, letters, to=set(letters.enrolment_ids) - told)
    if letters.kind == REMINDING:
        # Nobody is reminded by hand a moment after this.
        survey.reminded_at = clock.now()
        return
    # Who is asked in the last days only has just read when it ends.
    do_note_letters(session, survey.id, REMINDING, letters.late)


def _send(session: Session, letters: Letters, to: Collection[int] | None = None) -> None:
    """Send these letters, but to nobody who has answered since they were written."""
    wanted = set(letters.enrolment_ids) if to is None else set(to)
    wanted -= answered_among(session, letters.survey.id, wanted)
    do_note_letters(session, letters.survey.id, letters.kind, wanted)
    for enrolment_id, address, written in letters.addressed:
        if enrolment_id in wanted:
            do_send(session, address, written, exchange_id=letters.survey.exchange_id)


def make_figures(database: Database, claimed: Claimed) -> Outcome:
    """Make a survey's figures anew (``surveys.figures``), and keep them if nothing has changed."""
    survey_id = claimed.payload["survey"]
    with database.unit_of_work(writes=False) as session:
        made = prepare_release(session, survey_id)
    if made is None:
        return delivered()
    return delivered(then=partial(_keep, survey_id=survey_id, made=made))


def _keep(session: Session, survey_id: int, made: Prepared) -> None:
    if not do_keep_release(session, survey_id, made):
        # Something came or went meanwhile: they are made once more.
        make_later(session, survey_id)


HANDLERS: dict[str, Handler] = {CARE: care, REMINDER: remind, FIGURES: make_figures}
