"""Letters: written in the recipient's language, sent by a real SMTP server, and then forgotten."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import select

from config import Settings
from vsm_platform.app import create_app
from vsm_platform.core.outbox import Delivery, DeliveryState
from vsm_platform.mail.api import Attachment, Written, do_send
from vsm_platform.mail.models import Letter

HELLO = Written("¿Vienes?", "Te esperamos.\n", "es")


class Mailbox:
    """A mail server's handler that keeps what it gets, and refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def mailing_app(settings: Settings, mailbox: tuple[Mailbox, int]) -> Iterator[Flask]:
    address = f"smtp://127.0.0.1:{mailbox[1]}"
    app = create_app(settings.model_copy(update={"mail_url": address, "mail_from": "vx@a.test"}))
    yield app
    app.extensions["vsm_database"].engine.dispose()


def send(app: Flask, written: Written = HELLO, attachment: Attachment | None = None) -> None:
    with app.app_context(), app.extensions["vsm_database"].unit_of_work(writes=True) as session:
        do_send(session, "lupe@example.org", written, attachment=attachment)
    app.extensions["vsm_courier"].run_due()


def delivery_and_letters(app: Flask) -> tuple[Delivery, list[Letter]]:
    with app.extensions["vsm_database"].unit_of_work(writes=False) as session:
        delivery = session.scalars(select(Delivery)).one()
        letters = list(session.scalars(select(Letter)))
        session.expunge_all()
        return delivery, letters


def test_a_letter_reaches_the_mail_server_and_is_forgotten_here(
    mailing_app: Flask, mailbox: tuple[Mailbox, int]
) -> None:
    send(mailing_app)
    (letter,) = mailbox[0].letters
    assert letter["To"] == "lupe@example.org"
    assert letter["From"] == "vx@a.test"
    assert letter["Subject"] == "¿Vienes?"
    assert letter["Content-Language"] == "es"
    assert letter.get_content().strip() == "Te esperamos."
    delivery, letters = delivery_and_letters(mailing_app)
    assert delivery.state == DeliveryState.DELIVERED
    assert "lupe" not in str(delivery.payload)
    assert letters == []


def test_an_attachment_keeps_its_name_and_type(
    mailing_app: Flask, mailbox: tuple[Mailbox, int]
) -> None:
    attachment = Attachment("meeting.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR\n")
    send(mailing_app, attachment=attachment)
    (letter,) = mailbox[0].letters
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_filename() == "meeting.ics"
    assert part.get_param("method") == "REQUEST"


def test_an_address_that_does_not_exist_is_refused_for_good_and_forgotten(
    mailing_app: Flask, mailbox: tuple[Mailbox, int]
) -> None:
    mailbox[0].answer = "550 No such user"
    send(mailing_app)
    delivery, letters = delivery_and_letters(mailing_app)
    assert delivery.state == DeliveryState.REFUSED
    assert delivery.error == "smtp 550"
    assert letters == []


def test_a_full_mailbox_is_tried_again_later(
    mailing_app: Flask, mailbox: tuple[Mailbox, int]
) -> None:
    mailbox[0].answer = "452 Mailbox full"
    send(mailing_app)
    delivery, letters = delivery_and_letters(mailing_app)
    assert delivery.state == DeliveryState.WAITING
    assert len(letters) == 1


def test_a_mail_server_that_is_down_holds_all_letters_back(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"mail_url": "smtp://127.0.0.1:9"}))
    send(app)
    delivery, letters = delivery_and_letters(app)
    assert delivery.state == DeliveryState.WAITING
    assert len(letters) == 1
    app.extensions["vsm_database"].engine.dispose()


def test_without_a_mail_server_letters_lie_in_the_data_folder(
    app: Flask, settings: Settings
) -> None:
    send(app)
    (path,) = Path(settings.data_folder / "mail").iterdir()
    letter = message_from_bytes(path.read_bytes(), policy=default)
    assert letter["To"] == "lupe@example.org"


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_wrong_address_of_the_mail_server_is_said_at_the_start(address: str) -> None:
    with pytest.raises(ValidationError, match="smtp://user:password@"):
        Settings(mail_url=address)
