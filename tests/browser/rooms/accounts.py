"""The pages of a person's own data, and what stands there before a browser looks at them."""

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Identity, Person, do_ask_erasure
from vsm_platform.accounts.models import Erasure


def find_somebody(page: BrowserPage) -> None:
    """Enter the name of whoever will be erased, and one who will not."""
    page.locator("#who").fill("Nobody of this name")
    page.locator("main form button[type=submit]").first.click()
    page.locator("main p.notice").wait_for()


def waiting(stage: Stage) -> str:
    """The page of whoever is to be erased."""
    with stage.database.unit_of_work(writes=False) as session:
        return f"{stage.product}/data-requests/{session.scalars(select(Erasure.person_id)).first()}"


PAGES: tuple[Page, ...] = (
    Page("your-data", "accounts.your_data", "student"),
    Page("your-data-read", "accounts.read_data", "student"),
    Page("your-data-erase", "accounts.erase_data", "student"),
    Page("your-data-erase-wrong", "accounts.erase_data", "student", step=send_empty),
    Page("your-data-erased", "accounts.your_data", "applicant"),
    Page("data-requests", "accounts.data_requests", "office"),
    Page("data-requests-nobody", "accounts.data_requests", "administrator", step=find_somebody),
    Page("data-request", "accounts.data_request", "administrator"),
    Page("data-request-waiting", "accounts.data_request", "office", find=waiting),
)
NO_PAGES: dict[str, str] = {}


def set_up(stage: Stage) -> dict[str, str | int]:
    """The student who applies elsewhere is to be erased; nobody else has asked."""
    home = stage.universities["moodle"]
    with stage.app.test_request_context(), stage.database.unit_of_work(writes=True) as session:
        query = select(Identity.person_id).where(
            Identity.subject == stage.applicant.sub,
            Identity.institution_id == home.institution_id,
        )
        applicant = session.scalars(query).one()
        do_ask_erasure(session, applicant, actor_id=applicant)
        someone = select(Person.id).where(
            Person.institution_id == home.institution_id, Person.id != applicant
        )
        return {"asker_id": session.scalars(someone.order_by(Person.id.desc())).first() or 0}
