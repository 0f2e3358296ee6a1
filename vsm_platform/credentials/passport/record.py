"""The passport as a signed file: a Comprehensive Learner Record (CLR 2.0, ``ClrCredential``).

It holds each credential as its issuer signed it, and home universities' recognitions. The alliance
signs for having collected them where all exchanges are its own and it signs at all; else this
service does. Each file is a record of its own, with an id and a subject of its own: two of them
cannot be joined by a number.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.issuers import do_find_platform_issuer
from vsm_platform.credentials.errors import NothingToTake
from vsm_platform.credentials.models import AchievementKind, Issuer
from vsm_platform.credentials.passport.collecting import Passport
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
        associations=list(_associations(passport, public_url)),
        partial=passport.is_partial or len(passport.held) > LARGEST,
    )
    signed = standards.sign(
        standards.learner_record(record), signing_key(session, vault, issuer), present
    )
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"))


def _signer(session: Session, vault: Vault, public_url: str, passport: Passport) -> Issuer:
    query = select(Exchange.alliance_id).where(Exchange.id.in_(passport.exchange_ids)).distinct()
    alliances = list(session.scalars(query))
    if len(alliances) == 1 and alliances[0] is not None:
        own = select(Issuer).where(Issuer.alliance_id == alliances[0], Issuer.is_active)
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


def _associations(passport: Passport, public_url: str) -> Iterator[standards.Association]:
    """Which achievements belong to which: parts to their course, and what a rule asks for to it."""

    def address(one: Any) -> str:
        return achievement_address(public_url, one.view.id, one.view.version.number)

    for activity in passport.activities:
        by_id = {one.view.id: one for one in activity.held}
        for whole in activity.held:
            if whole.view.kind == AchievementKind.COURSE:
                parts = [one for one in activity.held if one.view.kind in _PARTS]
            else:
                asked = (rule.get("ref") for rule in whole.view.version.rule
                         if rule.get("kind") == "achievement")  # fmt: skip
                parts = [by_id[ref] for ref in asked if ref in by_id]
            for part in parts:
                yield standards.Association("isChildOf", address(part), address(whole))
