"""The passport: what stands in it, who sees it, and what goes along when a student leaves."""

import io
import json
import zipfile

import pytest
from flask.testing import FlaskClient

from tests.credentials.conftest import Stage
from tests.people import counted_queries
from vsm_platform.core import clock
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.standards import api


def take(browser: FlaskClient, path: str, form: str) -> bytes:
    answer = browser.post(path, data={"form": form})
    assert answer.status_code == 200, answer.text[-2000:]
    return answer.data


def check(stage: Stage, document: bytes) -> api.Verification:
    with stage.app.app_context(), stage.database.unit_of_work(writes=False) as session:
        sources = OurSources(session, stage.vault, "https://exchange.test")
        return api.verify(document, sources, clock.now())


def another_exchange(stage: Stage, title: str, *names: str) -> Stage:
    """One more exchange of the same universities, in which these students got a credential."""
    exchange_id = stage.world.exchange(title, [stage.apia, stage.hilo])
    other = Stage(
        stage.world, exchange_id, stage.apia, stage.hilo, stage.coordinator, stage.colleague,
        {name: stage.students[name] for name in names}, stage.issuer_id,
    )  # fmt: skip
    for name in names:
        university = stage.hilo if name.startswith("Aiko") else stage.apia
        stage.world.enrol(exchange_id, university, stage.students[name])
    other.achievement_id = other.add_achievement()
    other.issue(*names)
    return other


def share(browser: FlaskClient, *things: str, path: str = "/passport/share") -> str:
    """Switch the link on; gives its path."""
    data: dict[str, object] = (
        {"what": "part", "things": list(things)} if things else {"what": "all"}
    )
    answer = browser.post(path, data=data)
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location).text
    return "/p/" + page.partition("https://exchange.test/p/")[2][:22]


def test_a_passport_adds_up_what_was_done_over_exchanges(stage: Stage) -> None:
    stage.issue("Sina Leota")
    another_exchange(stage, "Tides and towns", "Sina Leota")
    page = stage.students["Sina Leota"].browser.get("/passport").text
    for words in (
        "Oceans and Climate",
        "Tides and towns",
        ">10<",
        ">250<",
        "Samoa and United States",
    ):
        assert words in page, words
    assert "Your passport" in stage.students["Sina Leota"].browser.get("/profile").text


def test_a_new_passport_says_what_will_stand_there(stage: Stage) -> None:
    newcomer = stage.world.person(stage.apia, "Nia Nobody").browser
    page = newcomer.get("/passport")
    assert page.status_code == 200
    assert "Nothing here yet" in page.text


def test_the_link_is_off_until_it_is_switched_on_and_off_again_afterwards(stage: Stage) -> None:
    stage.issue()
    sina, stranger = stage.students["Sina Leota"].browser, stage.world.browser()
    link = share(sina)
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Sina Leota" in page.text
    assert "genuine" in page.text
    assert "Tavita" not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "no-store"
    assert sina.post("/passport/off").status_code == 303
    gone = stranger.get(link)
    assert gone.status_code == 404
    assert "Sina" not in gone.text
    assert "switched the link off" in gone.text
    assert stranger.post(f"{link}/file", data={"form": "json"}).status_code == 404
    assert share(sina) == link
    fresh = sina.post("/passport/share", data={"what": "all", "is_new": "y"})
    assert fresh.status_code == 303
    assert stranger.get(link).status_code == 404


