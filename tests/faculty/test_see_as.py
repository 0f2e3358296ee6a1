"""Faculty look at the exchange with the eyes of a partner's students, and change nothing."""

from datetime import date

from tests.faculty.conftest import Cast
from vsm_platform.exchanges.api import do_set_partner_starts

BANNER = "You see this as a student of"


def look(cast: Cast, partnership_id: int) -> None:
    answer = cast.coordinator.browser.post(
        f"{cast.path}/see-as", data={"partner": str(partnership_id)}
    )
    assert answer.status_code == 303


def test_a_coordinator_sees_the_course_as_the_late_partners_students_do(cast: Cast) -> None:
    osaka = cast.partnership(cast.osaka)
    with cast.world.work() as session:
        do_set_partner_starts(session, cast.exchange_id, {osaka: date(2026, 10, 1)}, actor_id=None)
    own = cast.coordinator.browser.get(f"{cast.path}/").text
    assert "Manage" in own
    assert BANNER not in own
    look(cast, osaka)
    page = cast.coordinator.browser.get(f"{cast.path}/").text
    assert BANNER in page
    assert "Osaka University" in page
    assert "Manage" not in page
    assert "Your marks" in page
    assert cast.coordinator.browser.get(f"{cast.path}/settings").status_code == 403


def test_nothing_can_be_changed_while_looking(cast: Cast) -> None:
    look(cast, cast.partnership(cast.osaka))
    browser = cast.coordinator.browser
    answer = browser.post(f"{cast.path}/settings", data={"title": "Changed"})
    assert answer.status_code == 403
    assert "You are only looking" in answer.text
    assert browser.post("/profile", data={"display_name": "X"}).status_code == 403


def test_one_button_leads_back_to_the_own_view(cast: Cast) -> None:
    look(cast, cast.partnership(cast.osaka))
    page = cast.coordinator.browser.post(f"{cast.path}/see-as-self", follow_redirects=True).text
    assert BANNER not in page
    assert "Manage" in page


def test_looking_is_of_this_visit_alone_and_can_be_ended_by_signing_out(cast: Cast) -> None:
    look(cast, cast.partnership(cast.osaka))
    assert cast.coordinator.browser.post("/sign-out").status_code == 200


def test_other_exchanges_stay_the_own_view(cast: Cast) -> None:
    other = cast.world.exchange("Another exchange", [cast.samoa])
    look(cast, cast.partnership(cast.osaka))
    cast.world.enrol(other, cast.samoa, cast.sina)
    assert cast.coordinator.browser.get(f"/exchanges/{other}/").status_code == 404


def test_students_have_nobody_elses_eyes(cast: Cast) -> None:
    data = {"partner": str(cast.partnership(cast.osaka))}
    assert cast.sina.browser.post(f"{cast.path}/see-as", data=data).status_code == 403


def test_a_partner_of_another_exchange_cannot_be_looked_through(cast: Cast) -> None:
    other = cast.world.exchange("Another exchange", [cast.osaka])
    partnership = cast.world.partnership(other, cast.osaka)
    for partner in (str(partnership), "0", "x", "99999999999999999999"):
        answer = cast.coordinator.browser.post(f"{cast.path}/see-as", data={"partner": partner})
        assert answer.status_code == 404
