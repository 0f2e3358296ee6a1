"""Who may see an exchange and who may change it: decided by enrolment in it.

Belonging to a partner university is not enough: a person who is not enrolled knows nothing of
the exchange, not even that it exists. Administrators look after all of them.
"""

from dataclasses import dataclass
from datetime import date

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.errors import ConsentAwaited
from vsm_platform.exchanges.models import VISITORS, ExchangeState, Role


@dataclass(frozen=True, slots=True)
class Access:
    """An exchange and the viewer's part in it."""

    exchange_id: int
    title: str
    description: str
    starts_on: date
    ends_on: date
    languages: tuple[str, ...]
    role: Role | None
    """None for an administrator who is not enrolled."""
    partnership_id: int | None
    own_starts_on: date
    """The first day for the viewer's institution, which may differ from the exchange's."""
    is_administrator: bool
    state: ExchangeState = ExchangeState.RUNNING
    enrolment_id: int | None = None
    """The viewer's own enrolment; none for an administrator who is not enrolled."""
    own_ends_on: date | None = None
    """The last day for the viewer's institution, where it differs."""
    awaits_consent: bool = False
    """A minor whose guardian has not agreed yet: may read, and change nothing."""

    @property
    def is_visitor(self) -> bool:
        """A guest or a client, who sees only what is theirs."""
        return self.role in VISITORS

    @property
    def may_edit(self) -> bool:
        return self.is_administrator or self.role == Role.COORDINATOR

    @property
    def teaches(self) -> bool:
        """Teaches in the exchange, for whichever of its partners."""
        return self.role in {Role.FACILITATOR, Role.COORDINATOR}

    def keeps_rosters_of(self, partnership_id: int) -> bool:
        """Whether this partner's rosters are the viewer's to read and to decide about."""
        return self.is_administrator or (self.teaches and self.partnership_id == partnership_id)

    @property
    def may_see_students(self) -> bool:
        """Students' names are for those who take the course together."""
        return self.role is not None and not self.is_visitor


def require_access(access: Access | None, *, visitors: bool = False) -> Access:
    """The access, if the viewer may know of the exchange.

    Guests and clients are strangers to every page but those that say that they are for them.

    Raises:
        NotFound: there is no such exchange, or the viewer is not part of it.
    """
    if access is None or (access.role is None and not access.is_administrator):
        raise NotFound
    if access.is_visitor and not visitors:
        raise NotFound
    return access


def require_consent(access: Access) -> Access:
    """The access, if the viewer may change anything at all.

    Raises:
        ConsentAwaited: the viewer is a minor, and no guardian has agreed yet.
    """
    if access.awaits_consent:
        raise ConsentAwaited
    return access


def require_editor(access: Access) -> Access:
    """The access, if the viewer may change the exchange.

    Raises:
        NotAllowed: the viewer takes part, but does not coordinate.
    """
    if not access.may_edit:
        raise NotAllowed
    return access


def require_roster_keeper(access: Access, partnership_id: int) -> Access:
    """The access, if this partner's rosters are the viewer's business.

    Raises:
        NotAllowed: the viewer does not teach there.
    """
    if not access.keeps_rosters_of(partnership_id):
        raise NotAllowed
    return access
