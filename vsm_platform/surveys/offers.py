"""What surveys offer to other pages: agendas, the set-up path, modules, links to place."""

import textwrap
from collections.abc import Collection, Iterable, Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vsm_platform.content.modules.api import Placed
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import (
    Access,
    AgendaItem,
    PlaceablePage,
    SetUpState,
    SetUpTask,
    partners_of,
)
from vsm_platform.surveys.models import Survey
from vsm_platform.surveys.policies import may_ask
from vsm_platform.surveys.queries.answering import desks_of
from vsm_platform.surveys.queries.changes import own_changes
from vsm_platform.surveys.queries.surveys import surveys_of
from vsm_platform.surveys.words import survey_title
from vsm_platform.web.room import database

LONGEST_TITLE = 90
"""Characters: a change is told in sentences, and an agenda has lines."""


def survey_agenda(session: Session, access: Access, _viewer: Viewer) -> Iterable[AgendaItem]:
    """What the viewer is asked, while it can be answered at the viewer's own university."""
    if access.enrolment_id is None or access.is_visitor or not _asks(session, access.exchange_id):
        return
    found = surveys_of(session, access.exchange_id, me=access.enrolment_id)
    if not any(one.asks(access) and not one.is_settled for one in found):
        return
    for desk in desks_of(session, access, found, partners_of(session, access.exchange_id)):
        if desk.window.is_open and not desk.survey.is_settled:
            yield AgendaItem(
                kind="survey",
                title=survey_title(desk.survey),
                path=desk.survey.path,
                note=_l("Survey"),
                at=desk.window.closes_at,
                is_due=True,
                is_done=desk.is_done,
            )


def change_agenda(session: Session, access: Access, _viewer: Viewer) -> Iterable[AgendaItem]:
    """What the viewer sees to because of a result, until it is done; only who teaches can."""
    if access.enrolment_id is None or not access.teaches:
        return
    for one in own_changes(session, access.enrolment_id):
        yield AgendaItem(
            kind="change",
            title=textwrap.shorten(one.changed, LONGEST_TITLE, placeholder="…"),
            path=f"/exchanges/{access.exchange_id}/surveys/changes/{one.id}/edit",
            note=_l("You said, we changed"),
            day=one.due_on,
            is_due=one.due_on is not None,
        )


def _asks(session: Session, exchange_id: int) -> bool:
    """Whether anything is asked in an exchange, believed for a while: every course home wants it."""
    memory, key = database().memory, ("surveys", exchange_id)
    asks = memory.recall(key)
    if asks is None:
        query = select(
            exists().where(
                Survey.exchange_id == exchange_id,
                Survey.published_at.is_not(None),
                Survey.settled_at.is_(None),
            )
        )
        asks = bool(session.scalar(query))
        memory.keep(key, asks)
    return bool(asks)


def forget_asking(exchange_id: int) -> None:
    """What was believed of an exchange is no longer true."""
    database().memory.forget(("surveys", exchange_id))


def survey_tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    """The step of the set-up path: optional."""
    if not may_ask(access):
        return
    found = surveys_of(session, access.exchange_id, published_only=False)
    path = f"/exchanges/{access.exchange_id}/surveys"
    state = SetUpState.OPTIONAL
    text = _l("None is planned. A short pulse each week shows what can still be mended.")
    if any(not one.is_published for one in found):
        state, text = SetUpState.TO_DO, _l("Some are drafts. Nobody is asked yet.")
    elif found:
        state, text = SetUpState.DONE, _l("People see when they are asked.")
    yield SetUpTask("surveys", _l("Plan surveys"), text, path, state, order=66)


def survey_pages(_session: Session, exchange_id: int) -> Iterable[PlaceablePage]:
    """The list of surveys, which stays where it is whatever is asked."""
    text = _l("What you are asked now, and what you have answered.")
    yield PlaceablePage("surveys", f"/exchanges/{exchange_id}/surveys", _l("Surveys"), text)


def placed_surveys(
    session: Session, access: Access, _viewer: Viewer, ids: Collection[int]
) -> Mapping[int, Placed]:
    """Surveys as items of a module: for whom they are asked, and for those who teach."""
    found = surveys_of(
        session, access.exchange_id, me=access.enrolment_id, published_only=not may_ask(access)
    )
    return {
        one.id: Placed(survey_title(one), one.path, is_done=one.is_done, counts=one.asks(access))
        for one in found
        if one.id in ids and (may_ask(access) or one.asks(access))
    }
