"""From the exchange's scale to a university's own, and the moments at which scores are sent.

Every platform keeps the newer of two scores by its timestamp; Moodle compares whole seconds.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

SECOND = timedelta(seconds=1)


def on_scale(value: float | None, of: float, maximum: float, step: float) -> float | None:
    """A value of ``of`` as so many of ``maximum``, rounded to a multiple of ``step``.

    Half a step is rounded up, as people round; full marks stay full marks whatever the step.
    """
    if value is None:
        return None
    exact = Decimal(str(value)) * Decimal(str(maximum)) / Decimal(str(of))
    unit = Decimal(str(step))
    rounded = (exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    if value >= of or rounded > Decimal(str(maximum)):
        return maximum
    return float(rounded)


def next_timestamp(present: datetime, last: datetime | None) -> datetime:
    """A whole second, at least one later than the last."""
    whole = present.replace(microsecond=0)
    return max(whole, last.replace(microsecond=0) + SECOND) if last else whole
