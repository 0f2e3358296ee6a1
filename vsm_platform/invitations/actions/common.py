"""What the actions share: letters, links, and lines in the audit log."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Person
from vsm_platform.core import audit
from vsm_platform.exchanges.api import Exchange, Partnership, Role
from vsm_platform.institutions.api import Institution
from vsm_platform.invitations.models import Invitation
from vsm_platform.mail.api import Written, write
from vsm_platform.web.templating import date_text


def link_of(code: str) -> str:
    """The address that an invitation's code opens."""
    return f"{current_app.config['SETTINGS'].public_url}/join/{code}"


def open_link_of(code: str) -> str:
    """The address that an open link's code opens."""
    return f"{current_app.config['SETTINGS'].public_url}/join/open/{code}"


def consent_link_of(code: str) -> str:
    """The address of a guardian's page."""
    return f"{current_app.config['SETTINGS'].public_url}/consent/{code}"


class Words:
    """What an invitation's message says beside the link; asked once for a whole batch."""

    def __init__(self, session: Session, exchange_id: int, partnership_id: int, by_id: int) -> None:
        query = (
            select(Exchange.title, Institution.name, Institution.timezone)
            .join(Partnership, Partnership.exchange_id == Exchange.id)
            .join(Institution, Institution.id == Partnership.institution_id)
            .where(Exchange.id == exchange_id, Partnership.id == partnership_id)
        )
        self.title, self.partner, self.timezone = session.execute(query).one()
        self.inviter = session.get_one(Person, by_id).display_name

    def message(self, invitation: Invitation, code: str) -> Written:
        """The message in the language of the person who is invited."""
        return write(
            "invitation",
            invitation.language,
            name=invitation.name,
            title=self.title,
            partner=self.partner,
            inviter=self.inviter,
            is_visitor=invitation.role in {Role.GUEST, Role.CLIENT},
            link=link_of(code),
            last_day=self._day(invitation.expires_at, invitation.language),
        )

    def _day(self, instant: datetime, language: str) -> str:
        with force_locale((language or "en").replace("-", "_")):
            return date_text(instant.astimezone(ZoneInfo(self.timezone)).date())


def record(
    session: Session,
    verb: str,
    exchange_id: int,
    partnership_id: int,
    actor_id: int | None,
    **details: str | int,
) -> None:
    """Write a line about ways in into the audit log; it names nobody who has not come."""
    institution_id = session.get_one(Partnership, partnership_id).institution_id
    audit.record(
        session,
        f"invitations.{verb}",
        f"exchange:{exchange_id}",
        actor_id=actor_id,
        institution_id=institution_id,
        **details,
    )
