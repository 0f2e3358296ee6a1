"""How a person without an LMS will come back: an address, passkeys, a return code."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from vsm_platform.accounts.errors import ComesFromLms, PasskeyNotAccepted
from vsm_platform.accounts.forms import AddressForm, CodeDigitsForm, PasskeyForm
from vsm_platform.accounts.passkeys import (
    access_passkey,
    do_register_passkey,
    do_remove_passkey,
    registration_ceremony,
)
from vsm_platform.accounts.queries import ways_back
from vsm_platform.accounts.return_codes import do_make_return_code, read_return_code
from vsm_platform.accounts.routes.signing_in import GET_AND_POST, PENDING, following
from vsm_platform.accounts.routes.visits import room
from vsm_platform.accounts.sign_in_codes import (
    Verdict,
    address_of_code,
    do_ask_for_code,
    do_check_code,
    do_keep_address,
)
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import SIGNED_IN, Viewer
from vsm_platform.mail.api import can_send_mail
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.routes import network_place

PASSKEY = "/coming-back/passkeys/<int(max=2147483647):passkey_id>"


def _without_lms() -> Viewer:
    viewer = signed_in_viewer()
    if viewer.registration_id is not None:
        raise ComesFromLms
    return viewer


def _back() -> ResponseReturnValue:
    return redirect(url_for("accounts.coming_back", next=request.args.get("next")), 303)


@room.page("/coming-back", policy=SIGNED_IN, methods=GET_AND_POST)
def coming_back(session: Session) -> ResponseReturnValue:
    """The three ways; the form asks for a code that shows whose the address is."""
    viewer, form = _without_lms(), AddressForm()
    if form.validate_on_submit():
        cookie[PENDING] = do_ask_for_code(
            session,
            form.address.normal,
            language=current_language(),
            place=network_place(),
            person_id=viewer.person_id,
        )
        return redirect(url_for("accounts.show_address", next=request.args.get("next")), 303)
    return render_template(
        "accounts/coming_back.html",
        form=form,
        ways=ways_back(session, viewer.person_id),
        sends_mail=can_send_mail(),
        ceremony=registration_ceremony(session, viewer),
        passkey_form=PasskeyForm(),
        following=following(),
        asked_next=request.args.get("next"),
    )


@room.page("/coming-back/address", policy=SIGNED_IN, methods=GET_AND_POST)
def show_address(session: Session) -> ResponseReturnValue:
    """Enter the digits that were sent, to show that the address is one's own."""
    viewer, form, code_id = _without_lms(), CodeDigitsForm(), cookie.get(PENDING)
    address = address_of_code(session, code_id)
    if form.validate_on_submit():
        checked = do_check_code(
            session, code_id, form.digits.read, place=network_place(), person_id=viewer.person_id
        )
        if checked.verdict is Verdict.RIGHT and address:
            do_keep_address(session, viewer.person_id, address)
            flash(gettext("Saved. From now on you can come in with a code by e-mail."), "success")
            return _back()
        form.refuse(over=checked.verdict is Verdict.OVER)
    again = url_for("accounts.coming_back", next=request.args.get("next"))
    return render_template("accounts/sign_in_code.html", form=form, address=address, again=again)


@room.page("/coming-back/return-code", policy=SIGNED_IN, methods=("POST",))
def make_return_code(session: Session) -> ResponseReturnValue:
    """Shown in answer to the form itself: the code cannot be shown a second time."""
    viewer = _without_lms()
    code = do_make_return_code(session, viewer.person_id, actor_id=viewer.person_id)
    return render_template(
        "accounts/return_code.html", code=code, name=viewer.display_name, following=following()
    )


@room.page("/coming-back/return-code.txt", policy=SIGNED_IN, methods=("POST",))
def return_code_file(_session: Session) -> ResponseReturnValue:
    """The code that stands on the page, as a file to keep."""
    code = read_return_code(request.form.get("code", ""))
    if code is None:
        raise NotFound
    text = render_template(
        "accounts/return_code.txt", code=code, address=url_for("home.front", _external=True)
    )
    headers = {"Content-Disposition": "attachment; filename=return-code.txt"}
    return Response(text, mimetype="text/plain", headers=headers)


@room.page("/coming-back/passkeys", policy=SIGNED_IN, methods=("POST",))
def add_passkey(session: Session) -> ResponseReturnValue:
    viewer, form = _without_lms(), PasskeyForm()
    if not form.validate():
        raise PasskeyNotAccepted(reason="no answer")
    label = request.user_agent.string
    do_register_passkey(session, viewer, form.token.data, form.answer.data, _device(label))
    flash(gettext("Saved. From now on you can come in with this device’s lock."), "success")
    return _back()


def _device(user_agent: str) -> str:
    """Which kind of device it is, to tell one passkey from another."""
    kinds = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    return next((kind for kind in kinds if kind in user_agent), "")


@room.page(f"{PASSKEY}/remove", policy=SIGNED_IN, methods=GET_AND_POST)
def remove_passkey(session: Session, passkey_id: int) -> ResponseReturnValue:
    passkey = access_passkey(session, _without_lms(), passkey_id)
    if Form().validate_on_submit():
        do_remove_passkey(session, passkey)
        flash(gettext("The passkey opens nothing here from now on."), "success")
        return _back()
    return render_template("accounts/remove_passkey.html", passkey=passkey)
