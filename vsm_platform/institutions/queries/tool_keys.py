"""Our own keys: what is published, and what signs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti import keys
from vsm_platform.core import clock
from vsm_platform.core.secrets import Vault
from vsm_platform.institutions.models import NEXT_KEY_AGE, RETIRED_LIFE, KeyState, ToolKey

KeySet = dict[str, list[dict[str, str]]]


def list_tool_keys(session: Session) -> Sequence[ToolKey]:
    """The keys that are published now, the newest first."""
    is_live = ToolKey.state.in_([KeyState.NEXT, KeyState.SIGNING])
    lately = ToolKey.retired_at > clock.now() - RETIRED_LIFE
    query = select(ToolKey).where(or_(is_live, lately))
    return session.scalars(query.order_by(ToolKey.id.desc())).all()


def rotation_possible_at(session: Session) -> datetime | None:
    """When the next key has been published for long enough; None where there is none yet."""
    published = session.scalar(select(ToolKey.created_at).where(ToolKey.state == KeyState.NEXT))
    return published + NEXT_KEY_AGE if published else None


def published_key_set(session: Session, vault: Vault) -> KeySet | None:
    """Our public keys (RFC 7517), or None where there is no signing key yet."""
    rows = list_tool_keys(session)
    if not any(row.state == KeyState.SIGNING for row in rows):
        return None
    return keys.public_key_set(_opened(row, vault) for row in rows)


def signing_key(session: Session, vault: Vault) -> keys.ToolKey | None:
    """The key that signs now, or None before the first start made one."""
    row = session.scalar(select(ToolKey).where(ToolKey.state == KeyState.SIGNING))
    return _opened(row, vault) if row else None


def _opened(row: ToolKey, vault: Vault) -> keys.ToolKey:
    return keys.ToolKey(kid=row.key_id, private_pem=vault.open(row.closed_private_key))
