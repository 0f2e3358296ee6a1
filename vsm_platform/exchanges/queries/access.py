"""An exchange with the viewer's part in it: what every page of an exchange begins with."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.prepared import Prepared
from vsm_platform.core.sessions import Bare
from vsm_platform.core.unit_of_work import writes
from vsm_platform.exchanges.calendar import Progress, progress
from vsm_platform.exchanges.life import standing
from vsm_platform.exchanges.models import (
    INSIDE,
    Enrolment,
    EnrolmentState,
    Exchange,
    ExchangeKind,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.exchanges.policies import Access, require_access, require_consent

_EXCHANGES, _ENROLMENTS = table_of(Exchange), table_of(Enrolment)
_PARTNERSHIPS = table_of(Partnership)
# Built once: these are asked at every page, and to build a select costs more than to run it.
_ACCESS = Prepared(
    select(
        _EXCHANGES.c.title,
        _EXCHANGES.c.description,
        _EXCHANGES.c.starts_on,
        _EXCHANGES.c.ends_on,
        _EXCHANGES.c.languages,
        _EXCHANGES.c.state,
        _EXCHANGES.c.season,
        _EXCHANGES.c.kind,
        _EXCHANGES.c.ects,
        _ENROLMENTS.c.id.label("enrolment_id"),
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.state.label("enrolment_state"),
        _ENROLMENTS.c.partnership_id,
        and_(_ENROLMENTS.c.is_minor, _ENROLMENTS.c.consented_at.is_(None)).label("awaits_consent"),
        _PARTNERSHIPS.c.starts_on.label("own_starts_on"),
        _PARTNERSHIPS.c.ends_on.label("own_ends_on"),
        _PARTNERSHIPS.c.left_on,
    )
    .select_from(_EXCHANGES)
    .outerjoin(
        _ENROLMENTS,
        and_(
            _ENROLMENTS.c.exchange_id == _EXCHANGES.c.id,
            _ENROLMENTS.c.person_id == bindparam("person"),
            # Whom only a roster has named, or who only applied, has not come in.
            _ENROLMENTS.c.state.in_([state.value for state in INSIDE]),
        ),
    )
    .outerjoin(_PARTNERSHIPS, _PARTNERSHIPS.c.id == _ENROLMENTS.c.partnership_id)
    .where(_EXCHANGES.c.id == bindparam("exchange"))
)


def access_exchange(
    session: Session,
    viewer: Viewer,
    exchange_id: int,
    *,
    visitors: bool = False,
    offices: bool = False,
    without_consent: bool = False,
) -> Access:
    """An exchange with the viewer's part in it, by one select.

    A minor whose guardian has not agreed yet reads: in a unit of work that writes, the access is
    refused, whatever the page would do with it.

    Args:
        session: the unit of work.
        viewer: who is looking.
        exchange_id: the exchange.
        visitors: whether the page is for guests and clients too, and shows only what is theirs.
        offices: whether it is for partners' International Offices too, and shows nobody's people.
        without_consent: whether a minor without a guardian's consent may change something here,
            as to get that consent.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        ExchangeNotOpen: it is a draft, and the viewer is none of those who prepare it.
        ConsentAwaited: the viewer is such a minor, and this would change something.
    """
    found = _access(session, viewer, exchange_id)
    access = require_access(found, visitors=visitors, offices=offices)
    if writes(session) and not without_consent:
        require_consent(access)
    may_look = viewer.sees_as and (access.teaches or access.is_administrator)
    return _seen_as(session, access, viewer.sees_as or 0) if may_look else access


def access_to_read(connection: Connection | Bare, viewer: Viewer, exchange_id: int) -> Access:
    """What ``access_exchange`` gives, for hot pages that only read, in one prepared statement.

    Not for whoever looks with a student's eyes, nor for who works for an International Office:
    theirs takes more.

    Raises:
        NotFound, ExchangeNotOpen: as there.
    """
    values = {"person": viewer.person_id, "exchange": exchange_id}
    row = _ACCESS.one_or_none(connection, values)
    return require_access(_as_access(row, viewer, exchange_id, None) if row else None)


def _seen_as(session: Session, access: Access, partnership_id: int) -> Access:
    """What a student of this partner would have; other exchanges stay the viewer's own."""
    query = select(
        _PARTNERSHIPS.c.starts_on, _PARTNERSHIPS.c.ends_on, _PARTNERSHIPS.c.left_on
    ).where(_PARTNERSHIPS.c.id == partnership_id, _PARTNERSHIPS.c.exchange_id == access.exchange_id)
    own = session.connection().execute(query).one_or_none()
    if own is None:
        return access
    return replace(
        access,
        role=Role.STUDENT,
        partnership_id=partnership_id,
        enrolment_id=None,
        own_starts_on=own.starts_on or access.starts_on,
        own_ends_on=own.ends_on,
        partner_left_on=own.left_on,
        is_administrator=False,
        seen_as=True,
    )


def _access(session: Session, viewer: Viewer, exchange_id: int) -> Access | None:
    values = {"person": viewer.person_id, "exchange": exchange_id}
    row = _ACCESS.one_or_none(session, values)
    if row is None:
        return None
    office = _office_partnership(session, viewer, exchange_id)
    return _as_access(row, viewer, exchange_id, office)


def _as_access(row: Any, viewer: Viewer, exchange_id: int, office: int | None) -> Access:
    return Access(
        exchange_id=exchange_id,
        title=row.title,
        description=row.description,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        languages=tuple(row.languages),
        role=Role(row.role) if row.role else None,
        partnership_id=row.partnership_id,
        own_starts_on=row.own_starts_on or row.starts_on,
        is_administrator=viewer.is_administrator,
        state=standing(ExchangeState(row.state), row.starts_on, row.ends_on),
        enrolment_id=row.enrolment_id,
        own_ends_on=row.own_ends_on,
        partner_left_on=row.left_on,
        person_has_left=row.enrolment_state == EnrolmentState.LEFT,
        season=row.season,
        kind=ExchangeKind(row.kind),
        ects=row.ects,
        awaits_consent=bool(row.awaits_consent),
        office_partnership_id=office,
    )


def _office_partnership(session: Session, viewer: Viewer, exchange_id: int) -> int | None:
    """The part of the viewer's office; asked only for the few who work for one."""
    if viewer.office_of is None:
        return None
    query = select(Partnership.id).where(
        Partnership.exchange_id == exchange_id, Partnership.institution_id == viewer.office_of
    )
    return session.scalar(query)


def progress_for(access: Access, viewer: Viewer) -> Progress:
    """Where the exchange stands on the viewer's calendar today."""
    today = clock.today(ZoneInfo(viewer.timezone))
    return progress(access.starts_on, access.ends_on, access.own_starts_on, today)
