"""Criteria: who may write them, what they refuse, and whom a rule excludes."""

from datetime import date

import pytest

from tests.admissions.conftest import GOOD_TEXT, Admissions, fill, text_of
from tests.forms import errors_of, soup_of
from tests.people import counted_queries
from vsm_platform.admissions.models import Criterion
from vsm_platform.core.permissions import Viewer
from vsm_platform.exchanges.api import Participation, SetUpState, access_exchange, set_up_tasks


def some_who_applied(admissions: Admissions, english: int, year: int) -> None:
    for number, (level, at) in enumerate((("B1", "1"), ("B1", "3"), ("B2", "1"), ("C1", "3"))):
        admissions.applied(
            f"Applicant {number}",
            {english: {"level": level}, year: {"study": "bachelor", "year": at}},
        )


def test_before_a_rule_is_on_faculty_see_whom_it_would_exclude(admissions: Admissions) -> None:
    english = admissions.english("B2", is_rule=False)
    year = admissions.criterion("year")
    some_who_applied(admissions, english, year)
    page = admissions.path(f"/applications/criteria/{english}")
    asked = fill(admissions.faculty.browser, page, is_rule="yes")
    words = text_of(asked)
    assert "It would exclude 2 of the 4 who have answered so far (50%)." in words
    assert "English B1 2 2" in words
    assert "year 1 2 1" in words
    with admissions.world.work() as session:
        assert not session.get_one(Criterion, english).is_rule, "it is not on yet"

    form = soup_of(asked).select("main form[method=post]")[-1]
    data = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    assert admissions.faculty.browser.post(str(form["action"]), data=data).status_code == 303
    listed = admissions.page(admissions.faculty, "/applications")
    assert listed.count("Does not meet: English") == 2
    assert "To decide 4" in listed, "nobody who has applied is refused by a new rule"


def test_afterwards_whom_a_rule_has_excluded_is_counted_and_listed(admissions: Admissions) -> None:
    english = admissions.english("B2")
    for name, level in (("Lea Low", "A2"), ("Lou Low", "B1"), ("Gus Good", "B2")):
        admissions.answer(admissions.launched(name), english, level=level)
    page = admissions.page(admissions.faculty, "/applications/excluded")
    assert "2 people excluded" in page
    assert "Lea Low English A2" in page
    assert "Gus Good" not in page
    administrator = admissions.world.administrator()
    overview = admissions.page(administrator, "/applications/excluded")
    assert "Began an application: 3 · excluded by a rule: 2" in overview


def test_a_slip_can_be_corrected_until_the_deadline_and_then_counts_no_more(
    admissions: Admissions,
) -> None:
    english = admissions.english("B2")
    lea = admissions.launched("Lea")
    admissions.answer(lea, english, level="A1")
    admissions.answer(lea, english, level="C1")
    assert "0 people excluded" in admissions.page(admissions.faculty, "/applications/excluded")
    assert "Check and send" in admissions.page(lea)


def test_words_are_kept_even_where_they_are_too_short_to_send(admissions: Admissions) -> None:
    why = admissions.criterion("motivation", minimum="200", maximum="300")
    lea = admissions.launched("Lea")
    short = admissions.answer(lea, why, text="Too short.")
    assert "Write at least 200." in errors_of(short)["text"]
    assert "Begun" in admissions.page(lea)
    again = lea.browser.get(admissions.path(f"/apply/{why}"))
    assert "Too short." in again.get_data(as_text=True)
    assert "Shorten it to 300." in text_of(admissions.answer(lea, why, text="x" * 301))
    assert admissions.send(lea).status_code == 409

    admissions.answer(lea, why, text=GOOD_TEXT[:250])
    admissions.send(lea)
    admissions.answer(lea, why, text="Ruined")
    assert "Ruined" not in admissions.page(lea), "what was sent stays fit to be read"


def test_an_answer_that_was_not_offered_is_refused(admissions: Admissions) -> None:
    english = admissions.english("B2")
    choice = admissions.criterion(
        "choice", prompt="When are you free?", options="Mornings\nEvenings", unfit="", is_rule="no"
    )
    lea = admissions.launched("Lea")
    for criterion_id, fields in (
        (english, {"level": "D9"}),
        (choice, {"choice": "Never<script>"}),
        (english, {}),
    ):
        answer = lea.browser.post(admissions.path(f"/apply/{criterion_id}"), data=fields)
        assert answer.status_code == 200
        assert errors_of(answer)
    assert lea.browser.post(admissions.path("/apply/4711"), data={}).status_code == 404


def test_a_choice_can_rule_out(admissions: Admissions) -> None:
    choice = admissions.criterion(
        "choice", prompt="Can you meet on Fridays?", options="Yes\nNo", unfit="No", is_rule="yes"
    )
    lea = admissions.launched("Lea")
    refused = text_of(admissions.answer(lea, choice, choice="No"))
    assert "“Can you meet on Fridays?”: with “No” you cannot take part" in refused


