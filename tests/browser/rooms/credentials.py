"""The pages of credentials, and what stands there before a browser looks at them."""

import json
from datetime import timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.rooms.teams import visitor_of
from tests.browser.stage import Stage
from vsm_platform.core import clock
from vsm_platform.credentials.actions.achievements import (
    AchievementFacts,
    Words,
    do_add_achievement,
    do_publish_achievement,
    do_set_rule,
)
from vsm_platform.credentials.actions.holding import do_revoke, do_share
from vsm_platform.credentials.actions.issuers import (
    IssuerFacts,
    Owner,
    do_add_issuer,
    do_change_issuer,
)
from vsm_platform.credentials.actions.issuing import issue_some
from vsm_platform.credentials.actions.planning import (
    do_confirm,
    do_plan_by_hand,
    do_plan_by_list,
)
from vsm_platform.credentials.models import (
    AchievementKind,
    Credential,
    CredentialRevision,
    Issuer,
    Run,
    RunItem,
    RunState,
)
from vsm_platform.credentials.passport.actions import Choice, do_make_key, do_share_passport
from vsm_platform.credentials.passport.models import Passport
from vsm_platform.credentials.signing import issuer_profile, signing_key
from vsm_platform.credentials.standards import api
from vsm_platform.exchanges.api import TEACHERS, Enrolment, EnrolmentState, Role

COURSE: dict[str, str | int] = {"achievement_id": 1}
MODULE: dict[str, str | int] = {"achievement_id": 2}
DONE: dict[str, str | int] = {"run_id": 1}
ASKED: dict[str, str | int] = {"run_id": 2}
LIST: dict[str, str | int] = {"run_id": 3}
UNDER_WAY: dict[str, str | int] = {"run_id": 4}


def send_bare(page: BrowserPage) -> None:
    """Send a page's own form as it is, to see what it says of what is missing."""
    page.locator("main form[method=post] button").last.click()
    page.locator("[data-error-summary]").wait_for()


def shared_page(stage: Stage) -> str:
    return f"{stage.product}/c/{stage.values['share_code']}"


def passport_page(stage: Stage) -> str:
    return f"{stage.product}/p/{stage.values['passport_code']}"


def key_page(stage: Stage) -> str:
    return f"{stage.product}/passport/key/{stage.values['passport_key']}"


def key_share_page(stage: Stage) -> str:
    return f"{key_page(stage)}/share"


def make_key(page: BrowserPage) -> None:
    page.locator("#key form button").first.click()
    page.locator("#key.code").wait_for()


def share_nothing(page: BrowserPage) -> None:
    page.locator("#what-1").check()
    for box in page.locator("[name=things]").all():
        box.uncheck()
    send_bare(page)


_SIGNED: dict[str, str] = {}
"""What the steps of pages paste: a credential, and what became of it."""


def check_good(page: BrowserPage) -> None:
    _check(page, _SIGNED["good"])


def check_changed(page: BrowserPage) -> None:
    _check(page, _SIGNED["good"].replace("Sina Tuilagi", "Tina Tuilagi"))


def check_revoked(page: BrowserPage) -> None:
    _check(page, _SIGNED["revoked"])


def check_expired(page: BrowserPage) -> None:
    _check(page, _SIGNED["expired"])


def check_passport(page: BrowserPage) -> None:
    _check(page, _SIGNED["passport"])


def check_what_is_none(page: BrowserPage) -> None:
    _check(page, "Dear Sir or Madam, please find my certificate attached.")


