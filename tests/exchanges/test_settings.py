"""Coordinators change their exchange: what is written, its dates, who coordinates, its courses."""

import re

import pytest
from sqlalchemy import select

from tests.exchanges.conftest import Scene
from vsm_platform.core.audit import AuditEntry
from vsm_platform.exchanges.api import Exchange, Role, do_link_course


def facts(scene: Scene, **changes: str) -> dict[str, str]:
    """The settings form as a browser sends it, with changes."""
    return {
        "title": "Climate Change",
        "description": "Two islands.",
        "starts_on": "2026-08-17",
        "ends_on": "2026-11-29",
        "languages": "English",
        **changes,
    }


def save(scene: Scene, **changes: str) -> tuple[int, str]:
    answer = scene.coordinator.browser.post(
        f"/exchanges/{scene.climate}/settings", data=facts(scene, **changes)
    )
    return answer.status_code, answer.text


def exchange(scene: Scene) -> Exchange:
    with scene.world.work() as session:
        found = session.get_one(Exchange, scene.climate)
        session.expunge(found)
        return found


def audit(scene: Scene, action: str) -> list[AuditEntry]:
    with scene.world.work() as session:
        entries = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        found = list(session.scalars(entries))
        session.expunge_all()
        return found


def test_what_a_coordinator_writes_is_saved_and_logged(scene: Scene) -> None:
    status, _page = save(scene, title="Rising Water", languages="español, Japanese, en")
    assert status == 303
    saved = exchange(scene)
    assert (saved.title, saved.languages) == ("Rising Water", ["es", "ja", "en"])
    entry = audit(scene, "exchanges.exchange_changed")[0]
    assert entry.actor_id == scene.coordinator.id
    assert entry.details == {"fields": "title, languages"}


def test_saving_without_a_change_leaves_no_line_in_the_log(scene: Scene) -> None:
    assert save(scene)[0] == 303
    assert audit(scene, "exchanges.exchange_changed") == []


def test_the_form_shows_what_it_will_save(scene: Scene) -> None:
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/settings").text
    for value in ("Climate Change", "2026-08-17", "2026-11-29", "English"):
        assert f'value="{value}"' in page


def test_the_last_day_comes_after_the_first(scene: Scene) -> None:
    status, page = save(scene, title="Typed and kept", ends_on="2026-08-17")
    assert status == 200
    assert page.count("The last day must be after the first day.") == 2, "summary and field"
    assert 'value="Typed and kept"' in page
    assert exchange(scene).title == "Climate Change"


def test_an_exchange_does_not_last_for_ever(scene: Scene) -> None:
    assert "An exchange can last two years." in save(scene, ends_on="2031-01-01")[1]


def test_dates_that_are_none_are_refused_and_kept_in_the_field(scene: Scene) -> None:
    status, page = save(scene, starts_on="2026-02-30", ends_on="9999-12-31")
    assert status == 200
    assert "Enter a date, such as 2026-08-17." in page
    assert "Enter a date of this century." in page
    assert 'value="2026-02-30"' in page


def test_an_unknown_language_is_named(scene: Scene) -> None:
    page = save(scene, languages="English, Qwertyish")[1]
    assert "We do not know the language “Qwertyish”." in page
    assert 'value="English, Qwertyish"' in page


def test_commas_alone_are_no_language(scene: Scene) -> None:
    assert "Enter at least one language." in save(scene, languages=" , ,")[1]


def test_a_title_is_needed_and_bounded(scene: Scene) -> None:
    assert "Enter a title." in save(scene, title="  ")[1]
    assert "at most 200 characters" in save(scene, title="x" * 201)[1]


def test_season_kind_and_credit_are_saved_and_shown(scene: Scene) -> None:
    status, _page = save(scene, season="Fall 2026", kind="module", ects="7,5")
    assert status == 303
    saved = exchange(scene)
    assert (saved.season, saved.kind, saved.ects) == ("Fall 2026", "module", 7.5)
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/settings").text
    assert 'value="Fall 2026"' in page
    assert 'value="7.5"' in page
    assert '<option selected value="module">' in page
    assert save(scene, season="", kind="course", ects="")[0] == 303
    assert exchange(scene).ects is None


