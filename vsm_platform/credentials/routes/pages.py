"""What the pages of credentials share: their addresses, and where they stand in an exchange."""

from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list
from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.core.secrets import Vault
from vsm_platform.credentials.actions.achievements import do_copy_achievements
from vsm_platform.credentials.fields import FIELDS, MODES
from vsm_platform.credentials.offers import offer_conditions
from vsm_platform.credentials.policies import has_page, require_manager, require_reader
from vsm_platform.credentials.queries.achievements import AchievementView, achievement_view
from vsm_platform.exchanges.api import (
    Access,
    Section,
    Tab,
    access_exchange,
    exchange_page,
    language_list,
    offer_copy,
    offer_tab,
)
from vsm_platform.web.forms import number_text
from vsm_platform.web.room import Room, signed_in_viewer

room = Room("credentials", __name__)

ROW = "int(max=2147483647)"
CREDENTIALS = f"/exchanges/<{ROW}:exchange_id>/credentials"
ACHIEVEMENT = f"{CREDENTIALS}/<{ROW}:achievement_id>"
RUN = f"{CREDENTIALS}/runs/<{ROW}:run_id>"
HELD = f"{CREDENTIALS}/held/<{ROW}:credential_id>"
GET_AND_POST = ("GET", "POST")

offer_tab(
    Tab(
        Section.GRADES,
        "credentials.overview",
        _l("Credentials"),
        order=80,
        shown=has_page,
        prefix="credentials.",
    )
)
offer_copy("credentials", do_copy_achievements)
offer_conditions()


def vault() -> Vault:
    found: Vault = current_app.extensions["vsm_vault"]
    return found


def public_url() -> str:
    found: str = current_app.config["SETTINGS"].public_url
    return found


def actor_id() -> int:
    return signed_in_viewer().person_id


def office_id() -> int:
    """The institution whose office is looking; the policy admits nobody else."""
    institution_id = signed_in_viewer().office_of
    assert institution_id is not None  # noqa: S101 (the policy OFFICE has asked)
    return institution_id


def reader(session: Session, exchange_id: int) -> Access:
    """The exchange, for those who see everybody's credentials."""
    return require_reader(access_exchange(session, signed_in_viewer(), exchange_id))


def manager(session: Session, exchange_id: int) -> Access:
    """The exchange, for those who may make and issue."""
    return require_manager(access_exchange(session, signed_in_viewer(), exchange_id))


def managed(
    session: Session, exchange_id: int, achievement_id: int
) -> tuple[Access, AchievementView]:
    """An achievement, for those who may change it."""
    access = manager(session, exchange_id)
    return access, achievement_view(session, exchange_id, achievement_id)


def course_page(session: Session, template: str, access: Access, **values: object) -> str:
    """One of the room's pages within an exchange."""
    return exchange_page(session, f"credentials/{template}.html", access, **values)


@room.app_template_global()
def about_pairs(one: AchievementView) -> list[tuple[str, object]]:
    """What an achievement is worth, as label and text: for the macro ``facts``."""
    version = one.version
    pairs: list[tuple[str, object]] = []
    if version.ects is not None:
        pairs.append((gettext("Credits"), f"{number_text(version.ects)} ECTS"))
    if version.hours is not None:
        hours = gettext("%(hours)s hours", hours=number_text(version.hours))
        pairs.append((gettext("Workload"), hours))
    if version.eqf:
        pairs.append((gettext("EQF level"), str(version.eqf)))
    if version.isced in FIELDS:
        pairs.append((gettext("Field of study"), f"{FIELDS[version.isced]} ({version.isced})"))
    if version.mode in MODES:
        pairs.append((gettext("How it is taught"), MODES[version.mode]))
    if version.languages:
        pairs.append((gettext("Languages"), language_list(version.languages)))
    return pairs


def to_achievement(exchange_id: int, achievement_id: int) -> ResponseReturnValue:
    address = url_for(
        "credentials.achievement", exchange_id=exchange_id, achievement_id=achievement_id
    )
    return redirect(address, 303)


def to_run(exchange_id: int, run_id: int) -> ResponseReturnValue:
    return redirect(url_for("credentials.run", exchange_id=exchange_id, run_id=run_id), 303)


def to_held(exchange_id: int, credential_id: int) -> ResponseReturnValue:
    address = url_for("credentials.held", exchange_id=exchange_id, credential_id=credential_id)
    return redirect(address, 303)


@room.app_template_global()
def country_list(codes: Sequence[str]) -> str:
    """Countries in the reader's words, by their ISO 3166 codes."""
    locale = get_locale() or Locale("en")
    names = sorted(locale.territories.get(one, one) for one in codes)
    return format_list(names, locale=locale)


room.add_app_template_global(language_list, "language_words")
