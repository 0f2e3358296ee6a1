"""How credits and hours are added up, so that nothing counts twice.

A credential of a whole course holds what credentials of its parts say; a programme's certificate
holds what its exchanges' credentials say. So within one exchange parts count only where the whole
is not held, and a programme's certificate adds nothing where something else is.
"""

from collections.abc import Iterable

from vsm_platform.credentials.models import AchievementKind

_PARTS = (
    AchievementKind.MODULE,
    AchievementKind.MICRO_CREDENTIAL,
    AchievementKind.PARTICIPATION,
)
_LEVELS = ((AchievementKind.COURSE,), _PARTS)


def counting_kinds(held: Iterable[tuple[str, float | None]]) -> tuple[AchievementKind, ...]:
    """The kinds that count among what is held of one exchange, as kind and number."""
    found = {kind for kind, value in held if value}
    return next((level for level in _LEVELS if found.intersection(level)), ())


def counted(held: Iterable[tuple[str, float | None]]) -> float:
    """Credits or hours of one exchange: its valid credentials as kind and number."""
    found = list(held)
    kinds = counting_kinds(found)
    return sum(value for kind, value in found if value and kind in kinds)
