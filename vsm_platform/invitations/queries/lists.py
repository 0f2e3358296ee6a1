"""Lists of invitations, for those who invite."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from vsm_platform.accounts.api import Person
from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Access, Enrolment, Partnership, access_exchange
from vsm_platform.institutions.api import Institution
from vsm_platform.invitations.models import Batch, Invitation, InvitationState, OpenLink
from vsm_platform.invitations.policies import own_partnership, require_inviter, require_inviter_of

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation in a list."""

    invitation_id: int
    name: str
    address: str
    role: str
    state: InvitationState
    institution: str
    inviter: str
    invited_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    used_at: datetime | None
    used_by: str
    """How the person who came is called."""
    is_open: bool
    """Whether an open link was used, and nobody was invited by name."""
    subject: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """One page of a long list, and how many there are in each state."""

    lines: list[InvitationLine]
    page: int
    pages: int
    numbers: dict[InvitationState, int]


def _state() -> ColumnElement[Any]:
    return case(
        (Invitation.used_at.is_not(None), InvitationState.USED.value),
        (Invitation.revoked_at.is_not(None), InvitationState.REVOKED.value),
        (Invitation.expires_at <= clock.now(), InvitationState.EXPIRED.value),
        else_=InvitationState.WAITING.value,
    )


def invitation_page(
    session: Session, access: Access, state: InvitationState | None, page: int
) -> InvitationPage:
    """The invitations that the viewer looks after, the newest first, by two statements."""
    mine = Invitation.exchange_id == access.exchange_id
    own = own_partnership(access)
    if own is not None:
        mine = and_(mine, Invitation.partnership_id == own)
    now = _state().label("state")
    rows = session.execute(select(now, func.count()).where(mine).group_by(now))
    numbers = {InvitationState(found): number for found, number in rows}
    total = sum(numbers.values()) if state is None else numbers.get(state, 0)
    pages = max(-(-total // ON_A_PAGE), 1)
    page = min(max(page, 1), pages)
    if state is not None:
        mine = and_(mine, _state() == state.value)
    return InvitationPage(_lines(session, mine, page), page, pages, numbers)


def _lines(session: Session, mine: ColumnElement[bool], page: int) -> list[InvitationLine]:
    inviter, guest = aliased(Person), aliased(Person)
    query = (
        select(Invitation, _state(), Institution.name, inviter.display_name, guest.display_name)
        .join(Partnership, Partnership.id == Invitation.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .join(inviter, inviter.id == Invitation.invited_by_id)
        .outerjoin(Enrolment, Enrolment.id == Invitation.enrolment_id)
        .outerjoin(guest, guest.id == Enrolment.person_id)
        .where(mine)
        .order_by(Invitation.id.desc())
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    return [_line(*row) for row in session.execute(query)]


def _line(
    found: Invitation, state: str, institution: str, inviter: str, used_by: str | None
) -> InvitationLine:
    has_subject = found.subject_kind and found.subject_id is not None
    return InvitationLine(
        invitation_id=found.id,
        name=found.name,
        address=found.address,
        role=found.role,
        state=InvitationState(state),
        institution=institution,
        inviter=inviter,
        invited_at=found.invited_at,
        sent_at=found.sent_at,
        expires_at=found.expires_at,
        used_at=found.used_at,
        used_by=used_by or "",
        is_open=found.open_link_id is not None,
        subject=(found.subject_kind, found.subject_id or 0) if has_subject else None,
    )


def open_links_of(session: Session, access: Access) -> Sequence[tuple[OpenLink, str]]:
    """The exchange's open links that let people in, each with its partner's name."""
    query = (
        select(OpenLink, Institution.name)
        .join(Partnership, Partnership.id == OpenLink.partnership_id)
        .join(Institution, Institution.id == Partnership.institution_id)
        .where(OpenLink.exchange_id == access.exchange_id, OpenLink.revoked_at.is_(None))
        .order_by(OpenLink.id)
    )
    own = own_partnership(access)
    if own is not None:
        query = query.where(OpenLink.partnership_id == own)
    return [(link, name) for link, name in session.execute(query)]


def access_inviting(session: Session, viewer: Viewer, exchange_id: int) -> Access:
    """An exchange, for those who may let people in.

    Raises:
        NotFound, NotAllowed: the viewer is not among them.
    """
    return require_inviter(access_exchange(session, viewer, exchange_id))


def access_own_invitation(session: Session, access: Access, invitation_id: int) -> Invitation:
    """An invitation of the exchange that the viewer looks after.

    Raises:
        NotFound: there is none, or it is another partner's.
    """
    found = session.get(Invitation, invitation_id)
    if found is None or found.exchange_id != access.exchange_id:
        raise NotFound
    require_inviter_of(access, found.partnership_id)
    return found


def access_own_link(session: Session, access: Access, link_id: int) -> OpenLink:
    """An open link of the exchange that the viewer looks after.

    Raises:
        NotFound: there is none, or it is another partner's.
    """
    found = session.get(OpenLink, link_id)
    if found is None or found.exchange_id != access.exchange_id:
        raise NotFound
    require_inviter_of(access, found.partnership_id)
    return found


def access_own_batch(session: Session, access: Access, batch_id: int) -> Batch:
    """A list of people that the viewer has given.

    Raises:
        NotFound: there is none, or it is another's.
    """
    found = session.get(Batch, batch_id)
    is_own = found is not None and found.exchange_id == access.exchange_id
    if found is None or not is_own:
        raise NotFound
    require_inviter_of(access, found.partnership_id)
    return found


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the letters of a batch are."""

    people: int
    by_letter: int
    written: int
    came: int

    @property
    def by_link(self) -> int:
        return self.people - self.by_letter


def batch_progress(session: Session, batch: Batch) -> BatchProgress:
    """The numbers of a batch that is confirmed."""
    by_letter = and_(Invitation.address != "", Invitation.digest.is_(None))
    written = Invitation.sent_at.is_not(None)
    query = select(
        func.count(),
        func.count().filter(by_letter | written),
        func.count().filter(written),
        func.count().filter(Invitation.used_at.is_not(None)),
    ).where(Invitation.batch_id == batch.id)
    return BatchProgress(*session.execute(query).one())
