"""The front page and the course home: they compose what the other rooms offer, and own nothing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.admissions.api import application_path, own_applications
from vsm_platform.alliances.api import alliances_of
from vsm_platform.core.permissions import ANYONE, SIGNED_IN
from vsm_platform.exchanges.api import (
    VISITORS,
    Access,
    ExchangeLine,
    PlaceablePage,
    Role,
    Section,
    Tab,
    my_exchanges,
    offer_pages,
    offer_tab,
)
from vsm_platform.home.drawing import draw_course_home
from vsm_platform.home.queries import agenda_ahead, course_home
from vsm_platform.teams.api import TeamView, own_teams, team_path
from vsm_platform.web.room import Room, current_viewer, signed_in_viewer

room = Room("home", __name__)


def _course_home(_session: Session, exchange_id: int) -> list[PlaceablePage]:
    text = _l("What comes next, who takes part, and when you are all awake together.")
    path = f"/exchanges/{exchange_id}/"
    return [PlaceablePage("home", path, _l("Course home"), text, is_home=True)]


offer_pages("home", _course_home, order=0)
offer_tab(Tab(Section.HOME, "home.course", _l("Home"), order=0, prefix="exchanges.own_terms"))


@room.page("/", policy=ANYONE)
def front(session: Session) -> ResponseReturnValue:
    """Where a person goes on: the one exchange, a choice of several, or what to do next."""
    viewer = current_viewer()
    if viewer is None:
        return render_template("home/stranger.html")
    exchanges = my_exchanges(session, viewer.person_id)
    applications = own_applications(session, viewer.person_id)
    if len(applications) == 1 and not exchanges:
        return redirect(application_path(applications[0].exchange_id), 303)
    waits = any(application.is_open for application in applications)
    if len(exchanges) == 1 and not waits and not viewer.is_administrator:
        return redirect(_way_into(exchanges[0]), 303)
    if viewer.is_administrator and not exchanges:
        return redirect(url_for("institutions.overview"), 303)
    if viewer.office_of is not None and not exchanges:
        return redirect(url_for("offices.front"), 303)
    alliances = alliances_of(session, viewer.institution_id) if viewer.institution_id else []
    return render_template(
        "home/front.html",
        exchanges=[(exchange, _way_into(exchange)) for exchange in exchanges],
        applications=applications,
        alliances=alliances,
    )


def _way_into(exchange: ExchangeLine) -> str:
    """Guests and clients see what they came for, everybody else the course home."""
    endpoint = "invitations.visit" if exchange.role in VISITORS else "home.course"
    return url_for(endpoint, exchange_id=exchange.exchange_id)


def _own_teams(session: Session, access: Access) -> list[tuple[TeamView, str]]:
    """The teams that a student is in, each with its address."""
    if access.role != Role.STUDENT:
        return []
    return [(team, team_path(team)) for team in own_teams(session, access)]


@room.page("/exchanges/<int(max=2147483647):exchange_id>/", policy=SIGNED_IN)
def course(session: Session, exchange_id: int) -> ResponseReturnValue:
    viewer = signed_in_viewer()
    home = course_home(session, viewer, exchange_id)
    ahead = agenda_ahead(session, home, viewer)
    return draw_course_home(home, viewer, ahead, _own_teams(session, home.access))
