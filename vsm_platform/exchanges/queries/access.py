"""An exchange with the viewer's part in it: what every page of an exchange begins with."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.db import table_of
from vsm_platform.core.permissions import Viewer
from vsm_platform.core.unit_of_work import writes
from vsm_platform.exchanges.calendar import Progress, progress
from vsm_platform.exchanges.models import (
    INSIDE,
    Enrolment,
    Exchange,
    ExchangeState,
    Partnership,
    Role,
)
from vsm_platform.exchanges.policies import Access, require_access, require_consent

_EXCHANGES, _ENROLMENTS = table_of(Exchange), table_of(Enrolment)
_PARTNERSHIPS = table_of(Partnership)
# Built once: these are asked at every page, and to build a select costs more than to run it.
_ACCESS = (
    select(
        _EXCHANGES.c.title,
        _EXCHANGES.c.description,
        _EXCHANGES.c.starts_on,
        _EXCHANGES.c.ends_on,
        _EXCHANGES.c.languages,
        _EXCHANGES.c.state,
        _ENROLMENTS.c.id.label("enrolment_id"),
        _ENROLMENTS.c.role,
        _ENROLMENTS.c.partnership_id,
        and_(_ENROLMENTS.c.is_minor, _ENROLMENTS.c.consented_at.is_(None)).label("awaits_consent"),
        _PARTNERSHIPS.c.starts_on.label("own_starts_on"),
        _PARTNERSHIPS.c.ends_on.label("own_ends_on"),
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
    without_consent: bool = False,
) -> Access:
    """An exchange with the viewer's part in it, by one select.

    A minor whose guardian has not agreed yet reads: in a unit of work that writes, the access is
    refused, whatever the page would do with it.

    Args:
        session: the unit of work.
        viewer: who is looking.
        exchange_id: the exchange.
        visitors: whether this page is for guests and clients too; it then shows only what is
            theirs.
        without_consent: whether such a minor may change something here, as to get the consent.

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        ConsentAwaited: the viewer is such a minor, and this would change something.
    """
    values = {"person": viewer.person_id, "exchange": exchange_id}
    row = session.connection().execute(_ACCESS, values).one_or_none()
    if row is None:
        return require_access(None)
    access = require_access(_as_access(row, viewer, exchange_id), visitors=visitors)
    return require_consent(access) if writes(session) and not without_consent else access


def _as_access(row: Row[*tuple[Any, ...]], viewer: Viewer, exchange_id: int) -> Access:
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
        state=ExchangeState(row.state),
        enrolment_id=row.enrolment_id,
        own_ends_on=row.own_ends_on,
        awaits_consent=bool(row.awaits_consent),
    )


def progress_for(access: Access, viewer: Viewer) -> Progress:
    """Where the exchange stands on the viewer's calendar today."""
    today = clock.today(ZoneInfo(viewer.timezone))
    return progress(access.starts_on, access.ends_on, access.own_starts_on, today)
