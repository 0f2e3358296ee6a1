"""What a partner agrees to: the form, its contradictions, who sees what, and the log."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.exchanges.conftest import Scene
from tests.forms import errors_of, soup_of
from tests.people import counted_queries
from vsm_platform.accounts.api import load_viewer
from vsm_platform.core.audit import AuditEntry
from vsm_platform.core.errors import NotFound
from vsm_platform.exchanges.api import (
    Exchange,
    Partnership,
    Role,
    SetUpState,
    SetUpTask,
    Terms,
    access_exchange,
    do_set_terms,
    set_up_tasks,
)
from vsm_platform.exchanges.errors import TermsContradict

FULL = {
    "starts_on": "2026-08-24",
    "ends_on": "2026-11-22",
    "break_0_from": "2026-10-05",
    "break_0_until": "2026-10-09",
    "break_0_label": "Sports week",
    "registers_from": "2026-07-01",
    "registers_until": "2026-08-20",
    "participation": "application",
    "places": "22",
    "credit_amount": "2.5",
    "credit_scheme": "créditos",
    "grade_scale": "0 to 20",
    "contact": "exchange@samoa.example",
    "languages": "English, Samoan",
    "notice": "Bring a friend.",
}


def page(scene: Scene) -> str:
    number = scene.world.partnership(scene.climate, scene.samoa)
    return f"/exchanges/{scene.climate}/partners/{number}"


def save(scene: Scene, **changes: str) -> dict[str, str]:
    """Send the form; gives the mistakes at its fields, none where it was saved."""
    data = {"participation": "open", **changes}
    answer = scene.coordinator.browser.post(page(scene), data=data)
    if answer.status_code == 303:
        return {}
    assert answer.status_code == 200
    found = errors_of(answer)
    assert found, "what is not saved says why"
    summary = soup_of(answer).select_one("[data-error-summary]")
    assert summary is not None
    for message in found.values():
        assert message in summary.get_text(), "said on top too"
    return found


def terms(scene: Scene) -> Terms:
    with scene.world.work() as session:
        partnership = scene.world.partnership(scene.climate, scene.samoa)
        return Terms.of(session.get_one(Partnership, partnership))


def test_everything_that_is_written_is_kept_and_shown_again(scene: Scene) -> None:
    assert save(scene, **FULL) == {}
    kept = terms(scene)
    assert kept.starts_on == date(2026, 8, 24)
    assert [each.label for each in kept.breaks] == ["Sports week"]
    assert (kept.places, kept.credit_amount, kept.credit_scheme) == (22, 2.5, "créditos")
    assert kept.languages == ("en", "sm")
    shown = soup_of(scene.coordinator.browser.get(page(scene)))
    for name, value in FULL.items():
        control = shown.select_one(f"[name={name}]:not([type=radio]), [name={name}][checked]")
        assert control is not None
        assert str(control.get("value") or control.get_text(strip=True)) == value


def test_the_log_names_what_changed_and_who_did_it(scene: Scene) -> None:
    save(scene, **FULL)
    save(scene, **{**FULL, "places": "23"})
    save(scene, **{**FULL, "places": "23"})
    query = select(AuditEntry).where(AuditEntry.action == "exchanges.terms_changed")
    with scene.world.work() as session:
        entries = session.scalars(query.order_by(AuditEntry.id)).all()
        assert len(entries) == 2, "what changes nothing is not in the log"
        assert entries[1].details["fields"] == "places"
        assert entries[1].actor_id == scene.coordinator.id
        assert entries[1].institution_id == scene.samoa.id


def test_days_that_are_everybodys_go_on_following_the_exchange(scene: Scene) -> None:
    assert save(scene, starts_on="2026-08-17", ends_on="2026-11-29") == {}
    assert (terms(scene).starts_on, terms(scene).ends_on) == (None, None)


CONTRADICTIONS = [
    ({"starts_on": "2026-08-16"}, "starts_on", "within the exchange"),
    ({"starts_on": "2027-01-01"}, "starts_on", "within the exchange"),
    ({"ends_on": "2026-11-30"}, "ends_on", "within the exchange"),
    ({"starts_on": "2026-10-01", "ends_on": "2026-09-30"}, "ends_on", "after the first day"),
    ({"starts_on": "2026-10-01", "ends_on": "2026-10-01"}, "ends_on", "after the first day"),
    (
        {"registers_from": "2026-08-01", "registers_until": "2026-07-31"},
        "registers_until",
        "not close before it opens",
    ),
    ({"registers_until": "2026-12-01"}, "registers_until", "close by the last day"),
    ({"registers_from": "2026-12-01"}, "registers_from", "open before the last day"),
    (
        {"break_0_from": "2026-10-09", "break_0_until": "2026-10-05"},
        "break_0_from",
        "must not end before it begins",
    ),
    (
        {"break_3_from": "2026-12-24", "break_3_until": "2027-01-02"},
        "break_3_from",
        "outside of the time",
    ),
    ({"break_1_from": "2026-10-09"}, "break_1_until", "a first and a last day"),
    ({"break_1_label": "Only a name"}, "break_1_from", "a first and a last day"),
    ({"credit_amount": "3"}, "credit_scheme", "how the credit is counted"),
    ({"credit_scheme": "ECTS"}, "credit_amount", "how much credit"),
]


@pytest.mark.parametrize(("wrong", "field", "words"), CONTRADICTIONS)
def test_what_contradicts_itself_is_refused_at_its_field(
    scene: Scene, wrong: dict[str, str], field: str, words: str
) -> None:
    found = save(scene, **wrong)
    assert list(found) == [field]
    assert words in found[field]
    assert terms(scene) == Terms()


HOSTILE = [
    ({"participation": "bribery"}, "participation"),
    ({"participation": ""}, "participation"),
    ({"places": "0"}, "places"),
    ({"places": "-4"}, "places"),
    ({"places": "9" * 30}, "places"),
    ({"places": "many"}, "places"),
    ({"credit_amount": "-1", "credit_scheme": "ECTS"}, "credit_amount"),
    ({"credit_amount": "nan", "credit_scheme": "ECTS"}, "credit_amount"),
    ({"credit_amount": "1e3", "credit_scheme": "ECTS"}, "credit_amount"),
    ({"credit_amount": "5000", "credit_scheme": "ECTS"}, "credit_amount"),
    ({"contact": "javascript:alert(1)"}, "contact"),
    ({"contact": "http://plain.example"}, "contact"),
    ({"contact": "https://"}, "contact"),
    ({"contact": 'a"onmouseover="x@example.org'}, "contact"),
    ({"languages": "Klingonish"}, "languages"),
    ({"starts_on": "2026-02-30"}, "starts_on"),
    ({"registers_until": "0001-01-01"}, "registers_until"),
    ({"break_0_from": "soon", "break_0_until": "later"}, "break_0_from"),
    ({"notice": "x" * 5001}, "notice"),
    ({"grade_scale": "x" * 41}, "grade_scale"),
]


@pytest.mark.parametrize(("wrong", "field"), HOSTILE)
def test_what_makes_no_sense_is_refused_and_nothing_is_saved(
    scene: Scene, wrong: dict[str, str], field: str
) -> None:
    assert field in save(scene, **wrong)
    assert terms(scene) == Terms()


def test_a_script_in_a_notice_is_shown_as_text(scene: Scene) -> None:
    save(scene, notice="<script>alert(1)</script>", contact="https://samoa.example/<b>")
    shown = scene.student.browser.get(f"/exchanges/{scene.climate}/terms").text
    assert "&lt;script&gt;alert(1)" in shown
    assert 'href="https://samoa.example/&lt;b&gt;"' in shown


def test_a_deadline_after_the_start_is_pointed_out_and_saved(scene: Scene) -> None:
    assert save(scene, registers_until="2026-09-01") == {}
    shown = scene.coordinator.browser.get(page(scene)).text
    assert "Registration here goes on after the exchange’s first day." in shown


def test_a_coordinator_changes_the_terms_of_another_partner(scene: Scene) -> None:
    number = scene.world.partnership(scene.climate, scene.osaka)
    answer = scene.coordinator.browser.post(
        f"/exchanges/{scene.climate}/partners/{number}",
        data={"participation": "mandatory", "starts_on": "2026-10-05"},
    )
    assert answer.status_code == 303
    with scene.world.work() as session:
        assert session.get_one(Partnership, number).starts_on == date(2026, 10, 5)


def test_another_exchanges_partner_is_not_reached_through_ones_own(scene: Scene) -> None:
    number = scene.world.partnership(scene.stories, scene.madrid)
    base = f"/exchanges/{scene.climate}/partners/{number}"
    browser = scene.coordinator.browser
    assert browser.get(base).status_code == 404
    for path in ("", "/leave", "/back"):
        answer = browser.post(base + path, data={"participation": "open", "left_on": "2026-10-01"})
        assert answer.status_code == 404, path
    with scene.world.work() as session:
        with pytest.raises(NotFound):
            do_set_terms(session, scene.climate, number, Terms(), actor_id=None)
        assert session.get_one(Partnership, number).left_on is None


def test_only_ones_own_universitys_notice_and_contact_are_read(scene: Scene) -> None:
    save(scene, **FULL)
    own = scene.student.browser.get(f"/exchanges/{scene.climate}/terms").text
    assert "Bring a friend." in own
    others = scene.facilitator.browser.get(f"/exchanges/{scene.climate}/terms").text
    assert "2.5" in others, "the credit of all partners stands beside each other"
    for hidden in ("Bring a friend.", "exchange@samoa.example"):
        assert hidden not in others


def test_the_course_home_says_what_credit_the_own_university_gives(scene: Scene) -> None:
    save(scene, credit_amount="3", credit_scheme="US credit hours")
    home = f"/exchanges/{scene.climate}/"
    assert "Credit at your university:" in scene.student.browser.get(home).text
    assert "Credit at your university:" not in scene.facilitator.browser.get(home).text


def test_terms_that_the_exchanges_new_dates_contradict_are_named(scene: Scene) -> None:
    save(scene, starts_on="2026-08-24")
    with scene.world.work() as session:
        session.get_one(Exchange, scene.climate).starts_on = date(2026, 9, 1)
    shown = scene.coordinator.browser.get(f"/exchanges/{scene.climate}/partners").text
    assert "The first day must lie within the exchange." in shown
    assert tasks(scene)["dates"].state == SetUpState.PROBLEM
    number = scene.world.partnership(scene.climate, scene.samoa)
    changed = Terms(starts_on=date(2026, 8, 24))
    with scene.world.work() as session, pytest.raises(TermsContradict):
        do_set_terms(session, scene.climate, number, changed, actor_id=None)


def tasks(scene: Scene) -> dict[str, SetUpTask]:
    """The steps of the set-up path that are about the agreement."""
    with scene.world.work() as session:
        viewer = load_viewer(str(scene.coordinator.visit_id))
        assert viewer is not None
        access = access_exchange(session, viewer, scene.climate)
        return {task.key: task for task in set_up_tasks(session, access)}


def test_the_set_up_path_says_what_is_there_and_what_is_wrong(scene: Scene) -> None:
    found = tasks(scene)
    assert [found[key].state for key in ("partners", "dates", "registration", "credit")] == [
        SetUpState.DONE,
        SetUpState.DONE,
        SetUpState.OPTIONAL,
        SetUpState.OPTIONAL,
    ]
    assert found["state"].state == SetUpState.DONE
    assert found["courses"].state == SetUpState.PROBLEM
    assert "no course of any partner leads here yet" in str(found["courses"].text)
    save(scene, registers_until="2026-09-01", credit_amount="1", credit_scheme="ECTS")
    found = tasks(scene)
    assert "University of Samoa" in str(found["registration"].text)
    assert "University of Samoa" in str(found["credit"].text)


@pytest.mark.parametrize("path", ["partners", "terms", "life", "settings"])
def test_pages_of_the_agreement_cost_the_same_for_two_partners_as_for_many(
    scene: Scene, path: str
) -> None:
    world = scene.world
    few = world.exchange("Few", [scene.samoa, scene.osaka])
    many = world.exchange(
        "Many", [scene.samoa, *(world.university(f"University {n}") for n in range(9))]
    )
    numbers = []
    for exchange_id in (few, many):
        somebody = world.person(scene.samoa, "Coordinator")
        world.enrol(exchange_id, scene.samoa, somebody, Role.COORDINATOR)
        somebody.browser.get(f"/exchanges/{exchange_id}/{path}")
        with counted_queries(world.database) as statements:
            assert somebody.browser.get(f"/exchanges/{exchange_id}/{path}").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 8, numbers