@pytest.mark.parametrize("ects", ["0", "0.4", "0.75", "60.5", "-1", "61"])
def test_credit_is_half_to_sixty_in_halves(scene: Scene, ects: str) -> None:
    status, page = save(scene, ects=ects)
    assert status == 200
    assert "0.5 to 60" in page or "Enter a number" in page
    assert exchange(scene).ects is None


@pytest.mark.parametrize("ects", ["nan", "1e1", "x", "٥x"])
def test_credit_that_is_no_number_is_said_to_be_none(scene: Scene, ects: str) -> None:
    assert "Enter a number, such as 8.5." in save(scene, ects=ects)[1]


def test_a_kind_that_there_is_not_is_refused(scene: Scene) -> None:
    assert save(scene, kind="holiday")[0] == 200


def appoint(scene: Scene, person_id: int | str, value: str = "yes") -> int:
    answer = scene.coordinator.browser.post(
        f"/exchanges/{scene.climate}/coordinators",
        data={
            "person": person_id,
            "appoint": value,
            "next": f"/exchanges/{scene.climate}/settings",
        },
    )
    return answer.status_code


def test_a_coordinator_appoints_a_facilitator_of_another_partner_who_can_then_edit(
    scene: Scene,
) -> None:
    settings = f"/exchanges/{scene.climate}/settings"
    assert scene.facilitator.browser.get(settings).status_code == 403
    assert appoint(scene, scene.facilitator.id) == 303
    assert scene.facilitator.browser.get(settings).status_code == 200
    assert audit(scene, "exchanges.coordinator_appointed")[-1].details == {
        "person": scene.facilitator.id
    }


def test_students_and_people_of_elsewhere_cannot_be_appointed(scene: Scene) -> None:
    for person_id in (scene.student.id, scene.of_madrid.id, 4711, "", "x", 10**30):
        assert appoint(scene, person_id) == 404


def test_the_last_coordinator_stays(scene: Scene) -> None:
    assert appoint(scene, scene.coordinator.id, "no") == 409
    appoint(scene, scene.facilitator.id)
    assert appoint(scene, scene.coordinator.id, "no") == 303
    assert scene.coordinator.browser.get(f"/exchanges/{scene.climate}/settings").status_code == 403


def test_undoing_a_link_asks_first_and_keeps_the_people(scene: Scene) -> None:
    partnership_id = scene.world.partnership(scene.climate, scene.samoa)
    with scene.world.work() as session:
        do_link_course(
            session,
            deployment_id=scene.samoa.deployment_id,
            course_key="context:1",
            course_title="CLIM <201>",
            partnership_id=partnership_id,
            institution_id=scene.samoa.id,
            actor_id=scene.coordinator.id,
        )
    browser = scene.coordinator.browser
    settings = browser.get(f"/exchanges/{scene.climate}/settings").text
    path = re.findall(r'href="(/exchanges/\d+/courses/\d+/unlink)"', settings)[0]
    question = browser.get(path)
    assert question.status_code == 200
    assert "CLIM &lt;201&gt;" in question.text
    assert browser.post(path).status_code == 303
    assert browser.post(path).status_code == 404
    assert "unlink" not in browser.get(f"/exchanges/{scene.climate}/settings").text
    assert scene.student.browser.get(f"/exchanges/{scene.climate}/").status_code == 200
    assert audit(scene, "exchanges.course_unlinked")[0].details["course"] == "context:1"


def test_a_facilitator_who_is_a_test_user_is_not_among_those_to_appoint(scene: Scene) -> None:
    robot = scene.world.person(scene.samoa, "Robot Preview", is_test_user=True)
    scene.world.enrol(scene.climate, scene.samoa, robot, Role.FACILITATOR, is_test=True)
    page = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/settings").text
    assert "Robot Preview" not in page
    assert appoint(scene, robot.id) == 404
