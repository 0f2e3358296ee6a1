"""Faculty write to students: each reads it in the own language, here and by e-mail."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from config import Settings
from tests.faculty.conftest import Cast
from tests.people import Somebody
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.faculty.models import Message

TEXTS = {
    "subject_en": "Bring a map",
    "text_en": "On Friday we need a map.\n\nSee you.",
    "subject_es": "Traed un mapa",
    "text_es": "El viernes necesitamos un mapa.",
}


@pytest.fixture
def bilingual(cast: Cast) -> Cast:
    """An exchange in English and Spanish; Sina reads Spanish, Haru has no e-mail address."""
    from vsm_platform.exchanges.api import Exchange

    with cast.world.work() as session:
        session.get_one(Exchange, cast.exchange_id).languages = ["en", "es"]
        session.execute(update(Person).where(Person.id == cast.sina.id).values(locale="es"))
        for somebody, address in ((cast.sina, "sina@a.test"), (cast.coordinator, "pita@a.test")):
            known = update(Identity).where(Identity.person_id == somebody.id)
            session.execute(known.values(email=address))
    return cast


def write(cast: Cast, somebody: Somebody, **values: Any) -> TestResponse:
    address = f"{cast.path}/messages/new"
    return somebody.browser.post(address, data={"client_key": "k1", **values})


def letters(cast: Cast, settings: Settings) -> list[EmailMessage]:
    cast.world.app.extensions["vsm_courier"].run_due()
    folder = settings.data_folder / "mail"
    paths = sorted(folder.iterdir()) if folder.exists() else []
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    assert all(isinstance(one, EmailMessage) for one in found)
    return found  # type: ignore[return-value]


def test_everybody_gets_the_message_in_the_own_language(
    bilingual: Cast, settings: Settings
) -> None:
    answer = write(bilingual, bilingual.coordinator, all="yes", step="send", **TEXTS)
    assert answer.status_code == 303
    (letter,) = letters(bilingual, settings)
    assert letter["To"] == "sina@a.test"
    assert letter["Subject"] == "Traed un mapa"
    assert letter["Reply-To"] is None
    body = letter.get_content()
    assert "El viernes necesitamos un mapa." in body
    assert "Pita Masoe, National University of Samoa" in body
    assert "Climate Change" in body
    sinas = bilingual.sina.browser.get(f"{bilingual.path}/messages").text
    assert "Traed un mapa" in sinas
    harus = bilingual.haru.browser.get(f"{bilingual.path}/messages").text
    assert "Bring a map" in harus, "whoever has no address reads it here"


def test_the_sender_looks_at_it_before_it_goes_out(bilingual: Cast, settings: Settings) -> None:
    page = write(bilingual, bilingual.coordinator, all="yes").text
    assert "We know no e-mail address of 1 of them" in page
    page = write(bilingual, bilingual.coordinator, all="yes", step="preview", **TEXTS).text
    assert "This is how it arrives" in page
    assert "Traed un mapa" in page
    assert letters(bilingual, settings) == []
    page = write(bilingual, bilingual.coordinator, all="yes", step="change", **TEXTS).text
    assert "On Friday we need a map." in page


def test_answers_come_to_the_senders_own_address_if_wished(
    bilingual: Cast, settings: Settings
) -> None:
    write(bilingual, bilingual.coordinator, all="yes", step="send", answers_to_me="y", **TEXTS)
    (letter,) = letters(bilingual, settings)
    assert letter["Reply-To"] == "pita@a.test"


def test_only_those_ticked_get_it(bilingual: Cast) -> None:
    page = bilingual.coordinator.browser.get(f"{bilingual.path}/students").text
    boxes = dict(re.findall(r'for="to-(\d+)">Write to ([^<]+)<', page))
    haru = next(key for key, name in boxes.items() if name == "Haru Sato")
    write(bilingual, bilingual.coordinator, to=haru, step="send", **TEXTS)
    assert "Bring a map" in bilingual.haru.browser.get(f"{bilingual.path}/messages").text
    assert "mapa" not in bilingual.sina.browser.get(f"{bilingual.path}/messages").text


def test_a_repeat_after_a_lost_answer_sends_nothing_twice(
    bilingual: Cast, settings: Settings
) -> None:
    for _ in range(2):
        answer = write(bilingual, bilingual.coordinator, all="yes", step="send", **TEXTS)
        assert answer.status_code == 303
    assert len(letters(bilingual, settings)) == 1


def test_people_of_another_exchange_cannot_be_written_to(bilingual: Cast) -> None:
    other = bilingual.world.exchange("Another", [bilingual.osaka])
    stranger = bilingual.world.person(bilingual.osaka, "Stranger")
    bilingual.world.enrol(other, bilingual.osaka, stranger)
    for wish in ("99", "0", "x", "-1", "99999999999999999999"):
        answer = write(bilingual, bilingual.coordinator, to=wish, step="send", **TEXTS)
        assert answer.status_code == 400
        assert "Nobody is chosen" in answer.text


def test_a_student_a_stranger_and_an_administrator_cannot_send(bilingual: Cast) -> None:
    stranger = bilingual.world.person(bilingual.osaka, "Nobody Here")
    administrator = bilingual.world.administrator()
    for somebody, status in ((bilingual.sina, 403), (stranger, 404), (administrator, 403)):
        answer = write(bilingual, somebody, all="yes", step="send", **TEXTS)
        assert answer.status_code == status
    with bilingual.world.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_what_is_missing_is_said_and_what_is_written_stays(bilingual: Cast) -> None:
    half = TEXTS | {"text_es": ""}
    page = write(bilingual, bilingual.coordinator, all="yes", step="preview", **half).text
    assert "Write both in this language, or leave both empty." in page
    assert "On Friday we need a map." in page
    page = write(bilingual, bilingual.coordinator, all="yes", step="send", subject_en="Only").text
    assert "Write a text in English." in page


def test_too_many_messages_in_an_hour_are_refused(bilingual: Cast) -> None:
    for number in range(20):
        answer = write(
            bilingual,
            bilingual.coordinator,
            all="yes",
            step="send",
            **(TEXTS | {"client_key": f"key-{number}"}),
        )
        assert answer.status_code == 303
    answer = write(
        bilingual, bilingual.coordinator, all="yes", step="send", **(TEXTS | {"client_key": "x"})
    )
    assert answer.status_code == 429


def test_markup_in_a_message_is_shown_and_not_obeyed(bilingual: Cast) -> None:
    hostile = {"subject_en": "<script>1</script>", "text_en": "<img src=x onerror=alert(1)>"}
    write(bilingual, bilingual.coordinator, all="yes", step="send", **hostile)
    page = bilingual.haru.browser.get(f"{bilingual.path}/messages").text
    assert "<script>1" not in page
    assert "<img src=x" not in page
    assert "&lt;img" in page
