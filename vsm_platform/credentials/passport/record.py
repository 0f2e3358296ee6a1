"""The passport as a signed file: a Comprehensive Learner Record (CLR 2.0, ``ClrCredential``).

It holds each credential as its issuer signed it, and home universities' recognitions. The alliance
signs for having collected them where all exchanges are its own and it signs at all; else this
service does. Each file is a record of its own, with an id and a subject of its own: two of them
cannot be joined by a number.
"""

import json
from collections.abc import Iterator, Mapping

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.issuers import do_find_platform_issuer
from vsm_platform.credentials.counting import counting_kinds
from vsm_platform.credentials.errors import NothingToTake
from vsm_platform.credentials.models import AchievementKind, Issuer
from vsm_platform.credentials.passport.collecting import Activity, Passport
from vsm_platform.credentials.queries.holders import Held
from vsm_platform.credentials.recognition.queries import RecognitionView
from vsm_platform.credentials.signing import achievement_address, issuer_profile, signing_key
from vsm_platform.credentials.standards import api as standards
from vsm_platform.exchanges.api import Exchange

LARGEST = 200
"""Credentials in one record; who holds more takes the newest."""
_PARTS = (AchievementKind.MODULE, AchievementKind.MICRO_CREDENTIAL)


def do_sign_record(
    session: Session,
    vault: Vault,
    public_url: str,
    passport: Passport,
    recognitions: Mapping[int, RecognitionView],
) -> str:
    """Sign the passport as it is now, as JSON text; sets this service's keys up at the first time.

    Raises:
        NothingToTake: it holds no credential.
        SigningKeyMissing: it cannot be signed.
    """
    held = passport.held[:LARGEST]
    if not held:
        raise NothingToTake
    issuer = _signer(session, vault, public_url, passport)
    present = clock.now().replace(microsecond=0)
    documents = [json.loads(one.revision.document) for one in held]
    record = standards.LearnerRecord(
        id=standards.new_id(),
        issuer=issuer_profile(session, issuer),
        subject=standards.new_id(),
        person=passport.name or held[0].revision.name,
        name=gettext("Passport of virtual exchanges"),
        awarded=present,
        valid_from=present,
        credentials=[*documents, *_recognised(passport, recognitions)],
        associations=list(_associations(session, passport, public_url)),
        partial=passport.is_partial or len(passport.held) > LARGEST,
    )
    signed = standards.sign(
        standards.learner_record(record), signing_key(session, vault, issuer), present
    )
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"))


def _alliances(session: Session, passport: Passport) -> dict[int, int | None]:
    """By exchange, the alliance that it belongs to."""
    query = select(Exchange.id, Exchange.alliance_id).where(Exchange.id.in_(passport.exchange_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _signer(session: Session, vault: Vault, public_url: str, passport: Passport) -> Issuer:
    alliances = set(_alliances(session, passport).values())
    alliance_id = alliances.pop() if len(alliances) == 1 else None
    if alliance_id is not None:
        own = select(Issuer).where(Issuer.alliance_id == alliance_id, Issuer.is_active)
        found = session.scalar(own)
        if found is not None:
            return found
    return do_find_platform_issuer(session, vault, host=public_url.partition("://")[2])


def _recognised(
    passport: Passport, recognitions: Mapping[int, RecognitionView]
) -> Iterator[standards.Json]:
    for one in passport.held[:LARGEST]:
        found = recognitions.get(one.credential.id)
        if found is not None and found.document:
            yield json.loads(found.document)


def _associations(
    session: Session, passport: Passport, public_url: str
) -> Iterator[standards.Association]:
    """Which achievements belong to which: parts to their course, courses to their programme."""
    alliances = _alliances(session, passport)
    links = (
        (part, whole)
        for activity in passport.activities
        for whole in activity.held
        for part in _parts_of(whole, activity, passport, alliances)
    )
    for part, whole in dict.fromkeys(
        (_address(public_url, part), _address(public_url, whole)) for part, whole in links
    ):
        yield standards.Association("isChildOf", part, whole)


def _address(public_url: str, one: Held) -> str:
    return achievement_address(public_url, one.view.id, one.view.version.number)


def _parts_of(
    whole: Held, activity: Activity, passport: Passport, alliances: Mapping[int, int | None]
) -> Iterator[Held]:
    if whole.view.kind == AchievementKind.COURSE:
        yield from (one for one in activity.held if one.view.kind in _PARTS)
        return
    by_id = {one.view.id: one for one in activity.held}
    for rule in whole.view.version.rule:
        if rule.get("kind") == "achievement" and rule.get("ref") in by_id:
            yield by_id[rule["ref"]]
        elif rule.get("kind") == "credits":
            alliance_id = alliances.get(activity.exchange_id)
            for one in passport.activities:
                if alliance_id in (None, alliances.get(one.exchange_id)):
                    yield from _collected(whole, one)


def _collected(whole: Held, activity: Activity) -> Iterator[Held]:
    """What counted of an exchange when a certificate for collected credits was awarded."""
    held = [
        one
        for one in activity.good
        if one is not whole and one.credential.awarded_at <= whole.credential.awarded_at
    ]
    kinds = counting_kinds((one.view.kind, one.credential.ects) for one in held)
    return (one for one in held if one.credential.ects and one.view.kind in kinds)
