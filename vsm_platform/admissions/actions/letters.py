"""Applicants are told by mail, in their own language, where their LMS has said an address."""

from collections.abc import Mapping

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Identity, Person, SignIn
from vsm_platform.admissions.models import Application
from vsm_platform.admissions.queries.desks import Desk
from vsm_platform.admissions.words import REASONS
from vsm_platform.mail.api import Attachment, can_send_mail, do_send, write
from vsm_platform.web.languages import match_language


def do_tell(
    session: Session,
    desk: Desk,
    application: Application,
    what: str,
    *,
    values: Mapping[str, object] | None = None,
    attachment: Attachment | None = None,
) -> None:
    """Send the letter ``templates/email/admissions_<what>.txt``; nothing where no address is known."""
    address = _address(session, application.person_id)
    if not address or not can_send_mail():
        return
    person = session.get_one(Person, application.person_id)
    language = match_language(person.locale, _launch_locale(session, person.id)) or "en"
    written = write(
        f"admissions_{what}",
        language,
        name=person.display_name,
        desk=desk,
        application=application,
        reason=reason_words(application, language),
        timezone=person.timezone or desk.terms.timezone,
        address=f"{current_app.config['SETTINGS'].public_url}/exchanges/{desk.exchange_id}/apply",
        **(values or {}),
    )
    do_send(
        session,
        address,
        written,
        reply_to=desk.contact if "@" in desk.contact else "",
        attachment=attachment,
        institution_id=desk.institution_id,
        exchange_id=desk.exchange_id,
    )


def reason_words(application: Application, language: str | None = None) -> str:
    """Why people decided so, as the applicant reads it; in this language, or in the page's."""
    listed = REASONS.get(application.reason) if application.reason != "other" else None
    if language is None:
        words = str(listed or "")
    else:
        with force_locale(language.replace("-", "_")):
            words = str(listed or "")
    return " ".join(part for part in (words, application.reason_text) if part)


def _address(session: Session, person_id: int) -> str:
    """What the LMS said last."""
    query = select(Identity.email).where(Identity.person_id == person_id, Identity.email != "")
    latest = query.order_by(Identity.last_launch_at.desc(), Identity.id.desc()).limit(1)
    return session.scalar(latest) or ""


def _launch_locale(session: Session, person_id: int) -> str:
    query = select(SignIn.launch_locale).where(SignIn.person_id == person_id)
    return session.scalar(query.order_by(SignIn.id.desc()).limit(1)) or ""
