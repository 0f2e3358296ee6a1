"""Inviting many at once: look first, confirm, letters by and by, links as a file."""

import csv
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.forms import soup_of
from tests.invitations.conftest import Scene
from tests.letters import path_in, sent
from vsm_platform.core.outbox import Claimed, Delivery, DeliveryState
from vsm_platform.exchanges.api import Role
from vsm_platform.invitations.jobs import send_letters
from vsm_platform.invitations.models import Batch, Invitation

LIST = "Nombre;Correo\nLupe Xoc;lupe@example.org\nJosé Tzul;\n=CMD();\nEva;eva at x\n"


def give(scene: Scene, content: bytes | None = None, text: str = "", **more: str) -> TestResponse:
    """Send a list by the form."""
    data: dict[str, str | bytes] = {
        "partnership": str(scene.partnership(scene.ngo)),
        "role": "student",
        "language": "es",
        "days": "14",
        "text": text,
        **more,
    }
    if content is not None:
        data["file"] = content
    return scene.facilitator.browser.post(
        f"{scene.path}/invitations/many",
        data=b"".join(_part(name, value) for name, value in data.items()) + b"--line--\r\n",
        content_type="multipart/form-data; boundary=line",
    )


def _part(name: str, value: str | bytes) -> bytes:
    """A field of a form, or a file, as it travels (RFC 7578)."""
    file = "" if isinstance(value, str) else '; filename="jóvenes.csv"'
    head = f'--line\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    content = value.encode() if isinstance(value, str) else value
    return head.encode() + content + b"\r\n"


def confirm(scene: Scene, given: TestResponse) -> TestResponse:
    assert given.status_code == 303, given.text
    return scene.facilitator.browser.post(given.location)


def links(scene: Scene, given: TestResponse, page: TestResponse) -> list[list[str]]:
    """The file of links behind the button on the page."""
    form = soup_of(page).select_one("form[action$='links.csv']")
    assert form is not None
    seed = form.select_one("input[name=seed]")
    assert seed is not None
    answer = scene.facilitator.browser.post(str(form["action"]), data={"seed": str(seed["value"])})
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_list_is_looked_at_before_anybody_is_invited(scene: Scene) -> None:
    given = give(scene, LIST.encode("cp1252"))
    page = scene.facilitator.browser.get(given.location)
    assert "3 people to invite" in page.text
    assert "José Tzul" in page.text
    assert "Windows-1252" in page.text
    assert "Row 5" in page.text
    assert "“eva at x” is no e-mail address." in page.text
    with scene.world.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_letters_go_to_those_with_an_address_and_links_are_for_the_others(
    app: Flask, scene: Scene
) -> None:
    given = give(scene, text=LIST)
    page = confirm(scene, given)
    rows = links(scene, given, page)
    assert rows[0] == ["name", "e-mail", "link"]
    assert [row[0] for row in rows[1:]] == ["José Tzul", "'=CMD()"]
    assert [letter.recipient for letter in sent(app)] == ["lupe@example.org"]
    for path in (path_in(sent(app)[0].body), *(path_in(row[2]) for row in rows[1:])):
        scene.come_in(path, age="adult")
    done = scene.facilitator.browser.get(given.location).text
    assert "3 people have come in." in done
    assert "1 letter is written" in done


