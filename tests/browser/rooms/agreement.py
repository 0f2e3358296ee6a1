"""The pages of the agreement: terms, state, seasons; and what stands there before a browser looks."""

from datetime import date, timedelta

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.exchanges.api import (
    Break,
    NextSeason,
    Participation,
    Partnership,
    Terms,
    do_run_again,
    do_set_terms,
)

COORDINATOR = "coordinator"


def contradict(page: BrowserPage) -> None:
    """Let registration close before it opens, and a break have no end."""
    page.locator("#registers_until").fill("2020-01-01")
    page.locator("summary").click()
    page.locator("#break_0_from").fill("2026-10-05")
    page.locator("#places").fill("0")
    page.locator("main form .button").first.click()
    page.locator("[data-error-summary]").wait_for()


PAGES: tuple[Page, ...] = (
    Page("partners", "exchanges.partners", COORDINATOR),
    Page("partner-terms", "exchanges.partner_terms", COORDINATOR),
    Page("partner-terms-wrong", "exchanges.partner_terms", COORDINATOR, step=contradict),
    Page("partner-leaves", "exchanges.partner_leaves", COORDINATOR),
    Page("own-terms", "exchanges.own_terms", "student"),
    Page("life", "exchanges.life", COORDINATOR),
    Page("life-decide", "exchanges.life_decide", COORDINATOR, {"state": "finished"}),
    Page("life-draft", "exchanges.life_decide", COORDINATOR, {"state": "draft"}),
    Page("life-again", "exchanges.life_again", COORDINATOR),
    Page("life-again-wrong", "exchanges.life_again", COORDINATOR, step=send_empty),
    Page("admin-life-draft", "exchanges.life", "administrator", {"exchange_id": 3}),
    Page(
        "admin-life-open",
        "exchanges.life_decide",
        "administrator",
        {"exchange_id": 3, "state": "open"},
    ),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """Give each partner terms of its own, and the exchange a next season, as a draft.

    Nobody is kept out by them: others launch on this stage too.
    """
    with stage.database.unit_of_work(writes=True) as session:
        query = select(Partnership).where(Partnership.exchange_id == stage.exchange_id)
        lead, hawaii, osaka = session.scalars(query.order_by(Partnership.id)).all()
        today = date.today()  # noqa: DTZ011 (any day near the present one will do)
        for partnership, terms in (
            (lead, _samoa(today)),
            (hawaii, Terms(credit_scheme="US credit hours", credit_amount=3, places=40)),
            (osaka, _osaka(today)),
        ):
            do_set_terms(session, stage.exchange_id, partnership.id, terms, actor_id=None)
        institutions = [each.institution_id for each in (lead, hawaii, osaka)]
        do_run_again(
            session,
            stage.exchange_id,
            NextSeason(
                "Oceans", "Spring 2027", today + timedelta(300), today + timedelta(350),
                institutions, institutions[0],
            ),
            actor_id=None,
        )  # fmt: skip
        return {"partnership_id": osaka.id, "state": "finished"}


def _samoa(today: date) -> Terms:
    return Terms(
        registers_until=today + timedelta(3),
        participation=Participation.MANDATORY,
        credit_scheme="ECTS",
        credit_amount=4.5,
        grade_scale="A to F",
        contact="international.office@nus.example",
        notice="You work on this in the Thursday lab.\n\nIt counts for your second year.",
        breaks=(Break(today + timedelta(12), today + timedelta(16), "White Sunday"),),
    )


def _osaka(today: date) -> Terms:
    return Terms(
        starts_on=today + timedelta(9),
        registers_from=today - timedelta(3),
        registers_until=today + timedelta(6),
        participation=Participation.OPTIONAL,
        places=20,
        contact="https://osaka.example/exchange",
        languages=("ja",),
    )
