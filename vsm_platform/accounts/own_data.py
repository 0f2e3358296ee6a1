"""What accounts themselves hold of a person; how it goes, ``erasure`` says."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.models import (
    EmailAddress,
    Erasure,
    Identity,
    NoticeAcknowledgement,
    Passkey,
    Person,
    ReturnCode,
    SignIn,
)
from vsm_platform.accounts.personal_data import (
    Gone,
    Part,
    listed,
    offer_erasure,
    offer_personal_data,
)
from vsm_platform.institutions.api import Institution, Registration


def own_data(session: Session, person_id: int) -> Iterator[Part]:
    """Who the person is here, what the LMSs sent, the ways in, and the visits."""
    person = (
        select(
            Person.display_name,
            Institution.name.label("institution"),
            Person.timezone,
            Person.locale,
            Person.created_at,
        )
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Person.id == person_id)
    )
    yield Part("person", _l("You"), listed(session, person))
    sent = (
        select(
            Registration.name.label("platform"),
            Identity.name,
            Identity.given_name,
            Identity.family_name,
            Identity.email,
            Identity.subject.label("identifier"),
            Identity.last_launch_at,
        )
        .join(Registration, Registration.id == Identity.registration_id)
        .where(Identity.person_id == person_id)
    )
    yield Part("from_the_lms", _l("What your learning platform sent"), listed(session, sent))
    yield from _ways_in(session, person_id)
    yield from _traces(session, person_id)


def _ways_in(session: Session, person_id: int) -> Iterator[Part]:
    addresses = select(EmailAddress.address, EmailAddress.verified_at)
    addresses = addresses.where(EmailAddress.person_id == person_id)
    yield Part("addresses", _l("E-mail addresses"), listed(session, addresses))
    passkeys = select(Passkey.label, Passkey.created_at, Passkey.last_used_at)
    passkeys = passkeys.where(Passkey.person_id == person_id)
    yield Part("passkeys", _l("Passkeys"), listed(session, passkeys))
    codes = select(ReturnCode.made_at).where(ReturnCode.person_id == person_id)
    yield Part("return_codes", _l("Return code"), listed(session, codes))


def _traces(session: Session, person_id: int) -> Iterator[Part]:
    notices = select(
        NoticeAcknowledgement.version,
        NoticeAcknowledgement.language,
        NoticeAcknowledgement.acknowledged_at,
    ).where(NoticeAcknowledgement.person_id == person_id)
    yield Part(
        "notices", _l("Notices of data processing that you have read"), listed(session, notices)
    )
    visits = (
        select(SignIn.started_at, SignIn.ended_at, SignIn.course_title, SignIn.launch_locale)
        .where(SignIn.person_id == person_id)
        .order_by(SignIn.id)
    )
    yield Part("visits", _l("Visits"), listed(session, visits))
    asked = select(Erasure.asked_at, Erasure.due_at).where(Erasure.person_id == person_id)
    yield Part("erasures", _l("Erasure that was asked for"), listed(session, asked))


def _leave(_session: Session, _gone: Gone) -> None:
    """Everything of accounts is gone by then (``erasure.do_begin_erasure``)."""


offer_personal_data("accounts", own_data)
offer_erasure(
    "accounts",
    _leave,
    kept=(
        _l("An empty place without your name, so that what others wrote keeps its order."),
        _l("The log of changes: it says that somebody did something, and no longer who."),
        _l(
            "A fingerprint that names nobody. It only keeps your learning platform’s list of "
            "participants from bringing you back, until you come in yourself."
        ),
    ),
)
