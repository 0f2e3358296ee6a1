"""Letters about credentials: who gets one, in which language, and who gets none."""

from sqlalchemy import update

from tests.credentials.conftest import Stage
from tests.letters import sent
from vsm_platform.accounts.api import Identity, Person
from vsm_platform.mail.post_office import LyingLetter


def give_addresses(stage: Stage) -> None:
    with stage.world.work() as session:
        for name, somebody in stage.students.items():
            values = {"email": f"{name.split()[0].lower()}@university.test"}
            session.execute(
                update(Identity).where(Identity.person_id == somebody.id).values(values)
            )


def to(stage: Stage, name: str) -> list[LyingLetter]:
    found = [one for one in sent(stage.app) if one.recipient.startswith(name)]
    return list(reversed(found))


def test_each_gets_one_letter_when_a_credential_is_issued(stage: Stage) -> None:
    give_addresses(stage)
    with stage.world.work() as session:
        aiko = stage.students["Aiko 山田"].id
        session.execute(update(Person).where(Person.id == aiko).values(locale="es"))
    stage.issue()
    for name in ("sina", "tavita", "aiko"):
        assert len(to(stage, name)) == 1, name
    letter = to(stage, "sina")[0]
    assert letter.subject == "Yours: Oceans and Climate"
    path = f"/credentials/{stage.credential('Sina Leota').id}"
    assert f"https://exchange.test{path}" in letter.body
    assert "National University of Samoa" in letter.body
    assert "Hola" in to(stage, "aiko")[0].body
    stage.deliver()
    assert len(to(stage, "sina")) == 1


def test_corrections_and_revocations_are_told_with_their_reason(stage: Stage) -> None:
    give_addresses(stage)
    stage.issue("Sina Leota")
    held = f"{stage.path}/held/{stage.credential('Sina Leota').id}"
    browser = stage.coordinator.browser
    correction = {"name": "Sina Leota-Faleolo", "grade": "", "reason": "She has married."}
    assert browser.post(f"{held}/correct", data=correction).status_code == 303
    sent(stage.app)
    assert browser.post(f"{held}/revoke", data={"reason": "It was not hers."}).status_code == 303
    issued, corrected, revoked = to(stage, "sina")
    assert issued.subject.startswith("Yours")
    assert "She has married." in corrected.body
    assert "It was not hers." in revoked.body


def test_what_is_undone_at_once_is_told_once(stage: Stage) -> None:
    give_addresses(stage)
    run = stage.issue("Sina Leota", "Tavita Faleolo")
    before = len(to(stage, "sina"))
    undo = stage.coordinator.browser.post(
        f"{stage.path}/runs/{run}/undo", data={"reason": "The wrong list."}
    )
    assert undo.status_code == 303
    assert len(to(stage, "sina")) == before + 1
    assert to(stage, "tavita")[-1].subject.startswith("No longer valid")


def test_nobody_without_an_address_and_no_test_user_gets_a_letter(stage: Stage) -> None:
    give_addresses(stage)
    with stage.world.work() as session:
        tavita = stage.students["Tavita Faleolo"].id
        session.execute(update(Person).where(Person.id == tavita).values(is_test_user=True))
        sina = stage.students["Sina Leota"].id
        session.execute(update(Identity).where(Identity.person_id == sina).values(email=""))
    stage.issue()
    assert {one.recipient for one in sent(stage.app)} == {"aiko@university.test"}