def _check(page: BrowserPage, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("main form button").click()
    page.locator("[role=status], .notice.error").first.wait_for()


PAGES: tuple[Page, ...] = (
    Page("verify", "credentials.verify", "stranger"),
    Page("verify-nothing", "credentials.verify", "stranger", step=send_bare),
    Page("verify-none", "credentials.verify", "stranger", step=check_what_is_none),
    Page("verify-good", "credentials.verify", "stranger", step=check_good),
    Page("verify-changed", "credentials.verify", "stranger", step=check_changed),
    Page("verify-revoked", "credentials.verify", "stranger", step=check_revoked),
    Page("verify-expired", "credentials.verify", "stranger", step=check_expired),
    Page("verify-passport", "credentials.verify", "stranger", step=check_passport),
    Page("credentials", "credentials.overview", "coordinator"),
    Page("credentials-student", "credentials.overview", "student"),
    Page("credential-mine", "credentials.mine", "student"),
    Page("passport", "credentials.passport_page", "student"),
    Page("passport-share", "credentials.passport_share", "student"),
    Page("passport-share-wrong", "credentials.passport_share", "student", step=share_nothing),
    Page("passport-key", "credentials.passport_page", "student", step=make_key),
    Page("passport-by-key", "credentials.key_page", "stranger", find=key_page),
    Page("passport-share-by-key", "credentials.key_share", "stranger", find=key_share_page),
    Page("passport-shared", "credentials.shared_passport", "stranger", find=passport_page),
    Page(
        "passport-not-shared",
        "credentials.shared_passport",
        "stranger",
        {"code": "x" * 22},
        status=404,
    ),
    Page("credential-shared", "credentials.shared", "stranger", find=shared_page),
    Page("credential-not-shared", "credentials.shared", "stranger", {"code": "x" * 22}, status=404),
    Page("achievement-public", "credentials.version", "stranger"),
    Page("achievement", "credentials.achievement", "coordinator", dict(COURSE)),
    Page("achievement-new", "credentials.new", "coordinator"),
    Page("achievement-new-wrong", "credentials.new", "coordinator", step=send_empty),
    Page("achievement-edit", "credentials.edit", "coordinator", dict(COURSE)),
    Page("achievement-words", "credentials.words", "coordinator", {**COURSE, "language": "es"}),
    Page("achievement-rule", "credentials.rule", "coordinator", dict(MODULE)),
    Page("achievement-delete", "credentials.delete", "coordinator", dict(MODULE)),
    Page("achievement-issue", "credentials.issue", "coordinator", dict(MODULE)),
    Page("achievement-issue-people", "credentials.issue_by_hand", "coordinator", dict(COURSE)),
    Page("achievement-issue-list", "credentials.issue_by_list", "coordinator", dict(COURSE)),
    Page("credential-run", "credentials.run", "coordinator", dict(DONE)),
    Page("credential-run-under-way", "credentials.run", "coordinator", dict(UNDER_WAY)),
    Page("credential-run-asked", "credentials.run", "coordinator", dict(ASKED)),
    Page("credential-run-list", "credentials.run", "coordinator", dict(LIST)),
    Page("credential-run-undo", "credentials.undo", "coordinator", dict(DONE)),
    Page("credential-held", "credentials.held", "coordinator"),
    Page("credential-correct", "credentials.correct", "coordinator"),
    Page("credential-correct-wrong", "credentials.correct", "coordinator", step=send_bare),
    Page("credential-revoke", "credentials.revoke", "coordinator"),
    Page("issuers", "credentials.issuer_list", "administrator"),
    Page("issuer-new", "credentials.new_issuer", "administrator"),
    Page("issuer", "credentials.issuer", "administrator"),
    Page("issuer-rotate", "credentials.rotate_issuer", "administrator"),
    Page("credentials-all", "credentials.all_credentials", "administrator"),
    Page("office-credentials", "credentials.office_credentials", "office"),
    Page("office-run", "credentials.office_run", "office", dict(ASKED)),
)
NO_PAGES: dict[str, str] = {
    "credentials.sample": "a file",
    "credentials.download": "a file",
    "credentials.shared_file": "a file",
    "credentials.badge": "a picture",
    "credentials.did": "a document",
    "credentials.status_list": "a document",
    "credentials.context": "a document",
}

WORDS = Words(
    "Climate Change across the Pacific",
    "Fifteen weeks in which mixed teams of students from Samoa, Hawaii and Japan study what a "
    "warmer ocean means for the people who live by it.",
    "All modules, the team’s film, and the peer evaluation.",
    (
        "Explain how a coast adapts to a rising sea",
        "Work in a team across the date line",
        "Tell science to people who are no scientists",
    ),
)
PART = Words(
    "Working across time zones",
    "The first phase: a team that never meets in the same day finds its way of working.",
    "The first three modules and the peer evaluation after phase 1.",
)


def set_up(stage: Stage) -> dict[str, str | int]:
    """One that is issued and shared, one on the way, a list that waits, and one that is read."""
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        student = session.get_one(Enrolment, visitor_of(session, stage))
        student.state = EnrolmentState.ENROLLED
        person_id, coordinator = student.person_id, _somebody_who_teaches(session, stage)
        _achievements(session, stage)
        ids = _enrolments(session, stage, person_id)
        run = do_plan_by_hand(session, stage.exchange_id, 1, ids[:6], actor_id=coordinator)
        own = session.scalars(select(RunItem).where(RunItem.person_id == person_id)).one()
        own.name, own.grade = "Sina Tuilagi Faleolo", "A"
        day = clock.now().date()
        do_confirm(session, stage.exchange_id, run, awarded_on=day, actor_id=coordinator)
    _issue(stage, run)
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        held = session.scalars(select(Credential).where(Credential.person_id == person_id)).one()
        do_share(session, held, is_on=True)
        others = session.scalars(select(Credential).where(Credential.id != held.id)).all()
        do_revoke(session, stage.exchange_id, others[-1].id, "Issued by mistake.", actor_id=None)
        _lists(session, stage, ids, coordinator)
        _sign_a_passport(session, stage, held.id)
        return {
            "credential_id": held.id,
            "list_id": 1,
            "achievement_id": 1,
            "number": 1,
            "run_id": run,
            "issuer_id": 1,
            "place": 0,
            "ending": "json",
            "language": "es",
            "share_code": held.share_code,
            **_share_passport(session, person_id, others[0].person_id or 0),
        }


def _share_passport(session: Session, person_id: int, other_id: int) -> dict[str, str | int]:
    """The student's passport is shared whole; another one, whom no page touches, has a private link."""
    do_share_passport(session, person_id, Choice())
    key = do_make_key(session, other_id)
    passport = session.get_one(Passport, person_id)
    return {"passport_code": passport.share_code, "passport_key": key}


def _sign_a_passport(session: Session, stage: Stage, credential_id: int) -> None:
    """What a student of two courses takes along: one is good, one was withdrawn."""
    newest = select(CredentialRevision).order_by(CredentialRevision.id)
    documents = [json.loads(one.document) for one in session.scalars(newest) if one.document]
    own = session.scalars(newest.where(CredentialRevision.credential_id == credential_id)).first()
    issuer = session.get_one(Issuer, 1)
    now = clock.now()
    record = api.LearnerRecord(
        api.new_id(),
        issuer_profile(session, issuer),
        api.new_id(),
        own.name,
        "Passport",
        now,
        now,
        [json.loads(own.document), documents[-1]],
    )
    key = signing_key(session, stage.app.extensions["vsm_vault"], issuer)
    passport = api.sign(api.learner_record(record), key, now)
    _SIGNED["good"] = own.document
    _SIGNED["passport"] = json.dumps(passport, ensure_ascii=False)
    _SIGNED["revoked"] = json.dumps(documents[-1], ensure_ascii=False)
    past = {"validFrom": "2024-06-30T12:00:00Z", "validUntil": "2026-06-30T12:00:00Z"}
    expired = {**json.loads(own.document), "id": api.new_id(), **past}
    expired.pop("proof")
    _SIGNED["expired"] = json.dumps(api.sign(expired, key, now), ensure_ascii=False)


def _achievements(session: Session, stage: Stage) -> None:
    issuer = do_add_issuer(
        session,
        stage.app.extensions["vsm_vault"],
        Owner(institution_id=stage.universities["moodle"].institution_id),
        host="localhost",
        actor_id=None,
    )
    for kind, words, ects, colour in (
        (AchievementKind.COURSE, WORDS, 5.0, 0),
        (AchievementKind.MICRO_CREDENTIAL, PART, 1.0, 1),
    ):
        facts = AchievementFacts(
            kind,
            "en",
            words,
            issuer,
            ects=ects,
            eqf=6,
            isced="052",
            hours=ects * 25,
            languages=["en"],
            colour=colour,
        )
        made = do_add_achievement(session, stage.exchange_id, facts, actor_id=None)
        do_publish_achievement(session, stage.exchange_id, made, is_published=True, actor_id=None)
    rule = [
        {"kind": "arrived", "ref": None, "minimum": None},
        {"kind": "items", "ref": None, "minimum": 100},
        {"kind": "evaluation", "ref": 1, "minimum": None},
        {"kind": "credits", "ref": None, "minimum": 4},
    ]
    do_set_rule(session, stage.exchange_id, 2, rule, actor_id=None)


def _somebody_who_teaches(session: Session, stage: Stage) -> int:
    query = select(Enrolment.person_id).where(
        Enrolment.exchange_id == stage.exchange_id, Enrolment.role.in_(TEACHERS)
    )
    return session.scalars(query.order_by(Enrolment.id)).first() or 1


def _enrolments(session: Session, stage: Stage, person_id: int) -> list[int]:
    """The student who looks, before all others."""
    query = select(Enrolment).where(
        Enrolment.exchange_id == stage.exchange_id,
        Enrolment.role == Role.STUDENT,
        Enrolment.state == EnrolmentState.ENROLLED,
        Enrolment.is_test.is_(False),
    )
    found = session.scalars(query.order_by(Enrolment.id)).all()
    return [one.id for one in sorted(found, key=lambda one: one.person_id != person_id)]


def _issue(stage: Stage, run: int) -> None:
    with stage.app.app_context():
        vault = stage.app.extensions["vsm_vault"]
        while issue_some(stage.database, vault, stage.product, run):
            pass


def _lists(session: Session, stage: Stage, ids: list[int], coordinator: int) -> None:
    """One that waits for a second person, and one that came from a spreadsheet."""
    do_change_issuer(session, 1, IssuerFacts(needs_approval=True), actor_id=None)
    asked = do_plan_by_hand(session, stage.exchange_id, 2, ids[:3], actor_id=coordinator)
    yesterday = clock.now().date() - timedelta(days=1)
    do_confirm(session, stage.exchange_id, asked, awarded_on=yesterday, actor_id=coordinator)
    rows = [
        (1, ["Number", "Name", "Grade"]),
        (2, [str(ids[1]), "", "A"]),
        (3, [str(ids[7]) if len(ids) > 7 else str(ids[-1]), "", "B"]),
        (4, ["", "Nobody Here", "C"]),
        (5, ["", "", ""]),
    ]
    do_plan_by_list(session, stage.exchange_id, 1, rows, actor_id=coordinator)
    # One that goes on in the background, of whom some had it already.
    going = do_plan_by_hand(session, stage.exchange_id, 2, ids[3:12], actor_id=coordinator)
    session.get_one(Run, going).state = RunState.RUNNING
    for item in session.scalars(select(RunItem).where(RunItem.run_id == going).limit(3)):
        item.is_skipped = True
