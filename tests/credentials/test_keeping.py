"""How long records are kept, and what is told of them in numbers."""

from datetime import timedelta

import pytest

from tests.credentials.conftest import Stage
from tests.credentials.offices import Offices, decide, open_offices
from tests.people import counted_queries
from vsm_platform.core import clock
from vsm_platform.core.outbox import Delivery
from vsm_platform.credentials.actions.keeping import TIDY
from vsm_platform.credentials.models import Credential, Issuer, IssuerKey, Run, RunItem, StatusEntry
from vsm_platform.credentials.publishing import OurSources
from vsm_platform.credentials.recognition.models import Recognition, RecognitionRun
from vsm_platform.credentials.standards.api import verify

AIKO, SINA = "Aiko 山田", "Sina Leota"


@pytest.fixture
def offices(stage: Stage) -> Offices:
    return open_offices(stage)


def age(stage: Stage, days: int, *names: str) -> None:
    """Let it be so long ago that these people were awarded something."""
    with stage.world.work() as session:
        for name in names:
            one = session.get_one(Credential, stage.credential(name).id)
            one.awarded_at = clock.now() - timedelta(days=days)
        for run in (*session.query(Run), *session.query(RecognitionRun)):
            run.made_at = clock.now() - timedelta(days=days)
        for decision in session.query(Recognition):
            decision.decided_at = clock.now() - timedelta(days=days)


def tidy(stage: Stage) -> None:
    """Let the day's tidying be due."""
    with stage.world.work() as session:
        for one in session.query(Delivery).filter_by(kind=TIDY):
            one.due_at = clock.now()
    stage.deliver()


def set_up(stage: Stage, issuer_id: int, **fields: str) -> None:
    page = {"website": "", "is_active": "y", "keep_years": "", "papers_days": "365"} | fields
    browser = stage.world.administrator().browser
    answer = browser.post(f"/admin/issuers/{issuer_id}", data=page)
    assert answer.status_code == 303, answer.text


