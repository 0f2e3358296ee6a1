"""Inviting one person, taking it back, sending it again; and links that many can use."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.secrets import digest, new_code
from vsm_platform.exchanges.api import Role
from vsm_platform.invitations.actions.common import Words, link_of, open_link_of, record
from vsm_platform.invitations.actions.promises import do_promise_places
from vsm_platform.invitations.errors import NotToBeSentAgain
from vsm_platform.invitations.models import Invitation, OpenLink
from vsm_platform.mail.api import Written, can_send_mail, do_send

LIFE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite, and to what."""

    exchange_id: int
    partnership_id: int
    role: Role
    name: str
    address: str
    """As ``normal_address`` gives it; empty for none."""
    language: str
    days: int = LIFE_DAYS
    subject_kind: str = ""
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation with what is known only now."""

    invitation: Invitation
    link: str
    """To be passed on by hand."""
    message: Written
    """With this link, ready to be copied."""
    was_sent: bool
    """Whether a letter is on its way as well."""


def do_invite(session: Session, invited: Invited, *, actor_id: int) -> Made:
    """Invite one person; a letter goes to the address where there is one.

    Raises:
        PlacesPromised: the partner has no place left for a student.
    """
    do_promise_places(session, invited.partnership_id, invited.role, 1)
    present = clock.now()
    invitation = Invitation(
        exchange_id=invited.exchange_id,
        partnership_id=invited.partnership_id,
        role=invited.role,
        name=invited.name,
        address=invited.address,
        language=invited.language,
        subject_kind=invited.subject_kind,
        subject_id=invited.subject_id,
        invited_by_id=actor_id,
        invited_at=present,
        expires_at=present + timedelta(days=invited.days),
    )
    session.add(invitation)
    return _send(session, invitation, "invited", actor_id)


def do_invite_again(session: Session, invitation: Invitation, *, actor_id: int) -> Made:
    """A new link for the same person; the earlier ones open nothing from now on.

    Raises:
        NotToBeSentAgain: it was used or taken back.
        PlacesPromised: it had become too old, and its place is another's now.
    """
    if invitation.used_at is not None or invitation.revoked_at is not None:
        raise NotToBeSentAgain
    if invitation.expires_at <= clock.now():
        do_promise_places(session, invitation.partnership_id, Role(invitation.role), 1)
    invitation.expires_at = clock.now() + timedelta(days=LIFE_DAYS)
    return _send(session, invitation, "invited_again", actor_id)


def _send(session: Session, invitation: Invitation, verb: str, actor_id: int) -> Made:
    code = new_code()
    invitation.digest = digest(code)
    words = Words(session, invitation.exchange_id, invitation.partnership_id, actor_id)
    was_sent = bool(invitation.address) and can_send_mail()
    if was_sent:
        do_send_letter(session, invitation, words)
    session.flush()
    record(
        session,
        verb,
        invitation.exchange_id,
        invitation.partnership_id,
        actor_id,
        invitation=invitation.id,
        role=invitation.role,
    )
    return Made(invitation, link_of(code), words.message(invitation, code), was_sent)


def do_send_letter(session: Session, invitation: Invitation, words: Words) -> None:
    """Write the letter with a link of its own, which shows who opens it reads the address."""
    code = new_code()
    invitation.letter_digest, invitation.sent_at = digest(code), clock.now()
    do_send(
        session,
        invitation.address,
        words.message(invitation, code),
        exchange_id=invitation.exchange_id,
    )


def do_revoke(session: Session, invitation: Invitation, *, actor_id: int) -> bool:
    """Let the links open nothing from now on; gives whether there was anything to take back."""
    # Of somebody who opens it and somebody who takes it back at once, the database lets one.
    waiting = update(Invitation).where(
        Invitation.id == invitation.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    changed = session.execute(waiting.values(revoked_at=clock.now()).returning(Invitation.id))
    if changed.one_or_none() is None:
        return False
    record(
        session,
        "revoked",
        invitation.exchange_id,
        invitation.partnership_id,
        actor_id,
        invitation=invitation.id,
    )
    return True


def do_make_open_link(
    session: Session,
    *,
    exchange_id: int,
    partnership_id: int,
    places: int,
    ends_on: date,
    actor_id: int,
) -> str:
    """A link that many can use; gives its address, which is known only now."""
    code = new_code()
    link = OpenLink(
        exchange_id=exchange_id,
        partnership_id=partnership_id,
        digest=digest(code),
        places=places,
        ends_on=ends_on,
        made_by_id=actor_id,
        made_at=clock.now(),
    )
    session.add(link)
    session.flush()
    record(
        session,
        "open_link_made",
        exchange_id,
        partnership_id,
        actor_id,
        link=link.id,
        places=places,
        ends_on=str(ends_on),
    )
    return open_link_of(code)


def do_close_open_link(session: Session, link: OpenLink, *, actor_id: int) -> None:
    """Let the link open nothing from now on; whoever came by it stays."""
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        record(
            session,
            "open_link_closed",
            link.exchange_id,
            link.partnership_id,
            actor_id,
            link=link.id,
        )
