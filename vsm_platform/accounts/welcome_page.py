"""The welcome page, drawn once for all who would see the same: an institution's people in one zone.

A class comes for the first time at the same moment. What is each reader's own stands in gaps.
"""

from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, session, url_for
from markupsafe import Markup

from vsm_platform.accounts.forms import WelcomeForm
from vsm_platform.accounts.queries import Notice, make_launch_token
from vsm_platform.core.permissions import Viewer
from vsm_platform.web.cookies import form_proof
from vsm_platform.web.forms import strip
from vsm_platform.web.fragments import Drawing, draw, gap
from vsm_platform.web.languages import current_language
from vsm_platform.web.templating import languages_to_choose

KEPT = 256
"""Drawings that a process keeps, of some 40 kB each: most of it is the list of time zones."""
TEMPLATE = "accounts/welcome.html"


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the page says of its reader, as far as many share it."""

    timezone: str
    display_name: str


def draw_welcome(viewer: Viewer, notice: Notice) -> Markup:
    """The page as somebody sees it who comes for the first time."""
    drawing = _drawn(notice, viewer.timezone, current_language())
    return drawing.filled(
        display_name=viewer.display_name,
        offered_name=strip(viewer.display_name),
        launch_token=make_launch_token(viewer),
        messages=_messages(),
        proof=form_proof(),
    )


def draw_welcome_again(form: WelcomeForm, notice: Notice) -> str:
    """The page with what the reader must look at once more."""
    return render_template(
        TEMPLATE, form=form, notice=notice, messages=_messages(), proof=form_proof()
    )


def _messages() -> Markup:
    if "_flashes" not in session:
        return Markup()
    return Markup(render_template("_layout/messages.html"))  # noqa: S704 (the template has escaped it)


@lru_cache(maxsize=KEPT)
def _drawn(notice: Notice, timezone: str, _language: str) -> Drawing:
    form = WelcomeForm(
        None, display_name=gap("offered_name"), timezone=timezone, meta={"csrf": False}
    )
    html = draw(
        TEMPLATE,
        form=form,
        notice=notice,
        viewer=_Reader(timezone, gap("display_name")),
        profile_url=url_for("accounts.profile"),
        languages=languages_to_choose(),
        **{each: gap(each) for each in ("launch_token", "messages", "proof")},
    )
    return Drawing(html)
