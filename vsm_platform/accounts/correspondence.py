"""Where letters reach people, and in which language and zone: for letters, and for nothing else."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import EmailAddress, Identity, Person, SignIn
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A person to whom a letter may go."""

    person_id: int
    name: str
    address: str
    """Empty where no address is known: no e-mail address is needed to take part."""
    language: str
    """BCP 47 tag; empty where nobody has said it."""
    timezone: str


def correspondents(session: Session, person_ids: Collection[int]) -> dict[int, Correspondent]:
    """How letters reach these people, by person; two statements however many they are."""
    launched = (
        select(SignIn.launch_locale)
        .where(SignIn.person_id == Person.id)
        .order_by(SignIn.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    query = (
        select(
            Person.id,
            Person.display_name,
            Person.locale,
            launched,
            func.coalesce(func.nullif(Person.timezone, ""), Institution.timezone, "UTC"),
        )
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Person.id.in_(person_ids))
    )
    addresses = _addresses(session, person_ids)
    return {
        key: Correspondent(key, name, addresses.get(key, ""), locale or launch_locale or "", zone)
        for key, name, locale, launch_locale, zone in session.execute(query)
    }


def _addresses(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """What the bearer has shown to read, else what the LMSs sent; of several the latest."""
    query = (
        select(Identity.person_id, Identity.email)
        .where(Identity.person_id.in_(person_ids), Identity.email != "")
        .order_by(Identity.last_launch_at.is_not(None), Identity.last_launch_at, Identity.id)
    )
    launched = dict(session.execute(query).all())
    shown = select(EmailAddress.person_id, EmailAddress.address).where(
        EmailAddress.person_id.in_(person_ids)
    )
    return launched | dict(session.execute(shown.order_by(EmailAddress.id)).all())
