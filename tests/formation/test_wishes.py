"""Faculty say what matters, and hear at once what cannot be."""

from datetime import date

import pytest

from tests.formation.conftest import Forming, words
from tests.forms import errors_of, submit
from vsm_platform.exchanges.api import NextSeason, do_run_again
from vsm_platform.formation.models import Formation


def page_of(forming: Forming, formation_id: int) -> str:
    answer = forming.browser.get(f"{forming.pages}/{formation_id}")
    assert answer.status_code == 200
    return words(answer.text)


def kept(forming: Forming, formation_id: int) -> Formation:
    with forming.world.work() as session:
        found = session.get_one(Formation, formation_id)
        session.expunge(found)
        return found


def test_mixed_teams_that_can_meet_are_one_click(forming: Forming) -> None:
    formation_id = forming.begin()
    page = page_of(forming, formation_id)
    assert "what you wish" in page
    assert "12 students can be in a team" in page
    assert "Propose teams" in page
    found = kept(forming, formation_id)
    assert (found.least, found.most, found.institution_mix) == (6, 7, "high")
    assert found.common_hours == 5


def test_the_teams_page_leads_there(forming: Forming) -> None:
    page = forming.browser.get(f"/exchanges/{forming.exchange_id}/teams").text
    assert f'href="{forming.pages}"' in page
    set_up = forming.browser.get(f"/exchanges/{forming.exchange_id}/set-up", follow_redirects=True)
    assert "Let teams be proposed" in set_up.text


def test_wishes_are_changed_and_checked_without_being_saved(forming: Forming) -> None:
    formation_id = forming.begin()
    page = f"{forming.pages}/{formation_id}"
    looked = submit(forming.browser, page, least="3", most="4")
    assert looked.status_code == 303
    form = {
        "title": "Labs",
        "least": "40",
        "most": "50",
        "institution_mix": "low",
        "common_hours": "0.0",
        "meeting_minutes": "60",
        "step": "check",
    }
    checked = forming.browser.post(page, data=form)
    assert checked.status_code == 200
    assert "a team needs 40" in words(checked.text)
    assert "It is not saved yet" in words(checked.text)
    found = kept(forming, formation_id)
    assert (found.title, found.least, found.most) == ("Project teams", 3, 4)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"least": "5", "most": "4"}, "most"),
        ({"least": "0"}, "least"),
        ({"most": "101"}, "most"),
        ({"least": "many"}, "least"),
        ({"title": " "}, "title"),
        ({"institution_mix": "9"}, "institution_mix"),
        ({"common_hours": "nan"}, "common_hours"),
        ({"meeting_minutes": "-1"}, "meeting_minutes"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(
    forming: Forming, wrong: dict[str, str], field: str
) -> None:
    formation_id = forming.begin()
    answer = submit(forming.browser, f"{forming.pages}/{formation_id}", **wrong)
    assert answer.status_code == 200
    assert field in errors_of(answer)


def test_a_wish_is_added_weighed_and_taken_away(forming: Forming) -> None:
    formation_id = forming.begin()
    page = f"{forming.pages}/{formation_id}/wish"
    listed = words(forming.browser.get(page).text)
    assert "Would lead a team" in listed
    assert "Country of the university" in listed
    assert not {"health", "religion", "ethnic"} & set(listed.lower().split())
    submit(forming.browser, f"{page}?about=ready:lead", importance="high")
    submit(forming.browser, f"{page}?about=language", rule="spread")
    shown = page_of(forming, formation_id)
    assert "Would lead a team : Yes at least one in each team" in shown
    assert "Known of 0 of 12 students" in shown
    assert (
        "Would lead a team"
        not in words(forming.browser.get(page).text).partition("Asked already")[0]
    )
    forming.wish(formation_id, **{"wish-0": "none", "wish-1": "required"})
    (only,) = kept(forming, formation_id).criteria
    assert (only["attribute"], only["importance"]) == ("language", "required")


@pytest.mark.parametrize("about", ["nothing", "a99", "ready:nothing", "institution", "a"])
def test_nothing_can_be_wished_of_what_is_not_there(forming: Forming, about: str) -> None:
    formation_id = forming.begin()
    answer = forming.browser.get(f"{forming.pages}/{formation_id}/wish?about={about}")
    assert answer.status_code == 404


def test_at_least_one_needs_to_say_of_which_kind(forming: Forming) -> None:
    formation_id = forming.begin()
    page = f"{forming.pages}/{formation_id}/wish?about=country"
    for value in ("", "Atlantis"):
        answer = forming.browser.post(
            page, data={"rule": "at_least_one", "importance": "high", "value": value}
        )
        assert "value" in errors_of(answer)
    good = {"rule": "at_least_one", "importance": "high", "value": "JP"}
    assert forming.browser.post(page, data=good).status_code == 303


def test_two_people_are_put_together_and_others_apart(forming: Forming) -> None:
    formation_id = forming.begin()
    page = f"{forming.pages}/{formation_id}/pairs"
    one, other = forming.enrolment("Apia 1"), forming.enrolment("Osaka 1")
    pair = {"first": str(one), "second": str(other)}
    assert "second" in errors_of(
        submit(forming.browser, page, first=str(one), second=str(one), how="together")
    )
    forming.browser.post(page, data={**pair, "how": "together"})
    assert kept(forming, formation_id).together == [sorted([one, other])]
    forming.browser.post(page, data={**pair, "how": "apart"})
    assert kept(forming, formation_id).together == []
    assert kept(forming, formation_id).apart == [sorted([one, other])]
    assert "Apia 1" in words(forming.browser.get(page).text)
    forming.browser.post(f"{page}/drop", data=pair)
    assert kept(forming, formation_id).apart == []
    stranger = {"first": "999", "second": str(one)}
    assert forming.browser.post(f"{page}/drop", data=stranger).status_code == 404


def test_wishes_are_deleted_after_a_question(forming: Forming) -> None:
    formation_id = forming.begin()
    page = f"{forming.pages}/{formation_id}"
    assert "Delete these wishes?" in forming.browser.get(f"{page}/delete").text
    assert forming.browser.post(f"{page}/delete").status_code == 303
    assert forming.browser.get(page).status_code == 404


def test_the_next_season_begins_with_the_same_wishes(forming: Forming) -> None:
    formation_id = forming.begin("lead")
    with forming.world.work() as session:
        partners = [partner.id for partner in forming.partners]
        chosen = NextSeason(
            "Climate Change", "2027", date(2027, 8, 16), date(2027, 11, 28), partners, partners[0]
        )
        new_id = do_run_again(session, forming.exchange_id, chosen, actor_id=forming.coordinator.id)
    page = forming.browser.get(f"/exchanges/{new_id}/forming")
    assert page.status_code == 200
    assert "Project teams" in words(page.text)
    with forming.world.work() as session:
        copied = session.query(Formation).filter_by(exchange_id=new_id).one()
        old = session.get_one(Formation, formation_id)
        assert copied.criteria[0]["rule"] == "at_least_one"
        assert copied.criteria[0]["attribute"] != old.criteria[0]["attribute"]
        assert (copied.together, copied.team_set_id) == ([], None)
