"""The pages of invitations and of coming back, and what stands there before a browser looks."""

from datetime import timedelta
from functools import cache, partial
from typing import Any

from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.browser.page import Page, send_empty
from tests.browser.stage import Stage
from vsm_platform.accounts.api import Person
from vsm_platform.accounts.models import Passkey
from vsm_platform.core import clock
from vsm_platform.exchanges.api import Enrolment, Partnership, Role
from vsm_platform.invitations.actions.batches import do_draft_batch
from vsm_platform.invitations.actions.consents import do_make_consent_link
from vsm_platform.invitations.actions.inviting import (
    Invited,
    do_invite,
    do_make_open_link,
    do_revoke,
)
from vsm_platform.invitations.actions.joining import Joined, Newcomer, do_join
from vsm_platform.invitations.models import Invitation
from vsm_platform.invitations.spreadsheets import read_text

LIST = """name,e-mail
Lupe Xoc,lupe@example.org
Mateo Tzul,
Ana Ixcoy,ana at example
Lupe again,LUPE@example.org
جمانة حداد,jumana@example.org
"""


def _partnership(session: Session, stage: Stage) -> int:
    home = stage.universities["canvas"].institution_id
    query = select(Partnership.id).where(
        Partnership.exchange_id == stage.exchange_id, Partnership.institution_id == home
    )
    return session.scalars(query).one()


def _coordinator(session: Session, stage: Stage) -> int:
    name = stage.universities["moodle"].teacher.name
    return session.scalars(select(Person.id).where(Person.display_name == name)).one()


def _invite(session: Session, stage: Stage, role: str, name: str, **more: Any) -> Invitation:
    return _made(session, stage, role, name, **more).invitation


def _made(session: Session, stage: Stage, role: str, name: str, **more: Any) -> Any:
    invited = Invited(
        exchange_id=stage.exchange_id,
        partnership_id=_partnership(session, stage),
        role=Role(role),
        name=name,
        address=more.get("address", ""),
        language="en",
    )
    return do_invite(session, invited, actor_id=_coordinator(session, stage))


def invited_link(stage: Stage, role: str) -> str:
    """A new invitation's link."""
    names = {"guest": "Gloria Guest", "student": "Lupe Xoc", "facilitator": "Tita Teacher"}
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        return str(_made(session, stage, role, names[role]).link)


def used_link(stage: Stage) -> str:
    """A link that opens nothing any more."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        made = _made(session, stage, "student", "Nobody")
        do_revoke(session, made.invitation, actor_id=made.invitation.invited_by_id)
        return str(made.link)


def open_link(stage: Stage) -> str:
    """A new open link."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        return do_make_open_link(
            session,
            exchange_id=stage.exchange_id,
            partnership_id=_partnership(session, stage),
            places=15,
            ends_on=clock.now().date() + timedelta(days=30),
            actor_id=_coordinator(session, stage),
        )