def test_a_part_shows_what_was_ticked_and_nothing_else(stage: Stage) -> None:
    stage.issue("Sina Leota")
    second = stage.add_achievement(ects=1.0, hours=25.0)
    stage.issue("Sina Leota", achievement_id=second)
    other = another_exchange(stage, "Tides and towns", "Sina Leota")
    sina, stranger = stage.students["Sina Leota"].browser, stage.world.browser()
    held = other.credential("Sina Leota").id
    link = share(sina, f"credential:{held}")
    page = stranger.get(link).text
    assert "Tides and towns" in page
    assert "/exchanges/" not in page
    record = json.loads(take(stranger, f"{link}/file", "json"))
    assert record["partial"] is True
    assert len(record["credentialSubject"]["verifiableCredential"]) == 1
    # The exchange alone tells of nothing that was issued there.
    link = share(sina, f"exchange:{stage.exchange_id}")
    page = stranger.get(link).text
    assert "Oceans and Climate" in page
    assert "Tides and towns" not in page
    assert "ECTS" not in page
    assert stranger.post(f"{link}/file", data={"form": "json"}).status_code == 409


def test_nobody_ticks_what_is_not_theirs(stage: Stage) -> None:
    stage.issue()
    sina = stage.students["Sina Leota"].browser
    foreign = stage.credential("Tavita Faleolo").id
    answer = sina.post(
        "/passport/share", data={"what": "part", "things": [f"credential:{foreign}"]}
    )
    assert answer.status_code == 200
    assert "/p/" not in sina.get("/passport").text


def test_no_other_person_gets_in(stage: Stage) -> None:
    stage.issue()
    stranger, tavita = stage.world.browser(), stage.students["Tavita Faleolo"].browser
    assert "Sina" not in tavita.get("/passport").text
    assert stranger.get("/passport").status_code in {302, 303, 401, 403}
    for code in ("x" * 32, "x" * 22, "../passport"):
        assert stranger.get(f"/passport/key/{code}").status_code == 404
        assert stranger.get(f"/p/{code}").status_code == 404
    for path in ("off", "file", "share"):
        assert stranger.post(f"/passport/key/{'x' * 32}/{path}").status_code == 404


def test_links_are_not_tried_for_ever(stage: Stage) -> None:
    stranger = stage.world.browser()
    found = [stranger.get(f"/p/{number:022}").status_code for number in range(61)]
    assert found[0] == 404
    assert found[-1] == 429


