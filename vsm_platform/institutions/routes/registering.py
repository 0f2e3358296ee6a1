"""The page that an LMS opens to register itself (LTI Dynamic Registration 1.0, 3.3).

Whoever holds the one-time code may use it; there is no other sign-in. Opening the page asks
nobody anything: the LMS's administrator reads who invites whom, and presses the button. Cookies
may be blocked in the LMS's frame, so the form proves by the code in its address and by the
browser's word that it stood on a page of ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from config import Settings
from lti.errors import RegistrationError
from lti.registration import AddressRefusedError, Initiation, Registered, origin_of, register
from vsm_platform.core.errors import AppError
from vsm_platform.core.permissions import ANYONE
from vsm_platform.institutions.actions import (
    do_count_attempt,
    do_note_failure,
    do_note_opened,
    do_take_answer,
)
from vsm_platform.institutions.addresses import problem_of_frame_origin
from vsm_platform.institutions.errors import RegistrationFailed
from vsm_platform.institutions.guides import guide_for
from vsm_platform.institutions.models import Institution, RegistrationInvitation, State
from vsm_platform.institutions.queries import access_usable_invitation, allow_frame_once
from vsm_platform.institutions.registering import Answer, address_rule, tool_description
from vsm_platform.institutions.routes.pages import room
from vsm_platform.web.room import database
from vsm_platform.web.routes import sent_by_own_page

_LINK = "/lti/register/<code>"
_ORIGIN_LENGTH = 255


@dataclass(frozen=True, slots=True)
class _Opened:
    """How the LMS opened the link."""

    initiation: Initiation
    origin: str
    """Scheme, host and port of the configuration's address; empty where it is none."""

    @classmethod
    def read(cls, values: dict[str, str]) -> "_Opened":
        address = values.get("openid_configuration", "").strip()
        initiation = Initiation(address, values.get("registration_token", "").strip())
        try:
            origin = origin_of(address)
        except AddressRefusedError:
            origin = ""
        return cls(initiation, origin if len(origin) <= _ORIGIN_LENGTH else "")


@room.page(_LINK, policy=ANYONE, writes=True)
def registration_link(session: Session, code: str) -> ResponseReturnValue:
    """Who invites, which institution, which LMS asks, and what will be exchanged."""
    opened = _opened(request.args.to_dict())
    invitation, institution = access_usable_invitation(session, code)
    if opened.origin:
        do_note_opened(session, invitation, opened.origin)
    return _question(invitation, institution, opened)


def _question(
    invitation: RegistrationInvitation, institution: Institution, opened: _Opened
) -> ResponseReturnValue:
    return render_template(
        "institutions/registration_link.html",
        institution=institution,
        opened=opened,
        guide=guide_for(invitation.platform),
        is_renewal=invitation.renews_id is not None,
    )


@room.page(_LINK, policy=ANYONE, methods=("POST",), transaction=False)
def register_lms(code: str) -> ResponseReturnValue:
    """Register, and say what is left to do on both sides."""
    opened = _opened(request.form.to_dict())
    if not sent_by_own_page():
        return _ask_first(code, opened)
    with database().unit_of_work(writes=True) as session:
        invitation, institution = access_usable_invitation(session, code)
        do_count_attempt(session, invitation)
        key, name = invitation.id, institution.name
    with _failures_noted(key):
        # No transaction is open while the LMS is asked, which may take many seconds.
        answer = _asked(opened)
        with database().unit_of_work(writes=True) as session:
            registration = do_take_answer(session, key, answer)
            waits = registration.state == State.PENDING
    return render_template(
        "institutions/registration_done.html",
        institution_name=name,
        answer=answer,
        guide=guide_for(answer.platform),
        waits=waits,
    )


def _opened(values: dict[str, str]) -> _Opened:
    """What the LMS said, whose pages may frame this one answer, be it an error page."""
    opened = _Opened.read(values)
    # A star would stand for many hosts, and an LMS that asks is one.
    problem = problem_of_frame_origin(opened.origin, loopback=_settings().accepts_loopback)
    if problem is None and "*" not in opened.origin:
        allow_frame_once(opened.origin)
    return opened


def _ask_first(code: str, opened: _Opened) -> ResponseReturnValue:
    """A form that stood on another site is shown as ours, to be sent by a person."""
    with database().unit_of_work(writes=False) as session:
        return _question(*access_usable_invitation(session, code), opened)


def _asked(opened: _Opened) -> Answer:
    settings = _settings()
    registered: Registered = register(
        opened.initiation, tool_description(settings.public_url), address_rule(settings)
    )
    return Answer.of(registered, opened.origin, loopback=settings.accepts_loopback)


@contextmanager
def _failures_noted(invitation_id: int) -> Iterator[None]:
    """Keep with the invitation what failed, so that administrators here see it too."""
    try:
        yield
    except RegistrationError as error:
        _note(invitation_id, error.code)
        raise RegistrationFailed(error) from error
    except AppError as error:
        _note(invitation_id, error.code)
        raise


def _note(invitation_id: int, code: str) -> None:
    with database().unit_of_work(writes=True) as session:
        do_note_failure(session, invitation_id, code)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
