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
_DATES, _REGISTRATION, _CREDIT = (
    ("starts_on", "ends_on", "breaks"),
    ("registers_from", "registers_until"),
    ("credit_scheme", "credit_amount"),
)


def agreement_tasks(session: Session, access: Access) -> Iterable[SetUpTask]:
    """Partners, dates, registration, credit and state, each with what is wrong; two selects."""
    views = [view for view in terms_of(session, access.exchange_id) if not view.has_left]
    present = {view.partnership_id for view in views}
    links = linked_courses(session, access.exchange_id)
    is_linked = any(link.partnership_id in present for link in links)
    base = f"/exchanges/{access.exchange_id}"
    steps = (
        ("partners", _l("Partners"), "/partners", 10, _partners(views)),
        ("dates", _l("Dates of each partner"), "/partners", 20, _dates(access, views)),
        ("registration", _l("Registration"), "/partners", 25, _registration(views)),
        ("credit", _l("Credit"), "/partners", 70, _credit(access, views)),
        ("state", _l("Open the exchange"), "/life", 100, _state(access, is_linked=is_linked)),
    )
    return [
        SetUpTask(key, title, text, base + path, state, order)
        for key, title, path, order, (state, text) in steps
    ]


def what_to_mend(session: Session, access: Access) -> list[SetUpTask]:
    """What any room finds wrong, for the question before an exchange is opened."""
    tasks = set_up_tasks(session, access)
    return [task for task in tasks if task.state == SetUpState.PROBLEM]


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


def _credit(access: Access, views: Sequence[TermsView]) -> tuple[SetUpState, Text]:
    if problem := _problem(views, _CREDIT):
        return SetUpState.PROBLEM, problem
    giving = [view.name for view in views if view.terms.credit_amount is not None]
    if giving:
        return SetUpState.DONE, _l("Credit at home: %(names)s.", names=_names(giving))
    if access.ects:
        return SetUpState.TO_DO, _l("No partner says yet what credit it gives.")
    return SetUpState.OPTIONAL, _l("Nobody gives credit, as far as it is written here.")


def _state(access: Access, *, is_linked: bool) -> tuple[SetUpState, Text]:
    if access.state == ExchangeState.DRAFT:
        if has_begun(access.starts_on):
            day = day_words(access.starts_on)
            text = _l("It was to begin on %(day)s, and students cannot come in yet.", day=day)
            return SetUpState.PROBLEM, text
        return SetUpState.TO_DO, _l("It is a draft: students see nothing of it until you open it.")
    is_open = access.state in {ExchangeState.OPEN, ExchangeState.RUNNING}
    if is_open and not is_linked:
        text = _l("It is open, and no course of any partner leads here yet.")
        return SetUpState.PROBLEM, text
    return SetUpState.DONE, STATE_WORDS[access.state]


def _problem(views: Iterable[TermsView], fields: Sequence[str]) -> Text | None:
    for view in views:
        for found in view.problems:
            if found.field.partition("-")[0] in fields:
                return f"{view.name}: {found.text}"
    return None


def _names(names: Sequence[str]) -> str:
    return format_list(names, locale=get_locale() or "en")
