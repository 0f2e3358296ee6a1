"""The pages of recognition: an office decides, a student reads it; figures for administrators."""

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.credentials.actions.holding import Correction, do_correct
from vsm_platform.credentials.models import Credential, CredentialState
from vsm_platform.credentials.recognition.actions import do_decide, recognition_of
from vsm_platform.credentials.recognition.decisions import Decision
from vsm_platform.credentials.recognition.models import GradingTable, RecognitionRun, RunState
from vsm_platform.credentials.recognition.runs import do_plan_by_list, do_plan_by_terms
from vsm_platform.exchanges.api import Partnership


def send_bare(page: BrowserPage) -> None:
    """Send a page's own form with every text taken out of it."""
    for box in page.locator("main form[method=post] :is(input[type=text], textarea)").all():
        box.fill("")
    if page.locator("#answer-1").count():
        page.locator("#answer-1").check()
    page.locator("main form[method=post] button").first.click()
    page.locator("[data-error-summary]").wait_for()


TERMS: dict[str, str | int] = {"run_id": 1}
LIST: dict[str, str | int] = {"run_id": 2}
PAGES: tuple[Page, ...] = (
    Page("recognition", "credentials.recognition_list", "office"),
    Page("recognition-all", "credentials.recognition_list", "office", {"show": "all"}),
    Page("recognition-nothing", "credentials.recognition_list", "office", {"show": "withdrawn"}),
    Page("recognition-one", "credentials.recognition", "office"),
    Page("recognition-one-wrong", "credentials.recognition", "office", step=send_bare),
    Page("recognition-withdraw", "credentials.withdraw_recognition", "office"),
    Page("recognition-practice", "credentials.recognition_practice", "office"),
    Page("recognition-by-list", "credentials.recognise_by_list", "office"),
    Page("recognition-runs", "credentials.recognition_run_list", "office"),
    Page("recognition-run", "credentials.recognition_run", "office", dict(TERMS)),
    Page("recognition-run-list", "credentials.recognition_run", "office", dict(LIST)),
    Page("recognition-undo", "credentials.undo_recognition_run", "office", {"run_id": 3}),
    Page("grading-tables", "credentials.grading_tables", "office"),
    Page("grading-table-new", "credentials.new_grading_table", "office"),
    Page("grading-table-wrong", "credentials.new_grading_table", "office", step=send_bare),
    Page("grading-table", "credentials.grading_table", "office"),
    Page("grading-table-delete", "credentials.delete_grading_table", "office"),
    Page("credential-figures", "credentials.credential_figures", "administrator"),
)
NO_PAGES: dict[str, str] = {
    "credentials.recognition_sample": "a file",
    "credentials.grading_table_file": "a file",
    "credentials.own_recognition": "a file",
    "credentials.shared_recognition": "a file",
    "credentials.paper": "a file",
}


def set_up(stage: Stage) -> dict[str, str | int]:
    """A decision and its correction by the tables, one to look at again, and two lists in preparation."""
    home = stage.universities["moodle"].institution_id
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        _terms(session, stage, home)
        held = session.get_one(Credential, stage.values["credential_id"])
        enrolment_id = held.enrolment_id or 0
        _decide(session, stage, home, held.id)
        own = session.scalars(
            select(Credential)
            .where(
                Credential.institution_id == home,
                Credential.state == CredentialState.ISSUED,
                Credential.id != held.id,
            )
            .order_by(Credential.id)
        ).all()
        if own:
            _look_again(session, stage, home, own[0])
        _lists(session, home, own)
    return {"enrolment_id": enrolment_id, "table_id": 1, "which": "agreement"}


def _terms(session: Session, stage: Stage, home: int) -> None:
    query = select(Partnership).where(
        Partnership.exchange_id == stage.exchange_id, Partnership.institution_id == home
    )
    own = session.scalars(query).one()
    own.credit_scheme, own.credit_amount, own.grade_scale = "units", 10.0, "A+ to D"
    for name, isced, rows in (
        ("A+ to D", "", [["A+", 12], ["A", 31], ["B+", 54], ["B", 66], ["C", 40], ["D", 17]]),
        ("0 to 100, science", "052", [["90–100", 8], ["75–89", 30], ["60–74", 41], ["50–59", 21]]),
    ):
        session.add(
            GradingTable(
                institution_id=home, name=name, isced=isced, years="2023 to 2025", rows=rows,
                changed_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()


def _decide(session: Session, stage: Stage, home: int, credential_id: int) -> None:
    vault = stage.app.extensions["vsm_vault"]
    for seen, decision, why in (
        (0, Decision(True, "units", 8.0, "B+"), ""),
        (
            1,
            Decision(True, "units", 10.0, "A", "Counts as the elective SCI 204."),
            "The terms say 10.",
        ),
    ):
        do_decide(
            session, vault, stage.product, home, credential_id, decision, seen=seen, why=why,
            actor_id=None,
        )  # fmt: skip


def _look_again(session: Session, stage: Stage, home: int, one: Credential) -> None:
    """Decided, and corrected by those who issued it."""
    vault = stage.app.extensions["vsm_vault"]
    none = Decision(is_recognised=False, reason="The course was taken before.")
    if recognition_of(session, home, one.id) is None:
        do_decide(session, vault, stage.product, home, one.id, none, actor_id=None)
    newer = Correction("Malia Tuilagi", "B", None, "The name was misspelt.")
    do_correct(session, vault, stage.product, stage.exchange_id, one.id, newer, actor_id=None)


def _lists(session: Session, home: int, own: list[Credential]) -> None:
    do_plan_by_terms(session, home, None, with_grades=True, actor_id=None)
    rows = [
        (1, ["Number", "Name", "Recognised", "Credits", "Reason"]),
        *((number, [one.uuid[:8], "", "yes", "10", ""]) for number, one in enumerate(own, 2)),
        (20, ["", "Nobody Here", "yes", "10", ""]),
        (21, ["", "Sina Tuilagi Faleolo", "no", "", ""]),
    ]
    do_plan_by_list(session, home, rows, actor_id=None)
    # One that is done, so that it can be taken back.
    done = session.get_one(RecognitionRun, do_plan_by_list(session, home, rows, actor_id=None))
    done.state = RunState.DONE
