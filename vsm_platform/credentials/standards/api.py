"""Everything of this library that the rest of the product uses, under one name."""

from vsm_platform.credentials.standards.baking import (
    bake_png,
    bake_svg,
)
from vsm_platform.credentials.standards.contexts import FILES as CONTEXT_FILES
from vsm_platform.credentials.standards.contexts import pinned as pinned_context
from vsm_platform.credentials.standards.documents import (
    Association,
    Award,
    LearnerRecord,
    Recognition,
    StatusEntry,
    badge,
    endorsement,
    learner_record,
)
from vsm_platform.credentials.standards.entities import (
    Achievement,
    Alignment,
    Evidence,
    Json,
    Profile,
    Result,
    ResultKind,
)
from vsm_platform.credentials.standards.errors import (
    CannotBuild,
    CannotCanonicalise,
    CannotRead,
    CannotSign,
    StandardsError,
)
from vsm_platform.credentials.standards.frameworks import (
    ects,
    eqf,
    isced_f,
    mode,
    outcome,
    partner,
    workload,
)
from vsm_platform.credentials.standards.keys import (
    PublicKey,
    SigningKey,
    TokenKey,
    did_address,
    did_document,
    did_web,
    new_seed,
    new_token_key,
)
from vsm_platform.credentials.standards.proofs import (
    sign,
)
from vsm_platform.credentials.standards.reading import LARGEST_FILE, LARGEST_TEXT
from vsm_platform.credentials.standards.status import (
    FULL,
    SIZE,
    draw_index,
    draw_indexes,
    status_list,
)
from vsm_platform.credentials.standards.texts import (
    clean,
    new_id,
    one_line,
)
from vsm_platform.credentials.standards.tokens import (
    as_token,
)
from vsm_platform.credentials.standards.trust import (
    Collected,
    Sources,
)
from vsm_platform.credentials.standards.verifying import (
    Check,
    Outcome,
    Verification,
    verify,
    verify_document,
)
from vsm_platform.credentials.standards.words import Words, words

__all__ = [
    "CONTEXT_FILES",
    "FULL",
    "LARGEST_FILE",
    "LARGEST_TEXT",
    "SIZE",
    "Achievement",
    "Alignment",
    "Association",
    "Award",
    "CannotBuild",
    "CannotCanonicalise",
    "CannotRead",
    "CannotSign",
    "Check",
    "Collected",
    "Evidence",
    "Json",
    "LearnerRecord",
    "Outcome",
    "Profile",
    "PublicKey",
    "Recognition",
    "Result",
    "ResultKind",
    "SigningKey",
    "Sources",
    "StandardsError",
    "StatusEntry",
    "TokenKey",
    "Verification",
    "Words",
    "as_token",
    "badge",
    "bake_png",
    "bake_svg",
    "clean",
    "did_address",
    "did_document",
    "did_web",
    "draw_index",
    "draw_indexes",
    "ects",
    "endorsement",
    "eqf",
    "isced_f",
    "learner_record",
    "mode",
    "new_id",
    "new_seed",
    "new_token_key",
    "one_line",
    "outcome",
    "partner",
    "pinned_context",
    "sign",
    "status_list",
    "verify",
    "verify_document",
    "words",
    "workload",
]
