"""How letters leave the house: by SMTP, or, where no server is set, into a folder to be read there.

The setting ``VSM_MAIL_URL`` is ``smtp://user:password@host:587`` (with STARTTLS where the server
offers it), ``smtps://…:465``, or empty.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, make_msgid, parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app

from config import Settings
from vsm_platform.core import clock
from vsm_platform.mail.models import Letter

TIMEOUT = 20.0
"""Seconds for each answer of the mail server."""


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def can_send_mail() -> bool:
    """Whether letters reach anybody: in production only where a mail server is set."""
    return bool(_settings().mail_url) or not _settings().is_production


def as_message(letter: Letter) -> EmailMessage:
    """The letter as it travels (RFC 5322)."""
    settings, message = _settings(), EmailMessage()
    host = urlsplit(settings.public_url).hostname or "localhost"
    message["From"] = settings.mail_from or f"no-reply@{host}"
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(f"letter-{letter.id}", domain=host)
    # No machine may answer (RFC 3834), nor one that knows only its own maker's header.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    if letter.stop_url:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # For who comes back from holidays: older programs answer everything but this.
        message["Precedence"] = "bulk"
    message.set_content(letter.body)
    if letter.language:
        message["Content-Language"] = letter.language
    if letter.attachment:
        main, _, rest = letter.attachment_type.partition("/")
        subtype, *parameters = [part.strip() for part in rest.split(";")]
        message.add_attachment(
            letter.attachment,
            subtype=subtype if main == "text" else "plain",
            filename=letter.attachment_name,
            params=dict(part.split("=", 1) for part in parameters),
        )
    return message


def hand_over(letter: Letter) -> None:
    """Give the letter to the mail server, or lay it into the folder.

    Raises:
        OSError, smtplib.SMTPException: the server does not answer or does not take it.
    """
    message = as_message(letter)
    if not _settings().mail_url:
        folder = _settings().data_folder / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        # Numbers of letters come again once the table is empty, moments do not.
        name = f"{clock.now():%Y%m%d-%H%M%S-%f}-{letter.id}.eml"
        (folder / name).write_bytes(message.as_bytes())
        return
    with _server() as server:
        server.send_message(message)


@dataclass(frozen=True, slots=True)
class LyingLetter:
    """A letter in the folder, as a person reads it."""

    recipient: str
    subject: str
    body: str
    sent_at: datetime


LETTERS_SHOWN = 30


def lying_letters() -> list[LyingLetter]:
    """The newest letters that lie in the folder, the newest first."""
    folder = _settings().data_folder / "mail"
    paths = sorted(folder.glob("*.eml"), reverse=True)[:LETTERS_SHOWN]
    return [_read(path.read_bytes()) for path in paths]


def _read(content: bytes) -> LyingLetter:
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain",))
    return LyingLetter(
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        body=body.get_content() if body else "",
        sent_at=parsedate_to_datetime(str(message["Date"])),
    )


@contextmanager
def _server() -> Iterator[smtplib.SMTP]:
    address = urlsplit(_settings().mail_url)
    secure = address.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    port = address.port or (465 if secure else 587)
    with kind(address.hostname or "localhost", port, timeout=TIMEOUT) as server:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        yield server
