"""The path of setting up: what the rooms say, where to go on, and what an exchange does not need."""

import pytest

from tests.faculty.conftest import Cast
from vsm_platform.exchanges import setting_up
from vsm_platform.exchanges.api import SetUpState, SetUpTask, offer_set_up_tasks


@pytest.fixture(autouse=True)
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three steps of a room of the test's own, and no others."""
    monkeypatch.setattr(setting_up, "_sources", {})
    states = [
        ("dates", SetUpState.DONE),
        ("teams", SetUpState.TO_DO),
        ("survey", SetUpState.PROBLEM),
    ]
    offer_set_up_tasks(
        "test",
        lambda _session, access: [
            SetUpTask(
                key, f"The {key}", f"About {key}", f"/exchanges/{access.exchange_id}/", state, n
            )
            for n, (key, state) in enumerate(states)
        ],
    )


def test_a_coordinator_sees_each_step_with_its_state_and_where_to_go_on(cast: Cast) -> None:
    page = cast.coordinator.browser.get(f"{cast.path}/set-up").text
    assert "1 of 3 steps are done." in page
    assert page.index("The dates") < page.index("The teams")
    assert "Go on: The survey" in page, "what is wrong comes before what is still to do"


def test_a_step_that_is_not_needed_is_set_aside_and_can_be_put_back(cast: Cast) -> None:
    browser = cast.coordinator.browser
    page = browser.post(
        f"{cast.path}/set-up/teams", data={"needed": "no"}, follow_redirects=True
    ).text
    assert "1 of 2 steps are done." in page
    assert "Put it back" in page
    page = browser.post(
        f"{cast.path}/set-up/teams", data={"needed": "yes"}, follow_redirects=True
    ).text
    assert "1 of 3 steps are done." in page


def test_setting_aside_twice_is_the_same_as_once(cast: Cast) -> None:
    for _ in range(2):
        answer = cast.coordinator.browser.post(f"{cast.path}/set-up/teams", data={"needed": "no"})
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("key", "needed"), [("nonsense", "no"), ("teams", "perhaps"), ("x" * 500, "no")]
)
def test_a_step_that_does_not_exist_cannot_be_set_aside(cast: Cast, key: str, needed: str) -> None:
    answer = cast.coordinator.browser.post(f"{cast.path}/set-up/{key}", data={"needed": needed})
    assert answer.status_code == 404


def test_only_those_who_may_change_the_exchange_have_the_path(cast: Cast) -> None:
    assert cast.facilitator.browser.get(f"{cast.path}/set-up").status_code == 403
    assert cast.sina.browser.get(f"{cast.path}/set-up").status_code == 403
    stranger = cast.world.person(cast.osaka, "Nobody Here")
    assert stranger.browser.get(f"{cast.path}/set-up").status_code == 404
    answer = cast.facilitator.browser.post(f"{cast.path}/set-up/teams", data={"needed": "no"})
    assert answer.status_code == 403
