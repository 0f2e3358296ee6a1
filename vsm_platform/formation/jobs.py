"""Looks for the best teams, outside of any request: begun, watched and stopped in the database.

Whoever is killed is followed by somebody who begins anew and comes to the same teams, since the
seed is the same.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from vsm_platform.core import clock
from vsm_platform.core.courier import Handler, Outcome, delivered
from vsm_platform.core.logs import get_logger
from vsm_platform.core.outbox import Claimed, keep_lease
from vsm_platform.core.unit_of_work import Database
from vsm_platform.formation.engine import solve
from vsm_platform.formation.models import (
    SEARCH,
    Formation,
    Proposal,
    ProposalState,
)
from vsm_platform.formation.problems import Situation
from vsm_platform.formation.queries.roster import roster
from vsm_platform.formation.reports import report_on
from vsm_platform.formation.solver.problem import CannotSolve, Problem
from vsm_platform.formation.solver.problem import Proposal as Answer

SECONDS = 60.0
"""How long a search lasts at most; small classes need a second or two."""
BEAT_SECONDS = 0.5
"""How often it says how far it is, and asks whether to stop."""


def search(database: Database, claimed: Claimed) -> Outcome:
    """Look for teams (``formation.search``), and then work out why they are so."""
    proposal_id = int(claimed.payload["proposal"])
    with database.unit_of_work(writes=False) as session:
        found = session.get(Proposal, proposal_id)
        if found is None:
            return delivered()
        problem = _problem(session, found) if found.state == ProposalState.SEARCHING else None
    if problem is not None:
        trouble = _search(problem, _Watch(database, claimed, proposal_id))
        if trouble:
            return delivered(lambda session: _fail(session, proposal_id, trouble))
    report, version = _explain(database, proposal_id)
    return delivered(lambda session: _keep_report(session, proposal_id, report, version))


def _search(problem: Problem, watch: "_Watch") -> str:
    """Find teams and keep them; gives a code where there are none."""
    try:
        answer = solve(problem, seconds=SECONDS, progress=watch.progress, stop=watch.stop)
    except CannotSolve as trouble:
        return trouble.findings[0].kind.value if trouble.findings else "cannot_solve"
    except Exception as trouble:  # noqa: BLE001 (else the page would wait for a week)
        get_logger().error("formation_search_failed", exc_info=trouble)
        return f"unexpected_{type(trouble).__name__}"[:60]
    with watch.database.unit_of_work(writes=True) as session:
        keep_lease(session, watch.claimed)
        _finish(session, watch.proposal_id, answer)
    return ""


def _explain(database: Database, proposal_id: int) -> tuple[dict[str, Any], int]:
    """Why the teams are so, and at which version; nothing where that is known, or they are not."""
    with database.unit_of_work(writes=False) as session:
        found = session.get(Proposal, proposal_id)
        if found is None or found.state != ProposalState.DONE or found.report:
            return {}, 0
        version = found.version
        situation = Situation(session, session.get_one(Formation, found.formation_id))
        teams, finished = situation.present(found.teams), not found.was_stopped
        problem = situation.problem_of(teams)
    return report_on(problem, teams, finished=finished), version


def _problem(session: Session, proposal: Proposal) -> Problem:
    """The class as it is now; whoever is pinned, or in a locked team, stays there."""
    formation = session.get_one(Formation, proposal.formation_id)
    pins = {
        person: number
        for number, team in enumerate(proposal.teams)
        for person in team
        if person in proposal.pinned or number in proposal.locked
    }
    count = len(proposal.teams) if pins or proposal.locked else None
    situation = Situation(session, formation)
    return situation.problem(
        seed=proposal.seed, pins=pins, locked=proposal.locked, team_count=count
    )


@dataclass(slots=True)
class _Watch:
    """Tells the database how far the search is, and the search whether to stop."""

    database: Database
    claimed: Claimed
    proposal_id: int
    _last: float = field(default_factory=time.monotonic)
    _stopped: bool = False

    def progress(self, share: float, loss: float) -> None:
        if time.monotonic() - self._last < BEAT_SECONDS:
            return
        self._last = time.monotonic()
        with self.database.unit_of_work(writes=True) as session:
            keep_lease(session, self.claimed)
            found = session.get(Proposal, self.proposal_id)
            if found is None:
                self._stopped = True
                return
            found.share, found.loss = min(max(share, 0.0), 1.0), loss
            self._stopped = found.is_stopping

    def stop(self) -> bool:
        return self._stopped


def _finish(session: Session, proposal_id: int, answer: Answer) -> None:
    """Keep the teams; people came and left while they were looked for, so only who is here is in."""
    found = session.get(Proposal, proposal_id, with_for_update=True)
    if found is None:
        return
    here = roster(session, session.get_one(Formation, found.formation_id).exchange_id)
    found.state, found.share, found.loss = ProposalState.DONE, 1.0, answer.loss.total
    found.teams = [[key for key in team if key in here] for team in answer.teams]
    found.was_stopped = not answer.finished
    found.finished_at = clock.now()


def _keep_report(session: Session, proposal_id: int, report: dict[str, Any], version: int) -> None:
    found = session.get(Proposal, proposal_id, with_for_update=True)
    if found is not None and report and found.version == version:
        found.report = report


def _fail(session: Session, proposal_id: int, code: str) -> None:
    found = session.get(Proposal, proposal_id, with_for_update=True)
    if found is not None:
        found.state, found.error, found.finished_at = ProposalState.FAILED, code, clock.now()


HANDLERS: dict[str, Handler] = {SEARCH: search}
