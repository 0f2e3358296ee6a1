"""What other rooms may use of availability."""

import vsm_platform.availability.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.availability.models import AvailabilityRequest, PaintedWeek
from vsm_platform.availability.queries import (
    Answers,
    Weeks,
    answers,
    asked_until,
    shared_quarters,
    weeks_of,
)
from vsm_platform.availability.week import (
    QUARTERS,
    WAKING_WEEK,
    WHOLE_WEEK,
    Regime,
    offset_on,
    regimes,
    shared_by_all,
    turned,
)

__all__ = [
    "QUARTERS",
    "WAKING_WEEK",
    "WHOLE_WEEK",
    "Answers",
    "AvailabilityRequest",
    "PaintedWeek",
    "Regime",
    "Weeks",
    "answers",
    "asked_until",
    "offset_on",
    "regimes",
    "shared_by_all",
    "shared_quarters",
    "turned",
    "weeks_of",
]
