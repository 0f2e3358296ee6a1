"""An exchange's people and its settings; and, for administrators, all exchanges."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.alliances.api import alliance_choices
from vsm_platform.core.errors import NotFound
from vsm_platform.core.permissions import ADMINISTRATOR, SIGNED_IN
from vsm_platform.exchanges.actions.agreement import (
    do_create_exchange,
    do_set_partners,
    do_update_exchange,
)
from vsm_platform.exchanges.actions.courses import do_unlink_course
from vsm_platform.exchanges.actions.enrolment import do_set_coordinator
from vsm_platform.exchanges.actions.publishing import do_set_alliance
from vsm_platform.exchanges.actions.roster_plans import do_ask_for_roster, do_decide_departures
from vsm_platform.exchanges.alliance_rules import check_wish
from vsm_platform.exchanges.course_pages import exchange_page
from vsm_platform.exchanges.date_words import day_words, span_words
from vsm_platform.exchanges.forms import (
    AllianceForm,
    CoordinatorForm,
    DeparturesForm,
    NewExchangeForm,
    PartnersForm,
    settings_form,
)
from vsm_platform.exchanges.models import EnrolmentState, ExchangeState
from vsm_platform.exchanges.navigation import (
    Section,
    Tab,
    editors,
    offer_tab,
    section_links,
    tab_links,
)
from vsm_platform.exchanges.policies import Access, require_not_archived, require_roster_keeper
from vsm_platform.exchanges.queries.access import access_exchange
from vsm_platform.exchanges.queries.courses import linked_course, linked_courses
from vsm_platform.exchanges.queries.lists import all_exchanges, institution_choices
from vsm_platform.exchanges.queries.people import (
    Partner,
    partners_of,
    staff_of,
    students_page,
)
from vsm_platform.exchanges.queries.publishing import access_publishing, alliance_of
from vsm_platform.exchanges.queries.rosters import RosterView, roster_views, students_by_state
from vsm_platform.exchanges.roster_words import setting_for_rosters, setting_of, trouble_text
from vsm_platform.exchanges.routes.pages import (
    ADMIN,
    EXCHANGE,
    GET_AND_POST,
    editable,
    room,
)
from vsm_platform.web.forms import Form
from vsm_platform.web.room import signed_in_viewer
from vsm_platform.web.routes import own_path

for links in (section_links, tab_links):
    room.add_app_template_global(links)
offer_tab(Tab(Section.PEOPLE, "exchanges.people", _l("Everybody"), order=10))
offer_tab(Tab(Section.MANAGE, "exchanges.settings", _l("Settings"), order=20, shown=editors))
room.add_app_template_filter(day_words)
room.add_app_template_filter(span_words)
for words in (trouble_text, setting_of, setting_for_rosters):
    room.add_app_template_global(words)

LINK = f"{EXCHANGE}/courses/<int(max=2147483647):link_id>"


@room.page(f"{EXCHANGE}/people", policy=SIGNED_IN)
def people(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = access_exchange(session, signed_in_viewer(), exchange_id)
    partners = partners_of(session, exchange_id)
    asked = request.args.get("partner", type=int)
    chosen = next((one for one in partners if one.partnership_id == asked), None)
    return exchange_page(
        session,
        "exchanges/people.html",
        access,
        partners,
        chosen=chosen,
        staff=staff_of(session, exchange_id),
        **_students(session, access, chosen),
    )


def _students(session: Session, access: Access, chosen: Partner | None) -> dict[str, object]:
    """The names that the viewer may see; those who teach also see who is expected and has left."""
    state, taught_at = EnrolmentState.ENROLLED, None
    more: dict[str, object] = {"numbers": None, "rosters": []}
    if access.teaches:
        state, taught_at = _wanted_state(), access.partnership_id
        more["numbers"] = students_by_state(session, access.exchange_id)
        more["rosters"] = [
            roster
            for roster in roster_views(session, access.exchange_id)
            if roster.partnership_id == taught_at
        ]
    students = None
    if access.may_see_students:
        students = students_page(
            session,
            access.exchange_id,
            chosen.partnership_id if chosen else None,
            request.args.get("page", 1, type=int),
            state=state,
            taught_at=taught_at,
        )
    return {"students": students, "state": state.value, **more}


def _wanted_state() -> EnrolmentState:
    try:
        return EnrolmentState(request.args.get("show", ""))
    except ValueError:
        return EnrolmentState.ENROLLED


@room.page(f"{EXCHANGE}/settings", policy=SIGNED_IN, methods=GET_AND_POST)
def settings(session: Session, exchange_id: int) -> ResponseReturnValue:
    access = editable(session, exchange_id)
    partners = partners_of(session, exchange_id)
    form = settings_form(access)
    if form.validate_on_submit():
        actor_id = signed_in_viewer().person_id
        do_update_exchange(session, exchange_id, form.facts(), actor_id=actor_id)
        flash(gettext("Saved."), "success")
        return redirect(url_for("exchanges.settings", exchange_id=exchange_id), 303)
    return exchange_page(
        session,
        "exchanges/settings.html",
        access,
        partners,
        form=form,
        staff=staff_of(session, exchange_id),
        links=linked_courses(session, exchange_id),
        rosters=_rosters_by_link(session, exchange_id),
    )


def _rosters_by_link(session: Session, exchange_id: int) -> dict[int, RosterView]:
    return {roster.link_id: roster for roster in roster_views(session, exchange_id)}


@room.page(f"{EXCHANGE}/coordinators", policy=SIGNED_IN, methods=("POST",))
def coordinators(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Appoint a facilitator as coordinator, or take the role back."""
    editable(session, exchange_id)
    form = CoordinatorForm()
    if not form.validate():
        raise NotFound
    do_set_coordinator(
        session,
        exchange_id,
        form.person.data,
        is_coordinator=form.appoint.data == "yes",
        actor_id=signed_in_viewer().person_id,
    )
    flash(gettext("Saved."), "success")
    return redirect(own_path(request.form.get("next")), 303)


