"""Issuers are set up with keys, their keys are rotated, and what they ask of a run is set."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import Alliance
from vsm_platform.core import audit, clock
from vsm_platform.core.errors import NotFound
from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.keeping import do_ensure_tidying
from vsm_platform.credentials.errors import IssuerExists
from vsm_platform.credentials.models import Issuer, IssuerKey, KeyKind
from vsm_platform.credentials.standards.keys import (
    SigningKey,
    TokenKey,
    did_web,
    new_seed,
    new_token_key,
)
from vsm_platform.institutions.api import Institution


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose name is signed: one of the two."""

    institution_id: int | None = None
    alliance_id: int | None = None


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """What administrators say of an issuer."""

    website: str = ""
    needs_approval: bool = False
    is_active: bool = True
    keep_years: int | None = None
    papers_days: int = 365


def record(
    session: Session, verb: str, issuer: Issuer, actor_id: int | None, **details: str | int
) -> None:
    """Write a line about an issuer into the audit log."""
    audit.record(
        session,
        f"credentials.{verb}",
        f"issuer:{issuer.id}",
        actor_id=actor_id,
        institution_id=issuer.institution_id,
        **details,
    )


def do_add_issuer(
    session: Session,
    vault: Vault,
    owner: Owner,
    *,
    host: str,
    facts: IssuerFacts = IssuerFacts(),
    actor_id: int | None,
) -> int:
    """Let an institution or an alliance sign; its did stands below our host. Gives its id.

    Raises:
        NotFound: there is no such institution or alliance.
        IssuerExists: it signs already.
    """
    model, key = (Institution, owner.institution_id) if owner.institution_id else (
        Alliance, owner.alliance_id)  # fmt: skip
    if key is None or session.get(model, key) is None:
        raise NotFound
    issuer = Issuer(
        institution_id=owner.institution_id,
        alliance_id=owner.alliance_id,
        did="",
        website=facts.website,
        needs_approval=facts.needs_approval,
        keep_years=facts.keep_years,
        papers_days=facts.papers_days,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(issuer)
            session.flush()
            issuer.did = did_web(host, "issuers", str(issuer.id))
    except IntegrityError:
        raise IssuerExists from None
    _add_keys(session, vault, issuer)
    do_ensure_tidying(session)
    record(session, "issuer_added", issuer, actor_id, name=issuer.did)
    return issuer.id


def _add_keys(session: Session, vault: Vault, issuer: Issuer) -> None:
    seed, pem = new_seed(), new_token_key()
    signing, token = SigningKey(seed, issuer.did), TokenKey(pem, issuer.did)
    present = clock.now()
    for kind, private, method, public in (
        (KeyKind.ED25519, seed, signing.method, {"multibase": signing.multibase}),
        (KeyKind.P256, pem, token.method, {"jwk": token.jwk}),
    ):
        session.add(
            IssuerKey(
                issuer_id=issuer.id,
                kind=kind,
                fragment=method.partition("#")[2],
                public=public,
                closed_private=vault.close(private.hex()),
                created_at=present,
            )
        )
    session.flush()


def locked_issuer(session: Session, issuer_id: int) -> Issuer:
    """An issuer, locked until the end of the transaction.

    Raises:
        NotFound: there is none.
    """
    issuer = session.get(Issuer, issuer_id, with_for_update=True, populate_existing=True)
    if issuer is None:
        raise NotFound
    return issuer


def do_change_issuer(
    session: Session, issuer_id: int, facts: IssuerFacts, *, actor_id: int | None
) -> None:
    """Set what administrators may say of an issuer.

    Raises:
        NotFound: there is none.
    """
    issuer = locked_issuer(session, issuer_id)
    issuer.website = facts.website
    issuer.needs_approval = facts.needs_approval
    issuer.is_active = facts.is_active
    issuer.keep_years, issuer.papers_days = facts.keep_years, facts.papers_days
    do_ensure_tidying(session)
    record(session, "issuer_changed", issuer, actor_id)


def do_rotate_issuer_keys(
    session: Session, vault: Vault, issuer_id: int, *, actor_id: int | None
) -> None:
    """Sign with new keys from now on; the old ones stay published, and cannot sign any more.

    Raises:
        NotFound: there is no such issuer.
    """
    issuer = locked_issuer(session, issuer_id)
    retired = update(IssuerKey).where(
        IssuerKey.issuer_id == issuer.id, IssuerKey.retired_at.is_(None)
    )
    session.execute(retired.values(retired_at=clock.now(), closed_private=None))
    _add_keys(session, vault, issuer)
    record(session, "issuer_keys_rotated", issuer, actor_id)


def issuer_of(session: Session, owner: Owner) -> Issuer | None:
    """The issuer that signs in this name, if it was set up."""
    query = select(Issuer)
    if owner.institution_id is not None:
        return session.scalar(query.where(Issuer.institution_id == owner.institution_id))
    return session.scalar(query.where(Issuer.alliance_id == owner.alliance_id))


def do_find_platform_issuer(session: Session, vault: Vault, *, host: str) -> Issuer:
    """Who signs for this service itself, such as passports; set up when it is first needed."""
    query = select(Issuer).where(Issuer.institution_id.is_(None), Issuer.alliance_id.is_(None))
    found = session.scalar(query.order_by(Issuer.id).limit(1))
    if found is not None:
        return found
    issuer = Issuer(did="", website="", needs_approval=False, created_at=clock.now())
    session.add(issuer)
    session.flush()
    issuer.did = did_web(host, "issuers", str(issuer.id))
    _add_keys(session, vault, issuer)
    record(session, "issuer_added", issuer, None, name=issuer.did)
    return issuer
