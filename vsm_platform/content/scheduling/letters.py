"""Letters to a team that is asked when it shall meet: each in its reader's language and zone."""

from flask import url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session

from vsm_platform.accounts.api import Correspondent, correspondents
from vsm_platform.content.scheduling.models import MeetingPoll
from vsm_platform.content.scheduling.queries.polls import answers_of, question_of
from vsm_platform.content.scheduling.slots import Term
from vsm_platform.exchanges.api import Exchange
from vsm_platform.mail.api import Written, write
from vsm_platform.teams.api import TeamView, members_of, team_view
from vsm_platform.web.languages import match_language


def vote_letters(session: Session, poll: MeetingPoll) -> list[tuple[str, Written]]:
    """Addresses and letters: of the members who are here, have an address and have not voted.

    Whoever began the vote knows of it.
    """
    team = team_view(session, poll.exchange_id, poll.team_id)
    if team is None or not team.is_published or poll.closed_at is not None:
        return []
    voted = answers_of(session, poll.id)
    people = [
        one.person_id
        for one in members_of(session, [team.id])[team.id]
        if one.is_here and one.enrolment_id not in voted and one.person_id != poll.started_by_id
    ]
    exchange = session.get_one(Exchange, poll.exchange_id)
    return [
        (reader.address, _letter(poll, team, exchange, reader))
        for reader in correspondents(session, people).values()
        if reader.address
    ]


def _letter(
    poll: MeetingPoll, team: TeamView, exchange: Exchange, reader: Correspondent
) -> Written:
    language = match_language(reader.language) or "en"
    question = question_of(poll)
    term = Term(question.zone, question.minutes, question.weeks, ())
    firsts = [term.wall(0, slot).instants() for slot in poll.slots]
    with force_locale(language.replace("-", "_")):
        # A team without a name is called by its number, in the reader's language.
        title = team.title
    return write(
        "vote_begun",
        language,
        name=reader.name,
        title=poll.title,
        team=title,
        exchange=exchange.title,
        times=sorted(instants[0] for instants in firsts if instants),
        every_weeks=poll.every_weeks if len(question.weeks) > 1 else 0,
        closes_at=poll.closes_at,
        zone=reader.timezone,
        address=url_for(
            "scheduling.vote", exchange_id=poll.exchange_id, poll_id=poll.id, _external=True
        ),
    )
