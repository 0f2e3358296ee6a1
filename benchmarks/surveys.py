"""A class answers at once, through HTTP; and the results page of a survey with 3,430 answers.

Each of sixteen browsers opens the three questions of a pulse, which gives it the form's token, and
sends them, one person after the other. The results are those of the longest questionnaire, closed
and with all its groups; the slowest of its views counts. How long the figures took to be made, in
the background, is ``figures_seconds``.
"""

import threading
import time
from datetime import timedelta
from random import Random

import httpx
from sqlalchemy import func, select

from benchmarks.house import report
from benchmarks.talk import COOKIE, Talk, talk
from tests.people import counted_queries
from vsm_platform.core import clock
from vsm_platform.demo.product import product_server, wait_until_ready
from vsm_platform.exchanges.api import Role, do_enrol, partners_of
from vsm_platform.surveys.actions.releasing import do_keep_release, prepare_release
from vsm_platform.surveys.api import (
    Anonymity,
    SurveyFacts,
    do_add_instrument,
    do_add_survey,
    do_publish_survey,
)
from vsm_platform.surveys.instruments import shelf
from vsm_platform.surveys.instruments.document import Document, Kind, Question
from vsm_platform.surveys.models import Survey, SurveyParticipation, SurveyResponse

PEOPLE, BROWSERS, ANSWERS = 320, 16, 3_430


def ask(work: Talk, name: str) -> int:
    """A survey that is open."""
    today = clock.now().date()
    days = {"opens_on": today - timedelta(days=2), "closes_on": today + timedelta(days=6)}
    with work.app.app_context(), work.database.unit_of_work(writes=True) as session:
        made = do_add_instrument(session, work.exchange_id, shelf.ready(name), actor_id=None)
        facts = SurveyFacts(made, Anonymity.CONFIDENTIAL, **days)
        survey_id = do_add_survey(session, work.exchange_id, facts, actor_id=None)
        do_publish_survey(session, work.exchange_id, survey_id, is_published=True, actor_id=None)
    return survey_id


class Browser(threading.Thread):
    """Answers for some of the people, one after the other."""

    def __init__(self, work: Talk, address: str, people: range, start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._work, self._address, self._people, self._start = work, address, people, start
        self.errors = 0

    def run(self) -> None:
        self._start.wait(60)
        for person in self._people:
            cookie = f"{COOKIE}={self._work.cookie(person)}"
            with httpx.Client(timeout=60, trust_env=False, headers={"Cookie": cookie}) as client:
                page = client.get(self._address)
                token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
                own = page.headers.get("set-cookie", "").partition(";")[0]
                client.headers["Cookie"] = own or cookie
                fields = {"csrf_token": token, "q.going": "4", "q.workload": "3", "go": "next"}
                sent = client.post(self._address, data=fields)
                self.errors += sent.status_code != 303


def answering(work: Talk, survey_id: int) -> dict[str, object]:
    """How many answers come in, each with the page on which it is given."""
    path = f"/exchanges/{work.exchange_id}/surveys/{survey_id}/answer/week"
    address = f"{work.house.product_url}{path}"
    with product_server(work.house) as process:
        wait_until_ready(process, work.house)
        start = threading.Barrier(BROWSERS + 1)
        browsers = [
            Browser(work, address, range(number, PEOPLE, BROWSERS), start)
            for number in range(BROWSERS)
        ]
        for one in browsers:
            one.start()
        httpx.get(address, headers={"Cookie": f"{COOKIE}={work.cookie()}"}, trust_env=False)
        start.wait(60)
        began = time.monotonic()
        for one in browsers:
            one.join()
        took = time.monotonic() - began
    with work.database.unit_of_work(writes=False) as session:
        query = select(func.count()).where(SurveyParticipation.survey_id == survey_id)
        there = session.scalar(query) or 0
    errors = sum(one.errors for one in browsers)
    return {"answers_per_second": round(there / took, 1), "lost": PEOPLE - there, "errors": errors}


def _said(question: Question, chance: Random) -> object:
    """What one of 3,430 says to a question."""
    if question.kind in {Kind.SCALE, Kind.MATRIX}:
        return chance.randint(1, len(question.labels))
    if question.kind == Kind.SINGLE:
        return chance.choice(question.option_keys)
    if question.kind in {Kind.MULTIPLE, Kind.RANKING}:
        return chance.sample(question.option_keys, min(question.top or 2, 3))
    return "We need more time to talk." if question.kind == Kind.LONG else None


def _answers(document: Document, chance: Random) -> dict[str, object]:
    said = {
        column: _said(question, chance)
        for question in document.questions()
        for column in question.columns
        if not column.endswith(".other") and chance.random() < 0.95
    }
    return {column: value for column, value in said.items() if value is not None}


def fill(work: Talk, survey_id: int) -> float:
    """Put the answers there and make the figures; gives how long that took."""
    document, chance = shelf.ready("student_experience"), Random(7)
    with work.app.app_context(), work.database.unit_of_work(writes=True) as session:
        survey = session.get_one(Survey, survey_id)
        partners = [one.partnership_id for one in partners_of(session, work.exchange_id)]
        session.add_all(
            SurveyResponse(
                survey_id=survey_id,
                version_id=survey.version_id,
                partnership_id=chance.choice(partners),
                answers=_answers(document, chance),
            )
            for _ in range(ANSWERS)
        )
        survey.settled_at = clock.now()
    with work.app.app_context(), work.database.unit_of_work(writes=False) as session:
        began = time.monotonic()
        made = prepare_release(session, survey_id)
        took = time.monotonic() - began
    with work.app.app_context(), work.database.unit_of_work(writes=True) as session:
        assert made is not None
        assert do_keep_release(session, survey_id, made)
    return took


def reading(work: Talk, survey_id: int) -> dict[str, object]:
    """The slowest view of the results page, and the statements it needs."""
    partner = _teaches(work)
    browser = work.app.test_client()
    browser.environ_base["wsgi.url_scheme"] = "https"
    browser.environ_base["HTTP_HOST"] = work.house.settings.public_url.partition("//")[2]
    path = f"/exchanges/{work.exchange_id}/surveys/{survey_id}/results"
    seconds, queries = [], []
    for view in ("", "", "?by=partner", "?by=work", "?by=partner&group=0"):
        with counted_queries(work.database) as statements:
            began = time.monotonic()
            answer = browser.get(f"{path}{view}", headers=work.headers(0))
            seconds.append(time.monotonic() - began)
        assert answer.status_code == 200, (partner, answer.text[:400])
        assert f"{ANSWERS:,}".replace(",", "") in answer.text
        queries.append(len(statements))
    # The first view makes the templates ready, once for a process.
    return {"results_seconds": round(max(seconds[1:]), 3), "results_queries": max(queries)}


def _teaches(work: Talk) -> int:
    """Let the first of the people teach."""
    with work.app.app_context(), work.database.unit_of_work(writes=True) as session:
        partner = partners_of(session, work.exchange_id)[0].partnership_id
        do_enrol(
            session,
            partnership_id=partner,
            person_id=work.people[0][0],
            role=Role.FACILITATOR,
            is_admitted=True,
        )
    return partner


def main() -> None:
    """Measure and report."""
    with talk(PEOPLE) as work:
        result = answering(work, ask(work, "pulse"))
        survey_id = ask(work, "student_experience")
        result["figures_seconds"] = round(fill(work, survey_id), 1)
        report(result | reading(work, survey_id))


if __name__ == "__main__":
    main()
