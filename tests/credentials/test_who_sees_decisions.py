"""What a home university makes of a credential: whose it is to see (docs/decisions/0044)."""

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import Offices, decide, open_offices
from tests.credentials.test_passport import share
from tests.people import Somebody
from vsm_platform.exchanges.api import Role

AIKO = "Aiko 山田"
SAYS = ("Recognition at home", "3 US credit hours", "Distinction", "Elective in geography")


@pytest.fixture
def offices(stage: Stage) -> Offices:
    """Hilo has decided about its student's credential, which Apia signed."""
    offices = open_offices(stage)
    stage.issue(AIKO)
    decide(
        offices.hilo.browser,
        stage.credential(AIKO).id,
        grade="Distinction",
        reason="Elective in geography",
    )
    return offices


def teacher(stage: Stage, home: str, role: Role) -> Somebody:
    university = stage.hilo if home == "hilo" else stage.apia
    found = stage.world.person(university, f"Fetu of {home}")
    stage.world.enrol(stage.exchange_id, university, found, role)
    return found


@pytest.mark.parametrize(
    ("home", "role", "sees"),
    [
        ("hilo", Role.COORDINATOR, True),
        ("hilo", Role.FACILITATOR, True),
        ("apia", Role.COORDINATOR, False),
        ("apia", Role.FACILITATOR, False),
    ],
)
def test_those_who_teach_see_what_their_own_university_decided(
    offices: Offices, home: str, role: Role, sees: bool
) -> None:
    stage = offices.stage
    page = teacher(stage, home, role).browser.get(f"{stage.path}/held/{stage.credential(AIKO).id}")
    assert page.status_code == 200
    assert AIKO in page.text
    assert [words in page.text for words in SAYS] == [sees] * len(SAYS)


def test_no_list_of_those_who_teach_tells_what_another_university_decided(
    offices: Offices,
) -> None:
    stage = offices.stage
    browser = stage.coordinator.browser
    for path in (stage.path, stage.achievement_path):
        page = browser.get(path)
        assert page.status_code == 200
        assert not any(words in page.text for words in SAYS[1:]), path


def test_student_office_and_administrators_see_it(offices: Offices) -> None:
    stage = offices.stage
    held = stage.credential(AIKO).id
    for browser, path in (
        (stage.students[AIKO].browser, f"/credentials/{held}"),
        (offices.hilo.browser, f"/office/recognition/{held}"),
        (stage.world.administrator().browser, f"{stage.path}/held/{held}"),
    ):
        page = browser.get(path).text
        assert all(words in page for words in SAYS[1:]), path


def test_a_shared_page_says_what_holds_and_nothing_of_what_was_withdrawn(
    offices: Offices,
) -> None:
    stage = offices.stage
    held, aiko = stage.credential(AIKO), stage.students[AIKO].browser
    # The student reads it before the link is on.
    assert "What your university makes of it stands on that page too" in (
        aiko.get(f"/credentials/{held.id}").text
    )
    assert aiko.post(f"/credentials/{held.id}/share").status_code == 303
    stranger, public = stage.world.browser(), f"/c/{held.share_code}"
    passport = share(aiko)
    assert all(words in stranger.get(public).text for words in SAYS)
    assert "3 US credit hours" in stranger.get(passport).text
    assert stranger.get(f"{public}/recognition.json").status_code == 200
    path = f"/office/recognition/{held.id}/withdraw"
    answer = offices.hilo.browser.post(path, data={"reason": "Never enrolled here"})
    assert answer.status_code == 303
    for page in (stranger.get(public).text, stranger.get(passport).text):
        assert AIKO in page
        assert not any(words in page for words in (*SAYS, "Never enrolled here"))
    assert stranger.get(f"{public}/recognition.json").status_code == 404
    # Whoever it is about reads why.
    assert "Never enrolled here" in aiko.get(f"/credentials/{held.id}").text
