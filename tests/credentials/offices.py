"""Two universities that both sign, their offices, and an exchange whose terms differ."""

from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.credentials.conftest import Stage
from tests.people import Somebody
from vsm_platform.credentials.actions.issuers import Owner
from vsm_platform.credentials.recognition.models import Recognition, RecognitionRevision
from vsm_platform.exchanges.api import Enrolment, Partnership
from vsm_platform.grading.api import Mark, do_ensure_measure, do_give_score


@dataclass
class Offices:
    """The stage with the offices of Apia, which signs the course, and of Hilo."""

    stage: Stage
    apia: Somebody
    hilo: Somebody

    def decisions(self) -> list[tuple[Recognition, RecognitionRevision]]:
        """Everything that was decided, with each signed form."""
        with self.stage.database.unit_of_work(writes=False) as session:
            query = select(Recognition, RecognitionRevision).join(
                RecognitionRevision, RecognitionRevision.recognition_id == Recognition.id
            )
            rows = session.execute(query.order_by(RecognitionRevision.id)).all()
            session.expunge_all()
            return [(one, revision) for one, revision in rows]


def set_terms(stage: Stage, university_id: int, **columns: object) -> None:
    """What a partner agreed to."""
    with stage.world.work() as session:
        query = select(Partnership).where(
            Partnership.exchange_id == stage.exchange_id,
            Partnership.institution_id == university_id,
        )
        found = session.scalars(query).one()
        for name, value in columns.items():
            setattr(found, name, value)


def open_offices(stage: Stage) -> Offices:
    """Both sign, and Hilo counts in US credit hours."""
    stage.add_issuer(Owner(institution_id=stage.hilo.id))
    set_terms(
        stage,
        stage.hilo.id,
        credit_scheme="US credit hours",
        credit_amount=3.0,
        grade_scale="US letters",
    )
    world = stage.world
    return Offices(
        stage, world.office(stage.apia, "Ana Apia"), world.office(stage.hilo, "Hana Hilo")
    )


def give_grade(stage: Stage, **grades: float) -> int:
    """A score in the exchange that stands in the credentials; gives the measure."""
    with stage.world.work() as session:
        measure = do_ensure_measure(session, stage.exchange_id, "mark:1", title="Film", maximum=100)
        for name, value in grades.items():
            person = next(one for key, one in stage.students.items() if key.startswith(name))
            query = select(Enrolment.id).where(
                Enrolment.exchange_id == stage.exchange_id, Enrolment.person_id == person.id
            )
            do_give_score(session, measure.id, Mark(session.scalars(query).one(), value))
        return measure.id


def decide(browser: FlaskClient, credential_id: int, **fields: str) -> object:
    """As the office does on the page."""
    page = {
        "answer": "yes", "credits": "3", "scheme": "US credit hours", "grade": "", "reason": "",
        "why": "", "seen": "0",
    } | fields  # fmt: skip
    return browser.post(f"/office/recognition/{credential_id}", data=page)
