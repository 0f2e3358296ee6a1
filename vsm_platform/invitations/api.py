"""What other rooms may use of invitations."""

from vsm_platform.invitations.actions.batches import LETTERS as INVITATION_LETTERS
from vsm_platform.invitations.actions.inviting import Invited, do_invite
from vsm_platform.invitations.jobs import send_letters
from vsm_platform.invitations.queries.people import (
    Minor,
    minors_in,
    partners_with_a_way_in,
    visitor_subjects,
)
from vsm_platform.invitations.visits import (
    Subject,
    VisitCard,
    offer_joining,
    offer_subjects,
    offer_visit,
)

__all__ = [
    "INVITATION_LETTERS",
    "Invited",
    "Minor",
    "Subject",
    "VisitCard",
    "do_invite",
    "minors_in",
    "offer_joining",
    "offer_subjects",
    "offer_visit",
    "partners_with_a_way_in",
    "send_letters",
    "visitor_subjects",
]
