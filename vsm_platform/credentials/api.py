"""What other rooms may use of credentials."""

import vsm_platform.credentials.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.credentials.actions.forgetting import do_forget_person
from vsm_platform.credentials.actions.issuers import Owner, do_add_issuer
from vsm_platform.credentials.certificates import drawing_problems
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
    "Owner",
    "RecognitionView",
    "Standing",
    "do_add_issuer",
    "do_forget_person",
    "drawing_problems",
    "offer_condition",
    "own_credentials",
    "recognitions_of",
]
