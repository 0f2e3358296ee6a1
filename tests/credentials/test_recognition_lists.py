"""Many decisions in one go: by the terms and by a list, looked at first, killed anywhere, taken back."""

import json
from collections.abc import Sequence

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import Offices, decide, give_grade, open_offices, set_terms
from tests.people import World
from vsm_platform.core.unit_of_work import Database
from vsm_platform.credentials.models import AchievementKind, IssuerKey, StatusEntry
from vsm_platform.credentials.recognition import carrying
from vsm_platform.credentials.recognition.models import (
    GradingTable,
    Recognition,
    RecognitionItem,
    RecognitionRun,
)

AIKO = "Aiko 山田"
LIST = "/office/recognition/list"
TERMS = "/office/recognition/by-terms"


@pytest.fixture
def offices(stage: Stage) -> Offices:
    return open_offices(stage)


def add_students(stage: Stage, number: int) -> list[str]:
    names = [f"Student {one}" for one in range(number)]
    for name in names:
        stage.students[name] = stage.world.person(stage.hilo, name)
        stage.world.enrol(stage.exchange_id, stage.hilo, stage.students[name])
    return names


def number_of(stage: Stage, name: str) -> str:
    return stage.credential(name).uuid[:8]


def test_everything_that_waits_is_decided_as_the_terms_say(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    names = add_students(stage, 5)
    stage.issue(AIKO, *names)
    decide(browser, stage.credential(AIKO).id, credits="4")
    run = browser.post(TERMS, data={"exchange": "", "grades": "y"}).location
    page = browser.get(run).text
    assert "5 recognised, 0 without credit" in page
    assert "3 US credit hours" in page
    assert "Nothing has been signed" in page
    assert len(offices.decisions()) == 1
    assert browser.post(run).status_code == 303
    stage.deliver()
    assert "5 of 5 signed" in browser.get(run).text
    found = {one.credential_id: one.credits for one, _ in offices.decisions()}
    assert sorted(found.values()) == [3.0] * 5 + [4.0]
    assert "3 US credit hours" in stage.students[names[0]].browser.get(stage.path).text
    # Confirmed twice, nothing happens twice.
    assert browser.post(run).status_code == 409
    assert browser.post(TERMS, data={}).status_code == 303
    assert len(offices.decisions()) == 6


def test_by_terms_without_credit_the_reason_is_said(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    set_terms(stage, stage.hilo.id, credit_scheme="", credit_amount=None)
    stage.issue(AIKO)
    run = browser.post(TERMS, data={}).location
    assert "0 recognised, 1 without credit" in browser.get(run).text
    browser.post(run)
    stage.deliver()
    ((found, revision),) = offices.decisions()
    assert not found.is_recognised
    assert "gives no credit for “Oceans and Climate”" in revision.comment
    assert "By the terms of this partnership" in json.loads(revision.document)[
        "credentialSubject"]["endorsementComment"]  # fmt: skip


def test_parts_of_a_course_are_left_to_people(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    stage.achievement_id = stage.add_achievement(kind=AchievementKind.MODULE)
    stage.issue(AIKO)
    page = browser.get(browser.post(TERMS, data={}).location).text
    assert "0 recognised" in page
    assert "Is not of the whole course" in page
    one = browser.get(f"/office/recognition/{stage.credential(AIKO).id}").text
    assert "so nothing is proposed here" in one


def rows_about(aiko: str, sina: str) -> list[str]:
    """Good rows, and each kind of wrong one."""
    return [
        "Number;Name;Recognised;Credits;Scheme;Your grade;Reason",
        f"{aiko};;yes;4,5;ECTS;A;",
        ";Student 0;no;;;;Taken before",
        ";Student 1;;3;;B;",
        ";Student 2;no;;;;",
        ";Student 3;perhaps;;;;",
        ";Student 4;yes;lots;ECTS;;",
        ";Student 5;yes;3;;;",
        ";Student 0;yes;3;;;",
        ";Sina Leota;yes;3;;;",
        f"{sina};;yes;3;;;",
        ";;yes;3;;;",
    ]


def test_a_list_is_understood_row_by_row_before_anything_is_signed(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    names = add_students(stage, 6)
    stage.issue(AIKO, "Sina Leota", *names)
    decide(browser, stage.credential(names[5]).id)
    aiko, sina = number_of(stage, AIKO), number_of(stage, "Sina Leota")
    sample = browser.get("/office/recognition/sample.csv").text
    assert aiko in sample
    assert "Sina" not in sample
    run = browser.post(LIST, data={"text": "\n".join(rows_about(aiko, sina))}).location
    page = browser.get(run).text
    assert "2 recognised, 1 without credit" in page
    for words in (
        "Say why there is no credit.", "Write yes or no", "no number, such as 6 or 4.5",
        "Is decided already", "stands in an earlier row", "No credential of your students",
        "Nothing in this row says",
    ):  # fmt: skip
        assert words in page, words
    browser.post(run)
    stage.deliver()
    said = {(one.is_recognised, one.credits, one.scheme, one.grade, one.reason)
            for one, _ in offices.decisions()}  # fmt: skip
    assert (True, 4.5, "ECTS", "A", "") in said
    assert (False, None, "", "", "Taken before") in said
    assert (True, 3.0, "US credit hours", "B", "") in said
    with stage.database.unit_of_work(writes=False) as session:
        # The list itself is dropped once it is confirmed.
        assert [one.table for one in session.query(RecognitionRun)] == [[]]


def test_the_columns_of_a_list_can_be_said_anew(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    stage.issue(AIKO)
    text = f"Wer,Was,Wieviel\n{AIKO},ja,4\n"
    run = browser.post(LIST, data={"text": text}).location
    assert "0 recognised" in browser.get(run).text
    places = {"number": 0, "address": 0, "name": 1, "answer": 2, "credits": 3, "scheme": 0,
              "grade": 0, "reason": 0}  # fmt: skip
    assert browser.post(f"{run}/columns", data=places).status_code == 303
    page = browser.get(run).text
    assert "1 recognised" in page
    assert "4 US credit hours" in page
    assert browser.post(f"{run}/drop").status_code == 303
    assert browser.get(run).status_code == 404


@pytest.mark.parametrize(
    "text",
    ["", "\0\0", "=cmd()|' /C calc'!A0", "a" * 5000, "Number\n99999999999999999999", ";\n" * 9000],
)
def test_strange_lists_break_nothing(offices: Offices, text: str) -> None:
    offices.stage.issue(AIKO)
    answer = offices.hilo.browser.post(LIST, data={"text": text})
    assert answer.status_code in {200, 303, 400}
    if answer.status_code == 303:
        assert offices.hilo.browser.get(answer.location).status_code == 200
    assert offices.decisions() == []


def test_runs_are_their_own_offices_alone(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    run = offices.hilo.browser.post(TERMS, data={}).location
    apia = offices.apia.browser
    for path in (run, f"{run}/undo"):
        assert apia.get(path).status_code == 404, path
    for path in (run, f"{run}/columns", f"{run}/drop", f"{run}/resume", f"{run}/undo"):
        assert apia.post(path, data={"reason": "x"}).status_code == 404, path
    assert run not in apia.get("/office/recognition/runs/").text
    assert run in offices.hilo.browser.get("/office/recognition/runs/").text


def test_a_key_that_goes_missing_in_mid_run_stops_it_and_it_goes_on_afterwards(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    stage.issue(*add_students(stage, 6))
    monkeypatch.setattr(carrying, "BATCH", 2)
    run = browser.post(TERMS, data={}).location
    run_id = int(run.rpartition("/")[2])
    browser.post(run)
    _some(stage, run_id)
    with stage.world.work() as session:
        keys = {one.id: one.closed_private for one in session.query(IssuerKey)}
        for one in session.query(IssuerKey):
            one.closed_private = b"not to be opened"
    stage.deliver()
    page = browser.get(run).text
    assert "2 of 6 signed" in page
    assert "signing key is missing" in page
    assert browser.post(run).status_code == 409
    with stage.world.work() as session:
        for one in session.query(IssuerKey):
            one.closed_private = keys[one.id]
    assert browser.post(f"{run}/resume").status_code == 303
    stage.deliver()
    assert "6 of 6 signed" in browser.get(run).text
    assert len({one.credential_id for one, _ in offices.decisions()}) == 6


def _some(stage: Stage, run_id: int) -> None:
    with stage.app.app_context():
        carrying.decide_some(stage.database, stage.vault, "https://exchange.test", run_id)


@pytest.mark.parametrize("moment", ["_prepare", "signed", "_store"])
def test_killed_anywhere_it_decides_each_exactly_once(
    offices: Offices, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    stage.issue(*add_students(stage, 5))
    monkeypatch.setattr(carrying, "BATCH", 2)
    run = browser.post(TERMS, data={}).location
    browser.post(run)
    run_id = int(run.rpartition("/")[2])
    _some(stage, run_id)
    whole = getattr(carrying, moment)

    def killed(*arguments: object, **values: object) -> object:
        whole(*arguments, **values)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(carrying, moment, killed)
        with pytest.raises(KeyboardInterrupt):
            _some(stage, run_id)
    stage.deliver()
    assert "5 of 5 signed" in browser.get(run).text
    found = offices.decisions()
    assert len(found) == len({one.credential_id for one, _ in found}) == 5
    with stage.database.unit_of_work(writes=False) as session:
        places = {(it.list_id, it.position) for _, it in found}
        kept = {(one.list_id, one.position) for one in session.query(StatusEntry)}
        assert len(places) == 5
        assert places <= kept


def test_what_was_decided_by_hand_before_its_turn_is_left_out(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    names = add_students(stage, 3)
    stage.issue(*names)
    run = browser.post(TERMS, data={}).location
    decide(browser, stage.credential(names[0]).id, credits="9")
    held = f"{stage.path}/held/{stage.credential(names[1]).id}/revoke"
    stage.coordinator.browser.post(held, data={"reason": "By mistake"})
    browser.post(run)
    stage.deliver()
    page = browser.get(run).text
    assert "1 of 3 signed" in page
    assert "2 were left out" in page
    assert sorted(one.credits or 0 for one, _ in offices.decisions()) == [3.0, 9.0]


def test_a_whole_run_is_taken_back_with_a_reason(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    names = add_students(stage, 3)
    stage.issue(*names)
    run = browser.post(TERMS, data={}).location
    assert browser.get(f"{run}/undo").status_code == 404
    browser.post(run)
    stage.deliver()
    assert browser.get(f"{run}/undo").status_code == 200
    assert "Say why" in browser.post(f"{run}/undo", data={"reason": ""}).text
    assert browser.post(f"{run}/undo", data={"reason": "Wrong terms"}).status_code == 303
    assert {one.state for one, _ in offices.decisions()} == {"withdrawn"}
    with stage.database.unit_of_work(writes=False) as session:
        taken = {(it.list_id, it.position) for _, it in offices.decisions()}
        for one in session.query(StatusEntry):
            assert one.is_set == ((one.list_id, one.position) in taken)
    assert "Wrong terms" in stage.students[names[0]].browser.get(
        f"/credentials/{stage.credential(names[0]).id}").text  # fmt: skip


def test_grades_are_filled_in_by_the_tables_or_not(offices: Offices) -> None:
    stage, browser = offices.stage, offices.hilo.browser
    stage.achievement_id = stage.add_achievement(measure_id=give_grade(stage, Aiko=85))
    _tables(stage.world, (stage.apia.id, "0 to 100", [["90-100", 10], ["75-89", 30], ["50-74", 60]]),
            (stage.hilo.id, "US letters", [["A", 20], ["B", 50], ["C", 30]]))  # fmt: skip
    stage.issue(AIKO)
    one = browser.get(f"/office/recognition/{stage.credential(AIKO).id}").text
    assert "75-89" in one
    assert "30.0 %" in one
    assert "25.0 %" in one
    without = browser.get(browser.post(TERMS, data={"exchange": ""}).location).text
    assert "<bdi>B</bdi>" not in without
    run = browser.post(TERMS, data={"grades": "y"}).location
    assert "<bdi>B</bdi>" in browser.get(run).text
    browser.post(run)
    stage.deliver()
    assert [one.grade for one, _ in offices.decisions()] == ["B"]


def _tables(world: World, *tables: tuple[int, str, Sequence[Sequence[object]]]) -> None:
    from vsm_platform.core import clock

    with world.work() as session:
        for institution_id, name, rows in tables:
            session.add(
                GradingTable(
                    institution_id=institution_id,
                    name=name,
                    rows=[list(row) for row in rows],
                    changed_at=clock.now(),
                )
            )


def test_a_person_who_erases_their_data_leaves_nothing_in_decisions(offices: Offices) -> None:
    from vsm_platform.credentials.api import do_forget_person

    stage, browser = offices.stage, offices.hilo.browser
    stage.issue(AIKO)
    browser.post(browser.post(TERMS, data={}).location)
    stage.deliver()
    decide(browser, stage.credential(AIKO).id, seen="1", grade="A", reason="Known", why="x")
    with stage.world.work() as session:
        do_forget_person(session, stage.students[AIKO].id)
    database: Database = stage.database
    with database.unit_of_work(writes=False) as session:
        (one,) = session.query(Recognition).all()
        assert (one.person_id, one.grade, one.reason) == (None, "", "")
        assert {(it.document, it.comment) for _, it in offices.decisions()} == {("", "")}
        assert {it.reason for it in session.query(RecognitionItem)} == {""}
    assert "Aiko" not in browser.get("/office/recognition/?show=all").text