def test_the_signed_file_holds_every_credential_and_verifies(stage: Stage) -> None:
    stage.issue("Sina Leota")
    another_exchange(stage, "Tides and towns", "Sina Leota")
    sina = stage.students["Sina Leota"].browser
    document = take(sina, "/passport/file", "json")
    found = check(stage, document)
    assert found.outcome == api.Outcome.GOOD, found.checks
    assert len(found.parts) == 2
    record = json.loads(document)
    assert record["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert "clr" in record["@context"][1]
    assert "partial" not in record
    assert record["issuer"]["name"] == "Virtual exchange, exchange.test"
    # Its keys are published as every issuer's are.
    did = "/" + record["issuer"]["id"].removeprefix("did:web:exchange.test:").replace(":", "/")
    assert stage.world.browser().get(f"{did}/did.json").status_code == 200
    # Two files cannot be joined, and one that was changed says so.
    again = json.loads(take(sina, "/passport/file", "json"))
    assert again["id"] != record["id"]
    spoilt = document.replace(b"Sina Leota", b"Tina Leota", 1)
    assert check(stage, spoilt).outcome == api.Outcome.BAD
    verified = stage.world.browser().post("/verify", data={"text": document.decode()})
    assert "This is genuine" in verified.text


def test_the_pdf_holds_the_signed_file(stage: Stage) -> None:
    stage.issue("Aiko 山田")
    aiko = stage.students["Aiko 山田"].browser
    share(aiko)
    pdf = take(aiko, "/passport/file", "pdf")
    assert pdf.startswith(b"%PDF")
    assert check(stage, pdf).outcome == api.Outcome.GOOD


def test_everything_goes_along_in_one_file(stage: Stage) -> None:
    stage.issue("Sina Leota")
    another_exchange(stage, "Tides and towns", "Sina Leota")
    data = take(stage.students["Sina Leota"].browser, "/passport/file", "zip")
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    names = archive.namelist()
    assert {"index.html", "style.css", "passport.json", "passport.pdf"} <= set(names)
    assert len([name for name in names if name.startswith("credentials/")]) == 10
    for name in names:
        if name.endswith(("credential.json", ".jwt", ".png", ".svg", ".pdf")):
            assert check(stage, archive.read(name)).outcome == api.Outcome.GOOD, name
    index = archive.read("index.html").decode()
    assert all(name in index for name in names if name.startswith("credentials/"))
    assert "Tides and towns" in index


def test_what_was_revoked_stands_there_and_counts_for_nothing(stage: Stage) -> None:
    stage.issue("Sina Leota")
    held = stage.credential("Sina Leota").id
    path = f"{stage.path}/held/{held}/revoke"
    assert stage.coordinator.browser.post(path, data={"reason": "A mistake."}).status_code == 303
    sina = stage.students["Sina Leota"].browser
    page = sina.get("/passport").text
    assert "revoked" in page
    assert "ECTS credits" not in page
    found = check(stage, take(sina, "/passport/file", "json"))
    assert found.parts[0].outcome == api.Outcome.BAD


def test_the_passport_stays_when_the_university_is_gone(stage: Stage) -> None:
    stage.issue("Sina Leota")
    sina = stage.students["Sina Leota"].browser
    made = sina.post("/passport/key").text
    key = "/passport/key/" + made.partition("https://exchange.test/passport/key/")[2][:32]
    administrator = stage.world.administrator().browser
    answer = administrator.post(
        f"/admin/institutions/{stage.apia.id}/suspend", data={"reason": "It has left."}
    )
    assert answer.status_code == 303, answer.text
    assert sina.get("/passport").status_code != 200
    later = stage.world.browser()
    page = later.get(key)
    assert page.status_code == 200
    assert "Sina Leota" in page.text
    assert check(stage, take(later, f"{key}/file", "json")).outcome == api.Outcome.GOOD
    assert zipfile.ZipFile(io.BytesIO(take(later, f"{key}/file", "zip"))).testzip() is None
    link = share(later, path=f"{key}/share")
    assert stage.world.browser().get(link).status_code == 200
    assert later.post(f"{key}/off").status_code == 303
    assert stage.world.browser().get(link).status_code == 404


def test_a_new_private_link_closes_the_one_before(stage: Stage) -> None:
    sina, stranger = stage.students["Sina Leota"].browser, stage.world.browser()
    keys = []
    for _ in range(2):
        made = sina.post("/passport/key").text
        keys.append("/passport/key/" + made.partition("/passport/key/")[2][:32])
    assert [stranger.get(key).status_code for key in keys] == [404, 200]
    assert sina.post("/passport/key/off").status_code == 303
    assert stranger.get(keys[1]).status_code == 404


def test_erasure_takes_link_and_key_along(stage: Stage) -> None:
    from vsm_platform.credentials.api import do_forget_person

    stage.issue("Sina Leota")
    sina = stage.students["Sina Leota"]
    link = share(sina.browser)
    with stage.world.work() as session:
        do_forget_person(session, sina.id)
    assert stage.world.browser().get(link).status_code == 404
    assert "Download or share" not in sina.browser.get("/passport").text


@pytest.mark.parametrize("form", ["exe", "", "../json", "\0"])
def test_there_are_no_other_forms(stage: Stage, form: str) -> None:
    stage.issue("Sina Leota")
    browser = stage.students["Sina Leota"].browser
    assert browser.post("/passport/file", data={"form": form}).status_code == 404


def test_a_passport_asks_the_same_number_of_statements_however_long_it_is(stage: Stage) -> None:
    stage.issue("Sina Leota")
    browser = stage.students["Sina Leota"].browser
    link = share(browser)
    counts = []
    for number in range(3):
        found = []
        for path in ("/passport", link):
            browser.get(path)
            with counted_queries(stage.database) as statements:
                assert browser.get(path).status_code == 200
            found.append(len(statements))
        counts.append(found)
        another_exchange(stage, f"Exchange {number}", "Sina Leota")
    assert counts[0] == counts[1] == counts[2]