def guardian_link(stage: Stage) -> str:
    """The guardian's page of the stage's own minor."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        enrolment = session.get_one(Enrolment, stage.values["minor_id"])
        # Another look at the page may have seen the guardian agree.
        enrolment.consented_at = None
        return do_make_consent_link(session, enrolment)


def own_passkey(stage: Stage) -> str:
    """The page on which the administrator of the window removes a passkey."""
    with stage.database.unit_of_work(writes=True) as session:
        query = select(Person.id).where(Person.display_name == "Marit Administrator")
        passkey = session.scalar(select(Passkey)) or Passkey(
            person_id=session.scalars(query.order_by(Person.id.desc())).first(),
            credential_id="of-the-stage",
            public_key=b"",
            user_handle="of-the-stage",
            sign_count=0,
            label="Android",
            created_at=clock.now(),
        )
        session.add(passkey)
        session.flush()
        return f"{stage.product}/coming-back/passkeys/{passkey.id}/remove"


def agree(page: BrowserPage) -> None:
    """Agree as a guardian."""
    page.locator("#guardian").fill("Rosa Xoc")
    page.locator("#agrees").check()
    page.locator("main form .button").last.click()
    page.locator(".notice.success").wait_for()


def press(page: BrowserPage, form: str = "main form[method=post]", then: str = "#link") -> None:
    """Send a form as it is, and wait for what it shows."""
    page.locator(f"{form} button:not([type=button])").first.click()
    page.locator(then).wait_for()


def fill_and_send(page: BrowserPage) -> None:
    """Invite somebody."""
    page.locator("#name").fill("Mateo Tzul")
    page.locator("#address").fill("mateo@example.org")
    press(page)


def make_many(page: BrowserPage) -> None:
    """Make an open link."""
    page.locator("#places").fill("15")
    page.locator("#ends_on").fill(str(clock.now().date() + timedelta(days=9)))
    press(page)


def confirm_list(page: BrowserPage) -> None:
    """Invite everybody of the list, if that was not done for another look."""
    if page.locator("main form .button:not(.plain)").count():
        page.locator("main form .button:not(.plain)").first.click()
    page.get_by_role("heading", level=2).first.wait_for()


def ask_for_code(page: BrowserPage) -> None:
    """Have a code sent."""
    page.locator("#address").fill(f"lupe{page.evaluate('Date.now()')}@example.org")
    page.locator("main form button").first.click()
    page.locator("#digits").wait_for()


make_return_code = partial(
    press, form="form[action*='/coming-back/return-code']", then="#return-code"
)
ROLE = {"role": "guest"}
PAGES: tuple[Page, ...] = (
    Page("ways-in", "invitations.index", "coordinator"),
    Page("ways-in-choose", "invitations.new", "coordinator"),
    Page("ways-in-new", "invitations.new", "coordinator", dict(ROLE)),
    Page("ways-in-new-wrong", "invitations.new", "coordinator", dict(ROLE), step=send_empty),
    Page("ways-in-made", "invitations.new", "coordinator", dict(ROLE), step=fill_and_send),
    Page("ways-in-again", "invitations.again", "coordinator"),
    Page("ways-in-revoke", "invitations.revoke", "coordinator"),
    Page("ways-in-return-code", "invitations.return_code", "coordinator", {"invitation_id": 3}),
    Page("ways-in-link", "invitations.new_open_link", "coordinator"),
    Page("ways-in-link-made", "invitations.new_open_link", "coordinator", step=make_many),
    Page("ways-in-link-close", "invitations.close_open_link", "coordinator"),
    Page("ways-in-many", "invitations.many", "coordinator"),
    Page("ways-in-many-wrong", "invitations.many", "coordinator", step=send_empty),
    Page("ways-in-preview", "invitations.batch", "coordinator"),
    Page(
        "ways-in-batch",
        "invitations.batch",
        "coordinator",
        {"batch_id": 2},
        step=confirm_list,
    ),
    Page("minors", "invitations.minors", "coordinator"),
    Page("minor-paper", "invitations.note_consent", "coordinator"),
    Page("join", "invitations.join", "stranger", find=lambda at: invited_link(at, "student")),
    Page("join-guest", "invitations.join", "stranger", find=lambda at: invited_link(at, "guest")),
    Page(
        "join-wrong",
        "invitations.join",
        "stranger",
        find=lambda at: invited_link(at, "student"),
        step=send_empty,
    ),
    Page("join-revoked", "invitations.join", "stranger", find=used_link, status=410),
    Page("join-open", "invitations.join_openly", "stranger", find=open_link),
    Page("consent", "invitations.consent", "minor", step=press),
    Page("guardian", "invitations.guardian", "stranger", find=guardian_link),
    Page("guardian-given", "invitations.guardian", "stranger", find=guardian_link, step=agree),
    Page("visit", "invitations.visit", "guest"),
    Page("sign-in", "accounts.sign_in", "stranger"),
    Page("sign-in-code", "accounts.sign_in_code", "stranger"),
    Page("sign-in-asked", "accounts.sign_in", "stranger", step=ask_for_code),
    Page("sign-in-return-code", "accounts.sign_in_return_code", "stranger"),
    Page("coming-back", "accounts.coming_back", "minor"),
    Page("coming-back-address", "accounts.show_address", "minor"),
    Page("coming-back-paper", "accounts.coming_back", "minor", step=make_return_code),
    Page("coming-back-passkey", "accounts.remove_passkey", "administrator", find=own_passkey),
    Page("profile-invited", "accounts.profile", "minor"),
    Page("mailbox", "mail.mailbox", "stranger"),
)
NO_PAGES: dict[str, str] = {}


@cache
def _sheet() -> Any:
    return read_text(LIST)


def set_up(stage: Stage) -> dict[str, str | int]:
    """Make what the pages show; gives the values that their addresses need."""
    with stage.app.app_context(), stage.database.unit_of_work(writes=True) as session:
        _invite(session, stage, "guest", "Gloria Guest", address="gloria@example.org")
        back = _invite(session, stage, "facilitator", "Nobody any more")
        do_revoke(session, back, actor_id=back.invited_by_id)
        joined = _young(session, stage)
        for _ in range(2):
            batch_id = _draft(session, stage)
        enrolment = select(Enrolment.id).where(Enrolment.person_id == joined.person_id)
        values: dict[str, str | int] = {
            "batch_id": batch_id - 1,
            "minor_id": session.scalars(enrolment).one(),
            "open_link_id": 1,
        }
    open_link(stage)
    stage.app.extensions["vsm_courier"].run_due()
    return values


def _young(session: Session, stage: Stage) -> Joined:
    """Somebody under age who came in."""
    invitation = _invite(session, stage, "student", "Mateo Tzul")
    newcomer = Newcomer("Mateo Tzul", "America/Guatemala", "es", is_minor=True)
    return do_join(session, invitation, newcomer, person_id=None, by_letter=False)


def _draft(session: Session, stage: Stage) -> int:
    return do_draft_batch(
        session,
        _sheet(),
        exchange_id=stage.exchange_id,
        partnership_id=_partnership(session, stage),
        role=Role.STUDENT,
        language="es",
        days=14,
        actor_id=_coordinator(session, stage),
    )
