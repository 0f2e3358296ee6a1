"""What the room's pages share: addresses, the tab, the step of the set-up path, the frame."""

from collections.abc import Iterator

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import (
    Access,
    Partner,
    Section,
    SetUpState,
    SetUpTask,
    Tab,
    access_exchange,
    exchange_page,
    faculty,
    offer_set_up_tasks,
    offer_tab,
    partners_of,
)
from vsm_platform.invitations.policies import partners_to_invite
from vsm_platform.invitations.queries.lists import access_inviting
from vsm_platform.invitations.queries.people import partners_with_a_way_in
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("invitations", __name__)
ROW = "int(max=2147483647)"
EXCHANGE = f"/exchanges/<{ROW}:exchange_id>"
INVITATIONS = f"{EXCHANGE}/invitations"
GET_AND_POST = ("GET", "POST")

offer_tab(
    Tab(
        Section.PEOPLE,
        "invitations.index",
        _l("Ways in"),
        order=30,
        shown=faculty,
        prefix="invitations.",
    )
)


def _ways_in(session: Session, access: Access) -> Iterator[SetUpTask]:
    """Whether the people of every partner have a way in."""
    partners = partners_of(session, access.exchange_id)
    open_to = partners_with_a_way_in(session, access.exchange_id)
    closed = sum(partner.partnership_id not in open_to for partner in partners)
    done = _l("Every partner’s people can come in.")
    missing = lazy_ngettext(
        "%(num)d partner has linked no course and invited nobody yet.",
        "%(num)d partners have linked no course and invited nobody yet.",
        closed,
    )
    yield SetUpTask(
        key="ways-in",
        title=_l("Ways in for people without a learning platform"),
        text=missing if closed else done,
        path=f"/exchanges/{access.exchange_id}/invitations",
        state=SetUpState.TO_DO if closed else SetUpState.DONE,
        order=30,
    )


offer_set_up_tasks("invitations", _ways_in)


def inviting_access(session: Session, exchange_id: int) -> tuple[Access, list[Partner]]:
    """An exchange for those who may let people in, and the partners for which they may."""
    access = access_inviting(session, signed_in_viewer(), exchange_id)
    return access, partners_to_invite(access, partners_of(session, exchange_id))


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    """One of the room's pages within an exchange."""
    return exchange_page(session, f"invitations/{template}.html", access, **values)


def to_index(exchange_id: int) -> ResponseReturnValue:
    """Back to the list."""
    return redirect(url_for("invitations.index", exchange_id=exchange_id), 303)


__all__ = ["access_exchange", "course_page", "inviting_access", "room", "to_index"]