@room.page(f"{LINK}/unlink", policy=SIGNED_IN, methods=GET_AND_POST)
def unlink(session: Session, exchange_id: int, link_id: int) -> ResponseReturnValue:
    """Undo the link of an LMS course, after a question."""
    access = editable(session, exchange_id)
    link = linked_course(session, exchange_id, link_id)
    if Form().validate_on_submit():
        do_unlink_course(session, exchange_id, link_id, actor_id=signed_in_viewer().person_id)
        flash(gettext("The course is no longer linked."), "success")
        return redirect(url_for("exchanges.settings", exchange_id=exchange_id), 303)
    return render_template("exchanges/unlink.html", access=access, link=link)


@room.page(f"{LINK}/roster", policy=SIGNED_IN, methods=("POST",))
def ask_for_roster(session: Session, exchange_id: int, link_id: int) -> ResponseReturnValue:
    """Have a course's roster read now."""
    _kept_link(session, exchange_id, link_id)
    do_ask_for_roster(session, exchange_id, link_id)
    flash(gettext("The roster is being read. Load the page again in a moment."), "success")
    return redirect(own_path(request.form.get("next")), 303)


@room.page(f"{LINK}/departures", policy=SIGNED_IN, methods=("POST",))
def decide_departures(session: Session, exchange_id: int, link_id: int) -> ResponseReturnValue:
    """Say whether the many whom a roster suddenly lacks have left."""
    _kept_link(session, exchange_id, link_id)
    form = DeparturesForm()
    if not form.validate():
        raise NotFound
    do_decide_departures(
        session,
        exchange_id,
        link_id,
        missing=form.missing.data,
        have_left=form.decision.data == "left",
        actor_id=signed_in_viewer().person_id,
    )
    flash(gettext("Saved."), "success")
    return redirect(own_path(request.form.get("next")), 303)


