"""What other rooms may use of invitations."""

import vsm_platform.invitations.personal_data  # noqa: F401 (it offers itself)
from vsm_platform.invitations.actions.batches import LETTERS as INVITATION_LETTERS
from vsm_platform.invitations.actions.inviting import Invited, do_invite
from vsm_platform.invitations.jobs import send_letters
from vsm_platform.invitations.queries.people import (
    Minor,
    minors_in,
    partners_with_a_way_in,
    visitor_subjects,
)
from vsm_platform.invitations.spreadsheets import (
    BYTES_LIMIT,
    ENCODINGS,
    ROWS_LIMIT,
    Table,
    read_table,
)
from vsm_platform.invitations.visits import (
    Subject,
    VisitCard,
    offer_joining,
    offer_subjects,
    offer_visit,
)

__all__ = [
    "BYTES_LIMIT",
    "ENCODINGS",
    "INVITATION_LETTERS",
    "ROWS_LIMIT",
    "Invited",
    "Minor",
    "Subject",
    "Table",
    "VisitCard",
    "do_invite",
    "minors_in",
    "offer_joining",
    "offer_subjects",
    "offer_visit",
    "partners_with_a_way_in",
    "read_table",
    "send_letters",
    "visitor_subjects",
]
