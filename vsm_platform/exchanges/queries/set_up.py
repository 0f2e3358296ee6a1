"""What is to be set up in the agreement itself: its steps on the faculty's path."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from babel.lists import format_list
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from vsm_platform.exchanges.date_words import day_words
from vsm_platform.exchanges.life import STATE_WORDS, has_begun
from vsm_platform.exchanges.models import ExchangeState
from vsm_platform.exchanges.policies import Access
from vsm_platform.exchanges.queries.courses import linked_courses
from vsm_platform.exchanges.queries.terms import TermsView, terms_of
from vsm_platform.exchanges.setting_up import SetUpState, SetUpTask, set_up_tasks

Text: TypeAlias = LazyString | str
COURSES = "courses"
_DATES, _REGISTRATION, _CREDIT = (
    ("starts_on", "ends_on", "breaks"),
    ("registers_from", "registers_until"),
    ("credit_scheme", "credit_amount"),
)


def agreement_tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    """Partners, dates, registration, courses, credit and state; two selects."""
    views = [view for view in terms_of(session, access.exchange_id) if not view.has_left]
    linked = {link.partnership_id for link in linked_courses(session, access.exchange_id)}
    without = [view.name for view in views if view.partnership_id not in linked]
    base = f"/exchanges/{access.exchange_id}"
    steps = (
        ("partners", _l("Partners"), "/partners", 10, _partners(views)),
        ("dates", _l("Dates of each partner"), "/partners", 20, _dates(access, views)),
        ("registration", _l("Registration"), "/partners", 25, _registration(views)),
        (COURSES, _l("Courses that lead here"), "/settings", 30, _courses(access, views, without)),
        ("credit", _l("Credit"), "/partners", 70, _credit(access, views)),
        ("state", _l("Open the exchange"), "/life", 100, _state(access)),
    )
    return [
        SetUpTask(key, title, text, base + path, state, order)
        for key, title, path, order, (state, text) in steps
    ]


def what_to_mend(session: Session, access: Access) -> list[SetUpTask]:
    """What any room finds wrong, for the question before an exchange is opened.

    That nobody has linked a course is no mistake in a draft, and would be one from then on.
    """
    return [
        task
        for task in set_up_tasks(session, access)
        if task.state == SetUpState.PROBLEM
        or (task.key == COURSES and task.state == SetUpState.TO_DO)
    ]


def _partners(views: Sequence[TermsView]) -> tuple[SetUpState, Text]:
    if len(views) < 2:
        return SetUpState.TO_DO, _l("An exchange needs a second partner. An administrator adds it.")
    return SetUpState.DONE, _l("%(number)d take part.", number=len(views))


def _dates(access: Access, views: Sequence[TermsView]) -> tuple[SetUpState, Text]:
    if problem := _problem(views, _DATES):
        return SetUpState.PROBLEM, problem
    own = [view.name for view in views if view.starts_on != access.starts_on]
    first = day_words(access.starts_on)
    if not own:
        return SetUpState.DONE, _l("All begin on %(day)s.", day=first)
    text = _l("The exchange begins on %(day)s; later: %(names)s.", day=first, names=_names(own))
    return SetUpState.DONE, text


def _registration(views: Sequence[TermsView]) -> tuple[SetUpState, Text]:
    if problem := _problem(views, _REGISTRATION):
        return SetUpState.PROBLEM, problem
    late = [view.name for view in views if view.registers_late]
    if late:
        text = _l("After the first day still: %(names)s. This is possible.", names=_names(late))
        return SetUpState.DONE, text
    if any(view.terms.registers_until for view in views):
        return SetUpState.DONE, _l("It closes before the exchange begins.")
    return SetUpState.OPTIONAL, _l("No partner says until when its students can come in.")


def _courses(
    access: Access, views: Sequence[TermsView], without: Sequence[str]
) -> tuple[SetUpState, Text]:
    if not without:
        return SetUpState.DONE, _l("Each partner has one.")
    if len(without) < len(views):
        text = _l(
            "None yet, so that people come by invitation only: %(names)s.", names=_names(without)
        )
        return SetUpState.OPTIONAL, text
    if access.state == ExchangeState.DRAFT:
        return SetUpState.TO_DO, _l("No course of any partner leads here yet.")
    return SetUpState.PROBLEM, _l("It is open, and no course of any partner leads here yet.")


def _credit(access: Access, views: Sequence[TermsView]) -> tuple[SetUpState, Text]:
    if problem := _problem(views, _CREDIT):
        return SetUpState.PROBLEM, problem
    giving = [view.name for view in views if view.terms.credit_amount is not None]
    if giving:
        return SetUpState.DONE, _l("Credit at home: %(names)s.", names=_names(giving))
    if access.ects:
        return SetUpState.TO_DO, _l("No partner says yet what credit it gives.")
    return SetUpState.OPTIONAL, _l("Nobody gives credit, as far as it is written here.")


def _state(access: Access) -> tuple[SetUpState, Text]:
    if access.state == ExchangeState.DRAFT:
        if has_begun(access.starts_on):
            day = day_words(access.starts_on)
            text = _l("It was to begin on %(day)s, and students cannot come in yet.", day=day)
            return SetUpState.PROBLEM, text
        return SetUpState.TO_DO, _l("It is a draft: students see nothing of it until you open it.")
    return SetUpState.DONE, STATE_WORDS[access.state]


def _problem(views: Iterable[TermsView], fields: Sequence[str]) -> Text | None:
    for view in views:
        for found in view.problems:
            if found.field.partition("-")[0] in fields:
                return f"{view.name}: {found.text}"
    return None


def _names(names: Sequence[str]) -> str:
    return format_list(names, locale=get_locale() or "en")
