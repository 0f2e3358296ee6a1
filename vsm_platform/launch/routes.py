"""The doors of LTI 1.3: login initiation, the launch itself, and what follows it.

1EdTech Security Framework 1.0, 5.1.1 (third-party initiated login) and LTI 1.3 core, 4.1.
"""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from lti.errors import LtiError
from lti.launch import Binding, Launch, validate_launch
from lti.login import LoginRedirect, LoginRequest, begin_login
from vsm_platform.accounts.api import (
    CodePurpose,
    SignIn,
    do_use_code,
    enter_visit,
    new_tab_visitor,
)
from vsm_platform.core import clock
from vsm_platform.core.permissions import ANYONE, ARRIVING
from vsm_platform.exchanges.api import partnerships_of_institution
from vsm_platform.institutions.api import LtiStores
from vsm_platform.launch.actions import (
    Arrival,
    do_admit,
    do_choose_exchange,
    do_note_deployment,
)
from vsm_platform.launch.errors import (
    CourseNotLinked,
    DeploymentUnknown,
    LaunchRefused,
)
from vsm_platform.launch.forms import CourseChoiceForm
from vsm_platform.launch.queries import (
    StorageRequest,
    form_token,
    is_own_address,
    landing_path,
    launch_url,
    origin_of,
    page_at,
    platform_keys,
    storage_to_ask,
    visit_and_person,
)
from vsm_platform.web.error_pages import app_error
from vsm_platform.web.fragments import with_gaps
from vsm_platform.web.languages import match_language
from vsm_platform.web.room import (
    Room,
    current_viewer,
    database,
    forget_viewer,
    signed_in_viewer,
)
from vsm_platform.web.routes import own_path, sent_by_own_page

room = Room("launch", __name__)


@room.app_errorhandler(LtiError)
def refuse(error: LtiError) -> ResponseReturnValue:
    return app_error(LaunchRefused(error))


@room.page("/lti/login", policy=ANYONE, methods=("GET", "POST"), transaction=False)
def login() -> ResponseReturnValue:
    stores = LtiStores.of(database())
    begun = begin_login(
        LoginRequest.parse(request.values.to_dict()),
        registrations=stores.registrations,
        logins=stores.logins,
        clock=clock.now,
        launch_url=launch_url(),
        is_own_address=is_own_address,
    )
    forget_viewer()
    # A platform that offers storage gets the state as well, for browsers that drop the cookie.
    if begun.storage_target:
        storage = StorageRequest(begun.storage_target, origin_of(begun.location), begun.state)
        response = current_app.make_response(
            with_gaps(
                "launch/store_state.html",
                target=storage.target,
                origin=storage.origin,
                key=storage.key,
                state=storage.state,
                following=begun.location,
            )
        )
    else:
        response = current_app.make_response(redirect(begun.location, 302))
    _set_state_cookie(response, begun)
    return response


def _set_state_cookie(response: Response, begun: LoginRedirect) -> None:
    response.set_cookie(
        begun.cookie_name,
        begun.cookie_value,
        max_age=begun.cookie_max_age,
        path="/",
        secure=True,
        httponly=True,
        samesite="None",
        partitioned=True,
    )


@room.page("/lti/launch", policy=ANYONE, methods=("POST",), transaction=False)
def launch() -> ResponseReturnValue:
    form = request.form.to_dict()
    storage = None if "stored_state" in form else storage_to_ask(form, request.cookies)
    if storage:
        return render_template("launch/read_state.html", storage=storage, form=form)
    stores = LtiStores.of(database())
    launched = validate_launch(
        form,
        cookies=request.cookies,
        stored_state=(sent_by_own_page() and form.get("stored_state")) or None,
        registrations=stores.registrations,
        logins=stores.logins,
        key_sets=platform_keys(),
        key_set_cache=stores.key_sets,
        clock=clock.now,
        is_own_address=is_own_address,
    )
    return _let_in(launched)


def _let_in(launched: Launch) -> ResponseReturnValue:
    try:
        arrival = do_admit(database(), launched, with_code=launched.binding is not Binding.COOKIE)
    except DeploymentUnknown:
        do_note_deployment(database(), launched)
        raise
    if launched.binding is Binding.NONE:
        # Nothing shows yet that this browser began the login, so a person must say so.
        with force_locale(match_language(launched.locale) or "en"):
            return _new_tab_page(arrival.code or "")
    _enter(arrival.visit_id, arrival.person_id)
    return redirect(_after(arrival), 303)


def _enter(visit_id: int, person_id: int) -> None:
    enter_visit(visit_id)
    # The same person may have another frame or tab open, and its forms must not go stale.
    cookie["csrf_token"] = form_token(person_id)


def _after(arrival: Arrival) -> str:
    if arrival.code:
        return url_for("launch.arrived", code=arrival.code)
    if arrival.is_new and arrival.path.startswith("/exchanges/"):
        # Where the page itself would send everybody who has not been welcomed.
        return url_for("accounts.welcome", next=arrival.path)
    return arrival.path


@room.page("/launch/arrived", policy=ANYONE)
def arrived(session: Session) -> ResponseReturnValue:
    """Did the cookie stay? Then go on; else offer a tab of its own."""
    code = request.args.get("code", "")
    viewer = current_viewer()
    if viewer is None:
        return _new_tab_page(code)
    return redirect(new_tab_visitor(session, code).path, 303)


def _new_tab_page(code: str) -> ResponseReturnValue:
    with database().unit_of_work(writes=False) as session:
        visitor = new_tab_visitor(session, code)
    return render_template("launch/new_tab.html", code=code, visitor=visitor)


@room.page("/launch/continue", policy=ANYONE, methods=("POST",))
def go_on(session: Session) -> ResponseReturnValue:
    """The new tab takes the visit over, with its one-time code."""
    code = request.form.get("code", "")
    if not sent_by_own_page():
        return _new_tab_page(code)
    used = do_use_code(session, code, CodePurpose.NEW_TAB)
    visit = session.get_one(SignIn, used.sign_in_id)
    _enter(visit.id, visit.person_id)
    return redirect(url_for("launch.settled", next=used.path), 303)


@room.page("/launch/settled", policy=ANYONE)
def settled(_session: Session) -> ResponseReturnValue:
    """The first page of a new tab: goes on where the cookie stayed, else says how to allow it."""
    if current_viewer() is None:
        return render_template("launch/cookies_blocked.html"), 403
    return redirect(own_path(request.args.get("next")), 303)


@room.page("/launch/course", policy=ARRIVING, methods=("GET", "POST"))
def course(session: Session) -> ResponseReturnValue:
    """Which exchange does this LMS course belong to? Asked once, of an instructor."""
    visit, person = visit_and_person(session, signed_in_viewer())
    if not visit.is_instructor or not visit.course_key:
        raise CourseNotLinked(
            course=visit.course_title, institution=signed_in_viewer().institution_name
        )
    choices = partnerships_of_institution(session, person.institution_id or 0)
    placed = page_at(request.args.get("page", ""))
    named = [one for one in choices if placed and one.exchange_id == placed.exchange_id]
    form = CourseChoiceForm(partnership=named[0].partnership_id if named else None)
    form.partnership.choices = [
        SelectChoice(choice.partnership_id, choice.title) for choice in choices
    ]
    if form.validate_on_submit():
        exchange_id = do_choose_exchange(session, visit, person, form.partnership.data)
        return redirect(landing_path(session, exchange_id, placed), 303)
    return render_template("launch/course.html", form=form, visit=visit, choices=choices)
