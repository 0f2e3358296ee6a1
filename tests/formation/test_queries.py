"""However many students, questions and teams there are, a page costs as many statements."""

from tests.formation.conftest import PLACES, Forming, make_forming
from tests.forms import submit
from tests.people import World, counted_queries


def grow(forming: Forming, formation_id: int, by: int) -> None:
    """So many more students of each university, and so many more questions."""
    for partner, (_name, place, zone, _country) in zip(forming.partners, PLACES[:3], strict=True):
        forming.add(partner, *(f"{place} more {number}" for number in range(by)), zone=zone)
    for number in range(by):
        fields = {"label": f"Tool {number}", "question": "Which?", "options": "A\nB"}
        assert submit(forming.browser, f"{forming.pages}/attributes", **fields).status_code == 303
        about = f"{forming.pages}/{formation_id}/wish?about=a{number + 2}"
        assert submit(forming.browser, about, rule="spread").status_code == 303


def statements(forming: Forming, address: str, by: str = "") -> int:
    """How many a page asks once it has been asked before."""
    browser = forming.students[by].browser if by else forming.browser
    browser.get(address)
    with counted_queries(forming.world.database) as found:
        assert browser.get(address).status_code == 200, address
    return len(found)


def test_attributes_questions_pairs_proposal_and_repair_cost_the_same_for_few_and_for_many(
    world: World,
) -> None:
    forming = make_forming(world, PLACES[:3], 4)
    formation_id = forming.begin("lead", least="3", most="4", common_hours="0.0")
    counts: list[dict[str, int]] = []
    for by, leaver in ((0, "Apia 1"), (6, "Osaka 1")):
        grow(forming, formation_id, by)
        for name in list(forming.students)[2:]:
            forming.students[name].browser.post(
                f"{forming.pages}/questions/1", data={"answer": "o1"}
            )
        proposal_id = forming.propose(formation_id)
        proposal = forming.page(formation_id, proposal_id)
        somebody = forming.enrolment("Honolulu 1")
        forming.use(formation_id, proposal_id)
        forming.leave(leaver)
        forming.add(forming.partners[0], f"Latecomer {by}")
        page = f"{forming.pages}/{formation_id}"
        counts.append(
            {
                "attributes": statements(forming, f"{forming.pages}/attributes"),
                "questions": statements(forming, f"{forming.pages}/questions", "Apia 2"),
                "question": statements(forming, f"{forming.pages}/questions/1", "Apia 2"),
                "wishes": statements(forming, page),
                "pairs": statements(forming, f"{page}/pairs"),
                "proposal": statements(forming, proposal),
                "person": statements(forming, f"{proposal}/people/{somebody}"),
                "list": statements(forming, f"{proposal}/list"),
                "repair": statements(forming, f"{page}/repair"),
            }
        )
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 25
