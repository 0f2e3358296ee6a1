"""The set-up path of an exchange: what its rooms say, and what faculty have set aside."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from vsm_platform.exchanges.api import Access, SetUpState, SetUpTask, set_up_tasks
from vsm_platform.faculty.models import SetAside


@dataclass(frozen=True, slots=True)
class Path:
    """The steps in their order, those apart that this exchange does not need."""

    tasks: list[SetUpTask]
    set_aside: list[SetUpTask]

    @property
    def needed(self) -> int:
        """How many steps count."""
        return sum(task.state != SetUpState.OPTIONAL for task in self.tasks)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(task.state == SetUpState.DONE for task in self.tasks)

    @property
    def next(self) -> SetUpTask | None:
        """Where to go on: what is wrong before what is still to do."""
        for state in (SetUpState.PROBLEM, SetUpState.TO_DO):
            for task in self.tasks:
                if task.state == state:
                    return task
        return None


def set_up_path(session: Session, access: Access) -> Path:
    """All steps of an exchange."""
    query = select(SetAside.key).where(SetAside.exchange_id == access.exchange_id)
    aside = set(session.scalars(query))
    tasks = set_up_tasks(session, access)
    return Path(
        tasks=[task for task in tasks if task.key not in aside],
        set_aside=[task for task in tasks if task.key in aside],
    )
