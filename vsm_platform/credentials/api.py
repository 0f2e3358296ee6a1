"""What other rooms may use of credentials."""

from vsm_platform.credentials.actions.forgetting import do_forget_person
from vsm_platform.credentials.certificates import drawing_problems
from vsm_platform.credentials.conditions import (
    Candidate,
    ConditionKind,
    Standing,
    offer_condition,
)
from vsm_platform.credentials.jobs import HANDLERS
from vsm_platform.credentials.queries.holders import Held, own_credentials

__all__ = [
    "HANDLERS",
    "Candidate",
    "ConditionKind",
    "Held",
    "Standing",
    "do_forget_person",
    "drawing_problems",
    "offer_condition",
    "own_credentials",
]
