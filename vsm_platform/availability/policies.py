"""Who may ask for people's hours. The hours themselves are for nobody but their owner."""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, require_open


def may_ask(access: Access) -> bool:
    """Those who teach form the teams, and ask for what they need; all partners' alike."""
    return access.teaches


def require_asker(access: Access, *, writes: bool = False) -> Access:
    """The access, if the viewer may ask the students for their hours, or see how many answered.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
        ExchangeClosed: the viewer wants to change it, and the exchange is over.
    """
    if not (may_ask(access) or (access.is_administrator and not writes)):
        raise NotAllowed
    return require_open(access) if writes else access
