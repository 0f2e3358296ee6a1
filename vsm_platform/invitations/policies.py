"""Who may let people in: coordinators and administrators everybody, others those of their own."""

from collections.abc import Sequence

from vsm_platform.core.errors import NotAllowed, NotFound
from vsm_platform.exchanges.api import Access, Partner, Role

INVITABLE = (Role.STUDENT, Role.FACILITATOR, Role.GUEST, Role.CLIENT)
"""Coordinators are appointed among those who are there."""


def require_inviter(access: Access) -> Access:
    """The access, if the viewer may invite anybody at all.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
    """
    if not (access.may_edit or access.teaches):
        raise NotAllowed
    return access


def own_partnership(access: Access) -> int | None:
    """The one partner for which the viewer invites; None for all of them."""
    return None if access.may_edit else access.partnership_id


def partners_to_invite(access: Access, partners: Sequence[Partner]) -> list[Partner]:
    """The partners for which the viewer may let people in."""
    own = own_partnership(access)
    return [one for one in partners if own is None or one.partnership_id == own]


def require_inviter_of(access: Access, partnership_id: int) -> None:
    """Go on only for those who may let people in for this partner.

    Raises:
        NotFound: it is another partner's business.
    """
    own = own_partnership(require_inviter(access))
    if own is not None and own != partnership_id:
        raise NotFound
