"""Meetings and deadlines as events of a calendar, with their words in the language of the moment."""

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit
from uuid import NAMESPACE_URL, uuid5

from flask import current_app, url_for
from flask_babel import gettext

from vsm_platform.content.meetings.calendars import Due, Entry, calendar_text
from vsm_platform.content.meetings.models import Meeting
from vsm_platform.content.meetings.queries.deadlines import Deadline
from vsm_platform.web.languages import current_language


def entry_of(
    meeting: Meeting, exchange_title: str, leader: str = "", *, may_join: bool = True
) -> Entry:
    """A meeting as an event; its link only for those who take part."""
    title = meeting.title
    if meeting.cancelled_at:
        # Some calendars show a cancelled event like any other.
        title = gettext("Cancelled: %(title)s", title=title)
    shows_link = may_join and not meeting.cancelled_at
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=title,
        description=_description(meeting, exchange_title, leader, shows_link=shows_link),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        link=meeting.link if shows_link else "",
        page=url_for(
            "meetings.meeting",
            exchange_id=meeting.exchange_id,
            meeting_id=meeting.id,
            _external=True,
        ),
        is_cancelled=meeting.cancelled_at is not None,
        created_at=meeting.created_at,
        changed_at=meeting.changed_at,
    )


def _description(meeting: Meeting, exchange_title: str, leader: str, *, shows_link: bool) -> str:
    parts = [exchange_title, meeting.purpose]
    if leader:
        parts.append(gettext("Led by %(name)s", name=leader))
    if shows_link:
        parts += [
            gettext("Join: %(link)s", link=meeting.link) if meeting.link else "",
            gettext("Passcode: %(passcode)s", passcode=meeting.passcode)
            if meeting.passcode
            else "",
            gettext("By telephone: %(text)s", text=meeting.dial_in) if meeting.dial_in else "",
        ]
    parts.append(meeting.agenda)
    return "\n\n".join(part for part in parts if part)


def due_of(deadline: Deadline) -> Due:
    """A deadline as an event, the same one for as long as the thing stands at its address."""
    item = deadline.item
    page = urljoin(
        url_for("home.course", exchange_id=deadline.exchange_id, _external=True), item.path
    )
    return Due(
        uid=str(uuid5(NAMESPACE_URL, f"{page}#{item.kind}")),
        title=gettext("Due: %(title)s", title=item.title),
        description="\n\n".join(filter(None, (deadline.exchange_title, str(item.note)))),
        at=item.at,
        day=item.day,
        page=page,
    )


def calendar_of(
    meetings: Iterable[Meeting],
    name: str,
    titles: Mapping[int, str],
    leaders: Mapping[int, str],
    *,
    may_join: bool = True,
    deadlines: Iterable[Deadline] = (),
) -> bytes:
    """A calendar file.

    Args:
        meetings: what it holds, in order.
        name: what the calendar is called.
        titles: of the meetings' exchanges, by id.
        leaders: names of those who lead them, by person.
        may_join: whether the reader takes part in them.
        deadlines: what the reader has to do by when.
    """
    entries = [
        entry_of(
            one,
            titles.get(one.exchange_id, ""),
            leaders.get(one.leader_id or 0, ""),
            may_join=may_join,
        )
        for one in meetings
    ]
    dues = [due_of(one) for one in deadlines]
    return calendar_text(entries, name, _organizer(), current_language(), dues)


def _organizer() -> str:
    settings = current_app.config["SETTINGS"]
    host = urlsplit(settings.public_url).hostname or "localhost"
    return settings.mail_from or f"no-reply@{host}"
