"""Teams are put right after people came or left; only the teams concerned change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.errors import NotFound
from vsm_platform.formation.actions.common import locked_formation, record
from vsm_platform.formation.errors import NothingToUndo, SituationChanged
from vsm_platform.formation.models import Repair
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.repairing import choices, damage_of, places_of
from vsm_platform.teams.api import CAME_OR_LEFT, TAKEN_BACK, do_place, do_tell_of


def do_repair(
    session: Session, exchange_id: int, formation_id: int, token: str, *, actor_id: int
) -> int:
    """Do what was chosen, and let everybody concerned be told; gives the repair's id.

    Raises:
        SituationChanged: people came or left since the ways were shown.
        NotFound: no teams were made of these wishes.
    """
    formation = locked_formation(session, exchange_id, formation_id)
    situation = Situation(session, formation)
    damage = damage_of(session, formation, situation.roster)
    if damage is None or formation.team_set_id is None:
        raise NotFound
    if not damage.is_any:
        raise SituationChanged
    chosen = next((one for one in choices(situation, damage) if one.token == token), None)
    if chosen is None:
        raise SituationChanged
    before, after = places_of(damage.teams, chosen.option.changes)
    do_place(session, exchange_id, formation.team_set_id, after, actor_id=actor_id)
    concerned = [damage.teams[number].id for number in chosen.option.concerned]
    why = dict.fromkeys(concerned, CAME_OR_LEFT)
    do_tell_of(session, exchange_id, formation.team_set_id, why)
    repair = Repair(
        formation_id=formation.id,
        before={str(key): team for key, team in before.items()},
        after={str(key): team for key, team in after.items()},
        gone=damage.gone,
        made_by_id=actor_id,
        made_at=clock.now(),
    )
    session.add(repair)
    session.flush()
    record(session, "repaired", formation, actor_id, name=formation.title, people=len(after))
    return repair.id


def do_undo_repair(
    session: Session, exchange_id: int, formation_id: int, repair_id: int, *, actor_id: int
) -> None:
    """Put everybody back who was moved; whoever came late is then in no team again.

    Raises:
        NothingToUndo: it is taken back already, or a later repair stands upon it.
    """
    formation = locked_formation(session, exchange_id, formation_id)
    query = select(Repair).where(Repair.formation_id == formation.id, Repair.undone_at.is_(None))
    latest = session.scalars(query.order_by(Repair.id.desc()).limit(1)).one_or_none()
    if latest is None or latest.id != repair_id or formation.team_set_id is None:
        raise NothingToUndo
    before = {int(key): team for key, team in latest.before.items()}
    do_place(session, exchange_id, formation.team_set_id, before, actor_id=actor_id)
    latest.undone_at = clock.now()
    places = {*latest.before.values(), *latest.after.values()} - {None}
    why = {team: TAKEN_BACK for team in places if team is not None}
    do_tell_of(session, exchange_id, formation.team_set_id, why)
    record(session, "repair_undone", formation, actor_id, name=formation.title)
