"""Welcome, profile, sign-out, and the door for invited administrators."""

from flask import current_app, flash, redirect, render_template, request, url_for
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
from vsm_platform.accounts.offices import (
    LINK_LIFE,
    OFFICE_PATH,
    do_admit_office,
    do_invite_office,
    do_remove_office,
    do_withdraw_office_links,
    invited_office,
    office_institution,
    office_people,
    office_person,
    unused_links,
)
from vsm_platform.accounts.profile_links import profile_links
from vsm_platform.accounts.queries import (
    enter_visit,
    identities_of,
    invited_administrator,
    make_launch_token,
    notice_of,
    ways_back,
)
from vsm_platform.accounts.welcome_page import draw_welcome, draw_welcome_again
from vsm_platform.core.permissions import ADMINISTRATOR, ANYONE, ARRIVING, SIGNED_IN
from vsm_platform.institutions.api import Institution
from vsm_platform.web.forms import Form
from vsm_platform.web.languages import current_language, match_language
from vsm_platform.web.room import Room, current_viewer, signed_in_viewer
from vsm_platform.web.routes import own_path, sent_by_own_page

room = Room("accounts", __name__)
OFFICE = "/admin/institutions/<int(max=2147483647):institution_id>/office"
OFFICE_PERSON = f"{OFFICE}/<int(max=2147483647):person_id>"


@room.app_context_processor
def _viewer_globals() -> dict[str, str | None]:
    viewer = current_viewer()
    if viewer is None:
        return {"launch_token": None, "profile_url": None}
    return {"launch_token": make_launch_token(viewer), "profile_url": url_for("accounts.profile")}


@room.page("/welcome", policy=ARRIVING, methods=("GET", "POST"))
def welcome(session: Session) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    from_lms = viewer.registration_id is not None
    text = notice_of(session, viewer.institution_id, from_lms=from_lms)
    if request.method != "POST":
        return draw_welcome(viewer, text)
    form = WelcomeForm(display_name=viewer.display_name, timezone=viewer.timezone)
    if form.validate_on_submit():
        do_welcome(
            session,
            viewer.person_id,
            display_name=form.display_name.data,
            timezone=form.timezone.data,
            language=current_language(),
        )
        return redirect(own_path(request.args.get("next")), 303)
    return draw_welcome_again(form, text)


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
        links=profile_links(),
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


@room.page("/sign-out", policy=ARRIVING, methods=("POST",), while_looking=True)
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


@room.page(OFFICE, policy=ADMINISTRATOR, methods=("GET", "POST"))
def office(session: Session, institution_id: int) -> ResponseReturnValue:
    """Who works for an institution's International Office; the button makes a link for a new one."""
    found = office_institution(session, institution_id)
    if Form().validate_on_submit():
        actor_id = signed_in_viewer().person_id
        return _office_link(found, do_invite_office(session, institution_id, actor_id=actor_id))
    return render_template(
        "accounts/office.html",
        institution=found,
        staff=office_people(session, institution_id),
        unused=unused_links(session, institution_id),
    )


@room.page(f"{OFFICE_PERSON}/link", policy=ADMINISTRATOR, methods=("POST",))
def renew_office_link(session: Session, institution_id: int, person_id: int) -> ResponseReturnValue:
    """A new link for somebody who works there already."""
    actor_id = signed_in_viewer().person_id
    code = do_invite_office(session, institution_id, person_id=person_id, actor_id=actor_id)
    return _office_link(office_institution(session, institution_id), code)


def _office_link(institution: Institution, code: str) -> str:
    """Shown in answer to the form itself: the link cannot be shown a second time."""
    public_url: str = current_app.config["SETTINGS"].public_url
    link = public_url + url_for("accounts.office_invitation", code=code)
    return render_template(
        "accounts/office_link.html", institution=institution, link=link, days=LINK_LIFE.days
    )


@room.page(f"{OFFICE}/withdraw", policy=ADMINISTRATOR, methods=("POST",))
def withdraw_office_links(session: Session, institution_id: int) -> ResponseReturnValue:
    office_institution(session, institution_id)
    do_withdraw_office_links(session, institution_id, actor_id=signed_in_viewer().person_id)
    flash(gettext("Links that nobody has used open nothing now."), "success")
    return redirect(url_for("accounts.office", institution_id=institution_id), 303)


@room.page(f"{OFFICE_PERSON}/remove", policy=ADMINISTRATOR, methods=("GET", "POST"))
def remove_office(session: Session, institution_id: int, person_id: int) -> ResponseReturnValue:
    """Let somebody work for the office no longer, after a question."""
    person = office_person(session, institution_id, person_id)
    if Form().validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_remove_office(session, institution_id, person_id, actor_id=actor_id)
        flash(gettext("The office is closed to this person."), "success")
        return redirect(url_for("accounts.office", institution_id=institution_id), 303)
    found = office_institution(session, institution_id)
    return render_template("accounts/office_remove.html", institution=found, person=person)


@room.page("/office/invitation/<code>", policy=ANYONE, methods=("GET", "POST"))
def office_invitation(session: Session, code: str) -> ResponseReturnValue:
    """An office's one-time link; only the button uses it up, so that previews do not."""
    institution = invited_office(session, code)
    if Form().validate_on_submit():
        enter_visit(do_admit_office(session, code).id)
        return redirect(OFFICE_PATH, 303)
    return render_template("accounts/office_invitation.html", institution=institution)