def test_a_list_is_confirmed_once(app: Flask, scene: Scene) -> None:
    given = give(scene, text=LIST)
    confirm(scene, given)
    again = scene.facilitator.browser.post(given.location)
    assert again.status_code == 200
    assert soup_of(again).select("form[action$='links.csv']") == []
    with scene.world.database.unit_of_work(writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 3
        assert session.scalars(select(Batch)).one().rows == []
    sent(app)
    assert len(sent(app)) == 1


def test_the_links_need_the_seed_that_was_shown(scene: Scene) -> None:
    given = give(scene, text=LIST)
    page = confirm(scene, given)
    rows = links(scene, given, page)
    code = path_in(rows[1][2]).rpartition("/")[2]
    with scene.world.database.unit_of_work(writes=False) as session:
        assert not any(code in str(vars(one)) for one in session.scalars(select(Invitation)))
    path = f"{given.location}/links.csv"
    wrong = scene.facilitator.browser.post(path, data={"seed": "guess"})
    assert wrong.text.strip() == "\ufeffname,e-mail,link"
    assert scene.facilitator.browser.post(path, data={}).status_code == 404


def test_whoever_was_invited_already_is_left_out(scene: Scene) -> None:
    scene.invite(address="lupe@example.org")
    page = scene.facilitator.browser.get(give(scene, text=LIST).location).text
    assert "2 people to invite" in page
    assert "lupe@example.org was invited to this exchange already." in page


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", bytes(4000)])
def test_a_workbook_is_refused_with_what_to_do(scene: Scene, content: bytes) -> None:
    answer = give(scene, content)
    assert answer.status_code == 400
    assert "Save as" in answer.text


def test_a_list_of_nobody_cannot_be_confirmed(scene: Scene) -> None:
    given = give(scene, text="name,email\n,x y\n")
    page = scene.facilitator.browser.get(given.location)
    assert "There is nobody in this list" in page.text
    assert soup_of(page).select("main form") == []
    assert confirm(scene, given).status_code == 200
    empty = give(scene)
    assert "Choose a file, or paste your list." in empty.text


def test_a_list_of_another_partner_is_neither_seen_nor_confirmed(scene: Scene) -> None:
    given = give(scene, text=LIST)
    other = scene.world.person(scene.zurich, "Zoe")
    scene.world.enrol(scene.exchange_id, scene.zurich, other, Role.FACILITATOR)
    for address in (given.location, f"{given.location}/links.csv"):
        assert other.browser.post(address, data={"seed": "x"}).status_code == 404
    assert other.browser.get(given.location).status_code == 404
    assert scene.student.browser.post(given.location).status_code == 403
    foreign = give(scene, text=LIST, partnership=str(scene.partnership(scene.zurich)))
    assert foreign.status_code == 200


def test_only_this_page_takes_more_than_other_forms(scene: Scene) -> None:
    much = "x" * 300_000
    assert give(scene, text=much).status_code == 303
    assert give(scene, ("Ana\n" * 5).encode() + b" " * 1_500_000).status_code == 303
    assert give(scene, b"a" * 5_000_000).status_code == 413
    elsewhere = scene.facilitator.browser.post(
        f"{scene.path}/invitations/new?role=student", data={"name": much}
    )
    assert elsewhere.status_code == 413


def test_five_thousand_people_are_invited_and_their_letters_written_by_and_by(
    app: Flask, scene: Scene
) -> None:
    rows = [f"Núñez {number};a{number}@example.org" for number in range(4_000)]
    rows += [f"Persona {number};" for number in range(1_000)]
    given = give(scene, "\n".join(["Nombre;Correo", *rows]).encode("utf-16"))
    assert len(scene.facilitator.browser.get(given.location).data) < 60_000
    page = confirm(scene, given)
    assert "5000 people are invited" in page.text.replace(",", "")
    assert len(page.data) < 20_000
    assert len(links(scene, given, page)) == 1_001
    _write_two_hundred_letters(app)
    progress = scene.facilitator.browser.get(given.location).text
    assert "of 4000 letters are written" in progress.replace(",", "")


def _write_two_hundred_letters(app: Flask) -> None:
    """Let the batch's own task run twice, and leave its letters where they are."""
    database = app.extensions["vsm_database"]
    with database.unit_of_work(writes=False) as session:
        query = select(Delivery).where(Delivery.kind == "invitations.letters")
        task = session.scalars(query).one()
        assert task.state == DeliveryState.WAITING
        claimed = Claimed(
            task.id, task.kind, task.channel, task.payload, 0, was_interrupted=False,
            created_at=task.created_at,
        )  # fmt: skip
    with app.app_context():
        for _ in range(2):
            send_letters(database, claimed)
    with database.unit_of_work(writes=False) as session:
        letters = select(func.count()).where(Delivery.kind == "mail.letter")
        assert session.scalar(letters) == 200
