"""Our own keys: made at the first start, and rotated without a gap.

A key is published as next before it signs, signs, and is then published as retired for as long
as LMSs may hold something that it signed (Security Framework 1.0, section 6.3 and 6.4).
"""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti.keys import generate_tool_key
from vsm_platform.core import audit, clock
from vsm_platform.core.secrets import Vault
from vsm_platform.institutions.errors import NextKeyTooYoung
from vsm_platform.institutions.models import NEXT_KEY_AGE, RETIRED_LIFE, KeyState, ToolKey


def do_ensure_signing_key(session: Session, vault: Vault) -> None:
    """Make a signing key and its successor where there are none yet, as at the first start."""
    if session.scalar(select(ToolKey.id).where(ToolKey.state == KeyState.SIGNING)):
        return
    try:
        with session.begin_nested():
            session.add_all([_new_key(vault, KeyState.SIGNING), _new_key(vault, KeyState.NEXT)])
    except IntegrityError:
        # Another process made them at the same moment; its keys are as good.
        return
    audit.record(session, "institutions.tool_keys_made", "tool_keys", actor_id=None)


def do_rotate_keys(session: Session, vault: Vault, *, actor_id: int | None) -> None:
    """Let the next key sign, retire the one that signed, and publish a new next one.

    Raises:
        NextKeyTooYoung: LMSs may not have fetched the next key yet.
    """
    do_ensure_signing_key(session, vault)
    present = clock.now()
    following = session.scalars(select(ToolKey).where(ToolKey.state == KeyState.NEXT)).one()
    if present < following.created_at + NEXT_KEY_AGE:
        raise NextKeyTooYoung(minutes=int(NEXT_KEY_AGE.total_seconds() // 60))
    signing = update(ToolKey).where(ToolKey.state == KeyState.SIGNING)
    session.execute(signing.values(state=KeyState.RETIRED, retired_at=present))
    session.execute(
        update(ToolKey).where(ToolKey.id == following.id).values(state=KeyState.SIGNING)
    )
    session.add(_new_key(vault, KeyState.NEXT))
    session.execute(delete(ToolKey).where(ToolKey.retired_at < present - RETIRED_LIFE))
    audit.record(session, "institutions.tool_keys_rotated", "tool_keys", actor_id=actor_id)


def _new_key(vault: Vault, state: KeyState) -> ToolKey:
    made = generate_tool_key()
    return ToolKey(
        key_id=made.kid,
        closed_private_key=vault.close(made.private_pem),
        state=state,
        created_at=clock.now(),
    )
