"""What holds when an exchange is over, and how much the pages ask of the database."""

from sqlalchemy import update

from tests.credentials.conftest import Stage
from tests.people import counted_queries
from vsm_platform.credentials.models import CredentialState
from vsm_platform.exchanges.api import Exchange, ExchangeState


def set_state(stage: Stage, state: ExchangeState) -> None:
    with stage.world.work() as session:
        session.execute(update(Exchange).values(state=state))


def test_credentials_are_issued_after_the_end_and_not_once_it_is_archived(stage: Stage) -> None:
    set_state(stage, ExchangeState.FINISHED)
    stage.issue("Sina Leota")
    set_state(stage, ExchangeState.ARCHIVED)
    browser = stage.coordinator.browser
    held = f"{stage.path}/held/{stage.credential('Sina Leota').id}"
    for path in (f"{stage.achievement_path}/issue/rule", f"{stage.path}/new", f"{held}/revoke"):
        answer = browser.post(path, data={"reason": "x"})
        assert answer.status_code == 403, path
        assert "archived" in answer.text
    assert stage.students["Sina Leota"].browser.get(stage.path).status_code == 200
    # A mistake can be found years later.
    administrator = stage.world.administrator().browser
    assert administrator.post(f"{held}/revoke", data={"reason": "Found later."}).status_code == 303
    assert stage.credential("Sina Leota").state == CredentialState.REVOKED


def test_lists_ask_the_same_number_of_statements_however_long_they_are(stage: Stage) -> None:
    administrator = stage.world.administrator().browser
    paths = {
        stage.path: stage.coordinator.browser,
        stage.achievement_path: stage.coordinator.browser,
        "/admin/credentials/": administrator,
        "/office/credentials/": stage.world.office(stage.apia).browser,
    }
    stage.issue("Sina Leota")
    before = count(stage, paths)
    for number in range(12):
        name = f"Student {number}"
        stage.students[name] = stage.world.person(stage.apia, name)
        stage.world.enrol(stage.exchange_id, stage.apia, stage.students[name])
        stage.add_achievement()
    run = [name for name in stage.students if name != "Sina Leota"]
    stage.issue(*run)
    assert count(stage, paths) == before


def count(stage: Stage, paths: dict[str, object]) -> dict[str, int]:
    found = {}
    for path, browser in paths.items():
        browser.get(path)  # type: ignore[attr-defined]
        with counted_queries(stage.database) as statements:
            assert browser.get(path).status_code == 200  # type: ignore[attr-defined]
        found[path] = len(statements)
    return found
