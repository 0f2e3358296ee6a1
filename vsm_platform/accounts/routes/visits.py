"""Welcome, profile, sign-out, and the door for invited administrators."""

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import logout_user
from sqlalchemy.orm import Session

from vsm_platform.accounts.actions import (
    do_admit_administrator,
    do_choose_language,
    do_end_visit,
    do_update_profile,
    do_use_code,
    do_welcome,
)
from vsm_platform.accounts.forms import AdministratorForm, ProfileForm, WelcomeForm
from vsm_platform.accounts.models import CodePurpose
from vsm_platform.accounts.queries import (
    enter_visit,
    identities_of,
    invited_administrator,
    make_launch_token,
    notice_of,
    ways_back,
)
from vsm_platform.core.permissions import ANYONE, ARRIVING, SIGNED_IN
from vsm_platform.web.languages import current_language, match_language
from vsm_platform.web.room import Room, current_viewer, signed_in_viewer
from vsm_platform.web.routes import own_path, sent_by_own_page

room = Room("accounts", __name__)


@room.app_context_processor
def _viewer_globals() -> dict[str, str | None]:
    viewer = current_viewer()
    if viewer is None:
        return {"launch_token": None, "profile_url": None}
    return {"launch_token": make_launch_token(viewer), "profile_url": url_for("accounts.profile")}


@room.page("/welcome", policy=ARRIVING, methods=("GET", "POST"))
def welcome(session: Session) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    following = own_path(request.args.get("next"))
    form = WelcomeForm(display_name=viewer.display_name, timezone=viewer.timezone)
    if form.validate_on_submit():
        do_welcome(
            session,
            viewer.person_id,
            display_name=form.display_name.data,
            timezone=form.timezone.data,
            language=current_language(),
        )
        return redirect(following, 303)
    from_lms = viewer.registration_id is not None
    notice = notice_of(session, viewer.institution_id, from_lms=from_lms)
    return render_template("accounts/welcome.html", form=form, notice=notice, following=following)


@room.page("/notice", policy=ANYONE)
def notice(session: Session) -> ResponseReturnValue:
    viewer = current_viewer()
    text = notice_of(
        session,
        viewer.institution_id if viewer else None,
        from_lms=viewer is None or viewer.registration_id is not None,
    )
    return render_template("accounts/notice.html", notice=text)


@room.page("/profile", policy=SIGNED_IN, methods=("GET", "POST"))
def profile(session: Session) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    form = ProfileForm(
        display_name=viewer.display_name, timezone=viewer.timezone, locale=viewer.locale
    )
    if form.validate_on_submit():
        do_update_profile(
            session,
            viewer.person_id,
            display_name=form.display_name.data,
            timezone=form.timezone.data,
            locale=form.locale.data,
        )
        flash(gettext("Saved."))
        return redirect(url_for("accounts.profile"), 303)
    comes_back = viewer.registration_id is None
    return render_template(
        "accounts/profile.html",
        form=form,
        identities=identities_of(session, viewer.person_id),
        ways=ways_back(session, viewer.person_id) if comes_back else None,
    )


@room.page("/language", policy=ANYONE, methods=("POST",))
def set_language(session: Session) -> ResponseReturnValue:
    """The choice at the foot of every page: kept with the person, or with a stranger's browser.

    The form has no token, so that the foot of a page is the same for everybody.
    """
    chosen, viewer = match_language(request.form.get("language", "")), current_viewer()
    if chosen and sent_by_own_page():
        if viewer:
            do_choose_language(session, viewer.person_id, chosen)
        else:
            cookie["language"] = chosen
    return redirect(own_path(request.form.get("next")), 303)


@room.page("/sign-out", policy=ARRIVING, methods=("POST",))
def sign_out(session: Session) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    do_end_visit(session, viewer.sign_in_id)
    logout_user()
    cookie.clear()
    return render_template("accounts/signed_out.html", from_lms=viewer.registration_id is not None)


@room.page("/invitation/<code>", policy=ANYONE, methods=("GET", "POST"))
def invitation(session: Session, code: str) -> ResponseReturnValue:
    """The administrator's one-time link; only the form uses it up, so that previews do not."""
    invited = invited_administrator(session, code)
    form = AdministratorForm(display_name=invited.display_name if invited else "")
    if form.validate_on_submit():
        used = do_use_code(session, code, CodePurpose.ADMINISTRATOR)
        visit = do_admit_administrator(session, used, form.display_name.data)
        enter_visit(visit.id)
        return redirect(used.path, 303)
    return render_template("accounts/invitation.html", form=form, invited=invited)
