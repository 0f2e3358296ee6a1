"""A credential may ask for meetings at which somebody was, as those who teach have noted it."""

from datetime import timedelta

from tests.content.meetings.conftest import Programme
from tests.credentials.conftest import Stage
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.core import clock

SINA, TAVITA = "Sina Leota", "Tavita Faleolo"


def hold(stage: Stage, *names: str) -> None:
    """A meeting that is over, at which these students were."""
    made = Programme(stage.world, stage.exchange_id, {}, teachers={"Apia": stage.coordinator})
    day = (clock.now() + timedelta(days=1)).date().isoformat()
    (meeting,) = made.plan(day=day)
    with stage.world.work() as session:
        session.get_one(Meeting, meeting.id).starts_at = clock.now() - timedelta(hours=2)
    page = f"/exchanges/{stage.exchange_id}/meetings/{meeting.id}/attendance"
    data = {"people": [str(stage.enrolment(name)) for name in names]}
    assert stage.coordinator.browser.post(page, data=data).status_code == 303


def test_whoever_came_to_enough_meetings_fulfils_the_condition(stage: Stage) -> None:
    browser, path = stage.coordinator.browser, stage.achievement_path
    rule = {"kind": "attendance", "about": "", "minimum": "2"}
    assert browser.post(f"{path}/rule", data=rule).status_code == 303
    assert "Has come to meetings, at least 2" in browser.get(f"{path}/rule").text
    assert browser.post(f"{path}/publish").status_code == 303
    hold(stage, SINA, TAVITA)
    assert "0 people fulfil all conditions" in browser.get(f"{path}/issue").text
    assert "1 of 2" in stage.students[SINA].browser.get(stage.path).text
    hold(stage, SINA)
    assert "1 person fulfils all conditions" in browser.get(f"{path}/issue").text
    run = browser.post(f"{path}/issue/rule").location
    assert SINA in browser.get(run).text
    assert TAVITA not in browser.get(run).text
