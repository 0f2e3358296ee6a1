"""What the pages of admissions share: the room itself, and a partner's desk with its keeper."""

from flask import request
from sqlalchemy.orm import Session

from vsm_platform.admissions import criteria, words
from vsm_platform.admissions.models import ApplicationState
from vsm_platform.admissions.policies import require_chooser, require_desk_keeper
from vsm_platform.admissions.queries.desks import Desk, desk_of, desks_of_exchange
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    Access,
    access_exchange,
    exchange_page,
    language_list,
    partners_of,
)
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("admissions", __name__)

ROW = "int(max=2147483647)"
EXCHANGE = f"/exchanges/<{ROW}:exchange_id>"
GET_AND_POST = ("GET", "POST")


def state_words(state: str) -> tuple[object, str]:
    """A state's word and its tag's tone, for the templates."""
    return words.STATES[ApplicationState(state)]


def languages(tags: tuple[str, ...]) -> str:
    """Languages in words, for the templates."""
    return language_list(tags)


for helper in (
    criteria.title,
    criteria.question,
    criteria.requirement,
    criteria.answer_words,
    criteria.short_words,
    state_words,
    languages,
):
    room.add_app_template_global(helper, f"admission_{helper.__name__}")


def own_desk(session: Session, exchange_id: int) -> tuple[Access, Desk]:
    """The desk that the viewer keeps: the own partner's, or the one that an administrator chose.

    Raises:
        NotFound: the viewer may not know of the exchange.
        NotAllowed: a student.
    """
    access = require_chooser(access_exchange(session, signed_in_viewer(), exchange_id))
    chosen = request.args.get("partner", type=int)
    if access.is_administrator and (chosen or access.partnership_id is None):
        desks = desks_of_exchange(session, exchange_id)
        mine = [desk for desk in desks if desk.partnership_id == chosen]
        mine = mine or [desk for desk in desks if desk.takes_applications] or desks
        if not mine:
            raise NotFound
        return access, mine[0]
    if access.partnership_id is None:
        raise NotFound
    return access, desk_of(session, access.partnership_id)


def kept_desk(session: Session, exchange_id: int, partnership_id: int) -> tuple[Access, Desk]:
    """This partner's desk, if the viewer keeps it."""
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    require_desk_keeper(access, partnership_id)
    desk = desk_of(session, partnership_id)
    if desk.exchange_id != exchange_id:
        raise NotFound
    return access, desk


def desk_page(session: Session, template: str, access: Access, desk: Desk, **values: object) -> str:
    """A page of those who choose."""
    partners = partners_of(session, access.exchange_id)
    others = partners if access.is_administrator else ()
    return exchange_page(
        session,
        f"admissions/{template}.html",
        access,
        partners,
        others=others,
        desk=desk,
        partner=desk.partnership_id if access.is_administrator else None,
        **values,
    )
