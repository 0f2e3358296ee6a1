"""Coming back without an LMS: a code by e-mail, a passkey, or the return code on paper."""

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vsm_platform.accounts.actions import do_come_back
from vsm_platform.accounts.errors import PasskeyNotAccepted
from vsm_platform.accounts.forms import AddressForm, DigitsForm, PasskeyForm, ReturnCodeForm
from vsm_platform.accounts.passkeys import do_come_back_by_passkey, sign_in_ceremony
from vsm_platform.accounts.queries import enter_visit
from vsm_platform.accounts.return_codes import do_find_by_return_code
from vsm_platform.accounts.routes.visits import room
from vsm_platform.accounts.sign_in_codes import (
    Verdict,
    address_of_code,
    do_ask_for_code,
    do_check_code,
)
from vsm_platform.core.permissions import ANYONE
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import current_viewer
from vsm_platform.web.routes import network_place, own_path

PENDING = "sign_in_code"
"""Where the cookie holds the number of the code that this browser has asked for."""
GET_AND_POST = ("GET", "POST")


def following() -> str:
    """Where to go once somebody is in."""
    return own_path(request.args.get("next"))


def let_in(session: Session, person_id: int, *, stays: bool) -> ResponseReturnValue:
    """Begin a visit of this person in this browser, and go on."""
    path = following()
    enter_visit(do_come_back(session, person_id, stays=stays).id, stays=stays)
    return redirect(path, 303)


@room.page("/sign-in", policy=ANYONE, methods=GET_AND_POST)
def sign_in(session: Session) -> ResponseReturnValue:
    if current_viewer():
        return redirect(following(), 303)
    form = AddressForm()
    if form.validate_on_submit():
        cookie[PENDING] = do_ask_for_code(
            session,
            form.address.normal,
            language=current_language(),
            place=network_place(),
        )
        return redirect(url_for("accounts.sign_in_code", next=following()), 303)
    return render_template(
        "accounts/sign_in.html",
        form=form,
        sends_mail=can_send_mail(),
        ceremony=sign_in_ceremony(),
        passkey_form=PasskeyForm(),
        following=following(),
    )


@room.page("/sign-in/code", policy=ANYONE, methods=GET_AND_POST)
def sign_in_code(session: Session) -> ResponseReturnValue:
    """Enter the digits; what is shown and how long it takes is the same for every address."""
    form, code_id = DigitsForm(), cookie.get(PENDING)
    address = address_of_code(session, code_id)
    if form.validate_on_submit():
        checked = do_check_code(
            session, code_id, form.digits.read, place=network_place(), person_id=None
        )
        if checked.verdict is Verdict.RIGHT and checked.person_id:
            return let_in(session, checked.person_id, stays=form.stays.data)
        form.refuse(over=checked.verdict is Verdict.OVER)
    return render_template(
        "accounts/sign_in_code.html",
        form=form,
        address=address,
        again=url_for("accounts.sign_in", next=following()),
    )


@room.page("/sign-in/return-code", policy=ANYONE, methods=GET_AND_POST)
def sign_in_return_code(session: Session) -> ResponseReturnValue:
    form = ReturnCodeForm()
    if form.validate_on_submit():
        person_id = do_find_by_return_code(session, form.code.read, place=network_place())
        if person_id is not None:
            return let_in(session, person_id, stays=form.stays.data)
        form.refuse()
    return render_template("accounts/sign_in_return_code.html", form=form, following=following())


@room.page("/sign-in/passkey", policy=ANYONE, methods=("POST",))
def sign_in_passkey(session: Session) -> ResponseReturnValue:
    """What a device has answered to the sign-in page's challenge."""
    form = PasskeyForm()
    if not form.validate():
        raise PasskeyNotAccepted(reason="no answer")
    person_id = do_come_back_by_passkey(session, form.token.data, form.answer.data)
    return let_in(session, person_id, stays=form.stays.data)
