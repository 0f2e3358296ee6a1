"""The letters of surveys, each in its reader's language and zone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, correspondents
from vsm_platform.exchanges.api import Exchange, partners_of
from vsm_platform.mail.api import Written, write
from vsm_platform.surveys.queries.people import Asked
from vsm_platform.surveys.queries.surveys import SurveyView, Windows
from vsm_platform.surveys.windows import Window
from vsm_platform.surveys.words import say_title
from vsm_platform.web.languages import match_language


@dataclass(slots=True)
class Letters:
    """Letters of one kind about one survey."""

    survey: SurveyView
    kind: str
    enrolment_ids: list[int] = field(default_factory=list)
    """Everybody who is told, also without an address: they are not looked for again."""
    addressed: list[tuple[int, str, Written]] = field(default_factory=list)
    """Enrolment, address and letter of each who has an address."""
    late: list[int] = field(default_factory=list)
    """Those for whom it ends so soon that a reminder would come with the invitation."""
    is_cut: bool = False
    """There are more than go at once."""

    @property
    def written(self) -> bool:
        return bool(self.enrolment_ids)


def write_letters(
    session: Session,
    survey: SurveyView,
    windows: Windows,
    kind: str,
    people: Sequence[Asked],
    *,
    is_cut: bool = False,
) -> Letters:
    """Draw the letters to these people."""
    letters = Letters(survey, kind, [one.enrolment_id for one in people], is_cut=is_cut)
    if not people:
        return letters
    exchange = session.get_one(Exchange, survey.exchange_id)
    zones = {one.partnership_id: one.timezone for one in partners_of(session, survey.exchange_id)}
    readers = correspondents(session, [one.person_id for one in people])
    for one in people:
        reader = readers[one.person_id]
        if reader.address:
            window, zone = windows[one.partnership_id], zones[one.partnership_id]
            letter = _letter(survey, kind, exchange, reader, window, reader.timezone or zone)
            letters.addressed.append((one.enrolment_id, reader.address, letter))
    return letters


def _letter(
    survey: SurveyView,
    kind: str,
    exchange: Exchange,
    reader: Correspondent,
    window: Window,
    zone: str,
) -> Written:
    language = match_language(reader.language) or "en"
    return write(
        f"survey_{kind}",
        language,
        name=reader.name,
        title=say_title(survey.title, survey.label, language),
        exchange=exchange.title,
        anonymity=survey.anonymity.value,
        closes_at=window.closes_at,
        zone=zone,
        address=url_for(
            "surveys.survey",
            exchange_id=survey.exchange_id,
            survey_id=survey.id,
            _external=True,
        ),
    )
