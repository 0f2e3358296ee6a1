"""What other rooms may use of credentials."""

from vsm_platform.credentials.actions.forgetting import do_forget_person
from vsm_platform.credentials.conditions import (
    Candidate,
    ConditionKind,
    Standing,
    offer_condition,
)
from vsm_platform.credentials.jobs import HANDLERS
from vsm_platform.credentials.queries.holders import Held, own_credentials
from vsm_platform.credentials.recognition.queries import RecognitionView, recognitions_of

__all__ = [
    "HANDLERS",
    "Candidate",
    "ConditionKind",
    "Held",
    "RecognitionView",
    "Standing",
    "do_forget_person",
    "offer_condition",
    "own_credentials",
    "recognitions_of",
]
