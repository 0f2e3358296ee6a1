"""What other rooms may use of admissions."""

import vsm_platform.admissions.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.admissions.actions.applying import do_begin_application
from vsm_platform.admissions.actions.care import CARE
from vsm_platform.admissions.actions.criteria import do_add_criterion
from vsm_platform.admissions.criteria import Asked
from vsm_platform.admissions.jobs import look_after
from vsm_platform.admissions.models import ApplicationState, CriterionKind
from vsm_platform.admissions.queries.applying import (
    OwnApplication,
    own_applications,
    waiting_applications,
)
from vsm_platform.admissions.queries.desks import desk_of


def application_path(exchange_id: int) -> str:
    """Where somebody applies to an exchange, or reads why that is not possible."""
    return f"/exchanges/{exchange_id}/apply"


__all__ = [
    "CARE",
    "ApplicationState",
    "Asked",
    "CriterionKind",
    "OwnApplication",
    "application_path",
    "desk_of",
    "do_add_criterion",
    "do_begin_application",
    "look_after",
    "own_applications",
    "waiting_applications",
]
