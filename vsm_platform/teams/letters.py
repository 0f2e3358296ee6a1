"""Who is to be told of their team, and what the letter says: one each, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent
from vsm_platform.exchanges.api import Enrolment, EnrolmentState, Exchange
from vsm_platform.mail.api import Written, write
from vsm_platform.teams.models import TeamLetter, TeamSet
from vsm_platform.teams.queries.teams import Member, TeamView, members_of, teams_of_set
from vsm_platform.web.languages import match_language

CAME_OR_LEFT = "@came-or-left"
TAKEN_BACK = "@taken-back"
REASONS: Mapping[str, LazyString] = {
    CAME_OR_LEFT: _l(
        "Somebody came to the course late, or left it. Your teachers moved as few people as "
        "possible so that everybody has a team again. It has nothing to do with your work."
    ),
    TAKEN_BACK: _l("Your teachers took the latest change of the teams back."),
}
"""Reasons that the product gives by itself: said in each reader's language."""


def reason_in_words(why: str) -> str:
    """A reason as it is read; what people wrote stays as they wrote it."""
    return str(REASONS.get(why, why))


@dataclass(frozen=True, slots=True)
class News:
    """What one person is to be told."""

    enrolment_id: int
    person_id: int
    team: TeamView | None
    """None for whoever is in no team of the set any more."""
    members: tuple[Member, ...]
    is_first: bool
    """Whether they were told nothing of this set before."""
    came: int = 0
    """How many team mates are new to them."""
    went: int = 0
    """How many are in it no longer."""

    @property
    def signature(self) -> list[int]:
        return [one.enrolment_id for one in self.members]


def news_of(session: Session, team_set: TeamSet) -> list[News]:
    """Everybody who takes part and whose team is not as they know it, in five statements."""
    query = select(TeamLetter).where(TeamLetter.team_set_id == team_set.id)
    told = {one.enrolment_id: one for one in session.scalars(query)}
    teams = teams_of_set(session, team_set.id)
    inside = members_of(session, [team.id for team in teams])
    found = []
    placed: set[int] = set()
    for team in teams:
        present = tuple(one for one in inside[team.id] if not one.has_left)
        placed |= {one.enrolment_id for one in present}
        for one in present:
            known = told.get(one.enrolment_id)
            news = _news(one, team, present, known)
            if one.is_here and not _is_known(news, known):
                found.append(news)
    return found + _without_team(session, told, placed)


def _news(
    one: Member, team: TeamView, present: tuple[Member, ...], known: TeamLetter | None
) -> News:
    here = {mate.enrolment_id for mate in present} - {one.enrolment_id}
    before = set(known.members) - {one.enrolment_id} if known and known.team_id == team.id else None
    came, went = (len(here - before), len(before - here)) if before is not None else (0, 0)
    return News(one.enrolment_id, one.person_id, team, present, known is None, came, went)


def _is_known(news: News, known: TeamLetter | None) -> bool:
    team_id = news.team.id if news.team else None
    return known is not None and (known.team_id, known.members) == (team_id, news.signature)


def _without_team(session: Session, told: Mapping[int, TeamLetter], placed: set[int]) -> list[News]:
    gone = [key for key, one in told.items() if key not in placed and one.team_id is not None]
    query = select(Enrolment.id, Enrolment.person_id).where(
        Enrolment.id.in_(gone), Enrolment.state == EnrolmentState.ENROLLED
    )
    return [News(key, person, None, (), is_first=False) for key, person in session.execute(query)]


def letter_of(
    news: News, exchange: Exchange, team_set: TeamSet, reader: Correspondent, why: str
) -> Written:
    """The letter to one person."""
    language = match_language(reader.language) or "en"
    with force_locale(language.replace("-", "_")):
        # A team without a name is called by its number, in the reader's language.
        title = news.team.title if news.team else ""
        why = reason_in_words(why)
        names = [
            f"{one.display_name} ({one.institution})"
            for one in news.members
            if one.person_id != news.person_id
        ]
    return write(
        "team_news",
        language,
        name=reader.name,
        exchange=exchange.title,
        set_title=team_set.title,
        team=title,
        about=news.team.about if news.team else "",
        mates=names,
        is_first=news.is_first,
        why=why,
        address=_address(exchange.id, news.team),
    )


def _address(exchange_id: int, team: TeamView | None) -> str:
    if team is None:
        return url_for("teams.overview", exchange_id=exchange_id, _external=True)
    return url_for("teams.team", exchange_id=exchange_id, team_id=team.id, _external=True)


def reasons_for(payload: Mapping[str, Mapping[str, str]], news: Sequence[News]) -> dict[int, str]:
    """By person, the reason that was given for the change of their team."""
    why = payload.get("why") or {}
    return {one.enrolment_id: why.get(str(one.team.id), "") if one.team else "" for one in news}