def _kept_link(session: Session, exchange_id: int, link_id: int) -> None:
    access = require_not_archived(access_exchange(session, signed_in_viewer(), exchange_id))
    link = linked_course(session, exchange_id, link_id)
    require_roster_keeper(access, link.partnership_id)


@room.page(f"{ADMIN}/", policy=ADMINISTRATOR)
def index(session: Session) -> ResponseReturnValue:
    return render_template("exchanges/admin_list.html", exchanges=all_exchanges(session))


@room.page(f"{ADMIN}/new", policy=ADMINISTRATOR, methods=GET_AND_POST)
def new(session: Session) -> ResponseReturnValue:
    form = NewExchangeForm()
    form.offer(institution_choices(session))
    form.offer_alliances(alliance_choices(session))
    if form.validate_on_submit():
        findings = check_wish(session, form.alliance_terms(), form.institutions.data)
        form.problems = [finding.text for finding in findings]
        if not form.problems or "draft" in request.form:
            exchange_id = _make(session, form)
            return redirect(url_for("exchanges.administer", exchange_id=exchange_id), 303)
    return render_template("exchanges/admin_new.html", form=form)


def _make(session: Session, form: NewExchangeForm) -> int:
    """The exchange that was asked for, as a draft."""
    actor_id = signed_in_viewer().person_id
    exchange_id = do_create_exchange(
        session,
        form.facts(),
        institution_ids=form.institutions.data,
        lead_id=form.lead.data,
        actor_id=actor_id,
        state=ExchangeState.DRAFT,
    )
    do_set_alliance(session, exchange_id, form.alliance.data or None, actor_id=actor_id)
    flash(
        gettext(
            "The exchange is there, as a draft. Its partners’ teachers can now link their "
            "courses; students come in once it is opened."
        ),
        "success",
    )
    return exchange_id


@room.page(
    f"{ADMIN}/<int(max=2147483647):exchange_id>/alliance",
    policy=ADMINISTRATOR,
    methods=GET_AND_POST,
)
def alliance(session: Session, exchange_id: int) -> ResponseReturnValue:
    """The alliance of an exchange."""
    access, viewer = editable(session, exchange_id), signed_in_viewer()
    form = AllianceForm(alliance=alliance_of(session, exchange_id))
    form.offer_alliances(alliance_choices(session))
    if form.validate_on_submit():
        alliance_id = form.alliance.data or None
        do_set_alliance(session, exchange_id, alliance_id, actor_id=viewer.person_id)
        flash(gettext("Saved."), "success")
        return redirect(url_for("exchanges.administer", exchange_id=exchange_id), 303)
    return render_template("exchanges/admin_alliance.html", access=access, form=form)


@room.page(f"{ADMIN}/<int(max=2147483647):exchange_id>", policy=ADMINISTRATOR, methods=GET_AND_POST)
def administer(session: Session, exchange_id: int) -> ResponseReturnValue:
    """Partners, coordinators and linked courses of one exchange."""
    access = editable(session, exchange_id)
    partners = partners_of(session, exchange_id)
    lead = next((partner.institution_id for partner in partners if partner.is_lead), None)
    form = PartnersForm(institutions=[one.institution_id for one in partners], lead=lead)
    form.offer(institution_choices(session, exchange_id))
    if form.validate_on_submit():
        do_set_partners(
            session,
            exchange_id,
            institution_ids=form.institutions.data,
            lead_id=form.lead.data,
            actor_id=signed_in_viewer().person_id,
        )
        flash(gettext("Saved."), "success")
        return redirect(url_for("exchanges.administer", exchange_id=exchange_id), 303)
    return render_template(
        "exchanges/admin_exchange.html",
        access=access,
        publishing=access_publishing(session, signed_in_viewer(), exchange_id),
        partners=partners,
        form=form,
        staff=staff_of(session, exchange_id),
        links=linked_courses(session, exchange_id),
        rosters=_rosters_by_link(session, exchange_id),
    )
