"""What there is to set up and to decide: the steps that admissions add to the faculty's path."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from vsm_platform.admissions.criteria import Asked, grades_decide_alone
from vsm_platform.admissions.queries.applying import waiting_applications
from vsm_platform.admissions.queries.desks import (
    Desk,
    criteria_by_partner,
    desk_of,
    desks_of_exchange,
)
from vsm_platform.exchanges.api import Access, SetUpState, SetUpTask

ORDER = 32


def tasks(session: Session, access: Access) -> Iterator[SetUpTask]:
    """The steps of the viewer's own partner, or of all for administrators."""
    desks = [desk for desk in _desks(session, access) if desk.takes_applications]
    criteria = criteria_by_partner(session, [desk.partnership_id for desk in desks])
    waiting = waiting_applications(session, access.exchange_id) if desks else {}
    for desk in desks:
        yield _criteria_task(access, desk, criteria[desk.partnership_id])
        if number := waiting.get(desk.partnership_id, 0):
            yield _deciding_task(access, desk, number)


def _desks(session: Session, access: Access) -> Sequence[Desk]:
    if access.is_administrator:
        return desks_of_exchange(session, access.exchange_id)
    is_keeper = access.teaches and access.partnership_id is not None
    return [desk_of(session, access.partnership_id or 0)] if is_keeper else []


def _title(access: Access, desk: Desk, title: str) -> str:
    return f"{title} · {desk.institution}" if access.is_administrator else title


def _path(access: Access, desk: Desk, page: str = "") -> str:
    query = f"?partner={desk.partnership_id}" if access.is_administrator else ""
    return f"/exchanges/{desk.exchange_id}/applications{page}{query}"


def _criteria_task(access: Access, desk: Desk, criteria: Sequence[Asked]) -> SetUpTask:
    trouble = _contradiction(desk)
    if trouble:
        text, state = trouble, SetUpState.PROBLEM
    elif grades_decide_alone(criteria, has_interview=desk.admission.has_interview):
        text = gettext("Marks alone decide who may apply. That narrows who can take part.")
        state = SetUpState.PROBLEM
    elif not criteria:
        text = gettext("Your students apply, and nothing is asked of them yet.")
        state = SetUpState.TO_DO
    else:
        text = ngettext(
            "%(num)d thing is asked of applicants.",
            "%(num)d things are asked of applicants.",
            len(criteria),
        )
        state = SetUpState.DONE
    return SetUpTask(
        key=f"admissions-criteria-{desk.partnership_id}",
        title=_title(access, desk, gettext("Criteria for applications")),
        text=text,
        path=_path(access, desk, "/criteria"),
        state=state,
        order=ORDER,
    )


def _contradiction(desk: Desk) -> str | None:
    """What in the dates does not fit together, in a sentence."""
    first, last = desk.terms.registers_from, desk.terms.registers_until
    if last is None:
        return str(gettext("There is no last day to apply. Set one in the partner's terms."))
    if first and first > last:
        return str(gettext("Applications would end before they begin."))
    if last >= desk.starts_on:
        return str(
            gettext(
                "The last day to apply is not before your first day of the course, so nobody can be "
                "chosen in time."
            )
        )
    if desk.moves_until < last:
        return str(gettext("The waiting list would stop before the last day to apply."))
    return None


def _deciding_task(access: Access, desk: Desk, waiting: int) -> SetUpTask:
    return SetUpTask(
        key=f"admissions-waiting-{desk.partnership_id}",
        title=_title(access, desk, gettext("Decide about applications")),
        text=ngettext(
            "%(num)d application waits for you.", "%(num)d applications wait for you.", waiting
        ),
        path=_path(access, desk),
        state=SetUpState.TO_DO,
        order=ORDER + 1,
    )