def test_a_certificate_is_asked_for_by_name(admissions: Admissions) -> None:
    german = admissions.criterion(
        "language", language="German", level="B1", needs_proof="y", is_rule="yes"
    )
    lea = admissions.launched("Lea")
    without = admissions.answer(lea, german, level="B2", proof="")
    assert "Name your certificate" in errors_of(without)["proof"]
    admissions.answer(lea, german, level="B2", proof="Goethe B2, 2026")
    admissions.send(lea)
    file = admissions.page(admissions.faculty, f"/applications/{admissions.key(lea)}")
    assert "(Goethe B2, 2026)" in file
    assert "Not confirmed yet" in file


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("language", {"language": "Klingonish"}, "language"),
        ("language", {"language": ""}, "language"),
        ("year", {"from_year": "0"}, "from_year"),
        ("year", {"from_year": "many"}, "from_year"),
        ("choice", {"prompt": "What?", "options": "One"}, "options"),
        ("choice", {"prompt": "What?", "options": "One\nTwo", "unfit": "Three"}, "unfit"),
        ("choice", {"prompt": "What?", "options": "One\nTwo", "unfit": "One\nTwo"}, "unfit"),
        ("choice", {"prompt": "What?", "options": "A\nB", "is_rule": "yes"}, "is_rule"),
        ("motivation", {"minimum": "500", "maximum": "400"}, "maximum"),
        ("question", {"prompt": ""}, "prompt"),
        ("standing", {"prompt": "x" * 501}, "prompt"),
    ],
)
def test_a_criterion_that_makes_no_sense_is_said_at_its_field(
    admissions: Admissions, kind: str, fields: dict[str, str], field: str
) -> None:
    page = admissions.path(f"/applications/criteria/new/{kind}")
    answer = fill(admissions.faculty.browser, page, **fields)
    assert answer.status_code == 200
    assert field in errors_of(answer)


def test_two_who_edit_one_criterion_lose_nothing(admissions: Admissions) -> None:
    english = admissions.english("B2")
    page = admissions.path(f"/applications/criteria/{english}")
    fill(admissions.faculty.browser, page, level="C1")
    stale = admissions.faculty.browser.post(
        page, data={"version": "0", "language": "English", "level": "A1", "is_rule": "no"}
    )
    assert "Somebody else has changed this meanwhile." in text_of(stale)
    with admissions.world.work() as session:
        assert session.get_one(Criterion, english).settings["level"] == "C1"
    settings = admissions.path("/applications/criteria")
    admissions.settings(introduction="First")
    stale = admissions.faculty.browser.post(
        settings,
        data={"version": "0", "introduction": "Second", "answer_days": "7", "keeps_days": "90"},
    )
    assert "Somebody else has changed this meanwhile." in text_of(stale)
    assert "Second" in stale.get_data(as_text=True), "and what was typed is still there"


def test_what_is_removed_is_asked_no_longer(admissions: Admissions) -> None:
    english = admissions.english("B2")
    lea = admissions.launched("Lea")
    admissions.answer(lea, english, level="A1")
    page = admissions.path(f"/applications/criteria/{english}/remove")
    assert "Whom the rule has excluded stays counted." in text_of(
        admissions.faculty.browser.get(page)
    )
    admissions.faculty.browser.post(page, data={})
    assert "No rule any more" in admissions.page(admissions.faculty, "/applications/excluded")
    assert lea.browser.get(admissions.path(f"/apply/{english}")).status_code == 404
    assert "It does not fit: English." in admissions.page(lea)


def tasks(admissions: Admissions) -> dict[str, tuple[str, SetUpState]]:
    viewer = Viewer(0, admissions.faculty.id, "", None, "", None, "UTC", "", "", False, False, True)
    with admissions.world.app.test_request_context(), admissions.world.work() as session:
        access = access_exchange(session, viewer, admissions.exchange_id)
        return {
            task.key.rsplit("-", 1)[0]: (str(task.text), task.state)
            for task in set_up_tasks(session, access)
            if task.key.startswith("admissions")
        }


def test_the_set_up_path_says_what_is_missing_and_what_contradicts(admissions: Admissions) -> None:
    assert tasks(admissions)["admissions-criteria"][1] == SetUpState.TO_DO
    admissions.english()
    text, state = tasks(admissions)["admissions-criteria"]
    assert (text, state) == ("1 thing is asked of applicants.", SetUpState.DONE)
    for columns, words in (
        ({"registers_until": None}, "no last day"),
        ({"registers_until": date(2027, 3, 1)}, "not before your first day"),
        (
            {"registers_until": date(2027, 1, 1), "registers_from": date(2027, 1, 2)},
            "end before they begin",
        ),
    ):
        admissions.terms(**columns)
        text, state = tasks(admissions)["admissions-criteria"]
        assert words in text
        assert state == SetUpState.PROBLEM
    admissions.terms(participation=Participation.OPEN)
    assert tasks(admissions) == {}


def test_applications_that_wait_are_a_task(admissions: Admissions) -> None:
    admissions.applied("Ana")
    admissions.applied("Ben")
    waiting = tasks(admissions)["admissions-waiting"]
    assert waiting == ("2 applications wait for you.", SetUpState.TO_DO)


def test_the_lists_cost_the_same_whoever_stands_in_them(admissions: Admissions) -> None:
    english = admissions.english("B1")

    def cost() -> list[int]:
        found = []
        for page in ("/applications", "/applications/excluded"):
            with counted_queries(admissions.world.database) as statements:
                admissions.page(admissions.faculty, page)
            found.append(len(statements))
        return found

    admissions.applied("First", {english: {"level": "B1"}})
    few = cost()
    for number in range(6):
        admissions.applied(f"More {number}", {english: {"level": "B1"}})
        admissions.answer(admissions.launched(f"Out {number}"), english, level="A1")
    assert cost() == few
    assert max(few) <= 12