def test_by_default_everything_but_old_lists_is_kept_for_good(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    age(stage, 20_000, AIKO)
    tidy(stage)
    assert stage.credential(AIKO).person_id == stage.students[AIKO].id
    assert stage.revisions(AIKO)[0].document
    mine = stage.students[AIKO].browser.get(f"/credentials/{stage.credential(AIKO).id}").text
    assert "This site keeps it until" not in mine


def test_records_are_emptied_in_time_and_files_go_on_verifying(offices: Offices) -> None:
    stage = offices.stage
    stage.issue()
    key = stage.credential(AIKO).id
    decide(offices.hilo.browser, key, grade="A", reason="Elective")
    document = stage.revisions(AIKO)[0].document
    decision = offices.decisions()[0][1].document
    age(stage, 3700, AIKO)
    for issuer_id in (stage.issuer_id, stage.issuer_id + 1):
        set_up(stage, issuer_id, keep_years="10")
    page = stage.world.administrator().browser.get(f"/admin/issuers/{stage.issuer_id}").text
    assert "Within a day" in page
    mine = f"/credentials/{key}"
    assert "This site keeps it until" in stage.students[AIKO].browser.get(mine).text
    tidy(stage)
    with stage.database.unit_of_work(writes=False) as session:
        one = session.get_one(Credential, key)
        assert (one.person_id, one.enrolment_id, one.state) == (None, None, "issued")
        (found,) = session.query(Recognition).all()
        assert (found.person_id, found.grade, found.reason) == (None, "", "")
        assert session.query(StatusEntry).count() == 4
        assert session.query(IssuerKey).count() == 4
    assert offices.decisions()[0][1].document == ""
    assert stage.students[AIKO].browser.get(mine).status_code == 404
    # Sina's is not so old.
    assert stage.revisions(SINA)[0].document
    with stage.world.work() as session:
        sources = OurSources(session, stage.vault, "https://exchange.test")
        for text in (document, decision):
            assert verify(text, sources, clock.now()).outcome == "good"
    # What is emptied can still be revoked, and a verifier hears of it.
    administrator = stage.world.administrator().browser
    held = f"{stage.path}/held/{key}/revoke"
    assert administrator.post(held, data={"reason": "Found later"}).status_code == 303
    with stage.world.work() as session:
        sources = OurSources(session, stage.vault, "https://exchange.test")
        assert verify(document, sources, clock.now()).check("status").outcome == "bad"


def test_lists_are_emptied_and_drafts_thrown_away(offices: Offices) -> None:
    stage, hilo = offices.stage, offices.hilo.browser
    text = f"Number;Name on the credential;Grade\n{stage.enrolment(AIKO)};Aiko Y.;A\n;Nobody;B\n"
    run = stage.coordinator.browser.post(
        f"{stage.achievement_path}/issue/list", data={"text": text}
    ).location
    day = clock.now().date().isoformat()
    stage.coordinator.browser.post(run, data={"awarded_on": day})
    stage.deliver()
    stage.coordinator.browser.post(f"{stage.achievement_path}/issue/list", data={"text": text})
    hilo.post(hilo.post("/office/recognition/by-terms", data={"exchange": ""}).location)
    stage.deliver()
    hilo.post("/office/recognition/list", data={"text": "Name\nNobody Here\n"})
    age(stage, 200, AIKO)
    tidy(stage)
    with stage.database.unit_of_work(writes=False) as session:
        assert session.query(Run).count() == 2
    for issuer_id in (stage.issuer_id, stage.issuer_id + 1):
        set_up(stage, issuer_id, papers_days="100")
    tidy(stage)
    with stage.database.unit_of_work(writes=False) as session:
        (kept,) = session.query(Run).all()
        assert (kept.problems, kept.table, kept.state) == ([], [], "done")
        (item,) = session.query(RunItem).all()
        assert (item.name, item.grade) == ("", "")
        assert item.credential_id
        (decided,) = session.query(RecognitionRun).all()
        assert (decided.state, decided.problems) == ("done", [])
    # How many were issued is still known, and the credential itself says the name.
    assert "1 of 1 issued" in stage.coordinator.browser.get(run).text
    assert stage.revisions(AIKO)[0].name == "Aiko Y."
    tidy(stage)


@pytest.mark.parametrize(
    "fields", [{"keep_years": "0"}, {"keep_years": "-1"}, {"papers_days": "1"}, {"papers_days": ""}]
)
def test_strange_times_are_refused(stage: Stage, fields: dict[str, str]) -> None:
    page = {"website": "", "keep_years": "", "papers_days": "365"} | fields
    browser = stage.world.administrator().browser
    assert browser.post(f"/admin/issuers/{stage.issuer_id}", data=page).status_code == 200
    with stage.database.unit_of_work(writes=False) as session:
        one = session.get_one(Issuer, stage.issuer_id)
        assert (one.keep_years, one.papers_days) == (None, 365)


def test_figures_count_by_exchange_year_and_partner(offices: Offices) -> None:
    stage = offices.stage
    browser = stage.world.administrator().browser
    assert "Nothing has been issued yet" in browser.get("/admin/credentials/figures").text
    stage.issue()
    decide(offices.hilo.browser, stage.credential(AIKO).id)
    held = f"{stage.path}/held/{stage.credential(SINA).id}/revoke"
    stage.coordinator.browser.post(held, data={"reason": "x"})
    year = str(clock.now().year)
    for by, name in (
        ("exchange", "Oceans and Climate"),
        ("year", year),
        ("x", "Oceans and Climate"),
    ):
        text = browser.post(f"/admin/credentials/figures.csv?by={by}").text
        assert f"{name},2,0,1,2,10.0,1,0,1,3 US credit hours" in text, text
    partners = browser.post("/admin/credentials/figures.csv?by=partner").text
    assert "University of Hawaii at Hilo,1,0,0,1,5.0,1,0,0,3 US credit hours" in partners
    assert "National University of Samoa,1,0,1,1,5.0,0,0,1," in partners
    assert offices.hilo.browser.get("/admin/credentials/figures").status_code == 403


def test_figures_cost_two_statements_however_much_there_is(stage: Stage) -> None:
    browser = stage.world.administrator().browser
    stage.issue(SINA)
    path = "/admin/credentials/figures?by=partner"
    browser.get(path)
    with counted_queries(stage.database) as few:
        browser.get(path)
    stage.issue(AIKO)
    with counted_queries(stage.database) as many:
        browser.get(path)
    assert len(many) == len(few)
