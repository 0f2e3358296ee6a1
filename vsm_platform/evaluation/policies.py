"""Who may ask, who may answer, and who reads what was said.

Those who teach in an exchange have equal rights whichever partner they come from: they ask, and
they alone read answers. Once the exchange is finished nobody is asked any more (``require_open``),
and what was said can still be released, as marks can be given. Platform administrators do not:
nothing that they do needs what students say of each other. A student answers about the own team,
and is shown what concerns the student alone, after those who teach have released it.
"""

from vsm_platform.core.errors import NotAllowed
from vsm_platform.exchanges.api import Access, Role

FEWEST_SHOWN = 3
"""Of so many others at least is a mean made that a student is shown."""


def may_ask(access: Access) -> bool:
    """Whether the viewer may make evaluations and read what was said in them."""
    return access.teaches


def require_asker(access: Access) -> Access:
    """The access, if the viewer may make evaluations and read what was said in them.

    Raises:
        NotAllowed: the viewer does not teach in the exchange.
    """
    if not may_ask(access):
        raise NotAllowed
    return access


def may_know(access: Access, *, is_published: bool) -> bool:
    """Whether the viewer may know that there is such an evaluation."""
    return may_ask(access) or (is_published and access.role == Role.STUDENT)
