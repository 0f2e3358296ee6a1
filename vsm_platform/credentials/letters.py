"""The letters about credentials, each in its reader's language.

What is no longer so when its letter is written is not told: who is issued something by mistake
that is undone at once gets the one letter that still holds.
"""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, Person, correspondents
from vsm_platform.credentials.actions.telling import News
from vsm_platform.credentials.models import (
    Achievement,
    AchievementVersion,
    Credential,
    CredentialRevision,
    CredentialState,
)
from vsm_platform.credentials.queries.achievements import best_language, issuers
from vsm_platform.exchanges.api import Enrolment, Exchange
from vsm_platform.mail.api import Written, write
from vsm_platform.web.languages import match_language

Letters = list[tuple[str, Written]]


def write_letters(session: Session, news: News, credential_ids: Sequence[int]) -> Letters:
    """Draw the letters, as address and words; nobody without an address, and no test user."""
    rows = session.execute(_told(news, credential_ids)).all()
    readers = correspondents(session, [row.person_id for row in rows])
    signers = {one.id: one.name for one in issuers(session, {row.issuer_id for row in rows})}
    return [
        (reader.address, _letter(news, row, reader, signers[row.issuer_id]))
        for row in rows
        if (reader := readers[row.person_id]).address
    ]


def _told(news: News, credential_ids: Sequence[int]) -> Any:
    state = CredentialState.REVOKED if news == News.REVOKED else CredentialState.ISSUED
    return (
        select(
            Credential.id,
            Credential.person_id,
            Credential.issuer_id,
            CredentialRevision.reason,
            CredentialRevision.ended_why,
            AchievementVersion,
            Exchange.title,
        )
        .join(
            CredentialRevision,
            and_(
                CredentialRevision.credential_id == Credential.id,
                CredentialRevision.number == Credential.revision,
            ),
        )
        .join(AchievementVersion, AchievementVersion.id == CredentialRevision.version_id)
        .join(Achievement, Achievement.id == Credential.achievement_id)
        .join(Exchange, Exchange.id == Achievement.exchange_id)
        .join(Person, Person.id == Credential.person_id)
        .outerjoin(Enrolment, Enrolment.id == Credential.enrolment_id)
        .where(
            Credential.id.in_(credential_ids),
            Credential.state == state,
            Person.is_test_user.is_(False),
            Enrolment.is_test.is_not(True),
        )
        .order_by(Credential.id)
    )


def _letter(news: News, row: Any, reader: Correspondent, signer: str) -> Written:
    language = match_language(reader.language) or "en"
    version: AchievementVersion = row.AchievementVersion
    public_url: str = current_app.config["SETTINGS"].public_url
    return write(
        f"credential_{news.value}",
        language,
        name=reader.name,
        title=version.texts[best_language(version, language)]["name"],
        exchange=row.title,
        signer=signer,
        reason=row.ended_why if news == News.REVOKED else row.reason,
        address=f"{public_url}/credentials/{row.id}",
    )
