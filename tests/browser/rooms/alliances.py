"""The pages of alliances and International Offices, and what stands there before a look at them."""

from datetime import date, timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person, do_admit_office, do_invite_office
from vsm_platform.alliances.api import (
    AllianceDetails,
    CreditRange,
    ExchangeKind,
    Publishers,
    Rules,
    Term,
    do_add_alliance,
    do_add_members,
    do_add_turns,
)
from vsm_platform.exchanges.api import (
    ExchangeFacts,
    ExchangeState,
    Partnership,
    do_create_exchange,
    do_set_alliance,
)

RULES = Rules(
    minimum_partners=3,
    credits={
        ExchangeKind.OPEN_COURSE: CreditRange(1, 10),
        ExchangeKind.MODULE: CreditRange(5, 15),
    },
    same_credit=True,
    season_limit=2,
    publishers=Publishers.CHAIR,
)
ABOUT = "Universities around the ocean offer each other's students what only they can teach."


def overlap(page: BrowserPage) -> None:
    """Give a year to somebody although another institution chairs then."""
    page.locator("select").first.select_option(index=1)
    page.locator("main form[method=post] button").first.click()
    page.locator("[data-error-summary]").wait_for()


def break_rules(page: BrowserPage) -> None:
    """Ask for an exchange of two partners and 11 ECTS."""
    page.get_by_label("Title").fill("Reefs and Cities")
    page.get_by_label("First day").fill("2027-02-01")
    page.get_by_label("Last day").fill("2027-05-30")
    page.get_by_label("Languages in which").fill("English")
    for box in page.locator("input[name=institutions]").all()[:2]:
        box.check()
    page.locator("#lead").select_option(index=0)
    page.locator("#alliance").select_option(label="Ocean Alliance")
    page.locator("#kind").select_option("open_course")
    page.locator("#ects").fill("11")
    page.get_by_role("button", name="Make the exchange").click()
    page.locator("[data-error-summary]").wait_for()


def make_link(page: BrowserPage) -> None:
    page.get_by_role("button", name="Make a link").click()
    page.locator("#link").wait_for()


FREE_YEARS: dict[str, str | int] = {"first": date.today().isoformat()}  # noqa: DTZ011 (a day that is taken)
DRAFT, BROKEN = {"exchange_id": 4}, {"exchange_id": 5}
"""The exchanges that ``set_up`` makes after the stage's two: the first is open."""

PAGES: tuple[Page, ...] = (
    Page("admin-alliances", "alliances.index", "administrator"),
    Page("admin-alliance-new", "alliances.new", "administrator"),
    Page("admin-alliance-new-wrong", "alliances.new", "administrator", step=send_empty),
    Page("admin-alliance", "alliances.alliance", "administrator"),
    Page("admin-alliance-rules", "alliances.rules", "administrator"),
    Page("admin-alliance-rules-wrong", "alliances.rules", "administrator", step=send_empty),
    Page("admin-alliance-members", "alliances.members", "administrator"),
    Page("admin-alliance-join", "alliances.join", "administrator"),
    Page("admin-alliance-chairs", "alliances.chairs", "administrator"),
    Page(
        "admin-alliance-chairs-wrong",
        "alliances.chairs",
        "administrator",
        dict(FREE_YEARS),
        step=overlap,
    ),
    Page("admin-alliance-turn", "alliances.add_turn", "administrator"),
    Page("admin-alliance-turn-remove", "alliances.remove_turn", "administrator", {"chair_id": 2}),
    Page("admin-exchange-draft", "exchanges.administer", "administrator", dict(BROKEN)),
    Page("admin-exchange-rules", "exchanges.new", "administrator", step=break_rules),
    Page("admin-exchange-alliance", "exchanges.alliance", "administrator", dict(BROKEN)),
    Page("admin-office", "accounts.office", "administrator"),
    Page("admin-office-link", "accounts.office", "administrator", step=make_link),
    Page("admin-office-remove", "accounts.remove_office", "administrator"),
    Page("office-invitation", "accounts.office_invitation", "stranger"),
    Page("office", "offices.front", "office"),
    Page("office-exchange", "offices.exchange", "office", {"exchange_id": 3}),
    Page("office-exchange-draft", "offices.exchange", "office", dict(DRAFT)),
    Page("office-publish", "offices.publish", "office", dict(DRAFT)),
    Page("office-publish-not-yet", "offices.publish", "office", dict(BROKEN)),
    Page("catalogue", "offices.catalogue", "student"),
    Page("catalogue-office", "offices.catalogue", "office"),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """An alliance of the stage's universities with a chair, a catalogue and two drafts."""
    today = date.today()  # noqa: DTZ011 (any day near the present one will do)
    ids = [each.institution_id for each in stage.universities.values()]
    with stage.database.unit_of_work(writes=True) as session:
        details = AllianceDetails("Ocean Alliance", ABOUT, RULES)
        alliance_id = do_add_alliance(session, details, actor_id=None)
        do_add_members(session, alliance_id, ids, joined_in=2019, actor_id=None)
        last = Term(ids[1], today - timedelta(days=400), today - timedelta(days=36))
        present = Term(ids[0], today - timedelta(days=35), today + timedelta(days=330))
        do_add_turns(session, alliance_id, [last, present], actor_id=None)
    with stage.app.app_context():
        _exchanges(stage, alliance_id, ids)
    return {"alliance_id": alliance_id, "chair_id": 2, "person_id": _office_person(stage)}


def _exchanges(stage: Stage, alliance_id: int, ids: list[int]) -> None:
    """One that is open to all three, one of the two others, and two drafts, one of them broken."""
    make = [
        ("Reefs in Warm Water", ids, 6.0, False),
        ("Islands and Energy", ids, 5.0, True),
        ("Reefs and Cities", ids[:2], 11.0, True),
    ]
    for title, partners, ects, is_draft in make:
        with stage.database.unit_of_work(writes=True) as session:
            state = ExchangeState.DRAFT if is_draft else ExchangeState.OPEN
            _exchange(session, alliance_id, title, partners, ects, state)


def _exchange(
    session: Session,
    alliance_id: int,
    title: str,
    partners: list[int],
    ects: float,
    state: ExchangeState,
) -> None:
    today = date.today()  # noqa: DTZ011 (any day near the present one will do)
    facts = ExchangeFacts(
        title,
        "",
        today + timedelta(days=40),
        today + timedelta(days=140),
        ["en", "es"],
        season="Spring 2027",
        kind=ExchangeKind.OPEN_COURSE,
        ects=ects,
    )
    exchange_id = do_create_exchange(
        session,
        facts,
        institution_ids=partners,
        lead_id=partners[0],
        actor_id=None,
        state=state,
    )
    do_set_alliance(session, exchange_id, alliance_id, actor_id=None)
    own = update(Partnership).where(
        Partnership.exchange_id == exchange_id, Partnership.institution_id == partners[0]
    )
    session.execute(
        own.values(
            places=25,
            registers_until=today + timedelta(days=21),
            contact="office@samoa.example",
            grade_scale="A–E",
            notice="The course replaces OCE 301.",
        )
    )


def _office_person(stage: Stage) -> int:
    """Somebody of the office who has come in and not yet said a name."""
    institution_id = stage.universities["moodle"].institution_id
    with stage.database.unit_of_work(writes=True) as session:
        do_admit_office(session, do_invite_office(session, institution_id, actor_id=None))
        return session.scalars(select(Person.id).where(Person.is_office)).first() or 0
