"""What other rooms may use of mail: write a letter in somebody's language, and send it."""

from vsm_platform.mail.actions import Attachment, do_forget_letters, do_send
from vsm_platform.mail.jobs import send_letter
from vsm_platform.mail.models import LETTER
from vsm_platform.mail.post_office import can_send_mail
from vsm_platform.mail.writing import Written, write

__all__ = [
    "LETTER",
    "Attachment",
    "Written",
    "can_send_mail",
    "do_forget_letters",
    "do_send",
    "send_letter",
    "write",
]
